//! Storing answers: a batch is one transaction, and each answer in it stands or falls alone.
//!
//! A code that nobody has, one that a new letter replaced and one that has given its answer are told the same, after the
//! same statements, at the same moment: everything that is asked of the file is asked for every code, nothing is written
//! for a refused one, and every verdict waits for the whole batch.

use std::collections::BTreeMap;

use custody::{Place, SealingKey};
use rusqlite::{OptionalExtension, Statement, Transaction, TransactionBehavior};
use survey::{FormerMunicipalityId, RoleClass, UnitId, WaveId, WaveState};

use super::{Journal, Trouble};
use crate::crash::CrashPoints;
use crate::entropy::Entropy;
use crate::key::{CodeHash, CodeKey};
use crate::refusal::{Declined, Failure, Refusal};
use crate::submission::{Acceptance, Submission};

/// A whole batch failed.
#[derive(Debug)]
pub(crate) struct Setback {
    /// What everybody in the batch is told.
    pub(crate) failure: Failure,
    /// What went wrong, when nothing more may be written until the journal is reopened.
    pub(crate) poison: Option<String>,
}

/// The verdict on one answer.
pub(super) type Verdict = Result<Acceptance, Declined>;

impl Journal {
    /// Stores a batch in one transaction and waits until it is on disk, on both disks when there is a second copy.
    ///
    /// Verdicts come in the order of the submissions, and only after the commit: an acceptance is a fact.
    pub(crate) fn accept(
        &mut self,
        key: &CodeKey,
        entropy: &mut Entropy,
        batch: &[&Submission],
    ) -> Result<Vec<Verdict>, Setback> {
        self.catch_up().map_err(|fault| Setback::behind(&fault))?;
        let crash_points = self.crash_points;
        let second_copy = self.second_copy.is_some();
        let sealing_keys = &mut self.sealing_keys;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| Setback::before_commit(&error))?;
        crash_points.pass("batch-begun");
        let verdicts = Desk::new(&transaction, key, entropy, sealing_keys, crash_points, second_copy)
            .and_then(|mut desk| batch.iter().map(|submission| desk.handle(submission)).collect())
            .map_err(|error| Setback::before_commit(&error))?;
        crash_points.pass("before-commit");
        if let Err(error) = transaction.commit() {
            return Err(self.failed_commit(&error));
        }
        crash_points.pass("committed");
        Ok(verdicts)
    }

    /// A commit that failed for lack of room or a lock is rolled back; after any other failure nobody knows what the
    /// disk holds: the operating system may have dropped what it could not write.
    ///
    /// With a second copy a commit is two commits, the journal's first. If the second one found no room, the answers are
    /// in the journal and must not be acknowledged before they are in the copy too: the senders are told that nobody
    /// knows, and the copy catches up before anything else is taken.
    fn failed_commit(&mut self, error: &rusqlite::Error) -> Setback {
        let trouble = Trouble::of(error);
        match (trouble, self.second_copy.as_mut()) {
            (Trouble::NoRoom | Trouble::Busy, Some(copy)) => {
                copy.behind = true;
                Setback { failure: Failure::Unknown, poison: None }
            }
            (Trouble::NoRoom, None) => Setback { failure: Failure::NoRoom, poison: None },
            (Trouble::Busy, None) => Setback { failure: Failure::Busy, poison: None },
            (Trouble::Defect | Trouble::Broken, _) => {
                Setback { failure: Failure::Unknown, poison: Some(error.to_string()) }
            }
        }
    }
}

impl Setback {
    /// Nothing of the batch is on disk, whatever the error.
    fn before_commit(error: &rusqlite::Error) -> Setback {
        match Trouble::of(error) {
            Trouble::NoRoom => Setback { failure: Failure::NoRoom, poison: None },
            Trouble::Busy => Setback { failure: Failure::Busy, poison: None },
            Trouble::Defect => Setback { failure: Failure::Defect, poison: None },
            Trouble::Broken => Setback { failure: Failure::Stopped, poison: Some(error.to_string()) },
        }
    }

    /// The second copy could not catch up, so the batch was not begun.
    fn behind(fault: &crate::fault::Fault) -> Setback {
        match fault {
            crate::fault::Fault::NoRoom { .. } => Setback { failure: Failure::NoRoom, poison: None },
            crate::fault::Fault::Busy { .. } => Setback { failure: Failure::Busy, poison: None },
            other => Setback { failure: Failure::Stopped, poison: Some(other.to_string()) },
        }
    }
}

/// Keys that answers are sealed to, by their bytes: checking one and multiplying it beforehand takes longer than sealing
/// many answers, so it is done once for each.
#[derive(Default)]
pub(super) struct SealingKeys(BTreeMap<Vec<u8>, Option<SealingKey>>);

impl SealingKeys {
    /// The key, unless the bytes are none.
    fn of(&mut self, bytes: Vec<u8>) -> Option<SealingKey> {
        self.0.entry(bytes).or_insert_with_key(|bytes| SealingKey::from_bytes(bytes).ok()).clone()
    }
}

/// Everything needed to judge one answer after another inside a transaction.
pub(super) struct Desk<'a> {
    key: &'a CodeKey,
    entropy: &'a mut Entropy,
    sealing_keys: &'a mut SealingKeys,
    crash_points: CrashPoints,
    transaction: &'a Transaction<'a>,
    /// Waves cannot change while the transaction lasts.
    waves: BTreeMap<WaveId, Option<AtWave>>,
    begin: Statement<'a>,
    keep: Statement<'a>,
    wave: Statement<'a>,
    invitation: Statement<'a>,
    stored: Statement<'a>,
    spend: Statement<'a>,
    insert: Statement<'a>,
    second_copy: Option<SecondDesk<'a>>,
}

/// The same two rows on the other volume.
struct SecondDesk<'a> {
    spend: Statement<'a>,
    insert: Statement<'a>,
}

/// What the desk knows of a wave that is not a draft.
#[derive(Clone)]
struct AtWave {
    state: WaveState,
    /// None when what is stored is no key.
    sealing_key: Option<SealingKey>,
}

/// An invitation as stored.
struct Invitation {
    hash: CodeHash,
    wave: String,
    unit: String,
    former_municipality: String,
    role_class: Option<String>,
    used: bool,
}

impl<'a> Desk<'a> {
    pub(super) fn new(
        transaction: &'a Transaction<'a>,
        key: &'a CodeKey,
        entropy: &'a mut Entropy,
        sealing_keys: &'a mut SealingKeys,
        crash_points: CrashPoints,
        second_copy: bool,
    ) -> Result<Desk<'a>, rusqlite::Error> {
        let second_copy = if second_copy {
            Some(SecondDesk {
                spend: transaction.prepare("INSERT OR REPLACE INTO second.spent (code_hash, wave) VALUES (?1, ?2)")?,
                insert: transaction
                    .prepare("INSERT OR REPLACE INTO second.envelope (row_key, wave, body) VALUES (?1, ?2, ?3)")?,
            })
        } else {
            None
        };
        Ok(Desk {
            key,
            entropy,
            sealing_keys,
            crash_points,
            transaction,
            waves: BTreeMap::new(),
            begin: transaction.prepare("SAVEPOINT answer")?,
            keep: transaction.prepare("RELEASE answer")?,
            wave: transaction.prepare("SELECT state, sealing_key FROM main.wave WHERE id = ?1")?,
            invitation: transaction.prepare(
                "SELECT code_hash, wave, unit, former_municipality, role_class, used FROM main.invitation
                 WHERE code_hash = ?1",
            )?,
            stored: transaction.prepare("SELECT 1 FROM main.envelope WHERE row_key = ?1 AND wave = ?2")?,
            spend: transaction.prepare("UPDATE main.invitation SET used = 1 WHERE code_hash = ?1 AND used = 0")?,
            insert: transaction.prepare("INSERT INTO main.envelope (row_key, wave, body) VALUES (?1, ?2, ?3)")?,
            second_copy,
        })
    }

    /// Judges one answer; trouble that concerns only this answer is undone and told to this sender alone.
    pub(super) fn handle(&mut self, submission: &Submission) -> Result<Verdict, rusqlite::Error> {
        self.begin.execute([])?;
        match self.judge(submission) {
            Ok(verdict) => {
                if verdict.is_err() {
                    self.transaction.execute_batch("ROLLBACK TO answer")?;
                }
                self.keep.execute([])?;
                Ok(verdict)
            }
            Err(error) if Trouble::of(&error) == Trouble::Defect => {
                tracing::error!(%error, "an answer could not be stored");
                self.transaction.execute_batch("ROLLBACK TO answer; RELEASE answer")?;
                Ok(Err(Failure::Defect.into()))
            }
            Err(error) => Err(error),
        }
    }

    fn judge(&mut self, submission: &Submission) -> Result<Verdict, rusqlite::Error> {
        let Submission { wave, code, id, .. } = submission;
        let Some(AtWave { state, sealing_key }) = self.wave(wave)? else {
            return Ok(Err(Refusal::UnknownWave.into()));
        };
        // The same for every code, and all of it before anything is decided. The index finds the row by a keyed hash,
        // which tells a guesser nothing; the answer rests on a comparison in constant time all the same.
        let hash = self.key.hash(code);
        let invitation =
            self.invitation.query_row([hash], read_invitation).optional()?.unwrap_or_else(Invitation::of_nobody);
        let known = self.key.recognises(code, &invitation.hash) & (invitation.wave == wave.as_str());
        let row = self.key.row(wave, code, *id);
        let receipt = self.key.receipt(wave, code, *id);
        let stored = self.stored.exists((row, wave.as_str()))?;

        // A retry is answered with its first receipt even after the wave has closed or the letter was replaced.
        if stored {
            return Ok(Ok(Acceptance { receipt, repeated: true }));
        }
        if state != WaveState::Open {
            return Ok(Err(Refusal::WaveClosed.into()));
        }
        if !known | invitation.used {
            return Ok(Err(Refusal::Code.into()));
        }
        let (Some(place), Some(sealing_key)) = (invitation.place(), sealing_key) else {
            tracing::error!(
                "an invitation names a unit, municipality or kind of work that is none, or the wave's key is none"
            );
            return Ok(Err(Failure::Defect.into()));
        };
        let entropy = &mut *self.entropy;
        let sealed = sealing_key.seal(wave, &place, &submission.response, &mut |bytes| entropy.fill(bytes));
        let envelope = match sealed {
            Ok(envelope) => envelope,
            Err(error) => {
                tracing::error!(%error, "an answer could not be sealed");
                return Ok(Err(Failure::Defect.into()));
            }
        };
        if self.spend.execute([hash])? != 1 {
            return Ok(Err(Refusal::Code.into()));
        }
        if let Some(second) = self.second_copy.as_mut() {
            second.spend.execute((hash, wave.as_str()))?;
        }
        self.crash_points.pass("code-spent");
        self.insert.execute((row, wave.as_str(), envelope.as_bytes()))?;
        if let Some(second) = self.second_copy.as_mut() {
            second.insert.execute((row, wave.as_str(), envelope.as_bytes()))?;
        }
        self.crash_points.pass("envelope-inserted");
        Ok(Ok(Acceptance { receipt, repeated: false }))
    }

    /// How often each statement was carried out: looking at the invitation, at the envelope, spending, inserting.
    #[cfg(test)]
    pub(super) fn work(&self) -> [i32; 4] {
        [&self.invitation, &self.stored, &self.spend, &self.insert]
            .map(|statement| statement.get_status(rusqlite::StatementStatus::Run))
    }

    /// The wave, if there is one that people can know of.
    fn wave(&mut self, wave: &WaveId) -> Result<Option<AtWave>, rusqlite::Error> {
        if let Some(known) = self.waves.get(wave) {
            return Ok(known.clone());
        }
        let row = self.wave.query_row([wave.as_str()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)));
        let found = row.optional()?.and_then(|(state, sealing_key)| {
            let state = WaveState::parse(&state).filter(|state| *state != WaveState::Draft)?;
            Some(AtWave { state, sealing_key: self.sealing_keys.of(sealing_key) })
        });
        self.waves.insert(wave.clone(), found.clone());
        Ok(found)
    }
}

impl Invitation {
    /// What stands in for a code that nobody has, so that it is compared like any other: no code has this hash.
    fn of_nobody() -> Invitation {
        let nowhere = String::new;
        Invitation {
            hash: [0; 32],
            wave: nowhere(),
            unit: nowhere(),
            former_municipality: nowhere(),
            role_class: None,
            used: true,
        }
    }

    fn place(&self) -> Option<Place> {
        Some(Place {
            unit: UnitId::new(self.unit.as_str()).ok()?,
            former_municipality: FormerMunicipalityId::new(self.former_municipality.as_str()).ok()?,
            role: self.role_class.as_deref().map(str::parse::<RoleClass>).transpose().ok()?,
        })
    }
}

fn read_invitation(row: &rusqlite::Row<'_>) -> Result<Invitation, rusqlite::Error> {
    Ok(Invitation {
        hash: row.get(0)?,
        wave: row.get(1)?,
        unit: row.get(2)?,
        former_municipality: row.get(3)?,
        role_class: row.get(4)?,
        used: row.get(5)?,
    })
}
