//! The page for people.

use intake::Code;

use crate::support::*;

const FORM: &str = "application/x-www-form-urlencoded";

fn path() -> String {
    format!("/svar/{WAVE}")
}

/// The number that a page carries.
fn submission_in(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"submission\" value=\"").expect("the page carries a number");
    rest.split('"').next().unwrap().to_owned()
}

fn fields(code: &str, submission: &str, rest: &str) -> String {
    format!("submission={submission}&code={}&{rest}", code.replace(' ', "+"))
}

#[test]
fn an_answer_from_the_page_is_stored_and_sending_it_twice_counts_once() {
    let project = Project::new(2);
    let server = project.serve();
    let page = server.get(&path(), "nb");
    assert_eq!(page.status, 200);
    let submission = submission_in(&page.body);
    let typed = project.codes[0].to_string().to_lowercase().replace('-', " ");
    let sent = fields(&typed, &submission, "answer.calm_1=4&answer.calm_2=not_relevant");
    let first = server.send(&path(), FORM, "nb", sent.clone());
    let again = server.send(&path(), FORM, "nb", sent.clone());
    assert_eq!((first.status, again.status), (201, 200), "{}", first.body);
    assert_eq!(first.body, again.body, "pressing twice shows the same receipt");
    assert!(first.body.contains("Takk!") && first.body.contains("Kvittering"));
    assert!(!first.body.contains(&project.codes[0].to_string()), "the receipt page does not carry the code");

    let other_page = server.send(&path(), FORM, "nb", fields(&typed, &"a".repeat(32), "answer.calm_1=1"));
    assert_eq!(other_page.status, 409);
    assert!(other_page.body.contains("Koden er brukt"));
    server.stop().unwrap();
    assert_eq!(project.stored().len(), 1);
}

#[test]
fn two_pages_carry_different_numbers() {
    let project = Project::new(1);
    let server = project.serve();
    let [one, other] = [(); 2].map(|()| submission_in(&server.get(&path(), "nb").body));
    assert_ne!(one, other);
    server.stop().unwrap();
}

#[test]
fn a_wrong_code_gives_the_page_back_with_everything_kept() {
    let project = Project::new(1);
    let server = project.serve();
    let submission = submission_in(&server.get(&path(), "nb").body);
    let reply = server.send(&path(), FORM, "nn", fields("abc 123", &submission, "answer.calm_1=4&answer.calm_3=1"));
    assert_eq!(reply.status, 404);
    assert_eq!(reply.headers["content-language"], "nn");
    let page = &reply.body;
    assert!(page.contains("Vi kjenner ikkje att koden"));
    assert!(page.contains("value=\"abc 123\""), "what was typed is kept");
    assert!(page.contains("name=\"answer.calm_1\" value=\"4\" checked"));
    assert!(page.contains("name=\"answer.calm_3\" value=\"1\" checked"));
    assert_eq!(page.matches(" checked").count(), 2);
    assert_eq!(submission_in(page), submission, "the number stays, so that a repeat is a repeat");
    assert!(page.contains("aria-invalid=\"true\"") && page.contains("role=\"alert\""));

    let blank = server.send(&path(), FORM, "nb", fields(&project.codes[0].to_string(), &submission, ""));
    assert_eq!(blank.status, 422);
    assert!(blank.body.contains("Du har ikke svart på noe ennå"));
    let outside =
        server.send(&path(), FORM, "en", fields(&project.codes[0].to_string(), &submission, "answer.calm_2=9"));
    assert_eq!(outside.status, 422);
    assert!(
        outside.body.contains("id=\"calm_2-error\"") && outside.body.contains("<a href=\"#calm_2\">Question 2</a>")
    );
    server.stop().unwrap();
    assert!(project.stored().is_empty());
}

#[test]
fn what_is_typed_is_shown_and_never_run() {
    let project = Project::new(1);
    let server = project.serve();
    let nasty = "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let sent = format!("submission={nasty}&code={nasty}&answer.calm_1={nasty}&answer.{nasty}=1");
    let reply = server.send(&path(), FORM, "nb", sent);
    assert_eq!(reply.status, 422);
    assert!(!reply.body.contains("<script"));
    let shown = server.get(&format!("{}?code={nasty}", path()), "nb");
    assert!(!shown.body.contains("<script"));
    server.stop().unwrap();
}

#[test]
fn reading_the_page_never_uses_the_code() {
    let project = Project::new(1);
    let server = project.serve();
    let code: &Code = &project.codes[0];
    for _ in 0..3 {
        let page = server.get(&format!("{}?code={code}&lang=en", path()), "nb");
        assert_eq!(page.status, 200);
        assert!(page.body.contains(&format!("value=\"{code}\"")), "the code is filled in");
        assert!(page.body.contains("<html lang=\"en\">"));
    }
    assert_eq!(server.post(&body(code, 1, [1, 1, 1])).status, 201);
    server.stop().unwrap();
}

#[test]
fn the_page_works_without_script_and_asks_nobody_else_for_anything() {
    let project = Project::shipped(1);
    let server = project.serve();
    let instrument = survey::mestring().unwrap();
    for (language, privacy) in [("nb", "Ingen ser svaret ditt"), ("nn", "Ingen ser svaret ditt"), ("en", "Nobody sees")]
    {
        let page = server.get(&path(), language);
        assert!(!page.body.contains("<script") && !page.body.contains("http://") && !page.body.contains("https://"));
        assert!(!page.body.contains("<table"), "a question is a group of its own, never a row of a table");
        assert!(page.body.contains(privacy));
        assert_eq!(page.body.matches("<fieldset").count(), instrument.items().len());
        assert_eq!(page.body.matches("<legend").count(), instrument.items().len());
        let choices: usize = instrument.items().iter().map(|item| item.answer_scale().labels().len() + 1).sum();
        assert_eq!(page.body.matches("type=\"radio\"").count(), choices);
        assert_eq!(page.headers["cache-control"], "no-store");
        assert!(page.headers["content-security-policy"].starts_with("default-src 'none'; style-src 'self'"));
        assert_eq!(page.headers["x-content-type-options"], "nosniff");
        assert_eq!(page.headers["referrer-policy"], "no-referrer");

        let (_, rest) = page.body.split_once("rel=\"stylesheet\" href=\"").unwrap();
        let style = server.get(rest.split('"').next().unwrap(), language);
        assert_eq!((style.status, style.headers["content-type"].as_str()), (200, "text/css; charset=utf-8"));
        assert!(style.headers["cache-control"].contains("immutable"));
    }
    assert_eq!(server.get("/style/old.css", "nb").status, 404);
    server.stop().unwrap();
}

#[test]
fn pages_that_cannot_be_shown_say_why() {
    let project = Project::new(1);
    let server = project.serve();
    let unknown = server.get("/svar/1999-var", "nb");
    assert_eq!(unknown.status, 404);
    assert!(unknown.headers["content-type"].starts_with("text/html") && unknown.body.contains("Vi finner ikke"));
    let large = server.send(&path(), FORM, "nb", format!("code={}", "x".repeat(70_000)));
    assert_eq!(large.status, 413);
    assert!(large.headers["content-type"].starts_with("text/html"));
    assert_eq!(server.send(&path(), "application/json", "nb", "{}").status, 415);
    server.stop().unwrap();
}
