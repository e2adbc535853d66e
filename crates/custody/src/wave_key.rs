//! The private half of a wave's key: what opens, and what is destroyed when the wave is settled.

use std::fmt;
use std::path::Path;

use hpke::{Deserializable, Serializable};
use survey::{Instrument, Record, WaveId};
use zeroize::Zeroizing;

use crate::envelope::{OpenError, parts};
use crate::key_file::{self, KeyFileError};
use crate::plaintext;
use crate::sealing::{self, KEY_LENGTH, PrivateKey, SealingKey};
use crate::share::{self, SHARES, Share, ShareError};

/// A secret of 32 bytes that does not stay behind in memory.
pub(crate) type Secret = Box<Zeroizing<[u8; KEY_LENGTH]>>;

/// The private half of a wave's key. Its memory is overwritten when it is dropped, and `Debug` hides it.
///
/// It lies behind a pointer, so that handing it on leaves no copies on the way.
pub struct WaveKey {
    private: Box<PrivateKey>,
    public: SealingKey,
}

impl WaveKey {
    /// Draws a new key from 32 random bytes, by `DeriveKeyPair` of RFC 9180.
    pub fn draw(random: &mut dyn FnMut(&mut [u8])) -> WaveKey {
        let private = Box::new(sealing::draw(random));
        let public = SealingKey::of(&private);
        WaveKey { private, public }
    }

    /// The public half.
    #[must_use]
    pub fn sealing_key(&self) -> SealingKey {
        self.public.clone()
    }

    /// Opens stored bytes, and checks what is inside as strictly as if it came from outside.
    ///
    /// # Errors
    /// [`OpenError`] says what is wrong with the bytes, and never what is in them.
    pub fn open(&self, wave: &WaveId, instrument: &Instrument, bytes: &[u8]) -> Result<Record, OpenError> {
        let (format, encapsulated, sealed) = parts(bytes)?;
        let content = sealing::open(&self.private, format.info(), wave.as_str().as_bytes(), encapsulated, sealed)
            .map_err(|_| OpenError::Seal)?;
        plaintext::read(format, instrument, &content)
    }

    /// Three shares, any two of which make the key again. `random` as for [`SealingKey::seal`].
    pub fn split(&self, random: &mut dyn FnMut(&mut [u8])) -> [Share; SHARES] {
        share::split(&self.secret(), self.public.fingerprint_bytes(), random)
    }

    /// Makes the key from two or three of its shares, and checks that it is the key.
    ///
    /// # Errors
    /// [`ShareError`] when there are too few, one is given twice, or they are not shares of one key.
    pub fn join(shares: &[Share]) -> Result<WaveKey, ShareError> {
        let (secret, fingerprint) = share::join(shares)?;
        let key = WaveKey::of_secret(&secret).ok_or(ShareError::NotTheKey)?;
        if key.public.fingerprint_bytes() == fingerprint { Ok(key) } else { Err(ShareError::NotTheKey) }
    }

    /// Writes the key to a new file that only its owner may read, and waits until file and folder are on disk.
    ///
    /// # Errors
    /// [`KeyFileError::File`] when the file exists already, which is left as it is, or cannot be written, in which case
    /// nothing of it is left.
    pub fn store(&self, path: &Path) -> Result<(), KeyFileError> {
        key_file::store(path, &self.secret(), &self.public.to_bytes())
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// [`KeyFileError::File`] when it cannot be read, [`KeyFileError::Damaged`] when it is not what was written.
    pub fn load(path: &Path) -> Result<WaveKey, KeyFileError> {
        let (secret, public) = key_file::load(path)?;
        WaveKey::of_secret(&secret)
            .filter(|key| key.public.to_bytes() == public && key.secret() == secret)
            .ok_or_else(|| KeyFileError::Damaged { path: path.to_owned() })
    }

    /// Overwrites a key file, waits until that is on disk, unlinks it, and waits for that as well.
    ///
    /// A file that is not there is as destroyed as it can be: interrupted work is simply done again.
    ///
    /// # Errors
    /// [`KeyFileError::File`] when the file is there and cannot be destroyed.
    pub fn destroy_file(path: &Path) -> Result<(), KeyFileError> {
        key_file::destroy(path)
    }

    fn of_secret(secret: &Secret) -> Option<WaveKey> {
        let private = Box::new(PrivateKey::from_bytes(secret.as_slice()).ok()?);
        let public = SealingKey::of(&private);
        Some(WaveKey { private, public })
    }

    fn secret(&self) -> Secret {
        let mut secret = Secret::default();
        self.private.write_exact(secret.as_mut_slice());
        secret
    }
}

impl fmt::Debug for WaveKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("WaveKey(…)")
    }
}
