//! Which cells of which table are withheld: one plan per measure.

use std::collections::{BTreeMap, BTreeSet};

use indices::ScaleFinding;
use survey::{Month, ScaleId};

use crate::suppression::{Geometry, Layer, protect};
use crate::{AbsenceFinding, Draft, GroupIndex, Reason, Rule, ScaleText, SealError, findings};

/// Withheld cells by group position.
pub(crate) type Hidden = Vec<bool>;

/// Whether a group is withheld; a group the plan has never heard of is.
pub(crate) fn is_hidden(hidden: Option<&Hidden>, group: GroupIndex) -> bool {
    hidden.and_then(|hidden| hidden.get(group.get())).copied().unwrap_or(true)
}

/// The reason a withheld cell gives: too few of its own, or to protect others.
pub(crate) const fn reason(people: u64, minimum: u64) -> Reason {
    if people < minimum { Reason::TooFew } else { Reason::ProtectsAnother }
}

/// The three plans for one wave's scales. What shows a distribution shows a mean too.
#[derive(Clone, Default)]
pub(crate) struct ScalePlans {
    /// For n, mean and interval.
    pub(crate) numbers: BTreeMap<ScaleId, Hidden>,
    /// For distribution, standard deviation and agreement.
    pub(crate) distributions: BTreeMap<ScaleId, Hidden>,
    /// For the favourable share, a distribution over two categories.
    pub(crate) favourable: BTreeMap<ScaleId, Hidden>,
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
    pub(crate) geometry: &'a Geometry,
    pub(crate) groups: usize,
    pub(crate) clusters: &'a [BTreeSet<&'a ScaleId>],
    pub(crate) findings: BTreeMap<&'a ScaleId, BTreeMap<GroupIndex, &'a ScaleFinding>>,
}

impl WaveTables<'_> {
    /// Which means are withheld.
    fn numbers(&self, rule: Rule) -> Result<BTreeMap<ScaleId, Hidden>, SealError> {
        let minimum = rule.answers_min();
        let sensitive = |finding: &ScaleFinding| {
            (1..minimum).contains(&findings::people(finding)) || findings::is_near_an_end(finding)
        };
        let mut plans = BTreeMap::new();
        for cluster in self.clusters {
            self.plan(cluster, minimum, sensitive, &[], &mut plans)?;
        }
        Ok(plans)
    }

    /// Which numbers and distributions are withheld; an earlier wave needs no more.
    pub(crate) fn numbers_and_distributions(&self, rule: Rule) -> Result<ScalePlans, SealError> {
        let minimum = rule.distribution_min();
        let sensitive = |finding: &ScaleFinding| {
            (1..minimum).contains(&findings::people(finding)) || findings::are_nearly_alike(finding)
        };
        let mut plans = ScalePlans { numbers: self.numbers(rule)?, ..ScalePlans::default() };
        for cluster in self.clusters {
            let without_number = self.withheld_in(cluster, &plans.numbers);
            self.plan(cluster, minimum, sensitive, &without_number, &mut plans.distributions)?;
        }
        Ok(plans)
    }

    /// Which numbers, distributions and favourable shares are withheld.
    pub(crate) fn all(&self, rule: Rule) -> Result<ScalePlans, SealError> {
        let minimum = rule.distribution_min();
        let sensitive = |finding: &ScaleFinding| {
            (1..minimum).contains(&findings::people(finding)) || findings::is_one_sided(finding)
        };
        let mut plans = self.numbers_and_distributions(rule)?;
        for scale in self.clusters.iter().flatten() {
            let alone = BTreeSet::from([*scale]);
            let without_number = self.withheld_in(&alone, &plans.numbers);
            self.plan(&alone, minimum, sensitive, &without_number, &mut plans.favourable)?;
        }
        Ok(plans)
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

    fn withheld_in(&self, cluster: &BTreeSet<&ScaleId>, plans: &BTreeMap<ScaleId, Hidden>) -> Vec<bool> {
        let groups = (0..self.groups).map(GroupIndex::new);
        groups.map(|group| cluster.iter().any(|scale| is_hidden(plans.get(*scale), group))).collect()
    }

    /// One plan shared by the scales of a cluster.
    fn plan(
        &self,
        cluster: &BTreeSet<&ScaleId>,
        minimum: u64,
        is_sensitive: impl Fn(&ScaleFinding) -> bool,
        withheld: &[bool],
        plans: &mut BTreeMap<ScaleId, Hidden>,
    ) -> Result<(), SealError> {
        let mut sensitive = vec![false; self.groups];
        let mut layers = Vec::new();
        for scale in cluster {
            let Some(findings) = self.findings.get(*scale) else { continue };
            let mut sizes = vec![None; self.groups];
            for (group, finding) in findings {
                if let (Some(size), Some(mark)) = (sizes.get_mut(group.get()), sensitive.get_mut(group.get())) {
                    *size = Some(findings::people(finding));
                    *mark |= is_sensitive(finding);
                }
            }
            let layer = Layer::new(self.geometry, &sizes, minimum)
                .map_err(|overfull| SealError::Overfull { table: format!("scale {scale}"), parent: overfull.parent })?;
            layers.push(layer);
        }
        let table = || format!("scales {}", cluster.iter().map(|scale| scale.as_str()).collect::<Vec<_>>().join(", "));
        let hidden = protect(self.geometry, &layers, &sensitive, withheld)
            .map_err(|_| SealError::Unprotectable { table: table() })?;
        plans.extend(cluster.iter().map(|scale| ((*scale).clone(), hidden.clone())));
        Ok(())
    }
}

/// Which absence is withheld, in the year and in each month.
pub(crate) struct HiddenAbsence {
    year: Hidden,
    year_months: BTreeSet<Month>,
    other_months: BTreeMap<Month, Hidden>,
}

impl HiddenAbsence {
    /// The plan for the year (`None`) or a month.
    pub(crate) fn in_period(&self, month: Option<Month>) -> &Hidden {
        match month {
            Some(month) if !self.year_months.contains(&month) => self.other_months.get(&month).unwrap_or(&self.year),
            _ => &self.year,
        }
    }
}

/// Plans the absence of a release.
///
/// A group is shown in the year and in every month the year sums, or in none of them, so that no month follows from the
/// year. Every other month stands alone: nothing that is published adds it to another one.
pub(crate) fn absence(geometry: &Geometry, draft: &Draft, rule: Rule) -> Result<HiddenAbsence, SealError> {
    let mut tables: BTreeMap<Option<Month>, BTreeMap<GroupIndex, &AbsenceFinding>> = BTreeMap::new();
    tables.insert(None, draft.absence_year.iter().map(|(group, finding)| (*group, finding)).collect());
    for ((group, month), finding) in &draft.absence_months {
        tables.entry(Some(*month)).or_default().insert(*group, finding);
    }
    let in_year = |month: &Option<Month>| month.is_none_or(|month| draft.absence_year_months.contains(&month));
    let (year, others): (BTreeMap<_, _>, BTreeMap<_, _>) = tables.into_iter().partition(|(month, _)| in_year(month));
    let groups = draft.groups.len();
    let mut other_months = BTreeMap::new();
    for (month, findings) in others {
        if let Some(key) = month {
            other_months.insert(key, absence_plan(geometry, groups, &BTreeMap::from([(month, findings)]), rule)?);
        }
    }
    Ok(HiddenAbsence {
        year: absence_plan(geometry, groups, &year, rule)?,
        year_months: draft.absence_year_months.clone(),
        other_months,
    })
}

/// One plan shared by the tables: a group is shown in all of them or in none.
fn absence_plan(
    geometry: &Geometry,
    groups: usize,
    tables: &BTreeMap<Option<Month>, BTreeMap<GroupIndex, &AbsenceFinding>>,
    rule: Rule,
) -> Result<Hidden, SealError> {
    let minimum = rule.employees_min();
    let mut sensitive = vec![false; groups];
    let mut layers = Vec::new();
    for (month, findings) in tables {
        let mut sizes = vec![None; groups];
        for (group, finding) in findings {
            if let (Some(size), Some(mark)) = (sizes.get_mut(group.get()), sensitive.get_mut(group.get())) {
                *size = Some(finding.employee_months);
                *mark |= finding.employee_months > 0 && employees(finding) < minimum || has_few_absent(finding);
            }
        }
        // A year's remainder is counted in employee months: the minimum must hold in each of them.
        let length = findings.values().map(|finding| u64::from(finding.months)).max().unwrap_or(1);
        let table = month.map_or_else(|| "absence of the year".to_owned(), |month| format!("absence in {month}"));
        let layer = Layer::new(geometry, &sizes, minimum.saturating_mul(length))
            .map_err(|overfull| SealError::Overfull { table, parent: overfull.parent })?;
        layers.push(layer);
    }
    protect(geometry, &layers, &sensitive, &[]).map_err(|_| SealError::Unprotectable { table: "absence".to_owned() })
}

/// Whether so few are absent that whoever knows of one could work out another; none at all point at nobody.
pub(crate) fn has_few_absent(finding: &AbsenceFinding) -> bool {
    finding.absent_at_least.is_some_and(|absent| 0 < absent && absent < crate::SMALLEST_COUNT)
}

/// Employees on average over the months, rounded down.
pub(crate) fn employees(finding: &AbsenceFinding) -> u64 {
    finding.employee_months.checked_div(u64::from(finding.months)).unwrap_or(0)
}
