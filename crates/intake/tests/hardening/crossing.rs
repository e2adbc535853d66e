//! Other websites may not act here in somebody's name.

use crate::clients::*;
use crate::house::House;
use crate::support::*;

const FORM: &str = "application/x-www-form-urlencoded";

/// What a browser may say of where a form comes from, and whether it is ours. `HOST` is the host that was asked.
const SAID: [(&str, &str, bool); 16] = [
    ("", "", true),
    ("", "http://HOST", true),
    ("", "null", true),
    ("", "http://evil.example", false),
    ("", "http://HOST.evil.example", false),
    ("", "http://evil.example:80", false),
    ("same-origin", "http://HOST", true),
    ("same-origin", "null", true),
    ("same-origin", "http://evil.example", false),
    ("none", "null", true),
    ("same-site", "http://HOST", true),
    ("same-site", "http://other.example", false),
    ("same-site", "null", false),
    ("cross-site", "http://HOST", false),
    ("cross-site", "null", false),
    ("cross-site", "", false),
];

fn headers(address: &str, site: &str, origin: &str) -> String {
    let mut headers = String::new();
    if !site.is_empty() {
        headers += &format!("sec-fetch-site: {site}\r\n");
    }
    if !origin.is_empty() {
        headers += &format!("origin: {}\r\n", origin.replace("HOST", address));
    }
    headers
}

#[test]
fn only_our_own_forms_are_taken() {
    let project = Project::new(SAID.len());
    let house = House::open(&project.database(), |_| {});
    let host = house.address.to_string();
    let mut taken = 0;
    for (number, (site, origin, ours)) in SAID.into_iter().enumerate() {
        let said = headers(&host, site, origin);
        let page = post(house.address, &format!("/svar/{WAVE}?lang=en"), FORM, &said, "code=x");
        let refused = page.status == 403 && page.body.contains("This did not come from our page");
        assert_eq!(refused, !ours, "{site:?} {origin:?}: {page:?}");
        let answer = send(house.address, &project.codes[number], 1, &said);
        if ours {
            assert_eq!(answer.status, 201, "{site:?} {origin:?}: {answer:?}");
            taken += 1;
        } else {
            assert_eq!((answer.status, answer.kind().as_str()), (403, "foreign-origin"), "{site:?} {origin:?}");
            // Reading is free to everybody: a link from a mail on the web comes from another site.
            assert_eq!(get(house.address, &format!("/svar/{WAVE}"), &said).status, 200);
        }
    }
    house.stop().unwrap();
    assert_eq!(stored(&project.database()), taken);
}

#[test]
fn a_foreign_form_is_refused_in_the_readers_language_whatever_page_it_is_sent_to() {
    let project = Project::new(1);
    let house = House::open(&project.database(), |_| {});
    for (language, words) in [("nb", "siden vår"), ("nn", "sida vår"), ("en", "our page")] {
        for path in
            ["/svar/2021-host", "/svar/2021-host/1", "/svar/2021-host/send", "/kiosk/2021-host/1", "/status", "/"]
        {
            let said = format!("sec-fetch-site: cross-site\r\naccept-language: {language}\r\n");
            let page = post(house.address, path, FORM, &said, "");
            assert_eq!(page.status, 403, "{path}");
            assert!(page.headers["content-type"].starts_with("text/html"), "{path}");
            assert_eq!(page.headers["content-language"], language);
            assert!(page.body.contains(words), "{path} {language}: {}", page.body);
        }
    }
    house.stop().unwrap();
}

/// A proxy may give the server another name than people know it by.
#[test]
fn behind_a_proxy_the_public_address_is_ours_too() {
    let project = Project::new(2);
    let house = House::open(&project.database(), |config| {
        config.public_address = Some("https://svar.example.no".to_owned());
    });
    let from = |origin: &str| format!("origin: {origin}\r\n");
    assert_eq!(send(house.address, &project.codes[0], 1, &from("https://svar.example.no")).status, 201);
    assert_eq!(send(house.address, &project.codes[1], 1, &from("https://svar.example.com")).status, 403);
    house.stop().unwrap();
}

/// A page of another site cannot make a browser send JSON without asking first, and nobody answers that question.
#[test]
fn json_is_taken_only_as_json_and_no_other_site_may_read_us() {
    let project = Project::new(1);
    let house = House::open(&project.database(), |_| {});
    let sent = body(&project.codes[0], 1, [1, 2, 3]).to_string();
    for kind in [FORM, "text/plain", "multipart/form-data; boundary=x"] {
        let answer = post(house.address, &responses(), kind, "", &sent);
        assert_eq!((answer.status, answer.kind().as_str()), (415, "content-type"), "{kind}");
    }
    let preflight = format!(
        "OPTIONS {} HTTP/1.1\r\nhost: x\r\nconnection: close\r\norigin: https://evil.example\r\n\
         access-control-request-method: POST\r\naccess-control-request-headers: content-type\r\n\r\n",
        responses()
    );
    let answer = ask(house.address, &preflight).unwrap();
    assert!(answer.status >= 400, "{answer:?}");
    assert!(!answer.headers.keys().any(|name| name.starts_with("access-control")), "{answer:?}");
    house.stop().unwrap();
    assert_eq!(stored(&project.database()), 0);
}

/// Mail scanners, link previews and browsers that fetch ahead read whatever they find.
#[test]
fn reading_ahead_never_uses_a_code() {
    let project = Project::new(1);
    let house = House::open(&project.database(), |_| {});
    let code = &project.codes[0];
    let mut paths: Vec<String> = ["", "/1", "/2", "/se-over", "/send", "/takk"]
        .iter()
        .flat_map(|step| ["svar", "kiosk"].map(|way| format!("/{way}/{WAVE}{step}?code={code}&lang=nb")))
        .collect();
    paths.push(format!("{}?code={code}", responses()));
    paths.push(format!("/api/v1/waves/{WAVE}/participation"));
    for path in &paths {
        for more in ["", "sec-purpose: prefetch\r\n", "sec-purpose: prefetch;prerender\r\n", "purpose: prefetch\r\n"] {
            let answer = get(house.address, path, more);
            assert!(answer.status < 500, "{path}: {answer:?}");
            let head =
                ask(house.address, &format!("HEAD {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{more}\r\n"));
            assert_eq!(head.unwrap().body, "", "{path}");
        }
    }
    let answer = send(house.address, code, 1, "");
    assert_eq!(answer.status, 201, "the code works, and for the first time: {answer:?}");
    house.stop().unwrap();
}
