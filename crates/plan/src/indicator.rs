//! One thing a plan wants measured.

use indices::Ratio;
use std::cmp::Ordering;
use survey::{Direction, Scale, Text};

use crate::decimal::Decimal;
use crate::measure::Measure;
use crate::zones::Zones;

/// The values an indicator can take at all, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The lowest possible value.
    pub lowest: Decimal,
    /// The highest possible value.
    pub highest: Decimal,
}

impl Range {
    /// Whether an exact value lies in the range.
    #[must_use]
    pub fn contains(&self, value: &Ratio) -> bool {
        value.cmp_decimal(self.lowest.mantissa(), self.lowest.decimals()) != Ordering::Less
            && value.cmp_decimal(self.highest.mantissa(), self.highest.decimals()) != Ordering::Greater
    }
}

/// The zones as the plan printed them, gaps and all; empty where nothing was printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printed {
    /// The desired zone.
    pub desired: String,
    /// The lowest accepted zone.
    pub lowest_accepted: String,
    /// The zone that is not approved.
    pub not_approved: String,
}

/// One indicator of a plan. It can only come from a plan that was read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    pub(crate) code: String,
    pub(crate) title: Text,
    pub(crate) measure: Measure,
    pub(crate) unit: Text,
    pub(crate) direction: Direction,
    pub(crate) range: Option<Range>,
    pub(crate) zones: Option<Zones>,
    pub(crate) printed: Printed,
    pub(crate) zones_version: String,
    pub(crate) decimals: u8,
    pub(crate) valid: (i32, i32),
    pub(crate) focus_area: Option<usize>,
    pub(crate) source: String,
    pub(crate) note: Option<Text>,
}

impl Indicator {
    /// The code as printed. Codes repeat across scorecards, so the key is code and source together.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// What is measured, in words.
    #[must_use]
    pub fn title(&self) -> &Text {
        &self.title
    }

    /// Where the value comes from.
    #[must_use]
    pub fn measure(&self) -> &Measure {
        &self.measure
    }

    /// What the value is counted in.
    #[must_use]
    pub fn unit(&self) -> &Text {
        &self.unit
    }

    /// Which way is better.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// The values that are possible at all; none for a change without bounds.
    #[must_use]
    pub fn range(&self) -> Option<Range> {
        self.range
    }

    /// The zones, if any were printed.
    #[must_use]
    pub fn zones(&self) -> Option<&Zones> {
        self.zones.as_ref()
    }

    /// The zones as printed.
    #[must_use]
    pub fn printed(&self) -> &Printed {
        &self.printed
    }

    /// Which edition the zones come from; it can be another document than the plan, where zones are borrowed.
    #[must_use]
    pub fn zones_version(&self) -> &str {
        &self.zones_version
    }

    /// With how many decimals a value is shown. A zone is never decided on what is shown.
    #[must_use]
    pub fn decimals(&self) -> u8 {
        self.decimals
    }

    /// The first and the last year the indicator is for; within the plan's years.
    #[must_use]
    pub fn valid(&self) -> (i32, i32) {
        self.valid
    }

    /// The focus area it belongs to: a position in the plan's areas.
    #[must_use]
    pub fn focus_area(&self) -> Option<usize> {
        self.focus_area
    }

    /// Where the indicator is published.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What a reader has to know about it.
    #[must_use]
    pub fn note(&self) -> Option<&Text> {
        self.note.as_ref()
    }

    /// Whether the scale is the one this indicator is about, answered on the points its zones were made for.
    ///
    /// A scale from 1 to 6 says no to zones made for 1 to 5: the numbers look alike and mean different things. A share or
    /// a change has no answer points in its range, so for those only the scale itself counts.
    #[must_use]
    pub fn fits(&self, scale: &Scale) -> bool {
        let same_scale = self.measure.scale() == Some(scale.id());
        if !matches!(&self.measure, Measure::ScaleMean(_)) {
            return same_scale;
        }
        let is = |decimal: Decimal, point: u8| Ok(decimal) == Decimal::parse(&point.to_string());
        let points = scale.points();
        same_scale && self.range.is_some_and(|range| is(range.lowest, points.min()) && is(range.highest, points.max()))
    }
}
