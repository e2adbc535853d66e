//! A synthetic project in a folder of its own, and what a folder holds.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use archive::Manifest;
use serde_json::Value;
use survey::{Instrument, Record, Source};
use tempfile::TempDir;

use crate::binary::{Run, run};

/// A small municipality in 2019, 2021 and 2023, and room beside it for the files of a test.
pub(crate) struct Project {
    folder: TempDir,
    root: PathBuf,
}

impl Project {
    /// The smallest synthetic municipality: three settled waves, nothing analysed.
    pub(crate) fn synthetic() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("project");
        run(&["synth", text_of(&root), "--employees", "600", "--seed", "7"]).well();
        Self { folder, root }
    }

    /// The same organisation, instrument and plans, but neither waves nor absence.
    pub(crate) fn unasked() -> Self {
        let project = Self::synthetic();
        fs::remove_dir_all(project.root.join("responses")).unwrap();
        fs::remove_dir_all(project.root.join("absence")).unwrap();
        project
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Runs the binary in this project.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        run(&[&["--project", text_of(&self.root)], arguments].concat())
    }

    /// A place beside the project.
    pub(crate) fn beside(&self, name: &str) -> String {
        text_of(&self.folder.path().join(name)).to_owned()
    }

    /// Writes a file beside the project, and says where.
    pub(crate) fn write_beside(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let file = self.beside(name);
        fs::write(&file, content).unwrap();
        file
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn instrument(&self) -> Instrument {
        let name = "instruments/mestring.toml";
        Instrument::from_toml(name, &self.read(name)).unwrap()
    }

    fn wave_folder(&self, wave: &str) -> PathBuf {
        self.path(&format!("responses/wave={wave}"))
    }

    pub(crate) fn manifest(&self, wave: &str) -> Manifest {
        let folder = self.wave_folder(wave);
        let manifest = Manifest::read(&folder).unwrap();
        manifest.verify(&folder).unwrap();
        manifest
    }

    /// The settled answers of a wave that asked the whole instrument.
    pub(crate) fn records(&self, wave: &str) -> Vec<Record> {
        archive::read_records(&self.wave_folder(wave), &self.instrument()).unwrap()
    }

    /// The absence sums as the text of a file.
    pub(crate) fn absence(&self) -> String {
        archive::read_absence(&self.root).unwrap().to_csv()
    }

    pub(crate) fn cube(&self, wave: &str) -> Value {
        serde_json::from_str(&self.read(&format!("analysed/{wave}/cube.json"))).unwrap()
    }
}

/// The absence sums of the text of a file, in the order of the table.
pub(crate) fn sorted_absence(text: &str) -> String {
    absence::AbsenceTable::from_csv(Source { file: "absence.csv", text }).unwrap().to_csv()
}

/// Every file below a folder with its bytes, and every folder with nothing.
pub(crate) type Snapshot = BTreeMap<PathBuf, Option<Vec<u8>>>;

/// What a folder holds, all the way down.
pub(crate) fn snapshot(folder: &Path) -> Snapshot {
    let mut found = Snapshot::new();
    collect(folder, folder, &mut found);
    found
}

fn collect(top: &Path, folder: &Path, found: &mut Snapshot) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(top).unwrap().to_owned();
        if path.is_dir() {
            found.insert(name, None);
            collect(top, &path, found);
        } else {
            found.insert(name, Some(fs::read(&path).unwrap()));
        }
    }
}

/// What differs between two snapshots, one name each; nothing when they are the same to the byte.
pub(crate) fn differences(before: &Snapshot, after: &Snapshot) -> Vec<String> {
    let gone =
        before.keys().filter(|name| !after.contains_key(*name)).map(|name| format!("{} is gone", name.display()));
    let new = after.keys().filter(|name| !before.contains_key(*name)).map(|name| format!("{} is new", name.display()));
    let changed = before
        .iter()
        .filter(|(name, bytes)| after.get(*name).is_some_and(|now| now != *bytes))
        .map(|(name, _)| format!("{} has other bytes", name.display()));
    gone.chain(new).chain(changed).collect()
}

/// A path as an argument.
pub(crate) fn text_of(path: &Path) -> &str {
    path.to_str().expect("a temporary folder with a UTF-8 name")
}
