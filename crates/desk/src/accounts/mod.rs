//! Local accounts: who may come in, in which role.
//!
//! One file, written by `mestring desk account`, holds names, Argon2id hashes, roles and the fingerprints of personal tokens. A password
//! or a token is never in it. The file is looked at with every request, so that a role that is taken away is gone at once.

mod directory;
mod file;
mod password;

use disclosure::Audience;

pub(crate) use directory::Directory;
pub use file::AccountsError;
pub(crate) use password::Guesses;
pub use password::{Password, PasswordError, PasswordHash};

use crate::secret::Fingerprint;

/// The name somebody signs in with: 1 to 64 of the letters a to z, digits and `. _ - @`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccountName(String);

/// The text cannot be a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no name of an account; write 1 to 64 of a to z, 0 to 9, dot, underscore, hyphen and @")]
pub struct AccountNameError(String);

impl AccountName {
    /// A name; capital letters are written small.
    ///
    /// # Errors
    /// Other characters, or too many of them.
    pub fn new(text: &str) -> Result<AccountName, AccountNameError> {
        let name = text.trim().to_ascii_lowercase();
        let is_fine = |byte: u8| byte.is_ascii_alphanumeric() || b"._-@".contains(&byte);
        if (1..=64).contains(&name.len()) && name.bytes().all(is_fine) {
            return Ok(AccountName(name));
        }
        Err(AccountNameError(text.chars().take(80).collect()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for AccountName {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.pad(&self.0)
    }
}

/// A token that a program signs in with instead of its owner's password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonalToken {
    /// What it is for, such as the name of a program.
    pub label: String,
    /// What is known of it.
    pub fingerprint: Fingerprint,
}

/// Somebody who may come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The name they sign in with.
    pub name: AccountName,
    /// Whose eyes they have.
    pub audience: Audience,
    /// The hash of their password.
    pub password: PasswordHash,
    /// Their tokens.
    pub tokens: Vec<PersonalToken>,
}

/// Every account, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounts(Vec<Account>);

/// Why accounts were not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountRefusal {
    /// The name is taken.
    #[error("there is an account {0} already; remove it first, or choose another name")]
    Taken(AccountName),
    /// Nobody has the name.
    #[error("there is no account {0}")]
    Unknown(AccountName),
}

impl Accounts {
    /// Every account, in the order of names.
    pub fn iter(&self) -> impl Iterator<Item = &Account> {
        self.0.iter()
    }

    /// An account by its name.
    #[must_use]
    pub fn find(&self, name: &AccountName) -> Option<&Account> {
        self.0.iter().find(|account| account.name == *name)
    }

    /// The account that a token belongs to.
    #[must_use]
    pub fn of_token(&self, fingerprint: &Fingerprint) -> Option<&Account> {
        self.0.iter().find(|account| account.tokens.iter().any(|token| token.fingerprint == *fingerprint))
    }

    /// Adds an account.
    ///
    /// # Errors
    /// The name is taken.
    pub fn add(&mut self, account: Account) -> Result<(), AccountRefusal> {
        match self.0.binary_search_by(|other| other.name.cmp(&account.name)) {
            Ok(_) => Err(AccountRefusal::Taken(account.name)),
            Err(place) => {
                self.0.insert(place, account);
                Ok(())
            }
        }
    }

    /// Takes an account away, with its tokens; its sessions end with it.
    ///
    /// # Errors
    /// Nobody has the name.
    pub fn remove(&mut self, name: &AccountName) -> Result<Account, AccountRefusal> {
        let place = self.0.iter().position(|account| account.name == *name);
        place.map(|place| self.0.remove(place)).ok_or_else(|| AccountRefusal::Unknown(name.clone()))
    }

    /// Gives an account another password; its sessions end.
    ///
    /// # Errors
    /// Nobody has the name.
    pub fn set_password(&mut self, name: &AccountName, password: PasswordHash) -> Result<(), AccountRefusal> {
        self.change(name)?.password = password;
        Ok(())
    }

    /// Gives an account a token; one with the same label is replaced.
    ///
    /// # Errors
    /// Nobody has the name.
    pub fn set_token(&mut self, name: &AccountName, token: PersonalToken) -> Result<(), AccountRefusal> {
        let account = self.change(name)?;
        account.tokens.retain(|other| other.label != token.label);
        account.tokens.push(token);
        Ok(())
    }

    fn change(&mut self, name: &AccountName) -> Result<&mut Account, AccountRefusal> {
        let found = self.0.iter_mut().find(|account| account.name == *name);
        found.ok_or_else(|| AccountRefusal::Unknown(name.clone()))
    }
}
