//! Signing in with the organisation's own accounts, against an issuer that speaks real HTTP.

use desk::{Grant, IssuerSettings, Role};
use serde_json::{Value, json};

use crate::issuer_fake::{Given, Issuer};
use crate::support::{Desk, Reply, people};

const NOW: u64 = 1_700_000_000;

fn desk(issuer: &Issuer) -> Desk {
    let name = issuer.name();
    let (_, leader) = people()[1].clone();
    Desk::start_with(move |config| {
        config.issuer = Some(IssuerSettings {
            issuer: name,
            client_id: "mestring".to_owned(),
            client_secret: Some("hemmelig & lang".to_owned().into()),
            redirect: "http://127.0.0.1/oidc/callback".to_owned(),
            name_claim: "preferred_username".to_owned(),
            group_claim: "groups".to_owned(),
            grants: vec![
                Grant { group: "personal".to_owned(), audience: Role::Hr.audience(None).unwrap() },
                Grant { group: "ledere-a".to_owned(), audience: leader },
            ],
            authorities: None,
        });
    })
}

/// A sign-in as far as the issuer: its parameters, and the browser's cookie.
struct Begun {
    state: String,
    nonce: String,
    challenge: String,
    cookie: String,
}

fn begin(desk: &Desk, issuer: &Issuer) -> Begun {
    let reply = desk.get(None, "/oidc/start");
    assert_eq!(reply.status, 303, "{}", reply.text());
    let to = &reply.headers["location"];
    assert!(to.starts_with(&format!("{}/authorize?", issuer.name())), "{to}");
    let value = |name: &str| {
        to.split(['?', '&']).find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).unwrap().to_owned()
    };
    assert_eq!((value("response_type"), value("client_id")), ("code".to_owned(), "mestring".to_owned()));
    assert_eq!(value("redirect_uri"), "http%3A%2F%2F127.0.0.1%2Foidc%2Fcallback");
    assert_eq!((value("code_challenge_method"), value("scope")), ("S256".to_owned(), "openid%20profile".to_owned()));
    let cookie = &reply.headers["set-cookie"];
    assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");
    Begun {
        state: value("state"),
        nonce: value("nonce"),
        challenge: value("code_challenge"),
        cookie: cookie.split(';').next().unwrap().to_owned(),
    }
}

fn claims(issuer: &Issuer, begun: &Begun) -> Value {
    json!({
        "iss": issuer.name(), "aud": "mestring", "sub": "4711", "exp": NOW + 300, "iat": NOW, "nonce": begun.nonce,
        "preferred_username": "kari@example.no", "groups": ["alle", "personal"],
    })
}

fn come_back(desk: &Desk, issuer: &Issuer, begun: &Begun, claims: Value, alg: &'static str) -> Reply {
    issuer.state.lock().unwrap().given =
        Some(Given { code: "c0de".to_owned(), challenge: begun.challenge.clone(), claims, alg });
    let path = format!("/oidc/callback?code=c0de&state={}", begun.state);
    desk.get_with(&path, &[("cookie", &begun.cookie)])
}

#[test]
fn a_person_of_a_known_group_comes_in_with_its_role() {
    let issuer = Issuer::start();
    let desk = desk(&issuer);
    for (alg, groups, role) in [("RS256", json!(["alle", "personal"]), "hr"), ("ES256", json!("ledere-a"), "leader")] {
        let begun = begin(&desk, &issuer);
        let mut claims = claims(&issuer, &begun);
        claims["groups"] = groups;
        let reply = come_back(&desk, &issuer, &begun, claims.clone(), alg);
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert!(reply.text().contains("http-equiv=\"refresh\" content=\"0; url=/\""));
        let folder = std::fs::read_to_string(desk.trail()).unwrap();
        assert!(folder.lines().last().unwrap().contains("\"who\":\"kari@example.no\""), "{folder}");
        // The client sees one of the two cookies; both are strict.
        assert!(reply.headers["set-cookie"].contains("SameSite=Strict"));
        let again = come_back(&desk, &issuer, &begun, claims, alg);
        assert_eq!(again.status, 303, "a state is good once");
        let _ = role;
    }
    let asked = issuer.state.lock().unwrap().asked.clone();
    let exchange = asked.iter().find(|asked| asked.starts_with("/token")).unwrap();
    // base64("mestring:hemmelig%20%26%20lang")
    assert!(exchange.contains("Basic bWVzdHJpbmc6aGVtbWVsaWclMjAlMjYlMjBsYW5n"), "{exchange}");
    assert!(exchange.contains("redirect_uri=http%3A%2F%2F127.0.0.1%2Foidc%2Fcallback"), "{exchange}");
    assert_eq!(asked.iter().filter(|asked| asked.starts_with("/keys")).count(), 1, "keys are kept");
}

#[test]
fn the_cookie_after_it_is_a_session_with_the_role() {
    let issuer = Issuer::start();
    let desk = desk(&issuer);
    let begun = begin(&desk, &issuer);
    issuer.state.lock().unwrap().given = Some(Given {
        code: "c0de".to_owned(),
        challenge: begun.challenge.clone(),
        claims: claims(&issuer, &begun),
        alg: "ES256",
    });
    let request = crate::support::agent()
        .get(desk.url(&format!("/oidc/callback?code=c0de&state={}", begun.state)))
        .header("cookie", &begun.cookie);
    let response = request.call().unwrap();
    let cookies: Vec<&str> =
        response.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
    let session = cookies.iter().find(|cookie| cookie.starts_with("mestring-desk=")).unwrap();
    let session = session.split(';').next().unwrap();
    let me = desk.get_with("/api/v1/me", &[("cookie", session)]).json();
    assert_eq!((me["name"].as_str(), me["role"].as_str()), (Some("kari@example.no"), Some("hr")));
    desk.hand.put(NOW + 36_000);
    assert_eq!(desk.get_with("/api/v1/me", &[("cookie", session)]).status, 401);
}

#[test]
fn whoever_is_not_who_began_stays_outside() {
    let issuer = Issuer::start();
    let desk = desk(&issuer);
    let refused = |change: &dyn Fn(&mut Begun), spoil: &dyn Fn(&mut Value)| {
        let mut begun = begin(&desk, &issuer);
        let mut claims = claims(&issuer, &begun);
        change(&mut begun);
        spoil(&mut claims);
        let reply = come_back(&desk, &issuer, &begun, claims, "RS256");
        assert!(!reply.headers.get("set-cookie").is_some_and(|cookie| cookie.contains("mestring-desk=")));
        reply.status
    };
    let (same, whole) = (|_: &mut Begun| {}, |_: &mut Value| {});
    assert_eq!(refused(&|begun| begun.state.push('x'), &whole), 303, "a state that nobody drew");
    assert_eq!(refused(&|begun| begun.cookie = "mestring-issuer=other".to_owned(), &whole), 403, "another browser");
    assert_eq!(refused(&|begun| begun.challenge = "other".to_owned(), &whole), 502, "the issuer refuses the verifier");
    assert_eq!(refused(&same, &|claims| claims["nonce"] = json!("other")), 502);
    assert_eq!(refused(&same, &|claims| claims["aud"] = json!("other")), 502);
    assert_eq!(refused(&same, &|claims| claims["iss"] = json!("http://other")), 502);
    assert_eq!(refused(&same, &|claims| claims["exp"] = json!(NOW - 61)), 502);
    assert_eq!(refused(&same, &|claims| claims["groups"] = json!(["alle"])), 403, "no group with a role here");
    assert_eq!(refused(&same, &|claims| claims["groups"] = json!(null)), 403);
    let begun = begin(&desk, &issuer);
    desk.hand.put(NOW + 601);
    let late = come_back(&desk, &issuer, &begun, claims(&issuer, &begun), "RS256");
    assert_eq!(late.status, 303, "ten minutes are enough");
}

#[test]
fn new_keys_are_fetched_and_another_issuers_description_is_not_taken() {
    let issuer = Issuer::start();
    let one = desk(&issuer);
    let begun = begin(&one, &issuer);
    assert_eq!(come_back(&one, &issuer, &begun, claims(&issuer, &begun), "RS256").status, 200);
    issuer.state.lock().unwrap().kid = "2".to_owned();
    let begun = begin(&one, &issuer);
    one.hand.put(NOW + 61);
    assert_eq!(come_back(&one, &issuer, &begun, claims(&issuer, &begun), "RS256").status, 200, "the keys were changed");
    issuer.state.lock().unwrap().calls_itself = Some("https://login.example.no".to_owned());
    let other = desk(&issuer);
    assert_eq!(other.get(None, "/oidc/start").status, 502);
    assert!(Desk::start().get(None, "/oidc/start").status == 501, "no issuer, no sign-in there");
}
