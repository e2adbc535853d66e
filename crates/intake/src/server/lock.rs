//! One server per database: a lock of the operating system that ends with the process that holds it.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::fault::Fault;

/// A lock on a file beside the database: it holds as long as this process lives, and no longer.
#[derive(Debug)]
pub(super) struct ServerLock(#[expect(dead_code, reason = "the lock is held by keeping the file open")] File);

impl ServerLock {
    pub(super) fn take(database: &Path) -> Result<ServerLock, Fault> {
        let mut path = database.as_os_str().to_owned();
        path.push(".lock");
        let path = PathBuf::from(path);
        let fault = |source| Fault::Lock { path: path.clone(), source };
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(fault)?;
        match file.try_lock() {
            Ok(()) => Ok(ServerLock(file)),
            Err(TryLockError::WouldBlock) => Err(Fault::AlreadyServed { path: database.to_owned() }),
            Err(TryLockError::Error(source)) => Err(fault(source)),
        }
    }
}
