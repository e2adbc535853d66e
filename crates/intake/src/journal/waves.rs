//! Waves: opening one with its invitations, and moving it on.

use rusqlite::{OptionalExtension, Transaction, TransactionBehavior};
use survey::{Instrument, Wave, WaveId, WaveState};

use super::Journal;
use super::Participation;
use crate::code::{Code, CodeKind};
use crate::envelope::Place;
use crate::fault::{Fault, WaveError};
use crate::key::CodeKey;

impl Journal {
    /// Opens a wave: stores it with its instrument, draws one code per place and stores the codes' keyed hashes.
    ///
    /// The codes are returned in the order of the places and are kept nowhere: this is the only time they can be read.
    /// All or nothing is stored.
    ///
    /// # Errors
    /// [`WaveError`] when the wave exists, invites nobody or does not agree with the instrument, or the disk fails.
    pub fn open_wave(
        &mut self,
        wave: &Wave,
        instrument_toml: &str,
        places: &[Place],
        key: &CodeKey,
        draw: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Vec<(Place, Code)>, WaveError> {
        self.open_wave_once_codes_are_kept(wave, instrument_toml, places, key, draw, |_| Ok(()))
    }

    /// The same, where the codes are handed over before the wave is open: a wave whose codes could not be kept is never
    /// opened, and nobody holds codes that no one can give out.
    ///
    /// # Errors
    /// As [`Journal::open_wave`], and whatever `keep` says; then nothing is stored.
    pub fn open_wave_once_codes_are_kept<E: From<WaveError>>(
        &mut self,
        wave: &Wave,
        instrument_toml: &str,
        places: &[Place],
        key: &CodeKey,
        draw: &mut dyn FnMut(&mut [u8]),
        keep: impl FnOnce(&[(Place, Code)]) -> Result<(), E>,
    ) -> Result<Vec<(Place, Code)>, E> {
        if places.is_empty() {
            return Err(WaveError::NobodyInvited { wave: wave.id.clone() }.into());
        }
        asked_in(wave, instrument_toml).map_err(E::from)?;
        let about = serde_json::to_string(wave).map_err(|error| {
            let path = self.path.clone();
            WaveError::from(Fault::StoredWave { path, wave: wave.id.to_string(), problem: error.to_string() })
        })?;

        let invited: Vec<(Place, Code)> =
            places.iter().map(|place| (place.clone(), Code::draw(CodeKind::Link, draw))).collect();
        // Stored in the order of the hashes, so that not even the layout of the pages follows the list of employees.
        let mut rows: Vec<_> = invited.iter().map(|(place, code)| (key.hash(code), place)).collect();
        rows.sort_unstable_by_key(|(hash, _)| *hash);
        if rows.windows(2).any(|pair| matches!(pair, [(one, _), (next, _)] if one == next)) {
            return Err(WaveError::RepeatedCode.into());
        }

        let path = self.path.clone();
        let fault = |source| WaveError::from(super::fault(&path, "opening the wave", source));
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        if state_in(&transaction, &wave.id).map_err(fault)?.is_some() {
            return Err(WaveError::Exists { wave: wave.id.clone() }.into());
        }
        transaction
            .execute(
                "INSERT INTO wave (id, state, about, instrument) VALUES (?1, ?2, ?3, ?4)",
                (wave.id.as_str(), WaveState::Open.as_str(), &about, instrument_toml),
            )
            .map_err(fault)?;
        {
            let mut insert = transaction
                .prepare(
                    "INSERT INTO invitation (code_hash, wave, unit, former_municipality, used)
                     VALUES (?1, ?2, ?3, ?4, 0)",
                )
                .map_err(fault)?;
            for (hash, place) in rows {
                insert
                    .execute((hash, wave.id.as_str(), place.unit.as_str(), place.former_municipality.as_str()))
                    .map_err(fault)?;
            }
        }
        keep(&invited)?;
        transaction.commit().map_err(fault)?;
        Ok(invited)
    }

    /// How many have answered, in bands: never a count of a few people.
    ///
    /// # Errors
    /// [`Fault`] when the journal cannot be read.
    pub fn participation(&self, wave: &WaveId) -> Result<Participation, Fault> {
        super::reader::participation(&self.connection, wave)
            .map_err(|source| self.fault("reading participation", source))
    }

    /// Where a wave is in its life; none when there is no such wave.
    ///
    /// # Errors
    /// [`Fault`] when the file cannot be read.
    pub fn state(&self, wave: &WaveId) -> Result<Option<WaveState>, Fault> {
        let text = self
            .connection
            .query_row("SELECT state FROM wave WHERE id = ?1", [wave.as_str()], |row| row.get::<_, String>(0))
            .optional()
            .map_err(|source| self.fault("reading the wave", source))?;
        text.map(|text| WaveState::parse(&text).ok_or_else(|| self.unreadable(wave.as_str(), &text))).transpose()
    }

    /// All waves with their states, by id.
    ///
    /// # Errors
    /// [`Fault`] when the file cannot be read or holds a wave that is none.
    pub fn waves(&self) -> Result<Vec<(Wave, WaveState)>, Fault> {
        let fault = |source| self.fault("reading the waves", source);
        let mut query = self.connection.prepare("SELECT id, state, about FROM wave ORDER BY id").map_err(fault)?;
        let rows = query
            .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?)))
            .map_err(fault)?;
        rows.map(|row| {
            let (id, state, about) = row.map_err(fault)?;
            let state = WaveState::parse(&state).ok_or_else(|| self.unreadable(&id, &state))?;
            let wave = serde_json::from_str(&about).map_err(|error| self.unreadable(&id, &error.to_string()))?;
            Ok((wave, state))
        })
        .collect()
    }

    /// The instrument of a wave, with the wave's modules chosen.
    ///
    /// # Errors
    /// [`WaveError::Unknown`], or [`Fault`] when the file cannot be read or holds an instrument that is none.
    pub fn instrument(&self, wave: &WaveId) -> Result<(Wave, Instrument), WaveError> {
        let stored = super::reader::stored_wave(&self.connection, wave)
            .map_err(|source| self.fault("reading the wave", source))?
            .ok_or_else(|| WaveError::Unknown { wave: wave.clone() })?;
        let (wave, instrument) = stored.read().map_err(|problem| self.unreadable(wave.as_str(), &problem))?;
        Ok((wave, instrument))
    }

    /// Ends a wave: from the moment this returns, no answer can be stored in it. Repeating it changes nothing.
    ///
    /// # Errors
    /// [`WaveError::State`] when the wave is neither open nor closing.
    pub fn begin_closing(&mut self, wave: &WaveId) -> Result<(), WaveError> {
        self.advance(wave, WaveState::Open, WaveState::Closing, |_| Ok(()))
    }

    /// Marks a wave as settled and deletes its codes and envelopes, in one transaction, and then empties the log so that
    /// no copy stays there. Call it only when the archive is safely on disk. Repeating it changes nothing.
    ///
    /// # Errors
    /// [`WaveError::State`] when the wave is neither closing nor settled; [`Fault::LogBusy`] when the deletion is done
    /// but somebody read at that moment: call it again.
    pub fn mark_settled(&mut self, wave: &WaveId) -> Result<(), WaveError> {
        self.advance(wave, WaveState::Closing, WaveState::Settled, |transaction| {
            transaction.execute("DELETE FROM envelope WHERE wave = ?1", [wave.as_str()])?;
            transaction.execute("DELETE FROM invitation WHERE wave = ?1", [wave.as_str()])?;
            Ok(())
        })?;
        Ok(self.empty_log()?)
    }

    /// Moves a wave from one state to the next together with what that step does; a wave already there is left alone.
    fn advance(
        &mut self,
        wave: &WaveId,
        from: WaveState,
        to: WaveState,
        step: impl Fn(&Transaction<'_>) -> Result<(), rusqlite::Error>,
    ) -> Result<(), WaveError> {
        let path = self.path.clone();
        let fault = |source| super::fault(&path, "moving the wave on", source);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        let Some(text) = state_in(&transaction, wave).map_err(fault)? else {
            return Err(WaveError::Unknown { wave: wave.clone() });
        };
        if text == to.as_str() {
            return Ok(());
        }
        if text != from.as_str() {
            let Some(found) = WaveState::parse(&text) else {
                let problem = format!("unknown state {text:?}");
                return Err(Fault::StoredWave { path: path.clone(), wave: wave.to_string(), problem }.into());
            };
            return Err(WaveError::State { wave: wave.clone(), found, needed: from });
        }
        step(&transaction).map_err(fault)?;
        transaction.execute("UPDATE wave SET state = ?2 WHERE id = ?1", (wave.as_str(), to.as_str())).map_err(fault)?;
        Ok(transaction.commit().map_err(fault)?)
    }

    fn unreadable(&self, wave: &str, problem: &str) -> Fault {
        Fault::StoredWave { path: self.path.clone(), wave: wave.to_owned(), problem: problem.to_owned() }
    }
}

/// The instrument that a wave asks, with the wave's modules chosen.
fn asked_in(wave: &Wave, instrument_toml: &str) -> Result<Instrument, WaveError> {
    let file = format!("{}.toml", wave.instrument);
    let instrument = Instrument::from_toml(&file, instrument_toml)?;
    wave.questions(&instrument).map_err(|source| WaveError::Questions { wave: wave.id.clone(), source })
}

fn state_in(transaction: &Transaction<'_>, wave: &WaveId) -> Result<Option<String>, rusqlite::Error> {
    transaction.query_row("SELECT state FROM wave WHERE id = ?1", [wave.as_str()], |row| row.get(0)).optional()
}
