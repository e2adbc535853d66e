//! One text in as many of our languages as a foreign questionnaire has it.

use survey::Language;

/// A text that may be missing in some languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Texts([Option<String>; 3]);

impl Texts {
    /// The same words in every language, for words that are numbers.
    pub(super) fn same(text: &str) -> Self {
        Self([Some(text.to_owned()), Some(text.to_owned()), Some(text.to_owned())])
    }

    /// Our own words.
    pub(super) fn ours(nb: &str, nn: &str, en: &str) -> Self {
        Self([Some(nb.to_owned()), Some(nn.to_owned()), Some(en.to_owned())])
    }

    /// Takes a text; nothing but white space is no text, markup and line breaks become spaces, and what was there stays.
    pub(super) fn set(&mut self, language: Language, text: &str) {
        let text = plain(text);
        if let Some(place) = self.place(language).filter(|place| place.is_none() && !text.is_empty()) {
            *place = Some(text);
        }
    }

    pub(super) fn get(&self, language: Language) -> Option<&str> {
        let position = Language::ALL.iter().position(|&known| known == language)?;
        self.0.get(position)?.as_deref()
    }

    fn place(&mut self, language: Language) -> Option<&mut Option<String>> {
        let position = Language::ALL.iter().position(|&known| known == language)?;
        self.0.get_mut(position)
    }

    pub(super) fn missing(&self) -> Vec<Language> {
        Language::ALL.into_iter().filter(|&language| self.get(language).is_none()).collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }

    /// The text for a reader of English messages: the first there is.
    pub(super) fn any(&self) -> &str {
        self.0.iter().flatten().next().map_or("", String::as_str)
    }

    /// These texts, or others where there are none at all.
    pub(super) fn or(&self, other: &Self) -> Self {
        if self.is_empty() { other.clone() } else { self.clone() }
    }
}

/// What editors of questionnaires write for characters; the ampersand comes last, for it begins the others.
const ENTITIES: [(&str, &str); 20] = [
    ("&nbsp;", " "),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&#39;", "'"),
    ("&aelig;", "æ"),
    ("&oslash;", "ø"),
    ("&aring;", "å"),
    ("&AElig;", "Æ"),
    ("&Oslash;", "Ø"),
    ("&Aring;", "Å"),
    ("&eacute;", "é"),
    ("&ograve;", "ò"),
    ("&ndash;", "–"),
    ("&mdash;", "—"),
    ("&laquo;", "«"),
    ("&raquo;", "»"),
    ("&hellip;", "…"),
    ("&shy;", ""),
    ("&amp;", "&"),
];

/// The words without HTML tags, the commonest entities and line breaks, which questionnaire editors add.
pub(super) fn plain(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find('<') {
        let (before, tag) = rest.split_at(begin);
        words.push_str(before);
        let is_tag = tag.get(1..).is_some_and(|inner| inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'));
        match tag.find('>').filter(|_| is_tag) {
            Some(end) => {
                words.push(' ');
                rest = tag.get(end + 1..).unwrap_or_default();
            }
            None => {
                words.push('<');
                rest = tag.get(1..).unwrap_or_default();
            }
        }
    }
    words.push_str(rest);
    let words = ENTITIES.iter().fold(words, |words, (entity, character)| words.replace(entity, character));
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The language that a heading or tag of another tool means: `nb`, `Norsk bokmål (nb)`, `Nynorsk`, `English (en)`.
pub(super) fn language(tag: &str) -> Option<Language> {
    let tag = tag.trim().to_lowercase();
    let inner = tag.rsplit_once('(').map(|(_, inner)| inner.trim_end_matches(')').trim().to_owned());
    let by_code = |code: &str| {
        Language::parse(code).or(match code {
            "nob" => Some(Language::Nb),
            "nno" => Some(Language::Nn),
            "eng" => Some(Language::En),
            _ => None,
        })
    };
    inner.as_deref().map_or_else(|| by_code(&tag), by_code).or_else(|| {
        let name = tag.split('(').next().unwrap_or_default().trim().to_owned();
        if name.contains("nynorsk") {
            Some(Language::Nn)
        } else if name.contains("bokmål") || matches!(name.as_str(), "norsk" | "norwegian") {
            Some(Language::Nb)
        } else {
            matches!(name.as_str(), "english" | "engelsk").then_some(Language::En)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_say_languages_in_many_ways() {
        for (tag, expected) in [
            ("nb", Some(Language::Nb)),
            ("Norsk bokmål (nb)", Some(Language::Nb)),
            ("Norsk (no)", Some(Language::Nb)),
            ("Bokmål", Some(Language::Nb)),
            ("Norwegian", Some(Language::Nb)),
            ("Nynorsk (nn)", Some(Language::Nn)),
            ("nno", Some(Language::Nn)),
            ("English (en)", Some(Language::En)),
            ("en-GB", Some(Language::En)),
            ("Polski (pl)", None),
        ] {
            assert_eq!(language(tag), expected, "{tag}");
        }
    }

    #[test]
    fn markup_is_no_part_of_a_statement() {
        assert_eq!(plain("<p>Jeg&nbsp;trives <b>godt</b>\n på jobb.</p>"), "Jeg trives godt på jobb.");
        assert_eq!(plain("p&aring; &laquo;jobb&raquo; &amp;aring;"), "på «jobb» &aring;");
        assert_eq!(plain("1 < 2 og 3 > 2"), "1 < 2 og 3 > 2");
    }
}
