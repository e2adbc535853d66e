//! Invitation codes: 26 characters of Crockford's base 32, which is 130 random bits.
//!
//! A code is written in groups of four (`K7QM-2D9X-…`) and read with patience: upper and lower case, spaces and dashes
//! do not matter, and the letters people confuse are read as the digits they look like (I and L as 1, O as 0).

use std::fmt;

use thiserror::Error;

/// The number of characters in a code, without the dashes it is printed with.
pub const CODE_LENGTH: usize = 26;

const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// One invitation code in its canonical form.
///
/// `Debug` hides it: a code is the right to answer once.
#[derive(Clone, PartialEq, Eq)]
pub struct Code([u8; CODE_LENGTH]);

/// Why a text is not a code. The messages never repeat what was written: it may be a code with one slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CodeError {
    /// Too few or too many characters after spaces and dashes were taken out.
    #[error("a code has {CODE_LENGTH} letters and digits, here are {found}")]
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
}

impl Code {
    /// Draws a new code; each character takes five bits of one random byte, so all 32 symbols are equally likely.
    pub fn draw(random: &mut dyn FnMut(&mut [u8])) -> Code {
        let mut symbols = [0; CODE_LENGTH];
        random(&mut symbols);
        for symbol in &mut symbols {
            *symbol = symbol_of(*symbol);
        }
        Code(symbols)
    }

    /// Reads a code the way people write it down.
    ///
    /// ```
    /// let printed = "0123-4567-89AB-CDEF-GHJK-MNPQ-RS";
    /// let typed = "oi23 4567 89ab cdef ghjk mnpq rs";
    /// assert_eq!(intake::Code::parse(typed).unwrap().to_string(), printed);
    /// ```
    ///
    /// # Errors
    /// [`CodeError`] when the text has another length or a character that no code contains.
    pub fn parse(written: &str) -> Result<Code, CodeError> {
        let mut symbols = [0; CODE_LENGTH];
        let mut found: usize = 0;
        for character in written.chars().filter(|character| !is_spacing(*character)) {
            let symbol = canonical(character).ok_or(CodeError::Character { position: found.saturating_add(1) })?;
            if let Some(place) = symbols.get_mut(found) {
                *place = symbol;
            }
            found = found.saturating_add(1);
        }
        if found == CODE_LENGTH { Ok(Code(symbols)) } else { Err(CodeError::Length { found }) }
    }

    /// The canonical characters, which are what the keyed hash is taken of.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_groups(&self.0, out)
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

/// Spaces of every kind, and the dashes that text programs put in place of each other.
fn is_spacing(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}' | '\u{200b}')
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
    fn what_is_not_a_code_is_told_apart() {
        check("", Err(CodeError::Length { found: 0 }));
        check("7KQM-2D9X", Err(CodeError::Length { found: 8 }));
        check("7KQM-2D9X-0VTR-1HAB-WCEF-GJNP-SYZ", Err(CodeError::Length { found: 27 }));
        check("UKQM-2D9X-0VTR-1HAB-WCEF-GJNP-SY", Err(CodeError::Character { position: 1 }));
        check("7KQM-2Då9-0VTR-1HAB-WCEF-GJNP-SY", Err(CodeError::Character { position: 7 }));
        check(&"7".repeat(100_000), Err(CodeError::Length { found: 100_000 }));
    }

    #[test]
    fn every_symbol_survives_printing_and_reading() {
        for start in 0..32_u8 {
            let mut next = start;
            let code = Code::draw(&mut |bytes| {
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
        let code = Code::parse("7KQM-2D9X-0VTR-1HAB-WCEF-GJNP-SY").unwrap();
        assert_eq!(format!("{code:?}"), "Code(…)");
    }
}
