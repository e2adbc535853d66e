//! What every column and number of a file of answers means, for somebody who has only the file.

use serde::{Deserialize, Serialize};

use crate::{
    Direction, Instrument, InstrumentId, Item, ItemId, Layout, MissingRule, ModuleId, Scale, ScaleId, ScaleKind, Text,
    Wave,
};

/// The codebook of one wave. It describes and promises nothing, so its fields are open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Codebook {
    /// The version of the columns' layout.
    pub layout_version: u32,
    /// The wave the answers belong to.
    pub wave: Wave,
    /// The instrument.
    pub instrument: InstrumentId,
    /// Its version.
    pub instrument_version: String,
    /// Whether its authors claim that it has been validated.
    pub validated: bool,
    /// The name of the instrument.
    pub title: Text,
    /// What a reader must know about it.
    pub notice: Text,
    /// The columns that are not items.
    pub columns: Vec<CodebookColumn>,
    /// The items, in the order of their columns.
    pub items: Vec<CodebookItem>,
    /// The scales, simple ones first.
    pub scales: Vec<CodebookScale>,
}

/// A column that is not an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodebookColumn {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub meaning: Text,
}

/// An item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodebookItem {
    /// Its id, which is the name of its column.
    pub id: ItemId,
    /// The module it was asked in.
    pub module: ModuleId,
    /// What the employee read.
    pub wording: Text,
    /// Whether its answers are mirrored when they are counted; the file has them as given.
    pub reversed: bool,
    /// What each number means, lowest first.
    pub values: Vec<ValueLabel>,
    /// What "not relevant" was called, where it could be answered.
    pub not_relevant: Option<Text>,
}

/// What one number means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueLabel {
    /// The number.
    pub value: u8,
    /// Its meaning.
    pub label: Text,
}

/// A scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodebookScale {
    /// Its id.
    pub id: ScaleId,
    /// Its name for people.
    pub title: Text,
    /// What it measures.
    pub description: Text,
    /// The scales it is put together from; none for a scale with items of its own.
    pub parts: Vec<ScaleId>,
    /// Its items.
    pub items: Vec<ItemId>,
    /// The lowest score.
    pub min: u8,
    /// The highest score.
    pub max: u8,
    /// Who gets a score.
    pub missing_rule: MissingRule,
    /// The score from which a person counts as agreeing.
    pub favourable_from: u8,
    /// Which end is better.
    pub direction: Direction,
}

impl Codebook {
    /// The codebook of a wave and its instrument, already narrowed to the modules of the wave.
    #[must_use]
    pub fn of(instrument: &Instrument, wave: &Wave) -> Self {
        Self {
            layout_version: Layout::VERSION.number(),
            wave: wave.clone(),
            instrument: instrument.id().clone(),
            instrument_version: instrument.version().to_owned(),
            validated: instrument.is_validated(),
            title: instrument.title().clone(),
            notice: instrument.notice().clone(),
            columns: other_columns(),
            items: instrument.items().iter().map(CodebookItem::of).collect(),
            scales: instrument.scales().iter().map(|scale| CodebookScale::of(instrument, scale)).collect(),
        }
    }
}

impl CodebookItem {
    fn of(item: &Item) -> Self {
        let labelled = item.answer_scale().labelled_points();
        Self {
            id: item.id().clone(),
            module: item.module().clone(),
            wording: item.wording().clone(),
            reversed: item.is_reversed(),
            values: labelled.map(|(value, label)| ValueLabel { value, label: label.clone() }).collect(),
            not_relevant: item.answer_scale().not_relevant().cloned(),
        }
    }
}

impl CodebookScale {
    fn of(instrument: &Instrument, scale: &Scale) -> Self {
        let parts = match scale.kind() {
            ScaleKind::Simple => Vec::new(),
            ScaleKind::Composite(parts) => parts.clone(),
        };
        Self {
            id: scale.id().clone(),
            title: scale.title().clone(),
            description: scale.description().clone(),
            parts,
            items: instrument.items_of(scale).map(|item| item.id().clone()).collect(),
            min: scale.points().min(),
            max: scale.points().max(),
            missing_rule: scale.missing_rule(),
            favourable_from: scale.favourable_from(),
            direction: scale.direction(),
        }
    }
}

/// The columns that every file of answers has.
fn other_columns() -> Vec<CodebookColumn> {
    let texts = [
        (
            Layout::UNIT,
            Text::new(
                "Enheten medarbeideren hører til",
                "Eininga medarbeidaren høyrer til",
                "The unit the employee belongs to",
            ),
        ),
        (
            Layout::FORMER_MUNICIPALITY,
            Text::new(
                "Kommunen medarbeideren kom fra ved sammenslåingen",
                "Kommunen medarbeidaren kom frå ved samanslåinga",
                "The municipality the employee came from at the merger",
            ),
        ),
        (
            Layout::ROLE_CLASS,
            Text::new(
                "Hva slags arbeid medarbeideren har, etter listen over inviterte: leader leder, professional arbeid som krever \
                 høyere utdanning, skilled arbeid som krever fagbrev, assistant arbeid som ikke krever noen av delene, office \
                 kontorarbeid; tomt når listen ikke sa det, eller når færre enn fem i hele runden hadde samme slags arbeid",
                "Kva slags arbeid medarbeidaren har, etter lista over inviterte: leader leiar, professional arbeid som krev \
                 høgare utdanning, skilled arbeid som krev fagbrev, assistant arbeid som ikkje krev nokon av delane, office \
                 kontorarbeid; tomt når lista ikkje sa det, eller når færre enn fem i heile runden hadde same slags arbeid",
                "The kind of work the employee does, by the list of the invited: leader, professional (asks for a degree), \
                 skilled (asks for a certificate of apprenticeship), assistant (asks for neither), office; empty where the list \
                 did not say, or where fewer than five in the whole wave did the same kind of work",
            ),
        ),
        (
            Layout::NOT_RELEVANT,
            Text::new(
                "Bit nummer i, talt fra null og fra minst betydningsfulle bit i hver byte, er satt når spørsmål i ikke var aktuelt",
                "Bit nummer i, talt frå null og frå den minst viktige biten i kvar byte, er sett når spørsmål i ikkje var aktuelt",
                "Bit number i, counted from zero and from the least significant bit of each byte, is set when item i was not relevant",
            ),
        ),
        (
            Layout::PACKED,
            Text::new(
                "Alle svarene en gang til, fire bit hvert: 0 mangler, 15 ikke aktuelt, ellers 1 for laveste svar og oppover; \
                 spørsmål i står i byte i / 2, partall i de fire laveste bitene",
                "Alle svara ein gong til, fire bit kvart: 0 manglar, 15 ikkje aktuelt, elles 1 for lågaste svar og oppover; \
                 spørsmål i står i byte i / 2, partal i dei fire lågaste bitane",
                "All answers once more, four bits each: 0 missing, 15 not relevant, otherwise 1 for the lowest answer and \
                 upwards; item i stands in byte i / 2, an even one in the lower four bits",
            ),
        ),
    ];
    let known = texts.into_iter().filter_map(|(name, meaning)| Some((name, meaning.ok()?)));
    known.map(|(name, meaning)| CodebookColumn { name: name.to_owned(), meaning }).collect()
}
