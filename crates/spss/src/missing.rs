//! Values that stand in a file and do not count: SPSS calls them user-missing.

use thiserror::Error;

/// Which numbers of a variable are user-missing: up to three numbers, or a range, or a range and one number.
///
/// A cell without any number is system-missing and needs no declaration.
///
/// ```
/// use spss::NumericMissing;
///
/// let codes = NumericMissing::values(&[97.0, 98.0, 99.0])?;
/// assert!(codes.contains(98.0) && !codes.contains(5.0));
/// let open = NumericMissing::range(90.0, NumericMissing::HIGHEST)?.and(-1.0)?;
/// assert!(open.contains(1e300) && open.contains(-1.0) && !open.contains(89.9));
/// # Ok::<(), spss::MissingError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NumericMissing(Declared);

#[derive(Clone, Debug, PartialEq)]
enum Declared {
    Values(Vec<f64>),
    Range { low: f64, high: f64, and: Option<f64> },
}

impl Default for Declared {
    fn default() -> Self {
        Self::Values(Vec::new())
    }
}

/// Which texts of a variable are user-missing: up to three, each of at most eight bytes, which is what SPSS compares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextMissing(Vec<String>);

/// Why values cannot be declared user-missing.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum MissingError {
    /// More than SPSS has room for.
    #[error("{given} values are declared missing; a variable has at most three, or a range and one value")]
    TooMany {
        /// How many were given.
        given: usize,
    },
    /// Not a number that a file can hold.
    #[error("{value} cannot be declared missing: it is not a finite number")]
    NotFinite {
        /// What was given.
        value: f64,
    },
    /// A range whose beginning is above its end.
    #[error("the range from {low} to {high} holds no number")]
    EmptyRange {
        /// Its beginning.
        low: f64,
        /// Its end.
        high: f64,
    },
    /// A text longer than SPSS compares.
    #[error("`{text}` cannot be declared missing: it takes more than {max} bytes", max = TextMissing::BYTES_MAX)]
    TextTooLong {
        /// What was given.
        text: String,
    },
}

impl NumericMissing {
    /// A range that begins here has no lower end.
    pub const LOWEST: f64 = f64::from_bits(f64::MIN.to_bits() - 1);
    /// A range that ends here has no upper end.
    pub const HIGHEST: f64 = f64::MAX;

    /// Up to three numbers.
    ///
    /// # Errors
    /// For more than three, or for one that is not finite.
    pub fn values(values: &[f64]) -> Result<Self, MissingError> {
        if values.len() > 3 {
            return Err(MissingError::TooMany { given: values.len() });
        }
        values.iter().try_for_each(|&value| finite(value))?;
        Ok(Self(Declared::Values(values.to_vec())))
    }

    /// Every number from `low` to `high`, both included.
    ///
    /// # Errors
    /// When no number is in the range, or an end is not finite.
    pub fn range(low: f64, high: f64) -> Result<Self, MissingError> {
        finite(low)?;
        finite(high)?;
        if low > high {
            return Err(MissingError::EmptyRange { low, high });
        }
        Ok(Self(Declared::Range { low, high, and: None }))
    }

    /// One number more.
    ///
    /// # Errors
    /// When there is no room for one more, or it is not finite.
    pub fn and(mut self, value: f64) -> Result<Self, MissingError> {
        finite(value)?;
        match &mut self.0 {
            Declared::Values(values) if values.len() < 3 => values.push(value),
            Declared::Range { and: and @ None, .. } => *and = Some(value),
            Declared::Values(_) | Declared::Range { .. } => return Err(MissingError::TooMany { given: 4 }),
        }
        Ok(self)
    }

    /// Whether a number is user-missing.
    #[must_use]
    pub fn contains(&self, number: f64) -> bool {
        match &self.0 {
            Declared::Values(values) => values.iter().any(|&value| same(value, number)),
            Declared::Range { low, high, and } => {
                (*low <= number && number <= *high) || and.is_some_and(|one| same(one, number))
            }
        }
    }

    /// The numbers that are declared one by one.
    #[must_use]
    pub fn listed(&self) -> &[f64] {
        match &self.0 {
            Declared::Values(values) => values,
            Declared::Range { and, .. } => and.as_slice(),
        }
    }

    /// The range, if one is declared.
    #[must_use]
    pub fn interval(&self) -> Option<(f64, f64)> {
        match self.0 {
            Declared::Values(_) => None,
            Declared::Range { low, high, .. } => Some((low, high)),
        }
    }
}

impl TextMissing {
    /// The longest text that can be declared missing, in bytes.
    pub const BYTES_MAX: usize = 8;

    /// Up to three texts.
    ///
    /// # Errors
    /// For more than three, or for one of more than eight bytes.
    pub fn values(values: &[&str]) -> Result<Self, MissingError> {
        if values.len() > 3 {
            return Err(MissingError::TooMany { given: values.len() });
        }
        if let Some(long) = values.iter().find(|value| value.len() > Self::BYTES_MAX) {
            return Err(MissingError::TextTooLong { text: (*long).to_owned() });
        }
        Ok(Self(values.iter().map(|&value| value.to_owned()).collect()))
    }

    /// The texts.
    #[must_use]
    pub fn listed(&self) -> &[String] {
        &self.0
    }
}

/// Equal as numbers are: zero and minus zero are one value.
pub(crate) fn same(one: f64, other: f64) -> bool {
    one <= other && other <= one
}

fn finite(value: f64) -> Result<(), MissingError> {
    if value.is_finite() { Ok(()) } else { Err(MissingError::NotFinite { value }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_three_or_a_range_and_one() {
        assert!(matches!(NumericMissing::values(&[1.0; 4]), Err(MissingError::TooMany { given: 4 })));
        assert!(NumericMissing::values(&[1.0, 2.0, 3.0]).unwrap().and(4.0).is_err());
        assert!(NumericMissing::range(1.0, 2.0).unwrap().and(3.0).unwrap().and(4.0).is_err());
        assert!(matches!(NumericMissing::range(2.0, 1.0), Err(MissingError::EmptyRange { .. })));
        assert!(matches!(NumericMissing::values(&[f64::NAN]), Err(MissingError::NotFinite { .. })));
        assert!(matches!(TextMissing::values(&["ni bokstav"]), Err(MissingError::TextTooLong { .. })));
        assert!(!NumericMissing::default().contains(0.0));
    }
}
