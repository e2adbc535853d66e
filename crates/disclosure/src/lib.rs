//! What may be said aloud.
//!
//! Findings come in as a [`Draft`]: everything that was counted, with nothing hidden and no way out. [`Draft::seal`] withholds
//! whatever could point at a person, alone or by subtraction, and returns a [`Sealed`] cube: the only thing a renderer can print.
//!
//! This crate estimates nothing from answers and renders nothing. [`benchmarks`] works out what follows from cells that are
//! sealed already, and so tells nothing that they do not. It does not know where answers came from, and it has no switch that turns
//! protection off: the house [`Rule`] can be made stricter, never weaker.
//!
//! **Invariant:** the only producer of publishable values. A [`Released`] value has no public constructor and no `Deserialize`; a cube
//! read back from disk passes the same checks as a new one. A `Draft` has no `Serialize`, and its `Debug` shows only shapes.
//!
//! What is promised of a sealed cube, measure by measure. A *word* is any linear combination of the cells that a measure shows, over the inner
//! groups of [`Inner`] (the people of one unit from one former municipality who do one kind of work); k is the people a number needs.
//!
//! | id | promise |
//! |---|---|
//! | D1 | no number is shown for fewer people than the rule asks |
//! | D2 | no word is about 1 to k − 1 people, and none is a withheld cell of fewer people than its own rule asks, or one whose answers are nearly alike |
//! | D3 | no family's shown parent less its shown members leaves fewer people than the parent needs |
//! | D4 | a withheld cell carries its reason and nothing else |
//! | D5 | the cells of a composite and its parts, and of a year and its months, are shown together or not at all, so that D2 holds for their sums too |
//!
//! | D6 | what is left of a shown group without shown parts of a family does not pen fewer than k hidden people in: their mean keeps a point of room |
//! | D7 | with the rows of earlier releases given, all of this holds for them and the cube together |
//!
//! What no plan sees, the ranges that other combinations leave, [`withstand`] cures together with whoever attacks the cube.
//!
//! How: `tables` says which cells each measure offers and what is secret, `ground` hands that to [`protection`], which decides.
//! What is *not* promised is written in `docs/gaps`.

mod absence_course;
mod absence_tables;
mod audience;
pub mod benchmarks;
mod checking;
mod columns;
mod countings;
mod draft;
mod findings;
mod ground;
mod groups;
mod holder;
mod inner;
pub mod merger;
mod participation;
mod place;
mod plan_text;
pub mod programme;
pub mod protection;
mod published;
mod reason;
mod registers;
mod released;
mod released_rows;
mod room;
mod rule;
mod seal_error;
mod sealed;
mod sealing;
mod tables;
mod texts;
pub mod utility;
mod wire;
mod withhold;
mod work;

pub use absence::{Band, Exactly16, Period, PersonDays};
pub use absence_course::{
    AbsenceCourse, BandShare, Comparison, CourseFinding, Extracted, MixAndRate, PublishedComparison, PublishedCourse,
    PublishedEmployerPeriods, PublishedSpells, SMALLEST_COUNT,
};
pub use audience::{Audience, Projection};
pub use draft::{AbsenceFinding, Basis, Draft, DraftBenchmark};
pub use groups::{Family, Group, GroupIndex, GroupKind};
pub use holder::{Acknowledgement, HolderReport};
pub use inner::{Inner, InnerName, Table};
pub use participation::{ResponseBand, ResponseCount};
pub use place::PlaceName;
pub use plan::merger::{CultureCourse, GoesWith, Measurement};
pub use plan::programme_effect::Obstacle;
pub use plan::{Certainty, Change, Figure, Flip, Step, Towards, Verdict, Zone, words as plan_words};
pub use plan_text::{AreaText, IndicatorText, PlanText, ZoneBound, ZoneBounds};
pub use published::{
    AnswerShare, PublishedAbsence, PublishedBenchmark, PublishedEstimate, PublishedInterval, PublishedMean,
    PublishedPlacement, PublishedQuality, PublishedScore,
};
pub use reason::Reason;
pub use registers::{DraftRegisters, FigureFinding, PublishedFigure, Target, Targets};
pub use released::{Released, View};
pub use released_rows::{ReleasedRows, ReleasedRowsError};
pub use rule::{DOMINANCE_PERCENT, Rule, RuleError};
pub use seal_error::SealError;
pub use sealed::Sealed;
pub use sealing::Sealing;
pub use texts::{Header, IndexRole, ScaleText, WaveLabel};
pub use wire::CubeError;
pub use withhold::{Attack, Cornered, ROUNDS_MAX, Withhold, Withstood, withstand};
pub use work::words_of_work;
