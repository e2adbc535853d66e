//! The key that turns codes into what the database may hold.
//!
//! The database keeps HMAC-SHA-256 of each code, never the code, and the key lives in a file of its own: neither a copy
//! of the database nor the key file alone lets anyone test a guess. Four values are derived, each under its own label:
//!
//! | label | of | used as |
//! |---|---|---|
//! | `code` | code | the invitation's primary key |
//! | `row` | wave, code, submission | the envelope's primary key, so that a retry finds its own row |
//! | `receipt` | wave, code, submission | the receipt, the same for every retry |
//! | `draft` | code | the name of the draft that a browser may keep on its own disk |
//!
//! Because row and receipt need the code *and* the number that the client made up, nobody who holds database and key can
//! walk from an invitation to an envelope, or from a receipt to an envelope.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use survey::WaveId;
use zeroize::Zeroizing;

use crate::code::Code;
use crate::entropy::keyed;
use crate::fault::Fault;
use crate::submission::{Receipt, SubmissionId};

/// The 32-byte key for everything that is derived from codes. `Debug` hides it, and dropping it overwrites it.
#[derive(Clone)]
pub struct CodeKey(Zeroizing<[u8; 32]>);

/// What an invitation is found by.
pub(crate) type CodeHash = [u8; 32];

/// What an envelope is found by.
pub(crate) type RowKey = [u8; 16];

impl CodeKey {
    /// Takes a key that was kept somewhere.
    pub fn from_bytes(bytes: [u8; 32]) -> CodeKey {
        CodeKey(Zeroizing::new(bytes))
    }

    /// Draws a new key.
    pub fn draw(random: &mut dyn FnMut(&mut [u8])) -> CodeKey {
        let mut bytes = Zeroizing::new([0; 32]);
        random(bytes.as_mut_slice());
        CodeKey(bytes)
    }

    /// Reads a key file: exactly 32 bytes.
    ///
    /// # Errors
    /// [`Fault::KeyFile`] when it cannot be read, [`Fault::KeyLength`] when it is not 32 bytes long.
    pub fn load(path: &Path) -> Result<CodeKey, Fault> {
        let fault = |source| Fault::KeyFile { path: path.to_owned(), source };
        let mut bytes = Zeroizing::new(Vec::with_capacity(33));
        File::open(path).map_err(fault)?.take(33).read_to_end(&mut bytes).map_err(fault)?;
        let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| Fault::KeyLength { path: path.to_owned() })?;
        Ok(CodeKey(Zeroizing::new(key)))
    }

    /// Writes the key to a new file that only its owner may read, and waits until it is on disk.
    ///
    /// # Errors
    /// [`Fault::KeyFile`] when the file exists already or cannot be written.
    pub fn store(&self, path: &Path) -> Result<(), Fault> {
        let fault = |source| Fault::KeyFile { path: path.to_owned(), source };
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(fault)?;
        file.write_all(self.0.as_slice()).and_then(|()| file.sync_all()).map_err(fault)?;
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(fault)?;
        }
        Ok(())
    }

    /// The keyed hash under which an invitation is stored.
    pub(crate) fn hash(&self, code: &Code) -> CodeHash {
        self.labelled(b"code", &[code.as_bytes()]).finalize().into_bytes().into()
    }

    /// Whether a stored hash is the hash of this code, compared in constant time.
    pub(crate) fn recognises(&self, code: &Code, stored: &CodeHash) -> bool {
        self.labelled(b"code", &[code.as_bytes()]).verify_slice(stored).is_ok()
    }

    /// The primary key of the envelope that this submission makes, or made.
    pub(crate) fn row(&self, wave: &WaveId, code: &Code, submission: SubmissionId) -> RowKey {
        first(self.labelled(b"row", &[wave.as_str().as_bytes(), code.as_bytes(), submission.as_bytes()]))
    }

    /// The receipt of this submission.
    pub(crate) fn receipt(&self, wave: &WaveId, code: &Code, submission: SubmissionId) -> Receipt {
        Receipt::from_random(first(
            self.labelled(b"receipt", &[wave.as_str().as_bytes(), code.as_bytes(), submission.as_bytes()]),
        ))
    }

    /// The name under which the person's own browser may keep a draft: 16 hexadecimal digits that lead to no code.
    pub(crate) fn draft(&self, code: &Code) -> String {
        first(self.labelled(b"draft", &[code.as_bytes()])).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Label and parts, each with its length in front, so that no two lists of parts give the same input.
    fn labelled(&self, label: &[u8], parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = keyed(&self.0);
        for part in std::iter::once(&label).chain(parts) {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            mac.update(part);
        }
        mac
    }
}

impl fmt::Debug for CodeKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("CodeKey(…)")
    }
}

/// The first sixteen bytes of the code.
fn first(mac: Hmac<Sha256>) -> [u8; 16] {
    let mut start = [0; 16];
    for (place, byte) in start.iter_mut().zip(mac.finalize().into_bytes()) {
        *place = byte;
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Code {
        Code::parse(&text.repeat(26)).unwrap()
    }

    #[test]
    fn a_hash_is_recognised_only_with_its_own_code_and_key() {
        let key = CodeKey::from_bytes([7; 32]);
        let hash = key.hash(&code("A"));
        assert!(key.recognises(&code("A"), &hash));
        assert!(!key.recognises(&code("B"), &hash));
        assert!(!CodeKey::from_bytes([8; 32]).recognises(&code("A"), &hash));
    }

    #[test]
    fn row_and_receipt_depend_on_every_part() {
        let key = CodeKey::from_bytes([7; 32]);
        let wave = |id: &str| WaveId::new(id).unwrap();
        let number = |id: &str| SubmissionId::parse(&id.repeat(32)).unwrap();
        let row = key.row(&wave("w1"), &code("A"), number("1"));
        assert_eq!(row, key.row(&wave("w1"), &code("A"), number("1")));
        assert_ne!(row, key.row(&wave("w2"), &code("A"), number("1")));
        assert_ne!(row, key.row(&wave("w1"), &code("B"), number("1")));
        assert_ne!(row, key.row(&wave("w1"), &code("A"), number("2")));
        let receipt = key.receipt(&wave("w1"), &code("A"), number("1"));
        assert_eq!(receipt, key.receipt(&wave("w1"), &code("A"), number("1")));
        assert_ne!(receipt, Receipt::from_random(row), "a receipt must not lead to a row");
    }

    #[test]
    fn a_drafts_name_is_the_same_for_one_code_and_says_nothing_else() {
        let key = CodeKey::from_bytes([7; 32]);
        let name = key.draft(&code("A"));
        assert!(name.len() == 16 && name.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
        assert_eq!(name, key.draft(&code("A")));
        assert_ne!(name, key.draft(&code("B")));
        assert_ne!(name, CodeKey::from_bytes([8; 32]).draft(&code("A")));
        let hash: String = key.hash(&code("A")).iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!hash.contains(&name), "the name leads to the invitation");
    }

    #[test]
    fn a_key_file_is_private_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("codes.key");
        CodeKey::from_bytes([9; 32]).store(&path).unwrap();
        assert_eq!(*CodeKey::load(&path).unwrap().0, [9; 32]);
        assert!(matches!(CodeKey::from_bytes([1; 32]).store(&path), Err(Fault::KeyFile { .. })));
        assert_eq!(*CodeKey::load(&path).unwrap().0, [9; 32]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        std::fs::write(folder.path().join("short"), b"abc").unwrap();
        assert!(matches!(CodeKey::load(&folder.path().join("short")), Err(Fault::KeyLength { .. })));
    }
}
