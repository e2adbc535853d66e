//! Labels and missing values: those of numbers and short texts stand with their variables, those of wider texts in extensions.

use std::collections::BTreeMap;

use super::records::{Fallible, Records};
use crate::layout::{OCTET, octets_of};
use crate::{Dictionary, Kind, Numeric, NumericMissing, Textual, Variable};

impl Records {
    /// Variables with the same labels share a record.
    pub(super) fn value_labels(&mut self, dictionary: &Dictionary) -> Fallible {
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

    /// Labels of texts that are wider than an octet.
    pub(super) fn long_text_labels(&mut self, dictionary: &Dictionary) -> Fallible {
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
    pub(super) fn long_text_missing(&mut self, dictionary: &Dictionary) -> Fallible {
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
}

fn wide_texts(dictionary: &Dictionary) -> impl Iterator<Item = (&Variable, &Textual)> {
    dictionary.variables.iter().filter_map(|variable| match &variable.kind {
        Kind::Text(text) if usize::from(text.width) > OCTET => Some((variable, text)),
        Kind::Text(_) | Kind::Number(_) => None,
    })
}

/// How many missing values, or of which kind of range, and the values.
pub(super) fn numeric_missing(missing: &NumericMissing) -> (i32, Vec<[u8; OCTET]>) {
    let listed = missing.listed().iter().copied();
    match missing.interval() {
        None => (small_count(missing.listed().len()), listed.map(f64::to_le_bytes).collect()),
        Some((low, high)) => {
            let values: Vec<[u8; OCTET]> = [low, high].into_iter().chain(listed).map(f64::to_le_bytes).collect();
            (-small_count(values.len()), values)
        }
    }
}

pub(super) fn short_text_missing(text: &Textual) -> (i32, Vec<[u8; OCTET]>) {
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
