//! All statements with their answers, and the one button that sends them. With many statements every byte of a row
//! counts, so rows are as short as they can be: the number is the list's own.

use maud::{Markup, html};

use super::item::in_words;
use super::sheet::{Complaint, Sheet, code_field, summary};
use crate::http::questionnaire::flow::Stop;
use crate::words::pages as text;

/// What the overview shows beside the answers.
pub(in crate::http::questionnaire) struct Overview<'a> {
    /// What was wrong with what was sent.
    pub(in crate::http::questionnaire) complaint: Option<Complaint>,
    /// The code to show in its field; none where the browser keeps the code and nothing is wrong with it.
    pub(in crate::http::questionnaire) code: Option<&'a str>,
    /// Whether the wave takes answers.
    pub(in crate::http::questionnaire) open: bool,
}

/// The page that shows everything before it is sent.
pub(in crate::http::questionnaire) fn overview(sheet: &Sheet<'_>, shown: &Overview<'_>) -> Markup {
    let tongue = sheet.tongue;
    let Overview { complaint, code, open } = shown;
    let say = |words| tongue.say(words);
    let total = sheet.asked.instrument.items().len();
    let answered = sheet.answers.answered();
    let send = sheet.addresses().send();
    let content = html! {
        @if *open { button.link name="go" value="back" { (say(text::BACK)) } }
        @if let Some(complaint) = complaint { (summary(tongue, complaint, *open)) }
        h1 { (say(text::OVERVIEW)) }
        p {
            @if answered == total {
                (tongue.count(text::ALL_ANSWERED, &[total]))
            } @else {
                (tongue.count(text::SOME_UNANSWERED, &[answered, total, total.saturating_sub(answered)]))
            }
        }
        @if *open { p { a href="#send" { (say(text::TO_SEND)) } } }
        (rows(sheet, *open))
        @if *open {
            @if let Some(typed) = code { (code_field(tongue, typed, complaint.as_ref())) }
            p.hint { (say(text::SEND_HINT)) }
            p #send { button name="go" value="send" formaction=(send) { (say(text::SEND)) } }
        }
    };
    // Enter in the field for the code sends; without that field nothing reacts to Enter.
    let first = code.filter(|_| *open).map(|_| sheet.first_button("send", &say(text::SEND), Some(&send)));
    let form = sheet.form(&sheet.addresses().stop(Stop::Overview), None, first.as_ref(), &content);
    let title = complaint.as_ref().map_or_else(|| say(text::OVERVIEW), |complaint| say(complaint.notice.title));
    sheet.page(&format!("{title} – {}", sheet.wave_title()), &form)
}

fn rows(sheet: &Sheet<'_>, open: bool) -> Markup {
    let tongue = sheet.tongue;
    html! {
        @for module in sheet.asked.instrument.modules() {
            @let mut first = sheet.items().filter(|(_, item)| item.module() == module.id()).peekable();
            @let start = first.peek().map_or(1, |(position, _)| position.saturating_add(1));
            h2 { (tongue.text(module.title())) }
            ol.review start=[(start > 1).then_some(start)] {
                @for (position, item) in first {
                    li {
                        (tongue.text(item.wording()))
                        @match in_words(tongue, item, sheet.answers.get(position)) {
                            Some(given) => b { (given) },
                            None => i { (tongue.say(text::UNANSWERED)) },
                        }
                        @if open {
                            @let number = position.saturating_add(1);
                            button name="go" value=(number) { (tongue.count(text::CHANGE, &[number])) }
                        }
                    }
                }
            }
        }
    }
}
