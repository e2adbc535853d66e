//! Storing answers: a batch is one transaction, and each answer in it stands or falls alone.

use rusqlite::{OptionalExtension, Statement, Transaction, TransactionBehavior};
use survey::{FormerMunicipalityId, UnitId, WaveState};

use super::{Journal, Trouble};
use crate::envelope::{Envelope, Place};
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
type Verdict = Result<Acceptance, Declined>;

impl Journal {
    /// Stores a batch in one transaction and waits until it is on disk.
    ///
    /// Verdicts come in the order of the submissions, and only after the commit: an acceptance is a fact.
    pub(crate) fn accept(&mut self, key: &CodeKey, batch: &[&Submission]) -> Result<Vec<Verdict>, Setback> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| Setback::before_commit(&error))?;
        let verdicts = judge_all(&transaction, key, batch).map_err(|error| Setback::before_commit(&error))?;
        transaction.commit().map_err(|error| Setback::at_commit(&error))?;
        Ok(verdicts)
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

    /// A commit that failed for lack of room or a lock is rolled back; after any other failure nobody knows what the
    /// disk holds: the operating system may have dropped what it could not write.
    fn at_commit(error: &rusqlite::Error) -> Setback {
        match Trouble::of(error) {
            Trouble::NoRoom => Setback { failure: Failure::NoRoom, poison: None },
            Trouble::Busy => Setback { failure: Failure::Busy, poison: None },
            Trouble::Defect | Trouble::Broken => Setback { failure: Failure::Unknown, poison: Some(error.to_string()) },
        }
    }
}

fn judge_all(
    transaction: &Transaction<'_>,
    key: &CodeKey,
    batch: &[&Submission],
) -> Result<Vec<Verdict>, rusqlite::Error> {
    let mut desk = Desk {
        key,
        transaction,
        state: transaction.prepare("SELECT state FROM wave WHERE id = ?1")?,
        invitation: transaction
            .prepare("SELECT code_hash, wave, unit, former_municipality, used FROM invitation WHERE code_hash = ?1")?,
        stored: transaction.prepare("SELECT 1 FROM envelope WHERE row_key = ?1 AND wave = ?2")?,
        insert: transaction.prepare("INSERT INTO envelope (row_key, wave, body) VALUES (?1, ?2, ?3)")?,
        spend: transaction.prepare("UPDATE invitation SET used = 1 WHERE code_hash = ?1 AND used = 0")?,
    };
    batch.iter().map(|submission| desk.handle(submission)).collect()
}

/// Everything needed to judge one answer after another inside a transaction.
struct Desk<'a> {
    key: &'a CodeKey,
    transaction: &'a Transaction<'a>,
    state: Statement<'a>,
    invitation: Statement<'a>,
    stored: Statement<'a>,
    insert: Statement<'a>,
    spend: Statement<'a>,
}

/// An invitation as stored.
struct Invitation {
    hash: CodeHash,
    wave: String,
    unit: String,
    former_municipality: String,
    used: bool,
}

impl Desk<'_> {
    /// Judges one answer; trouble that concerns only this answer is undone and told to this sender alone.
    fn handle(&mut self, submission: &Submission) -> Result<Verdict, rusqlite::Error> {
        self.transaction.execute_batch("SAVEPOINT answer")?;
        match self.judge(submission) {
            Ok(verdict) => {
                if verdict.is_err() {
                    self.transaction.execute_batch("ROLLBACK TO answer")?;
                }
                self.transaction.execute_batch("RELEASE answer")?;
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
        let Submission { wave, code, id, response } = submission;
        let state = self.state.query_row([wave.as_str()], |row| row.get::<_, String>(0)).optional()?;
        let Some(state) = state.as_deref().and_then(WaveState::parse).filter(|state| *state != WaveState::Draft) else {
            return Ok(Err(Refusal::UnknownWave.into()));
        };
        let hash = self.key.hash(code);
        // The index found the row by a keyed hash, which tells a guesser nothing; the answer rests on a comparison in
        // constant time all the same.
        let invitation = self
            .invitation
            .query_row([hash], read_invitation)
            .optional()?
            .filter(|invitation| self.key.recognises(code, &invitation.hash) && invitation.wave == wave.as_str());
        let row = self.key.row(wave, code, *id);
        let receipt = self.key.receipt(wave, code, *id);

        // A retry is answered with its first receipt even after the wave has closed.
        if invitation.as_ref().is_some_and(|invitation| invitation.used) && self.stored.exists((row, wave.as_str()))? {
            return Ok(Ok(Acceptance { receipt, repeated: true }));
        }
        if state != WaveState::Open {
            return Ok(Err(Refusal::WaveClosed.into()));
        }
        let Some(invitation) = invitation else {
            return Ok(Err(Refusal::Code.into()));
        };
        if invitation.used {
            return Ok(Err(Refusal::Code.into()));
        }
        let Some(place) = invitation.place() else {
            tracing::error!("an invitation names a unit or municipality that is none");
            return Ok(Err(Failure::Defect.into()));
        };
        let Ok(envelope) = Envelope::close(wave, &place, response) else {
            tracing::error!("an answer does not fit in an envelope");
            return Ok(Err(Failure::Defect.into()));
        };
        self.insert.execute((row, wave.as_str(), envelope.as_bytes()))?;
        match self.spend.execute([hash])? {
            1 => Ok(Ok(Acceptance { receipt, repeated: false })),
            _ => Ok(Err(Refusal::Code.into())),
        }
    }
}

impl Invitation {
    fn place(&self) -> Option<Place> {
        Some(Place {
            unit: UnitId::new(self.unit.as_str()).ok()?,
            former_municipality: FormerMunicipalityId::new(self.former_municipality.as_str()).ok()?,
        })
    }
}

fn read_invitation(row: &rusqlite::Row<'_>) -> Result<Invitation, rusqlite::Error> {
    Ok(Invitation {
        hash: row.get(0)?,
        wave: row.get(1)?,
        unit: row.get(2)?,
        former_municipality: row.get(3)?,
        used: row.get(4)?,
    })
}
