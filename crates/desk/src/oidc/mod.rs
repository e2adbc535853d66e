//! Signing in with the organisation's own accounts: OpenID Connect, authorization code with PKCE.
//!
//! The browser is sent to the issuer with a state, a nonce and the hash of a verifier, all drawn for this one sign-in and tied to this
//! browser by a cookie. It comes back with a code, which the desk exchanges for an ID token by itself. The token counts when its
//! signature is by a key of the issuer, and issuer, audience, time and nonce are what they must be. A group in it becomes a role; who
//! has no such group is let in nowhere.

mod issuer;
mod jwt;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use base64ct::{Base64UrlUnpadded, Encoding};
use disclosure::Audience;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::moment::Moment;
use crate::refusal::{Declined, Failure, Refusal};
use crate::secret::{Fingerprint, Random, Secret};
use crate::sessions::Session;
use issuer::Issuer;
use jwt::Expected;

pub use issuer::IssuerError;

/// How long somebody may take to sign in at the issuer.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// Sign-ins that may be under way; the oldest makes room.
const UNDER_WAY_MAX: usize = 10_000;

/// An issuer and what its groups mean here.
#[derive(Clone, Debug)]
pub struct IssuerSettings {
    /// Its name, exactly as it stands in its tokens: `https://login.example.no/tenant/v2.0`.
    pub issuer: String,
    /// What the desk is called there.
    pub client_id: String,
    /// What the desk proves itself with, where the issuer wants that.
    pub client_secret: Option<Zeroizing<String>>,
    /// Where the issuer sends people back to: the desk's public address with `/oidc/callback`.
    pub redirect: String,
    /// The claim that names a person in the log.
    pub name_claim: String,
    /// The claim that lists groups.
    pub group_claim: String,
    /// What groups mean; the first that a person is in counts.
    pub grants: Vec<Grant>,
    /// Certificates in PEM that vouch for the issuer; the operating system's where none are named.
    pub authorities: Option<PathBuf>,
}

/// What being in a group means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The group, as the issuer writes it.
    pub group: String,
    /// Whose eyes its members have.
    pub audience: Audience,
}

/// A sign-in that has begun.
#[derive(Debug)]
struct UnderWay {
    begun: Moment,
    nonce: Secret,
    verifier: Secret,
    browser: Fingerprint,
}

/// Sign-ins at the issuer.
#[derive(Debug)]
pub(crate) struct SignIns {
    settings: IssuerSettings,
    issuer: Issuer,
    under_way: Mutex<BTreeMap<Fingerprint, UnderWay>>,
}

/// Where a browser goes to sign in, and what its cookie holds meanwhile.
pub(crate) struct Begun {
    pub(crate) location: String,
    pub(crate) browser: Secret,
}

impl SignIns {
    /// Takes the settings; the issuer is first asked when somebody signs in.
    pub(crate) fn new(settings: IssuerSettings) -> Result<SignIns, IssuerError> {
        let issuer = Issuer::new(&settings)?;
        Ok(SignIns { settings, issuer, under_way: Mutex::default() })
    }

    /// Begins a sign-in. May ask the issuer where to; for a thread that may block.
    pub(crate) fn begin(&self, now: Moment, random: &Random) -> Result<Begun, Declined> {
        let address = self.issuer.authorization_endpoint(now).map_err(failed)?;
        let [state, nonce, verifier, browser] = [(); 4].map(|()| Secret::draw(random));
        let challenge = Base64UrlUnpadded::encode_string(&Sha256::digest(verifier.reveal()));
        let parameters = [
            ("response_type", "code"),
            ("client_id", &self.settings.client_id),
            ("redirect_uri", &self.settings.redirect),
            ("scope", "openid profile"),
            ("state", state.reveal()),
            ("nonce", nonce.reveal()),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let join = if address.contains('?') { '&' } else { '?' };
        let location = format!("{address}{join}{}", issuer::form(&parameters));
        let begun = UnderWay { begun: now, nonce, verifier, browser: browser.fingerprint() };
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        under_way.retain(|_, other| now.since(other.begun) < PATIENCE);
        if under_way.len() >= UNDER_WAY_MAX {
            let oldest = under_way.iter().min_by_key(|(_, other)| other.begun).map(|(state, _)| *state);
            oldest.and_then(|oldest| under_way.remove(&oldest));
        }
        under_way.insert(state.fingerprint(), begun);
        Ok(Begun { location, browser })
    }

    /// Ends a sign-in with the code that the issuer gave: who has signed in. For a thread that may block.
    pub(crate) fn finish(&self, state: &str, code: &str, browser: &str, now: Moment) -> Result<Session, Declined> {
        let begun = self.under_way.lock().unwrap_or_else(PoisonError::into_inner).remove(&Fingerprint::of(state));
        let begun = begun.filter(|begun| now.since(begun.begun) < PATIENCE).ok_or(Refusal::SignIn)?;
        if begun.browser != Fingerprint::of(browser) {
            return Err(Refusal::ForeignOrigin.into());
        }
        let token = self.issuer.exchange(&self.settings, code, begun.verifier.reveal(), now).map_err(failed)?;
        let expected = Expected {
            issuer: &self.settings.issuer,
            client_id: &self.settings.client_id,
            nonce: begun.nonce.reveal(),
            now,
        };
        let claims = self.issuer.verified(&token, &expected).map_err(failed)?;
        let name = claims.text(&self.settings.name_claim).unwrap_or_else(|| claims.subject());
        let groups = claims.texts(&self.settings.group_claim);
        let grant = self.settings.grants.iter().find(|grant| groups.contains(&grant.group.as_str()));
        let grant = grant.ok_or(Refusal::Stranger)?;
        Ok(Session::new(name.chars().take(200).collect(), grant.audience.clone()))
    }
}

/// What the issuer did wrong is for the operator; people are told that it did not work.
fn failed(error: IssuerError) -> Declined {
    tracing::warn!(%error, "the organisation's sign-in did not answer as it should");
    Failure::Issuer.into()
}
