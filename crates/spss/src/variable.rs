//! One column: its name, what it holds, and what its values mean.

use thiserror::Error;

use crate::missing::same;
use crate::{NumericMissing, TextMissing, ValueLabel, VariableLabel, VariableName};

/// A column of a file.
///
/// ```
/// use spss::{Measure, Numeric, NumericMissing, ValueLabel, Variable, VariableLabel, VariableName};
///
/// let answers = Numeric::whole(2)?
///     .labelled(1.0, ValueLabel::new("Helt uenig")?)?
///     .labelled(5.0, ValueLabel::new("Helt enig")?)?
///     .labelled(97.0, ValueLabel::new("Ikke relevant")?)?
///     .missing(NumericMissing::values(&[97.0])?);
/// let variable = Variable::new(VariableName::parse("autonomy_1")?, answers)
///     .with_label(VariableLabel::new("Jeg kan avgjøre hverdagslige ting selv.")?)
///     .with_measure(Measure::Ordinal);
/// assert_eq!(variable.name().as_str(), "autonomy_1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    pub(crate) name: VariableName,
    pub(crate) label: Option<VariableLabel>,
    pub(crate) measure: Measure,
    pub(crate) kind: Kind,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Numbers.
    Number(Numeric),
    /// Texts.
    Text(Textual),
}

/// A column of numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Numeric {
    pub(crate) format: Format,
    pub(crate) labels: Vec<(f64, ValueLabel)>,
    pub(crate) missing: NumericMissing,
}

/// A column of texts of one greatest length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Textual {
    pub(crate) width: u16,
    pub(crate) labels: Vec<(String, ValueLabel)>,
    pub(crate) missing: TextMissing,
}

/// What may be done with the values of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Names: equal or not.
    Nominal,
    /// Ordered, as answers from disagree to agree are.
    Ordinal,
    /// Amounts with a unit.
    Scale,
}

/// How numbers are shown: a code of the format, a width and decimals. The stored number is not changed by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    pub(crate) code: u8,
    pub(crate) width: u8,
    pub(crate) decimals: u8,
}

/// Why a column cannot be what was asked for.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum VariableError {
    /// No such width of numbers.
    #[error("numbers are shown with 1 to 40 characters and at most 16 decimals, not {width} and {decimals}")]
    NumberFormat {
        /// Characters.
        width: u8,
        /// Of them, decimals.
        decimals: u8,
    },
    /// No such width of texts.
    #[error("texts are 1 to {max} bytes wide, not {width}", max = Textual::WIDTH_MAX)]
    TextWidth {
        /// What was asked for.
        width: u16,
    },
    /// A label for a text that the column is too narrow to hold.
    #[error("`{value}` takes {bytes} bytes, and the column is {width} wide")]
    TooNarrow {
        /// The value.
        value: String,
        /// Its length in UTF-8.
        bytes: usize,
        /// The width of the column.
        width: u16,
    },
    /// Two labels for one value.
    #[error("the value {value} has a label already")]
    LabelledTwice {
        /// The value.
        value: String,
    },
    /// A label for something that is not a number of a file.
    #[error("{value} cannot have a label: it is not a finite number")]
    NotFinite {
        /// What was given.
        value: f64,
    },
}

impl Variable {
    /// A column without a label: ordinal or scale measures are said with [`Variable::with_measure`].
    pub fn new(name: VariableName, kind: impl Into<Kind>) -> Self {
        Self { name, label: None, measure: Measure::Nominal, kind: kind.into() }
    }

    /// Says what the column means.
    #[must_use]
    pub fn with_label(self, label: VariableLabel) -> Self {
        Self { label: Some(label), ..self }
    }

    /// Says what may be done with its values.
    #[must_use]
    pub fn with_measure(self, measure: Measure) -> Self {
        Self { measure, ..self }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &VariableName {
        &self.name
    }

    /// What it means.
    #[must_use]
    pub fn label(&self) -> Option<&VariableLabel> {
        self.label.as_ref()
    }

    /// What may be done with its values.
    #[must_use]
    pub fn measure(&self) -> Measure {
        self.measure
    }

    /// What it holds.
    #[must_use]
    pub fn kind(&self) -> &Kind {
        &self.kind
    }
}

impl Numeric {
    /// Whole numbers of at most `digits` digits.
    ///
    /// # Errors
    /// For no digits, or more than 40.
    pub fn whole(digits: u8) -> Result<Self, VariableError> {
        Self::decimal(digits, 0)
    }

    /// Numbers of `width` characters in all, with `decimals` of them behind the point.
    ///
    /// # Errors
    /// For a width of 0 or above 40, or more than 16 decimals.
    pub fn decimal(width: u8, decimals: u8) -> Result<Self, VariableError> {
        Ok(Self { format: Format::number(width, decimals)?, labels: Vec::new(), missing: NumericMissing::default() })
    }

    /// Says what a number means.
    ///
    /// # Errors
    /// When the number has a label already, or is not finite.
    pub fn labelled(mut self, value: f64, label: ValueLabel) -> Result<Self, VariableError> {
        if !value.is_finite() {
            return Err(VariableError::NotFinite { value });
        }
        if self.label_of(value).is_some() {
            return Err(VariableError::LabelledTwice { value: value.to_string() });
        }
        self.labels.push((value, label));
        Ok(self)
    }

    /// Says which numbers do not count.
    #[must_use]
    pub fn missing(self, missing: NumericMissing) -> Self {
        Self { missing, ..self }
    }

    /// The numbers that have a meaning, as declared.
    #[must_use]
    pub fn labels(&self) -> &[(f64, ValueLabel)] {
        &self.labels
    }

    /// What a number means.
    #[must_use]
    pub fn label_of(&self, value: f64) -> Option<&ValueLabel> {
        self.labels.iter().find(|(known, _)| same(*known, value)).map(|(_, label)| label)
    }

    /// The numbers that do not count.
    #[must_use]
    pub fn user_missing(&self) -> &NumericMissing {
        &self.missing
    }

    /// How the numbers are shown.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }
}

impl Textual {
    /// The longest text a column can hold, in bytes of UTF-8.
    pub const WIDTH_MAX: u16 = 32_767;

    /// Texts of at most `width` bytes. The width belongs to the description of a file and not to what happens to stand in it.
    ///
    /// # Errors
    /// For no bytes, or more than [`Textual::WIDTH_MAX`].
    pub fn of_width(width: u16) -> Result<Self, VariableError> {
        if width == 0 || width > Self::WIDTH_MAX {
            return Err(VariableError::TextWidth { width });
        }
        Ok(Self { width, labels: Vec::new(), missing: TextMissing::default() })
    }

    /// Says what a text means.
    ///
    /// # Errors
    /// When the column is too narrow for the text, or the text has a label already.
    pub fn labelled(mut self, value: &str, label: ValueLabel) -> Result<Self, VariableError> {
        self.check_fits(value)?;
        if self.labels.iter().any(|(known, _)| known == value) {
            return Err(VariableError::LabelledTwice { value: format!("`{value}`") });
        }
        self.labels.push((value.to_owned(), label));
        Ok(self)
    }

    /// Says which texts do not count.
    ///
    /// # Errors
    /// When the column is too narrow for one of them.
    pub fn missing(self, missing: TextMissing) -> Result<Self, VariableError> {
        missing.listed().iter().try_for_each(|value| self.check_fits(value))?;
        Ok(Self { missing, ..self })
    }

    /// The width in bytes.
    #[must_use]
    pub fn width(&self) -> u16 {
        self.width
    }

    /// The texts that have a meaning, as declared.
    #[must_use]
    pub fn labels(&self) -> &[(String, ValueLabel)] {
        &self.labels
    }

    /// The texts that do not count.
    #[must_use]
    pub fn user_missing(&self) -> &TextMissing {
        &self.missing
    }

    fn check_fits(&self, value: &str) -> Result<(), VariableError> {
        if value.len() <= usize::from(self.width) {
            return Ok(());
        }
        Err(VariableError::TooNarrow { value: value.to_owned(), bytes: value.len(), width: self.width })
    }
}

impl Format {
    /// The code of plain numbers.
    const NUMBER: u8 = 5;
    /// The code of texts.
    pub(crate) const TEXT: u8 = 1;
    /// The codes of dates, times, and both.
    const DATES: [u8; 17] = [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 38, 39, 40, 41, 42, 43];

    fn number(width: u8, decimals: u8) -> Result<Self, VariableError> {
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

impl From<Numeric> for Kind {
    fn from(numeric: Numeric) -> Self {
        Self::Number(numeric)
    }
}

impl From<Textual> for Kind {
    fn from(textual: Textual) -> Self {
        Self::Text(textual)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(text: &str) -> ValueLabel {
        ValueLabel::new(text).unwrap()
    }

    #[test]
    fn a_label_belongs_to_a_value_the_column_can_hold() {
        let narrow = Textual::of_width(2).unwrap();
        assert!(matches!(narrow.clone().labelled("abc", label("x")), Err(VariableError::TooNarrow { width: 2, .. })));
        assert!(matches!(narrow.clone().labelled("åå", label("x")), Err(VariableError::TooNarrow { bytes: 4, .. })));
        assert!(narrow.clone().missing(TextMissing::values(&["abc"]).unwrap()).is_err());
        let twice = narrow.labelled("a", label("x")).unwrap().labelled("a", label("y"));
        assert!(matches!(twice, Err(VariableError::LabelledTwice { .. })));
        let twice = Numeric::whole(1).unwrap().labelled(0.0, label("x")).unwrap().labelled(-0.0, label("y"));
        assert!(matches!(twice, Err(VariableError::LabelledTwice { .. })));
    }

    #[test]
    fn widths_have_limits() {
        for width in [0, 32_768] {
            assert!(matches!(Textual::of_width(width), Err(VariableError::TextWidth { .. })));
        }
        for (width, decimals) in [(0, 0), (41, 0), (40, 17), (2, 2)] {
            assert!(matches!(Numeric::decimal(width, decimals), Err(VariableError::NumberFormat { .. })));
        }
    }
}
