//! Charts: one function per question, each drawn twice, for a wide page and for a phone.

pub(crate) mod bands;
pub(crate) mod funnel;
pub(crate) mod intervals;
pub(crate) mod marks;
pub(crate) mod months;
pub(crate) mod parted;
pub(crate) mod pen;
pub(crate) mod spread;
pub(crate) mod standing;
pub(crate) mod strip;
pub(crate) mod trend;
pub(crate) mod zone_years;
