//! How numbers are shown.

use crate::VariableError;

/// How numbers are shown: a code of the format, a width and decimals. The stored number is not changed by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    pub(crate) code: u8,
    pub(crate) width: u8,
    pub(crate) decimals: u8,
}

impl Format {
    /// The code of plain numbers.
    const NUMBER: u8 = 5;
    /// The code of texts.
    pub(crate) const TEXT: u8 = 1;
    /// The codes of dates, times, and both.
    const DATES: [u8; 17] = [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 38, 39, 40, 41, 42, 43];

    pub(crate) fn number(width: u8, decimals: u8) -> Result<Self, VariableError> {
        if !(1..=40).contains(&width) || decimals > 16 || (decimals > 0 && decimals >= width) {
            return Err(VariableError::NumberFormat { width, decimals });
        }
        Ok(Self { code: Self::NUMBER, width, decimals })
    }

    /// Whether the numbers are dates or times, counted in seconds from 14 October 1582, or parts of dates.
    #[must_use]
    pub fn is_date(&self) -> bool {
        Self::DATES.contains(&self.code)
    }

    /// Decimals shown.
    #[must_use]
    pub fn decimals(&self) -> u8 {
        self.decimals
    }
}
