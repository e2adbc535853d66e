//! What every invitation of a wave says.

use survey::{Date, Language, Text, WaveId};

use crate::site::Site;
use crate::words::Words;

/// Who can open the answers while the wave is open. The letter says so, because it is the first thing a sceptic asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyHolder {
    /// Those who run the server have the key in a file.
    Operator,
    /// Three people have a share each, and two of them must come together.
    Shared,
}

/// What is said to everybody, the same in every letter and message.
#[derive(Clone, Debug)]
pub struct Notice<'a> {
    /// Who asks.
    pub sender: &'a str,
    /// What the wave is called.
    pub title: &'a Text,
    /// The wave.
    pub wave: &'a WaveId,
    /// Where the questionnaire is.
    pub site: &'a Site,
    /// The languages that are written, in this order.
    pub languages: &'a [Language],
    /// How many statements there are.
    pub statements: usize,
    /// The last day, where one is decided.
    pub closes: Option<Date>,
    /// Where to ask and to get a new letter, in words that fit every language: a telephone number, an address.
    pub contact: Option<&'a str>,
    /// Who can open the answers.
    pub key_holder: KeyHolder,
}

impl Notice<'_> {
    pub(crate) fn closing(&self, words: &Words) -> String {
        match self.closes {
            Some(date) => words.closes.replace("{date}", &words.date(date)),
            None => words.no_closing.to_owned(),
        }
    }

    pub(crate) fn who_to_ask<'w>(&'w self, words: &'w Words) -> &'w str {
        self.contact.unwrap_or(words.ask_colleagues)
    }

    pub(crate) fn who_has_the_key(&self, words: &Words) -> &'static str {
        match self.key_holder {
            KeyHolder::Operator => words.key_with_operator,
            KeyHolder::Shared => words.key_shared,
        }
    }
}
