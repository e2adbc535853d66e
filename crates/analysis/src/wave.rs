//! A settled wave as the analysis reads it.

use std::path::PathBuf;

use survey::{FormerMunicipalityId, Instrument, UnitId, Wave};

use crate::counted::CountedElsewhere;

/// One settled wave: what was asked, of how many, and where the answers are.
pub struct SettledWave {
    /// The wave.
    pub wave: Wave,
    /// The instrument, already narrowed to the wave's modules.
    pub instrument: Instrument,
    /// The Parquet parts, already compared with the digests of their manifest: a damaged page is not always noticed here.
    pub files: Vec<PathBuf>,
    /// Counts of the same answers that were made elsewhere; where they are given, the parts are not opened.
    pub counted: Option<CountedElsewhere>,
    /// How many were invited from each unit and former municipality; none where nobody knows.
    pub invited: Vec<Invited>,
}

/// How many were invited from one unit and former municipality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// The unit.
    pub unit: UnitId,
    /// The former municipality.
    pub former_municipality: FormerMunicipalityId,
    /// Invited people.
    pub invited: u32,
}
