//! Letters to print: one page of A4 each, in one file.
//!
//! The upper left of a page shows through the window of an envelope. It is empty except for what the owner of the mailing
//! calls the person, so that names are printed or written there outside Mestring.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use survey::Language;

use crate::invitation::Invitation;
use crate::notice::Notice;
use crate::qr::{LinkTooLong, drawing};
use crate::words::Words;

const STYLE: &str = include_str!("paper.css");

/// One file with a page for each invitation that is handed out on paper, in the order given.
///
/// # Errors
/// [`LinkTooLong`] when the address does not fit in a QR code.
pub fn letters(notice: &Notice<'_>, invitations: &[Invitation]) -> Result<String, LinkTooLong> {
    let first = notice.languages.first().copied().unwrap_or_default();
    let texts = texts(notice);
    let on_paper = invitations.iter().filter(|invitation| invitation.channel.is_paper());
    let pages = on_paper.map(|invitation| page(notice, invitation, first, &texts)).collect::<Result<Vec<_>, _>>()?;
    let document = html! {
        (DOCTYPE)
        html lang=(first.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (notice.title.get(first)) " (" (pages.len()) ")" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header.operator lang="en" {
                    (pages.len()) " letters for wave " (notice.wave) ". Print at 100 % on A4, one side. Names go in the \
                    window at the upper left. Delete this file when the letters are sent: it holds every code."
                }
                main { @for page in &pages { (page) } }
            }
        }
    };
    Ok(document.into_string())
}

fn page(notice: &Notice<'_>, invitation: &Invitation, first: Language, texts: &Markup) -> Result<Markup, LinkTooLong> {
    let in_order = |pick: fn(&Words) -> &'static str| spoken(notice.languages, pick);
    Ok(html! {
        article.letter {
            p.sender { (notice.sender) }
            p.window { (invitation.id) " · " (invitation.channel.as_str()) }
            div.scan {
                (drawing(&invitation.link, Words::of(first).qr_label)?)
                (in_order(|words| words.scan))
            }
            h1 { (notice.title.get(first)) }
            div.panel {
                (in_order(|words| words.go_to))
                p.address { (broken(&notice.site.typed(notice.wave))) }
                (in_order(|words| words.your_code))
                p.code { (invitation.code) }
            }
            (texts)
        }
    })
}

/// A few words in each language, those that are the same said once.
fn spoken(languages: &[Language], pick: fn(&Words) -> &'static str) -> Markup {
    let mut said = Vec::new();
    html! {
        p.label {
            @for language in languages {
                @let words = pick(Words::of(*language));
                @if !said.contains(&words) {
                    @if !said.is_empty() { " · " }
                    span lang=(language.code()) { (words) }
                    ({ said.push(words); "" })
                }
            }
        }
    }
}

/// An address that may be broken before a slash, and nowhere else.
fn broken(address: &str) -> Markup {
    html! {
        @for (number, part) in address.split('/').enumerate() {
            @if number > 0 { wbr; }
            span { @if number > 0 { "/" } (part) }
        }
    }
}

/// What is the same in every letter, made once.
fn texts(notice: &Notice<'_>) -> Markup {
    let first = notice.languages.first().copied().unwrap_or_default();
    html! {
        div.texts data-languages=(notice.languages.len()) {
            @for language in notice.languages {
                @let words = Words::of(*language);
                @let title = notice.title.get(*language);
                section lang=(language.code()) {
                    @if notice.languages.len() > 1 { p.language { (words.language_name) } }
                    @if title != notice.title.get(first) { p.title { (title) } }
                    p.lead {
                        strong { (words.question) } " "
                        (words.invitation.replace("{statements}", &notice.statements.to_string())) " "
                        strong { (notice.closing(words)) }
                    }
                    p { strong { (words.unseen) } " " (words.unseen_more) " " (notice.who_has_the_key(words)) }
                    p { strong { (words.once) } " " (words.once_more) }
                    p { strong { (words.no_phone) } " " (words.no_phone_more) }
                    p { strong { (words.ask) } " " (notice.who_to_ask(words)) " " (words.new_letter) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Channel, KeyHolder, Site};
    use survey::{Date, Text, WaveId};

    fn invitation(id: &str, channel: Channel, code: &str) -> Invitation {
        let wave = WaveId::new("2026-host").unwrap();
        let site: Site = "https://svar.example.no".parse().unwrap();
        let link = site.link(&wave, code);
        Invitation { id: id.to_owned(), unit: None, role_class: None, channel, code: code.to_owned(), link }
    }

    fn made(languages: &[Language], key_holder: KeyHolder, invitations: &[Invitation]) -> String {
        let title = Text::new("Høst <2026>", "Haust <2026>", "Autumn <2026>").unwrap();
        let wave = WaveId::new("2026-host").unwrap();
        let site: Site = "https://svar.example.no".parse().unwrap();
        let notice = Notice {
            sender: "Asker kommune",
            title: &title,
            wave: &wave,
            site: &site,
            languages,
            statements: 81,
            closes: Some(Date::new(2026, 10, 14).unwrap()),
            contact: Some("31 00 00 00"),
            key_holder,
        };
        letters(&notice, invitations).unwrap()
    }

    #[test]
    fn each_letter_on_paper_has_its_own_code_and_square_and_links_get_none() {
        let invitations = [
            invitation("1001", Channel::Letter, "K7QM-2D9X-0VTR-5"),
            invitation("1002", Channel::Sms, "7KQM-2D9X-0VTR-1HAB-WCEF-GJNP-SY"),
            invitation("<b>1003", Channel::Kiosk, "0000-0000-0000-0"),
        ];
        let html = made(&[Language::Nb], KeyHolder::Shared, &invitations);
        let pages: Vec<&str> = html.split("<article").skip(1).collect();
        assert_eq!(pages.len(), 2);
        for (page, invitation) in pages.iter().zip([&invitations[0], &invitations[2]]) {
            assert_eq!(page.matches(&invitation.code).count(), 1, "the code is printed once");
            assert_eq!(crate::qr::tests::read(page), invitation.link);
            assert!(
                page.contains("<span>svar.example.no</span><wbr><span>/svar</span><wbr><span>/2026-host</span>"),
                "the address to type"
            );
        }
        assert!(html.contains("&lt;b&gt;1003") && html.contains("Høst &lt;2026&gt;"), "what was typed stays text");
        assert!(!html.contains("1HAB") && !html.contains("1002"));
        assert!(!html.contains("<script") && !html.contains("src="), "nothing is loaded and nothing runs");
    }

    #[test]
    fn every_chosen_language_says_everything_once_and_no_other_does() {
        let one = [invitation("1", Channel::Letter, "K7QM-2D9X-0VTR-5")];
        for languages in [&[Language::En][..], &[Language::Nb, Language::En], &Language::ALL] {
            let html = made(languages, KeyHolder::Operator, &one);
            for language in Language::ALL {
                let expected = usize::from(languages.contains(&language));
                let words = Words::of(language);
                for sentence in
                    [words.unseen, words.unseen_more, words.once_more, words.no_phone_more, words.new_letter]
                {
                    assert_eq!(html.matches(sentence).count(), expected, "{language}: {sentence}");
                }
            }
            assert!(
                !html.contains(['{', '}']) || html.split("</style>").nth(1).is_some_and(|body| !body.contains('{'))
            );
        }
    }

    #[test]
    fn who_has_the_key_is_said_as_it_is() {
        let one = [invitation("1", Channel::Letter, "K7QM-2D9X-0VTR-5")];
        let shared = made(&[Language::Nb], KeyHolder::Shared, &one);
        let operator = made(&[Language::Nb], KeyHolder::Operator, &one);
        assert!(shared.contains("ingen kan åpne svar alene") && !shared.contains("De som drifter"));
        assert!(
            operator.contains("De som drifter undersøkelsen, har nøkkelen") && !operator.contains("ingen kan åpne")
        );
    }
}
