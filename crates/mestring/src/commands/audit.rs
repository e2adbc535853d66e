//! `mestring audit`: the attack on published files, for whoever wants to try it.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use audit::{HeadCounts, Options, Release, Verdict};
use survey::WaveId;

use super::{Context, print};
use crate::cli::{AuditArgs, RowsFormat};
use crate::exit::{Found, Refusal};
use crate::files::NamedText;
use crate::head_counts;
use crate::project::Project;

/// A file's name, as it is told to people, and its bytes.
type NamedBytes = (String, Vec<u8>);

pub(super) fn run(context: &Context, args: &AuditArgs, project: Option<&Path>) -> Result<()> {
    let (files, others) = read(&args.releases)?;
    let mut releases = audit::read::files(&files)?;
    let spinner = context.progress.spinner("attacking what was published")?;
    let head_counts = head_counts(args, project, &releases)?;
    releases.extend(others.into_iter().map(audit::read::unreadable));
    let options = Options { seed: args.seed, head_counts, minimum: args.minimum, ..Options::default() };
    let verdict = audit::attack(&releases, &options);
    spinner.finish_and_clear();
    match args.format {
        RowsFormat::Text => print(&verdict.to_text(args.language.into(), args.reveal))?,
        RowsFormat::Json => print(&format!("{:#}\n", verdict.to_json(args.reveal)))?,
    }
    if verdict.is_clean() { Ok(()) } else { Err(Found(found(&verdict)).into()) }
}

/// How much was found, in one sentence.
pub(super) fn found(verdict: &Verdict) -> String {
    match verdict.findings.len() {
        1 => "the audit found 1 way to learn something about few people".to_owned(),
        ways => format!("the audit found {ways} ways to learn something about few people"),
    }
}

fn head_counts(args: &AuditArgs, project: Option<&Path>, releases: &[Release]) -> Result<Option<HeadCounts>> {
    if let Some(file) = &args.people {
        return Ok(Some(HeadCounts::from_csv(NamedText::read(file)?.source())?));
    }
    let Some(root) = project else { return Ok(None) };
    let project = Project::open(root)?;
    // Units are those of the newest wave there is a file of.
    let waves: Vec<WaveId> = project.settled()?.into_iter().map(|(_, manifest)| manifest.wave().id.clone()).collect();
    let newest = waves.iter().rev().find(|wave| releases.iter().any(|release| release.wave == wave.as_str()));
    let unknown = || {
        let told = "none of the files is of a wave that is settled in this project";
        Refusal(format!("{}: {told}; name the project they came from, or leave --project out", root.display()))
    };
    Ok(Some(head_counts::of_wave(&project, newest.ok_or_else(unknown)?)?))
}

/// The files that were named, and those in the folders that were named; and the names of those no reader takes.
fn read(named: &[PathBuf]) -> Result<(Vec<NamedBytes>, Vec<String>)> {
    let (mut files, mut others) = (Vec::new(), Vec::new());
    for path in named {
        if path.is_dir() {
            folder(path, &mut files, &mut others)?;
        } else if path.exists() {
            files.push(file(path)?);
        } else {
            return Err(Refusal(format!("{}: there is no such file or folder; check the path", path.display())).into());
        }
    }
    if files.is_empty() {
        let named: Vec<String> = named.iter().map(|path| path.display().to_string()).collect();
        let told = format!("there is no file that the audit reads (.{})", audit::read::ENDINGS.join(", ."));
        return Err(Refusal(format!("{}: {told}; name what was published", named.join(", "))).into());
    }
    Ok((files, others))
}

/// A folder with everything below it, in the order of names.
fn folder(folder: &Path, files: &mut Vec<NamedBytes>, others: &mut Vec<String>) -> Result<()> {
    let unlisted = || format!("{}: cannot be listed", folder.display());
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(unlisted)? {
        entries.push(entry.with_context(unlisted)?.path());
    }
    entries.sort();
    for path in entries {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        if path.is_dir() {
            self::folder(&path, files, others)?;
        } else if audit::read::ENDINGS.contains(&ending.as_str()) {
            files.push(file(&path)?);
        } else {
            others.push(path.display().to_string());
        }
    }
    Ok(())
}

fn file(path: &Path) -> Result<NamedBytes> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).with_context(|| format!("{name}: cannot be read"))?;
    Ok((name, bytes))
}
