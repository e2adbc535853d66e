//! The newest release of every wave, each file held against the ledger, and again when the ledger has grown.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::Result;
use desk::Store;
use disclosure::Sealed;

use crate::commands::report::released_cube;
use crate::exit::note;
use crate::project::Project;

/// How often the ledger is looked at.
const LOOK: Duration = Duration::from_secs(5);

/// When the ledger was last written, and how long it is.
pub(super) type Stamp = Option<(SystemTime, u64)>;

/// The newest release of every wave, oldest wave first; none is not an error.
pub(super) fn read(project: &Project) -> Result<(Vec<Arc<Sealed>>, Stamp)> {
    let stamp = stamp(project);
    let ledger = project.ledger()?;
    let waves: std::collections::BTreeSet<_> = ledger.entries().map(|entry| &entry.wave).collect();
    let mut cubes = Vec::new();
    for wave in waves {
        cubes.push(Arc::new(released_cube(project, &ledger, wave)?));
    }
    cubes.sort_by_key(|cube| (cube.header().reference_date, cube.header().wave.clone()));
    Ok((cubes, stamp))
}

/// Shows every new release from the moment it stands in the ledger. One that cannot be read is told, and what was shown stays.
pub(super) async fn follow(project: Project, store: Arc<Store>, mut seen: Stamp) {
    let project = Arc::new(project);
    loop {
        tokio::time::sleep(LOOK).await;
        if stamp(&project) == seen {
            continue;
        }
        let reading = Arc::clone(&project);
        match tokio::task::spawn_blocking(move || read(&reading)).await {
            Ok(Ok((cubes, stamp))) => {
                store.replace(cubes);
                seen = stamp;
            }
            Ok(Err(error)) => {
                note(&format!("the new release is not shown: {error:#}"));
                seen = stamp(&project);
            }
            Err(_) => note("the new release is not shown: reading it was ended by a defect"),
        }
    }
}

fn stamp(project: &Project) -> Stamp {
    let known = std::fs::metadata(project.ledger_file()).ok()?;
    Some((known.modified().ok()?, known.len()))
}
