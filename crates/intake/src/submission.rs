//! One answer on its way in, and what comes back.

use std::fmt;

use survey::{Response, WaveId};
use thiserror::Error;

use crate::code::{Code, symbol_of, write_groups};

/// A number of 128 bits that the client makes up once per answer and repeats with every retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubmissionId([u8; 16]);

/// The text is not 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a submission number is 32 hexadecimal digits")]
pub struct SubmissionIdError;

impl SubmissionId {
    /// Takes sixteen random bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> SubmissionId {
        SubmissionId(bytes)
    }

    /// Reads 32 hexadecimal digits.
    ///
    /// # Errors
    /// [`SubmissionIdError`] for anything else.
    pub fn parse(text: &str) -> Result<SubmissionId, SubmissionIdError> {
        if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(SubmissionIdError);
        }
        u128::from_str_radix(text, 16).map(|number| SubmissionId(number.to_be_bytes())).map_err(|_| SubmissionIdError)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for SubmissionId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:032x}", u128::from_be_bytes(self.0))
    }
}

/// A checked answer with the right to be stored once.
pub(crate) struct Submission {
    pub(crate) wave: WaveId,
    pub(crate) code: Code,
    pub(crate) id: SubmissionId,
    pub(crate) response: Response,
}

/// Proof that an answer is on disk: sixteen characters that say nothing about what was answered or where it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Receipt([u8; 16]);

impl Receipt {
    /// Sixteen base-32 characters, 80 bits.
    pub(crate) fn from_random(bytes: [u8; 16]) -> Receipt {
        Receipt(bytes.map(symbol_of))
    }

    /// Reads a receipt as it is printed.
    pub(crate) fn parse(text: &str) -> Option<Receipt> {
        let symbols: Vec<u8> = text.bytes().filter(|byte| *byte != b'-').collect();
        let receipt = Receipt(symbols.try_into().ok()?);
        let ours = receipt.0.iter().all(|symbol| (0..32).any(|bits| symbol_of(bits) == *symbol));
        (ours && receipt.to_string() == text).then_some(receipt)
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_groups(&self.0, out)
    }
}

/// The answer is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// What the person may keep.
    pub receipt: Receipt,
    /// Whether it was on disk before this request: a retry.
    pub repeated: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn submission_numbers_are_32_hexadecimal_digits() {
        let text = "00ff00112233445566778899aabbccdd";
        assert_eq!(SubmissionId::parse(text).unwrap().to_string(), text);
        assert_eq!(SubmissionId::parse(&text.to_uppercase()).unwrap().to_string(), text);
        for wrong in ["", "00ff", "+0ff00112233445566778899aabbccdd", "00ff00112233445566778899aabbccdg", "æ"] {
            assert_eq!(SubmissionId::parse(wrong), Err(SubmissionIdError), "{wrong:?}");
        }
        assert_eq!(SubmissionId::parse(&"0".repeat(33)), Err(SubmissionIdError));
    }

    #[test]
    fn a_receipt_is_printed_in_groups() {
        let receipt = Receipt::from_random([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 31, 32, 33, 255, 16]);
        assert_eq!(receipt.to_string(), "0123-4567-89AZ-01ZG");
        assert_eq!(Receipt::parse("0123-4567-89AZ-01ZG"), Some(receipt));
        for wrong in ["", "0123456789AZ01ZG", "0123-4567-89AZ-01Z", "0123-4567-89AZ-01ZU", "0123-4567-89az-01zg"] {
            assert_eq!(Receipt::parse(wrong), None, "{wrong}");
        }
    }
}
