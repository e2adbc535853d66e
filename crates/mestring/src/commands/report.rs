//! `mestring report`: a sealed cube as tables or pages.

use std::path::Path;

use anyhow::Result;
use archive::ReleaseLedger;
use disclosure::Sealed;
use survey::WaveId;

use super::{Context, print};
use crate::cli::ReportArgs;
use crate::exit::{Refusal, note};
use crate::files::{read_text, write_whole};
use crate::project::Project;

pub(super) fn run(context: &Context, args: &ReportArgs) -> Result<()> {
    let project = Project::open(&context.root)?;
    let sealed = released(&project, args.wave.as_ref())?;
    let language = args.language.into();
    match (&args.html, &args.unit) {
        (Some(folder), _) => {
            let pages = write_pages(&sealed, folder)?;
            print(&format!("{}: {pages} files; open index.html\n", folder.display()))
        }
        (None, Some(unit)) => {
            let page = report::terminal_unit(&sealed, unit.as_str(), language);
            print(&page.ok_or_else(|| {
                Refusal(format!("unit {unit} is not in the released cube; see organisation/units.csv"))
            })?)
        }
        (None, None) => print(&report::terminal(&sealed, language)),
    }
}

/// Writes the report in every language; returns how many files.
pub(super) fn write_pages(sealed: &Sealed, folder: &Path) -> Result<usize> {
    let pages = report::site(sealed);
    for page in &pages {
        write_whole(&folder.join(&page.file_name), page.content.as_bytes())?;
    }
    Ok(pages.len())
}

/// The cube of a wave, or of the latest one that has a cube: what was released, or else what was analysed, with a note.
pub(super) fn released(project: &Project, wanted: Option<&WaveId>) -> Result<Sealed> {
    let ledger = project.ledger()?;
    let is_released = |wave: &WaveId| ledger.of_wave(wave).next().is_some();
    let wave = match wanted {
        Some(wave) => wave.clone(),
        None => project
            .settled()?
            .into_iter()
            .rev()
            .map(|(_, manifest)| manifest.wave().id.clone())
            .find(|wave| is_released(wave) || project.analysed_cube(wave).exists())
            .ok_or_else(|| Refusal("no wave is analysed yet; run `mestring analyse` first".to_owned()))?,
    };
    if is_released(&wave) {
        return released_cube(project, &ledger, &wave);
    }
    let sealed = analysed_cube(project, &wave)?;
    note(&format!("wave {wave} is analysed and not released: no audit stands behind these numbers"));
    Ok(sealed)
}

/// The cube that an analysis of a wave made.
pub(super) fn analysed_cube(project: &Project, wave: &WaveId) -> Result<Sealed> {
    let file = project.analysed_cube(wave);
    if !file.exists() {
        let said = format!("{}: there is no sealed cube; run `mestring analyse {wave}` first", file.display());
        return Err(Refusal(said).into());
    }
    parse(&file, &read_text(&file)?, &format!("run `mestring analyse {wave}` again"))
}

/// The newest release of a wave, held against the ledger.
pub(super) fn released_cube(project: &Project, ledger: &ReleaseLedger, wave: &WaveId) -> Result<Sealed> {
    let name = project.ledger_file().display().to_string();
    let files = ledger.verified(&name, wave, &project.released(wave))?;
    let newest = files.last().ok_or_else(|| Refusal(format!("{name}: wave {wave} is released without a file")))?;
    let text = String::from_utf8_lossy(&newest.bytes);
    parse(&newest.path, &text, &format!("release it again with `mestring release {wave}`"))
}

fn parse(file: &Path, text: &str, remedy: &str) -> Result<Sealed> {
    serde_json::from_str(text).map_err(|error| {
        let line = error.line();
        Refusal(format!("{}, line {line}: not a sealed cube of this program ({error}); {remedy}", file.display()))
            .into()
    })
}
