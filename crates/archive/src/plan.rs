//! What to do next, decided without touching the disk.

use crate::Sha256Digest;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// The ending of a file that is being written and may be half done; no reader looks for it.
const ASIDE: &str = ".unfinished";

/// One file as it should become: its name tells where, its digest tells whether it is already there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// The file name within the folder.
    pub name: String,
    /// The digest of its bytes.
    pub sha256: Sha256Digest,
}

/// What a folder holds, and what it should hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The folder.
    pub folder: PathBuf,
    /// Whether the folder is there.
    pub folder_exists: bool,
    /// Files of ours under their final names, with digests.
    pub found: BTreeMap<String, Sha256Digest>,
    /// Files an interrupted run left behind: written aside, or final names this content does not have.
    pub leftovers: Vec<String>,
    /// What should be there, in the order of appearance.
    pub goals: Vec<Goal>,
    /// What may only appear when all the rest is there for good.
    pub last: Option<Goal>,
}

/// One deed. Performing a step twice, or again after a crash in the midst of it, is harmless.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Create the folder and those above it that are missing.
    MakeFolder(PathBuf),
    /// Make the names in a folder survive a power cut.
    SyncFolder(PathBuf),
    /// Remove what an interrupted run left behind.
    RemoveLeftover(PathBuf),
    /// Write the bytes of this file beside its final name.
    WriteAside(PathBuf),
    /// Make the bytes written aside survive a power cut.
    SyncAside(PathBuf),
    /// Reopen what was written aside and compare rows, schema and digests.
    VerifyAside(PathBuf),
    /// Give the file its final name.
    PutInPlace(PathBuf),
    /// Nothing is left to do in this folder.
    Finished(PathBuf),
}

impl fmt::Display for Step {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (deed, path) = match self {
            Self::MakeFolder(path) => ("make folder", path),
            Self::SyncFolder(path) => ("sync folder", path),
            Self::RemoveLeftover(path) => ("remove leftover", path),
            Self::WriteAside(path) => ("write aside", path),
            Self::SyncAside(path) => ("sync", path),
            Self::VerifyAside(path) => ("verify", path),
            Self::PutInPlace(path) => ("put in place", path),
            Self::Finished(path) => ("finish", path),
        };
        write!(out, "{deed} {}", path.display())
    }
}

/// Where a file is written before it gets its final name: same folder, so that renaming is atomic.
#[must_use]
pub fn aside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ASIDE);
    PathBuf::from(name)
}

/// The final name of a file that is written aside; nothing if the name is not one that [`aside`] gives.
pub(crate) fn final_name(name: &str) -> Option<&str> {
    name.strip_suffix(ASIDE)
}

/// The steps from what is there to what should be there.
///
/// Everything that can run out of room happens before the first final name appears, and `last` is renamed only after the
/// names of all others are on disk. Where everything is in place, only the folders are synced once more, since an earlier
/// run may have ended just before that.
#[must_use]
pub fn plan(state: &State) -> Vec<Step> {
    let pending = |goal: &&Goal| state.found.get(&goal.name) != Some(&goal.sha256);
    let at = |goal: &Goal| state.folder.join(&goal.name);
    let mut steps = Vec::new();

    if !state.folder_exists {
        steps.push(Step::MakeFolder(state.folder.clone()));
    }
    steps.extend(state.folder.parent().map(|above| Step::SyncFolder(above.to_owned())));
    steps.extend(state.leftovers.iter().map(|name| Step::RemoveLeftover(state.folder.join(name))));
    for goal in state.goals.iter().chain(&state.last).filter(pending) {
        steps.extend([Step::WriteAside(at(goal)), Step::SyncAside(at(goal)), Step::VerifyAside(at(goal))]);
    }
    steps.extend(state.goals.iter().filter(pending).map(|goal| Step::PutInPlace(at(goal))));
    steps.push(Step::SyncFolder(state.folder.clone()));
    if let Some(last) = state.last.as_ref().filter(pending) {
        steps.extend([Step::PutInPlace(at(last)), Step::SyncFolder(state.folder.clone())]);
    }
    steps.push(Step::Finished(state.folder.clone()));
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goal(name: &str, content: &str) -> Goal {
        Goal { name: name.to_owned(), sha256: Sha256Digest::of(content.as_bytes()) }
    }

    fn check(exists: bool, found: &[(&str, &str)], leftovers: &[&str], expect: &[&str]) {
        let state = State {
            folder: PathBuf::from("r/w"),
            folder_exists: exists,
            found: found.iter().map(|(name, content)| ((*name).to_owned(), goal(name, content).sha256)).collect(),
            leftovers: leftovers.iter().map(|name| (*name).to_owned()).collect(),
            goals: vec![goal("a", "1"), goal("b", "2")],
            last: Some(goal("m", "3")),
        };
        let steps: Vec<String> = plan(&state).iter().map(|step| step.to_string().replace("r/w/", "")).collect();
        assert_eq!(steps, expect);
    }

    #[test]
    fn from_nothing_all_is_written_aside_before_anything_is_named() {
        check(
            false,
            &[],
            &[],
            &[
                "make folder r/w",
                "sync folder r",
                "write aside a",
                "sync a",
                "verify a",
                "write aside b",
                "sync b",
                "verify b",
                "write aside m",
                "sync m",
                "verify m",
                "put in place a",
                "put in place b",
                "sync folder r/w",
                "put in place m",
                "sync folder r/w",
                "finish r/w",
            ],
        );
    }

    #[test]
    fn after_a_crash_only_what_is_missing_or_other_is_written() {
        check(
            true,
            &[("a", "1"), ("b", "old")],
            &["b.unfinished"],
            &[
                "sync folder r",
                "remove leftover b.unfinished",
                "write aside b",
                "sync b",
                "verify b",
                "write aside m",
                "sync m",
                "verify m",
                "put in place b",
                "sync folder r/w",
                "put in place m",
                "sync folder r/w",
                "finish r/w",
            ],
        );
    }

    #[test]
    fn when_all_is_there_the_names_are_made_to_last() {
        let all = [("a", "1"), ("b", "2"), ("m", "3")];
        check(true, &all, &[], &["sync folder r", "sync folder r/w", "finish r/w"]);
    }

    #[test]
    fn the_name_aside_is_in_the_same_folder_and_no_parquet_name() {
        let path = aside(Path::new("r/w/part-00000.parquet"));
        assert_eq!(path, Path::new("r/w/part-00000.parquet.unfinished"));
        assert_eq!(final_name("part-00000.parquet.unfinished"), Some("part-00000.parquet"));
        assert_eq!(final_name("part-00000.parquet"), None);
    }
}
