//! Counts with the exposure they were observed over: days of absence and days that could have been worked.

use std::fmt;

use nalgebra::DVector;

use crate::estimate::Why;

/// One count per unit, and the logarithm of its exposure.
#[derive(Clone, PartialEq)]
pub struct Counted {
    counts: Vec<u64>,
    values: DVector<f64>,
    offset: DVector<f64>,
}

impl Counted {
    /// Counts that were all observed over the same exposure, which then needs no mention.
    ///
    /// Unknown:  no rows; a count above 2⁵³ is too large.
    pub fn new(counts: &[u64]) -> Result<Self, Why> {
        Self::with_exposure(counts, &vec![1.0; counts.len()])
    }

    /// Counts with the exposure of each: persons times days, say.
    ///
    /// Unknown:  no rows; an exposure that is not positive and finite, or another number of exposures, is outside the
    ///           domain: a unit without exposure has no rate and must be left out, visibly, by the caller.
    pub fn with_exposure(counts: &[u64], exposure: &[f64]) -> Result<Self, Why> {
        if counts.is_empty() {
            return Err(Why::NoAnswers);
        }
        if counts.iter().any(|count| *count > LARGEST) {
            return Err(Why::TooLarge);
        }
        let sound = exposure.iter().all(|exposure| *exposure > 0.0 && exposure.is_finite());
        if !sound || exposure.len() != counts.len() {
            return Err(Why::OutsideDomain);
        }
        let rows = counts.len();
        Ok(Self {
            counts: counts.to_vec(),
            values: DVector::from_iterator(rows, counts.iter().map(|count| *count as f64)),
            offset: DVector::from_iterator(rows, exposure.iter().map(|exposure| exposure.ln())),
        })
    }

    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.counts.len()
    }

    pub(crate) fn counts(&self) -> &[u64] {
        &self.counts
    }

    pub(crate) fn values(&self) -> &DVector<f64> {
        &self.values
    }

    pub(crate) fn offset(&self) -> &DVector<f64> {
        &self.offset
    }
}

/// Counts up to here are exact as `f64`.
const LARGEST: u64 = 1 << 53;

/// Reveals nothing.
impl fmt::Debug for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Counted(..)")
    }
}
