//! What may be said of the leadership programme: dose, courses by beginning, and what goes with the beginning, if anything.
//!
//! Every number is a mean or a difference over at least twenty units. Units whose own mean is hidden are left out before
//! anything is computed, so that no mean over units gives a hidden one away.

mod seal;

use std::collections::BTreeMap;
use std::fmt;

use plan::programme_effect::{Obstacle, Panel};
use serde::Serialize;
use survey::ScaleId;

use crate::{GroupIndex, PublishedEstimate, Released, WaveLabel};

/// How many units had taken so many modules, from none to all.
pub type Doses = [u64; 5];

/// Everything about the programme, before anything is computed: which units may count is known only when the cube is sealed.
pub struct DraftProgramme {
    /// The waves, oldest first; the last is the draft's own.
    pub waves: Vec<WaveLabel>,
    /// By wave, units by how many modules their leaders had taken.
    pub doses: Vec<Doses>,
    /// The unit of each number that the panels call a unit by.
    pub units: BTreeMap<usize, GroupIndex>,
    /// Scale by scale, the scores of units over the waves.
    pub panels: BTreeMap<ScaleId, Panel>,
}

/// Everything about the programme.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PublishedProgramme {
    pub(crate) waves: Vec<WaveLabel>,
    pub(crate) doses: Vec<Doses>,
    pub(crate) scales: Vec<ProgrammeOfScale>,
}

/// One scale.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProgrammeOfScale {
    pub(crate) scale: ScaleId,
    pub(crate) evidence: Released<PublishedEvidence>,
}

/// What the waves say about the programme on one scale.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PublishedEvidence {
    pub(crate) units: u64,
    pub(crate) courses: Vec<PublishedStart>,
    pub(crate) obstacle: Option<Obstacle>,
    pub(crate) overall: Option<PublishedDifference>,
    pub(crate) steps: Vec<PublishedStep>,
    pub(crate) alike_before: Option<f64>,
    pub(crate) late_against_early: Option<PublishedDifference>,
}

/// Units that began between the same two waves.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PublishedStart {
    pub(crate) first_wave: Option<usize>,
    pub(crate) units: u64,
    pub(crate) means: Vec<Released<PublishedEstimate>>,
}

/// A difference of changes over units.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PublishedDifference {
    pub(crate) estimate: PublishedEstimate,
    pub(crate) units: u64,
    pub(crate) detectable: f64,
}

/// The difference so many waves after the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PublishedStep {
    pub(crate) waves_since: i64,
    pub(crate) difference: PublishedDifference,
}

impl PublishedProgramme {
    /// The waves, oldest first; the last is the cube's own.
    #[must_use]
    pub fn waves(&self) -> &[WaveLabel] {
        &self.waves
    }

    /// By wave, how many units had taken none, one, two, three or four modules.
    #[must_use]
    pub fn doses(&self) -> &[Doses] {
        &self.doses
    }

    /// Scale by scale.
    #[must_use]
    pub fn scales(&self) -> &[ProgrammeOfScale] {
        &self.scales
    }

    /// One scale.
    #[must_use]
    pub fn of(&self, scale: &ScaleId) -> Option<&ProgrammeOfScale> {
        self.scales.iter().find(|found| found.scale == *scale)
    }
}

impl ProgrammeOfScale {
    /// The scale.
    #[must_use]
    pub const fn scale(&self) -> &ScaleId {
        &self.scale
    }

    /// What the waves say.
    #[must_use]
    pub const fn evidence(&self) -> &Released<PublishedEvidence> {
        &self.evidence
    }
}

impl PublishedEvidence {
    /// Units in it.
    #[must_use]
    pub const fn units(&self) -> u64 {
        self.units
    }

    /// The courses by beginning, earliest first; those that had not begun come last.
    #[must_use]
    pub fn courses(&self) -> &[PublishedStart] {
        &self.courses
    }

    /// What stands in the way of a finding; nothing where there is one.
    #[must_use]
    pub const fn obstacle(&self) -> Option<Obstacle> {
        self.obstacle
    }

    /// What goes with the beginning over all units and waves after it.
    #[must_use]
    pub const fn overall(&self) -> Option<PublishedDifference> {
        self.overall
    }

    /// The same by waves since the beginning; negative before it.
    #[must_use]
    pub fn steps(&self) -> &[PublishedStep] {
        &self.steps
    }

    /// The probability of courses this unlike before the beginning, had they been alike; nothing where it cannot be checked.
    #[must_use]
    pub const fn alike_before(&self) -> Option<f64> {
        self.alike_before
    }

    /// How much more late beginners changed than early ones, where nobody is left to compare.
    #[must_use]
    pub const fn late_against_early(&self) -> Option<PublishedDifference> {
        self.late_against_early
    }
}

impl PublishedStart {
    /// The first wave they had begun by; nothing for those that had not.
    #[must_use]
    pub const fn first_wave(&self) -> Option<usize> {
        self.first_wave
    }

    /// Units.
    #[must_use]
    pub const fn units(&self) -> u64 {
        self.units
    }

    /// The mean of the units' means by wave.
    #[must_use]
    pub fn means(&self) -> &[Released<PublishedEstimate>] {
        &self.means
    }
}

impl PublishedDifference {
    /// The difference with its interval, in score points.
    #[must_use]
    pub const fn estimate(self) -> PublishedEstimate {
        self.estimate
    }

    /// Units it rests on.
    #[must_use]
    pub const fn units(self) -> u64 {
        self.units
    }

    /// The smallest true difference that would be found in four of five cases.
    #[must_use]
    pub const fn detectable(self) -> f64 {
        self.detectable
    }
}

impl PublishedStep {
    /// Waves since the beginning.
    #[must_use]
    pub const fn waves_since(self) -> i64 {
        self.waves_since
    }

    /// The difference.
    #[must_use]
    pub const fn difference(self) -> PublishedDifference {
        self.difference
    }
}

/// Shapes only.
impl fmt::Debug for DraftProgramme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DraftProgramme").field("panels", &self.panels.len()).finish_non_exhaustive()
    }
}
