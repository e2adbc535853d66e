//! A new project: the shipped instrument and plans beside a synthetic municipality.

use std::path::Path;

use absence::{AbsenceTable, Exactly16, Months, Rules, SickLeave, SickLeaveFiles, unit_sums};
use anyhow::{Context, Result};
use survey::{Date, Instrument, Month, Source};
use synth::{Municipality, Settings};

use crate::exit::Refusal;
use crate::files::write_whole;
use crate::machine;
use crate::project::Project;

const SETTINGS: &str = r#"# One file of settings; an unknown or wrong key is an error.
name = "Asker kommune (syntetisk)"
instrument = "instruments/mestring.toml"
plans = ["plans/asker-2017-2020.toml", "plans/temaplan-2020-2023.toml"]

[server]
address = "127.0.0.1:8380"
"#;

/// Draws a municipality and writes it as a project. Answers and absence are not settled yet.
pub(crate) fn synthetic(root: &Path, settings: &Settings) -> Result<(Instrument, Municipality)> {
    refuse_used(root)?;
    let instrument = survey::mestring()?;
    let municipality = synth::municipality(settings, &instrument);
    let truth = serde_json::to_vec_pretty(&municipality.truth).context("writing down the truth")?;
    let files: [(&str, &[u8]); 12] = [
        ("mestring.toml", SETTINGS.as_bytes()),
        ("instruments/mestring.toml", survey::MESTRING_INSTRUMENT.as_bytes()),
        ("plans/asker-2017-2020.toml", plan::shipped::ASKER_2017_2020.as_bytes()),
        ("plans/temaplan-2020-2023.toml", plan::shipped::TEMAPLAN_2020_2023.as_bytes()),
        ("organisation/units.csv", municipality.units_csv.as_bytes()),
        ("organisation/former_municipalities.csv", municipality.former_municipalities_csv.as_bytes()),
        ("organisation/lineage.csv", municipality.lineage_csv.as_bytes()),
        ("programme/modules.csv", municipality.programme_csv.as_bytes()),
        ("absence.csv", municipality.absence_csv.as_bytes()),
        ("registers/figures.csv", municipality.figures_csv.as_bytes()),
        ("registers/targets.csv", municipality.targets_csv.as_bytes()),
        ("truth.json", &truth),
    ];
    for (name, bytes) in files {
        write_whole(&root.join(name), bytes)?;
    }
    Ok((instrument, municipality))
}

/// The drawn absence, parsed as a file of the same content would be.
pub(crate) fn absence(municipality: &Municipality) -> Result<AbsenceTable> {
    Ok(AbsenceTable::from_csv(Source { file: "absence.csv", text: &municipality.absence_csv })?)
}

/// Draws everybody's positions, spells and holidays, counts them and writes the unit sums. Returns how many spells there were;
/// the rows themselves are written nowhere.
pub(crate) fn count_spells(project: &Project, settings: &Settings, instrument: &Instrument) -> Result<usize> {
    let drawn = synth::sick_leave(settings, instrument);
    let source = |file, text| Source { file, text };
    let files = SickLeaveFiles {
        positions: source("positions.csv", drawn.positions.as_str()),
        spells: source("spells.csv", drawn.spells.as_str()),
        holidays: Some(source("holidays.csv", drawn.holidays.as_str())),
        rosters: None,
    };
    let months = Months::new(Month::new(2019, 1)?, Month::new(2023, 12)?)?;
    let threads = machine::threads();
    let sick_leave = SickLeave::from_csv(&files, &project.register()?, months, threads)?;
    let rules = Rules::employer(Exactly16::NewPeriod);
    project.write_absence(&unit_sums(&sick_leave, months, &rules, Date::new(2024, 1, 15)?, threads)?)?;
    Ok(sick_leave.spells())
}

/// Refuses a folder that holds anything.
pub(crate) fn refuse_used(root: &Path) -> Result<()> {
    let used = match std::fs::read_dir(root) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => false,
    };
    if used {
        let said = format!("{}: the folder is not empty; name a new one, nothing is ever written over", root.display());
        return Err(Refusal(said).into());
    }
    Ok(())
}

/// Removes a project that was begun and could not be finished. It was empty before, so nothing else can be in it.
pub(crate) fn remove(root: &Path) {
    // What cannot be removed is found by the next attempt, which refuses a folder that is not empty.
    let _ = std::fs::remove_dir_all(root);
}
