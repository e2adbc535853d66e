//! The same answers on another volume: a second SQLite file that must hold each answer before its receipt is given.
//!
//! It is attached to the journal's connection, so one statement list writes both; a commit is then two commits, the
//! journal's first and the copy's second, and the receipt waits for both. Whatever ends between the two leaves the
//! journal ahead of its copy and never the other way round, so [`Journal::reconcile`] can always mend it: both sides get
//! the union of their envelopes by random key.
//!
//! The copy is ahead only when the journal was lost and restored from an older backup; then the union brings the newer
//! answers back. What the copy cannot bring back is a wave: it holds answers, not questions.

use std::path::{Path, PathBuf};

use rusqlite::{OptionalExtension, Transaction, TransactionBehavior};
use survey::WaveState;

use super::{Journal, schema};
use crate::fault::Fault;

/// The name of the file in its folder.
const FILE: &str = "second-copy.db";

/// An attached second copy.
pub(super) struct SecondCopy {
    pub(super) path: PathBuf,
    /// Something is in the journal that is not here yet.
    pub(super) behind: bool,
}

/// What the union moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Reconciled {
    /// Answers that only the copy had.
    pub(super) into_journal: u64,
    /// Answers that only the journal had.
    pub(super) into_copy: u64,
}

impl Journal {
    /// Attaches the second copy in a folder on another volume, makes it when there is none, and brings both to the same
    /// state. From now on every answer must be in both before it is acknowledged.
    ///
    /// Commands that close or settle a wave, or replace codes, attach it too, so that nothing stays behind in it.
    ///
    /// # Errors
    /// [`Fault::Open`] when the folder is not there; [`Fault::CopyOfOther`] and [`Fault::CopiesDisagree`] when the two
    /// files do not belong together. Then nothing was changed.
    pub fn attach_second_copy(&mut self, folder: &Path) -> Result<(), Fault> {
        self.open_second_copy(folder)?;
        self.reconcile().map(|_| ())
    }

    /// Attaches the file and makes its tables, without moving anything.
    pub(super) fn open_second_copy(&mut self, folder: &Path) -> Result<(), Fault> {
        if self.second_copy.is_some() {
            return Ok(());
        }
        let path = folder.join(FILE);
        let open = |source| Fault::Open { path: path.clone(), source };
        let text = path.to_str().ok_or_else(|| open(rusqlite::Error::InvalidPath(path.clone())))?;
        if same_volume(folder, &self.path) {
            tracing::warn!(
                folder = %folder.display(),
                "the second copy lies on the same volume as the journal; it protects against nothing that takes the volume"
            );
        }
        super::make_private(&path);
        self.connection.execute("ATTACH DATABASE ?1 AS second", [text]).map_err(open)?;
        let prepared = schema::prepare_file(&mut self.connection, schema::SECOND, &schema::SECOND_COPY, &path)
            .and_then(|()| super::keep_names(&path));
        if let Err(fault) = prepared {
            if let Err(error) = self.connection.execute_batch("DETACH DATABASE second") {
                tracing::error!(%error, "a file that is no second copy could not be put aside");
            }
            return Err(fault);
        }
        self.second_copy = Some(SecondCopy { path, behind: false });
        Ok(())
    }

    /// Brings journal and second copy to the same state. Without a second copy there is nothing to do; repeating it
    /// changes nothing.
    pub(super) fn reconcile(&mut self) -> Result<Reconciled, Fault> {
        let Some(copy) = self.second_copy.as_mut() else { return Ok(Reconciled::default()) };
        copy.behind = true;
        let (path, journal) = (copy.path.clone(), self.path.clone());
        let fault = |source| super::fault(&path, "comparing the second copy", source);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        if let Some(wave) = unknown_wave(&transaction).map_err(fault)? {
            return Err(Fault::CopyOfOther { path, wave });
        }
        purge_settled(&transaction).map_err(fault)?;
        let into_journal = into_journal(&transaction).map_err(fault)?;
        if into_journal > 0
            && let Some(wave) = more_answers_than_codes(&transaction).map_err(fault)?
        {
            return Err(Fault::CopiesDisagree { path, journal, wave });
        }
        let into_copy = into_copy(&transaction).map_err(fault)?;
        transaction.commit().map_err(fault)?;
        if let Some(copy) = self.second_copy.as_mut() {
            copy.behind = false;
        }
        if into_journal > 0 || into_copy > 0 {
            tracing::info!(into_journal, into_copy, "journal and second copy were brought to the same state");
        }
        self.crash_points.pass("second-copy-reconciled");
        Ok(Reconciled { into_journal, into_copy })
    }

    /// Lets the second copy catch up if it is behind.
    pub(super) fn catch_up(&mut self) -> Result<(), Fault> {
        if self.second_copy.as_ref().is_some_and(|copy| copy.behind) {
            self.reconcile()?;
        }
        Ok(())
    }

    /// After a change of codes that is done in the journal: the copy follows now, or before the next answer.
    pub(super) fn follow(&mut self) {
        if let Err(fault) = self.reconcile() {
            tracing::warn!(%fault, "the second copy follows later");
        }
    }
}

/// A wave that the copy has answers to and the journal does not know.
fn unknown_wave(transaction: &Transaction<'_>) -> Result<Option<String>, rusqlite::Error> {
    transaction
        .query_row(
            "SELECT wave FROM (SELECT wave FROM second.envelope UNION SELECT wave FROM second.spent)
             WHERE wave NOT IN (SELECT id FROM main.wave) LIMIT 1",
            [],
            |row| row.get(0),
        )
        .optional()
}

/// What is settled is gone from the journal, and goes from the copy.
fn purge_settled(transaction: &Transaction<'_>) -> Result<(), rusqlite::Error> {
    for table in ["envelope", "spent"] {
        transaction.execute(
            &format!("DELETE FROM second.{table} WHERE wave IN (SELECT id FROM main.wave WHERE state IN (?1, ?2))"),
            (WaveState::Settled.as_str(), WaveState::Released.as_str()),
        )?;
    }
    Ok(())
}

fn into_journal(transaction: &Transaction<'_>) -> Result<u64, rusqlite::Error> {
    transaction.execute(
        "UPDATE main.invitation SET used = 1
         WHERE used = 0 AND EXISTS (SELECT 1 FROM second.spent WHERE spent.code_hash = invitation.code_hash)",
        [],
    )?;
    let moved = transaction.execute(
        "INSERT INTO main.envelope (row_key, wave, body)
         SELECT row_key, wave, body FROM second.envelope
         WHERE row_key NOT IN (SELECT row_key FROM main.envelope)",
        [],
    )?;
    Ok(u64::try_from(moved).unwrap_or(u64::MAX))
}

/// A wave with more envelopes than codes that were ever used: one code has answered here and there. That happens when
/// the journal was restored and took answers without its copy.
fn more_answers_than_codes(transaction: &Transaction<'_>) -> Result<Option<String>, rusqlite::Error> {
    transaction
        .query_row(
            "SELECT id FROM main.wave WHERE (SELECT count(*) FROM main.envelope WHERE wave = id) >
               (SELECT count(*) FROM (SELECT code_hash FROM main.invitation WHERE wave = id AND used = 1
                                      UNION SELECT code_hash FROM second.spent WHERE wave = id)) LIMIT 1",
            [],
            |row| row.get(0),
        )
        .optional()
}

fn into_copy(transaction: &Transaction<'_>) -> Result<u64, rusqlite::Error> {
    let moved = transaction.execute(
        "INSERT INTO second.envelope (row_key, wave, body)
         SELECT row_key, wave, body FROM main.envelope
         WHERE row_key NOT IN (SELECT row_key FROM second.envelope)",
        [],
    )?;
    // Spent codes that the journal does not have were replaced by others, which are used in their place; they may go once
    // every envelope has a used code.
    transaction.execute(
        "DELETE FROM second.spent
         WHERE code_hash NOT IN (SELECT code_hash FROM main.invitation)
           AND (SELECT count(*) FROM main.envelope WHERE wave = spent.wave) <=
               (SELECT count(*) FROM main.invitation WHERE wave = spent.wave AND used = 1)",
        [],
    )?;
    transaction.execute(
        "INSERT INTO second.spent (code_hash, wave)
         SELECT code_hash, wave FROM main.invitation
         WHERE used = 1 AND code_hash NOT IN (SELECT code_hash FROM second.spent)",
        [],
    )?;
    Ok(u64::try_from(moved).unwrap_or(u64::MAX))
}

/// Whether both lie on one file system, as far as the operating system tells.
#[cfg(unix)]
fn same_volume(folder: &Path, journal: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| std::fs::metadata(path).map(|about| about.dev()).ok();
    device(folder).is_some_and(|folder| device(journal) == Some(folder))
}

#[cfg(not(unix))]
fn same_volume(_folder: &Path, _journal: &Path) -> bool {
    false
}
