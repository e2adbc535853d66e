//! Bytes as people write them: Crockford's base 32 in groups of four, and a check that finds slips.
//!
//! The check is the BCH code of Bech32m (BIP 173 and BIP 350) over the field of 32 elements: six symbols at the end. In a text of up
//! to 89 symbols it finds **every** slip of up to four symbols, wherever they are, and so every swap of two. Its figures
//! are those of the standard; only the alphabet is Crockford's, which does not matter to the code.

use std::fmt;

use zeroize::Zeroizing;

/// The symbols for the values 0 to 31.
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many symbols are printed together.
pub(crate) const GROUP: usize = 4;

/// How many symbols the check adds.
pub(crate) const CHECK_LENGTH: usize = 6;

/// The generator of the code and the constant that a right text ends in, from BIP 350.
const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
const REST: u32 = 0x2bc8_30a3;

/// A character that no symbol is written as; positions count from one, without spaces and dashes.
pub(crate) struct StrangeCharacter {
    pub(crate) position: usize,
}

/// Reads what was typed as values, with patience: case, spaces and dashes do not matter, I and L are 1, O is 0.
///
/// At most `most` values are kept; the number found is told in full.
pub(crate) fn read(typed: &str, most: usize) -> Result<(Zeroizing<Vec<u8>>, usize), StrangeCharacter> {
    // Room for all of them at once: a vector that grows leaves its old content behind.
    let mut values = Zeroizing::new(Vec::with_capacity(most));
    let mut found: usize = 0;
    for character in typed.chars().filter(|character| !is_spacing(*character)) {
        found = found.saturating_add(1);
        let value = value_of(character).ok_or(StrangeCharacter { position: found })?;
        if values.len() < most {
            values.push(value);
        }
    }
    Ok((values, found))
}

/// Writes values as symbols in groups of four with dashes between.
pub(crate) fn write(values: &[u8], out: &mut impl fmt::Write) -> fmt::Result {
    for (position, group) in values.chunks(GROUP).enumerate() {
        if position > 0 {
            out.write_char('-')?;
        }
        for value in group {
            let symbol = SYMBOLS.get(usize::from(value & 31)).copied().unwrap_or(b'0');
            out.write_char(char::from(symbol))?;
        }
    }
    Ok(())
}

/// Appends the bits of the bytes, five to a value, the first bit first; the last value is filled up with zeros.
pub(crate) fn push_bytes(values: &mut Vec<u8>, bytes: &[u8]) {
    let mut held: u16 = 0;
    let mut bits: u32 = 0;
    for byte in bytes {
        held = (held << 8) | u16::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            values.push(low_five(held >> bits));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        values.push(low_five(held << (5 - bits)));
    }
}

/// How many values [`push_bytes`] makes of so many bytes.
pub(crate) const fn values_for(bytes: usize) -> usize {
    (bytes * 8).div_ceil(5)
}

/// Reads the bytes back that [`push_bytes`] wrote; `None` when there are too few or the bits that fill up are not zero.
pub(crate) fn take_bytes(values: &[u8], bytes: &mut [u8]) -> Option<()> {
    let mut values = values.iter();
    let mut held: u16 = 0;
    let mut bits: u32 = 0;
    for byte in bytes {
        while bits < 8 {
            held = (held << 5) | u16::from(*values.next()?);
            bits += 5;
        }
        bits -= 8;
        *byte = u8::try_from(held >> bits).ok()?;
        held &= (1 << bits) - 1;
    }
    (held == 0 && values.next().is_none()).then_some(())
}

/// Appends the check of all values before it.
pub(crate) fn push_check(values: &mut Vec<u8>) {
    let rest = remainder(values.iter().copied().chain([0; CHECK_LENGTH])) ^ REST;
    for place in (0..CHECK_LENGTH).rev() {
        values.push(low_five(u16::try_from((rest >> (5 * place)) & 31).unwrap_or(0)));
    }
}

/// Whether the values end in their own check.
pub(crate) fn check_agrees(values: &[u8]) -> bool {
    remainder(values.iter().copied()) == REST
}

/// The position of the one value that must be wrong if exactly one is; `None` when more than one must be.
///
/// It says where to look and never what should stand there: a guess has no place in a key.
///
/// Two texts leave the same over whenever their difference leaves nothing. So what is left over here is what the slip
/// alone leaves over: its difference, moved on by every symbol that follows it.
pub(crate) fn only_slip(values: &[u8]) -> Option<usize> {
    let left_over = remainder(values.iter().copied()) ^ REST;
    (1..32).find_map(|difference| {
        let mut slip = difference;
        (0..values.len()).rev().find(|_| {
            let is_it = slip == left_over;
            slip = step(slip, 0);
            is_it
        })
    })
}

/// What the text as a polynomial leaves over when it is divided by the generator.
fn remainder(values: impl IntoIterator<Item = u8>) -> u32 {
    values.into_iter().fold(1, step)
}

/// Moves on by one symbol.
fn step(rest: u32, value: u8) -> u32 {
    let top = rest >> 25;
    let shifted = ((rest & 0x01ff_ffff) << 5) ^ u32::from(value);
    GENERATOR
        .iter()
        .enumerate()
        .filter(|(bit, _)| (top >> bit) & 1 == 1)
        .fold(shifted, |rest, (_, generator)| rest ^ generator)
}

fn low_five(bits: u16) -> u8 {
    u8::try_from(bits & 31).unwrap_or(0)
}

/// Spaces of every kind, also those one cannot see, and what people and text programs put in place of a dash.
fn is_spacing(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '-' | '.' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}')
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn value_of(character: char) -> Option<u8> {
    let upper = u8::try_from(character).ok()?.to_ascii_uppercase();
    let read_as = match upper {
        b'I' | b'L' => b'1',
        b'O' => b'0',
        other => other,
    };
    SYMBOLS.iter().position(|symbol| *symbol == read_as).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Valid Bech32m texts of BIP 350: the prefix, spread out as the standard says, then the data in its own alphabet.
    #[test]
    fn the_check_is_the_one_of_the_standard() {
        const BECH32: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
        for text in [
            "a1lqfn3a",
            "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
            "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
            "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
            "?1v759aa",
        ] {
            let (prefix, data) = text.rsplit_once('1').unwrap();
            let mut values: Vec<u8> = prefix.bytes().map(|byte| byte >> 5).collect();
            values.push(0);
            values.extend(prefix.bytes().map(|byte| byte & 31));
            values.extend(data.chars().map(|c| u8::try_from(BECH32.find(c).unwrap()).unwrap()));
            assert!(check_agrees(&values), "{text}");
            let mut again = values[..values.len() - CHECK_LENGTH].to_vec();
            push_check(&mut again);
            assert_eq!(again, values, "{text}");
            values[0] ^= 1;
            assert!(!check_agrees(&values), "{text}");
        }
    }

    #[test]
    fn bytes_come_back_and_nothing_else_does() {
        for length in 0..40_usize {
            let bytes: Vec<u8> = (0..length).map(|place| u8::try_from(place * 37 % 256).unwrap()).collect();
            let mut values = Vec::new();
            push_bytes(&mut values, &bytes);
            assert_eq!(values.len(), values_for(length));
            assert!(values.iter().all(|value| *value < 32));
            let mut back = vec![0; length];
            assert_eq!(take_bytes(&values, &mut back), Some(()));
            assert_eq!(back, bytes);
            if length * 8 % 5 != 0 {
                *values.last_mut().unwrap() ^= 1;
                assert_eq!(take_bytes(&values, &mut back), None, "a bit that fills up is set");
                *values.last_mut().unwrap() ^= 1;
            }
            values.push(0);
            assert_eq!(take_bytes(&values, &mut back), None, "one value too many");
            values.truncate(values.len().saturating_sub(2));
            if length > 0 {
                assert_eq!(take_bytes(&values, &mut back), None, "one value too few");
            }
        }
    }

    /// RFC 4648 in Crockford's alphabet: the same bits, other symbols. "foobar" is MZXW6YTBOI in the RFC's.
    #[test]
    fn bits_are_taken_in_the_order_of_the_standard() {
        let mut values = Vec::new();
        push_bytes(&mut values, b"foobar");
        let rfc: String =
            values.iter().map(|value| char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[usize::from(*value)])).collect();
        assert_eq!(rfc, "MZXW6YTBOI");
    }
}
