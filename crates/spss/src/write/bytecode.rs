//! The compressed form of values: small whole numbers, no value and eight spaces take one byte each.

use std::io::{self, Write};

use crate::layout::{OCTET, SEGMENT_BYTES, segments};

/// What is added to a whole number to make it one byte; the header says it.
pub(crate) const BIAS: f64 = 100.0;
/// The byte of the smallest and of the largest whole number that has one.
const SMALLEST: f64 = 1.0;
const LARGEST: f64 = 251.0;
const LITERAL: u8 = 253;
const SPACES: u8 = 254;
const SYSTEM_MISSING: u8 = 255;
/// How much is gathered before it is written.
const BLOCK: usize = 1 << 16;

/// Compressed values on their way out: eight bytes that say what comes, and then those values that take eight bytes.
pub(super) struct Bytecode<W> {
    out: W,
    block: Vec<u8>,
    codes: [u8; OCTET],
    coded: usize,
    literals: [[u8; OCTET]; OCTET],
    literal: usize,
}

impl<W: Write> Bytecode<W> {
    pub(super) fn new(out: W) -> Self {
        Self {
            out,
            block: Vec::with_capacity(BLOCK + 1024),
            codes: [0; OCTET],
            coded: 0,
            literals: [[0; OCTET]; OCTET],
            literal: 0,
        }
    }

    pub(super) fn system_missing(&mut self) {
        self.code(SYSTEM_MISSING);
    }

    pub(super) fn number(&mut self, number: f64) {
        match small(number) {
            Some(code) => self.code(code),
            None => self.literal(number.to_le_bytes()),
        }
    }

    /// A text, filled up with spaces to the room of its column.
    pub(super) fn text(&mut self, text: &[u8], width: u16) {
        let mut pieces = text.chunks(SEGMENT_BYTES);
        for segment in segments(width) {
            let mut octets = pieces.next().unwrap_or_default().chunks(OCTET);
            for _ in 0..segment.octets() {
                self.octet(octets.next().unwrap_or_default());
            }
        }
    }

    fn octet(&mut self, text: &[u8]) {
        let mut octet = [b' '; OCTET];
        for (to, from) in octet.iter_mut().zip(text) {
            *to = *from;
        }
        if octet == [b' '; OCTET] { self.code(SPACES) } else { self.literal(octet) }
    }

    fn literal(&mut self, octet: [u8; OCTET]) {
        if let Some(place) = self.literals.get_mut(self.literal) {
            *place = octet;
            self.literal += 1;
        }
        self.code(LITERAL);
    }

    fn code(&mut self, code: u8) {
        if let Some(place) = self.codes.get_mut(self.coded) {
            *place = code;
            self.coded += 1;
        }
        if self.coded == OCTET {
            self.close_group();
        }
    }

    /// Codes that are left over are 0, which readers skip.
    fn close_group(&mut self) {
        self.block.extend_from_slice(&self.codes);
        for octet in self.literals.iter().take(self.literal) {
            self.block.extend_from_slice(octet);
        }
        (self.codes, self.coded, self.literal) = ([0; OCTET], 0, 0);
    }

    /// Writes what has been gathered, if it is much.
    pub(super) fn pass_on(&mut self) -> io::Result<()> {
        if self.block.len() >= BLOCK {
            self.out.write_all(&self.block)?;
            self.block.clear();
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        if self.coded > 0 {
            self.close_group();
        }
        self.out.write_all(&self.block)?;
        Ok(self.out)
    }
}

/// The byte of a number, if it has one.
fn small(number: f64) -> Option<u8> {
    let biased = number + BIAS;
    if !(SMALLEST..=LARGEST).contains(&biased) || number.to_bits() == (-0.0_f64).to_bits() {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 251")]
    let code = biased as u8;
    // Only what comes back as itself; numbers with decimals do not.
    ((f64::from(code) - BIAS).to_bits() == number.to_bits()).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_small_whole_numbers_take_one_byte() {
        assert_eq!((small(-99.0), small(0.0), small(5.0), small(151.0)), (Some(1), Some(100), Some(105), Some(251)));
        for number in [-100.0, 152.0, 0.5, -0.0, 1e300, -98.999_999_999] {
            assert_eq!(small(number), None, "{number}");
        }
    }

    #[test]
    fn eight_codes_come_before_their_literals() {
        let mut codes = Bytecode::new(Vec::new());
        codes.number(1.0);
        codes.number(0.5);
        codes.system_missing();
        codes.text("æ".as_bytes(), 20);
        let mut expected = vec![101, 253, 255, 253, 254, 254, 0, 0];
        expected.extend(0.5_f64.to_le_bytes());
        expected.extend("æ      ".bytes());
        assert_eq!(codes.finish().unwrap(), expected);
    }
}
