//! What settlement opens: the sealed answers of a closing wave.

use std::collections::BTreeMap;

use survey::{FormerMunicipalityId, UnitId, WaveId, WaveState};

use super::Journal;
use crate::fault::{Fault, WaveError};

/// All that a wave gathered, still sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Every acknowledged answer, once, in the order of their bytes: nothing of how they came is left.
    pub bodies: Vec<Vec<u8>>,
    /// How many were invited from each unit and former municipality, in this order. Kinds of work are not told apart.
    pub invited: Vec<Invited>,
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Sealed({} answers from {} places)", self.bodies.len(), self.invited.len())
    }
}

/// How many employees of one unit and former municipality were invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// The unit.
    pub unit: UnitId,
    /// The former municipality.
    pub former_municipality: FormerMunicipalityId,
    /// The number of invitations; a new letter for an old one is the same invitation.
    pub invited: u32,
}

impl Journal {
    /// Hands out every envelope of a wave that is closing; opening them is for whoever holds the wave's key. Reading
    /// changes nothing and may be repeated.
    ///
    /// A journal that has a second copy should have it attached first, so that nothing stays behind there.
    ///
    /// # Errors
    /// [`WaveError::State`] unless the wave is closing.
    pub fn sealed(&self, wave: &WaveId) -> Result<Sealed, WaveError> {
        match self.known(wave)? {
            WaveState::Closing => {}
            found => return Err(WaveError::State { wave: wave.clone(), found, needed: WaveState::Closing }),
        }
        let fault = |source| self.fault("reading the answers", source);
        // One reading of the file for both, so that they belong together.
        let reading = self.connection.unchecked_transaction().map_err(fault)?;
        let mut query =
            self.connection.prepare("SELECT body FROM main.envelope WHERE wave = ?1 ORDER BY body").map_err(fault)?;
        let bodies = query
            .query_map([wave.as_str()], |row| row.get(0))
            .and_then(Iterator::collect::<Result<Vec<Vec<u8>>, _>>)
            .map_err(fault)?;
        let (invited, used) = self.invited(wave)?;
        drop(query);
        reading.finish().map_err(fault)?;
        if u64::try_from(bodies.len()).ok() != Some(used) {
            tracing::warn!(answers = bodies.len(), used, "the journal has not as many answers as used codes");
        }
        Ok(Sealed { bodies, invited })
    }

    /// The invited per place, and how many codes have been used in all.
    fn invited(&self, wave: &WaveId) -> Result<(Vec<Invited>, u64), Fault> {
        let fault = |source| self.fault("counting the invited", source);
        let mut query = self
            .connection
            .prepare(
                "SELECT unit, former_municipality, count(*), sum(used) FROM main.invitation WHERE wave = ?1
                 GROUP BY unit, former_municipality",
            )
            .map_err(fault)?;
        let mut rows = query.query([wave.as_str()]).map_err(fault)?;
        let mut invited = BTreeMap::new();
        let mut used: u64 = 0;
        while let Some(row) = rows.next().map_err(fault)? {
            let unit: String = row.get(0).map_err(fault)?;
            let former: String = row.get(1).map_err(fault)?;
            let unreadable =
                || self.unreadable(wave.as_str(), "an invitation names a unit or municipality that is none");
            let unit = UnitId::new(unit).map_err(|_| unreadable())?;
            let former = FormerMunicipalityId::new(former).map_err(|_| unreadable())?;
            invited.insert((unit, former), row.get::<_, u32>(2).map_err(fault)?);
            used = used.saturating_add(u64::from(row.get::<_, u32>(3).map_err(fault)?));
        }
        let told = |((unit, former_municipality), invited)| Invited { unit, former_municipality, invited };
        Ok((invited.into_iter().map(told).collect(), used))
    }
}
