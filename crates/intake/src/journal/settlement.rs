//! Reading a closing wave for the archive.

use std::collections::BTreeMap;

use survey::{FormerMunicipalityId, Record, UnitId, WaveId, WaveState};

use super::Journal;
use crate::envelope::{Envelope, Place};
use crate::fault::{Fault, WaveError};

/// All that a wave gathered. The records come in the order of random keys: the archive sorts them by content.
#[derive(Debug)]
pub struct Settlement {
    /// Every acknowledged answer, once.
    pub records: Vec<Record>,
    /// How many were invited from each place, in the order of places.
    pub invited: Vec<Invited>,
}

/// How many employees of one place were invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// Unit and former municipality.
    pub place: Place,
    /// The number of codes that were drawn.
    pub invited: u32,
}

impl Journal {
    /// Opens every envelope of a wave that is closing. Reading changes nothing and may be repeated.
    ///
    /// # Errors
    /// [`WaveError::State`] unless the wave is closing; [`Fault::Envelope`] when a stored answer is damaged: nothing is
    /// left out silently.
    pub fn read_for_settlement(&self, wave: &WaveId) -> Result<Settlement, WaveError> {
        match self.state(wave)? {
            None => return Err(WaveError::Unknown { wave: wave.clone() }),
            Some(WaveState::Closing) => {}
            Some(found) => return Err(WaveError::State { wave: wave.clone(), found, needed: WaveState::Closing }),
        }
        let (_, instrument) = self.instrument(wave)?;
        let fault = |source| self.fault("reading the answers", source);
        let mut query =
            self.connection.prepare("SELECT body FROM envelope WHERE wave = ?1 ORDER BY row_key").map_err(fault)?;
        let mut rows = query.query([wave.as_str()]).map_err(fault)?;
        let mut records = Vec::new();
        while let Some(row) = rows.next().map_err(fault)? {
            let body: Vec<u8> = row.get(0).map_err(fault)?;
            records.push(Envelope::open(wave, &instrument, &body).map_err(|source| Fault::Envelope {
                path: self.path.clone(),
                wave: wave.clone(),
                source,
            })?);
        }
        Ok(Settlement { records, invited: self.invited(wave)? })
    }

    fn invited(&self, wave: &WaveId) -> Result<Vec<Invited>, Fault> {
        let fault = |source| self.fault("counting the invited", source);
        let mut query = self
            .connection
            .prepare(
                "SELECT unit, former_municipality, count(*) FROM invitation WHERE wave = ?1
                 GROUP BY unit, former_municipality",
            )
            .map_err(fault)?;
        let mut rows = query.query([wave.as_str()]).map_err(fault)?;
        let mut invited = BTreeMap::new();
        while let Some(row) = rows.next().map_err(fault)? {
            let unit: String = row.get(0).map_err(fault)?;
            let former: String = row.get(1).map_err(fault)?;
            let unreadable = || Fault::StoredWave {
                path: self.path.clone(),
                wave: wave.to_string(),
                problem: "an invitation names a unit or municipality that is none".to_owned(),
            };
            let place = Place {
                unit: UnitId::new(unit).map_err(|_| unreadable())?,
                former_municipality: FormerMunicipalityId::new(former).map_err(|_| unreadable())?,
            };
            invited.insert(place, row.get::<_, u32>(2).map_err(fault)?);
        }
        Ok(invited.into_iter().map(|(place, invited)| Invited { place, invited }).collect())
    }
}
