//! Every method on every address, and what every response says about how it may be used.

use std::collections::BTreeSet;

use crate::clients::*;
use crate::house::{House, patient};
use crate::support::*;

const METHODS: [&str; 10] = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "BREW"];

/// The addresses of the description, with something in their places, and some that are nowhere.
fn paths() -> Vec<(String, Option<BTreeSet<String>>)> {
    let document: serde_json::Value = serde_json::from_str(&intake::openapi()).unwrap();
    let described = document["paths"].as_object().unwrap().iter().map(|(path, item)| {
        let methods = item.as_object().unwrap().keys().map(|method| method.to_uppercase()).collect();
        let path = path.replace("{wave}", WAVE).replace("{file}", "none.css").replace("{item}", "1");
        (path, Some(methods))
    });
    let nowhere =
        ["/", "/svar", "/svar/", "/api/v1", "/api/v1/nowhere", "/.git/config", "/svar/../etc/passwd", "//", "/%00"];
    described.chain(nowhere.map(|path| (path.to_owned(), None))).collect()
}

fn assert_protected(answer: &Answer, what: &str) {
    let header = |name: &str| answer.headers.get(name).map_or("", String::as_str);
    let policy = header("content-security-policy");
    for part in
        ["default-src 'none'", "style-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"]
    {
        assert!(policy.contains(part), "{what}: {policy:?}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("http"), "{what}: {policy}");
    if !what.starts_with("HEAD") {
        let script = answer.body.contains("<script");
        let named = policy.contains("script-src 'sha256-");
        assert_eq!(named, script, "{what}: a script and a policy that names it, or neither");
        assert_eq!(policy.contains("connect-src 'self'"), script, "{what}: {policy}");
    }
    assert_eq!(header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(header("referrer-policy"), "no-referrer", "{what}");
    assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{what}");
    assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{what}");
    assert!(header("permissions-policy").contains("camera=()"), "{what}");
    if !header("content-type").starts_with("text/css") {
        assert_eq!(header("cache-control"), "no-store", "{what}");
    }
    for telling in ["server", "x-powered-by", "etag", "last-modified", "access-control-allow-origin"] {
        assert_eq!(header(telling), "", "{what}: {telling}");
    }
}

#[test]
fn every_method_on_every_address_is_served_or_refused_and_always_protected() {
    let project = Project::new(1);
    let house = House::open(&project.database(), patient);
    for (path, described) in paths() {
        for method in METHODS {
            let what = format!("{method} {path}");
            let request =
                format!("{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
            let answer = ask(house.address, &request).unwrap_or_else(|| panic!("{what}: nothing came back"));
            assert!(answer.status < 500, "{what}: {answer:?}");
            assert_protected(&answer, &what);
            let read_as = if method == "HEAD" { "GET" } else { method };
            match &described {
                Some(methods) if methods.contains(read_as) => assert_ne!(answer.status, 405, "{what}"),
                Some(_) => {
                    assert_eq!(answer.status, 405, "{what}");
                    assert!(!answer.headers["allow"].is_empty(), "{what}");
                }
                None => assert_eq!(answer.status, 404, "{what}"),
            }
            if answer.status >= 400 && method != "HEAD" {
                let page = answer.headers["content-type"].starts_with("text/html");
                assert!(page != path.starts_with("/api/") || path.starts_with("/style"), "{what}: {answer:?}");
            }
        }
    }
    let all = ask(house.address, "OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    assert!(all.status >= 400, "{all:?}");
    let tunnel = ask(house.address, "CONNECT example.org:443 HTTP/1.1\r\nhost: example.org:443\r\n\r\n").unwrap();
    assert!(tunnel.status >= 400, "{tunnel:?}");
    assert_protected(&tunnel, "CONNECT");
    house.stop().unwrap();
    assert_eq!(stored(&project.database()), 0);
}

#[test]
fn receipts_refusals_and_failures_are_protected_too() {
    let project = Project::new(2);
    let house = House::open(&project.database(), patient);
    let document: serde_json::Value = serde_json::from_str(&intake::openapi()).unwrap();
    let json = "application/json";
    let large = "x".repeat(70_000);
    let code = &project.codes[0];
    for (what, status, answer) in [
        ("a receipt", 201, send(house.address, code, 1, "")),
        ("the same again", 200, send(house.address, code, 1, "")),
        ("a used code", 403, send(house.address, code, 2, "")),
        ("a foreign form", 403, send(house.address, code, 1, "sec-fetch-site: cross-site\r\n")),
        ("too large", 413, post(house.address, &responses(), json, "", &large)),
        ("unreadable", 400, post(house.address, &responses(), json, "", "{")),
        ("another type", 415, post(house.address, &responses(), "text/plain", "", "x")),
        ("no such wave", 404, get(house.address, "/svar/nowhere", "")),
    ] {
        assert_eq!(answer.status, status, "{what}: {answer:?}");
        assert_protected(&answer, what);
        assert!(!answer.headers.contains_key("strict-transport-security"), "{what}: there is no TLS here");
        if what != "no such wave" {
            let described = &document["paths"]["/api/v1/waves/{wave}/responses"]["post"]["responses"];
            assert!(described.get(status.to_string()).is_some(), "{what}: {status} is not described");
        }
    }
    house.stop().unwrap();
}

#[test]
fn the_stylesheet_may_be_kept_for_ever_and_nothing_else() {
    let project = Project::new(1);
    let house = House::open(&project.database(), |_| {});
    let page = get(house.address, "/status", "").body;
    let (_, rest) = page.split_once("rel=\"stylesheet\" href=\"").unwrap();
    let style = get(house.address, rest.split('"').next().unwrap(), "");
    assert_eq!(style.status, 200);
    assert!(style.headers["cache-control"].contains("immutable"));
    assert_protected(&style, "the stylesheet");
    house.stop().unwrap();
}

#[test]
fn browsers_are_told_to_stay_with_https_where_the_public_address_is() {
    let project = Project::new(1);
    for (address, told) in [("https://svar.example.no", true), ("http://svar.example.no", false)] {
        let house = House::open(&project.database(), |config| config.public_address = Some(address.to_owned()));
        let answer = get(house.address, "/api/v1/health", "");
        assert_eq!(answer.headers.contains_key("strict-transport-security"), told, "{address}");
        house.stop().unwrap();
    }
}

#[test]
fn a_public_address_that_is_none_is_told_before_anything_is_served() {
    let project = Project::new(1);
    for wrong in ["svar.example.no", "ftp://svar.example.no", "https://", "https://svar.example.no/svar", "https://a b"]
    {
        let refused = House::try_open(&project.database(), |config| config.public_address = Some(wrong.to_owned()));
        let fault = refused.err().unwrap_or_else(|| panic!("{wrong:?} was taken"));
        assert!(matches!(&fault, intake::Fault::PublicAddress { .. }), "{wrong:?}: {fault}");
        assert!(fault.to_string().contains("such as https://"), "{fault}");
    }
}
