//! A wave's life: prepared, rehearsed, opened, closed, settled.

use custody::{Envelope, SealingKey};
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior};
use serde::{Deserialize, Serialize};
use survey::{Date, Instrument, Wave, WaveId, WaveState};

use super::Journal;
use crate::fault::{Fault, WaveError};

/// Who keeps what opens the answers of a wave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Custody {
    /// A key file of the operator's: whoever has it and the journal can read answers until the wave is settled.
    KeyFile,
    /// Three shares on paper, any two of which open: nobody alone can read an answer.
    Shares,
}

impl Custody {
    const ALL: [Custody; 2] = [Custody::KeyFile, Custody::Shares];

    /// The word for it in data.
    pub fn as_str(self) -> &'static str {
        match self {
            Custody::KeyFile => "key-file",
            Custody::Shares => "shares",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Custody> {
        Custody::ALL.into_iter().find(|custody| custody.as_str() == text)
    }
}

/// All that is needed to prepare a wave.
#[derive(Debug)]
pub struct Opening<'a> {
    /// The wave.
    pub wave: &'a Wave,
    /// The whole file of its instrument.
    pub instrument_toml: &'a str,
    /// What its answers are sealed with.
    pub sealing_key: SealingKey,
    /// Who keeps what opens them.
    pub custody: Custody,
    /// Test answers, sealed by this very program, for the rehearsal.
    pub canaries: &'a [Envelope],
}

/// That the test answers were opened before the wave was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rehearsal {
    /// The day.
    pub on: Date,
    /// The names or roles of those who opened them together.
    pub by: Vec<String>,
}

/// How many must open the test answers together.
const OPENERS: usize = 2;

impl Journal {
    /// Prepares a wave: stores it as a draft, with its instrument, the key its answers will be sealed with and the test
    /// answers for the rehearsal. Nobody can answer yet, and nothing shows that there is such a wave.
    ///
    /// An instrument in which any text is missing in any language is none, so such a wave is refused here.
    ///
    /// # Errors
    /// [`WaveError`] when the id is taken, the instrument has a fault, is another one than the wave's or does not fit in
    /// an envelope, test answers are missing that a rehearsal needs, or the disk fails. Then nothing is stored.
    pub fn prepare_wave(&mut self, opening: &Opening<'_>) -> Result<(), WaveError> {
        let Opening { wave, instrument_toml, sealing_key, custody, canaries } = opening;
        let instrument = asked_in(wave, instrument_toml)?;
        custody::fits(&instrument).map_err(|source| WaveError::TooLong { wave: wave.id.clone(), source })?;
        if *custody == Custody::Shares && canaries.is_empty() {
            return Err(WaveError::NoCanaries { wave: wave.id.clone() });
        }
        let about = as_json(wave, self, &wave.id)?;
        let path = self.path.clone();
        let fault = |source| super::fault(&path, "preparing the wave", source);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        if state_in(&transaction, &wave.id).map_err(fault)?.is_some() {
            return Err(WaveError::Exists { wave: wave.id.clone() });
        }
        let id = wave.id.as_str();
        transaction
            .execute(
                "INSERT INTO main.wave (id, state, about, instrument, custody, sealing_key)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (id, WaveState::Draft.as_str(), &about, instrument_toml, custody.as_str(), sealing_key.to_bytes()),
            )
            .map_err(fault)?;
        for (number, canary) in (0_i64..).zip(*canaries) {
            transaction
                .execute(
                    "INSERT INTO main.canary (wave, number, body) VALUES (?1, ?2, ?3)",
                    (id, number, canary.as_bytes()),
                )
                .map_err(fault)?;
        }
        Ok(transaction.commit().map_err(fault)?)
    }

    /// Throws a draft away with its codes, as if it had never been prepared: for a wave whose key could not be kept.
    ///
    /// # Errors
    /// [`WaveError::State`] when the wave is more than a draft.
    pub fn discard_draft(&mut self, wave: &WaveId) -> Result<(), WaveError> {
        self.step(wave, WaveState::Draft, |transaction| {
            for table in ["canary", "participation", "invitation"] {
                transaction.execute(&format!("DELETE FROM main.{table} WHERE wave = ?1"), [wave.as_str()])?;
            }
            transaction.execute("DELETE FROM main.wave WHERE id = ?1", [wave.as_str()]).map(|_| ())
        })
    }

    /// The sealed test answers of a wave, in the order they were given.
    ///
    /// # Errors
    /// [`WaveError::Unknown`], or [`Fault`] when the file cannot be read.
    pub fn canaries(&self, wave: &WaveId) -> Result<Vec<Vec<u8>>, WaveError> {
        self.known(wave)?;
        let fault = |source| self.fault("reading the test answers", source);
        let mut query =
            self.connection.prepare("SELECT body FROM main.canary WHERE wave = ?1 ORDER BY number").map_err(fault)?;
        let rows = query.query_map([wave.as_str()], |row| row.get(0)).map_err(fault)?;
        Ok(rows.collect::<Result<_, _>>().map_err(fault)?)
    }

    /// Records that the test answers were opened. The caller has opened and checked them; that needs a key, and no key
    /// comes near the journal.
    ///
    /// # Errors
    /// [`WaveError::OpenedAlone`] unless two different people are named; [`WaveError::State`] when the wave is no draft.
    pub fn record_rehearsal(&mut self, wave: &WaveId, rehearsal: &Rehearsal) -> Result<(), WaveError> {
        let mut names: Vec<String> = rehearsal.by.iter().map(|name| name.trim().to_lowercase()).collect();
        names.sort();
        names.dedup();
        if names.len() < OPENERS || names.len() < rehearsal.by.len() || names.iter().any(String::is_empty) {
            return Err(WaveError::OpenedAlone { wave: wave.clone() });
        }
        let text = as_json(rehearsal, self, wave)?;
        self.step(wave, WaveState::Draft, |transaction| {
            transaction.execute("UPDATE main.wave SET rehearsal = ?2 WHERE id = ?1", (wave.as_str(), &text)).map(|_| ())
        })
    }

    /// Opens a draft: from the moment this returns, people can answer. Repeating it changes nothing.
    ///
    /// There must be room on the disk for all answers ([`Journal::with_free_space_floor`]), and a reserve file is laid
    /// beside the journal, which can be given up when the disk is full one day ([`Journal::release_reserve`]).
    ///
    /// # Errors
    /// [`WaveError::NotRehearsed`] when the key is in shares and nobody has tried them; [`WaveError::TooLittleRoom`];
    /// [`WaveError::State`] when the wave is neither draft nor open.
    pub fn open_wave(&mut self, wave: &WaveId) -> Result<(), WaveError> {
        if self.known(wave)? == WaveState::Draft {
            if self.custody(wave)? == Custody::Shares && self.rehearsal(wave)?.is_none() {
                return Err(WaveError::NotRehearsed { wave: wave.clone() });
            }
            self.make_room(wave)?;
        }
        self.advance(wave, WaveState::Draft, WaveState::Open, |_| Ok(()))
    }

    /// Where a wave is in its life; none when there is no such wave.
    ///
    /// # Errors
    /// [`Fault`] when the file cannot be read.
    pub fn state(&self, wave: &WaveId) -> Result<Option<WaveState>, Fault> {
        let text = self
            .connection
            .query_row("SELECT state FROM main.wave WHERE id = ?1", [wave.as_str()], |row| row.get::<_, String>(0))
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
        let mut query = self.connection.prepare("SELECT id, state, about FROM main.wave ORDER BY id").map_err(fault)?;
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

    /// Who keeps what opens the answers.
    ///
    /// # Errors
    /// [`WaveError::Unknown`], or [`Fault`] when the file cannot be read.
    pub fn custody(&self, wave: &WaveId) -> Result<Custody, WaveError> {
        let text: String = self.of_wave(wave, "custody")?;
        Ok(Custody::parse(&text).ok_or_else(|| self.unreadable(wave.as_str(), &text))?)
    }

    /// What the answers of a wave are sealed with; its fingerprint tells people whether a key is the right one.
    ///
    /// # Errors
    /// [`WaveError::Unknown`], or [`Fault`] when the file cannot be read or holds a key that is none.
    pub fn sealing_key(&self, wave: &WaveId) -> Result<SealingKey, WaveError> {
        let bytes: Vec<u8> = self.of_wave(wave, "sealing_key")?;
        Ok(SealingKey::from_bytes(&bytes).map_err(|error| self.unreadable(wave.as_str(), &error.to_string()))?)
    }

    /// Who has tried the key of a wave, and when; none when nobody has.
    ///
    /// # Errors
    /// [`WaveError::Unknown`], or [`Fault`] when the file cannot be read.
    pub fn rehearsal(&self, wave: &WaveId) -> Result<Option<Rehearsal>, WaveError> {
        let text: Option<String> = self.of_wave(wave, "rehearsal")?;
        let read = |text: String| {
            serde_json::from_str(&text).map_err(|error| self.unreadable(wave.as_str(), &error.to_string()))
        };
        Ok(text.map(read).transpose()?)
    }

    /// Ends a wave: from the moment this returns, no answer can be stored in it. Repeating it changes nothing.
    ///
    /// # Errors
    /// [`WaveError::State`] when the wave is neither open nor closing.
    pub fn begin_closing(&mut self, wave: &WaveId) -> Result<(), WaveError> {
        self.advance(wave, WaveState::Open, WaveState::Closing, |_| Ok(()))?;
        self.crash_points.pass("closing-begun");
        Ok(())
    }

    /// Marks a wave as settled and deletes its codes, envelopes, test answers and participation in one transaction, then
    /// the same in the second copy, and then empties the logs so that no copy stays there. Call it only when the archive
    /// is safely on disk. Repeating it changes nothing.
    ///
    /// # Errors
    /// [`WaveError::State`] when the wave is neither closing nor settled; [`Fault::LogBusy`] when the deletion is done
    /// but somebody read at that moment: call it again.
    pub fn mark_settled(&mut self, wave: &WaveId) -> Result<(), WaveError> {
        self.advance(wave, WaveState::Closing, WaveState::Settled, |transaction| {
            for table in ["envelope", "invitation", "canary", "participation"] {
                transaction.execute(&format!("DELETE FROM main.{table} WHERE wave = ?1"), [wave.as_str()])?;
            }
            Ok(())
        })?;
        self.crash_points.pass("settled-purged");
        self.reconcile()?;
        self.give_up_reserve_when_idle()?;
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
        if self.known(wave)? == to {
            return Ok(());
        }
        self.step(wave, from, |transaction| {
            step(transaction)?;
            let change = "UPDATE main.wave SET state = ?2 WHERE id = ?1";
            transaction.execute(change, (wave.as_str(), to.as_str())).map(|_| ())
        })
    }

    /// Does something in one transaction to a wave that is in the state it needs.
    fn step(
        &mut self,
        wave: &WaveId,
        needed: WaveState,
        step: impl Fn(&Transaction<'_>) -> Result<(), rusqlite::Error>,
    ) -> Result<(), WaveError> {
        let path = self.path.clone();
        let fault = |source| super::fault(&path, "moving the wave on", source);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        require(&transaction, &path, wave, &[needed])?;
        step(&transaction).map_err(fault)?;
        Ok(transaction.commit().map_err(fault)?)
    }

    /// The state of a wave that must exist.
    pub(super) fn known(&self, wave: &WaveId) -> Result<WaveState, WaveError> {
        self.state(wave)?.ok_or_else(|| WaveError::Unknown { wave: wave.clone() })
    }

    /// One column of a wave.
    fn of_wave<T: rusqlite::types::FromSql>(&self, wave: &WaveId, column: &str) -> Result<T, WaveError> {
        self.connection
            .query_row(&format!("SELECT {column} FROM main.wave WHERE id = ?1"), [wave.as_str()], |row| row.get(0))
            .optional()
            .map_err(|source| self.fault("reading the wave", source))?
            .ok_or_else(|| WaveError::Unknown { wave: wave.clone() })
    }

    pub(super) fn unreadable(&self, wave: &str, problem: &str) -> Fault {
        Fault::StoredWave { path: self.path.clone(), wave: wave.to_owned(), problem: problem.to_owned() }
    }
}

/// Refuses a wave that is in none of the states; the last one is named as the one that is needed.
pub(super) fn require(
    transaction: &Transaction<'_>,
    path: &std::path::Path,
    wave: &WaveId,
    fitting: &[WaveState],
) -> Result<(), WaveError> {
    let text = state_in(transaction, wave).map_err(|source| super::fault(path, "reading the wave", source))?;
    let text = text.ok_or_else(|| WaveError::Unknown { wave: wave.clone() })?;
    let found = WaveState::parse(&text).ok_or_else(|| {
        let problem = format!("unknown state {text:?}");
        Fault::StoredWave { path: path.to_owned(), wave: wave.to_string(), problem }
    })?;
    match fitting.last() {
        Some(needed) if !fitting.contains(&found) => {
            Err(WaveError::State { wave: wave.clone(), found, needed: *needed })
        }
        _ => Ok(()),
    }
}

fn as_json<T: Serialize>(value: &T, journal: &Journal, wave: &WaveId) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| journal.unreadable(wave.as_str(), &error.to_string()))
}

/// The instrument that a wave asks, with the wave's modules chosen.
fn asked_in(wave: &Wave, instrument_toml: &str) -> Result<Instrument, WaveError> {
    let file = format!("{}.toml", wave.instrument);
    let instrument = Instrument::from_toml(&file, instrument_toml)?;
    wave.questions(&instrument).map_err(|source| WaveError::Questions { wave: wave.id.clone(), source })
}

fn state_in(transaction: &Transaction<'_>, wave: &WaveId) -> Result<Option<String>, rusqlite::Error> {
    transaction.query_row("SELECT state FROM main.wave WHERE id = ?1", [wave.as_str()], |row| row.get(0)).optional()
}
