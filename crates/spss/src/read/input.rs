//! Bytes with a position and a byte order; nothing is allocated on the word of a file alone.

use std::io::{ErrorKind, Read};

use super::ReadError;

/// What is left of a file.
#[derive(Debug)]
pub(super) struct Input<R> {
    inner: R,
    at: u64,
    pub(super) big_endian: bool,
}

impl<R: Read> Input<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, at: 0, big_endian: false }
    }

    /// How many bytes have been read.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    pub(super) fn malformed<T>(&self, problem: impl Into<String>) -> Result<T, ReadError> {
        Err(ReadError::Malformed { at: self.at, problem: problem.into() })
    }

    /// The same bytes through a reader of something else, such as compressed blocks.
    pub(super) fn map<S: Read>(self, other: impl FnOnce(R) -> S) -> Input<S> {
        Input { inner: other(self.inner), at: self.at, big_endian: self.big_endian }
    }

    /// Some bytes, or none where the file ends.
    pub(super) fn bytes_or_end<const N: usize>(&mut self, what: &'static str) -> Result<Option<[u8; N]>, ReadError> {
        let mut bytes = [0; N];
        let mut filled = 0;
        while let Some(rest) = bytes.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.inner.read(rest) {
                Ok(0) if filled == 0 => return Ok(None),
                Ok(0) => return Err(ReadError::CutShort { at: self.at, what }),
                Ok(more) => {
                    filled += more;
                    self.at += u64::try_from(more).unwrap_or_default();
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Some(bytes))
    }

    pub(super) fn bytes<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], ReadError> {
        self.bytes_or_end(what)?.ok_or(ReadError::CutShort { at: self.at, what })
    }

    pub(super) fn int(&mut self, what: &'static str) -> Result<i32, ReadError> {
        let bytes = self.bytes(what)?;
        Ok(if self.big_endian { i32::from_be_bytes(bytes) } else { i32::from_le_bytes(bytes) })
    }

    pub(super) fn float(&mut self, what: &'static str) -> Result<f64, ReadError> {
        let bytes = self.bytes(what)?;
        Ok(self.as_float(bytes))
    }

    pub(super) fn as_float(&self, bytes: [u8; 8]) -> f64 {
        if self.big_endian { f64::from_be_bytes(bytes) } else { f64::from_le_bytes(bytes) }
    }

    /// A whole number that counts something, and so is not below zero.
    pub(super) fn count(&mut self, what: &'static str) -> Result<u64, ReadError> {
        let count = self.int(what)?;
        match u64::try_from(count) {
            Ok(count) => Ok(count),
            Err(_) => self.malformed(format!("{what}: a count of {count}")),
        }
    }

    /// As many bytes as a file says there are, if there are.
    pub(super) fn blob(&mut self, length: u64, what: &'static str) -> Result<Vec<u8>, ReadError> {
        let mut bytes = Vec::new();
        let found = self.inner.by_ref().take(length).read_to_end(&mut bytes)?;
        let found = u64::try_from(found).unwrap_or_default();
        self.at += found;
        if found < length { Err(ReadError::CutShort { at: self.at, what }) } else { Ok(bytes) }
    }
}
