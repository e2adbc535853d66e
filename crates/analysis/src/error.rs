//! Why an analysis ends without a cube.

use std::path::PathBuf;

use polars::prelude::PolarsError;
use thiserror::Error;

/// What stops an analysis. Every variant is about the input except [`AnalysisError::Inconsistent`], which is ours.
#[derive(Debug, Error)]
pub enum AnalysisError {
    /// A file cannot be opened.
    #[error("{}: cannot be opened ({source}); check the path and the rights", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A settled file is cut short, damaged or holds what no settled file holds.
    #[error("{files}: cannot be counted ({reason}); restore the file from a copy, its manifest tells its digest")]
    Settled {
        /// The file or files.
        files: String,
        /// What the reader said.
        reason: String,
    },
    /// Another layout version.
    #[error(
        "{}: layout version {found}, this program reads up to {}; settle or import the wave again with a matching program",
        file.display(), survey::Layout::VERSION.number()
    )]
    Layout {
        /// The file.
        file: PathBuf,
        /// The version found.
        found: String,
    },
    /// Packed answers that cannot be counted.
    #[error(transparent)]
    Tabulation(#[from] tabulation::TabulationError),
    /// Counts made elsewhere that are not taken.
    #[error(transparent)]
    Counts(#[from] crate::counted::CountsError),
    /// A response names a unit that the organisation does not know.
    #[error(
        "wave {wave}: unit {unit} is not in the organisation, nor does the lineage lead from it to a unit that is; \
         add it to units.csv or lineage.csv"
    )]
    UnknownUnit {
        /// The wave.
        wave: String,
        /// The unit.
        unit: String,
    },
    /// A response names an unknown former municipality.
    #[error("wave {wave}: former municipality {found} is not in former_municipalities.csv; add it there")]
    UnknownFormerMunicipality {
        /// The wave.
        wave: String,
        /// The id found.
        found: String,
    },
    /// No wave to analyse.
    #[error("there is no settled wave to analyse; close one with `mestring wave close`, or import responses")]
    NoWave,
    /// The organisation is not one tree at the wave's date.
    #[error(transparent)]
    Organisation(#[from] survey::OrganisationError),
    /// A scale that cannot be counted.
    #[error(transparent)]
    Shape(counts::ShapeError),
    /// Counts that must fit together do not: a fault in this program.
    #[error("counts do not fit together ({0}); nothing was written, please report this")]
    Inconsistent(String),
    /// A value that no indicator can hold.
    #[error(transparent)]
    Place(#[from] plan::PlaceError),
    /// The cube could not be sealed.
    #[error(transparent)]
    Seal(#[from] disclosure::SealError),
}

impl AnalysisError {
    pub(crate) fn settled(files: &[PathBuf], error: &PolarsError) -> Self {
        let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        Self::Settled { files: names.join(", "), reason: crate::table::one_line(error) }
    }

    /// Whether the fault is ours rather than the input's.
    #[must_use]
    pub const fn is_fault(&self) -> bool {
        use crate::counted::CountsError;
        match self {
            Self::Inconsistent(_) | Self::Tabulation(tabulation::TabulationError::Thread) => true,
            Self::Counts(CountsError::Archive(error)) => !error.is_about_input(),
            _ => false,
        }
    }
}
