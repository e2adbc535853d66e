//! The records before the rows, as they stand in the file.

use std::collections::BTreeMap;
use std::io::Read;

use super::ReadError;
use super::input::Input;
use crate::dictionary::NOTE_BYTES;
use crate::layout::OCTET;
use crate::variable::Format;

/// How the rows are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    /// Eight bytes for each value.
    None,
    /// One byte for many values.
    Bytecode,
    /// The same, and blocks of it compressed once more.
    Zlib,
}

/// Everything before the rows.
#[derive(Debug)]
pub(super) struct Records {
    pub(super) compression: Compression,
    pub(super) bias: f64,
    pub(super) big_endian: bool,
    pub(super) rows: i32,
    pub(super) weight: i32,
    pub(super) title: Vec<u8>,
    pub(super) variables: Vec<VariableRecord>,
    pub(super) labels: Vec<LabelRecord>,
    pub(super) notes: Vec<Vec<u8>>,
    pub(super) extensions: BTreeMap<i32, Vec<u8>>,
}

/// A variable, or a segment of one.
#[derive(Debug)]
pub(super) struct VariableRecord {
    /// Its first octet in a row, counted from 1 as labels and weights do.
    pub(super) octet: usize,
    /// 0 for numbers.
    pub(super) width: u8,
    pub(super) name: Vec<u8>,
    pub(super) label: Option<Vec<u8>>,
    pub(super) format: Format,
    pub(super) missing: MissingRecord,
}

/// User-missing values as they stand.
#[derive(Debug)]
pub(super) struct MissingRecord {
    /// Whether the first two are the ends of a range.
    pub(super) range: bool,
    pub(super) values: Vec<[u8; OCTET]>,
}

/// Labels of values, and the variables they are for.
#[derive(Debug)]
pub(super) struct LabelRecord {
    pub(super) at: u64,
    pub(super) labels: Vec<([u8; OCTET], Vec<u8>)>,
    /// Octets, counted from 1.
    pub(super) variables: Vec<i32>,
}

/// The extensions that are read; the others are skipped.
const EXTENSIONS: [i32; 9] = [3, 4, 11, 13, 14, 16, 20, 21, 22];

pub(super) fn read<R: Read>(input: &mut Input<R>) -> Result<Records, ReadError> {
    let mut records = header(input)?;
    loop {
        match input.int("a record")? {
            2 => variable(input, &mut records)?,
            3 => {
                let record = labels(input)?;
                records.labels.push(record);
            }
            6 => {
                for _ in 0..input.count("the notes")? {
                    let line: [u8; NOTE_BYTES] = input.bytes("the notes")?;
                    records.notes.push(line.to_vec());
                }
            }
            7 => extension(input, &mut records)?,
            999 => {
                input.int("the end of the dictionary")?;
                return Ok(records);
            }
            kind => return input.malformed(format!("there is no record of kind {kind}")),
        }
    }
}

fn header<R: Read>(input: &mut Input<R>) -> Result<Records, ReadError> {
    const WHAT: &str = "the header";
    let magic = input.bytes_or_end::<4>(WHAT).ok().flatten().ok_or(ReadError::NotASystemFile)?;
    if !matches!(&magic, b"$FL2" | b"$FL3") {
        return Err(ReadError::NotASystemFile);
    }
    let _product: [u8; 60] = input.bytes(WHAT)?;
    let layout: [u8; 4] = input.bytes(WHAT)?;
    input.big_endian = match (i32::from_le_bytes(layout), i32::from_be_bytes(layout)) {
        (2 | 3, _) => false,
        (_, 2 | 3) => true,
        (layout, _) => return input.malformed(format!("a layout of kind {layout}")),
    };
    let _octets = input.int(WHAT)?;
    let compression = match (input.int(WHAT)?, &magic) {
        (0, _) => Compression::None,
        (1, _) => Compression::Bytecode,
        (2, b"$FL3") => Compression::Zlib,
        (kind, _) => return input.malformed(format!("a compression of kind {kind}")),
    };
    let (weight, rows, bias) = (input.int(WHAT)?, input.int(WHAT)?, input.float(WHAT)?);
    if !bias.is_finite() {
        return input.malformed("a bias that is not a number");
    }
    let _made: [u8; 17] = input.bytes(WHAT)?;
    let title: [u8; 64] = input.bytes(WHAT)?;
    let _padding: [u8; 3] = input.bytes(WHAT)?;
    Ok(Records {
        compression,
        bias,
        big_endian: input.big_endian,
        rows,
        weight,
        title: title.to_vec(),
        variables: Vec::new(),
        labels: Vec::new(),
        notes: Vec::new(),
        extensions: BTreeMap::new(),
    })
}

/// A variable and the records behind it that only count its octets.
fn variable<R: Read>(input: &mut Input<R>, records: &mut Records) -> Result<(), ReadError> {
    let octet = records.variables.last().map_or(1, |last| last.octet + last.octets());
    let (width, mut variable) = variable_record(input, octet)?;
    let Ok(width) = u8::try_from(width) else {
        return input.malformed(format!("a variable of width {width}"));
    };
    variable.width = width;
    for _ in 1..variable.octets() {
        if input.int("a variable")? != 2 {
            return input.malformed("a text without the records of its whole width");
        }
        let (width, _) = variable_record(input, octet)?;
        if width != -1 {
            return input.malformed("a text without the records of its whole width");
        }
    }
    records.variables.push(variable);
    Ok(())
}

impl VariableRecord {
    pub(super) fn octets(&self) -> usize {
        usize::from(self.width).div_ceil(OCTET).max(1)
    }
}

fn variable_record<R: Read>(input: &mut Input<R>, octet: usize) -> Result<(i32, VariableRecord), ReadError> {
    const WHAT: &str = "a variable";
    let (width, labelled, missing) = (input.int(WHAT)?, input.int(WHAT)?, input.int(WHAT)?);
    let format = input.int(WHAT)?;
    let _written = input.int(WHAT)?;
    let name: [u8; 8] = input.bytes(WHAT)?;
    let label = match labelled {
        0 => None,
        1 => {
            let length = input.count("a label")?;
            let mut label = input.blob(length.next_multiple_of(4), "a label")?;
            label.truncate(usize::try_from(length).unwrap_or(usize::MAX));
            Some(label)
        }
        other => return input.malformed(format!("a variable that says {other} where it has a label or none")),
    };
    let (range, count) = match missing {
        0..=3 => (false, missing),
        -3 | -2 => (true, -missing),
        other => return input.malformed(format!("a variable with {other} missing values")),
    };
    let mut values = Vec::new();
    for _ in 0..count {
        values.push(input.bytes(WHAT)?);
    }
    let [_, code, width_shown, decimals] = format.to_be_bytes();
    let format = Format { code, width: width_shown, decimals };
    let missing = MissingRecord { range, values };
    Ok((width, VariableRecord { octet, width: 0, name: name.to_vec(), label, format, missing }))
}

fn labels<R: Read>(input: &mut Input<R>) -> Result<LabelRecord, ReadError> {
    const WHAT: &str = "labels of values";
    let at = input.at();
    let mut labels = Vec::new();
    for _ in 0..input.count(WHAT)? {
        let value = input.bytes(WHAT)?;
        let [length] = input.bytes(WHAT)?;
        let padded = (u64::from(length) + 1).next_multiple_of(8) - 1;
        let mut label = input.blob(padded, WHAT)?;
        label.truncate(usize::from(length));
        labels.push((value, label));
    }
    if input.int(WHAT)? != 4 {
        return input.malformed("labels of values that are for no variable");
    }
    let mut variables = Vec::new();
    for _ in 0..input.count(WHAT)? {
        variables.push(input.int(WHAT)?);
    }
    Ok(LabelRecord { at, labels, variables })
}

fn extension<R: Read>(input: &mut Input<R>, records: &mut Records) -> Result<(), ReadError> {
    const WHAT: &str = "an extension";
    let (subtype, size, count) = (input.int(WHAT)?, input.count(WHAT)?, input.count(WHAT)?);
    let bytes = input.blob(size.saturating_mul(count), WHAT)?;
    if EXTENSIONS.contains(&subtype) {
        records.extensions.insert(subtype, bytes);
    }
    Ok(())
}
