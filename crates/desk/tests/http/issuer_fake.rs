//! An issuer of OpenID Connect on the loopback: real HTTP, keys of its own, and as honest as a test lets it be.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use base64ct::{Base64UrlUnpadded, Encoding};
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair as RsaKeyPair, PublicKeyComponents};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A code that was given to a browser, and what it stands for.
#[derive(Clone)]
pub(crate) struct Given {
    pub(crate) code: String,
    pub(crate) challenge: String,
    pub(crate) claims: Value,
    /// RS256 or ES256.
    pub(crate) alg: &'static str,
}

/// What the issuer does next, and what it was asked.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) given: Option<Given>,
    pub(crate) asked: Vec<String>,
    /// Another name than its own in its description.
    pub(crate) calls_itself: Option<String>,
    /// Whether the keys are published under other numbers, as after a change of keys.
    pub(crate) kid: String,
}

pub(crate) struct Issuer {
    pub(crate) address: SocketAddr,
    pub(crate) state: Arc<Mutex<State>>,
}

impl Issuer {
    pub(crate) fn start() -> Issuer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State { kid: "1".to_owned(), ..State::default() }));
        let keys = Keys::new();
        let shared = Arc::clone(&state);
        // The thread ends with the tests.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                answer(stream.unwrap(), address, &shared, &keys);
            }
        });
        Issuer { address, state }
    }

    pub(crate) fn name(&self) -> String {
        format!("http://{}", self.address)
    }
}

struct Keys {
    rsa: RsaKeyPair,
    ec: EcdsaKeyPair,
    random: SystemRandom,
}

impl Keys {
    fn new() -> Keys {
        let random = SystemRandom::new();
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        Keys {
            rsa: RsaKeyPair::from_pkcs8(include_bytes!("../fixtures/rsa.der")).unwrap(),
            ec: EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref(), &random).unwrap(),
            random,
        }
    }

    fn published(&self, kid: &str) -> Value {
        let encode = |bytes: &[u8]| Base64UrlUnpadded::encode_string(bytes);
        let rsa: PublicKeyComponents<Vec<u8>> = PublicKeyComponents::from(self.rsa.public());
        let point = self.ec.public_key().as_ref();
        json!({ "keys": [
            { "kty": "RSA", "kid": format!("rsa-{kid}"), "use": "sig", "n": encode(&rsa.n), "e": encode(&rsa.e) },
            { "kty": "EC", "kid": format!("ec-{kid}"), "crv": "P-256", "x": encode(&point[1..33]), "y": encode(&point[33..]) },
        ] })
    }

    fn sign(&self, given: &Given, kid: &str) -> String {
        let encode = |value: &Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
        let name = if given.alg == "RS256" { "rsa" } else { "ec" };
        let header = json!({ "alg": given.alg, "kid": format!("{name}-{kid}") });
        let signed = format!("{}.{}", encode(&header), encode(&given.claims));
        let signature = if given.alg == "RS256" {
            let mut signature = vec![0; self.rsa.public().modulus_len()];
            self.rsa.sign(&RSA_PKCS1_SHA256, &self.random, signed.as_bytes(), &mut signature).unwrap();
            signature
        } else {
            self.ec.sign(&self.random, signed.as_bytes()).unwrap().as_ref().to_vec()
        };
        format!("{signed}.{}", Base64UrlUnpadded::encode_string(&signature))
    }
}

fn answer(mut stream: TcpStream, address: SocketAddr, state: &Mutex<State>, keys: &Keys) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut first, mut length, mut authorization) = (String::new(), 0, String::new());
    reader.read_line(&mut first).unwrap();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().unwrap(),
            "authorization" => value.trim().clone_into(&mut authorization),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let (body, path) = (String::from_utf8(body).unwrap(), first.split(' ').nth(1).unwrap_or_default());
    let mut state = state.lock().unwrap();
    state.asked.push(format!("{path} {authorization} {body}").trim().to_owned());
    let own = format!("http://{address}");
    let (status, told) = match path {
        "/.well-known/openid-configuration" => {
            let name = state.calls_itself.clone().unwrap_or_else(|| own.clone());
            let described = json!({
                "issuer": name, "authorization_endpoint": format!("{own}/authorize"),
                "token_endpoint": format!("{own}/token"), "jwks_uri": format!("{own}/keys"),
            });
            ("200 OK", described)
        }
        "/keys" => ("200 OK", keys.published(&state.kid)),
        "/token" => match state.given.take().filter(|given| proves(given, &body)) {
            Some(given) => (
                "200 OK",
                json!({ "token_type": "Bearer", "access_token": "x", "id_token": keys.sign(&given, &state.kid) }),
            ),
            None => ("400 Bad Request", json!({ "error": "invalid_grant" })),
        },
        _ => ("404 Not Found", json!({})),
    };
    drop(state);
    let told = told.to_string();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        told.len()
    );
    // Whoever has hung up is not told.
    let _gone = stream.write_all(format!("{head}{told}").as_bytes());
}

/// Whether the code is the one that was given, and whoever brings it began the sign-in (RFC 7636).
fn proves(given: &Given, body: &str) -> bool {
    let value = |name: &str| body.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let verifier = value("code_verifier").unwrap_or_default();
    value("grant_type") == Some("authorization_code")
        && value("code") == Some(&given.code)
        && Base64UrlUnpadded::encode_string(&Sha256::digest(verifier)) == given.challenge
}
