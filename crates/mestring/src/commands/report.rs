//! `mestring report`: a released cube as tables or pages.

use std::path::Path;

use anyhow::Result;
use disclosure::Sealed;
use survey::WaveId;

use super::{Context, print};
use crate::cli::ReportArgs;
use crate::exit::Refusal;
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

/// The released cube of a wave, or of the latest one that has a cube.
pub(super) fn released(project: &Project, wanted: Option<&WaveId>) -> Result<Sealed> {
    let wave = match wanted {
        Some(wave) => wave.clone(),
        None => project
            .settled()?
            .into_iter()
            .rev()
            .map(|(_, manifest)| manifest.wave().id.clone())
            .find(|wave| project.cube(wave).exists())
            .ok_or_else(|| Refusal("no wave is released yet; run `mestring analyse` first".to_owned()))?,
    };
    let file = project.cube(&wave);
    if !file.exists() {
        return Err(Refusal(format!(
            "{}: there is no released cube; run `mestring analyse {wave}` first",
            file.display()
        ))
        .into());
    }
    let text = read_text(&file)?;
    serde_json::from_str(&text).map_err(|error| {
        Refusal(format!(
            "{}, line {}: not a sealed cube of this program ({error}); run `mestring analyse {wave}` again",
            file.display(),
            error.line()
        ))
        .into()
    })
}
