//! What an attacker may know beside the files: how many people of each unit, former municipality and kind of work answered each scale, and how many
//! of each unit and former municipality were invited and are employed. Counted from the rows of the project, or
//! read from counts that were made elsewhere, by nothing that takes part in sealing.

use std::collections::BTreeMap;
use std::path::Path;

use absence::{AbsenceTable, Period};
use anyhow::{Context as _, Result};
use audit::HeadCounts;
use survey::{
    Answer, FormerMunicipalityId, Instrument, Lineage, MissingRule, Month, Organisation, Record, RoleClass, Scale,
    UnitId, WaveId,
};
use tabulation::elsewhere::Kind;

use crate::project::Project;

/// Unit, former municipality, and the kind of work where a row names one.
type Of = (UnitId, FormerMunicipalityId, Option<RoleClass>);
/// People by unit, former municipality and kind of work.
type Counted = BTreeMap<Of, u64>;

/// Whoever names no kind of work.
const ALL: &str = "*";

/// The head counts behind every measure of a wave's cube and of the waves before it, in the units of the wave's own organisation.
pub(crate) fn of_wave(project: &Project, wave: &WaveId) -> Result<HeadCounts> {
    let settled = project.settled()?;
    let last = settled.iter().position(|(_, manifest)| manifest.wave().id == *wave);
    let last = last.with_context(|| format!("wave {wave} is not settled in this project"))?;
    let (register, instrument) = (project.register()?, project.instrument()?);
    let mut counts = HeadCounts::default();
    let Some((_, current)) = settled.get(last) else { return Ok(counts) };
    let date = current.wave().reference_date;
    let organisation = register.at(date)?;
    let today = Today { organisation: &organisation, lineage: register.lineage() };
    for (folder, manifest) in settled.iter().take(last + 1) {
        let (id, asked) = (&manifest.wave().id, manifest.wave().questions(&instrument));
        // A wave with another questionnaire is in no trend.
        let Ok(asked) = asked else { continue };
        for (scale, people) in scored(project, folder, id, &asked)? {
            let people = today.gather(people.iter().map(|((unit, former, role), n)| (unit, former, *role, *n)));
            counts = counts.with(id.as_str(), &scale, rows(people));
        }
        let invited = manifest.invited().iter();
        let invited = invited.map(|of| (&of.unit, &of.former_municipality, None, u64::from(of.invited)));
        counts = counts.with(id.as_str(), "response", rows(today.gather(invited)));
    }
    Ok(employees(counts, &today, &project.absence_table()?, (wave, date.month_of())))
}

/// How many of each unit, former municipality and kind of work have a score on each scale: from the answers, or where the wave was counted
/// elsewhere, from those counts.
fn scored(project: &Project, folder: &Path, wave: &WaveId, asked: &Instrument) -> Result<BTreeMap<String, Counted>> {
    let mut people: BTreeMap<String, Counted> =
        asked.scales().iter().map(|scale| (scale.id().to_string(), Counted::new())).collect();
    if let Some(file) = archive::counted_file(&project.counted(wave)) {
        archive::read_counted(&file, |row| {
            if let (Some(Kind::Score), Some(people)) = (Kind::parse(row.counted), people.get_mut(row.scale)) {
                let (unit, former) = (UnitId::new(row.unit)?, FormerMunicipalityId::new(row.former_municipality)?);
                let role = (!row.role_class.is_empty()).then(|| row.role_class.parse()).transpose()?;
                *people.entry((unit, former, role)).or_default() += row.n;
            }
            Ok::<(), anyhow::Error>(())
        })?;
        return Ok(people);
    }
    let records = archive::read_records(folder, asked)?;
    for scale in asked.scales() {
        let people = people.entry(scale.id().to_string()).or_default();
        for record in records.iter().filter(|record| has_score(record, scale)) {
            *people.entry((record.unit.clone(), record.former_municipality.clone(), record.role)).or_default() += 1;
        }
    }
    Ok(people)
}

/// Whether somebody answered enough of a scale to have a score on it.
fn has_score(record: &Record, scale: &Scale) -> bool {
    let answers = record.response.answers();
    let is_point = |item: &&usize| matches!(answers.get(**item), Some(Answer::Point(_)));
    let needed = match scale.missing_rule() {
        MissingRule::Complete => scale.items().len(),
        MissingRule::AtLeast(least) => usize::from(least),
    };
    scale.items().iter().filter(is_point).count() >= needed
}

/// Employees of each month, of the year before the wave and of each period whose months there are. So many worked in a unit in the month with
/// the most of them; a mean over months would make fewer people of those who were there for a part of the year.
fn employees(
    mut counts: HeadCounts,
    today: &Today<'_>,
    table: &AbsenceTable,
    (wave, end): (&WaveId, Month),
) -> HeadCounts {
    let mut of_month: BTreeMap<Month, Counted> = BTreeMap::new();
    for of in table.rows().iter().filter(|row| row.month() < end) {
        let here = std::iter::once((of.unit(), of.former_municipality(), None, u64::from(of.employees())));
        let here = today.gather(here);
        let month = of_month.entry(of.month()).or_default();
        here.into_iter().for_each(|(place, people)| *month.entry(place).or_default() += people);
    }
    let most = |months: &[Month]| {
        let mut people = Counted::new();
        for (place, employees) in months.iter().filter_map(|month| of_month.get(month)).flatten() {
            let known = people.entry(place.clone()).or_default();
            *known = (*known).max(*employees);
        }
        rows(people)
    };
    let start = (0..12).fold(end, |month, _| month.previous());
    let year: Vec<Month> = of_month.range(start..).map(|(month, _)| *month).collect();
    counts = counts.with(wave.as_str(), "absence", most(&year));
    for month in of_month.keys() {
        counts = counts.with(month.to_string(), "absence", most(&[*month]));
    }
    for period in periods(of_month.keys().copied()) {
        let months = period.months();
        if months.iter().all(|month| of_month.contains_key(month)) {
            counts = counts.with(period.to_string(), "absence", most(&months));
        }
    }
    counts
}

/// Every quarter, four quarters and year that holds one of the months.
fn periods(months: impl Iterator<Item = Month>) -> Vec<Period> {
    let of = |month: Month| {
        let (year, quarter) = (month.year(), month.month().div_ceil(3));
        [Period::quarter_of(month), Period::FourQuarters(year, quarter), Period::Year(year)]
    };
    let mut periods: Vec<Period> = months.flat_map(of).collect();
    periods.sort_unstable();
    periods.dedup();
    periods
}

/// The organisation results are shown for.
struct Today<'a> {
    organisation: &'a Organisation,
    lineage: &'a Lineage,
}

impl Today<'_> {
    /// People by the unit of today; who worked in a unit that became none of today's stands under its own id.
    fn gather<'r>(
        &self,
        people: impl Iterator<Item = (&'r UnitId, &'r FormerMunicipalityId, Option<RoleClass>, u64)>,
    ) -> Counted {
        let mut gathered = Counted::new();
        for (unit, former, role, n) in people {
            let target = self.lineage.target(unit, self.organisation);
            let unit = target.map_or(unit, |target| self.organisation.unit(target).id());
            *gathered.entry((unit.clone(), former.clone(), role)).or_default() += n;
        }
        gathered
    }
}

fn rows(counted: Counted) -> Vec<(String, String, String, u64)> {
    let row = |((unit, former, role), n): (Of, u64)| {
        let role = role.map_or(ALL, RoleClass::as_str);
        (unit.to_string(), former.to_string(), role.to_owned(), n)
    };
    counted.into_iter().map(row).collect()
}
