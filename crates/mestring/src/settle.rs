//! A wave's answers become Parquet: used by closing, importing and the demo alike.

use anyhow::Result;
use archive::{Invited, Manifest};
use survey::{Instrument, Record, Wave};

use crate::project::Project;

/// Rows in one Parquet part.
const ROWS_PER_PART: usize = 1_000_000;

/// Settles the records of a wave in the project's archive.
pub(crate) fn settle(
    project: &Project,
    wave: &Wave,
    instrument: &Instrument,
    records: Vec<Record>,
    invited: &[Invited],
) -> Result<Manifest> {
    let asked = wave.questions(instrument)?;
    let manifest =
        archive::settle(&project.responses(), wave, &asked, records, invited, ROWS_PER_PART, &mut |_| Ok(()))?;
    Ok(manifest)
}
