//! Reading a model from one line of text.

use super::model::{Draft, Model, ModelError, ModelFault};

impl Model {
    /// A model from text such as `visual=x1,x2,x3;textual=x4,x5,x6`, given the names of the items in the order of the
    /// data. White space around names is ignored; items that no factor names are left out.
    ///
    /// ```
    /// use indices::factor::Model;
    ///
    /// let names = ["x1", "x2", "x3", "x4", "x5", "x6"];
    /// let model = Model::parse("visual = x1, x2, x3; textual = x4, x5, x6", &names).unwrap();
    /// assert_eq!((model.factors().len(), model.items().len()), (2, 6));
    ///
    /// let error = Model::parse("visual=x1,x2,x9", &names).unwrap_err();
    /// assert_eq!(error.to_string(), "character 14: there is no item `x9`");
    /// ```
    pub fn parse(text: &str, items: &[&str]) -> Result<Self, ModelError> {
        let mut drafts = Vec::new();
        let mut start = 1;
        for part in text.split(';') {
            if !part.trim().is_empty() {
                drafts.push(factor(part, start, items)?);
            }
            start += part.chars().count() + 1;
        }
        Self::from_drafts(items, drafts)
    }
}

/// One factor, whose text begins at this character.
fn factor(part: &str, start: usize, items: &[&str]) -> Result<Draft, ModelError> {
    let begin = start + blanks(part);
    let wrong = |fault, character| ModelError { fault, character: Some(character) };
    let Some((name, list)) = part.split_once('=') else {
        return Err(wrong(ModelFault::NoEqualsSign(part.trim().to_owned()), begin));
    };
    let mut character = start + name.chars().count() + 1;
    let name = name.trim().to_owned();
    if name.is_empty() {
        return Err(wrong(ModelFault::UnnamedFactor, begin));
    }
    if list.trim().is_empty() {
        return Err(wrong(ModelFault::EmptyFactor(name), begin));
    }
    let mut positions = Vec::new();
    for entry in list.split(',') {
        let here = character + blanks(entry);
        let item = entry.trim();
        if item.is_empty() {
            return Err(wrong(ModelFault::UnnamedItem(name), character));
        }
        let Some(position) = items.iter().position(|known| *known == item) else {
            return Err(wrong(ModelFault::UnknownItem(item.to_owned()), here));
        };
        if positions.contains(&position) {
            return Err(wrong(ModelFault::ItemTwice(item.to_owned()), here));
        }
        positions.push(position);
        character += entry.chars().count() + 1;
    }
    Ok(Draft { name, positions, character: Some(begin) })
}

/// White space before the first other character.
fn blanks(text: &str) -> usize {
    text.chars().take_while(|character| character.is_whitespace()).count()
}
