//! The columns of a regression: numbers, factors by treatment contrasts, and their interactions.

use std::collections::BTreeSet;
use std::fmt;

use nalgebra::DMatrix;

use crate::estimate::Why;

/// What is known about each row, column by column: numbers and factors.
///
/// ```
/// use indices::association::Frame;
///
/// let mut frame = Frame::new();
/// frame.factor("Sex", &["F", "M", "M", "F"]).unwrap();
/// frame.number("Size", &[4.0, 8.0, 6.0, 5.0]).unwrap();
/// let design = frame.design(&[&["Sex"], &["Sex", "Size"]]).unwrap();
/// // Size alone is no term, so each sex has a slope of its own.
/// assert_eq!(design.names(), ["(Intercept)", "SexM", "SexF:Size", "SexM:Size"]);
/// ```
#[derive(Clone, Default)]
pub struct Frame {
    variables: Vec<Variable>,
}

#[derive(Clone)]
struct Variable {
    name: String,
    values: Values,
}

#[derive(Clone)]
enum Values {
    Numbers(Vec<f64>),
    /// The levels in order, and the level of each row.
    Levels(Vec<String>, Vec<usize>),
}

/// The columns of a regression with their names; the first is the intercept.
#[derive(Clone, PartialEq)]
pub struct Design {
    names: Vec<String>,
    matrix: DMatrix<f64>,
}

impl Frame {
    /// A frame without columns.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a column of numbers.
    ///
    /// Unknown:  a number that is not finite, a name used before, or another number of rows: outside the domain.
    pub fn number(&mut self, name: &str, values: &[f64]) -> Result<(), Why> {
        if !values.iter().all(|value| value.is_finite()) {
            return Err(Why::OutsideDomain);
        }
        self.add(name, Values::Numbers(values.to_vec()))
    }

    /// Adds a factor whose levels are the labels in alphabetical order (by code point); the first is the reference.
    ///
    /// Unknown:  as [`Frame::number`].
    pub fn factor(&mut self, name: &str, labels: &[&str]) -> Result<(), Why> {
        let levels: BTreeSet<&str> = labels.iter().copied().collect();
        let levels: Vec<&str> = levels.into_iter().collect();
        self.factor_in_order(name, labels, &levels)
    }

    /// Adds a factor with its levels in the order given; the first is the reference.
    ///
    /// Unknown:  as [`Frame::number`]; a label that is not among the levels is outside the domain.
    pub fn factor_in_order(&mut self, name: &str, labels: &[&str], levels: &[&str]) -> Result<(), Why> {
        let code = |label: &&str| levels.iter().position(|level| level == label).ok_or(Why::OutsideDomain);
        let codes = labels.iter().map(code).collect::<Result<Vec<usize>, Why>>()?;
        self.add(name, Values::Levels(levels.iter().map(|level| (*level).to_owned()).collect(), codes))
    }

    fn add(&mut self, name: &str, values: Values) -> Result<(), Why> {
        let taken = self.variables.iter().any(|variable| variable.name == name);
        let fits = self.variables.is_empty() || values.rows() == self.rows();
        if taken || !fits {
            return Err(Why::OutsideDomain);
        }
        self.variables.push(Variable { name: name.to_owned(), values });
        Ok(())
    }

    fn rows(&self) -> usize {
        self.variables.first().map_or(0, |variable| variable.values.rows())
    }

    fn variable(&self, name: &str) -> Result<&Variable, Why> {
        self.variables.iter().find(|variable| variable.name == name).ok_or(Why::OutsideDomain)
    }

    /// The columns of a model with an intercept and these terms; a term of several variables is their interaction.
    ///
    /// Formula:  treatment contrasts. A factor in a term leaves its first level out if the term without that factor is
    ///           in the model too (the empty term is the intercept); otherwise every level has a column.
    /// Shapes:   the terms in the order given; within a term the first variable varies fastest.
    /// Unknown:  no rows; a variable that is not in the frame is outside the domain.
    /// Source:   Chambers and Hastie (1992), Statistical Models in S, chapter 2; R `model.matrix`.
    pub fn design(&self, terms: &[&[&str]]) -> Result<Design, Why> {
        let rows = self.rows();
        if rows == 0 {
            return Err(Why::NoAnswers);
        }
        let mut columns = vec![(String::from("(Intercept)"), vec![1.0; rows])];
        for term in terms {
            columns.extend(self.term(term, terms)?);
        }
        Design::from_columns(columns)
    }

    /// The columns of one term.
    fn term(&self, term: &[&str], terms: &[&[&str]]) -> Result<Vec<(String, Vec<f64>)>, Why> {
        let mut product: Vec<(String, Vec<f64>)> = Vec::new();
        for name in term {
            let rest: BTreeSet<&str> = term.iter().copied().filter(|other| other != name).collect();
            let marginal =
                rest.is_empty() || terms.iter().any(|other| other.iter().copied().collect::<BTreeSet<&str>>() == rest);
            let coded = self.variable(name)?.columns(marginal);
            product = if product.is_empty() { coded } else { interaction(&product, &coded) };
        }
        Ok(product)
    }
}

/// Every product of a column of the one with a column of the other; the first varies fastest.
fn interaction(first: &[(String, Vec<f64>)], second: &[(String, Vec<f64>)]) -> Vec<(String, Vec<f64>)> {
    let product = |(name_b, b): &(String, Vec<f64>), (name_a, a): &(String, Vec<f64>)| {
        (format!("{name_a}:{name_b}"), a.iter().zip(b).map(|(a, b)| a * b).collect())
    };
    second.iter().flat_map(|b| first.iter().map(move |a| product(b, a))).collect()
}

impl Variable {
    /// The columns of this variable alone, with or without a reference level.
    fn columns(&self, with_reference: bool) -> Vec<(String, Vec<f64>)> {
        match &self.values {
            Values::Numbers(numbers) => vec![(self.name.clone(), numbers.clone())],
            Values::Levels(levels, codes) => {
                let column = |(level, label): (usize, &String)| {
                    let indicator = codes.iter().map(|code| f64::from(u8::from(*code == level))).collect();
                    (format!("{}{label}", self.name), indicator)
                };
                levels.iter().enumerate().skip(usize::from(with_reference)).map(column).collect()
            }
        }
    }
}

impl Values {
    fn rows(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Levels(_, codes) => codes.len(),
        }
    }
}

impl Design {
    /// A design of named columns as they are.
    ///
    /// Unknown:  no columns or rows; columns of different lengths, or a number that is not finite, are outside the
    ///           domain.
    pub fn from_columns(columns: Vec<(String, Vec<f64>)>) -> Result<Self, Why> {
        let rows = columns.first().map_or(0, |(_, values)| values.len());
        if rows == 0 {
            return Err(Why::NoAnswers);
        }
        let sound = |(_, values): &(String, Vec<f64>)| values.len() == rows && values.iter().all(|v| v.is_finite());
        if !columns.iter().all(sound) {
            return Err(Why::OutsideDomain);
        }
        let width = columns.len();
        let (names, values): (Vec<String>, Vec<Vec<f64>>) = columns.into_iter().unzip();
        Ok(Self { names, matrix: DMatrix::from_iterator(rows, width, values.into_iter().flatten()) })
    }

    /// The names of the columns.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.matrix.nrows()
    }

    /// How many columns, each with a coefficient.
    #[must_use]
    pub fn width(&self) -> usize {
        self.matrix.ncols()
    }

    pub(crate) fn matrix(&self) -> &DMatrix<f64> {
        &self.matrix
    }
}

/// Reveals nothing: covariates of small units are about persons.
impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Frame(..)")
    }
}

/// Reveals nothing.
impl fmt::Debug for Design {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Design(..)")
    }
}
