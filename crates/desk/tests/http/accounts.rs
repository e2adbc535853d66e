//! Signing in, staying in, and being put out.

use base64ct::{Base64, Encoding};
use desk::{AccountName, Accounts};

use crate::support::{Desk, PASSWORD};

const FORM: &str = "application/x-www-form-urlencoded";

fn me(desk: &Desk, cookie: &str) -> u16 {
    desk.get_with("/api/v1/me", &[("cookie", cookie)]).status
}

#[test]
fn a_cookie_lets_its_owner_in_until_they_sign_out() {
    let desk = Desk::start();
    let origin = format!("http://{}", desk.address);
    let body = format!("name=HR&password={}&next=%2Fviews%2Funits", PASSWORD.replace(' ', "+"));
    let reply = desk.post("/login", &[("content-type", FORM), ("origin", &origin)], &body);
    assert_eq!((reply.status, reply.headers["location"].as_str()), (303, "/views/units"));
    let cookie = &reply.headers["set-cookie"];
    assert!(
        cookie.starts_with("mestring-desk=") && cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"),
        "{cookie}"
    );
    let cookie = cookie.split(';').next().unwrap();
    let who = desk.get_with("/api/v1/me", &[("cookie", cookie)]).json();
    assert_eq!((who["name"].as_str(), who["role"].as_str()), (Some("hr"), Some("hr")));
    assert_eq!(me(&desk, &format!("{cookie}x")), 401);
    let out = desk.post("/logout", &[("cookie", cookie), ("origin", &origin)], "");
    assert_eq!(out.status, 303);
    assert!(out.headers["set-cookie"].contains("Max-Age=0"));
    assert_eq!(me(&desk, cookie), 401);
    assert_ne!(desk.sign_in("hr", PASSWORD).unwrap(), desk.sign_in("hr", PASSWORD).unwrap(), "a new cookie each time");
}

#[test]
fn a_session_ends_by_the_clock() {
    let desk = Desk::start();
    let start = 1_700_000_000;
    let idle = desk.sign_in("hr", PASSWORD).unwrap();
    desk.hand.put(start + 3_599);
    assert_eq!(me(&desk, &idle), 200);
    desk.hand.put(start + 3_599 + 3_600);
    assert_eq!(me(&desk, &idle), 401);
    let busy = desk.sign_in("hr", PASSWORD).unwrap();
    for half_hour in 1..20 {
        desk.hand.put(start + 7_199 + half_hour * 1_800);
        assert_eq!(me(&desk, &busy), 200, "{half_hour}");
    }
    desk.hand.put(start + 7_199 + 36_000);
    assert_eq!(me(&desk, &busy), 401);
}

#[test]
fn a_role_that_is_taken_away_is_gone_at_once() {
    let desk = Desk::start();
    let path = desk.folder.path().join("accounts.toml");
    let cookie = desk.sign_in("hr", PASSWORD).unwrap();
    let mut accounts = Accounts::read(&path).unwrap();
    let mut hr = accounts.remove(&AccountName::new("hr").unwrap()).unwrap();
    hr.audience = disclosure::Audience::Politician;
    accounts.add(hr).unwrap();
    accounts.write(&path).unwrap();
    assert_eq!(desk.get_with("/api/v1/me", &[("cookie", &cookie)]).json()["role"], "politician");
    accounts.remove(&AccountName::new("hr").unwrap()).unwrap();
    accounts.write(&path).unwrap();
    assert_eq!(me(&desk, &cookie), 401);
    assert_eq!(desk.get(Some("hr"), "/api/v1/me").status, 401, "the token went with its account");
    std::fs::write(&path, "[[account]]\nname = 5\n").unwrap();
    let reply = desk.get(Some("representative"), "/api/v1/me");
    assert_eq!((reply.status, reply.kind().as_str()), (503, "accounts"), "a file that cannot be read lets nobody in");
}

#[test]
fn ten_wrong_passwords_close_a_name_and_nobody_learns_whether_it_is_one() {
    let desk = Desk::start();
    let wrong: Vec<_> = ["hr", "nobody"]
        .into_iter()
        .map(|name| {
            let mut told = Vec::new();
            for _ in 0..11 {
                told.push(desk.sign_in(name, "feil passord her").unwrap_err());
            }
            assert_eq!(told.iter().map(|reply| reply.status).collect::<Vec<_>>(), [vec![403; 10], vec![429]].concat());
            assert_eq!(told[10].headers["retry-after"], "60");
            (told[0].text(), told[10].text())
        })
        .collect();
    assert_eq!(wrong[0], wrong[1]);
    assert_eq!(desk.sign_in("hr", PASSWORD).unwrap_err().status, 429, "the right one waits as well");
    assert!(desk.sign_in("politician", PASSWORD).is_ok());
    desk.hand.put(1_700_000_060);
    assert!(desk.sign_in("hr", PASSWORD).is_ok());
}

#[test]
fn other_websites_sign_nobody_in_or_out() {
    let desk = Desk::start();
    let cookie = desk.sign_in("hr", PASSWORD).unwrap();
    let body = format!("name=hr&password={}", PASSWORD.replace(' ', "+"));
    for headers in [
        vec![("content-type", FORM)],
        vec![("content-type", FORM), ("origin", "https://evil.example")],
        vec![("content-type", FORM), ("origin", "null")],
        vec![("content-type", FORM), ("sec-fetch-site", "cross-site")],
        vec![("content-type", FORM), ("sec-fetch-site", "same-site")],
    ] {
        assert_eq!(desk.post("/login", &headers, &body).status, 403, "{headers:?}");
        let with_cookie = [headers, vec![("cookie", cookie.as_str())]].concat();
        assert_eq!(desk.post("/logout", &with_cookie, "").status, 403, "{with_cookie:?}");
    }
    assert_eq!(me(&desk, &cookie), 200);
}

#[test]
fn programs_come_in_with_a_token_and_never_with_a_password() {
    let desk = Desk::start();
    let basic = |name: &str, secret: &str| {
        let value = format!("Basic {}", Base64::encode_string(format!("{name}:{secret}").as_bytes()));
        desk.get_with("/odata/", &[("authorization", &value)])
    };
    let token = desk.token("lead-a");
    assert_eq!(basic("lead-a", token).status, 200);
    assert_eq!(basic("LEAD-A", token).status, 200);
    for (name, secret) in [("lead-b", token), ("lead-a", PASSWORD), ("lead-a", ""), ("", token)] {
        let reply = basic(name, secret);
        assert_eq!(reply.status, 401, "{name}");
        assert_eq!(reply.headers["www-authenticate"], "Basic realm=\"Mestring\", charset=\"UTF-8\"");
    }
    // Over a name that is not this machine's, the line may be read by others: nothing is taken, and nobody is asked to try.
    let bearer = format!("Bearer {token}");
    let open = [("host", "innsikt.example.no"), ("authorization", bearer.as_str())];
    let reply = desk.get_with("/api/v1/me", &open);
    assert_eq!((reply.status, reply.kind().as_str()), (403, "not-encrypted"));
    let asked = desk.get_with("/odata/", &[("host", "innsikt.example.no")]);
    assert_eq!(asked.status, 401);
    assert!(!asked.headers.contains_key("www-authenticate"));
}

#[test]
fn behind_a_proxy_with_tls_cookies_are_for_https_only() {
    let desk = Desk::start_with(|config| config.public_address = Some("https://innsikt.example.no".to_owned()));
    let body = format!("name=hr&password={}", PASSWORD.replace(' ', "+"));
    let origin = [("content-type", FORM), ("origin", "https://innsikt.example.no")];
    let reply = desk.post("/login", &origin, &body);
    let cookie = &reply.headers["set-cookie"];
    assert!(cookie.starts_with("__Host-mestring=") && cookie.ends_with("; SameSite=Strict; Secure"), "{cookie}");
    assert_eq!(reply.headers["strict-transport-security"], "max-age=63072000");
    assert_eq!(me(&desk, cookie.split(';').next().unwrap()), 200);
}

/// Where passwords would travel in clear the desk does not start.
#[test]
fn a_desk_for_others_speaks_tls() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let refused = runtime.block_on(async {
        let listener = desk::bind("0.0.0.0:0".parse().unwrap()).await.unwrap();
        let config = desk::Config {
            store: std::sync::Arc::new(desk::Store::new(Vec::new())),
            accounts: folder.path().join("accounts.toml"),
            trail: folder.path().join("audit.jsonl"),
            clock: crate::support::Hand::default().clock(),
            random: crate::support::random(),
            organisation: String::new(),
            public_address: None,
            tls: None,
            sql: None,
            issuer: None,
            sessions: desk::SessionLimits::default(),
        };
        desk::serve(listener, config, async {}).await.unwrap_err()
    });
    assert!(refused.to_string().contains("in clear at 0.0.0.0:"), "{refused}");
}
