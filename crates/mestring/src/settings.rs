//! `mestring.toml`: one file of settings that fits a screen. An unknown or wrong key is an error, never a silent default.

mod desk;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use letters::Site;
use serde::{Deserialize, Deserializer};
use thiserror::Error;

pub(crate) use self::desk::{DeskSettings, GrantSettings, IssuerSettings};

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
    /// The desk, where results are shown.
    #[serde(default)]
    pub(crate) desk: Option<DeskSettings>,
}

/// `[server]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Server {
    /// Address to listen on.
    pub(crate) address: SocketAddr,
    /// The address people reach it at, such as `https://svar.example.no`; it stands in letters and links.
    #[serde(default, deserialize_with = "site")]
    pub(crate) public_address: Option<Site>,
    /// A folder on another volume that must hold each answer before its receipt, relative to the project.
    #[serde(default)]
    pub(crate) second_copy: Option<PathBuf>,
    /// Whether a right-to-left language for testing is offered.
    #[serde(default)]
    pub(crate) test_language: bool,
    /// The certificate in PEM, relative to the project; with `private_key` the server speaks TLS itself.
    #[serde(default)]
    certificate: Option<PathBuf>,
    /// The certificate's key in PEM, relative to the project.
    #[serde(default)]
    private_key: Option<PathBuf>,
}

impl Server {
    /// The certificate and its key; settings with only one of them are refused when they are read.
    pub(crate) fn tls(&self) -> Option<(&Path, &Path)> {
        self.certificate.as_deref().zip(self.private_key.as_deref())
    }
}

fn site<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Site>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map(Some).map_err(serde::de::Error::custom)
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
    #[error(
        "{}, line {line}: {reason}; the keys are name, instrument, plans and [server] address, public_address, \
         second_copy, test_language, certificate, private_key and [desk] address, public_address, certificate, private_key, \
         issuer", file.display()
    )]
    Wrong {
        /// The file.
        file: PathBuf,
        /// Line of the wrong key.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A certificate without its key, or the other way round.
    #[error("{}, [{table}]: {given} is there without {missing}; give both, or neither behind a proxy", file.display())]
    HalfTls {
        /// The table it is missing in.
        table: &'static str,
        /// The file.
        file: PathBuf,
        /// The key that is there.
        given: &'static str,
        /// The key that is not.
        missing: &'static str,
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
        let settings: Self = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let reason = error.message().lines().collect::<Vec<_>>().join(" ");
            SettingsError::Wrong { file: file.clone(), line: before.matches('\n').count() + 1, reason }
        })?;
        let desk = settings.desk.as_ref();
        let pairs = [
            ("server", settings.server.certificate.is_some(), settings.server.private_key.is_some()),
            (
                "desk",
                desk.is_some_and(|desk| desk.certificate.is_some()),
                desk.is_some_and(|desk| desk.private_key.is_some()),
            ),
        ];
        for (table, certificate, key) in pairs {
            let (given, missing) = match (certificate, key) {
                (true, false) => ("certificate", "private_key"),
                (false, true) => ("private_key", "certificate"),
                _ => continue,
            };
            return Err(SettingsError::HalfTls { file, table, given, missing });
        }
        Ok(settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desk_has_a_table_of_its_own() {
        let settings = Settings::parse("mestring.toml".into(), GOOD).unwrap();
        assert_eq!(settings.desk, None);
        let text = format!(
            "{GOOD}[desk]\naddress = \"127.0.0.1:8091\"\npublic_address = \"https://innsikt.example.no\"\n\
             [desk.issuer]\nissuer = \"https://login.example.no\"\nclient_id = \"mestring\"\n\
             [[desk.issuer.grant]]\ngroup = \"personal\"\nrole = \"hr\"\n"
        );
        let desk = Settings::parse("mestring.toml".into(), &text).unwrap().desk.unwrap();
        assert_eq!(desk.address.port(), 8091);
        let issuer = desk.issuer.unwrap();
        assert_eq!((issuer.name_claim.as_str(), issuer.grants.len()), ("preferred_username", 1));
        let half = format!("{GOOD}[desk]\ncertificate = \"chain.pem\"\n");
        let message = Settings::parse("mestring.toml".into(), &half).unwrap_err().to_string();
        assert!(message.contains("[desk]: certificate is there without private_key"), "{message}");
    }

    const GOOD: &str = "name = \"Asker\"\ninstrument = \"instruments/mestring.toml\"\nplans = []\n[server]\naddress = \"127.0.0.1:8080\"\n";

    #[test]
    fn good_settings_parse() {
        let settings = Settings::parse("mestring.toml".into(), GOOD).unwrap();
        assert_eq!(settings.name, "Asker");
        assert_eq!(settings.server.address.port(), 8080);
    }

    #[test]
    fn what_a_server_may_have_beside_its_address() {
        let text = format!(
            "{GOOD}public_address = \"https://svar.example.no/\"\nsecond_copy = \"/mnt/copy\"\ntest_language = true\n\
             certificate = \"tls/chain.pem\"\nprivate_key = \"tls/key.pem\"\n"
        );
        let server = Settings::parse("mestring.toml".into(), &text).unwrap().server;
        assert_eq!(server.public_address.as_ref().map(Site::to_string).as_deref(), Some("https://svar.example.no"));
        assert_eq!(server.tls(), Some((Path::new("tls/chain.pem"), Path::new("tls/key.pem"))));
        assert!(server.test_language && server.second_copy.is_some());
        for (line, told) in [
            ("public_address = \"svar.example.no\"", "line 6: \"svar.example.no\" begins with neither https://"),
            ("certificate = \"chain.pem\"", "certificate is there without private_key"),
            ("private_key = \"key.pem\"", "private_key is there without certificate"),
            ("second_cpy = \"x\"", "line 6: unknown field `second_cpy`"),
        ] {
            let message = Settings::parse("mestring.toml".into(), &format!("{GOOD}{line}\n")).unwrap_err().to_string();
            assert!(message.contains(told), "{message}");
        }
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
