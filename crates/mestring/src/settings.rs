//! `mestring.toml`: one file of settings that fits a screen. An unknown or wrong key is an error, never a silent default.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;

/// The settings of one project, parsed once.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// The organisation's name on pages and reports.
    pub(crate) name: String,
    /// The instrument file, relative to the project.
    pub(crate) instrument: PathBuf,
    /// The plan files, relative to the project, in the order of the report.
    pub(crate) plans: Vec<PathBuf>,
    /// The questionnaire server.
    pub(crate) server: Server,
}

/// `[server]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Server {
    /// Address to listen on.
    pub(crate) address: SocketAddr,
}

/// Why `mestring.toml` was refused.
#[derive(Debug, Error)]
pub(crate) enum SettingsError {
    /// Not there.
    #[error("{}: there is no such file; name the project folder with --project, or make one with `mestring synth DIR`", .0.display())]
    Missing(PathBuf),
    /// Cannot be read.
    #[error("{}: cannot be read ({reason})", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        reason: std::io::Error,
    },
    /// A wrong or unknown key.
    #[error("{}, line {line}: {reason}; the keys are name, instrument, plans and [server] address", file.display())]
    Wrong {
        /// The file.
        file: PathBuf,
        /// Line of the wrong key.
        line: usize,
        /// What is wrong.
        reason: String,
    },
}

impl Settings {
    /// Reads `mestring.toml` in a project folder.
    pub(crate) fn read(project: &Path) -> Result<Self, SettingsError> {
        let file = project.join("mestring.toml");
        match std::fs::read_to_string(&file) {
            Ok(text) => Self::parse(file, &text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(SettingsError::Missing(file)),
            Err(reason) => Err(SettingsError::Unreadable { file, reason }),
        }
    }

    fn parse(file: PathBuf, text: &str) -> Result<Self, SettingsError> {
        toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let reason = error.message().lines().collect::<Vec<_>>().join(" ");
            SettingsError::Wrong { file, line: before.matches('\n').count() + 1, reason }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "name = \"Asker\"\ninstrument = \"instruments/mestring.toml\"\nplans = []\n[server]\naddress = \"127.0.0.1:8080\"\n";

    #[test]
    fn good_settings_parse() {
        let settings = Settings::parse("mestring.toml".into(), GOOD).unwrap();
        assert_eq!(settings.name, "Asker");
        assert_eq!(settings.server.address.port(), 8080);
    }

    #[test]
    fn a_misspelt_key_is_named_with_its_line() {
        let text = GOOD.replace("instrument =", "instrumnet =");
        let message = Settings::parse("mestring.toml".into(), &text).unwrap_err().to_string();
        assert!(message.contains("line 2") && message.contains("instrumnet"), "{message}");
    }

    #[test]
    fn a_wrong_address_is_named_with_its_line() {
        let text = GOOD.replace("127.0.0.1:8080", "localhost");
        let message = Settings::parse("mestring.toml".into(), &text).unwrap_err().to_string();
        assert!(message.contains("line 5"), "{message}");
    }
}
