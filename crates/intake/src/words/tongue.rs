//! What a page is written in: one of the three languages, or the one that shows how a right-to-left script would look.

use std::borrow::Cow;

use survey::{Language, Text};

use super::Words;

/// A language that a page can be read in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tongue {
    /// Bokmål, the default.
    #[default]
    Nb,
    /// Nynorsk.
    Nn,
    /// English.
    En,
    /// English words, each turned about, on a page that runs from right to left. It has no texts of its own: it is made
    /// for looking at, and offered only where the settings say so.
    Mirror,
}

/// Right-to-left override: what follows runs from right to left whatever it is.
const TURN: char = '\u{202e}';

/// The end of the override.
const END: char = '\u{202c}';

impl Tongue {
    const ALL: [Tongue; 4] = [Tongue::Nb, Tongue::Nn, Tongue::En, Tongue::Mirror];

    /// Every language a reader may choose.
    pub(crate) fn offered(with_mirror: bool) -> impl Iterator<Item = Tongue> {
        Tongue::ALL.into_iter().filter(move |tongue| with_mirror || *tongue != Tongue::Mirror)
    }

    /// The language the words are kept in.
    pub(crate) fn language(self) -> Language {
        match self {
            Tongue::Nb => Language::Nb,
            Tongue::Nn => Language::Nn,
            Tongue::En | Tongue::Mirror => Language::En,
        }
    }

    /// How addresses and buttons name it.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Tongue::Mirror => "rtl",
            other => other.language().code(),
        }
    }

    /// Reads such a name.
    pub(crate) fn parse(tag: &str, with_mirror: bool) -> Option<Tongue> {
        match tag {
            "rtl" => with_mirror.then_some(Tongue::Mirror),
            tag => Language::parse(tag).map(Tongue::from),
        }
    }

    /// The language tag for browsers and screen readers.
    pub(crate) fn lang(self) -> &'static str {
        match self {
            Tongue::Mirror => "ar-XB",
            other => other.language().code(),
        }
    }

    /// The direction, where it is not the usual one.
    pub(crate) fn dir(self) -> Option<&'static str> {
        (self == Tongue::Mirror).then_some("rtl")
    }

    /// What it calls itself.
    pub(crate) fn own_name(self) -> &'static str {
        match self {
            Tongue::Nb => "Bokmål",
            Tongue::Nn => "Nynorsk",
            Tongue::En => "English",
            Tongue::Mirror => "RTL",
        }
    }

    /// A text of ours.
    pub(crate) fn say(self, words: Words) -> Cow<'static, str> {
        self.turned(words.get(self.language()))
    }

    /// A text of ours with a number in each of its places.
    pub(crate) fn count(self, words: Words, numbers: &[usize]) -> String {
        let mut parts = words.get(self.language()).split("{}");
        let mut text = parts.next().unwrap_or_default().to_owned();
        let mut numbers = numbers.iter();
        for part in parts {
            text.extend(numbers.next().map(ToString::to_string));
            text.push_str(part);
        }
        self.turned(&text).into_owned()
    }

    /// A text of the wave or its instrument.
    pub(crate) fn text(self, text: &Text) -> Cow<'_, str> {
        self.turned(text.get(self.language()))
    }

    fn turned(self, text: &str) -> Cow<'_, str> {
        match self {
            Tongue::Mirror => Cow::Owned(text.split(' ').map(turn).collect::<Vec<_>>().join(" ")),
            _ => Cow::Borrowed(text),
        }
    }
}

/// One word the other way round, marks around it included; numbers are read from left to right in every script.
fn turn(word: &str) -> Cow<'_, str> {
    if word.chars().any(char::is_alphabetic) { Cow::Owned(format!("{TURN}{word}{END}")) } else { Cow::Borrowed(word) }
}

impl From<Language> for Tongue {
    fn from(language: Language) -> Tongue {
        match language {
            Language::Nb => Tongue::Nb,
            Language::Nn => Tongue::Nn,
            Language::En => Tongue::En,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mirror_turns_words_leaves_numbers_and_is_offered_only_where_asked_for() {
        let words = Words::new("Spørsmål {} av {}", "Spørsmål {} av {}", "Question {} of {}");
        assert_eq!(Tongue::Mirror.count(words, &[4, 36]), "\u{202e}Question\u{202c} 4 \u{202e}of\u{202c} 36");
        assert_eq!(Tongue::En.count(words, &[4, 36]), "Question 4 of 36");
        assert_eq!(Tongue::parse("rtl", false), None);
        assert_eq!(Tongue::parse("rtl", true), Some(Tongue::Mirror));
        assert_eq!(Tongue::offered(false).count(), 3);
        for tongue in Tongue::offered(true) {
            assert_eq!(Tongue::parse(tongue.tag(), true), Some(tongue));
        }
    }
}
