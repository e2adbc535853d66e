//! What a file says about itself: its columns, its title and the notes that travel with it.

use std::collections::BTreeSet;

use thiserror::Error;

use crate::layout::octets_of;
use crate::{Label, Variable, VariableName};

/// The description of a file: at least one variable, and no two with one name.
#[derive(Clone, Debug, PartialEq)]
pub struct Dictionary {
    pub(crate) variables: Vec<Variable>,
    pub(crate) title: Option<Title>,
    pub(crate) notes: Vec<String>,
    pub(crate) day: Option<FileDay>,
    pub(crate) weight: Option<VariableName>,
}

/// The title of a file; the format has room for 64 bytes.
pub type Title = Label<64>;

/// The day that a file says it was made. The format has room for the time of day, which is always written as midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileDay {
    year: u16,
    month: u8,
    day: u8,
}

/// Why variables do not make a dictionary.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DictionaryError {
    /// There are none.
    #[error("a file needs at least one variable")]
    Empty,
    /// Two have one name.
    #[error("two variables are called `{name}`; SPSS does not tell capital letters from small ones")]
    NamedTwice {
        /// The name.
        name: String,
    },
    /// Together they are wider than the format can say.
    #[error("{variables} variables are together wider than a file can be")]
    TooWide {
        /// How many variables.
        variables: usize,
    },
    /// No such day.
    #[error("{year}-{month}-{day} is not a day that a file can name")]
    Day {
        /// Year.
        year: u16,
        /// Month.
        month: u8,
        /// Day.
        day: u8,
    },
}

impl Dictionary {
    /// Puts variables together, in the order of their columns.
    ///
    /// # Errors
    /// When there are none, when two have one name, or when they are wider than the format can say.
    pub fn new(variables: Vec<Variable>) -> Result<Self, DictionaryError> {
        if variables.is_empty() {
            return Err(DictionaryError::Empty);
        }
        let mut names = BTreeSet::new();
        if let Some(twice) = variables.iter().find(|variable| !names.insert(variable.name.folded())) {
            return Err(DictionaryError::NamedTwice { name: twice.name.to_string() });
        }
        let octets: usize = variables.iter().map(|variable| octets_of(&variable.kind)).sum();
        if i32::try_from(octets).is_err() {
            return Err(DictionaryError::TooWide { variables: variables.len() });
        }
        Ok(Self { variables, title: None, notes: Vec::new(), day: None, weight: None })
    }

    /// Gives the file a title.
    #[must_use]
    pub fn with_title(self, title: Title) -> Self {
        Self { title: Some(title), ..self }
    }

    /// Adds a note for whoever opens the file, such as that the questionnaire has not been validated. It is broken into lines of
    /// at most 80 bytes.
    #[must_use]
    pub fn with_note(mut self, note: &str) -> Self {
        self.notes.extend(wrapped(note));
        self
    }

    /// Says when the file was made.
    #[must_use]
    pub fn with_day(self, day: FileDay) -> Self {
        Self { day: Some(day), ..self }
    }

    /// The variables, in the order of their columns.
    #[must_use]
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// Where a variable stands, by its name; capital letters make no difference.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        let name = name.to_lowercase();
        self.variables.iter().position(|variable| variable.name.folded() == name)
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> Option<&Title> {
        self.title.as_ref()
    }

    /// The lines of the notes.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The variable whose numbers say how many people each row stands for, if a file that was read names one.
    #[must_use]
    pub fn weight(&self) -> Option<&VariableName> {
        self.weight.as_ref()
    }
}

impl FileDay {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    /// A day of the calendar.
    ///
    /// # Errors
    /// For a month or a day that there is not.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, DictionaryError> {
        if year > 9999 || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return Err(DictionaryError::Day { year, month, day });
        }
        Ok(Self { year, month, day })
    }

    /// As the header has it: `07 Oct 18`.
    pub(crate) fn in_header(self) -> String {
        let month = Self::MONTHS.get(usize::from(self.month).wrapping_sub(1)).copied().unwrap_or("Jan");
        format!("{:02} {month} {:02}", self.day, self.year % 100)
    }
}

/// Lines of at most [`NOTE_BYTES`] bytes, broken between words where there are some.
fn wrapped(note: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in note.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.len() + 1 + word.len() > NOTE_BYTES {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            for character in word.chars() {
                if line.len() + character.len_utf8() > NOTE_BYTES {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(if character.is_control() { ' ' } else { character });
            }
        }
        lines.push(line);
    }
    lines
}

/// What one line of a note has room for.
pub(crate) const NOTE_BYTES: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Numeric, Textual};

    fn number(name: &str) -> Variable {
        Variable::new(VariableName::parse(name).unwrap(), Numeric::whole(1).unwrap())
    }

    #[test]
    fn names_are_different_and_there_is_one_at_least() {
        assert_eq!(Dictionary::new(Vec::new()), Err(DictionaryError::Empty));
        let twice = Dictionary::new(vec![number("Ås"), number("b"), number("åS")]);
        assert_eq!(twice, Err(DictionaryError::NamedTwice { name: "åS".to_owned() }));
        let dictionary = Dictionary::new(vec![number("a"), number("b")]).unwrap();
        assert_eq!((dictionary.position("B"), dictionary.position("c")), (Some(1), None));
    }

    #[test]
    fn notes_are_broken_between_words_and_lose_none() {
        let word = "å".repeat(100);
        let dictionary = Dictionary::new(vec![number("a")]).unwrap().with_note(&format!("ett to\n\ntre {word} fire"));
        assert!(dictionary.notes().iter().all(|line| line.len() <= NOTE_BYTES));
        assert_eq!(dictionary.notes().first().unwrap(), "ett to");
        assert_eq!(dictionary.notes().concat().matches('å').count(), 100);
    }

    #[test]
    fn days_look_as_the_header_wants_them() {
        assert_eq!(FileDay::new(2018, 10, 7).unwrap().in_header(), "07 Oct 18");
        assert!(FileDay::new(2018, 13, 1).is_err());
    }

    #[test]
    fn a_file_is_not_wider_than_it_can_say() {
        let texts = |count: usize| {
            let text = Textual::of_width(Textual::WIDTH_MAX).unwrap();
            let name = |number| VariableName::parse(&format!("v{number}")).unwrap();
            (0..count).map(|number| Variable::new(name(number), text.clone())).collect::<Vec<_>>()
        };
        assert!(Dictionary::new(texts(1000)).is_ok());
        assert_eq!(Dictionary::new(texts(530_000)), Err(DictionaryError::TooWide { variables: 530_000 }));
    }
}
