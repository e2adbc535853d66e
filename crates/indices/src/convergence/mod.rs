//! Whether groups of people that were put together become alike: how far they are apart in a wave, and whether that
//! changes from wave to wave.
//!
//! The groups are origins, such as the former municipality that a person came from. [`adjusted_gaps`] compares their means
//! within the same kinds of service; [`AdjustedGaps::between`] says how much of all differences between people lies between
//! origins, [`AdjustedGaps::largest_gap`] how far the two that are furthest apart are apart, and [`course`] whether the
//! origins converge, stand still or drift apart from one wave to another, or whether that cannot be told.
//!
//! What is easily taken wrongly: the largest of several estimated gaps is too large on average, and more so the fewer
//! people there are, so a falling largest gap may be nothing but more answers. The course is therefore not read off largest
//! gaps. It rests on the variance between origins with the part taken out that chance alone would give, and for standing
//! still on the signed gaps, which chance makes neither larger nor smaller.

mod course;
mod gaps;

pub use course::{Course, Drift, course};
pub use gaps::{AdjustedGaps, Between, LargestGap, OriginCell, adjusted_gaps};
