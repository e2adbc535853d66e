//! Passwords: Argon2id with the costs that OWASP names (19 MiB, two passes, one lane).

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use argon2::password_hash::phc;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use zeroize::Zeroizing;

use crate::moment::Moment;
use crate::secret::{Fingerprint, Random};

/// A password as it was typed; forgotten when it goes.
pub struct Password(Zeroizing<String>);

/// The password cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too few characters.
    #[error("a password has at least {} characters; a sentence is easy to remember", Password::CHARACTERS_MIN)]
    Short,
    /// Too many bytes.
    #[error("a password has at most {} bytes", Password::BYTES_MAX)]
    Long,
    /// Argon2 refused it.
    #[error("the password could not be hashed")]
    Unhashable,
}

impl Password {
    /// The fewest characters of a new password.
    pub const CHARACTERS_MIN: usize = 12;
    /// The most bytes of any password: hashing is work.
    pub const BYTES_MAX: usize = 1_024;

    /// Takes a password that somebody chose.
    ///
    /// # Errors
    /// Fewer than twelve characters, or more than 1,024 bytes.
    pub fn new(text: Zeroizing<String>) -> Result<Password, PasswordError> {
        if text.chars().count() < Password::CHARACTERS_MIN {
            return Err(PasswordError::Short);
        }
        if text.len() > Password::BYTES_MAX {
            return Err(PasswordError::Long);
        }
        Ok(Password(text))
    }

    /// Takes whatever somebody signs in with; what is too long is cut, and so is wrong.
    pub(crate) fn attempt(text: &str) -> Password {
        Password(Zeroizing::new(text.chars().take(Password::BYTES_MAX).collect()))
    }

    /// Its hash, with a salt of 128 bits.
    ///
    /// # Errors
    /// [`PasswordError::Unhashable`], which no password of allowed length has been seen to give.
    pub fn hash(&self, random: &Random) -> Result<PasswordHash, PasswordError> {
        let mut salt = [0; 16];
        random.fill(&mut salt);
        let hash: phc::PasswordHash = Argon2::default()
            .hash_password_with_salt(self.0.as_bytes(), &salt)
            .map_err(|_| PasswordError::Unhashable)?;
        Ok(PasswordHash(hash.to_string()))
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Password(…)")
    }
}

/// An Argon2id hash with its salt and costs, as a PHC string.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// A hash that no password has: what a name that nobody has is checked against, so that it takes as long.
    pub(crate) fn nobody() -> PasswordHash {
        PasswordHash(
            "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                .to_owned(),
        )
    }

    /// Reads a PHC string.
    pub(crate) fn parse(text: &str) -> Option<PasswordHash> {
        let hash = phc::PasswordHash::new(text).ok()?;
        (hash.algorithm.as_str() == "argon2id").then(|| PasswordHash(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the hash of a password. Takes as long as hashing does.
    pub(crate) fn is_of(&self, password: &Password) -> bool {
        let Ok(hash) = phc::PasswordHash::new(&self.0) else { return false };
        Argon2::default().verify_password(password.0.as_bytes(), &hash).is_ok()
    }

    /// What changes when the password does.
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.0)
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("PasswordHash(…)")
    }
}

/// How many wrong passwords are borne for one name, whether or not anybody has it.
///
/// A bucket for each name that was tried: a wrong password adds a drop, one drop leaves each minute, and while ten are in it the name is
/// not tried at all. So an account is open to at most 1,450 guesses a day, and its owner waits at most a minute after a guesser.
#[derive(Debug, Default)]
pub(crate) struct Guesses(Mutex<BTreeMap<Fingerprint, Bucket>>);

#[derive(Clone, Copy, Debug)]
struct Bucket {
    drops: u64,
    since: Moment,
}

impl Bucket {
    fn at(self, now: Moment) -> Bucket {
        let gone = now.since(self.since).as_secs() / Guesses::A_DROP_LEAVES.as_secs();
        let drops = self.drops.saturating_sub(gone);
        let since = Moment::from_unix(self.since.unix() + gone * Guesses::A_DROP_LEAVES.as_secs());
        Bucket { drops, since: if drops == 0 { now } else { since } }
    }
}

impl Guesses {
    const BORNE: u64 = 10;
    const A_DROP_LEAVES: Duration = Duration::from_secs(60);
    /// Beyond so many names the empty buckets are thrown out.
    const NAMES_MAX: usize = 10_000;

    /// Whether a name may be tried now; else in how many seconds.
    pub(crate) fn may_try(&self, name: &str, now: Moment) -> Result<(), u64> {
        let buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match buckets.get(&Fingerprint::of(name)).map(|bucket| bucket.at(now)) {
            Some(bucket) if bucket.drops >= Guesses::BORNE => {
                Err(Guesses::A_DROP_LEAVES.as_secs().saturating_sub(now.since(bucket.since).as_secs()).max(1))
            }
            _ => Ok(()),
        }
    }

    /// Counts an attempt before it is checked, so that many at once are no way around it.
    pub(crate) fn tried(&self, name: &str, now: Moment) {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= Guesses::NAMES_MAX {
            buckets.retain(|_, bucket| bucket.at(now).drops > 0);
        }
        let bucket = buckets.entry(Fingerprint::of(name)).or_insert(Bucket { drops: 0, since: now });
        *bucket = bucket.at(now);
        bucket.drops = bucket.drops.saturating_add(1);
    }

    /// Forgets the attempts for a name whose owner has come in.
    pub(crate) fn right(&self, name: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&Fingerprint::of(name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Password::new(Zeroizing::new(text.to_owned())).unwrap()
    }

    #[test]
    fn a_hash_knows_its_password_and_no_other() {
        let random = Random::new(|bytes| bytes.fill(7));
        let hash = password("fire epler i et tre").hash(&random).unwrap();
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.as_str());
        let read = PasswordHash::parse(hash.as_str()).unwrap();
        assert!(read.is_of(&password("fire epler i et tre")));
        assert!(!read.is_of(&password("fire epler i et Tre")));
        assert!(!PasswordHash::nobody().is_of(&password("fire epler i et tre")));
        assert!(PasswordHash::parse(PasswordHash::nobody().as_str()).is_some());
        for wrong in ["", "fire epler", "$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA"] {
            assert!(PasswordHash::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn short_and_endless_passwords_are_refused() {
        let given = |text: String| Password::new(Zeroizing::new(text)).map(|_| ());
        assert_eq!(given("ellevetegn.".to_owned()), Err(PasswordError::Short));
        assert_eq!(given("æøå".repeat(4)), Ok(()));
        assert_eq!(given("x".repeat(1_025)), Err(PasswordError::Long));
    }

    #[test]
    fn ten_wrong_passwords_close_a_name_for_a_minute_and_no_other() {
        let (guesses, start) = (Guesses::default(), 1_000);
        for _ in 0..10 {
            assert_eq!(guesses.may_try("kari", Moment::from_unix(start)), Ok(()));
            guesses.tried("kari", Moment::from_unix(start));
        }
        assert_eq!(guesses.may_try("kari", Moment::from_unix(start)), Err(60));
        assert_eq!(guesses.may_try("kari", Moment::from_unix(start + 59)), Err(1));
        assert_eq!(guesses.may_try("ola", Moment::from_unix(start)), Ok(()));
        assert_eq!(guesses.may_try("kari", Moment::from_unix(start + 60)), Ok(()));
        guesses.tried("kari", Moment::from_unix(start + 60));
        assert!(guesses.may_try("kari", Moment::from_unix(start + 61)).is_err());
        guesses.right("kari");
        assert_eq!(guesses.may_try("kari", Moment::from_unix(start + 61)), Ok(()));
    }
}
