//! How many have answered, in bands, and never for fewer than ten invited.
//!
//! An exact count in a small unit, watched over time, points at the person who just answered or who never does. A band
//! moves seldom; where fewer than fifty are invited it moves at most once a day, because what was told is remembered for
//! the rest of the day; and a group of fewer than ten has none. There is no list of who has answered anywhere.

use std::collections::BTreeMap;

use rusqlite::{Connection, TransactionBehavior};
use survey::{Date, WaveId};

use super::Journal;
use crate::fault::Fault;

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

/// Fewer invited than this, and the band is counted anew at most once a day.
const INVITED_LIVE: u64 = 50;

/// What stands for everybody where a unit's id would stand; no unit has an empty id.
const EVERYBODY: &str = "";

impl Band {
    const ALL: [Band; 5] = [Band::Withheld, Band::Under50, Band::From50To69, Band::From70To84, Band::From85];

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

    fn parse(text: &str) -> Option<Band> {
        Band::ALL.into_iter().find(|band| band.as_str() == text)
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

/// What may be told today, and what of it must be remembered first.
pub(super) struct Count {
    pub(super) told: Participation,
    fresh: Vec<(String, Band)>,
}

impl Count {
    /// Whether everything was told before today or moves freely, so that nothing needs to be remembered.
    pub(super) fn is_remembered(&self) -> bool {
        self.fresh.is_empty()
    }
}

impl Journal {
    /// How many have answered, in bands: never a count of a few people, and for small units never twice a day.
    ///
    /// # Errors
    /// [`Fault`] when the journal cannot be read, or when what is told for the first time today cannot be written down.
    pub fn participation(&mut self, wave: &WaveId, today: Date) -> Result<Participation, Fault> {
        let path = self.path.clone();
        let fault = |source| super::fault(&path, "counting participation", source);
        let before = count(&self.connection, wave, today).map_err(fault)?;
        if before.is_remembered() {
            return Ok(before.told);
        }
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        // Counted again, because another process may have told something meanwhile.
        let counted = count(&transaction, wave, today).map_err(fault)?;
        for (unit, band) in &counted.fresh {
            transaction
                .execute(
                    "INSERT OR REPLACE INTO main.participation (wave, unit, band, day) VALUES (?1, ?2, ?3, ?4)",
                    (wave.as_str(), unit, band.as_str(), today.to_string()),
                )
                .map_err(fault)?;
        }
        transaction.commit().map_err(fault)?;
        Ok(counted.told)
    }
}

/// Counts the invitations of a wave and turns them into bands; the counts go no further than this function.
pub(super) fn count(connection: &Connection, wave: &WaveId, today: Date) -> Result<Count, rusqlite::Error> {
    let mut query = connection.prepare("SELECT unit, band FROM main.participation WHERE wave = ?1 AND day = ?2")?;
    let mut rows = query.query((wave.as_str(), today.to_string()))?;
    let mut remembered = BTreeMap::new();
    while let Some(row) = rows.next()? {
        if let Some(band) = Band::parse(&row.get::<_, String>(1)?) {
            remembered.insert(row.get::<_, String>(0)?, band);
        }
    }
    let mut query =
        connection.prepare("SELECT unit, count(*), sum(used) FROM main.invitation WHERE wave = ?1 GROUP BY unit")?;
    let mut rows = query.query([wave.as_str()])?;
    let mut counts = BTreeMap::new();
    let mut everybody = (0_u64, 0_u64);
    while let Some(row) = rows.next()? {
        let (invited, answered): (u32, u32) = (row.get(1)?, row.get(2)?);
        let (invited, answered) = (u64::from(invited), u64::from(answered));
        everybody = (everybody.0.saturating_add(invited), everybody.1.saturating_add(answered));
        counts.insert(row.get::<_, String>(0)?, (invited, answered));
    }
    let mut fresh = Vec::new();
    let mut tell = |unit: &str, (invited, answered): (u64, u64)| {
        let band = Band::of(invited, answered);
        if band == Band::Withheld || invited >= INVITED_LIVE {
            return band;
        }
        remembered.get(unit).copied().unwrap_or_else(|| {
            fresh.push((unit.to_owned(), band));
            band
        })
    };
    let total = tell(EVERYBODY, everybody);
    let units =
        counts.iter().map(|(unit, count)| UnitParticipation { unit: unit.clone(), band: tell(unit, *count) }).collect();
    Ok(Count { told: Participation { total, units }, fresh })
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
            assert_eq!(Band::parse(band.as_str()), Some(band));
        }
    }
}
