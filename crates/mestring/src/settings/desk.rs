//! `[desk]`: where results are shown, and who vouches for those who look.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// `[desk]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DeskSettings {
    /// Address to listen on.
    pub(crate) address: SocketAddr,
    /// The address people reach it at, such as `https://innsikt.example.no`.
    pub(crate) public_address: Option<String>,
    /// The certificate in PEM, relative to the project; with `private_key` the desk speaks TLS itself.
    pub(super) certificate: Option<PathBuf>,
    /// The certificate's key in PEM, relative to the project.
    pub(super) private_key: Option<PathBuf>,
    /// The organisation's own sign-in.
    pub(crate) issuer: Option<IssuerSettings>,
}

impl Default for DeskSettings {
    fn default() -> Self {
        let address = SocketAddr::from(([127, 0, 0, 1], 8090));
        Self { address, public_address: None, certificate: None, private_key: None, issuer: None }
    }
}

impl DeskSettings {
    /// The certificate and its key; settings with only one of them are refused when they are read.
    pub(crate) fn tls(&self) -> Option<(&Path, &Path)> {
        self.certificate.as_deref().zip(self.private_key.as_deref())
    }
}

/// `[desk.issuer]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IssuerSettings {
    /// The issuer, exactly as it names itself.
    pub(crate) issuer: String,
    /// What the desk is called there.
    pub(crate) client_id: String,
    /// A file with what the desk proves itself with, relative to the project.
    #[serde(default)]
    pub(crate) client_secret_file: Option<PathBuf>,
    /// The claim that names a person in the log.
    #[serde(default = "name_claim")]
    pub(crate) name_claim: String,
    /// The claim that lists groups or app roles.
    #[serde(default = "group_claim")]
    pub(crate) group_claim: String,
    /// Certificates in PEM that vouch for the issuer, relative to the project; the system's when left out.
    #[serde(default)]
    pub(crate) authorities: Option<PathBuf>,
    /// What groups mean; the first that a person is in counts.
    #[serde(rename = "grant")]
    pub(crate) grants: Vec<GrantSettings>,
}

/// `[[desk.issuer.grant]]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GrantSettings {
    /// The group, as the issuer writes it.
    pub(crate) group: String,
    /// hr, leader, politician or representative.
    pub(crate) role: String,
    /// The unit that a leader leads.
    #[serde(default)]
    pub(crate) unit: Option<String>,
}

fn name_claim() -> String {
    "preferred_username".to_owned()
}

fn group_claim() -> String {
    "groups".to_owned()
}
