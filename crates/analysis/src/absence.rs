//! Absence of every group: lost and agreed days are summed first, rates come later.

use std::collections::{BTreeMap, BTreeSet};

use ::absence::{AbsenceSum, AbsenceTable, LargestOfGroup, Period};
use disclosure::{AbsenceFinding, CourseFinding, GroupIndex, Inner, Table};
use survey::{Month, Organisation, Register};

use crate::absence_course::{Areas, course};
use crate::error::AnalysisError;
use crate::groups::Groups;
use crate::inner::name;
use crate::tally::Places;
use crate::wave::SettledWave;

/// Lost and agreed days of one month, in the same parts.
pub(crate) type MonthDays = (u128, u128);

/// Absence over the twelve months before the wave, and month by month.
pub(crate) struct AbsenceGroups {
    /// Every group, over the twelve whole months before the wave's month.
    pub(crate) year: BTreeMap<GroupIndex, AbsenceFinding>,
    /// The wide groups, each month there is.
    pub(crate) months: BTreeMap<(GroupIndex, Month), AbsenceFinding>,
    /// The wide groups, each period whose months there are.
    pub(crate) course: BTreeMap<(GroupIndex, Period), CourseFinding>,
    /// The months the year sums.
    pub(crate) year_months: BTreeSet<Month>,
    /// The twelve months of every group, for the interval of its rate.
    pub(crate) year_by_month: BTreeMap<GroupIndex, Vec<MonthDays>>,
}

impl AbsenceGroups {
    pub(crate) fn of(
        table: &AbsenceTable,
        register: &Register,
        organisation: &Organisation,
        groups: &Groups<'_>,
        wave: &SettledWave,
        inner: &mut Inner,
    ) -> Result<Self, AnalysisError> {
        let end = wave.wave.reference_date.month_of();
        let start = (0..12).fold(end, |month, _| month.previous());
        let places = Places { organisation, lineage: register.lineage(), wave: &wave.wave };
        let wide: BTreeSet<GroupIndex> = groups.wide().collect();
        let mut year = BTreeMap::<GroupIndex, AbsenceSum>::new();
        let mut months = BTreeMap::<(GroupIndex, Month), AbsenceSum>::new();
        let mut largest_of_year = BTreeMap::<GroupIndex, LargestOfGroup<'_>>::new();
        let mut largest_of_months = BTreeMap::<(GroupIndex, Month), LargestOfGroup<'_>>::new();
        let mut areas = Areas::default();
        for row in table.rows().iter().filter(|row| row.month() < end) {
            let unit = places.unit(row.unit().as_str())?;
            let overflow = |error: ::absence::AbsenceSumError| AnalysisError::Inconsistent(error.to_string());
            let containing = groups.containing(unit, places.former(row.former_municipality().as_str())?, None);
            areas.add(groups, &containing, row).map_err(overflow)?;
            let in_year = row.month() >= start;
            let name = name(row.unit().as_str(), row.former_municipality().as_str());
            inner.add(Table::AbsenceMonth(row.month()), &name, &containing, row.employees().into());
            if in_year {
                inner.add(Table::AbsenceYear, &name, &containing, row.employees().into());
            }
            for group in containing {
                if in_year {
                    year.entry(group).or_default().add(row).map_err(overflow)?;
                    largest_of_year.entry(group).or_default().add(row);
                }
                if in_year || wide.contains(&group) {
                    months.entry((group, row.month())).or_default().add(row).map_err(overflow)?;
                }
                if wide.contains(&group) {
                    largest_of_months.entry((group, row.month())).or_default().add(row);
                }
            }
        }
        let year_months = months.keys().map(|(_, month)| *month).filter(|month| *month >= start).collect();
        let mut year_by_month = BTreeMap::<GroupIndex, Vec<MonthDays>>::new();
        for ((group, _), sum) in months.iter().filter(|((_, month), _)| *month >= start) {
            year_by_month.entry(*group).or_default().extend(sum.rate());
        }
        months.retain(|(group, _), _| wide.contains(group));
        let course = course(&months, &areas)?;
        Ok(Self {
            year: year
                .into_iter()
                .map(|(group, sum)| (group, AbsenceFinding::of(&sum, largest_of_year.get(&group))))
                .collect(),
            months: months
                .into_iter()
                .map(|(key, sum)| (key, AbsenceFinding::of(&sum, largest_of_months.get(&key))))
                .collect(),
            course,
            year_months,
            year_by_month,
        })
    }
}
