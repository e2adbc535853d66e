//! A text in three languages that is written in the program.

use survey::Language;

/// One text in bokmål, nynorsk and English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    nb: &'static str,
    nn: &'static str,
    en: &'static str,
}

impl Words {
    /// The text in bokmål, nynorsk and English.
    #[must_use]
    pub const fn new(nb: &'static str, nn: &'static str, en: &'static str) -> Words {
        Words { nb, nn, en }
    }

    /// The text in one language.
    #[must_use]
    pub const fn get(self, language: Language) -> &'static str {
        match language {
            Language::Nb => self.nb,
            Language::Nn => self.nn,
            Language::En => self.en,
        }
    }
}
