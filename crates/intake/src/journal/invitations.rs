//! Codes: new ones, and new ones for old ones.
//!
//! Codes exist twice for one moment: in the hands of the caller, who keeps them before anything is committed, and as
//! keyed hashes in the transaction. Codes that could not be kept are stored nowhere.

use std::path::Path;

use custody::Place;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior};
use survey::{WaveId, WaveState};

use super::Journal;
use super::waves::require;
use crate::code::{Code, CodeKind};
use crate::fault::WaveError;
use crate::key::{CodeHash, CodeKey};

/// Codes can be made while a wave is a draft and while it is open.
const TAKES_CODES: [WaveState; 2] = [WaveState::Draft, WaveState::Open];

/// Two equal codes in a row are chance; this many are a random source that repeats itself.
const DRAWS_MAX: usize = 64;

/// An invitation on its way into the file.
struct Row {
    hash: CodeHash,
    unit: String,
    former_municipality: String,
    role_class: Option<String>,
    used: bool,
}

impl Journal {
    /// Invites: draws one code per place and stores the codes' keyed hashes.
    ///
    /// The codes come in the order of the places. They are handed to `keep` before anything is stored, so that nobody is
    /// invited with a code that no one can give out, and they are kept nowhere else: this is the only time they can be
    /// read. All or nothing is stored.
    ///
    /// # Errors
    /// [`WaveError::State`] unless the wave is a draft or open, [`WaveError::NobodyInvited`] for an empty list, and
    /// whatever `keep` says.
    pub fn invite<E: From<WaveError>>(
        &mut self,
        wave: &WaveId,
        invited: &[(Place, CodeKind)],
        key: &CodeKey,
        draw: &mut dyn FnMut(&mut [u8]),
        keep: impl FnOnce(&[Code]) -> Result<(), E>,
    ) -> Result<Vec<Code>, E> {
        if invited.is_empty() {
            return Err(WaveError::NobodyInvited { wave: wave.clone() }.into());
        }
        let path = self.path.clone();
        let fault = |source| WaveError::from(super::fault(&path, "inviting", source));
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        require(&transaction, &path, wave, &TAKES_CODES)?;
        let (codes, hashes) = draw_new(&transaction, &path, invited.iter().map(|(_, kind)| *kind), key, draw)?;
        let rows = hashes.into_iter().zip(invited).map(|(hash, (place, _))| Row {
            hash,
            unit: place.unit.to_string(),
            former_municipality: place.former_municipality.to_string(),
            role_class: place.role.map(|role| role.to_string()),
            used: false,
        });
        insert(&transaction, wave, rows.collect()).map_err(fault)?;
        keep(&codes)?;
        transaction.commit().map_err(fault)?;
        Ok(codes)
    }

    /// Replaces codes: each old one is deleted and a new one stands in its place, for a letter that was lost.
    ///
    /// When the old code had given its answer, the new one is born used: it looks like any other, and whoever orders a
    /// new letter does not learn whether the first was answered. The codes come in the order of the old ones and go to
    /// `keep` before anything is stored. All or nothing is stored.
    ///
    /// # Errors
    /// [`WaveError::UnknownCodes`] with the positions, counted from one, of old codes that this wave does not have;
    /// [`WaveError::UnevenLists`] when there are not as many kinds as codes; otherwise as [`Journal::invite`].
    pub fn reissue<E: From<WaveError>>(
        &mut self,
        wave: &WaveId,
        old: &[Code],
        kind_of_new: &[CodeKind],
        key: &CodeKey,
        draw: &mut dyn FnMut(&mut [u8]),
        keep: impl FnOnce(&[Code]) -> Result<(), E>,
    ) -> Result<Vec<Code>, E> {
        if old.is_empty() {
            return Err(WaveError::NobodyInvited { wave: wave.clone() }.into());
        }
        if old.len() != kind_of_new.len() {
            return Err(WaveError::UnevenLists { codes: old.len(), kinds: kind_of_new.len() }.into());
        }
        let path = self.path.clone();
        let fault = |source| WaveError::from(super::fault(&path, "replacing codes", source));
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        require(&transaction, &path, wave, &TAKES_CODES)?;
        let mut rows = Vec::with_capacity(old.len());
        let mut unknown = Vec::new();
        for (position, code) in (1..).zip(old) {
            match take(&transaction, wave, key.hash(code)).map_err(fault)? {
                Some(row) => rows.push(row),
                None => unknown.push(position),
            }
        }
        if !unknown.is_empty() {
            return Err(WaveError::UnknownCodes { wave: wave.clone(), positions: unknown }.into());
        }
        let (codes, hashes) = draw_new(&transaction, &path, kind_of_new.iter().copied(), key, draw)?;
        let rows = hashes.into_iter().zip(rows).map(|(hash, row)| Row { hash, ..row });
        insert(&transaction, wave, rows.collect()).map_err(fault)?;
        keep(&codes)?;
        transaction.commit().map_err(fault)?;
        self.follow();
        Ok(codes)
    }
}

/// Draws codes that neither this list nor the file has.
fn draw_new(
    transaction: &Transaction<'_>,
    path: &Path,
    kinds: impl Iterator<Item = CodeKind>,
    key: &CodeKey,
    draw: &mut dyn FnMut(&mut [u8]),
) -> Result<(Vec<Code>, Vec<CodeHash>), WaveError> {
    let fault = |source| super::fault(path, "drawing codes", source);
    let mut taken = transaction.prepare("SELECT 1 FROM main.invitation WHERE code_hash = ?1").map_err(fault)?;
    let mut codes = Vec::new();
    let mut hashes = Vec::new();
    let mut drawn = std::collections::BTreeSet::new();
    for kind in kinds {
        let mut draws = 0..DRAWS_MAX;
        loop {
            if draws.next().is_none() {
                return Err(WaveError::RepeatedCode);
            }
            let code = Code::draw(kind, draw);
            let hash = key.hash(&code);
            if !taken.exists([hash]).map_err(fault)? && drawn.insert(hash) {
                codes.push(code);
                hashes.push(hash);
                break;
            }
        }
    }
    Ok((codes, hashes))
}

/// Takes an invitation out of the file.
fn take(transaction: &Transaction<'_>, wave: &WaveId, hash: CodeHash) -> Result<Option<Row>, rusqlite::Error> {
    transaction
        .query_row(
            "DELETE FROM main.invitation WHERE code_hash = ?1 AND wave = ?2
             RETURNING unit, former_municipality, role_class, used",
            (hash, wave.as_str()),
            |row| {
                let (unit, former_municipality) = (row.get(0)?, row.get(1)?);
                Ok(Row { hash, unit, former_municipality, role_class: row.get(2)?, used: row.get(3)? })
            },
        )
        .optional()
}

/// Stores invitations in the order of the hashes, so that not even the layout of the pages follows the list of employees.
fn insert(transaction: &Transaction<'_>, wave: &WaveId, mut rows: Vec<Row>) -> Result<(), rusqlite::Error> {
    rows.sort_unstable_by_key(|row| row.hash);
    let mut insert = transaction.prepare(
        "INSERT INTO main.invitation (code_hash, wave, unit, former_municipality, role_class, used)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for row in rows {
        insert.execute((row.hash, wave.as_str(), row.unit, row.former_municipality, row.role_class, row.used))?;
    }
    Ok(())
}
