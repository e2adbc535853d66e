//! `mestring counts`: a wave counted in another engine.

use std::num::NonZero;
use std::path::{Path, PathBuf};

use analysis::counted::Expected;
use anyhow::{Context as _, Result};
use archive::Manifest;
use survey::{Instrument, Layout, LayoutVersion, WaveId};
use tabulation::elsewhere::Question;
use tabulation::kept::{Settled, Wide};

use super::{Context, print};
use crate::cli::{CountsCommand, CountsImportArgs, CountsSqlArgs};
use crate::exit::Refusal;
use crate::project::Project;

pub(super) fn run(context: &Context, command: &CountsCommand) -> Result<()> {
    let project = Project::open(&context.root)?;
    match command {
        CountsCommand::Sql(args) => sql(&project, args),
        CountsCommand::Import(args) => import(context, &project, args),
    }
}

fn sql(project: &Project, args: &CountsSqlArgs) -> Result<()> {
    let (folder, manifest) = settled(project, args.wave.as_ref())?;
    let instrument = manifest.wave().questions(&project.instrument()?)?;
    let here = || -> Result<String> {
        let named = || format!("{}: cannot be found", folder.display());
        let folder = folder.canonicalize().with_context(named)?;
        let not_text = || Refusal(format!("{}: the path is not UTF-8; name one with --at", folder.display()));
        Ok(folder.to_str().ok_or_else(not_text)?.to_owned())
    };
    let folder = args.at.clone().map_or_else(here, Ok)?;
    let question = Question {
        instrument: &instrument,
        manifest: manifest.sha256()?,
        folder: &folder,
        parts: manifest.parts(),
        layout: LayoutVersion::from_number(manifest.layout_version()).context("the manifest has an unknown layout")?,
    };
    print(&question.sql(args.dialect.into())?)
}

fn import(context: &Context, project: &Project, args: &CountsImportArgs) -> Result<()> {
    let (folder, manifest) = settled(project, args.wave.as_ref())?;
    let wave = &manifest.wave().id;
    let spinner = context.progress.spinner("checking counts")?;
    let (instrument, register) = (manifest.wave().questions(&project.instrument()?)?, project.register()?);
    let expected =
        Expected { instrument: &instrument, manifest: manifest.sha256()?, rows: manifest.rows(), register: &register };
    let counted = analysis::counted::import(&args.files, expected)?;
    let control = control(&folder, &manifest, &instrument, &project.counted(wave))?;
    if let Some(control) = &control {
        counted.compare_totals(control)?;
    }
    if args.recount {
        manifest.verify(&folder)?;
        let files: Vec<PathBuf> = manifest.parts().iter().map(|part| folder.join(&part.file)).collect();
        counted.compare(&files, &instrument)?;
    }
    archive::write_counted(&project.counted(wave), archive::COUNTS_FILE, counted.rows())?;
    spinner.finish_and_clear();
    print(&format!(
        "{}: counts of {} answers in {} combinations of unit, former municipality and kind of work{}\n\
         They are as personal as the answers; keep and delete them as those.\n\
         Next: mestring --project {} analyse {wave}\n",
        project.counted(wave).display(),
        counted.answers(),
        counted.cells(),
        match (args.recount, control.is_some()) {
            (true, _) => ", the same as counted here",
            (false, true) => "; their totals are those counted here",
            (false, false) => "; not compared with the wave's files, which are not all here",
        },
        context.root.display(),
    ))
}

/// Control totals of the wave: of parts that were counted before as they were kept, of the others as they are counted now. Nothing where a part is
/// neither here nor known.
fn control(folder: &Path, manifest: &Manifest, instrument: &Instrument, kept: &Path) -> Result<Option<Wide>> {
    let settled = Settled { folder, manifest, instrument };
    if manifest.layout_version() < Layout::VERSION.number() || !settled.can_be_counted(kept) {
        return Ok(None);
    }
    let threads = std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    Ok(Some(settled.count_once(kept, threads)?.0))
}

/// A settled wave, the latest one when none is named.
fn settled(project: &Project, wanted: Option<&WaveId>) -> Result<(PathBuf, Manifest)> {
    let mut settled = project.settled()?;
    let found = match wanted {
        None => settled.pop(),
        Some(wanted) => settled.into_iter().find(|(_, manifest)| manifest.wave().id == *wanted),
    };
    let none = || match wanted {
        None => Refusal("no wave is settled; close one with `mestring wave close`, or import responses".to_owned()),
        Some(wanted) => Refusal(format!("wave {wanted} is not settled; `mestring wave status` tells which are")),
    };
    Ok(found.ok_or_else(none)?)
}
