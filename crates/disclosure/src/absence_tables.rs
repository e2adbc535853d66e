//! Which absence is shown: ten employees, three absent or none, and nobody with too much of the days, also in what is left over.
//!
//! Invariant: what is decided here is decided by the findings alone; [`Ground`] sees to it that nothing hidden follows from what is shown.

use std::collections::{BTreeMap, BTreeSet};

use absence::{LargestByKind, PersonDays};
use survey::Month;

use crate::ground::{Ground, Offer, Shown};
use crate::inner::Table;
use crate::protection::is_dominated;
use crate::released_rows::Measure;
use crate::room::Remainder;
use crate::rule::DOMINANCE_PERCENT;
use crate::{AbsenceFinding, Draft, Family, GroupIndex, Rule, SealError};

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
pub(crate) fn plan(ground: &Ground<'_>, draft: &Draft, rule: Rule) -> Result<ShownAbsence, SealError> {
    let mut months: BTreeMap<Month, BTreeMap<GroupIndex, &AbsenceFinding>> = BTreeMap::new();
    for ((group, month), finding) in &draft.absence_months {
        months.entry(*month).or_default().insert(*group, finding);
    }
    let year = draft.absence_year.iter().map(|(group, finding)| (*group, finding)).collect();
    let mut in_year = vec![AbsenceTable { table: Table::AbsenceYear, findings: year }];
    let mut other_months = BTreeMap::new();
    for (month, findings) in months {
        let of_month = AbsenceTable { table: Table::AbsenceMonth(month), findings };
        if draft.absence_year_months.contains(&month) {
            in_year.push(of_month);
        } else {
            other_months.insert(month, plan_absence(ground, &[of_month], rule)?);
        }
    }
    let year_months = draft.absence_year_months.clone();
    Ok(ShownAbsence { year: plan_absence(ground, &in_year, rule)?, year_months, other_months })
}

/// The findings of one period.
struct AbsenceTable<'a> {
    table: Table,
    findings: BTreeMap<GroupIndex, &'a AbsenceFinding>,
}

/// The groups that are shown in all of these periods or in none.
fn plan_absence(ground: &Ground<'_>, periods: &[AbsenceTable<'_>], rule: Rule) -> Result<Shown, SealError> {
    let offers: Vec<Offer> = periods.iter().map(|period| period.offer(rule)).collect();
    let telling = |shown: &Shown| periods.iter().flat_map(|period| period.telling_remainders(ground, shown)).collect();
    ground.plan_around(&offers, Vec::new(), telling)
}

impl AbsenceTable<'_> {
    /// People of a table are employees, summed over its months: a number needs as many in each of them. A group that is younger than the year needs
    /// them in the months it has.
    fn offer(&self, rule: Rule) -> Offer {
        let length = self.findings.values().map(|finding| u64::from(finding.months)).max().unwrap_or(1);
        let needs = |finding: &AbsenceFinding| rule.employees_min().saturating_mul(u64::from(finding.months));
        let telling = self.findings.iter().filter(|(_, found)| is_telling(found));
        Offer {
            table: self.table.clone(),
            measure: Measure::Numbers,
            minimum: rule.employees_min().saturating_mul(length),
            cells: self.findings.iter().map(|(group, finding)| (*group, needs(finding))).collect(),
            secret: telling.map(|(group, _)| *group).collect(),
            remainders: BTreeSet::new(),
        }
    }

    /// What is left of shown groups without their shown parts, where one employee has too much of it.
    fn telling_remainders(&self, ground: &Ground<'_>, shown: &Shown) -> BTreeSet<Remainder> {
        let people = |group: GroupIndex| self.findings.get(&group).map_or(0, |finding| finding.employee_months);
        let left_over = ground.remainders(people, shown).into_iter().filter(|(_, parts)| !parts.is_empty());
        let telling = left_over.filter(|(family, parts)| self.is_dominated_remainder(family, parts, shown));
        telling.map(|(family, parts)| (family.parent, parts)).collect()
    }

    /// Nobody lost more of a remainder than of the hidden members it is made of, or, where those are not all of it, of the whole.
    fn is_dominated_remainder(&self, family: &Family, parts: &BTreeSet<GroupIndex>, shown: &Shown) -> bool {
        let Some(whole) = self.findings.get(&family.parent) else { return false };
        let left = |of: fn(&AbsenceFinding) -> PersonDays| {
            let mut taken = parts.iter().filter_map(|part| self.findings.get(part));
            taken.try_fold(of(whole), |left, part| left.checked_sub(of(part)))
        };
        let own = left(|finding| finding.lost_self_certified);
        let Some(lost) = own.zip(left(|finding| finding.lost_certified)) else { return false };
        let members = || family.members.iter().filter_map(|member| Some((*member, *self.findings.get(member)?)));
        let is_whole = members().map(|(_, of)| of.employee_months).sum::<u64>() == whole.employee_months;
        let hidden = members().filter(|(member, _)| !shown.contains(member)).map(|(_, of)| of.largest_beside_others);
        let of_hidden = hidden.reduce(|one, other| one.zip(other).map(|(one, other)| one.beside(other))).flatten();
        let largest = of_hidden.filter(|_| is_whole).or(whole.largest);
        largest.is_some_and(|largest| has_dominated(lost.into(), largest))
    }
}

/// Whether the days tell of one employee: so few are absent that whoever knows of one could work out another (none at all point at
/// nobody), or one has so much of either kind of day that the next could.
pub(crate) fn is_telling(finding: &AbsenceFinding) -> bool {
    let has_few = finding.absent_at_least.is_some_and(|absent| 0 < absent && absent < crate::SMALLEST_COUNT);
    let lost = [finding.lost_self_certified, finding.lost_certified];
    has_few || finding.largest.is_some_and(|largest| has_dominated(lost, largest))
}

/// Days of both kinds are published; where neither is dominated, their sum is not.
fn has_dominated(lost: [PersonDays; 2], largest: LargestByKind) -> bool {
    let lost = lost.map(PersonDays::millionths);
    let parts = largest.both().map(|of| [of.first(), of.second()].map(PersonDays::millionths));
    lost.into_iter().zip(parts).any(|(lost, parts)| lost > 0 && is_dominated(lost.into(), parts, DOMINANCE_PERCENT))
}

/// Employees on average over the months, rounded down.
pub(crate) fn employees(finding: &AbsenceFinding) -> u64 {
    finding.employee_months.checked_div(u64::from(finding.months)).unwrap_or(0)
}
