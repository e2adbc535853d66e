//! The accounts as the file has them now.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::{Accounts, AccountsError};

/// The file of accounts, read again when it has changed.
#[derive(Debug)]
pub(crate) struct Directory {
    path: PathBuf,
    read: Mutex<Option<(Stamp, Arc<Accounts>)>>,
}

/// What a new file differs in: it is written beside and renamed, so that its number or its time is another.
type Stamp = Option<(SystemTime, u64, u64)>;

impl Directory {
    pub(crate) const fn new(path: PathBuf) -> Directory {
        Directory { path, read: Mutex::new(None) }
    }

    /// The accounts as the file has them now. A file that cannot be read lets nobody in.
    pub(crate) fn now(&self) -> Result<Arc<Accounts>, AccountsError> {
        let stamp = self.stamp();
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, accounts)) = read.as_ref()
            && *known == stamp
        {
            return Ok(Arc::clone(accounts));
        }
        *read = None;
        let accounts = Arc::new(Accounts::read(&self.path)?);
        *read = Some((stamp, Arc::clone(&accounts)));
        Ok(accounts)
    }

    fn stamp(&self) -> Stamp {
        let known = std::fs::metadata(&self.path).ok()?;
        #[cfg(unix)]
        let number = std::os::unix::fs::MetadataExt::ino(&known);
        #[cfg(not(unix))]
        let number = 0;
        Some((known.modified().ok()?, known.len(), number))
    }
}
