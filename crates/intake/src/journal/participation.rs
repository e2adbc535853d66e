//! How many have answered, in bands, and never for fewer than ten invited.
//!
//! An exact count in a small unit, watched over time, points at the person who just answered or who never does. A band
//! moves seldom, and a group of fewer than ten has none. There is no list of who has answered anywhere.

use std::collections::BTreeMap;

/// The share of the invited who have answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Band {
    /// Fewer than ten were invited, so nothing is said.
    Withheld,
    /// Less than half.
    Under50,
    /// From 50 to 69 percent.
    From50To69,
    /// From 70 to 84 percent.
    From70To84,
    /// 85 percent or more.
    From85,
}

/// Fewer invited than this, and nothing is said.
const INVITED_MIN: u64 = 10;

impl Band {
    /// The band of a count. A share is rounded down: 69.9 percent is in the band up to 69.
    pub fn of(invited: u64, answered: u64) -> Band {
        if invited < INVITED_MIN {
            return Band::Withheld;
        }
        let reached = |percent: u128| u128::from(answered) * 100 >= u128::from(invited) * percent;
        if reached(85) {
            Band::From85
        } else if reached(70) {
            Band::From70To84
        } else if reached(50) {
            Band::From50To69
        } else {
            Band::Under50
        }
    }

    /// The name of the band in data: the same in every language.
    pub fn as_str(self) -> &'static str {
        match self {
            Band::Withheld => "withheld",
            Band::Under50 => "under-50",
            Band::From50To69 => "50-69",
            Band::From70To84 => "70-84",
            Band::From85 => "85-100",
        }
    }
}

/// Participation in one wave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participation {
    /// Of everybody who was invited.
    pub total: Band,
    /// Of each unit that somebody was invited from, by unit id.
    pub units: Vec<UnitParticipation>,
}

/// Participation in one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitParticipation {
    /// The unit's id.
    pub unit: String,
    /// Of those who were invited from this very unit, without the units below it.
    pub band: Band,
}

impl Participation {
    /// Turns counts per unit (invited, answered) into bands; the counts go no further.
    pub(super) fn of(counts: &BTreeMap<String, (u64, u64)>) -> Participation {
        let sum = |pick: fn(&(u64, u64)) -> u64| counts.values().map(pick).fold(0, u64::saturating_add);
        Participation {
            total: Band::of(sum(|count| count.0), sum(|count| count.1)),
            units: counts
                .iter()
                .map(|(unit, (invited, answered))| UnitParticipation {
                    unit: unit.clone(),
                    band: Band::of(*invited, *answered),
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_have_the_limits_they_say() {
        for (invited, answered, band) in [
            (0, 0, Band::Withheld),
            (9, 9, Band::Withheld),
            (10, 0, Band::Under50),
            (10, 4, Band::Under50),
            (10, 5, Band::From50To69),
            (1000, 699, Band::From50To69),
            (10, 7, Band::From70To84),
            (1000, 849, Band::From70To84),
            (100, 85, Band::From85),
            (u64::MAX, u64::MAX, Band::From85),
        ] {
            assert_eq!(Band::of(invited, answered), band, "{answered} of {invited}");
        }
    }
}
