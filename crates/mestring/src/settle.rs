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
    settle_observed(project, wave, &wave.questions(instrument)?, records, invited, &mut |_| Ok(()))
}

/// The same with what the wave asked, for somebody who wants to know each step before it is taken.
pub(crate) fn settle_observed(
    project: &Project,
    wave: &Wave,
    asked: &Instrument,
    records: Vec<Record>,
    invited: &[Invited],
    observer: &mut dyn FnMut(&archive::Step) -> Result<(), archive::Fault>,
) -> Result<Manifest> {
    let root = project.responses();
    Ok(archive::settle(&root, wave, asked, records, invited, ROWS_PER_PART, observer)?)
}
