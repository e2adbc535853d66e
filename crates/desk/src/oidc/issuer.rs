//! Talking to the issuer: its description, its keys, and exchanging a code for a token.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64ct::{Base64, Encoding};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio_rustls::rustls::crypto::ring;
use ureq::Agent;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};

use super::IssuerSettings;
use super::jwt::{self, Claims, Expected, JwtError, KeySet};
use crate::moment::Moment;

/// Where most systems keep the certificates that vouch for others.
const SYSTEM_AUTHORITIES: &str = "/etc/ssl/certs/ca-certificates.crt";

/// How long an answer may take, and how large it may be.
const ANSWER_TIME: Duration = Duration::from_secs(10);
const ANSWER_MAX: u64 = 1024 * 1024;

/// How long the description and keys are kept, and how soon keys are asked for again when a token names one that is not known.
const KEPT: Duration = Duration::from_secs(60 * 60);
const ASKED_AGAIN: Duration = Duration::from_secs(60);

/// Why a sign-in at the issuer did not come about, for the operator.
#[derive(Debug, thiserror::Error)]
pub enum IssuerError {
    /// Its addresses must be https; http only on this machine.
    #[error("{0} is no https address; the organisation's sign-in is only used over https")]
    NotEncrypted(String),
    /// The certificates cannot be read.
    #[error("{}: the certificates that vouch for the issuer cannot be read ({problem})", path.display())]
    Authorities {
        /// The file.
        path: PathBuf,
        /// Why.
        problem: String,
    },
    /// It cannot be reached.
    #[error("{address} cannot be reached ({problem})")]
    Unreachable {
        /// Which address.
        address: String,
        /// Why.
        problem: String,
    },
    /// It said no.
    #[error("{address} answered with status {status}")]
    Status {
        /// Which address.
        address: String,
        /// What it said.
        status: u16,
    },
    /// It said something else.
    #[error("{address} answered something that cannot be read ({problem})")]
    Unreadable {
        /// Which address.
        address: String,
        /// Why.
        problem: String,
    },
    /// Its description is another's.
    #[error("the description at {address} is of issuer {found}")]
    Foreign {
        /// Which address.
        address: String,
        /// Whose it is.
        found: String,
    },
    /// Its token does not hold.
    #[error("its ID token was refused: {0}")]
    Token(#[from] JwtError),
}

#[derive(Clone, Debug, Deserialize)]
struct Description {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
}

#[derive(Debug, Deserialize)]
struct TokenAnswer {
    id_token: String,
}

#[derive(Clone, Debug)]
struct Known {
    description: Arc<Description>,
    keys: Arc<KeySet>,
    since: Moment,
}

/// The issuer, as far as it is known.
#[derive(Debug)]
pub(super) struct Issuer {
    agent: Agent,
    described_at: String,
    name: String,
    known: Mutex<Option<Known>>,
}

impl Issuer {
    pub(super) fn new(settings: &IssuerSettings) -> Result<Issuer, IssuerError> {
        let name = settings.issuer.clone();
        let described_at = format!("{}/.well-known/openid-configuration", name.trim_end_matches('/'));
        is_private(&described_at)?;
        let mut config = Agent::config_builder()
            .timeout_global(Some(ANSWER_TIME))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false);
        if described_at.starts_with("https:") {
            let tls = TlsConfig::builder()
                .provider(TlsProvider::Rustls)
                .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
                .root_certs(authorities(settings)?);
            config = config.tls_config(tls.build());
        }
        Ok(Issuer { agent: config.build().into(), described_at, name, known: Mutex::new(None) })
    }

    /// Where people sign in.
    pub(super) fn authorization_endpoint(&self, now: Moment) -> Result<String, IssuerError> {
        Ok(self.known(now, KEPT)?.description.authorization_endpoint.clone())
    }

    /// The ID token that a code stands for.
    pub(super) fn exchange(
        &self,
        settings: &IssuerSettings,
        code: &str,
        verifier: &str,
        now: Moment,
    ) -> Result<String, IssuerError> {
        let known = self.known(now, KEPT)?;
        let address = known.description.token_endpoint.as_str();
        let body = form(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &settings.redirect),
            ("client_id", &settings.client_id),
            ("code_verifier", verifier),
        ]);
        let mut request = self.agent.post(address).header("content-type", "application/x-www-form-urlencoded");
        if let Some(secret) = &settings.client_secret {
            let pair = format!("{}:{}", escaped(&settings.client_id), escaped(secret));
            request = request.header("authorization", format!("Basic {}", Base64::encode_string(pair.as_bytes())));
        }
        let answer: TokenAnswer = read(address, request.send(body))?;
        Ok(answer.id_token)
    }

    /// What a token says, once it is known to be the issuer's. Keys change: one that is not known is asked for once more.
    pub(super) fn verified(&self, token: &str, expected: &Expected<'_>) -> Result<Claims, IssuerError> {
        let keys = self.known(expected.now, KEPT)?.keys;
        match jwt::verified(token, &keys, expected) {
            Err(JwtError::UnknownKey) => {
                let keys = self.known(expected.now, ASKED_AGAIN)?.keys;
                Ok(jwt::verified(token, &keys, expected)?)
            }
            result => Ok(result?),
        }
    }

    /// What is known of the issuer, no older than this.
    fn known(&self, now: Moment, age: Duration) -> Result<Known, IssuerError> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known.filter(|known| now.since(known.since) < age) {
            return Ok(known);
        }
        let description: Description = self.get(&self.described_at)?;
        if description.issuer != self.name {
            return Err(IssuerError::Foreign { address: self.described_at.clone(), found: description.issuer });
        }
        for address in [&description.authorization_endpoint, &description.token_endpoint, &description.jwks_uri] {
            is_private(address)?;
        }
        let keys = self.get(&description.jwks_uri)?;
        let known = Known { description: Arc::new(description), keys: Arc::new(keys), since: now };
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }

    fn get<T: DeserializeOwned>(&self, address: &str) -> Result<T, IssuerError> {
        read(address, self.agent.get(address).call())
    }
}

fn read<T: DeserializeOwned>(
    address: &str,
    answered: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Result<T, IssuerError> {
    let unreachable =
        |error: ureq::Error| IssuerError::Unreachable { address: address.to_owned(), problem: error.to_string() };
    let mut answered = answered.map_err(unreachable)?;
    if answered.status().as_u16() != 200 {
        return Err(IssuerError::Status { address: address.to_owned(), status: answered.status().as_u16() });
    }
    let text = answered.body_mut().with_config().limit(ANSWER_MAX).read_to_string().map_err(unreachable)?;
    serde_json::from_str(&text)
        .map_err(|error| IssuerError::Unreadable { address: address.to_owned(), problem: error.to_string() })
}

/// Nothing that proves who somebody is travels in clear, except within this machine.
fn is_private(address: &str) -> Result<(), IssuerError> {
    let host = address.strip_prefix("http://").map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    let local = host.is_some_and(|host| {
        let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
        // What stands before an @ is no host.
        port.bytes().all(|digit| digit.is_ascii_digit()) && matches!(name, "127.0.0.1" | "[::1]" | "localhost")
    });
    if address.starts_with("https://") || local { Ok(()) } else { Err(IssuerError::NotEncrypted(address.to_owned())) }
}

fn authorities(settings: &IssuerSettings) -> Result<RootCerts, IssuerError> {
    let path = settings.authorities.clone().unwrap_or_else(|| PathBuf::from(SYSTEM_AUTHORITIES));
    let wrong = |problem: String| IssuerError::Authorities { path: path.clone(), problem };
    let pem = std::fs::read(&path).map_err(|error| wrong(error.to_string()))?;
    let mut certificates: Vec<Certificate<'static>> = Vec::new();
    for item in parse_pem(&pem) {
        if let PemItem::Certificate(certificate) = item.map_err(|error| wrong(error.to_string()))? {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() {
        return Err(wrong("there is no certificate in it".to_owned()));
    }
    Ok(RootCerts::Specific(Arc::new(certificates)))
}

/// Names and values as a form or an address carries them.
pub(super) fn form(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    pairs.join("&")
}

fn escaped(text: &str) -> String {
    crate::http::escaped(text)
}

#[cfg(test)]
mod tests {
    use super::is_private;

    #[test]
    fn only_https_and_this_machine_are_private() {
        for (address, private) in [
            ("https://login.example.no/x", true),
            ("http://127.0.0.1:8080/x", true),
            ("http://localhost/x", true),
            ("http://login.example.no/x", false),
            ("http://127.0.0.1.example.no/x", false),
            ("http://127.0.0.1@example.no/x", false),
            ("http://127.0.0.1:80@example.no/x", false),
            ("ftp://127.0.0.1/", false),
        ] {
            assert_eq!(is_private(address).is_ok(), private, "{address}");
        }
    }
}
