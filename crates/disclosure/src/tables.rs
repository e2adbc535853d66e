//! Which cells of which table are offered, with what they need and what is secret; one plan per measure says which are shown.

use std::collections::{BTreeMap, BTreeSet};

use absence::{LargestByKind, PersonDays};
use indices::ScaleFinding;
use rayon::prelude::*;
use survey::{Month, ScaleId};

use crate::ground::{Ground, Offer, Shown};
use crate::inner::Table;
use crate::protection::is_dominated;
use crate::released_rows::Measure;
use crate::room::{Remainder, Sums};
use crate::rule::DOMINANCE_PERCENT;
use crate::{AbsenceFinding, Draft, GroupIndex, Reason, Rule, ScaleText, SealError, findings};

/// A hidden mean of few people that can only lie within less than one point is as good as shown.
const NARROWEST: f64 = 1.0;
/// A hidden share of few people may be of more than one number of them; any two are further apart than this.
const ONE_VALUE: f64 = 0.1;
/// So often may a plan be made again because few people are penned in.
const ROUNDS_MAX: usize = 100;

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
        self.of_each_cluster(|cluster| self.numbers_and_distributions_of(cluster, rule))
    }

    /// Which numbers, distributions and favourable shares are shown.
    pub(crate) fn all(&self, rule: Rule) -> Result<ScalePlans, SealError> {
        self.of_each_cluster(|cluster| {
            let mut plans = self.numbers_and_distributions_of(cluster, rule)?;
            for scale in cluster {
                let alone = BTreeSet::from([*scale]);
                let offers = self.offers(&alone, |scale, findings| {
                    over_categories(findings, plans.numbers.get(scale), findings::is_one_sided, rule)
                });
                self.plan(&alone, (Measure::Favourable, offers), rule, &mut plans.favourable)?;
            }
            Ok(plans)
        })
    }

    fn numbers_and_distributions_of(&self, cluster: &BTreeSet<&ScaleId>, rule: Rule) -> Result<ScalePlans, SealError> {
        let mut plans = ScalePlans { numbers: self.numbers(cluster, rule)?, ..ScalePlans::default() };
        let offers = self.offers(cluster, |scale, findings| {
            over_categories(findings, plans.numbers.get(scale), findings::are_nearly_alike, rule)
        });
        self.plan(cluster, (Measure::Distributions, offers), rule, &mut plans.distributions)?;
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
        (measure, mut offers): (Measure, Vec<(Table, Offered)>),
        rule: Rule,
        plans: &mut BTreeMap<ScaleId, Shown>,
    ) -> Result<(), SealError> {
        let minimum = rule.answers_min();
        let withheld: BTreeSet<GroupIndex> =
            offers.iter().flat_map(|(table, _)| self.ground.withheld(table, measure)).collect();
        for (_, offered) in &mut offers {
            offered.cells.retain(|group, _| !withheld.contains(group));
        }
        let plan = |remainders: &BTreeSet<Remainder>| {
            let offer = |(table, Offered { cells, secret }): &(Table, Offered)| Offer {
                table: table.clone(),
                measure,
                minimum,
                cells: cells.clone(),
                secret: secret.clone(),
                remainders: remainders.clone(),
            };
            self.ground.plan(offers.iter().map(offer).collect())
        };
        let (mut remainders, mut told_before) = (BTreeSet::new(), BTreeSet::new());
        // What is withheld must not follow either: it is what is left of it without any parts.
        let mut new: Vec<Remainder> = withheld.into_iter().map(|group| (group, BTreeSet::new())).collect();
        for _ in 0..ROUNDS_MAX {
            for remainder in new {
                // What earlier releases tell by themselves cannot be taken back, and nothing that is shown now adds to it.
                match self.ground.has_earlier().then(|| plan(&BTreeSet::from([remainder.clone()]))) {
                    Some(Err(SealError::AlreadyRevealed { .. })) => told_before.insert(remainder),
                    Some(Err(error)) => return Err(error),
                    Some(Ok(_)) | None => remainders.insert(remainder),
                };
            }
            let shown = plan(&remainders)?;
            let sums = cluster.iter().filter_map(|scale| self.sums(scale, measure));
            let penned: BTreeSet<Remainder> =
                sums.flat_map(|sums| self.ground.penned_in(&sums, &shown, minimum)).collect();
            new = penned.into_iter().filter(|of| !remainders.contains(of) && !told_before.contains(of)).collect();
            if new.is_empty() {
                plans.extend(cluster.iter().map(|scale| ((*scale).clone(), shown.clone())));
                return Ok(());
            }
        }
        let tables = offers.iter().map(|(table, _)| table.to_string()).collect::<Vec<_>>();
        Err(SealError::Unprotectable { table: tables.join(", ") })
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

/// Which absence is shown, in the year and in each month.
pub(crate) struct ShownAbsence {
    year: Shown,
    year_months: BTreeSet<Month>,
    other_months: BTreeMap<Month, Shown>,
}

impl ShownAbsence {
    /// The plan for the year (`None`) or a month.
    pub(crate) fn in_period(&self, month: Option<Month>) -> Option<&Shown> {
        match month {
            Some(month) if !self.year_months.contains(&month) => self.other_months.get(&month),
            _ => Some(&self.year),
        }
    }
}

/// Plans the absence of a release.
///
/// A group is shown in the year and in every month the year sums, or in none of them, so that no month follows from the
/// year. Every other month stands alone: nothing that is published adds it to another one.
pub(crate) fn absence(ground: &Ground<'_>, draft: &Draft, rule: Rule) -> Result<ShownAbsence, SealError> {
    let mut months: BTreeMap<Month, BTreeMap<GroupIndex, &AbsenceFinding>> = BTreeMap::new();
    for ((group, month), finding) in &draft.absence_months {
        months.entry(*month).or_default().insert(*group, finding);
    }
    let year = draft.absence_year.iter().map(|(group, finding)| (*group, finding)).collect();
    let mut in_year = vec![absence_offer(Table::AbsenceYear, &year, rule)];
    let mut other_months = BTreeMap::new();
    for (month, findings) in &months {
        let offer = absence_offer(Table::AbsenceMonth(*month), findings, rule);
        if draft.absence_year_months.contains(month) {
            in_year.push(offer);
        } else {
            other_months.insert(*month, ground.plan(vec![offer])?);
        }
    }
    let year_months = draft.absence_year_months.clone();
    Ok(ShownAbsence { year: ground.plan(in_year)?, year_months, other_months })
}

/// People of a table are employees, summed over its months: a number needs as many in each of them. A group that is younger than the year needs them in
/// the months it has.
fn absence_offer(table: Table, findings: &BTreeMap<GroupIndex, &AbsenceFinding>, rule: Rule) -> Offer {
    let length = findings.values().map(|finding| u64::from(finding.months)).max().unwrap_or(1);
    let needs = |finding: &AbsenceFinding| rule.employees_min().saturating_mul(u64::from(finding.months));
    Offer {
        table,
        measure: Measure::Numbers,
        minimum: rule.employees_min().saturating_mul(length),
        cells: findings.iter().map(|(group, finding)| (*group, needs(finding))).collect(),
        secret: findings.iter().filter(|(_, found)| is_telling(found)).map(|(group, _)| *group).collect(),
        remainders: BTreeSet::new(),
    }
}

/// Whether the days tell of one employee: so few are absent that whoever knows of one could work out another (none at all point at
/// nobody), or one has so much of either kind of day that the next could.
pub(crate) fn is_telling(finding: &AbsenceFinding) -> bool {
    let has_few = finding.absent_at_least.is_some_and(|absent| 0 < absent && absent < crate::SMALLEST_COUNT);
    has_few || finding.largest.is_some_and(|largest| has_dominated(finding, largest))
}

/// Days of both kinds are published; where neither is dominated, their sum is not.
fn has_dominated(finding: &AbsenceFinding, largest: LargestByKind) -> bool {
    let lost = [finding.lost_self_certified, finding.lost_certified].map(PersonDays::millionths);
    let parts = largest.both().map(|of| [of.first(), of.second()].map(PersonDays::millionths));
    lost.into_iter().zip(parts).any(|(lost, parts)| lost > 0 && is_dominated(lost.into(), parts, DOMINANCE_PERCENT))
}

/// Employees on average over the months, rounded down.
pub(crate) fn employees(finding: &AbsenceFinding) -> u64 {
    finding.employee_months.checked_div(u64::from(finding.months)).unwrap_or(0)
}
