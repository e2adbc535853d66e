//! What somebody says about the columns of a table.

use std::collections::BTreeMap;

use survey::ItemId;

/// Which column holds what, and what its codes mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// The heading of the unit's id.
    pub unit: String,
    /// The heading of the former municipality's id.
    pub former_municipality: String,
    /// The heading of the kind of work, where there is one.
    pub role_class: Option<String>,
    /// Items with the headings of their columns. When there are none, a column serves the item whose id its heading becomes.
    pub items: BTreeMap<ItemId, String>,
    /// Codes of answers with their points, where the codes are neither points nor labels of points.
    pub answers: BTreeMap<String, u8>,
    /// Codes that mean "not relevant".
    pub not_relevant: Vec<String>,
    /// Codes that mean no answer.
    pub no_answer: Vec<String>,
    /// Headings of columns that are not read.
    pub left_out: Vec<String>,
    /// What becomes of answers that were begun and not sent.
    pub unfinished: Option<Unfinished>,
}

/// What becomes of LimeSurvey's answers without a `submitdate`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfinished {
    /// They are answers like the others.
    Count,
    /// They are not imported.
    LeaveOut,
}
