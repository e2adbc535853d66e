//! The file of accounts: TOML that a person can read, written whole or not at all.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use survey::{FileError, FileErrors};

use super::{Account, AccountName, Accounts, PasswordHash, PersonalToken};
use crate::role::{Role, unit_of};
use crate::secret::Fingerprint;

/// Why the file of accounts could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    /// What is in it.
    #[error(transparent)]
    Content(#[from] FileErrors),
    /// The disk.
    #[error("{}: cannot be {doing} ({source})", path.display())]
    Disk {
        /// The file.
        path: PathBuf,
        /// Read or written.
        doing: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    #[serde(default, rename = "account")]
    accounts: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: toml::Spanned<String>,
    role: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    password: String,
    #[serde(default, rename = "token", skip_serializing_if = "Vec::is_empty")]
    tokens: Vec<TokenEntry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenEntry {
    label: String,
    sha256: String,
}

impl Accounts {
    /// Reads the file; one that is not there holds nobody.
    ///
    /// # Errors
    /// Everything in it that is wrong, with its line, or the disk's refusal.
    pub fn read(path: &Path) -> Result<Accounts, AccountsError> {
        match std::fs::read_to_string(path) {
            Ok(text) => Ok(Accounts::parse(&path.display().to_string(), &text)?),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Accounts::default()),
            Err(source) => Err(AccountsError::Disk { path: path.to_owned(), doing: "read", source }),
        }
    }

    fn parse(file: &str, text: &str) -> Result<Accounts, FileErrors> {
        let page: Page = toml::from_str(text).map_err(|error| FileError::from_toml(file, text, &error))?;
        let (mut accounts, mut errors) = (Accounts::default(), Vec::new());
        for entry in page.accounts {
            let span = entry.name.span();
            let added = entry.account().and_then(|account| {
                accounts.add(account).map_err(|refusal| ("name", refusal.to_string(), "remove one of the two"))
            });
            if let Err((field, problem, remedy)) = added {
                errors.push(FileError::at(file, text, &span, field, problem, remedy));
            }
        }
        FileErrors::unless_empty(errors)?;
        Ok(accounts)
    }

    /// Writes the file, readable by its owner only: beside, synced, and then in the place of the old one.
    ///
    /// # Errors
    /// The disk's refusal; the old file is then as it was.
    pub fn write(&self, path: &Path) -> Result<(), AccountsError> {
        let disk = |source| AccountsError::Disk { path: path.to_owned(), doing: "written", source };
        let page = Page { accounts: self.iter().map(Entry::of).collect() };
        let text = toml::to_string_pretty(&page).map_err(|error| disk(std::io::Error::other(error)))?;
        let beside = path.with_extension("new");
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(disk)?;
        let mut file = private(&beside).map_err(disk)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(disk)?;
        std::fs::rename(&beside, path).map_err(disk)?;
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(disk)
    }
}

/// A new file that only its owner may read.
fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

impl Entry {
    fn of(account: &Account) -> Entry {
        let token = |token: &PersonalToken| TokenEntry { label: token.label.clone(), sha256: token.fingerprint.hex() };
        Entry {
            name: toml::Spanned::new(0..0, account.name.to_string()),
            role: Role::of(&account.audience).word().to_owned(),
            unit: unit_of(&account.audience).map(|unit| unit.as_str().to_owned()),
            password: account.password.as_str().to_owned(),
            tokens: account.tokens.iter().map(token).collect(),
        }
    }

    /// The account, or the field that is wrong, why, and what to do.
    fn account(self) -> Result<Account, (&'static str, String, &'static str)> {
        let again = "remove the account and add it again with `mestring desk account add`";
        let name = AccountName::new(self.name.get_ref()).map_err(|error| ("name", error.to_string(), again))?;
        let audience = Role::parse(&self.role)
            .and_then(|role| role.audience(self.unit.as_deref()))
            .map_err(|error| ("role", error.to_string(), "correct role and unit"))?;
        let password = PasswordHash::parse(&self.password);
        let password = password.ok_or_else(|| ("password", "this is no Argon2id hash".to_owned(), again))?;
        let token = |token: TokenEntry| {
            let fingerprint = Fingerprint::parse(&token.sha256);
            let wrong = || ("token", "sha256 has not 64 hexadecimal digits".to_owned(), "make the token again");
            Ok(PersonalToken { label: token.label, fingerprint: fingerprint.ok_or_else(wrong)? })
        };
        let tokens = self.tokens.into_iter().map(token).collect::<Result<_, _>>()?;
        Ok(Account { name, audience, password, tokens })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(name: &str, role: Role, unit: Option<&str>) -> Account {
        Account {
            name: AccountName::new(name).unwrap(),
            audience: role.audience(unit).unwrap(),
            password: PasswordHash::nobody(),
            tokens: Vec::new(),
        }
    }

    #[test]
    fn what_was_written_is_read_and_only_its_owner_may() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk").join("accounts.toml");
        assert_eq!(Accounts::read(&path).unwrap(), Accounts::default());
        let mut accounts = Accounts::default();
        accounts.add(account("ola", Role::Hr, None)).unwrap();
        accounts.add(account("Kari", Role::Leader, Some("oppvekst"))).unwrap();
        assert!(accounts.add(account("ola", Role::Politician, None)).is_err());
        let token = PersonalToken { label: "Excel".to_owned(), fingerprint: Fingerprint::of("x") };
        accounts.set_token(&AccountName::new("kari").unwrap(), token).unwrap();
        accounts.write(&path).unwrap();
        let read = Accounts::read(&path).unwrap();
        assert_eq!(read, accounts);
        assert_eq!(read.iter().map(|account| account.name.as_str()).collect::<Vec<_>>(), ["kari", "ola"]);
        assert_eq!(read.of_token(&Fingerprint::of("x")).unwrap().name.as_str(), "kari");
        #[cfg(unix)]
        assert_eq!(
            std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions()) & 0o777,
            0o600
        );
    }

    #[test]
    fn a_wrong_field_is_named_with_its_line() {
        let hash = PasswordHash::nobody();
        let good = format!("[[account]]\nname = \"kari\"\nrole = \"hr\"\npassword = \"{}\"\n", hash.as_str());
        for (text, told) in [
            (good.replace("\"hr\"", "\"boss\""), "line 2, field role: there is no role boss"),
            (good.replace("\"hr\"", "\"leader\""), "line 2, field role: a leader leads a unit"),
            (format!("{good}unit = \"x\"\n"), "only a leader has a unit"),
            (good.replace("$argon2id", "$argon2"), "field password: this is no Argon2id hash"),
            (good.replace("kari", "Kari Nordmann"), "is no name of an account"),
            (format!("{good}\n{good}"), "line 7, field name: there is an account kari already"),
            (good.replace("role", "rolle"), "line 3"),
        ] {
            let message = Accounts::parse("accounts.toml", &text).unwrap_err().to_string();
            assert!(message.contains(told), "{message}");
        }
    }
}
