//! The released cubes of a project, or one cube in a file.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use archive::ReleaseLedger;
use disclosure::{Audience, Sealed};
use survey::{Source, WaveId};

use crate::failure::Failure;

/// Sealed cubes with the files they were read from, oldest wave first.
pub(crate) struct Cubes {
    cubes: Vec<(PathBuf, Sealed)>,
}

impl Cubes {
    /// The newest release of every wave of a project, each held against the ledger; or the one cube of a file.
    pub(crate) fn open(path: &Path) -> Result<Cubes, Failure> {
        let mut cubes =
            if path.is_dir() { released(path)? } else { vec![(path.to_owned(), parse(path, &read(path)?)?)] };
        cubes.sort_by_key(|(_, cube)| (cube.header().reference_date, cube.header().wave.clone()));
        Ok(Cubes { cubes })
    }

    /// The cubes, oldest first.
    pub(crate) fn sealed(&self) -> Vec<&Sealed> {
        self.cubes.iter().map(|(_, cube)| cube).collect()
    }

    /// The same to ask questions of. Whoever has the released files sees every group in them.
    pub(crate) fn asked(&self) -> query::Cubes<'_> {
        query::Cubes::new(self.sealed(), Audience::Hr)
    }

    /// Wave and file of each cube, oldest first.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&WaveId, &Path)> {
        self.cubes.iter().map(|(file, cube)| (&cube.header().wave, file.as_path()))
    }
}

fn released(project: &Path) -> Result<Vec<(PathBuf, Sealed)>, Failure> {
    let folder = project.join("released");
    let file = folder.join("ledger.jsonl");
    if !file.exists() {
        return Err(Failure::NothingReleased(project.to_owned()));
    }
    let name = file.display().to_string();
    let ledger = ReleaseLedger::parse(Source { file: &name, text: &read(&file)? })?;
    let waves: BTreeSet<&WaveId> = ledger.entries().map(|entry| &entry.wave).collect();
    let mut cubes = Vec::new();
    for wave in waves {
        let files = ledger.verified(&name, wave, &folder.join(wave.as_str()))?;
        let newest = files.into_iter().next_back().ok_or_else(|| Failure::NothingReleased(project.to_owned()))?;
        let cube = parse(&newest.path, &String::from_utf8_lossy(&newest.bytes))?;
        cubes.push((newest.path, cube));
    }
    if cubes.is_empty() {
        return Err(Failure::NothingReleased(project.to_owned()));
    }
    Ok(cubes)
}

fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|reason| match reason.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Failure::NotThere(file.to_owned()),
        _ => Failure::Unreadable { file: file.to_owned(), reason },
    })
}

fn parse(file: &Path, text: &str) -> Result<Sealed, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::NoCube {
        file: file.to_owned(),
        line: error.line(),
        reason: error.to_string(),
    })
}
