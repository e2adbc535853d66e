//! What may be said of the merger: how far units reach back, what may be compared, one culture, climate and absence.
//!
//! Every number here is a function of many units and of three municipalities at once. A comparison is shown only where each
//! municipality in it has the answers that the quality of a scale needs, and where its own mean on that scale is shown.

mod draft;
mod seal;

use plan::merger::{CultureCourse, GoesWith, Measurement};
use serde::{Deserialize, Serialize};
use survey::ScaleId;

use crate::{GroupIndex, PublishedEstimate, Released, WaveLabel};

pub use draft::{DraftCourse, DraftCulture, DraftMerger};
pub(crate) use seal::estimate;

/// What the means of the former municipalities are made comparable by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdjustedFor {
    /// Every kind of unit has a level of its own.
    UnitType,
    /// Every service area has a level of its own.
    ServiceArea,
    /// Nothing: there is one kind of service.
    Nothing,
}

/// How far a unit of today can be compared with an earlier wave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// One earlier unit, whole.
    Fully,
    /// Several earlier units, whole: comparable with their sum.
    ThroughMerger,
    /// Only together with what is below this unit above it.
    OnlyAbove {
        /// The nearest unit that holds all parts.
        nearest: GroupIndex,
        /// Whether the shares are stated.
        shares_known: bool,
    },
    /// Nothing became this unit.
    Not,
}

/// How far one unit reaches back to one wave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitReach {
    /// The unit.
    pub group: GroupIndex,
    /// The wave: a position in [`PublishedMerger::waves`].
    pub wave: usize,
    /// How far.
    pub reach: Reach,
}

/// Everything about the merger.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PublishedMerger {
    pub(crate) waves: Vec<WaveLabel>,
    pub(crate) origins: Vec<GroupIndex>,
    pub(crate) adjusted_for: AdjustedFor,
    pub(crate) cultures: Vec<PublishedCulture>,
    pub(crate) courses: Vec<CourseOfScale>,
    pub(crate) reach: Vec<UnitReach>,
    pub(crate) absence: Vec<AbsenceOfScale>,
}

/// One scale in one wave.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PublishedCulture {
    pub(crate) scale: ScaleId,
    pub(crate) wave: usize,
    pub(crate) measurement: Measurement,
    pub(crate) items_held: u64,
    pub(crate) gap: Released<PublishedGap>,
}

/// How far the former municipalities are apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PublishedGap {
    pub(crate) n: u64,
    pub(crate) units: u64,
    pub(crate) share: PublishedEstimate,
    pub(crate) higher: GroupIndex,
    pub(crate) lower: GroupIndex,
    pub(crate) largest: PublishedEstimate,
}

/// The course of one scale.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CourseOfScale {
    pub(crate) scale: ScaleId,
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) course: Released<PublishedCourse>,
}

/// Whether the former municipalities became more alike.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PublishedCourse {
    pub(crate) verdict: CultureCourse,
    pub(crate) change: PublishedEstimate,
    pub(crate) gap_change_at_most: f64,
    pub(crate) margin: f64,
}

/// Climate and absence by one scale.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AbsenceOfScale {
    pub(crate) scale: ScaleId,
    pub(crate) association: Released<PublishedAssociation>,
}

/// How absence goes with climate over units.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PublishedAssociation {
    pub(crate) ratio: PublishedEstimate,
    pub(crate) step: f64,
    pub(crate) units: u64,
    pub(crate) reliability: f64,
    pub(crate) goes_with: GoesWith,
}

impl PublishedMerger {
    /// The waves, oldest first; the last is the cube's own.
    #[must_use]
    pub fn waves(&self) -> &[WaveLabel] {
        &self.waves
    }

    /// The municipalities that became one, in display order.
    #[must_use]
    pub fn origins(&self) -> &[GroupIndex] {
        &self.origins
    }

    /// What the comparison is adjusted for.
    #[must_use]
    pub const fn adjusted_for(&self) -> AdjustedFor {
        self.adjusted_for
    }

    /// Every scale in every wave in which it was asked, scale by scale, oldest wave first.
    #[must_use]
    pub fn cultures(&self) -> &[PublishedCulture] {
        &self.cultures
    }

    /// The waves of one scale, oldest first.
    pub fn cultures_of<'a>(&'a self, scale: &'a ScaleId) -> impl Iterator<Item = &'a PublishedCulture> {
        self.cultures.iter().filter(move |culture| culture.scale == *scale)
    }

    /// The course of every scale that was asked in two waves.
    #[must_use]
    pub fn courses(&self) -> &[CourseOfScale] {
        &self.courses
    }

    /// The course of one scale.
    #[must_use]
    pub fn course_of(&self, scale: &ScaleId) -> Option<&CourseOfScale> {
        self.courses.iter().find(|course| course.scale == *scale)
    }

    /// How far every unit reaches back to every earlier wave.
    #[must_use]
    pub fn reach(&self) -> &[UnitReach] {
        &self.reach
    }

    /// Climate and absence, for the house indices.
    #[must_use]
    pub fn absence(&self) -> &[AbsenceOfScale] {
        &self.absence
    }
}

impl PublishedCulture {
    /// The scale.
    #[must_use]
    pub const fn scale(&self) -> &ScaleId {
        &self.scale
    }

    /// The wave: a position in [`PublishedMerger::waves`].
    #[must_use]
    pub const fn wave(&self) -> usize {
        self.wave
    }

    /// What may be compared in this wave.
    #[must_use]
    pub const fn measurement(&self) -> Measurement {
        self.measurement
    }

    /// How many statements the comparison rests on, the same in all waves of the scale.
    #[must_use]
    pub const fn items_held(&self) -> u64 {
        self.items_held
    }

    /// How far the former municipalities are apart.
    #[must_use]
    pub const fn gap(&self) -> &Released<PublishedGap> {
        &self.gap
    }
}

impl PublishedGap {
    /// Persons in the comparison.
    #[must_use]
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// Units they work in.
    #[must_use]
    pub const fn units(&self) -> u64 {
        self.units
    }

    /// The share of all differences between persons that lies between the former municipalities, 0 to 1.
    #[must_use]
    pub const fn share(&self) -> PublishedEstimate {
        self.share
    }

    /// The former municipality with the highest adjusted mean of the two furthest apart.
    #[must_use]
    pub const fn higher(&self) -> GroupIndex {
        self.higher
    }

    /// The one with the lowest.
    #[must_use]
    pub const fn lower(&self) -> GroupIndex {
        self.lower
    }

    /// How far they are apart, in score points; the interval is about the largest true gap, whichever two it is between.
    #[must_use]
    pub const fn largest(&self) -> PublishedEstimate {
        self.largest
    }
}

impl CourseOfScale {
    /// The scale.
    #[must_use]
    pub const fn scale(&self) -> &ScaleId {
        &self.scale
    }

    /// The first wave compared: a position in [`PublishedMerger::waves`].
    #[must_use]
    pub const fn first(&self) -> usize {
        self.first
    }

    /// The last wave compared.
    #[must_use]
    pub const fn last(&self) -> usize {
        self.last
    }

    /// The course.
    #[must_use]
    pub const fn course(&self) -> &Released<PublishedCourse> {
        &self.course
    }
}

impl PublishedCourse {
    /// The verdict.
    #[must_use]
    pub const fn verdict(&self) -> CultureCourse {
        self.verdict
    }

    /// Change of the variance between the former municipalities, in squared score points.
    #[must_use]
    pub const fn change(&self) -> PublishedEstimate {
        self.change
    }

    /// No gap has changed by more than this, up or down, as far as 90 % intervals reach.
    #[must_use]
    pub const fn gap_change_at_most(&self) -> f64 {
        self.gap_change_at_most
    }

    /// The change of a gap that would matter.
    #[must_use]
    pub const fn margin(&self) -> f64 {
        self.margin
    }
}

impl AbsenceOfScale {
    /// The scale.
    #[must_use]
    pub const fn scale(&self) -> &ScaleId {
        &self.scale
    }

    /// The association.
    #[must_use]
    pub const fn association(&self) -> &Released<PublishedAssociation> {
        &self.association
    }
}

impl PublishedAssociation {
    /// How many times as many days are lost where the climate is one step better.
    #[must_use]
    pub const fn ratio(&self) -> PublishedEstimate {
        self.ratio
    }

    /// The step, in score points.
    #[must_use]
    pub const fn step(&self) -> f64 {
        self.step
    }

    /// Units behind it.
    #[must_use]
    pub const fn units(&self) -> u64 {
        self.units
    }

    /// How reliable the units' means are.
    #[must_use]
    pub const fn reliability(&self) -> f64 {
        self.reliability
    }

    /// What may be said.
    #[must_use]
    pub const fn goes_with(&self) -> GoesWith {
        self.goes_with
    }
}
