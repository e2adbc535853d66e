//! Invitation codes in Crockford's base 32: 26 characters in a link, 12 and a check character in a letter.
//!
//! A code is written in groups of four (`K7QM-2D9X-0VTR-5`) and read with patience: upper and lower case, spaces and
//! dashes do not matter, and the letters people confuse are read as the digits they look like (I and L as 1, O as 0).
//!
//! A code in a link or a QR code is never typed, so it is 130 random bits and nothing else. A code in a letter is typed
//! from paper, so it is shorter, 60 random bits, and ends in a check character. The characters are read as the elements
//! of the field of 32, the first as the highest coefficient of a polynomial, and the check makes the polynomial zero at
//! a primitive element. Every place then has a weight of its own that is not zero, so one wrong character is always
//! found, and so is a swap of any two, neighbours or not. A slip is told as a slip and never counts as a guess.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// Characters of a code in a link.
const LINK: usize = 26;

/// Characters of a code in a letter, the check character included.
const LETTER: usize = 13;

const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How a code reaches its reader, which decides how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CodeKind {
    /// In a link or a QR code, which nobody types: 26 characters, 130 bits.
    Link,
    /// On paper, to be typed: 12 characters, 60 bits, and a check character.
    Letter,
}

impl CodeKind {
    const fn length(self) -> usize {
        match self {
            CodeKind::Link => LINK,
            CodeKind::Letter => LETTER,
        }
    }
}

/// One invitation code in its canonical form.
///
/// `Debug` hides it: a code is the right to answer once.
#[derive(Clone, PartialEq, Eq)]
pub struct Code {
    kind: CodeKind,
    /// As many as the kind has; the rest stay zero.
    symbols: [u8; LINK],
}

/// Why a text is not a code. The messages never repeat what was written: it may be a code with one slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CodeError {
    /// Too few or too many characters after spaces and dashes were taken out.
    #[error("a code has {LETTER} letters and digits, or {LINK} in a link; here are {found}")]
    Length {
        /// How many letters and digits there were.
        found: usize,
    },
    /// A character that no code contains.
    #[error("character {position} is not used in codes")]
    Character {
        /// Counted from one, without spaces and dashes.
        position: usize,
    },
    /// The check character does not agree with the others.
    #[error("one character is wrong, or two have changed places; compare it with the letter")]
    Check,
}

impl Code {
    /// Draws a new code; each character takes five bits of one random byte, so all 32 symbols are equally likely.
    pub fn draw(kind: CodeKind, random: &mut dyn FnMut(&mut [u8])) -> Code {
        let mut bytes = [0; LINK];
        let drawn = match kind {
            CodeKind::Link => LINK,
            CodeKind::Letter => LETTER - 1,
        };
        if let Some(drawn) = bytes.get_mut(..drawn) {
            random(drawn);
        }
        let mut symbols = [0; LINK];
        for (symbol, byte) in symbols.iter_mut().zip(bytes).take(drawn) {
            *symbol = symbol_of(byte);
        }
        if kind == CodeKind::Letter {
            symbols[LETTER - 1] = symbol_of(times_alpha(value_of(&symbols[..LETTER - 1])));
        }
        Code { kind, symbols }
    }

    /// Reads a code the way people write it down; its length says of which kind it is.
    ///
    /// ```
    /// use intake::Code;
    /// let printed = "0123-4567-89AB-CDEF-GHJK-MNPQ-RS";
    /// let typed = "oi23 4567 89ab cdef ghjk mnpq rs";
    /// assert_eq!(Code::parse(typed).unwrap().to_string(), printed);
    /// assert_eq!(Code::parse("k7qm 2d9x ovtr 5").unwrap().to_string(), "K7QM-2D9X-0VTR-5");
    /// ```
    ///
    /// # Errors
    /// [`CodeError`] when the text has another length, a character that no code contains, or a slip that the check
    /// character gives away.
    pub fn parse(written: &str) -> Result<Code, CodeError> {
        let mut symbols = [0; LINK];
        let mut found: usize = 0;
        for character in written.chars().filter(|character| !is_spacing(*character)) {
            let symbol = canonical(character).ok_or(CodeError::Character { position: found.saturating_add(1) })?;
            if let Some(place) = symbols.get_mut(found) {
                *place = symbol;
            }
            found = found.saturating_add(1);
        }
        let kind = match found {
            LINK => CodeKind::Link,
            LETTER => CodeKind::Letter,
            _ => return Err(CodeError::Length { found }),
        };
        let code = Code { kind, symbols };
        if kind == CodeKind::Letter && value_of(code.as_bytes()) != 0 {
            return Err(CodeError::Check);
        }
        Ok(code)
    }

    /// How the code reaches its reader.
    #[must_use]
    pub fn kind(&self) -> CodeKind {
        self.kind
    }

    /// The canonical characters, which are what the keyed hash is taken of.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.symbols.get(..self.kind.length()).unwrap_or(&self.symbols)
    }
}

/// The characters as a polynomial over the field of 32 elements, at the primitive element `alpha`.
fn value_of(symbols: &[u8]) -> u8 {
    symbols.iter().fold(0, |value, symbol| {
        let element = SYMBOLS.iter().zip(0_u8..).find_map(|(known, element)| (known == symbol).then_some(element));
        times_alpha(value) ^ element.unwrap_or(0)
    })
}

/// Multiplication by `alpha`, a root of the primitive polynomial x^5 + x^2 + 1.
const fn times_alpha(element: u8) -> u8 {
    let shifted = element << 1;
    if shifted & 0b10_0000 == 0 { shifted } else { shifted ^ 0b10_0101 }
}

impl FromStr for Code {
    type Err = CodeError;
    fn from_str(written: &str) -> Result<Code, CodeError> {
        Code::parse(written)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_groups(self.as_bytes(), out)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Code(…)")
    }
}

/// Writes base-32 characters in groups of four with dashes between.
pub(crate) fn write_groups(symbols: &[u8], out: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (position, group) in symbols.chunks(4).enumerate() {
        if position > 0 {
            out.write_str("-")?;
        }
        for symbol in group {
            fmt::Write::write_char(out, char::from(*symbol))?;
        }
    }
    Ok(())
}

/// The base-32 character of the five lowest bits of a byte.
pub(crate) fn symbol_of(bits: u8) -> u8 {
    SYMBOLS.get(usize::from(bits & 31)).copied().unwrap_or(b'0')
}

/// Spaces of every kind, also those one cannot see, and what people and text programs put in place of a dash.
fn is_spacing(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '-' | '.' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}')
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn canonical(character: char) -> Option<u8> {
    let upper = u8::try_from(character).ok()?.to_ascii_uppercase();
    let read_as = match upper {
        b'I' | b'L' => b'1',
        b'O' => b'0',
        other => other,
    };
    SYMBOLS.contains(&read_as).then_some(read_as)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(written: &str, expected: Result<&str, CodeError>) {
        let read = Code::parse(written).map(|code| code.to_string());
        assert_eq!(read, expected.map(str::to_owned), "{written:?}");
    }

    fn drawn(kind: CodeKind, seed: u64) -> Code {
        let mut seed_bytes = [0; 32];
        seed_bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let mut entropy = crate::Entropy::from_seed(seed_bytes);
        Code::draw(kind, &mut |bytes| entropy.fill(bytes))
    }

    #[test]
    fn codes_are_read_the_way_people_write_them() {
        let printed = "7KQM-2D9X-0VTR-1HAB-WCEF-GJNP-SY";
        check(printed, Ok(printed));
        check("7KQM2D9X0VTR1HABWCEFGJNPSY", Ok(printed));
        check("  7kqm 2d9x\u{a0}0vtr 1hab wcef gjnp sy\n", Ok(printed));
        check("7KQM–2D9X—0VTR‑1HAB−WCEF-GJNP-SY", Ok(printed));
        check("7kqm-2d9x-ovtr-ihab-wcef-gjnp-sy", Ok(printed));
        check("7kqm-2d9x-Ovtr-lhab-wcef-gjnp-sy", Ok(printed));
    }

    #[test]
    fn a_code_from_a_letter_is_read_with_the_same_patience() {
        let printed = "K7QM-2D9X-0VTR-5";
        for typed in ["K7QM2D9X0VTR5", " k7qm 2d9x ovtr 5 ", "k7qm.2d9x_OVTR—5", "\u{feff}K7QM\u{200b}2D9X0VTR5"] {
            check(typed, Ok(printed));
        }
        let ones = drawn_from([1; 12]);
        check(&ones.to_string().replace('1', "l"), Ok(&ones.to_string()));
        check(&ones.to_string().replace('1', "I"), Ok(&ones.to_string()));
    }

    /// Worked out by hand-written polynomial arithmetic elsewhere, power by power.
    #[test]
    fn the_check_character_is_the_one_the_field_gives() {
        for (before, expected) in [
            ("K7QM2D9X0VTR", '5'),
            ("000000000000", '0'),
            ("000000000001", '2'),
            ("ZZZZZZZZZZZZ", 'R'),
            ("0123456789AB", 'V'),
        ] {
            check(&format!("{before}{expected}").to_lowercase(), Ok(&grouped(before, expected)));
            for other in SYMBOLS.iter().map(|symbol| char::from(*symbol)).filter(|symbol| *symbol != expected) {
                check(&format!("{before}{other}"), Err(CodeError::Check));
            }
        }
    }

    fn grouped(before: &str, check: char) -> String {
        format!("{}-{}-{}-{check}", &before[..4], &before[4..8], &before[8..])
    }

    fn drawn_from(elements: [u8; 12]) -> Code {
        Code::draw(CodeKind::Letter, &mut |bytes| bytes.copy_from_slice(&elements))
    }

    #[test]
    fn every_single_slip_in_a_letter_is_found() {
        for seed in 0..300 {
            let right = drawn(CodeKind::Letter, seed).as_bytes().to_vec();
            for place in 0..LETTER {
                for symbol in SYMBOLS.iter().filter(|symbol| **symbol != right[place]) {
                    let mut wrong = right.clone();
                    wrong[place] = *symbol;
                    let wrong = String::from_utf8(wrong).unwrap();
                    assert_eq!(Code::parse(&wrong), Err(CodeError::Check), "{wrong}");
                }
            }
        }
    }

    #[test]
    fn every_swap_of_two_places_in_a_letter_is_found() {
        for seed in 0..300 {
            let right = drawn(CodeKind::Letter, seed).as_bytes().to_vec();
            for one in 0..LETTER {
                for other in (one + 1..LETTER).filter(|other| right[*other] != right[one]) {
                    let mut wrong = right.clone();
                    wrong.swap(one, other);
                    let wrong = String::from_utf8(wrong).unwrap();
                    assert_eq!(Code::parse(&wrong), Err(CodeError::Check), "{wrong}");
                }
            }
        }
    }

    #[test]
    fn the_length_says_the_kind() {
        for kind in [CodeKind::Link, CodeKind::Letter] {
            let code = drawn(kind, 7);
            assert_eq!(code.kind(), kind);
            assert_eq!(Code::parse(&code.to_string()).unwrap().kind(), kind);
            assert_eq!(code.as_bytes().len(), kind.length());
            assert_ne!(code, drawn(kind, 8));
        }
    }

    #[test]
    fn what_is_not_a_code_is_told_apart() {
        check("", Err(CodeError::Length { found: 0 }));
        check("7KQM-2D9X", Err(CodeError::Length { found: 8 }));
        check("K7QM-2D9X-0VTR", Err(CodeError::Length { found: 12 }));
        check("7KQM-2D9X-0VTR-1HAB-WCEF-GJNP-SYZ", Err(CodeError::Length { found: 27 }));
        check("UKQM-2D9X-0VTR-1HAB-WCEF-GJNP-SY", Err(CodeError::Character { position: 1 }));
        check("7KQM-2Då9-0VTR-1HAB-WCEF-GJNP-SY", Err(CodeError::Character { position: 7 }));
        check("K7QM-2D9X-0VTR-u", Err(CodeError::Character { position: 13 }));
        check(&"7".repeat(100_000), Err(CodeError::Length { found: 100_000 }));
    }

    #[test]
    fn every_symbol_survives_printing_and_reading() {
        for (kind, start) in
            [CodeKind::Link, CodeKind::Letter].into_iter().flat_map(|kind| (0..32).map(move |start| (kind, start)))
        {
            let mut next: u8 = start;
            let code = Code::draw(kind, &mut |bytes| {
                for byte in bytes {
                    *byte = next;
                    next = next.wrapping_add(1);
                }
            });
            assert_eq!(Code::parse(&code.to_string()), Ok(code));
        }
    }

    #[test]
    fn debug_does_not_reveal_the_code() {
        assert_eq!(format!("{:?}", drawn(CodeKind::Letter, 1)), "Code(…)");
    }
}
