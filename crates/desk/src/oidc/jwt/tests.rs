//! Tokens that openssl signed, whole and spoiled in every way.

use serde_json::json;

use super::*;

const MADE: &str = include_str!("../../../tests/fixtures/tokens.json");

fn made() -> (KeySet, Vec<(&'static str, String)>) {
    let made: Value = serde_json::from_str(MADE).unwrap();
    let tokens = ["RS256", "ES256"].map(|alg| (alg, made[alg].as_str().unwrap().to_owned()));
    (serde_json::from_value(made["keys"].clone()).unwrap(), tokens.to_vec())
}

fn expected() -> Expected<'static> {
    Expected {
        issuer: "https://login.example.no",
        client_id: "mestring",
        nonce: "n-0S6_WzA2Mj",
        now: Moment::from_unix(2_000_000_100),
    }
}

#[test]
fn a_token_of_the_issuer_says_who_it_is() {
    let (keys, tokens) = made();
    for (_, token) in tokens {
        let claims = verified(&token, &keys, &expected()).unwrap();
        assert_eq!(claims.subject(), "4711");
        assert_eq!(claims.text("preferred_username"), Some("kari@example.no"));
        assert_eq!(claims.texts("groups"), ["alle", "personal"]);
        assert_eq!(claims.texts("nothing"), [] as [&str; 0]);
    }
}

#[test]
fn what_was_not_asked_for_is_refused() {
    let (keys, tokens) = made();
    for (_, token) in tokens {
        let check = |change: fn(&mut Expected<'static>)| {
            let mut expected = expected();
            change(&mut expected);
            verified(&token, &keys, &expected).unwrap_err()
        };
        assert_eq!(check(|expected| expected.issuer = "https://login.example.no/"), JwtError::Claim("iss"));
        assert_eq!(check(|expected| expected.client_id = "other"), JwtError::Claim("aud"));
        assert_eq!(check(|expected| expected.nonce = ""), JwtError::Claim("nonce"));
        assert_eq!(check(|expected| expected.now = Moment::from_unix(2_000_000_660)), JwtError::Claim("exp"));
        assert_eq!(check(|expected| expected.now = Moment::from_unix(1_999_999_939)), JwtError::Claim("iat"));
    }
}

#[test]
fn a_spoiled_token_is_refused() {
    let (keys, tokens) = made();
    let encode = |value: &Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
    for (alg, token) in tokens {
        let parts: Vec<&str> = token.split('.').collect();
        let with = |header: &str, claims: &str, signature: &str| {
            verified(&format!("{header}.{claims}.{signature}"), &keys, &expected()).unwrap_err()
        };
        let other = encode(&json!({ "iss": "https://login.example.no", "sub": "1" }));
        assert_eq!(with(parts[0], &other, parts[2]), JwtError::Signature);
        assert_eq!(with(parts[0], parts[1], ""), JwtError::Signature);
        assert_eq!(with(parts[0], parts[1], "!"), JwtError::Shape);
        let kid = if alg == "RS256" { "rsa-1" } else { "ec-1" };
        for named in ["none", "HS256", "RS512", "rs256"] {
            let header = encode(&json!({ "alg": named, "kid": kid }));
            assert_eq!(with(&header, parts[1], parts[2]), JwtError::Algorithm(named.to_owned()));
        }
        let turned = if alg == "RS256" { "ES256" } else { "RS256" };
        let header = encode(&json!({ "alg": turned, "kid": kid }));
        assert_eq!(with(&header, parts[1], parts[2]), JwtError::UnknownKey, "the key decides, not the token");
        let header = encode(&json!({ "alg": alg, "kid": "unheard-of" }));
        assert_eq!(with(&header, parts[1], parts[2]), JwtError::UnknownKey);
        let header = encode(&json!({ "alg": alg, "kid": kid, "crit": ["b64"] }));
        assert_eq!(with(&header, parts[1], parts[2]), JwtError::Shape);
    }
    for shape in ["", ".", "..", "a.b", "a.b.c.d"] {
        assert!(verified(shape, &keys, &expected()).is_err());
    }
}

/// Several audiences name the party that the token is for; one may.
#[test]
fn the_party_is_us() {
    let claims = |value: Value| {
        let mut all = json!({
            "iss": "https://login.example.no", "aud": "mestring", "sub": "1", "exp": 2_000_000_600, "iat": 2_000_000_000,
            "nonce": "n-0S6_WzA2Mj"
        });
        all.as_object_mut().unwrap().extend(value.as_object().unwrap().clone());
        check(&Claims(all), &expected())
    };
    assert_eq!(claims(json!({})), Ok(()));
    assert_eq!(claims(json!({ "aud": ["mestring", "other"], "azp": "mestring" })), Ok(()));
    assert_eq!(claims(json!({ "aud": ["mestring", "other"] })), Err(JwtError::Claim("azp")));
    assert_eq!(claims(json!({ "azp": "other" })), Err(JwtError::Claim("azp")));
    assert_eq!(claims(json!({ "nbf": 2_000_000_500 })), Err(JwtError::Claim("nbf")));
    assert_eq!(claims(json!({ "exp": null })), Err(JwtError::Claim("exp")));
    assert_eq!(claims(json!({ "sub": "" })), Err(JwtError::Claim("sub")));
}
