//! A dictionary out of records: segments become texts again, and short names long ones.

use std::collections::BTreeMap;

use super::ReadError;
use super::charset::Charset;
use super::data::{Slot, TextSlot};
use super::extensions::{Walk, extension_error, pairs};
use super::records::{LabelRecord, MissingRecord, Records, VariableRecord};
use crate::layout::{OCTET, segments};
use crate::missing::Found;
use crate::write::SYSTEM_MISSING;
use crate::{Dictionary, Kind, Label, Measure, Numeric, NumericMissing, TextMissing, Textual, Variable, VariableName};

/// What the records mean.
pub(super) struct Assembled {
    pub(super) dictionary: Dictionary,
    pub(super) slots: Vec<Slot>,
    pub(super) charset: Charset,
    pub(super) rows: Option<u64>,
    pub(super) system_missing: f64,
}

pub(super) fn assemble(records: &Records) -> Result<Assembled, ReadError> {
    let charset = charset(records)?;
    let mut assembly = Assembly { records, charset, variables: Vec::new(), slots: Vec::new(), octets: BTreeMap::new() };
    assembly.variables()?;
    for record in &records.labels {
        assembly.labels(record)?;
    }
    assembly.long_text_labels()?;
    assembly.long_text_missing()?;
    let weight = usize::try_from(records.weight).ok().and_then(|octet| assembly.at_octet(octet));
    let weight = weight.and_then(|position| assembly.variables.get(position)).map(|variable| variable.name.clone());
    let mut dictionary = Dictionary::new(assembly.variables)
        .map_err(|error| ReadError::Malformed { at: 0, problem: error.to_string() })?;
    dictionary.weight = weight;
    let title = charset.decode_label(&records.title);
    dictionary.title = (!title.is_empty()).then(|| Label::found(title));
    dictionary.notes = records.notes.iter().map(|line| charset.decode_label(line)).collect();
    let system_missing = match records.extensions.get(&4) {
        Some(bytes) => Walk::new(bytes, records.big_endian, 4).float()?,
        None => SYSTEM_MISSING,
    };
    Ok(Assembled { dictionary, slots: assembly.slots, charset, rows: rows(records)?, system_missing })
}

fn charset(records: &Records) -> Result<Charset, ReadError> {
    let name = records.extensions.get(&20).map(|bytes| String::from_utf8_lossy(bytes).trim().to_owned());
    let code_page = match records.extensions.get(&3) {
        Some(bytes) => {
            let mut walk = Walk::new(bytes, records.big_endian, 3);
            for _ in 0..7 {
                walk.int()?;
            }
            Some(walk.int()?)
        }
        None => None,
    };
    Charset::of(name.as_deref().filter(|name| !name.is_empty()), code_page)
}

/// The header has room for two thousand million rows, and an extension for more; below zero is "not known".
fn rows(records: &Records) -> Result<Option<u64>, ReadError> {
    let long = match records.extensions.get(&16) {
        Some(bytes) => {
            let mut walk = Walk::new(bytes, records.big_endian, 16);
            walk.long()?;
            u64::try_from(walk.long()?).ok()
        }
        None => None,
    };
    match (long, u64::try_from(records.rows).ok()) {
        (Some(long), Some(short)) if long != short => {
            let problem = format!("there are two counts of rows, {short} and {long}");
            Err(ReadError::Malformed { at: COUNT_AT, problem })
        }
        (long, short) => Ok(long.or(short)),
    }
}

/// Where the header's count of rows ends.
const COUNT_AT: u64 = 84;

struct Assembly<'a> {
    records: &'a Records,
    charset: Charset,
    variables: Vec<Variable>,
    slots: Vec<Slot>,
    /// The variable that begins at an octet.
    octets: BTreeMap<usize, usize>,
}

impl Assembly<'_> {
    fn extension(&self, subtype: i32) -> Option<Walk<'_>> {
        self.records.extensions.get(&subtype).map(|bytes| Walk::new(bytes, self.records.big_endian, subtype))
    }

    fn pairs(&self, subtype: i32) -> BTreeMap<String, String> {
        self.records.extensions.get(&subtype).map(|bytes| pairs(bytes, self.charset)).unwrap_or_default()
    }

    fn at_octet(&self, octet: usize) -> Option<usize> {
        self.octets.get(&octet).copied()
    }

    fn named(&mut self, name: &[u8]) -> Option<&mut Variable> {
        let name = VariableName::found(&self.charset.decode(name)?)?;
        self.variables.iter_mut().find(|variable| variable.name == name)
    }

    fn variables(&mut self) -> Result<(), ReadError> {
        let (long_names, widths, measures) = (self.pairs(13), self.pairs(14), self.measures()?);
        let mut records = self.records.variables.iter().zip(measures);
        while let Some((record, measure)) = records.next() {
            let short = self.charset.decode(&record.name).unwrap_or_default();
            let very_long = widths.get(&short.to_uppercase()).and_then(|width| width.trim_matches('\0').parse().ok());
            let (kind, slot) = match very_long {
                Some(width) if record.width > 0 && segments(width).nth(1).is_some() => {
                    let others = segments(width).skip(1).map(|_| records.next().map(|(other, _)| other.width));
                    let widths: Option<Vec<u8>> = [Some(record.width)].into_iter().chain(others).collect();
                    let Some(widths) = widths.filter(|widths| !widths.contains(&0)) else {
                        return Err(extension_error(14, &format!("there are not all segments of {short}")));
                    };
                    self.text(record, width, &widths)?
                }
                _ if record.width > 0 => self.text(record, u16::from(record.width), &[record.width])?,
                _ => (self.numbers(record)?, Slot::Number),
            };
            let found = long_names.get(&short.to_uppercase()).unwrap_or(&short);
            let Some(name) = VariableName::found(found) else {
                let problem = format!("{found:?} cannot be the name of a variable");
                return Err(ReadError::Malformed { at: 0, problem });
            };
            let label = record.label.as_ref().map(|label| Label::found(self.charset.decode_label(label)));
            let unsaid = if matches!(kind, Kind::Number(_)) { Measure::Scale } else { Measure::Nominal };
            self.octets.insert(record.octet, self.variables.len());
            self.variables.push(Variable { name, label, measure: measure.unwrap_or(unsaid), kind });
            self.slots.push(slot);
        }
        Ok(())
    }

    fn text(&self, record: &VariableRecord, width: u16, segments: &[u8]) -> Result<(Kind, Slot), ReadError> {
        let missing = &record.missing;
        if missing.range {
            return Err(ReadError::Malformed { at: 0, problem: "a text with a range of missing values".to_owned() });
        }
        let missing = missing.values.iter().map(|value| self.charset.decode_label(value)).collect();
        let segments = segments.iter().map(|&width| usize::from(width)).collect();
        let slot = TextSlot { width: usize::from(width), segments };
        let text = Textual { width, labels: Vec::new(), missing: TextMissing::found(missing) };
        Ok((Kind::Text(text), Slot::Text(slot)))
    }

    fn numbers(&self, record: &VariableRecord) -> Result<Kind, ReadError> {
        let MissingRecord { range, values } = &record.missing;
        let values: Vec<f64> = values.iter().map(|&value| self.float(value)).collect();
        let missing = match (range, values.as_slice()) {
            (true, &[low, high]) => NumericMissing::found(Found::Range(low, high, None)),
            (true, &[low, high, one]) => NumericMissing::found(Found::Range(low, high, Some(one))),
            (_, values) => NumericMissing::found(Found::Values(values)),
        };
        let missing = missing.map_err(|error| ReadError::Malformed { at: 0, problem: error.to_string() })?;
        Ok(Kind::Number(Numeric { format: record.format, labels: Vec::new(), missing }))
    }

    fn float(&self, bytes: [u8; OCTET]) -> f64 {
        if self.records.big_endian { f64::from_be_bytes(bytes) } else { f64::from_le_bytes(bytes) }
    }

    /// One measure per record, where the file says them; two or three numbers stand for each.
    fn measures(&self) -> Result<Vec<Option<Measure>>, ReadError> {
        let count = self.records.variables.len();
        let mut measures = vec![None; count];
        let Some(mut walk) = self.extension(11) else { return Ok(measures) };
        let bytes = self.records.extensions.get(&11).map_or(0, Vec::len);
        let others = if bytes == count * 12 {
            2
        } else if bytes == count * 8 {
            1
        } else {
            return Ok(measures);
        };
        for measure in &mut measures {
            *measure = match walk.int()? {
                1 => Some(Measure::Nominal),
                2 => Some(Measure::Ordinal),
                3 => Some(Measure::Scale),
                _ => None,
            };
            for _ in 0..others {
                walk.int()?;
            }
        }
        Ok(measures)
    }

    fn labels(&mut self, record: &LabelRecord) -> Result<(), ReadError> {
        for &octet in &record.variables {
            let position = usize::try_from(octet).ok().and_then(|octet| self.at_octet(octet));
            let charset = self.charset;
            let big_endian = self.records.big_endian;
            let Some(variable) = position.and_then(|position| self.variables.get_mut(position)) else {
                let problem = format!("labels for the variable at octet {octet}, where none begins");
                return Err(ReadError::Malformed { at: record.at, problem });
            };
            for (value, label) in &record.labels {
                let label = Label::found(charset.decode_label(label));
                match &mut variable.kind {
                    Kind::Number(numeric) => {
                        let value = if big_endian { f64::from_be_bytes(*value) } else { f64::from_le_bytes(*value) };
                        numeric.labels.retain(|(known, _)| known.to_bits() != value.to_bits());
                        numeric.labels.push((value, label));
                    }
                    Kind::Text(text) => {
                        let value = charset.decode_label(value);
                        text.labels.retain(|(known, _)| *known != value);
                        text.labels.push((value, label));
                    }
                }
            }
        }
        Ok(())
    }

    fn long_text_labels(&mut self) -> Result<(), ReadError> {
        let records = self.records;
        let Some(bytes) = records.extensions.get(&21) else { return Ok(()) };
        let mut walk = Walk::new(bytes, records.big_endian, 21);
        while !walk.is_over() {
            let name = walk.sized()?;
            let _width = walk.int()?;
            let charset = self.charset;
            let mut labels = Vec::new();
            for _ in 0..walk.int()? {
                let (value, label) = (walk.sized()?, walk.sized()?);
                labels.push((charset.decode_label(value), Label::found(charset.decode_label(label))));
            }
            if let Some(Variable { kind: Kind::Text(text), .. }) = self.named(name) {
                text.labels = labels;
            }
        }
        Ok(())
    }

    fn long_text_missing(&mut self) -> Result<(), ReadError> {
        let records = self.records;
        let Some(bytes) = records.extensions.get(&22) else { return Ok(()) };
        let mut walk = Walk::new(bytes, records.big_endian, 22);
        while !walk.is_over() {
            let (name, count, length) = (walk.sized()?, walk.byte()?, walk.int()?);
            let length = usize::try_from(length).map_err(|_| extension_error(22, "a length below zero"))?;
            let mut values = Vec::new();
            for _ in 0..count {
                values.push(self.charset.decode_label(walk.bytes(length)?));
            }
            if let Some(Variable { kind: Kind::Text(text), .. }) = self.named(name) {
                text.missing = TextMissing::found(values);
            }
        }
        Ok(())
    }
}
