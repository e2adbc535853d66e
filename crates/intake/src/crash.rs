//! Named points at which a test ends the process, so that every moment a crash can come is tried.

/// Every point there is, in the order in which a server's life passes them.
pub const CRASH_POINTS: &[&str] = &[
    "recovery-begun",
    "recovery-checked",
    "recovery-emptied",
    "second-copy-reconciled",
    "batch-begun",
    "code-spent",
    "envelope-inserted",
    "before-commit",
    "committed",
    "acknowledged",
    "checkpoint-begun",
    "checkpoint-done",
    "closing-begun",
    "settled-purged",
];

/// Told the name of each point as it is passed. In production it does nothing.
#[derive(Clone, Copy)]
pub struct CrashPoints(fn(&'static str));

impl CrashPoints {
    /// Nothing happens anywhere.
    pub const NONE: CrashPoints = CrashPoints(|_| {});

    /// Calls a function at every point; the function may end the process.
    pub const fn watch(watcher: fn(&'static str)) -> CrashPoints {
        CrashPoints(watcher)
    }

    /// Says that a point has been reached.
    pub(crate) fn pass(self, name: &'static str) {
        (self.0)(name);
    }
}

impl std::fmt::Debug for CrashPoints {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("CrashPoints")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// A point that the list leaves out is never tried, and one that the source leaves out is tried in vain.
    #[test]
    fn the_list_holds_every_point_in_the_source_once() {
        let mut found = Vec::new();
        collect(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut found);
        found.sort();
        let mut listed: Vec<String> = CRASH_POINTS.iter().map(|name| (*name).to_owned()).collect();
        listed.sort();
        assert_eq!(found, listed);
    }

    fn collect(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let calls = text.split(concat!(".pass", "(\"")).skip(1);
                found.extend(calls.map(|call| call.split('"').next().unwrap().to_owned()));
            }
        }
    }
}
