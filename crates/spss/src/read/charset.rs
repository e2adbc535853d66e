//! The encodings of texts: UTF-8 and the old ones of Western Europe.

use super::ReadError;

/// How bytes are letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    Utf8,
    Windows1252,
    Latin1,
    Latin9,
}

/// What bytes 0x80 to 0x9f are in windows-1252; five of them are nothing.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

impl Charset {
    /// The encoding of a file, by its name where there is one, and otherwise by the number of its code page.
    pub(super) fn of(name: Option<&str>, code_page: Option<i32>) -> Result<Self, ReadError> {
        let number = code_page.map(|number| number.to_string());
        let Some(name) = name.or(number.as_deref()) else { return Ok(Self::Windows1252) };
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        match plain.to_ascii_lowercase().as_str() {
            "utf8" | "65001" => Ok(Self::Utf8),
            // 2 and 3 are ASCII of seven and eight bits; programs that do not know write 0.
            "windows1252" | "cp1252" | "1252" | "usascii" | "ascii" | "ansix341968" | "20127" | "0" | "2" | "3" => {
                Ok(Self::Windows1252)
            }
            "iso88591" | "latin1" | "28591" | "cp28591" => Ok(Self::Latin1),
            "iso885915" | "latin9" | "28605" | "cp28605" => Ok(Self::Latin9),
            _ => Err(ReadError::Encoding { name: name.to_owned() }),
        }
    }

    /// The letters of bytes, without the spaces and NULs that fill their place; none when the bytes are not in this encoding.
    pub(super) fn decode(self, bytes: &[u8]) -> Option<String> {
        let end = bytes.iter().rposition(|byte| !matches!(byte, b' ' | 0)).map_or(0, |last| last + 1);
        let bytes = bytes.get(..end).unwrap_or_default();
        match self {
            Self::Utf8 => std::str::from_utf8(bytes).ok().map(str::to_owned),
            Self::Windows1252 | Self::Latin1 | Self::Latin9 => {
                Some(bytes.iter().map(|&byte| self.character(byte)).collect())
            }
        }
    }

    /// The letters of an explanation: bytes that are no letters, such as half a letter where a program cut it, become `�`.
    pub(super) fn decode_label(self, bytes: &[u8]) -> String {
        self.decode(bytes).unwrap_or_else(|| String::from_utf8_lossy(bytes).trim_end_matches([' ', '\0']).to_owned())
    }

    fn character(self, byte: u8) -> char {
        match (self, byte) {
            (Self::Windows1252, 0x80..=0x9f) => {
                WINDOWS_1252.get(usize::from(byte - 0x80)).copied().unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            (Self::Latin9, 0xa4) => '€',
            (Self::Latin9, 0xa6) => 'Š',
            (Self::Latin9, 0xa8) => 'š',
            (Self::Latin9, 0xb4) => 'Ž',
            (Self::Latin9, 0xb8) => 'ž',
            (Self::Latin9, 0xbc) => 'Œ',
            (Self::Latin9, 0xbd) => 'œ',
            (Self::Latin9, 0xbe) => 'Ÿ',
            _ => char::from(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn norwegian_letters_in_every_encoding() {
        for (charset, bytes) in
            [(Charset::Utf8, "Blåbær – øl ".as_bytes()), (Charset::Windows1252, b"Bl\xe5b\xe6r \x96 \xf8l   ")]
        {
            assert_eq!(charset.decode(bytes).unwrap(), "Blåbær – øl");
        }
        assert_eq!(Charset::Latin1.decode(b"\xc6\xd8\xc5\0 ").unwrap(), "ÆØÅ");
        assert_eq!(Charset::Latin9.decode(b"\xa4").unwrap(), "€");
        assert_eq!(Charset::Utf8.decode(b"\xe5"), None);
        assert_eq!(Charset::Utf8.decode_label(b"bl\xc3"), "bl\u{fffd}");
    }

    #[test]
    fn names_and_numbers_of_encodings() {
        assert_eq!(Charset::of(Some("UTF-8"), Some(1252)).unwrap(), Charset::Utf8);
        assert_eq!(Charset::of(None, Some(65_001)).unwrap(), Charset::Utf8);
        assert_eq!(Charset::of(Some("windows-1252"), None).unwrap(), Charset::Windows1252);
        assert_eq!(Charset::of(None, None).unwrap(), Charset::Windows1252);
        assert!(matches!(Charset::of(Some("Shift_JIS"), None), Err(ReadError::Encoding { .. })));
    }
}
