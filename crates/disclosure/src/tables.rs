//! Which cells of which table are offered, with what they need and what is secret; one plan per measure says which are shown.

use std::collections::{BTreeMap, BTreeSet};

use indices::ScaleFinding;
use rayon::prelude::*;
use survey::ScaleId;

use crate::ground::{Ground, Offer, Shown};
use crate::inner::Table;
use crate::released_rows::Measure;
use crate::room::Sums;
use crate::{GroupIndex, Reason, Rule, ScaleText, SealError, findings};

/// A hidden mean of few people that can only lie within less than one point is as good as shown.
const NARROWEST: f64 = 1.0;
/// A hidden share of few people may be of more than one number of them; any two are further apart than this.
const ONE_VALUE: f64 = 0.1;
/// Whether a group is withheld; a group the plan has never heard of is.
pub(crate) fn is_hidden(shown: Option<&Shown>, group: GroupIndex) -> bool {
    !shown.is_some_and(|shown| shown.contains(&group))
}

/// The reason a withheld cell gives: too few of its own, or to protect others.
pub(crate) const fn reason(people: u64, minimum: u64) -> Reason {
    if people < minimum { Reason::TooFew } else { Reason::ProtectsAnother }
}

/// The three plans for one wave's scales. What shows a distribution shows a mean too.
#[derive(Clone, Default)]
pub(crate) struct ScalePlans {
    /// For n, mean and interval.
    pub(crate) numbers: BTreeMap<ScaleId, Shown>,
    /// For distribution, standard deviation and agreement.
    pub(crate) distributions: BTreeMap<ScaleId, Shown>,
    /// For the favourable share, a distribution over two categories.
    pub(crate) favourable: BTreeMap<ScaleId, Shown>,
}

/// What a reader could put together: composites with their parts, as sets of scales.
pub(crate) fn clusters(scales: &[ScaleText]) -> Vec<BTreeSet<&ScaleId>> {
    let mut clusters: Vec<BTreeSet<&ScaleId>> = Vec::new();
    for scale in scales {
        let mut cluster: BTreeSet<&ScaleId> = scale.parts.iter().chain([&scale.id]).collect();
        clusters.retain(|other| {
            let apart = other.is_disjoint(&cluster);
            if !apart {
                cluster.extend(other);
            }
            apart
        });
        clusters.push(cluster);
    }
    clusters
}

/// The findings of one wave, as planning needs them.
pub(crate) struct WaveTables<'a> {
    pub(crate) ground: &'a Ground<'a>,
    /// Which wave of the trend it is; none for the wave that is sealed.
    pub(crate) trend: Option<usize>,
    pub(crate) clusters: &'a [BTreeSet<&'a ScaleId>],
    pub(crate) findings: BTreeMap<&'a ScaleId, BTreeMap<GroupIndex, &'a ScaleFinding>>,
}

impl WaveTables<'_> {
    /// Which means of a cluster are shown.
    fn numbers(&self, cluster: &BTreeSet<&ScaleId>, rule: Rule) -> Result<BTreeMap<ScaleId, Shown>, SealError> {
        let needs = rule.answers_min();
        let mut plans = BTreeMap::new();
        let offers = self.offers(cluster, |_, findings| Offered {
            cells: findings.keys().map(|group| (*group, needs)).collect(),
            secret: chosen(findings, |found| {
                findings::is_near_an_end(found) || findings::are_few_near_an_end(found, rule.distribution_min())
            }),
        });
        self.plan(cluster, (Measure::Numbers, offers), rule, &mut plans)?;
        Ok(plans)
    }

    /// Which numbers and distributions are shown; an earlier wave needs no more.
    pub(crate) fn numbers_and_distributions(&self, rule: Rule) -> Result<ScalePlans, SealError> {
        self.of_each_cluster(|cluster| {
            let numbers = self.numbers(cluster, rule)?;
            let distributions = self.over_categories(cluster, Measure::Distributions, &numbers, rule)?;
            Ok(ScalePlans { numbers, distributions, favourable: BTreeMap::new() })
        })
    }

    /// Which numbers, distributions and favourable shares are shown.
    pub(crate) fn all(&self, rule: Rule) -> Result<ScalePlans, SealError> {
        self.of_each_cluster(|cluster| {
            let numbers = self.numbers(cluster, rule)?;
            let of = |scales: &BTreeSet<&ScaleId>, measure| self.over_categories(scales, measure, &numbers, rule);
            let favourable = || -> Result<BTreeMap<ScaleId, Shown>, SealError> {
                // Nothing adds the favourable shares of a composite's parts up to its own, so each scale stands alone.
                let each = cluster.iter().map(|scale| of(&BTreeSet::from([*scale]), Measure::Favourable));
                Ok(each.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
            };
            let (distributions, favourable) = rayon::join(|| of(cluster, Measure::Distributions), favourable);
            Ok(ScalePlans { distributions: distributions?, favourable: favourable?, numbers })
        })
    }

    /// Which distributions or favourable shares of a cluster are shown.
    fn over_categories(
        &self,
        cluster: &BTreeSet<&ScaleId>,
        measure: Measure,
        numbers: &BTreeMap<ScaleId, Shown>,
        rule: Rule,
    ) -> Result<BTreeMap<ScaleId, Shown>, SealError> {
        let are_alike = match measure {
            Measure::Favourable => findings::is_one_sided,
            Measure::Numbers | Measure::Distributions => findings::are_nearly_alike,
        };
        let offers =
            self.offers(cluster, |scale, findings| over_categories(findings, numbers.get(scale), are_alike, rule));
        let mut plans = BTreeMap::new();
        self.plan(cluster, (measure, offers), rule, &mut plans)?;
        Ok(plans)
    }

    /// The plans of all clusters, worked out on every core, for no cluster knows of another. Of several errors the first cluster's counts.
    fn of_each_cluster(
        &self,
        of_one: impl Fn(&BTreeSet<&ScaleId>) -> Result<ScalePlans, SealError> + Sync + Send,
    ) -> Result<ScalePlans, SealError> {
        let of_each: Vec<_> = self.clusters.par_iter().with_max_len(1).map(of_one).collect();
        let mut all = ScalePlans::default();
        for plans in of_each {
            let ScalePlans { numbers, distributions, favourable } = plans?;
            all.numbers.extend(numbers);
            all.distributions.extend(distributions);
            all.favourable.extend(favourable);
        }
        Ok(all)
    }

    /// The standard deviation over everybody, if it is shown.
    pub(crate) fn everybodys_spread(
        &self,
        scale: &ScaleId,
        total: Option<GroupIndex>,
        plans: &ScalePlans,
        rule: Rule,
    ) -> Option<f64> {
        let total = total.filter(|total| !is_hidden(plans.distributions.get(scale), *total))?;
        let finding = self.findings.get(scale)?.get(&total)?;
        findings::spread(finding).filter(|_| findings::people(finding) >= rule.distribution_min())
    }

    /// One offer for each scale of a cluster that somebody was asked.
    fn offers(
        &self,
        cluster: &BTreeSet<&ScaleId>,
        offered: impl Fn(&ScaleId, &BTreeMap<GroupIndex, &ScaleFinding>) -> Offered,
    ) -> Vec<(Table, Offered)> {
        let of_scale = |scale: &&ScaleId| Some((self.table(scale), offered(scale, self.findings.get(*scale)?)));
        cluster.iter().filter_map(of_scale).collect()
    }

    /// One plan shared by the scales of a cluster.
    fn plan(
        &self,
        cluster: &BTreeSet<&ScaleId>,
        (measure, offers): (Measure, Vec<(Table, Offered)>),
        rule: Rule,
        plans: &mut BTreeMap<ScaleId, Shown>,
    ) -> Result<(), SealError> {
        let minimum = rule.answers_min();
        let withheld: BTreeSet<GroupIndex> =
            offers.iter().flat_map(|(table, _)| self.ground.withheld(table, measure)).collect();
        let offer = |(table, Offered { mut cells, secret })| {
            cells.retain(|group, _| !withheld.contains(group));
            Offer { table, measure, minimum, cells, secret, remainders: BTreeSet::new() }
        };
        let offers: Vec<Offer> = offers.into_iter().map(offer).collect();
        let penned_in = |shown: &Shown| {
            let sums = cluster.iter().filter_map(|scale| self.sums(scale, measure));
            sums.flat_map(|sums| self.ground.penned_in(&sums, shown, minimum)).collect()
        };
        // What is withheld must not follow either: it is what is left of it without any parts.
        let withheld = withheld.iter().map(|group| (*group, BTreeSet::new())).collect();
        let shown = self.ground.plan_around(&offers, withheld, penned_in)?;
        plans.extend(cluster.iter().map(|scale| ((*scale).clone(), shown.clone())));
        Ok(())
    }

    /// What a measure of a scale adds up to in every group, where a hidden sum could be penned in.
    fn sums(&self, scale: &ScaleId, measure: Measure) -> Option<Sums> {
        let findings = self.findings.get(scale)?;
        let points = || findings.values().flat_map(|finding| &finding.distribution).map(|(point, _)| *point);
        let (low, high, narrowest) = match measure {
            Measure::Numbers => (points().min()?.into(), points().max()?.into(), NARROWEST),
            Measure::Favourable => (0.0, 1.0, ONE_VALUE),
            Measure::Distributions => return None,
        };
        let sum = |finding: &ScaleFinding| match measure {
            Measure::Numbers => findings::sum(finding),
            _ => findings::favourable_people(finding),
        };
        let of_group = findings
            .iter()
            .filter_map(|(group, finding)| Some((*group, (findings::people(finding), sum(finding)?))))
            .collect();
        Some(Sums { table: self.table(scale), of_group, low, high, narrowest })
    }

    fn table(&self, scale: &ScaleId) -> Table {
        match self.trend {
            None => Table::Scale(scale.clone()),
            Some(wave) => Table::Trend(wave, scale.clone()),
        }
    }
}

/// What a scale offers: cells with the people they need, and what must not follow.
struct Offered {
    cells: BTreeMap<GroupIndex, u64>,
    secret: BTreeSet<GroupIndex>,
}

fn chosen(
    findings: &BTreeMap<GroupIndex, &ScaleFinding>,
    which: impl Fn(&ScaleFinding) -> bool,
) -> BTreeSet<GroupIndex> {
    findings.iter().filter(|(_, finding)| which(finding)).map(|(group, _)| *group).collect()
}

/// A distribution is offered where the mean is shown. A cell without a mean is not, but if it has fewer people than a distribution
/// needs, its own must not follow either.
fn over_categories(
    findings: &BTreeMap<GroupIndex, &ScaleFinding>,
    numbers: Option<&Shown>,
    are_alike: impl Fn(&ScaleFinding) -> bool,
    rule: Rule,
) -> Offered {
    let needs = rule.distribution_min();
    let has_mean = |group: &GroupIndex| !is_hidden(numbers, *group);
    let mut secret = chosen(findings, are_alike);
    let few = |finding: &ScaleFinding| (1..needs).contains(&findings::people(finding));
    secret.extend(chosen(findings, few).into_iter().filter(|group| !has_mean(group)));
    Offered { cells: findings.keys().filter(|group| has_mean(group)).map(|group| (*group, needs)).collect(), secret }
}

/// Which bands of participation are shown. A band is no sum, but two of them close to a bound can be as good as one, so they are planned as if
/// the numbers behind them were published.
pub(crate) fn participation(
    ground: &Ground<'_>,
    participation: &BTreeMap<GroupIndex, (u64, u64)>,
    rule: Rule,
) -> Result<Shown, SealError> {
    let needs = rule.distribution_min();
    ground.plan(vec![Offer {
        table: Table::Invited,
        measure: Measure::Numbers,
        minimum: rule.answers_min(),
        cells: participation.keys().map(|group| (*group, needs)).collect(),
        secret: BTreeSet::new(),
        remainders: BTreeSet::new(),
    }])
}
