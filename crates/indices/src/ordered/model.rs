//! Which factor each item measures, and what groups are held to have in common.

use crate::estimate::Why;

/// A confirmatory factor model of simple structure: every item measures exactly one factor, all factors correlate.
///
/// The first item of a factor is its marker, with loading 1. Identification of the underlying variables is that of the
/// delta parameterisation: their variance is 1 (the scale 1/SD = 1) and their mean 0 in the first group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderedModel {
    /// Name and items of each factor, the items by their position in the set.
    pub factors: Vec<(String, Vec<usize>)>,
}

/// What is the same in all groups; each level holds what the levels before it hold.
///
/// The order is that of Wu and Estabrook (2016) for ordered items: thresholds come first, since without common
/// thresholds groups share no unit in which loadings could be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invariance {
    /// The same items measure the same factors; nothing else is shared.
    Configural,
    /// The same thresholds. In every group but the first, means and scales of the underlying variables are free
    /// instead. Items of three points fit exactly as well as before; items of two cannot tell thresholds from scales.
    Thresholds,
    /// Also the same loadings.
    Loadings,
    /// Also the same intercepts: differences between the groups' items come from the factor means, which are free in
    /// every group but the first. Needed before anyone compares factor means.
    Intercepts,
}

impl OrderedModel {
    /// For each of the set's items the position of its factor, if the model names every item exactly once.
    pub(crate) fn factor_of_items(&self, items: usize) -> Result<Vec<usize>, Why> {
        let mut factors = vec![None; items];
        for (factor, (_, members)) in self.factors.iter().enumerate() {
            for &item in members {
                match factors.get_mut(item) {
                    Some(of @ None) => *of = Some(factor),
                    _ => return Err(Why::OutsideDomain),
                }
            }
        }
        factors.into_iter().collect::<Option<Vec<usize>>>().ok_or(Why::OutsideDomain)
    }

    /// Whether an item is the marker of its factor.
    pub(crate) fn is_marker(&self, item: usize) -> bool {
        self.factors.iter().any(|(_, items)| items.first() == Some(&item))
    }
}
