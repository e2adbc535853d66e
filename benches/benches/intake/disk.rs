//! What the disk itself can do: the same small append again and again, each waited for.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;

/// How long appends are made.
const LASTING: Duration = Duration::from_secs(1);

/// One page with its frame header, as a commit of the smallest kind appends.
const APPEND: [u8; 4_120] = [7; 4_120];

/// Appends to a file in the folder and syncs each time; how many a second.
pub(crate) fn appends_per_second(folder: &Path) -> Result<f64> {
    let folder = tempfile::tempdir_in(folder)?;
    let mut file = File::create(folder.path().join("appended"))?;
    let begun = Instant::now();
    let mut count = 0_u32;
    while begun.elapsed() < LASTING {
        file.write_all(&APPEND)?;
        file.sync_data()?;
        count += 1;
    }
    Ok(f64::from(count) / begun.elapsed().as_secs_f64())
}
