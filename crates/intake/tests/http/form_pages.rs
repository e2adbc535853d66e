//! What every page has and what none has: weight, styles, scripts, cookies, codes.

use intake::Custody;

use crate::form_reader::{Reader, between};
use crate::support::*;

/// A page with its script must weigh less than this.
const WEIGHT: usize = 15_000;

#[test]
fn every_page_of_the_shipped_questionnaire_is_light() {
    let project = Project::shipped(3);
    let server = project.serve();
    let mut heaviest = [("", 0, 0); 3];
    for (slot, (language, code)) in heaviest.iter_mut().zip(["nb", "nn", "en"].into_iter().zip(&project.codes)) {
        let mut reader = Reader::open(&server, true, &format!("/svar/{WAVE}?lang={language}&code={code}"));
        let mut weigh = |reader: &Reader<'_>, name: &'static str| {
            let page = reader.page.body.len();
            let script = between(&reader.page.body, "<script>", "</script>").map_or(0, str::len);
            assert!(page - script < WEIGHT, "{name} in {language}: {} bytes without its script", page - script);
            // The overview of 81 statements with every answer in words is the one page that its script takes over.
            assert!(page < WEIGHT || name == "overview", "{name} in {language}: {page} bytes");
            if page > slot.1 {
                *slot = (name, page, script);
            }
        };
        weigh(&reader, "start");
        reader.press("");
        while reader.page.body.contains("type=\"radio\"") {
            // The longest words a scale has.
            reader.choose("n");
            weigh(&reader, "question");
            reader.press("next");
        }
        weigh(&reader, "overview");
        reader.press("send");
        weigh(&reader, "receipt");
    }
    eprintln!("heaviest pages (name, bytes, of them script): {heaviest:?}");
    server.stop().unwrap();
}

#[test]
fn no_page_has_a_style_of_its_own_or_asks_anybody_else_for_anything() {
    let project = Project::new(1);
    let server = project.serve();
    let mut reader = Reader::open(&server, true, &format!("/svar/{WAVE}?lang=nb"));
    let check = |reader: &Reader<'_>, script: bool| {
        let page = &reader.page;
        let policy = &page.headers["content-security-policy"];
        assert!(
            !page.body.contains("style=") && !page.body.contains("<style") && !page.body.contains(" on"),
            "{}",
            page.body
        );
        assert!(!page.body.contains("http://") && !page.body.contains("https://") && !page.body.contains("<table"));
        assert_eq!(page.body.contains("<script"), script);
        assert_eq!(policy.contains("script-src 'sha256-"), script);
        assert!(
            policy.starts_with("default-src 'none'")
                && policy.contains("style-src 'self'")
                && !policy.contains("unsafe")
        );
        assert_eq!(page.headers["cache-control"], "no-store");
        assert_eq!(page.headers["x-content-type-options"], "nosniff");
        assert_eq!(page.body.matches("<main id=\"main\">").count(), 1);
        assert_eq!(page.body.matches("<h1").count(), 1);
        assert!(page.body.contains("aria-label=\"Språk\""), "the language can be chosen everywhere");
    };
    check(&reader, true);
    reader.kind_in(&project.codes[0].to_string());
    reader.press("");
    check(&reader, true);
    assert!(reader.page.body.contains(" data-draft=\""));
    reader.choose("4");
    reader.press("review");
    check(&reader, true);
    assert!(reader.page.body.contains(" data-draft=\""));
    for (path, status) in
        [("/svar/1999-var", 404), ("/", 404), ("/svar/2021-host/17", 404), ("/svar/2021-host/send", 405)]
    {
        let mut lost = Reader::open(&server, true, path);
        assert_eq!(lost.page.status, status, "{path}");
        check(&lost, false);
        let way =
            path.starts_with("/svar/").then(|| format!("href=\"{}?lang=nb\">Til starten", &path[..15.min(path.len())]));
        assert!(way.is_none_or(|way| path.contains("1999") || lost.page.body.contains(&way)), "{}", lost.page.body);
        lost.go_to("/svar/2021-host/se-over");
        check(&lost, false);
    }
    reader.press("send");
    check(&reader, false);

    let (_, rest) = reader.page.body.split_once("rel=\"stylesheet\" href=\"").unwrap();
    let style = server.get(rest.split('"').next().unwrap(), "nb");
    assert_eq!((style.status, style.headers["content-type"].as_str()), (200, "text/css; charset=utf-8"));
    assert!(style.headers["cache-control"].contains("immutable"));
    assert_eq!(server.get("/style/old.css", "nb").status, 404);
    server.stop().unwrap();
}

#[test]
fn the_start_says_what_it_is_for_who_could_open_answers_and_when_the_code_dies() {
    let file = [
        ("nb", "har nøkkelen i en fil", "slettes både kodene og nøkkelen"),
        ("nn", "har nøkkelen i ei fil", "blir både kodane og nøkkelen sletta"),
        ("en", "have the key in a file", "both codes and key are deleted"),
    ];
    let shares = [
        ("nb", "to av dem må møtes", "slettes kodene"),
        ("nn", "to av dei må møtast", "blir kodane sletta"),
        ("en", "two of them must come together", "the codes are deleted"),
    ];
    for (custody, said) in [(Custody::KeyFile, file), (Custody::Shares, shares)] {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("intake.db");
        open_wave_kept_by(custody, &database, "three-items", THREE_ITEMS, 1);
        let server = Server::start(&database).unwrap();
        for (language, key, end) in said {
            let page = server.get(&format!("/svar/{WAVE}?lang={language}"), "nb").body;
            let privacy = between(&page, "<div class=\"privacy\">", "</div>").unwrap();
            assert_eq!(privacy.matches("<p>").count(), 3);
            assert!(privacy.contains(key) && privacy.contains(end), "{custody:?} {privacy}");
            let sealed = ["forsegles i det vi får det", "blir forsegla i det vi får det", "seal it all as it arrives"];
            assert!(sealed.iter().any(|sealed| privacy.contains(sealed)), "{privacy}");
            let asked = ["Det er 3 spørsmål.", "There are 3 questions."];
            assert!(asked.iter().any(|asked| page.contains(asked)), "{page}");
        }
        server.stop().unwrap();
    }
}

/// The cookie holds the code and the answers, and is named so that browsers guard it where there is TLS.
#[test]
fn the_code_is_never_in_a_hidden_field_and_the_cookie_is_well_kept() {
    let project = Project::new(1);
    let code = project.codes[0].to_string();
    for address in [None, Some("https://svar.example.no".to_owned())] {
        let secure = address.is_some();
        let server = Server::start_with(&project.database(), |config| config.public_address = address).unwrap();
        let mut reader = Reader::begin(&server, true, "nb", &code);
        reader.choose("4");
        let (action, body) = reader.filled("next");
        let reply = reader.request("POST", &action, body);
        let cookie = &reply.headers["set-cookie"];
        let end = if secure {
            "; Path=/; Secure; HttpOnly; SameSite=Strict"
        } else {
            "; Path=/svar/2021-host; HttpOnly; SameSite=Strict"
        };
        assert!(cookie.ends_with(end) && !cookie.contains("Expires"), "{cookie}");
        assert_eq!(cookie.starts_with("__Host-mestring="), secure);
        for page in ["/1", "/2", "/se-over"] {
            reader.go_to(&format!("/svar/{WAVE}{page}?lang=nb"));
            assert!(!reader.page.body.contains(&code) && !reader.page.body.contains(&code.replace('-', "")), "{page}");
            assert_eq!(reader.hidden("holder").unwrap().len(), 16);
        }
        server.stop().unwrap();
    }
}

#[test]
fn two_forms_carry_different_numbers() {
    let project = Project::new(1);
    let server = project.serve();
    let [one, other] =
        [(); 2].map(|()| Reader::open(&server, false, &format!("/svar/{WAVE}/1")).hidden("submission").unwrap());
    assert_ne!(one, other);
    server.stop().unwrap();
}
