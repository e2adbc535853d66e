//! The file that a wave's key lies in when no shares are printed.
//!
//! | bytes | what |
//! |---|---|
//! | 32 | the private key |
//! | 32 | the public key that belongs to it: a file in which the two do not fit is damaged |

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;
use zeroize::Zeroizing;

use crate::sealing::KEY_LENGTH;
use crate::wave_key::Secret;

const FILE_LENGTH: usize = 2 * KEY_LENGTH;

/// What can go wrong with a key file.
#[derive(Debug, Error)]
pub enum KeyFileError {
    /// The file cannot be made, read, written or removed.
    #[error("the wave's key file {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The file is not what was written, or destroying it was interrupted.
    #[error("{} holds no wave's key, or a damaged one", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
}

/// Writes both halves to a new file.
pub(crate) fn store(path: &Path, secret: &Secret, public: &[u8; KEY_LENGTH]) -> Result<(), KeyFileError> {
    let fault = |source| KeyFileError::File { path: path.to_owned(), source };
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(fault)?;
    let mut bytes = Zeroizing::new([0; FILE_LENGTH]);
    for (place, byte) in bytes.iter_mut().zip(secret.iter().chain(public)) {
        *place = *byte;
    }
    let written = file.write_all(bytes.as_slice()).and_then(|()| file.sync_all()).and_then(|()| sync_folder(path));
    written.map_err(|source| {
        // The file is ours and of no use. If it cannot be removed either, the next attempt says that it exists.
        let _ = destroy(path);
        fault(source)
    })
}

/// Reads both halves.
pub(crate) fn load(path: &Path) -> Result<(Secret, [u8; KEY_LENGTH]), KeyFileError> {
    let fault = |source| KeyFileError::File { path: path.to_owned(), source };
    let damaged = || KeyFileError::Damaged { path: path.to_owned() };
    let mut file = File::open(path).map_err(fault)?;
    let mut secret = Secret::default();
    let mut public = [0; KEY_LENGTH];
    let read = file.read_exact(secret.as_mut_slice()).and_then(|()| file.read_exact(&mut public));
    match read {
        Err(source) if source.kind() == ErrorKind::UnexpectedEof => return Err(damaged()),
        other => other.map_err(fault)?,
    }
    if file.read(&mut [0]).map_err(fault)? > 0 {
        return Err(damaged());
    }
    Ok((secret, public))
}

/// Overwrites and unlinks, each on disk before the next.
pub(crate) fn destroy(path: &Path) -> Result<(), KeyFileError> {
    let fault = |source| KeyFileError::File { path: path.to_owned(), source };
    match OpenOptions::new().write(true).open(path) {
        Ok(file) => overwrite(file).and_then(|()| fs::remove_file(path)).map_err(fault)?,
        // The folder is synced all the same: the last attempt may have been interrupted before it was.
        Err(source) if source.kind() == ErrorKind::NotFound => {}
        Err(source) => return Err(fault(source)),
    }
    match sync_folder(path) {
        Err(source) if source.kind() == ErrorKind::NotFound => Ok(()),
        other => other.map_err(fault),
    }
}

fn overwrite(mut file: File) -> io::Result<()> {
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(0))?;
    io::copy(&mut io::repeat(0).take(length), &mut file)?;
    file.sync_all()
}

fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
