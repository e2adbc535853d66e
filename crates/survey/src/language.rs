//! The three languages every text for people is written in: bokmål, nynorsk and English.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A language that people read Mestring in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Norwegian bokmål, the default.
    #[default]
    Nb,
    /// Norwegian nynorsk.
    Nn,
    /// English.
    En,
}

impl Language {
    /// Every language, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Nb, Self::Nn, Self::En];

    /// The language tag: `nb`, `nn` or `en`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nb => "nb",
            Self::Nn => "nn",
            Self::En => "en",
        }
    }

    /// Reads a language tag. Case and a region (`en-GB`) do not matter, and `no` means bokmål.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "nb" | "no" => Some(Self::Nb),
            "nn" => Some(Self::Nn),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.code())
    }
}

/// Why three texts cannot be a [`Text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// One of the three languages has nothing but white space.
    #[error("the text in language `{0}` is empty")]
    Empty(Language),
}

/// One text in every language. No language can be missing or empty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "TextOnTheWire", into = "TextOnTheWire")]
pub struct Text {
    nb: String,
    nn: String,
    en: String,
}

/// A text as it stands in a file; promises nothing.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a text in three languages, { nb = \"…\", nn = \"…\", en = \"…\" }")]
struct TextOnTheWire {
    nb: String,
    nn: String,
    en: String,
}

impl Text {
    /// Takes the text in bokmål, nynorsk and English; white space around it is removed.
    pub fn new(nb: impl Into<String>, nn: impl Into<String>, en: impl Into<String>) -> Result<Self, TextError> {
        let trimmed = |language, text: String| {
            let text = text.trim();
            if text.is_empty() { Err(TextError::Empty(language)) } else { Ok(text.to_owned()) }
        };
        Ok(Self {
            nb: trimmed(Language::Nb, nb.into())?,
            nn: trimmed(Language::Nn, nn.into())?,
            en: trimmed(Language::En, en.into())?,
        })
    }

    /// The text in one language.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Nb => &self.nb,
            Language::Nn => &self.nn,
            Language::En => &self.en,
        }
    }
}

impl TryFrom<TextOnTheWire> for Text {
    type Error = TextError;
    fn try_from(wire: TextOnTheWire) -> Result<Self, TextError> {
        Self::new(wire.nb, wire.nn, wire.en)
    }
}

impl From<Text> for TextOnTheWire {
    fn from(Text { nb, nn, en }: Text) -> Self {
        Self { nb, nn, en }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_with_its_region_and_in_any_case() {
        for (tag, expect) in [
            ("nb", Some(Language::Nb)),
            ("no", Some(Language::Nb)),
            ("nb-NO", Some(Language::Nb)),
            ("NN", Some(Language::Nn)),
            ("en_GB", Some(Language::En)),
            ("sv", None),
            ("", None),
            ("english", None),
        ] {
            assert_eq!(Language::parse(tag), expect, "{tag}");
        }
        for language in Language::ALL {
            assert_eq!(Language::parse(language.code()), Some(language));
        }
    }

    #[test]
    fn a_text_names_the_language_that_is_empty() {
        assert_eq!(Text::new("a", "b", "c").unwrap().get(Language::Nn), "b");
        assert_eq!(Text::new("", "b", "c"), Err(TextError::Empty(Language::Nb)));
        assert_eq!(Text::new("a", " \n", "c"), Err(TextError::Empty(Language::Nn)));
        assert_eq!(Text::new("a", "b", "\t"), Err(TextError::Empty(Language::En)));
    }

    #[test]
    fn serde_refuses_a_missing_an_empty_and_an_unknown_language() {
        for text in
            [r#"{"nb":"a","nn":"b"}"#, r#"{"nb":"a","nn":"b","en":" "}"#, r#"{"nb":"a","nn":"b","en":"c","sv":"d"}"#]
        {
            assert!(serde_json::from_str::<Text>(text).is_err(), "{text}");
        }
        let text = Text::new("a", "b", "c").unwrap();
        assert_eq!(serde_json::from_str::<Text>(&serde_json::to_string(&text).unwrap()).unwrap(), text);
    }
}
