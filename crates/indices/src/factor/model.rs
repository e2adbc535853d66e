//! Which items measure which factor.

use std::fmt;

/// A confirmatory factor model: each factor with the items that measure it; everything else is nought.
///
/// Factors are free to correlate, unique parts of items are not. An item may belong to several factors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    items: Vec<String>,
    /// Where each item stands in the data.
    positions: Vec<usize>,
    factors: Vec<Factor>,
}

/// One factor; the first of its items is its marker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    name: String,
    items: Vec<usize>,
}

/// What is wrong with a model and, where it was read from text, in which character (the first is 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelError {
    pub(super) fault: ModelFault,
    pub(super) character: Option<usize>,
}

/// What can be wrong with a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelFault {
    /// No factor at all.
    NoFactor,
    /// A factor without a name.
    UnnamedFactor,
    /// Two factors of one name.
    FactorTwice(String),
    /// A factor that is not followed by `=` and its items.
    NoEqualsSign(String),
    /// A factor without items.
    EmptyFactor(String),
    /// A factor that one item measures: its variance and the item's own part cannot be told apart.
    OneItem(String),
    /// A single factor that two items measure: one covariance for two unknowns.
    TwoItems(String),
    /// Nothing between two commas.
    UnnamedItem(String),
    /// An item that the data do not have.
    UnknownItem(String),
    /// An item twice in one factor.
    ItemTwice(String),
    /// More parameters than variances and covariances.
    TooManyParameters {
        /// Parameters.
        parameters: usize,
        /// Variances and covariances.
        moments: usize,
    },
}

impl ModelError {
    /// What is wrong.
    #[must_use]
    pub fn fault(&self) -> &ModelFault {
        &self.fault
    }

    /// The character at which it is wrong, counted from 1, where the model was read from text.
    #[must_use]
    pub fn character(&self) -> Option<usize> {
        self.character
    }
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(character) = self.character {
            write!(f, "character {character}: ")?;
        }
        match &self.fault {
            ModelFault::NoFactor => write!(f, "the model has no factor"),
            ModelFault::UnnamedFactor => write!(f, "a factor has no name"),
            ModelFault::FactorTwice(name) => write!(f, "the factor `{name}` stands there twice"),
            ModelFault::NoEqualsSign(name) => write!(f, "`{name}` is not followed by `=` and its items"),
            ModelFault::EmptyFactor(name) => write!(f, "the factor `{name}` has no items"),
            ModelFault::OneItem(name) => write!(f, "the factor `{name}` has a single item, which identifies nothing"),
            ModelFault::TwoItems(name) => write!(f, "the only factor, `{name}`, needs at least three items"),
            ModelFault::UnnamedItem(name) => write!(f, "a comma of the factor `{name}` is not followed by an item"),
            ModelFault::UnknownItem(name) => write!(f, "there is no item `{name}`"),
            ModelFault::ItemTwice(name) => write!(f, "the item `{name}` stands twice in one factor"),
            ModelFault::TooManyParameters { parameters, moments } => {
                write!(f, "{parameters} parameters from {moments} variances and covariances")
            }
        }
    }
}

impl std::error::Error for ModelError {}

/// A factor and the positions of its items in the data, before anything is checked.
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) positions: Vec<usize>,
    /// Where in the text the factor begins.
    pub(super) character: Option<usize>,
}

impl Model {
    /// A model from the names of the items in the order of the data, and each factor with the positions of its items.
    ///
    /// ```
    /// use indices::factor::Model;
    ///
    /// let names = ["x1", "x2", "x3", "x4"];
    /// let model = Model::new(&names, &[("speed", &[3, 1, 2])]).unwrap();
    /// assert_eq!(model.items(), ["x4", "x2", "x3"], "the items in use, in the order of the model");
    /// ```
    pub fn new(items: &[&str], factors: &[(&str, &[usize])]) -> Result<Self, ModelError> {
        let draft = |(name, positions): &(&str, &[usize])| Draft {
            name: (*name).to_owned(),
            positions: positions.to_vec(),
            character: None,
        };
        Self::from_drafts(items, factors.iter().map(draft).collect())
    }

    pub(super) fn from_drafts(names: &[&str], drafts: Vec<Draft>) -> Result<Self, ModelError> {
        let mut model = Self { items: Vec::new(), positions: Vec::new(), factors: Vec::new() };
        for draft in drafts {
            let character = draft.character;
            model.add(names, draft).map_err(|fault| ModelError { fault, character })?;
        }
        model.countable().map_err(|fault| ModelError { fault, character: None })?;
        Ok(model)
    }

    fn add(&mut self, names: &[&str], draft: Draft) -> Result<(), ModelFault> {
        let Draft { name, positions, .. } = draft;
        if self.factors.iter().any(|factor| factor.name == name) {
            return Err(ModelFault::FactorTwice(name));
        }
        match positions.len() {
            0 => return Err(ModelFault::EmptyFactor(name)),
            1 => return Err(ModelFault::OneItem(name)),
            _ => {}
        }
        let mut items = Vec::new();
        for position in positions {
            let Some(item) = names.get(position) else {
                return Err(ModelFault::UnknownItem(format!("number {}", position.saturating_add(1))));
            };
            let known = self.positions.iter().position(|other| *other == position);
            let index = known.unwrap_or_else(|| {
                self.positions.push(position);
                self.items.push((*item).to_owned());
                self.items.len() - 1
            });
            if items.contains(&index) {
                return Err(ModelFault::ItemTwice((*item).to_owned()));
            }
            items.push(index);
        }
        self.factors.push(Factor { name, items });
        Ok(())
    }

    /// Whether there are as many variances and covariances as parameters.
    fn countable(&self) -> Result<(), ModelFault> {
        let (items, factors) = (self.items.len(), self.factors.len());
        match self.factors.first() {
            None => return Err(ModelFault::NoFactor),
            Some(factor) if factors == 1 && items < 3 => return Err(ModelFault::TwoItems(factor.name.clone())),
            Some(_) => {}
        }
        let loadings: usize = self.factors.iter().map(|factor| factor.items.len()).sum();
        let parameters = loadings - factors + items + factors * (factors + 1) / 2;
        let moments = items * (items + 1) / 2;
        if parameters > moments {
            return Err(ModelFault::TooManyParameters { parameters, moments });
        }
        Ok(())
    }

    /// The items in use, in the order in which the model names them.
    #[must_use]
    pub fn items(&self) -> &[String] {
        &self.items
    }

    /// Where each of these items stands in the data.
    #[must_use]
    pub fn positions(&self) -> &[usize] {
        &self.positions
    }

    /// The factors in their order.
    #[must_use]
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }
}

impl Factor {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its items, as positions in [`Model::items`]; the first is the marker.
    #[must_use]
    pub fn items(&self) -> &[usize] {
        &self.items
    }
}
