//! What a draft must be before anything of it is planned: it names what is there, adds up, and counts what can be.

use std::collections::{BTreeMap, BTreeSet};

use plan::{Figure, PARTS};
use survey::ScaleId;

use crate::inner::Table;
use crate::{AbsenceFinding, Draft, DraftBenchmark, FigureFinding, GroupIndex, SealError, findings};

impl Draft {
    pub(crate) fn check(&self) -> Result<(), SealError> {
        let mut ids = BTreeSet::new();
        if let Some(group) = self.groups.iter().find(|group| !ids.insert(group.id.as_str())) {
            return Err(SealError::RepeatedGroup { id: group.id.clone() });
        }
        if let Some(group) = self.groups.iter().find(|group| !group.fits(&self.groups)) {
            return Err(SealError::StrayGroup { group: group.id.clone() });
        }
        let mut scales = BTreeSet::new();
        if let Some(scale) = self.scales.iter().find(|scale| !scales.insert(&scale.id)) {
            return Err(SealError::RepeatedScale { scale: scale.id.clone() });
        }
        self.check_families()?;
        for (place, group) in self.mentioned_groups() {
            self.check_group(place, group)?;
        }
        for (place, scale) in self.mentioned_scales() {
            if !scales.contains(scale) {
                return Err(SealError::UnknownScale { place, scale: scale.clone() });
            }
        }
        if let Some((wave, _, _)) = self.trend.keys().find(|(wave, _, _)| *wave >= self.waves.len()) {
            return Err(SealError::UnknownWave { wave: *wave });
        }
        let has_indicator = |benchmark: &&DraftBenchmark| {
            self.plans.get(benchmark.plan).is_some_and(|plan| benchmark.indicator < plan.indicators.len())
        };
        if let Some(benchmark) = self.benchmarks.iter().find(|benchmark| !has_indicator(benchmark)) {
            return Err(SealError::UnknownIndicator { plan: benchmark.plan, indicator: benchmark.indicator });
        }
        if let Some((figure, year, group)) = self.impossible_figure() {
            return Err(SealError::ImpossibleFigure { figure, year, group: self.id_of(group) });
        }
        if let Some((group, _)) = self.participation.iter().find(|(_, (invited, answered))| answered > invited) {
            return Err(SealError::MoreAnsweredThanInvited { group: self.id_of(*group) });
        }
        let year = self.absence_year.iter().map(|(group, finding)| (*group, finding));
        let months = self.absence_months.iter().map(|((group, _), finding)| (*group, finding));
        if let Some((group, _)) = year.chain(months).find(|(_, finding)| !is_possible(finding)) {
            return Err(SealError::ImpossibleAbsence { group: self.id_of(group) });
        }
        self.check_inner()
    }

    /// The people of every cell are those of the inner groups it holds.
    fn check_inner(&self) -> Result<(), SealError> {
        let mut tables: BTreeMap<Table, Vec<(GroupIndex, u64)>> = BTreeMap::new();
        let mut cell = |table, group, people| tables.entry(table).or_default().push((group, people));
        for ((scale, group), found) in &self.scores {
            cell(Table::Scale(scale.clone()), *group, findings::people(found));
        }
        for ((wave, scale, group), found) in &self.trend {
            // The sealed wave's own points are planned as its scores are, and must be the same people.
            if self.waves.get(*wave).is_some_and(|label| label.id != self.header.wave) {
                cell(Table::Trend(*wave, scale.clone()), *group, findings::people(found));
            }
        }
        for (group, (invited, _)) in &self.participation {
            cell(Table::Invited, *group, *invited);
        }
        for (group, found) in &self.absence_year {
            cell(Table::AbsenceYear, *group, found.employee_months);
        }
        for ((group, month), found) in &self.absence_months {
            cell(Table::AbsenceMonth(*month), *group, found.employee_months);
        }
        for ((figure, year, group), found) in &self.registers.figures {
            cell(Table::Figure(*figure, *year), *group, found.denominator);
            if let Some((counted, left)) = found.heads(*figure) {
                cell(Table::FigureCounted(*figure, *year), *group, counted);
                cell(Table::FigureLeft(*figure, *year), *group, left);
            }
        }
        if let Some(name) = self.inner.ambiguous() {
            let (unit, former) = (name.unit.clone(), name.former_municipality.clone());
            return Err(SealError::AmbiguousInner { unit, former });
        }
        for (table, cells) in tables {
            let sums = self.inner.sums(&table);
            let differs = |(group, people): &&(GroupIndex, u64)| sums.get(group).copied().unwrap_or(0) != *people;
            if let Some((group, _)) = cells.iter().find(differs) {
                return Err(SealError::InnerDisagrees { table: table.to_string(), group: self.id_of(*group) });
            }
        }
        Ok(())
    }

    fn impossible_figure(&self) -> Option<(Figure, i32, GroupIndex)> {
        let exceeds = |found: &FigureFinding| found.numerator > found.denominator.saturating_mul(PARTS);
        self.registers.figures.iter().find(|(_, found)| exceeds(found)).map(|(key, _)| *key)
    }

    fn check_families(&self) -> Result<(), SealError> {
        for family in &self.families {
            self.check_group("a family", family.parent)?;
            let mut seen = BTreeSet::from([family.parent]);
            for member in &family.members {
                self.check_group("a family", *member)?;
                if !seen.insert(*member) {
                    return Err(SealError::NotParts { parent: self.id_of(family.parent) });
                }
            }
        }
        Ok(())
    }

    fn check_group(&self, place: &'static str, group: GroupIndex) -> Result<(), SealError> {
        if group.get() < self.groups.len() {
            return Ok(());
        }
        Err(SealError::UnknownGroup { place, group: group.get() })
    }

    fn mentioned_groups(&self) -> impl Iterator<Item = (&'static str, GroupIndex)> {
        let parents = self.groups.iter().filter_map(|group| Some(("a group's parent", group.parent?)));
        parents
            .chain(self.scores.keys().map(|(_, group)| ("a score", *group)))
            .chain(self.trend.keys().map(|(_, _, group)| ("the trend", *group)))
            .chain(self.participation.keys().map(|group| ("participation", *group)))
            .chain(self.absence_year.keys().map(|group| ("absence", *group)))
            .chain(self.absence_months.keys().map(|(group, _)| ("absence", *group)))
            .chain(self.absence_course.keys().map(|(group, _)| ("the course of absence", *group)))
            .chain(self.benchmarks.iter().map(|benchmark| ("a benchmark", benchmark.group)))
            .chain(self.inner.groups().map(|group| ("an inner group", group)))
            .chain(self.registers.figures.keys().map(|(_, _, group)| ("a register figure", *group)))
            .chain(self.registers.targets.iter().flat_map(|of| of.of_units.iter().map(|one| ("a target", one.group))))
    }

    fn mentioned_scales(&self) -> impl Iterator<Item = (&'static str, &ScaleId)> {
        let bases = self.benchmarks.iter().filter_map(|benchmark| Some(("a benchmark", benchmark.basis.scale()?)));
        bases
            .chain(self.scores.keys().map(|(scale, _)| ("a score", scale)))
            .chain(self.trend.keys().map(|(_, scale, _)| ("the trend", scale)))
            .chain(self.quality.keys().map(|scale| ("quality", scale)))
            .chain(self.scales.iter().flat_map(|scale| scale.parts.iter().map(|part| ("a composite", part))))
    }

    pub(crate) fn id_of(&self, group: GroupIndex) -> String {
        self.groups.get(group.get()).map_or_else(String::new, |group| group.id.clone())
    }
}

fn is_possible(finding: &AbsenceFinding) -> bool {
    let lost = finding.lost_self_certified.checked_add(finding.lost_certified);
    finding.months > 0 && lost.is_some_and(|lost| lost <= finding.agreed)
}
