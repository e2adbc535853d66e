//! One statement and its answers.

use maud::{Markup, html};
use survey::{Answer, Item};

use super::sheet::Sheet;
use crate::http::questionnaire::answers::mark;
use crate::http::questionnaire::flow::Stop;
use crate::words::{Tongue, pages as text};

/// The page of one item. Opened from the overview, its main button leads back there.
pub(in crate::http::questionnaire) fn item(
    sheet: &Sheet<'_>,
    position: usize,
    item: &Item,
    from_overview: bool,
) -> Markup {
    let tongue = sheet.tongue;
    let say = |words| tongue.say(words);
    let progress = tongue.count(text::QUESTION, &[position.saturating_add(1), sheet.asked.instrument.items().len()]);
    let given = sheet.answers.get(position);
    let (value, label) = if from_overview { ("review", say(text::LOOK_OVER)) } else { ("next", say(text::NEXT)) };
    let content = html! {
        p.progress { (progress) }
        // Before the first item is the start, where only a browser that keeps the form can go without losing it.
        @if position > 0 || sheet.kept { button.link name="go" value="back" { (say(text::BACK)) } }
        @if let Some(module) = begun_here(sheet, position, item) {
            section.module {
                p { strong { (tongue.text(module.title())) } }
                p { (tongue.text(module.intro())) }
            }
        }
        fieldset {
            legend { h1 { (tongue.text(item.wording())) } }
            @for (point, label) in item.answer_scale().labelled_points() {
                (choice(Answer::Point(point), &tongue.text(label), given, false))
            }
            @if let Some(label) = item.answer_scale().not_relevant() {
                (choice(Answer::NotRelevant, &tongue.text(label), given, true))
            }
        }
        p { button name="go" value=(value) { (label) } }
        @if given != Answer::Missing { p { button.link name="go" value="clear" { (say(text::CLEAR)) } } }
        @if !from_overview { p { button.link name="go" value="review" { (say(text::LOOK_OVER)) } } }
    };
    let addresses = sheet.addresses();
    let action =
        if from_overview { addresses.item_from_overview(position) } else { addresses.stop(Stop::Item(position)) };
    let form = sheet.form(&action, Some(position), Some(&sheet.first_button(value, &label, None)), &content);
    sheet.page(&format!("{progress} – {}", sheet.wave_title()), &form)
}

/// The module that begins with this item.
fn begun_here<'a>(sheet: &'a Sheet<'_>, position: usize, item: &Item) -> Option<&'a survey::Module> {
    let before = position.checked_sub(1).and_then(|before| sheet.asked.instrument.items().get(before));
    let begins = before.is_none_or(|before| before.module() != item.module());
    begins.then(|| sheet.asked.instrument.modules().iter().find(|module| module.id() == item.module())).flatten()
}

fn choice(answer: Answer, label: &str, given: Answer, apart: bool) -> Markup {
    html! {
        label.choice.apart[apart] {
            input type="radio" name="answer" value=(mark(answer)) checked[given == answer];
            span { (label) }
        }
    }
}

/// What was answered, in words; none when nothing was.
pub(super) fn in_words(tongue: Tongue, item: &Item, answer: Answer) -> Option<std::borrow::Cow<'_, str>> {
    let scale = item.answer_scale();
    let label = match answer {
        Answer::Missing => None,
        Answer::NotRelevant => scale.not_relevant(),
        Answer::Point(point) => scale.labelled_points().find(|(one, _)| *one == point).map(|(_, label)| label),
    };
    label.map(|label| tongue.text(label))
}
