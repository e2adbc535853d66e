//! What was found about the merger, before anybody decides what may be said.

use std::collections::BTreeMap;
use std::fmt;

use indices::Why;
use indices::convergence::{Between, Course, LargestGap};
use plan::merger::{Association, Measurement};
use survey::ScaleId;

use super::{AdjustedFor, UnitReach};
use crate::{GroupIndex, WaveLabel};

/// Everything about the merger. There is one way out, with the draft that it belongs to.
pub struct DraftMerger {
    /// The waves, oldest first; the last is the draft's own.
    pub waves: Vec<WaveLabel>,
    /// The municipalities that became one.
    pub origins: Vec<GroupIndex>,
    /// What the comparison is adjusted for.
    pub adjusted_for: AdjustedFor,
    /// Scale by scale, the waves in which it was asked.
    pub cultures: BTreeMap<(ScaleId, usize), DraftCulture>,
    /// The course of every scale that was asked in two waves.
    pub courses: BTreeMap<ScaleId, DraftCourse>,
    /// How far units reach back.
    pub reach: Vec<UnitReach>,
    /// Climate and absence by scale.
    pub absence: BTreeMap<ScaleId, Result<Association, Why>>,
}

/// One scale in one wave.
pub struct DraftCulture {
    /// What may be compared.
    pub measurement: Measurement,
    /// Statements that the comparison rests on.
    pub items_held: u64,
    /// Persons by origin, in the order of the origins.
    pub persons: Vec<u64>,
    /// Units they work in.
    pub units: u64,
    /// How far the origins are apart; nothing where that may not be compared or cannot be computed.
    pub gap: Option<(Between, LargestGap)>,
}

/// The course of one scale.
pub struct DraftCourse {
    /// The first wave compared.
    pub first: usize,
    /// The last.
    pub last: usize,
    /// The course; nothing where it cannot be computed.
    pub course: Option<Course>,
}

/// Shapes only.
impl fmt::Debug for DraftMerger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DraftMerger")
            .field("waves", &self.waves.len())
            .field("cultures", &self.cultures.len())
            .finish_non_exhaustive()
    }
}
