//! A whole questionnaire with its scales, as one value that cannot be inconsistent.

use std::collections::BTreeSet;

use crate::{AnswerScale, InstrumentId, Item, ItemId, ModuleId, Scale, ScaleId, ScaleKind, Text};

/// Some scales that are asked together, on a page of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    pub(crate) id: ModuleId,
    pub(crate) title: Text,
    pub(crate) intro: Text,
    pub(crate) scales: Vec<usize>,
}

impl Module {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &ModuleId {
        &self.id
    }

    /// The heading of its page.
    #[must_use]
    pub fn title(&self) -> &Text {
        &self.title
    }

    /// What the employee reads before the questions.
    #[must_use]
    pub fn intro(&self) -> &Text {
        &self.intro
    }

    /// Positions of its scales in [`Instrument::scales`]; at least one, all of them simple.
    #[must_use]
    pub fn scales(&self) -> &[usize] {
        &self.scales
    }
}

/// What is asked and what it measures.
///
/// It comes from a file ([`Instrument::from_toml`]) or is a part of one that did ([`Instrument::select`]). Ids are unique,
/// every position it holds points at something, items of one scale share their answer points, and every text exists in
/// every language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instrument {
    pub(crate) id: InstrumentId,
    pub(crate) version: String,
    pub(crate) title: Text,
    pub(crate) notice: Text,
    pub(crate) validated: bool,
    pub(crate) items: Vec<Item>,
    pub(crate) scales: Vec<Scale>,
    pub(crate) modules: Vec<Module>,
    pub(crate) mastery_climate: Option<ScaleId>,
    pub(crate) engagement: Option<ScaleId>,
}

/// Why modules cannot be selected from an instrument.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectError {
    /// The instrument has no such module.
    #[error("instrument `{instrument}` has no module `{module}`; its modules are {}", listed(known))]
    UnknownModule {
        /// The instrument that was asked.
        instrument: InstrumentId,
        /// The module it does not have.
        module: ModuleId,
        /// The modules it has.
        known: Vec<ModuleId>,
    },
    /// One module is named twice.
    #[error("module `{module}` is named twice; name it once")]
    NamedTwice {
        /// The module.
        module: ModuleId,
    },
    /// A wave uses another instrument, or another version of it.
    #[error(
        "the wave uses instrument `{wanted}` version {wanted_version}, but this is `{given}` version {given_version}"
    )]
    OtherInstrument {
        /// The instrument of the wave.
        wanted: InstrumentId,
        /// Its version.
        wanted_version: String,
        /// The instrument at hand.
        given: InstrumentId,
        /// Its version.
        given_version: String,
    },
}

fn listed(modules: &[ModuleId]) -> String {
    modules.iter().map(|module| format!("`{module}`")).collect::<Vec<_>>().join(", ")
}

impl Instrument {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &InstrumentId {
        &self.id
    }

    /// Its version; another wording is another version.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Its name for people.
    #[must_use]
    pub fn title(&self) -> &Text {
        &self.title
    }

    /// What a reader of its results must know, such as that it has not been validated.
    #[must_use]
    pub fn notice(&self) -> &Text {
        &self.notice
    }

    /// Whether its authors claim that it has been validated.
    #[must_use]
    pub fn is_validated(&self) -> bool {
        self.validated
    }

    /// Every question, in the order they are asked.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Every scale: the simple ones in the order of the file, then the composites.
    #[must_use]
    pub fn scales(&self) -> &[Scale] {
        &self.scales
    }

    /// Every module, in the order they are asked.
    #[must_use]
    pub fn modules(&self) -> &[Module] {
        &self.modules
    }

    /// The points that an item is answered with.
    #[must_use]
    pub fn answer_scale<'a>(&'a self, item: &'a Item) -> &'a AnswerScale {
        item.answer_scale()
    }

    /// Where an item stands in [`Instrument::items`].
    #[must_use]
    pub fn item_position(&self, id: &ItemId) -> Option<usize> {
        self.items.iter().position(|item| item.id == *id)
    }

    /// The scale with this id.
    #[must_use]
    pub fn scale(&self, id: &ScaleId) -> Option<&Scale> {
        self.scales.iter().find(|scale| scale.id == *id)
    }

    /// The items of a scale of this instrument, in its order.
    pub fn items_of<'a>(&'a self, scale: &'a Scale) -> impl Iterator<Item = &'a Item> {
        scale.items.iter().filter_map(|&position| self.items.get(position))
    }

    /// The simple scales of a module of this instrument, in its order.
    pub fn scales_of<'a>(&'a self, module: &'a Module) -> impl Iterator<Item = &'a Scale> {
        module.scales.iter().filter_map(|&position| self.scales.get(position))
    }

    /// The scale that is the mastery-climate index, if the instrument measures it.
    #[must_use]
    pub fn mastery_climate(&self) -> Option<&Scale> {
        self.scale(self.mastery_climate.as_ref()?)
    }

    /// The scale that is the engagement index, if the instrument measures it.
    #[must_use]
    pub fn engagement(&self) -> Option<&Scale> {
        self.scale(self.engagement.as_ref()?)
    }

    /// The part of the instrument that a wave uses: these modules, in the order of the instrument. None means all.
    ///
    /// A composite stays only if all its parts do, and an index only if its scale does.
    pub fn select(&self, modules: &[ModuleId]) -> Result<Self, SelectError> {
        if modules.is_empty() {
            return Ok(self.clone());
        }
        let mut wanted = BTreeSet::new();
        for module in modules {
            if !self.modules.iter().any(|known| known.id == *module) {
                let known = self.modules.iter().map(|known| known.id.clone()).collect();
                return Err(SelectError::UnknownModule { instrument: self.id.clone(), module: module.clone(), known });
            }
            if !wanted.insert(module) {
                return Err(SelectError::NamedTwice { module: module.clone() });
            }
        }
        Ok(self.keeping(&wanted))
    }

    /// The modules, scales and items that stay, with positions counted anew.
    fn keeping(&self, wanted: &BTreeSet<&ModuleId>) -> Self {
        let item_stays: Vec<bool> = self.items.iter().map(|item| wanted.contains(&item.module)).collect();
        let scale_stays: Vec<bool> = self
            .scales
            .iter()
            .map(|scale| scale.items.iter().all(|&item| item_stays.get(item).copied().unwrap_or(false)))
            .collect();
        let items = kept(&self.items, &item_stays).cloned().collect();
        let scales: Vec<Scale> = kept(&self.scales, &scale_stays)
            .map(|scale| Scale { items: renumbered(&scale.items, &item_stays), ..scale.clone() })
            .collect();
        let modules = self
            .modules
            .iter()
            .filter(|module| wanted.contains(&module.id))
            .map(|module| Module { scales: renumbered(&module.scales, &scale_stays), ..module.clone() })
            .collect();
        let if_measured =
            |index: &Option<ScaleId>| index.clone().filter(|id| scales.iter().any(|scale| scale.id == *id));
        Self {
            id: self.id.clone(),
            version: self.version.clone(),
            title: self.title.clone(),
            notice: self.notice.clone(),
            validated: self.validated,
            mastery_climate: if_measured(&self.mastery_climate),
            engagement: if_measured(&self.engagement),
            items,
            scales,
            modules,
        }
    }

    /// The parts of a composite of this instrument, in its order; nothing for a simple scale.
    pub fn parts_of<'a>(&'a self, scale: &'a Scale) -> impl Iterator<Item = &'a Scale> {
        let parts: &[ScaleId] = match &scale.kind {
            ScaleKind::Simple => &[],
            ScaleKind::Composite(parts) => parts,
        };
        parts.iter().filter_map(|id| self.scale(id))
    }
}

fn kept<'a, T>(all: &'a [T], stays: &'a [bool]) -> impl Iterator<Item = &'a T> {
    all.iter().zip(stays).filter(|&(_, &stays)| stays).map(|(one, _)| one)
}

/// Old positions as positions among those that stay.
fn renumbered(positions: &[usize], stays: &[bool]) -> Vec<usize> {
    positions
        .iter()
        .filter(|&&position| stays.get(position).copied().unwrap_or(false))
        .map(|&position| stays.iter().take(position).filter(|&&stays| stays).count())
        .collect()
}
