//! ID tokens (OpenID Connect Core, 3.1.3.7): signed JSON, held against the issuer's keys and against what was asked.
//!
//! The key decides how a signature is checked, never the token: RS256 with an RSA key of 2,048 to 8,192 bits, ES256 with a point on
//! P-256. A token that names another algorithm, or none, is refused.

use base64ct::{Base64UrlUnpadded, Encoding};
use ring::signature::{ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::Deserialize;
use serde_json::Value;

use crate::moment::Moment;

/// How far clocks may be apart, in seconds.
const APART: u64 = 60;

/// Why a token was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwtError {
    /// It is no signed token.
    #[error("it is no signed token")]
    Shape,
    /// It is signed in another way.
    #[error("it is signed with {0}, and only RS256 and ES256 are taken")]
    Algorithm(String),
    /// None of the issuer's keys has its number.
    #[error("the issuer has no key of its number")]
    UnknownKey,
    /// The signature is not by that key.
    #[error("its signature is not by the issuer's key")]
    Signature,
    /// A claim is not what it must be.
    #[error("its claim {0} is not what it must be")]
    Claim(&'static str),
}

/// The issuer's keys (RFC 7517). Keys of other kinds are passed over.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct KeySet {
    keys: Vec<Key>,
}

#[derive(Clone, Debug, Deserialize)]
struct Key {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

/// What a token must say.
pub(super) struct Expected<'e> {
    pub(super) issuer: &'e str,
    pub(super) client_id: &'e str,
    pub(super) nonce: &'e str,
    pub(super) now: Moment,
}

/// What a token says.
#[derive(Debug)]
pub(super) struct Claims(Value);

impl Claims {
    /// Who it is about, as the issuer numbers people.
    pub(super) fn subject(&self) -> &str {
        self.text("sub").unwrap_or_default()
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    /// The texts of a claim that is one text or a list of them.
    pub(super) fn texts(&self, name: &str) -> Vec<&str> {
        match self.0.get(name) {
            Some(Value::String(text)) => vec![text],
            Some(Value::Array(texts)) => texts.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    fn seconds(&self, name: &str) -> Option<u64> {
        self.0.get(name)?.as_u64()
    }
}

/// What a token says, once signature and claims hold.
pub(super) fn verified(token: &str, keys: &KeySet, expected: &Expected<'_>) -> Result<Claims, JwtError> {
    let (signed, signature) = token.rsplit_once('.').ok_or(JwtError::Shape)?;
    let (header, claims) = signed.split_once('.').ok_or(JwtError::Shape)?;
    let header: Header = part(header)?;
    if header.crit.is_some() {
        return Err(JwtError::Shape);
    }
    let signature = Base64UrlUnpadded::decode_vec(signature).map_err(|_| JwtError::Shape)?;
    keys.key(&header)?.check(signed.as_bytes(), &signature)?;
    let claims = Claims(part(claims)?);
    check(&claims, expected)?;
    Ok(claims)
}

fn part<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, JwtError> {
    let bytes = Base64UrlUnpadded::decode_vec(text).map_err(|_| JwtError::Shape)?;
    serde_json::from_slice(&bytes).map_err(|_| JwtError::Shape)
}

fn check(claims: &Claims, expected: &Expected<'_>) -> Result<(), JwtError> {
    let audiences = claims.texts("aud");
    let party = claims.text("azp");
    let now = expected.now.unix();
    let holds = [
        ("iss", claims.text("iss") == Some(expected.issuer)),
        ("aud", audiences.contains(&expected.client_id)),
        ("azp", party.map_or(audiences.len() == 1, |party| party == expected.client_id)),
        ("exp", claims.seconds("exp").is_some_and(|end| end.saturating_add(APART) > now)),
        ("iat", claims.seconds("iat").is_some_and(|begin| begin <= now.saturating_add(APART))),
        ("nbf", claims.seconds("nbf").is_none_or(|begin| begin <= now.saturating_add(APART))),
        ("nonce", claims.text("nonce") == Some(expected.nonce)),
        ("sub", !claims.subject().is_empty()),
    ];
    match holds.into_iter().find(|(_, holds)| !holds) {
        Some((claim, _)) => Err(JwtError::Claim(claim)),
        None => Ok(()),
    }
}

impl KeySet {
    /// The key that a token names, if it is of the kind that the token's algorithm needs.
    fn key(&self, header: &Header) -> Result<&Key, JwtError> {
        let kind = match header.alg.as_str() {
            "RS256" => "RSA",
            "ES256" => "EC",
            other => return Err(JwtError::Algorithm(other.chars().take(20).collect())),
        };
        let fits = |key: &&Key| {
            key.kty == kind
                && key.purpose.as_deref().is_none_or(|purpose| purpose == "sig")
                && (header.kid.is_none() || header.kid == key.kid)
        };
        let mut fitting = self.keys.iter().filter(fits);
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => Ok(only),
            _ => Err(JwtError::UnknownKey),
        }
    }
}

impl Key {
    fn check(&self, signed: &[u8], signature: &[u8]) -> Result<(), JwtError> {
        let bytes = |field: &Option<String>| {
            let text = field.as_deref().ok_or(JwtError::UnknownKey)?;
            Base64UrlUnpadded::decode_vec(text).map_err(|_| JwtError::UnknownKey)
        };
        let holds = if self.kty == "RSA" {
            let (n, e) = (bytes(&self.n)?, bytes(&self.e)?);
            let key = RsaPublicKeyComponents { n: without_zeros(&n), e: without_zeros(&e) };
            key.verify(&RSA_PKCS1_2048_8192_SHA256, signed, signature)
        } else {
            if self.crv.as_deref() != Some("P-256") {
                return Err(JwtError::UnknownKey);
            }
            let point = [[4].as_slice(), &bytes(&self.x)?, &bytes(&self.y)?].concat();
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed, signature)
        };
        holds.map_err(|_| JwtError::Signature)
    }
}

fn without_zeros(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}

#[cfg(test)]
mod tests;
