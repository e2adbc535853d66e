//! One column: its name, what it means and what it holds.

use crate::{Kind, VariableLabel, VariableName};

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
