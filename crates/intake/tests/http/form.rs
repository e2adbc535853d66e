//! From the start to the receipt, with and without cookies.

use survey::Answer;

use crate::form_reader::{Reader, between};
use crate::support::*;

const EVERY_LANGUAGE: [(&str, &str); 4] = [("nb", "nb"), ("nn", "nn"), ("en", "en"), ("rtl", "ar-XB")];

fn value(answer: Answer) -> String {
    match answer {
        Answer::Missing => "-".to_owned(),
        Answer::NotRelevant => "n".to_owned(),
        Answer::Point(point) => point.to_string(),
    }
}

/// Every kind of answer, each person's in another order.
fn answer(person: usize, position: usize) -> Answer {
    match (person * 3 + position) % 7 {
        0 => Answer::Missing,
        1 => Answer::NotRelevant,
        other => Answer::Point(u8::try_from(other - 1).unwrap()),
    }
}

#[test]
fn the_shipped_questionnaire_is_walked_in_every_language_with_and_without_cookies() {
    let project = Project::shipped(8);
    let server = Server::start_with(&project.database(), |config| config.test_language = true).unwrap();
    let instrument = survey::mestring().unwrap();
    let total = instrument.items().len();
    let walks = EVERY_LANGUAGE.into_iter().flat_map(|language| [(language, true), (language, false)]);
    for (person, ((language, lang), keeps)) in walks.enumerate() {
        let code = project.codes[person].to_string();
        let mut reader = Reader::begin(&server, keeps, language, &code);
        for (position, item) in instrument.items().iter().enumerate() {
            let number = position + 1;
            let page = &reader.page.body;
            assert!(page.contains(&format!("<html lang=\"{lang}\"")), "{page}");
            assert_eq!(page.contains("dir=\"rtl\""), language == "rtl");
            assert_eq!(reader.page.headers["content-language"], lang);
            assert!(page.contains(&format!(" data-item=\"{number}\"")));
            if let Some(language) = survey::Language::parse(language) {
                assert_eq!(reader.heading(), item.wording().get(language).replace('"', "&quot;"));
                let progress = format!(
                    "{} {number} {} {total}",
                    ["Spørsmål", "Spørsmål", "Question"][language as usize],
                    ["av", "av", "of"][language as usize]
                );
                assert!(reader.title().starts_with(&progress), "{}", reader.title());
                assert!(page.contains(&format!("<p class=\"progress\">{progress}</p>")));
                for label in item.answer_scale().labels() {
                    assert!(page.contains(&format!("<span>{}</span>", label.get(language))), "{page}");
                }
                let module = instrument.modules().iter().find(|module| module.id() == item.module()).unwrap();
                let first = position == 0 || instrument.items()[position - 1].module() != item.module();
                assert_eq!(page.contains(&module.intro().get(language).replace('"', "&quot;")), first, "{number}");
            }
            assert_eq!(page.matches("<fieldset><legend><h1>").count(), 1);
            assert_eq!(page.matches("<h1>").count(), 1);
            assert_eq!(page.contains("value=\"back\""), keeps || position > 0);
            let answer = answer(person, position);
            if answer != Answer::Missing {
                reader.choose(&value(answer));
            }
            reader.press("next");
            assert_eq!(reader.page.status, 200);
        }
        let expected: String = (0..total).map(|position| value(answer(person, position))).collect();
        assert_eq!(reader.answers(), expected, "{language}");
        let missing = expected.matches('-').count();
        assert_eq!(reader.page.body.matches("<li>").count() - 4, total, "one row per question, and the languages");
        assert_eq!(reader.page.body.matches("<i>").count(), missing);
        assert!(
            reader.page.body.contains(&missing.to_string())
                && reader.page.body.contains(&(total - missing).to_string())
        );
        assert_eq!(reader.page.body.contains("id=\"code\""), !keeps, "the code is asked for where it was not kept");
        if !keeps {
            assert!(!reader.page.body.contains(&code));
            reader.kind_in(&code.to_lowercase());
        }
        reader.press("send");
        assert_eq!(reader.page.status, if keeps { 200 } else { 201 });
        assert_eq!(reader.receipt().len(), 19);
        assert!(reader.cookie.is_none(), "the receipt leaves nothing in the browser");
        assert_eq!(reader.at.contains("/takk?"), keeps);
        assert!(!reader.page.body.contains(&code));
    }
    server.stop().unwrap();
    let mut stored: Vec<_> = project.stored().iter().map(|record| record.response.answers().to_vec()).collect();
    let mut sent: Vec<Vec<Answer>> =
        (0..8).map(|person| (0..total).map(|position| answer(person, position)).collect()).collect();
    stored.sort();
    sent.sort();
    assert_eq!(stored, sent, "what is stored is what was chosen");
}

#[test]
fn a_language_change_keeps_everything_and_the_choice_not_yet_sent() {
    let project = Project::new(2);
    let server = Server::start_with(&project.database(), |config| config.test_language = true).unwrap();
    for (keeps, code) in [true, false].into_iter().zip(&project.codes) {
        let mut reader = Reader::begin(&server, keeps, "nb", &code.to_string());
        reader.choose("4");
        reader.press("next");
        reader.choose("n");
        for (button, heading) in [
            ("lang-nn", "Eg får tenkje ferdig."),
            ("lang-en", "I get to finish thinking."),
            (
                "lang-rtl",
                "\u{202e}I\u{202c} \u{202e}get\u{202c} \u{202e}to\u{202c} \u{202e}finish\u{202c} \u{202e}thinking.\u{202c}",
            ),
            ("lang-nb", "Jeg får tenke ferdig."),
            ("lang-en", "I get to finish thinking."),
        ] {
            reader.press(button);
            assert_eq!(reader.heading(), heading);
            assert_eq!((reader.checked().as_deref(), reader.answers().as_str()), (Some("n"), "4n-"));
        }
        reader.press("next");
        assert_eq!(reader.heading(), "I am often interrupted.", "the language stays");
        reader.press("next");
        if !keeps {
            reader.kind_in(&code.to_string());
        }
        reader.press("lang-nn");
        assert_eq!(reader.heading(), "Sjå over svara");
        assert_eq!(reader.code_shown(), (!keeps).then(|| code.to_string()), "a typed code stays too");
        reader.press("send");
        assert!(reader.heading().starts_with("Takk!"));
        let (link, _) = reader.page.body.split_once("\" lang=\"en\"").unwrap();
        let link = link.rsplit("href=\"").next().unwrap().replace("&amp;", "&");
        let receipt = reader.receipt();
        reader.go_to(&link);
        assert_eq!((reader.heading(), reader.receipt()), ("Thank you! Your answer is stored", receipt));
    }
    server.stop().unwrap();
    assert_eq!(project.stored().len(), 2);
}

#[test]
fn the_test_language_is_offered_only_where_the_settings_say_so() {
    let project = Project::new(1);
    let server = project.serve();
    let mut reader = Reader::open(&server, true, &format!("/svar/{WAVE}?lang=rtl"));
    assert!(!reader.page.body.contains("rtl") && reader.page.body.contains("<html lang=\"nb\">"));
    reader.go_to(&format!("/svar/{WAVE}/1?lang=nb"));
    assert!(!reader.page.body.contains("lang-rtl"));
    let (action, body) = reader.filled("next");
    reader.ask("POST", &action, body.replace("go=next", "go=lang-rtl"));
    assert!(reader.page.body.contains("<html lang=\"nb\">"), "{}", reader.page.body);
    server.stop().unwrap();
}

#[test]
fn back_clear_and_changing_from_the_overview() {
    let project = Project::new(2);
    let server = project.serve();
    for (keeps, code) in [true, false].into_iter().zip(&project.codes) {
        let mut reader = Reader::begin(&server, keeps, "en", &code.to_string());
        assert!(!reader.page.body.contains("value=\"clear\""), "nothing to take back yet");
        reader.choose("5");
        reader.press("next");
        reader.choose("2");
        reader.press("back");
        assert_eq!(
            (reader.checked().as_deref(), reader.answers().as_str()),
            (Some("5"), "52-"),
            "back keeps the choice"
        );
        reader.press("clear");
        assert_eq!((reader.checked(), reader.answers().as_str()), (None, "-2-"));
        assert_eq!(reader.heading(), "It is calm around me.");
        assert!(!reader.page.body.contains("value=\"clear\""));
        reader.press("review");
        assert_eq!(reader.heading(), "Look over your answers");
        assert!(reader.page.body.contains("You have answered 1 of 3 questions. 2 have no answer"));
        assert!(reader.page.body.contains("I get to finish thinking.<b>Disagree</b>"), "{}", reader.page.body);
        assert!(reader.page.body.contains("It is calm around me.<i>No answer</i>"));
        reader.press("3");
        assert_eq!(reader.heading(), "I am often interrupted.");
        reader.choose("n");
        reader.press("lang-nb");
        reader.press("lang-en");
        reader.press("review");
        assert_eq!(reader.answers(), "-2n");
        assert!(reader.page.body.contains("I am often interrupted.<b>Not relevant</b>"));
        reader.press("back");
        assert_eq!(reader.heading(), "I am often interrupted.");
        reader.press("review");
        if !keeps {
            reader.kind_in(&code.to_string());
        }
        reader.press("send");
        assert!(reader.heading().starts_with("Thank you"));
    }
    server.stop().unwrap();
    let stored = project.stored();
    assert!(
        stored
            .iter()
            .all(|record| record.response.answers() == [Answer::Missing, Answer::Point(2), Answer::NotRelevant])
    );
    assert_eq!(stored.len(), 2);
}

#[test]
fn enter_does_what_the_main_button_does() {
    let project = Project::new(1);
    let server = project.serve();
    let mut reader = Reader::begin(&server, true, "nb", &project.codes[0].to_string());
    let first = |reader: &Reader<'_>| between(&reader.page.body, "<button", ">").unwrap().to_owned();
    assert!(first(&reader).contains("value=\"next\"") && first(&reader).contains("tabindex=\"-1\""));
    reader.press("review");
    reader.press("2");
    assert!(first(&reader).contains("value=\"review\""), "a question opened from the overview leads back to it");
    // A browser without cookies types the code on the overview; Enter there sends.
    let mut stranger = Reader::open(&server, false, &format!("/svar/{WAVE}/1?lang=nb"));
    stranger.press("review");
    assert!(
        first(&stranger).contains("value=\"send\"")
            && first(&stranger).contains("formaction=\"/svar/2021-host/send?lang=nb\"")
    );
    server.stop().unwrap();
}

#[test]
fn reload_and_the_browsers_own_back_show_what_was_saved_last() {
    let project = Project::new(1);
    let server = project.serve();
    let mut reader = Reader::begin(&server, true, "nb", &project.codes[0].to_string());
    let first = reader.at.clone();
    reader.choose("3");
    let stale = reader.filled("next");
    reader.press("next");
    reader.choose("4");
    reader.press("next");
    let here = reader.at.clone();
    reader.go_to(&here);
    assert_eq!(reader.answers(), "34-");
    reader.go_to(&first);
    assert_eq!((reader.checked().as_deref(), reader.answers().as_str()), (Some("3"), "34-"));
    // An old page that the browser had kept knows less than the browser's cookie: nothing is lost by sending it.
    reader.ask("POST", &stale.0, stale.1.replace("answer=3", "answer=1"));
    assert_eq!(reader.answers(), "14-");
    // Whoever goes back to the start and begins again with the same code goes on where the first gap is.
    reader.go_to(&format!("/svar/{WAVE}?lang=nb"));
    assert_eq!(reader.code_shown(), Some(project.codes[0].to_string()));
    reader.press("");
    assert_eq!((reader.heading(), reader.answers().as_str()), ("Jeg blir ofte avbrutt.", "14-"));
    server.stop().unwrap();
}

#[test]
fn sending_twice_counts_once_and_gives_the_same_receipt() {
    let project = Project::new(2);
    let server = project.serve();
    for (keeps, code) in [true, false].into_iter().zip(&project.codes) {
        let mut reader = Reader::begin(&server, keeps, "nb", &code.to_string());
        reader.choose("4");
        reader.press("review");
        if !keeps {
            reader.kind_in(&code.to_string());
        }
        let (action, body) = reader.filled("send");
        let twice = [(); 2].map(|()| reader.request("POST", &action, body.clone()));
        assert_eq!(twice.each_ref().map(|reply| reply.status), if keeps { [303, 303] } else { [201, 200] });
        assert_eq!(twice[0].body, twice[1].body);
        assert_eq!(twice[0].headers.get("location"), twice[1].headers.get("location"));
        if keeps {
            reader.go_to(&twice[0].headers["location"].clone());
            let receipt = reader.receipt();
            // The page before, sent once more when the cookie is gone: the code is asked for, and the receipt is the same.
            reader.ask("POST", &action, body.clone());
            assert_eq!((reader.page.status, reader.answers().as_str()), (422, "4--"));
            reader.kind_in(&code.to_string());
            reader.press("send");
            assert_eq!((reader.page.status, reader.receipt()), (200, receipt));
        }
        // After the receipt the pages before it have nothing to show, and say that all is well.
        reader.cookie = None;
        reader.go_to(&format!("/svar/{WAVE}/se-over?lang=nb"));
        assert_eq!(reader.page.status, 404);
        assert!(reader.page.body.contains("Har du fått kvittering, er svaret ditt trygt lagret"));
    }
    server.stop().unwrap();
    assert_eq!(project.stored().len(), 2);
}

#[test]
fn reading_never_uses_a_code() {
    let project = Project::new(1);
    let server = project.serve();
    let code = &project.codes[0];
    let mut reader = Reader::begin(&server, true, "nb", &code.to_string());
    reader.choose("2");
    reader.press("review");
    for path in ["", "/1", "/2", "/se-over", "/send", "/takk", "/takk?kvittering=0123-4567-89AZ-01ZG"] {
        for device in ["/svar", "/kiosk"] {
            let separator = if path.contains('?') { '&' } else { '?' };
            let mut scanner =
                Reader::open(&server, true, &format!("{device}/{WAVE}{path}{separator}code={code}&lang=en"));
            scanner.cookie.clone_from(&reader.cookie);
            let at = scanner.at.clone();
            scanner.go_to(&at);
            assert_eq!(
                scanner.code_shown().is_some(),
                path.is_empty(),
                "the code is filled in at the start only: {path}"
            );
        }
    }
    assert_eq!(server.post(&body(code, 1, [1, 1, 1])).status, 201);
    server.stop().unwrap();
}
