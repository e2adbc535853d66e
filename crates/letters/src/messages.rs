//! Texts for SMS and e-mail: the invitation, and the reminder that goes to everybody.

use survey::Language;

use crate::notice::Notice;
use crate::words::Words;

/// The text of an invitation by SMS or e-mail; `[link]` stands where the link of the mail-merge table goes.
#[must_use]
pub fn message(notice: &Notice<'_>, language: Language) -> String {
    filled(Words::of(language).message, notice, language)
}

/// The reminder. It is one text for everybody, because nobody knows who has answered.
#[must_use]
pub fn reminder(notice: &Notice<'_>, language: Language) -> String {
    filled(Words::of(language).reminder, notice, language)
}

fn filled(text: &str, notice: &Notice<'_>, language: Language) -> String {
    // What was typed goes in last, so that braces in a title stay what they are.
    text.replace("{closing}", &notice.closing(Words::of(language)))
        .replace("{entry}", &notice.site.entry(notice.wave))
        .replace("{sender}", notice.sender)
        .replace("{title}", notice.title.get(language))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{KeyHolder, Site};
    use survey::{Date, Text, WaveId};

    fn told(write: fn(&Notice<'_>, Language) -> String, closes: Option<Date>) -> [String; 3] {
        let (title, wave) = (Text::new("Høst 2026", "Haust 2026", "Autumn 2026").unwrap(), WaveId::new("h26").unwrap());
        let site: Site = "https://svar.example.no".parse().unwrap();
        let notice = Notice {
            sender: "Asker kommune",
            title: &title,
            wave: &wave,
            site: &site,
            languages: &Language::ALL,
            statements: 81,
            closes,
            contact: None,
            key_holder: KeyHolder::Shared,
        };
        Language::ALL.map(|language| write(&notice, language))
    }

    #[test]
    fn a_reminder_says_that_it_goes_to_all_and_holds_no_code() {
        let texts = told(reminder, Some(Date::new(2026, 10, 14).unwrap()));
        for (text, (said, title)) in texts.iter().zip([
            ("Har du svart, kan du se bort fra dette.", "Høst 2026"),
            ("Har du svart, kan du sjå bort frå dette.", "Haust 2026"),
            ("If you have answered, you can ignore it.", "Autumn 2026"),
        ]) {
            assert!(text.contains(said) && text.contains(title), "{text}");
            assert!(text.contains("https://svar.example.no/svar/h26\n") && text.contains("14"), "{text}");
            assert!(!text.contains("code=") && !text.contains(['{', '}', '[']), "{text}");
        }
    }

    #[test]
    fn a_message_has_one_place_for_the_link_and_fits_in_three_text_messages() {
        for text in told(message, None) {
            assert_eq!(text.matches("[link]").count(), 1, "{text}");
            assert!(!text.contains(['{', '}']), "{text}");
            assert!(text.chars().count() + 60 < 3 * 153, "{} characters: {text}", text.chars().count());
        }
    }
}
