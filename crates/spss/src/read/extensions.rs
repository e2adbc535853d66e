//! What extensions say, taken apart.

use std::collections::BTreeMap;

use super::ReadError;
use super::charset::Charset;

/// A walk through the bytes of one extension.
pub(super) struct Walk<'a> {
    rest: &'a [u8],
    big_endian: bool,
    subtype: i32,
}

impl<'a> Walk<'a> {
    pub(super) fn new(bytes: &'a [u8], big_endian: bool, subtype: i32) -> Self {
        Self { rest: bytes, big_endian, subtype }
    }

    pub(super) fn is_over(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn bytes(&mut self, length: usize) -> Result<&'a [u8], ReadError> {
        match self.rest.split_at_checked(length) {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(bytes)
            }
            None => Err(extension_error(self.subtype, "it is shorter than it says")),
        }
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ReadError> {
        let mut array = [0; N];
        array.copy_from_slice(self.bytes(N)?);
        Ok(array)
    }

    pub(super) fn byte(&mut self) -> Result<u8, ReadError> {
        let [byte] = self.array()?;
        Ok(byte)
    }

    pub(super) fn int(&mut self) -> Result<i32, ReadError> {
        let bytes = self.array()?;
        Ok(if self.big_endian { i32::from_be_bytes(bytes) } else { i32::from_le_bytes(bytes) })
    }

    pub(super) fn long(&mut self) -> Result<i64, ReadError> {
        let bytes = self.array()?;
        Ok(if self.big_endian { i64::from_be_bytes(bytes) } else { i64::from_le_bytes(bytes) })
    }

    pub(super) fn float(&mut self) -> Result<f64, ReadError> {
        let bytes = self.array()?;
        Ok(if self.big_endian { f64::from_be_bytes(bytes) } else { f64::from_le_bytes(bytes) })
    }

    /// A length and as many bytes.
    pub(super) fn sized(&mut self) -> Result<&'a [u8], ReadError> {
        let length = self.int()?;
        let length = usize::try_from(length).map_err(|_| extension_error(self.subtype, "a length below zero"))?;
        self.bytes(length)
    }
}

/// An extension that cannot be; where in the file is not known any more.
pub(super) fn extension_error(subtype: i32, problem: &str) -> ReadError {
    ReadError::Malformed { at: 0, problem: format!("the extension record of subtype {subtype}: {problem}") }
}

/// Pairs `SHORT=text`, parted by tabs. Short names are compared in capital letters.
pub(super) fn pairs(bytes: &[u8], charset: Charset) -> BTreeMap<String, String> {
    bytes
        .split(|&byte| byte == b'\t')
        .filter_map(|pair| {
            let split = pair.iter().position(|&byte| byte == b'=')?;
            let (name, text) = pair.split_at_checked(split)?;
            Some((charset.decode(name)?.to_uppercase(), charset.decode(text.get(1..)?)?))
        })
        .collect()
}
