//! Bytes of records on their way out.

use std::num::TryFromIntError;

/// Records on their way out.
pub(super) struct Records(pub(super) Vec<u8>);

/// What is larger than the format can count is refused.
pub(super) type Fallible<T = ()> = Result<T, TryFromIntError>;

impl Records {
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn int(&mut self, value: i32) {
        self.bytes(&value.to_le_bytes());
    }

    pub(super) fn length(&mut self, length: usize) -> Fallible {
        self.int(i32::try_from(length)?);
        Ok(())
    }

    pub(super) fn float(&mut self, value: f64) {
        self.bytes(&value.to_le_bytes());
    }

    /// A text with spaces behind it; what is longer than its place has been refused earlier.
    pub(super) fn padded(&mut self, text: &str, place: usize) {
        let end = self.0.len() + place;
        self.bytes(text.as_bytes());
        self.0.resize(end, b' ');
    }

    pub(super) fn extension(&mut self, subtype: i32, size: i32, count: usize) -> Fallible {
        self.int(7);
        self.int(subtype);
        self.int(size);
        self.length(count)
    }

    pub(super) fn text_extension(&mut self, subtype: i32, text: &str) -> Fallible {
        self.extension(subtype, 1, text.len())?;
        self.bytes(text.as_bytes());
        Ok(())
    }

    pub(super) fn unless_empty(&mut self, subtype: i32, inner: &Self) -> Fallible {
        if inner.0.is_empty() {
            return Ok(());
        }
        self.extension(subtype, 1, inner.0.len())?;
        self.bytes(&inner.0);
        Ok(())
    }
}
