//! The rows: octets out of plain or compressed bytes, and values out of octets.

use std::io::{self, Read};

use super::input::Input;
use super::records::Compression;
use super::zlib::Blocks;
use super::{ReadError, Value};
use crate::layout::{OCTET, SEGMENT_BYTES};

/// How a variable lies in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Number,
    Text(TextSlot),
}

/// A text, in segments of these widths, of which the first `width` bytes are its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TextSlot {
    pub(super) width: usize,
    pub(super) segments: Vec<usize>,
}

/// Eight bytes, or what one byte stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Octet {
    Bytes([u8; OCTET]),
    Spaces,
    Small(f64),
    SystemMissing,
}

/// Octets on their way in.
#[derive(Debug)]
pub(super) struct Octets<R> {
    input: Input<Body<R>>,
    codes: Option<Codes>,
    system_missing: f64,
}

#[derive(Debug)]
struct Codes {
    bias: f64,
    group: [u8; OCTET],
    next: usize,
    ended: bool,
}

#[derive(Debug)]
enum Body<R> {
    Plain(io::BufReader<R>),
    Blocks(Blocks<io::BufReader<R>>),
}

impl<R: Read> Read for Body<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(inner) => inner.read(into),
            Self::Blocks(inner) => inner.read(into),
        }
    }
}

impl<R: Read> Octets<R> {
    pub(super) fn new(
        mut input: Input<io::BufReader<R>>,
        compression: Compression,
        bias: f64,
        system_missing: f64,
    ) -> Result<Self, ReadError> {
        let codes = Some(Codes { bias, group: [0; OCTET], next: OCTET, ended: false });
        let (input, codes) = match compression {
            Compression::None => (input.map(Body::Plain), None),
            Compression::Bytecode => (input.map(Body::Plain), codes),
            Compression::Zlib => {
                let length = blocks_length(&mut input)?;
                (input.map(|inner| Body::Blocks(Blocks::new(inner, length))), codes)
            }
        };
        Ok(Self { input, codes, system_missing })
    }

    /// The next octet, or none where the rows end.
    pub(super) fn next(&mut self, what: &'static str) -> Result<Option<Octet>, ReadError> {
        let Some(codes) = &mut self.codes else {
            return Ok(self.input.bytes_or_end(what)?.map(Octet::Bytes));
        };
        while !codes.ended {
            let Some(&code) = codes.group.get(codes.next) else {
                match self.input.bytes_or_end(what)? {
                    Some(group) => (codes.group, codes.next) = (group, 0),
                    None => codes.ended = true,
                }
                continue;
            };
            codes.next += 1;
            match code {
                0 => {}
                252 => codes.ended = true,
                253 => return Ok(Some(Octet::Bytes(self.input.bytes(what)?))),
                254 => return Ok(Some(Octet::Spaces)),
                255 => return Ok(Some(Octet::SystemMissing)),
                small => return Ok(Some(Octet::Small(f64::from(small) - codes.bias))),
            }
        }
        Ok(None)
    }

    pub(super) fn expected(&mut self, what: &'static str) -> Result<Octet, ReadError> {
        self.next(what)?.ok_or(ReadError::CutShort { at: self.input.at(), what })
    }

    pub(super) fn number(&self, octet: Octet) -> Result<Value, &'static str> {
        let number = match octet {
            Octet::Small(number) => number,
            Octet::Bytes(bytes) => self.input.as_float(bytes),
            Octet::SystemMissing => return Ok(Value::Missing),
            Octet::Spaces => return Err("spaces where a number stands"),
        };
        let missing = number.is_nan() || number.to_bits() == self.system_missing.to_bits();
        Ok(if missing { Value::Missing } else { Value::Number(number) })
    }

    /// The bytes of a text whose first octet has been read.
    pub(super) fn text(&mut self, first: Octet, slot: &TextSlot) -> Result<Result<Vec<u8>, &'static str>, ReadError> {
        let (mut text, mut waiting) = (Vec::new(), Some(first));
        for &width in &slot.segments {
            let begin = text.len();
            for _ in 0..width.div_ceil(OCTET) {
                let octet = match waiting.take() {
                    Some(first) => first,
                    None => self.expected("a text")?,
                };
                match octet {
                    Octet::Bytes(bytes) => text.extend_from_slice(&bytes),
                    Octet::Spaces => text.extend_from_slice(&Octet::SPACES),
                    Octet::Small(_) | Octet::SystemMissing => return Ok(Err("a number where a text stands")),
                }
            }
            text.truncate(begin + width.min(SEGMENT_BYTES));
        }
        text.truncate(slot.width);
        Ok(Ok(text))
    }
}

/// How many bytes the compressed blocks take, from the header before them.
fn blocks_length<R: Read>(input: &mut Input<R>) -> Result<u64, ReadError> {
    const WHAT: &str = "the header of the compressed blocks";
    let begin = input.at();
    let mut long = || {
        let bytes = input.bytes(WHAT)?;
        let value = if input.big_endian { i64::from_be_bytes(bytes) } else { i64::from_le_bytes(bytes) };
        Ok::<_, ReadError>(u64::try_from(value).unwrap_or_default())
    };
    let (own, trailer, _) = (long()?, long()?, long()?);
    match trailer.checked_sub(input.at()) {
        Some(length) if own == begin => Ok(length),
        _ => input.malformed("the header of the compressed blocks points elsewhere"),
    }
}
