//! The keys of one table of a TOML file, each read once; everything that is wrong with them is kept.

use std::ops::Range as Bytes;

use survey::{FileError, Text};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The file being read, and everything found wrong in it so far.
pub(super) struct Reading<'a> {
    file: &'a str,
    text: &'a str,
    errors: Vec<FileError>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(file: &'a str, text: &'a str) -> Reading<'a> {
        Reading { file, text, errors: Vec::new() }
    }

    /// Keeps an error about a place in the file.
    pub(super) fn wrong(
        &mut self,
        at: &Bytes<usize>,
        field: &str,
        problem: impl std::fmt::Display,
        remedy: impl Into<String>,
    ) {
        self.errors.push(FileError::at(self.file, self.text, at, field, problem.to_string(), remedy));
    }

    /// Everything found, in the order of the file.
    pub(super) fn into_errors(self) -> Vec<FileError> {
        let mut errors = self.errors;
        errors.sort_by_key(|error| error.line);
        errors
    }
}

/// A value with its place in the file.
pub(super) struct Found<T> {
    pub(super) value: T,
    pub(super) at: Bytes<usize>,
}

/// One table, whose keys are taken one by one.
pub(super) struct Fields<'t, 'i> {
    table: &'t DeTable<'i>,
    at: Bytes<usize>,
}

impl<'t, 'i> Fields<'t, 'i> {
    /// The table, where the header is; a key that is not expected is an error.
    pub(super) fn of(
        reading: &mut Reading<'_>,
        table: &'t DeTable<'i>,
        at: Bytes<usize>,
        expected: &[&str],
    ) -> Fields<'t, 'i> {
        for (key, value) in table {
            let name: &str = key.get_ref();
            if !expected.contains(&name) {
                let problem = format!("unknown field `{name}`, expected one of {}", expected.join(", "));
                // The place of a table is its first key, that of a value is itself.
                let _ = value;
                reading.wrong(&key.span(), name, problem, "remove the key or correct its spelling");
            }
        }
        Fields { table, at }
    }

    /// Where an error about the table as a whole is said: at this key if it is there, else at the header.
    pub(super) fn place(&self, key: &str) -> Bytes<usize> {
        self.table.get(key).map_or_else(|| self.at.clone(), Spanned::span)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    fn value(&self, reading: &mut Reading<'_>, key: &str) -> Option<&'t Spanned<DeValue<'i>>> {
        let value = self.table.get(key);
        if value.is_none() {
            reading.wrong(&self.at, key, format!("missing field `{key}`"), "add the key");
        }
        value
    }

    /// A text that must be there and must say something.
    pub(super) fn text(&self, reading: &mut Reading<'_>, key: &str) -> Option<Found<String>> {
        let value = self.value(reading, key)?;
        let text = string(reading, value, key)?;
        if text.value.trim().is_empty() {
            reading.wrong(&text.at, key, "the text is empty", "write it");
            return None;
        }
        Some(Found { value: text.value.trim().to_owned(), at: text.at })
    }

    /// A text that may be left out; one that is there is given as it stands.
    pub(super) fn optional_text(&self, reading: &mut Reading<'_>, key: &str) -> Option<Found<String>> {
        string(reading, self.table.get(key)?, key)
    }

    /// A whole number that must be there.
    pub(super) fn whole(&self, reading: &mut Reading<'_>, key: &str) -> Option<Found<i32>> {
        let value = self.value(reading, key)?;
        whole(reading, value, key)
    }

    /// A whole number that may be left out.
    pub(super) fn optional_whole(&self, reading: &mut Reading<'_>, key: &str) -> Option<Found<i32>> {
        whole(reading, self.table.get(key)?, key)
    }

    /// A text in three languages that must be there.
    pub(super) fn three(&self, reading: &mut Reading<'_>, key: &str) -> Option<Text> {
        let value = self.value(reading, key)?;
        three(reading, value, key)
    }

    /// A text in three languages that may be left out.
    pub(super) fn optional_three(&self, reading: &mut Reading<'_>, key: &str) -> Option<Text> {
        three(reading, self.table.get(key)?, key)
    }

    /// A list that must be there, each entry read by its own reader.
    pub(super) fn list<T>(
        &self,
        reading: &mut Reading<'_>,
        key: &str,
        read: impl Fn(&mut Reading<'_>, &Spanned<DeValue<'_>>, &str) -> Option<T>,
    ) -> Option<Vec<T>> {
        let value = self.value(reading, key)?;
        let Some(list) = value.get_ref().as_array() else {
            wrong_type(reading, value, key, "a list");
            return None;
        };
        let read: Vec<Option<T>> = list.iter().map(|entry| read(reading, entry, key)).collect();
        read.into_iter().collect()
    }

    /// The tables of a list of tables; none where the key is left out.
    pub(super) fn tables(&self, reading: &mut Reading<'_>, key: &str) -> Vec<(&'t DeTable<'i>, Bytes<usize>)> {
        let Some(value) = self.table.get(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            wrong_type(reading, value, key, "a list of tables, [[…]]");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for entry in list {
            match entry.get_ref().as_table() {
                Some(table) => tables.push((table, entry.span())),
                None => wrong_type(reading, entry, key, "a table"),
            }
        }
        tables
    }

    /// A table that may be left out.
    pub(super) fn table(&self, reading: &mut Reading<'_>, key: &str) -> Option<(&'t DeTable<'i>, Bytes<usize>)> {
        let value = self.table.get(key)?;
        let table = value.get_ref().as_table();
        if table.is_none() {
            wrong_type(reading, value, key, "a table");
        }
        Some((table?, value.span()))
    }
}

fn wrong_type(reading: &mut Reading<'_>, value: &Spanned<DeValue<'_>>, key: &str, expected: &str) {
    let problem = format!("invalid type: {}, expected {expected}", value.get_ref().type_str());
    reading.wrong(&value.span(), key, problem, "write a value of the kind it expects");
}

/// A text as it stands.
pub(super) fn string(reading: &mut Reading<'_>, value: &Spanned<DeValue<'_>>, key: &str) -> Option<Found<String>> {
    let Some(text) = value.get_ref().as_str() else {
        wrong_type(reading, value, key, "a text in quotes");
        return None;
    };
    Some(Found { value: text.to_owned(), at: value.span() })
}

fn whole(reading: &mut Reading<'_>, value: &Spanned<DeValue<'_>>, key: &str) -> Option<Found<i32>> {
    let number = value.get_ref().as_integer().filter(|number| number.radix() == 10);
    let number = number.and_then(|number| number.as_str().parse().ok());
    if number.is_none() {
        wrong_type(reading, value, key, "a whole number");
    }
    Some(Found { value: number?, at: value.span() })
}

/// A text in three languages.
pub(super) fn three(reading: &mut Reading<'_>, value: &Spanned<DeValue<'_>>, key: &str) -> Option<Text> {
    let Some(table) = value.get_ref().as_table() else {
        wrong_type(reading, value, key, "a text in three languages, { nb = \"…\", nn = \"…\", en = \"…\" }");
        return None;
    };
    // A text that is written as dotted keys has no place of its own; its first language has.
    let at = table.values().map(Spanned::span).min_by_key(|span| span.start).unwrap_or_else(|| value.span());
    let before = reading.errors.len();
    let languages = Fields::of(reading, table, at.clone(), &["nb", "nn", "en"]);
    let mut language = |name: &str| match languages.optional_text(reading, name) {
        Some(text) => text.value,
        None if languages.has(name) => String::new(),
        None => {
            reading.wrong(&at, key, format!("missing field `{name}`"), "add the language");
            String::new()
        }
    };
    let (nb, nn, en) = (language("nb"), language("nn"), language("en"));
    if reading.errors.len() > before {
        return None;
    }
    match Text::new(nb, nn, en) {
        Ok(text) => Some(text),
        Err(error) => {
            reading.wrong(&at, key, error, "write the text in every language");
            None
        }
    }
}
