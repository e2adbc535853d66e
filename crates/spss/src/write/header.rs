//! The part of a file before its rows: records that say what is in it.

use std::collections::BTreeMap;
use std::num::TryFromIntError;

use super::bytecode::BIAS;
use super::{SYSTEM_MISSING, short_names};
use crate::dictionary::NOTE_BYTES;
use crate::layout::{OCTET, octets_of, segments};
use crate::variable::Format;
use crate::{Dictionary, Kind, Measure, Numeric, NumericMissing, Textual, Variable};

/// Where the number of rows stands, in bytes from the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CountPlaces {
    /// Four bytes in the header.
    pub(super) short: u64,
    /// Eight bytes in a record of their own.
    pub(super) long: u64,
}

type Fallible<T = ()> = Result<T, TryFromIntError>;

/// The number of a code page: UTF-8.
const UTF_8: i32 = 65_001;
/// Where the short count stands: always after 80 bytes.
const SHORT_COUNT_AT: usize = 80;
/// Characters that a column of numbers or texts is shown with at most.
const SHOWN_WIDTH: usize = 40;

/// Everything before the rows.
pub(super) fn of(dictionary: &Dictionary, rows: Option<u64>) -> Fallible<(Vec<u8>, CountPlaces)> {
    let mut out = Records(Vec::new());
    let names = short_names::of(dictionary);
    out.first(dictionary, rows)?;
    for (variable, names) in dictionary.variables.iter().zip(&names) {
        out.variable(variable, names)?;
    }
    out.value_labels(dictionary)?;
    out.notes(&dictionary.notes)?;
    out.machine()?;
    out.measures(dictionary)?;
    out.long_names(dictionary, &names)?;
    out.very_long_texts(dictionary, &names)?;
    out.extension(16, 8, 2)?;
    out.bytes(&1_i64.to_le_bytes());
    let long = u64::try_from(out.0.len())?;
    out.bytes(&long_count(rows));
    out.extension(20, 1, "UTF-8".len())?;
    out.bytes(b"UTF-8");
    out.long_text_labels(dictionary)?;
    out.long_text_missing(dictionary)?;
    out.int(999);
    out.int(0);
    Ok((out.0, CountPlaces { short: u64::try_from(SHORT_COUNT_AT)?, long }))
}

/// The count of the header; -1 is "not known", and "more than it can say".
pub(super) fn short_count(rows: Option<u64>) -> [u8; 4] {
    rows.and_then(|rows| i32::try_from(rows).ok()).unwrap_or(-1).to_le_bytes()
}

/// The count of its own record.
pub(super) fn long_count(rows: Option<u64>) -> [u8; OCTET] {
    rows.and_then(|rows| i64::try_from(rows).ok()).unwrap_or(-1).to_le_bytes()
}

/// Records on their way out.
struct Records(Vec<u8>);

impl Records {
    fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn int(&mut self, value: i32) {
        self.bytes(&value.to_le_bytes());
    }

    fn length(&mut self, length: usize) -> Fallible {
        self.int(i32::try_from(length)?);
        Ok(())
    }

    fn float(&mut self, value: f64) {
        self.bytes(&value.to_le_bytes());
    }

    /// A text with spaces behind it; what is longer than its place has been refused earlier.
    fn padded(&mut self, text: &str, place: usize) {
        let end = self.0.len() + place;
        self.bytes(text.as_bytes());
        self.0.resize(end, b' ');
    }

    fn extension(&mut self, subtype: i32, size: i32, count: usize) -> Fallible {
        self.int(7);
        self.int(subtype);
        self.int(size);
        self.length(count)
    }

    fn first(&mut self, dictionary: &Dictionary, rows: Option<u64>) -> Fallible {
        self.bytes(b"$FL2");
        self.padded("@(#) SPSS DATA FILE - Mestring", 60);
        self.int(2); // layout
        self.length(dictionary.variables.iter().map(|variable| octets_of(&variable.kind)).sum())?;
        self.int(1); // compressed
        self.int(0); // no weights
        self.bytes(&short_count(rows));
        self.float(BIAS);
        let day = dictionary.day.map_or_else(|| "01 Jan 70".to_owned(), crate::FileDay::in_header);
        self.padded(&day, 9);
        self.padded("00:00:00", 8);
        self.padded(dictionary.title.as_ref().map_or("", |title| title.as_str()), 64);
        self.bytes(&[0; 3]);
        Ok(())
    }

    /// One record for the variable or its first segment, one for each other segment, and one that says nothing for each octet more.
    fn variable(&mut self, variable: &Variable, names: &[String]) -> Fallible {
        match &variable.kind {
            Kind::Number(numeric) => {
                let name = names.first().map_or("", String::as_str);
                self.variable_record(variable, name, 0, numeric.format, &numeric_missing(&numeric.missing))
            }
            Kind::Text(text) => {
                for (position, (segment, name)) in segments(text.width).zip(names).enumerate() {
                    let width = u8::try_from(segment.width)?;
                    let format = Format { code: Format::TEXT, width, decimals: 0 };
                    let missing = if position == 0 { short_text_missing(text) } else { (0, Vec::new()) };
                    if position == 0 {
                        self.variable_record(variable, name, i32::from(width), format, &missing)?;
                    } else {
                        self.bare_record(name, i32::from(width), format);
                    }
                    for _ in 1..segment.octets() {
                        self.bare_record("", -1, Format { code: Format::TEXT, width: 29, decimals: 1 });
                    }
                }
                Ok(())
            }
        }
    }

    fn bare_record(&mut self, name: &str, width: i32, format: Format) {
        self.record_start(name, width, false, 0, format);
    }

    fn record_start(&mut self, name: &str, width: i32, labelled: bool, missing: i32, format: Format) {
        self.int(2);
        self.int(width);
        self.int(i32::from(labelled));
        self.int(missing);
        let format = [format.decimals, format.width, format.code, 0];
        self.bytes(&format); // printed
        self.bytes(&format); // written
        self.padded(name, OCTET);
    }

    fn variable_record(
        &mut self,
        variable: &Variable,
        name: &str,
        width: i32,
        format: Format,
        (missing, values): &(i32, Vec<[u8; OCTET]>),
    ) -> Fallible {
        self.record_start(name, width, variable.label.is_some(), *missing, format);
        if let Some(label) = &variable.label {
            let bytes = label.as_str().len();
            self.length(bytes)?;
            self.padded(label.as_str(), bytes.next_multiple_of(4));
        }
        values.iter().for_each(|value| self.bytes(value));
        Ok(())
    }

    /// Variables with the same labels share a record.
    fn value_labels(&mut self, dictionary: &Dictionary) -> Fallible {
        let mut sets: Vec<(usize, Vec<u8>, Vec<i32>)> = Vec::new();
        let mut known: BTreeMap<(bool, Vec<u8>), usize> = BTreeMap::new();
        let mut octet = 1_usize;
        for variable in &dictionary.variables {
            let place = i32::try_from(octet)?;
            octet += octets_of(&variable.kind);
            let (is_text, (count, labels)) = match &variable.kind {
                Kind::Number(numeric) => (false, numeric_labels(numeric)?),
                Kind::Text(text) if usize::from(text.width) <= OCTET => (true, short_text_labels(text)?),
                Kind::Text(_) => continue,
            };
            if count == 0 {
                continue;
            }
            let position = *known.entry((is_text, labels.clone())).or_insert(sets.len());
            match sets.get_mut(position) {
                Some((_, _, places)) => places.push(place),
                None => sets.push((count, labels, vec![place])),
            }
        }
        for (count, labels, places) in sets {
            self.int(3);
            self.length(count)?;
            self.bytes(&labels);
            self.int(4);
            self.length(places.len())?;
            places.into_iter().for_each(|place| self.int(place));
        }
        Ok(())
    }

    fn notes(&mut self, lines: &[String]) -> Fallible {
        if lines.is_empty() {
            return Ok(());
        }
        self.int(6);
        self.length(lines.len())?;
        lines.iter().for_each(|line| self.padded(line, NOTE_BYTES));
        Ok(())
    }

    /// What wrote the file, how its numbers lie, and which numbers are not numbers.
    fn machine(&mut self) -> Fallible {
        self.extension(3, 4, 8)?;
        // version 1.0.0, no machine, IEEE 754, compressed, little-endian
        [1, 0, 0, -1, 1, 1, 2, UTF_8].into_iter().for_each(|value| self.int(value));
        self.extension(4, 8, 3)?;
        [SYSTEM_MISSING, NumericMissing::HIGHEST, NumericMissing::LOWEST]
            .into_iter()
            .for_each(|value| self.float(value));
        Ok(())
    }

    fn measures(&mut self, dictionary: &Dictionary) -> Fallible {
        let mut triples = Vec::new();
        for variable in &dictionary.variables {
            let measure = match variable.measure {
                Measure::Nominal => 1,
                Measure::Ordinal => 2,
                Measure::Scale => 3,
            };
            match &variable.kind {
                Kind::Number(numeric) => triples.push([measure, i32::from(numeric.format.width.max(8)), 1]),
                Kind::Text(text) => {
                    let shown = i32::try_from(usize::from(text.width).min(SHOWN_WIDTH))?;
                    triples.extend(segments(text.width).map(|_| [measure, shown, 0]));
                }
            }
        }
        self.extension(11, 4, triples.len() * 3)?;
        triples.into_iter().flatten().for_each(|value| self.int(value));
        Ok(())
    }

    fn long_names(&mut self, dictionary: &Dictionary, names: &[Vec<String>]) -> Fallible {
        let pairs: Vec<String> = dictionary
            .variables
            .iter()
            .zip(names)
            .filter_map(|(variable, names)| Some(format!("{}={}", names.first()?, variable.name)))
            .collect();
        self.text_extension(13, &pairs.join("\t"))
    }

    fn very_long_texts(&mut self, dictionary: &Dictionary, names: &[Vec<String>]) -> Fallible {
        let mut text = String::new();
        for (variable, names) in dictionary.variables.iter().zip(names) {
            if let (Kind::Text(column), [first, _, ..]) = (&variable.kind, names.as_slice()) {
                text.push_str(&format!("{first}={:05}\0\t", column.width));
            }
        }
        if text.is_empty() { Ok(()) } else { self.text_extension(14, &text) }
    }

    fn text_extension(&mut self, subtype: i32, text: &str) -> Fallible {
        self.extension(subtype, 1, text.len())?;
        self.bytes(text.as_bytes());
        Ok(())
    }

    /// Labels of texts that are wider than an octet.
    fn long_text_labels(&mut self, dictionary: &Dictionary) -> Fallible {
        let mut inner = Self(Vec::new());
        for (variable, text) in wide_texts(dictionary).filter(|(_, text)| !text.labels.is_empty()) {
            inner.length(variable.name.as_str().len())?;
            inner.bytes(variable.name.as_str().as_bytes());
            inner.int(i32::from(text.width));
            inner.length(text.labels.len())?;
            for (value, label) in &text.labels {
                inner.int(i32::from(text.width));
                inner.padded(value, usize::from(text.width));
                inner.length(label.as_str().len())?;
                inner.bytes(label.as_str().as_bytes());
            }
        }
        self.unless_empty(21, &inner)
    }

    /// Missing values of texts that are wider than an octet.
    fn long_text_missing(&mut self, dictionary: &Dictionary) -> Fallible {
        let mut inner = Self(Vec::new());
        for (variable, text) in wide_texts(dictionary).filter(|(_, text)| !text.missing.listed().is_empty()) {
            inner.length(variable.name.as_str().len())?;
            inner.bytes(variable.name.as_str().as_bytes());
            inner.bytes(&[u8::try_from(text.missing.listed().len())?]);
            inner.length(OCTET)?;
            text.missing.listed().iter().for_each(|value| inner.padded(value, OCTET));
        }
        self.unless_empty(22, &inner)
    }

    fn unless_empty(&mut self, subtype: i32, inner: &Self) -> Fallible {
        if inner.0.is_empty() {
            return Ok(());
        }
        self.extension(subtype, 1, inner.0.len())?;
        self.bytes(&inner.0);
        Ok(())
    }
}

fn wide_texts(dictionary: &Dictionary) -> impl Iterator<Item = (&Variable, &Textual)> {
    dictionary.variables.iter().filter_map(|variable| match &variable.kind {
        Kind::Text(text) if usize::from(text.width) > OCTET => Some((variable, text)),
        Kind::Text(_) | Kind::Number(_) => None,
    })
}

/// How many missing values, or of which kind of range, and the values.
fn numeric_missing(missing: &NumericMissing) -> (i32, Vec<[u8; OCTET]>) {
    let listed = missing.listed().iter().copied();
    match missing.interval() {
        None => (small_count(missing.listed().len()), listed.map(f64::to_le_bytes).collect()),
        Some((low, high)) => {
            let values: Vec<[u8; OCTET]> = [low, high].into_iter().chain(listed).map(f64::to_le_bytes).collect();
            (-small_count(values.len()), values)
        }
    }
}

fn short_text_missing(text: &Textual) -> (i32, Vec<[u8; OCTET]>) {
    if usize::from(text.width) > OCTET {
        return (0, Vec::new());
    }
    let values: Vec<[u8; OCTET]> = text.missing.listed().iter().map(|value| octet(value)).collect();
    (small_count(values.len()), values)
}

/// A count that a type holds at three.
fn small_count(count: usize) -> i32 {
    i32::try_from(count.min(3)).unwrap_or(3)
}

fn numeric_labels(numeric: &Numeric) -> Fallible<(usize, Vec<u8>)> {
    labels(numeric.labels.iter().map(|(value, label)| (value.to_le_bytes(), label.as_str())))
}

fn short_text_labels(text: &Textual) -> Fallible<(usize, Vec<u8>)> {
    labels(text.labels.iter().map(|(value, label)| (octet(value), label.as_str())))
}

/// Each value, the length of its label in one byte, and the label, filled up to whole octets.
fn labels<'a>(pairs: impl Iterator<Item = ([u8; OCTET], &'a str)>) -> Fallible<(usize, Vec<u8>)> {
    let (mut count, mut out) = (0, Records(Vec::new()));
    for (value, label) in pairs {
        out.bytes(&value);
        out.bytes(&[u8::try_from(label.len())?]);
        out.padded(label, (label.len() + 1).next_multiple_of(OCTET) - 1);
        count += 1;
    }
    Ok((count, out.0))
}

fn octet(text: &str) -> [u8; OCTET] {
    let mut octet = [b' '; OCTET];
    for (to, from) in octet.iter_mut().zip(text.bytes()) {
        *to = from;
    }
    octet
}
