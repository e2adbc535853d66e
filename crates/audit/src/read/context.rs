//! What a page or a table takes for known: the units, the scales and the names people know them by.

use std::collections::BTreeMap;

use crate::release::{Release, Scale, Thresholds, Tree};

/// What a page or a table takes for known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Context {
    /// The wave.
    pub wave: String,
    /// The units and areas.
    pub tree: Tree,
    /// The rule.
    pub thresholds: Thresholds,
    /// How each scale is answered.
    pub scales: BTreeMap<String, Scale>,
    /// Identifiers of scales by the titles they have in any language.
    pub titles: BTreeMap<String, String>,
    /// Identifiers of former municipalities by their names.
    pub formers: BTreeMap<String, String>,
}

impl Context {
    /// What a release says of itself.
    #[must_use]
    pub fn of(release: &Release) -> Context {
        Context {
            wave: release.wave.clone(),
            tree: release.tree.clone(),
            thresholds: release.thresholds,
            scales: release.scales.clone(),
            titles: release.titles.clone(),
            formers: release.formers.iter().map(|(id, name)| (name.clone(), id.clone())).collect(),
        }
    }

    /// A release of this context without any cells.
    pub(super) fn empty(&self, file: &str) -> Release {
        Release {
            file: file.to_owned(),
            wave: self.wave.clone(),
            thresholds: self.thresholds,
            tree: self.tree.clone(),
            formers: self.formers.iter().map(|(name, id)| (id.clone(), name.clone())).collect(),
            scales: self.scales.clone(),
            titles: self.titles.clone(),
            cells: Vec::new(),
            unread: Vec::new(),
        }
    }
}
