//! A tablet that many share.

use crate::form_reader::Reader;
use crate::support::*;

fn start() -> String {
    format!("/kiosk/{WAVE}")
}

#[test]
fn a_shared_tablet_forgets_and_goes_back_to_its_start() {
    let project = Project::new(2);
    let server = project.serve();
    let mut reader = Reader::open(&server, true, &format!("{}?lang=en", start()));
    assert!(reader.page.headers["set-cookie"].contains("Max-Age=0; Path=/kiosk/2021-host; HttpOnly; SameSite=Strict"));
    assert!(!reader.page.headers.contains_key("refresh") && !reader.page.body.contains("<script"));
    assert!(reader.page.body.contains("Others use this tablet after you."));
    reader.kind_in(&project.codes[0].to_string());
    reader.press("");
    for heading in
        ["It is calm around me.", "I get to finish thinking.", "I am often interrupted.", "Look over your answers"]
    {
        assert_eq!(reader.heading(), heading);
        let page = &reader.page;
        assert_eq!(page.headers["refresh"], "600; url=/kiosk/2021-host");
        assert!(!page.body.contains("data-draft") && !page.body.contains("data-offline"), "no draft stays here");
        assert!(page.body.contains("<dialog id=\"idle\" data-start=\"/kiosk/2021-host\""));
        assert!(page.body.contains("Stop and delete the answers"));
        assert!(page.body.contains("showModal") && !page.body.contains("localStorage"), "its own script and no other");
        assert!(page.headers["content-security-policy"].contains("script-src 'sha256-"));
        assert!(!page.body.contains("/svar/"), "no link leads out of it");
        if heading.starts_with("Look") {
            reader.press("send");
        } else {
            reader.choose("3");
            reader.press("next");
        }
    }
    let page = &reader.page;
    assert_eq!((page.status, page.headers["refresh"].as_str()), (200, "20; url=/kiosk/2021-host"));
    assert!(page.body.contains("goes back to the start by itself in 20 seconds"));
    assert!(page.headers["set-cookie"].contains("Max-Age=0") && reader.cookie.is_none());
    assert!(!page.body.contains("<script") && !page.headers["content-security-policy"].contains("script-src"));

    // Somebody leaves in the middle; the next person finds an empty start, and nothing of the one before.
    reader.go_to(&start());
    reader.kind_in(&project.codes[1].to_string());
    reader.press("");
    reader.choose("1");
    reader.press("next");
    assert!(reader.cookie.is_some());
    reader.go_to(&start());
    assert!(reader.cookie.is_none());
    assert_eq!(reader.code_shown().as_deref(), Some(""));
    reader.go_to(&format!("{}/2", start()));
    assert_eq!(reader.page.status, 404, "nothing to show");
    server.stop().unwrap();
    assert_eq!(project.stored().len(), 1);
}

#[test]
fn a_code_that_fails_on_a_shared_tablet_does_not_stay_on_it() {
    let project = Project::new(1);
    let server = project.serve();
    let mut reader = Reader::open(&server, true, &start());
    reader.kind_in("0000-0000-0000-0000-0000-0000-00");
    reader.press("");
    assert_eq!((reader.page.status, reader.page.headers["refresh"].as_str()), (403, "600; url=/kiosk/2021-host"));
    server.stop().unwrap();
}
