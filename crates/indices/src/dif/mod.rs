//! Differential item functioning: whether persons of two groups who stand alike on the scale answer one item
//! differently.
//!
//! Everything is a function of one exact table, [`counts::DifTable`]: persons per group, total and answer. Groups are
//! numbered by the caller in sorted order; the first is the reference unless a [`GroupPair`] says otherwise.
//!
//! Three families answer the question. Mantel's compare answers within each total: [`mantel()`] for ordered answers,
//! [`mantel_haenszel()`] for two, [`generalised_mantel_haenszel`] for answers without an order. [`ordinal_logistic`]
//! regresses the answer on total, group and their product, and so tells a difference that is the same at every level
//! (uniform) from one that is not. A test says whether there is a difference; a rule such as [`PolytomousRule`] says
//! whether it matters. [`purify`] frees the total of items that differ themselves.
//!
//! The trap: all of them take persons as independent. Persons of one unit are not, and where whole units belong to one
//! group the p-values are too small; the effect sizes and their rules are not touched by that.

mod effect;
mod generalised;
mod logistic;
mod mantel;
mod mantel_haenszel;
mod proportional_odds;
mod purification;
mod strata;

pub use effect::{DifClass, EtsRule, PolytomousRule, RSquaredRule};
pub use generalised::{GeneralisedMantelHaenszel, generalised_mantel_haenszel};
pub use logistic::{LogisticTest, OrdinalLogistic, PseudoRSquared, ordinal_logistic};
pub use mantel::{Mantel, mantel};
pub use mantel_haenszel::{MantelHaenszel, mantel_haenszel};
pub use purification::{Purification, Purified, Screen, purify};
pub use strata::GroupPair;
