//! What a foreign questionnaire becomes, before anything is written.

use std::collections::{BTreeMap, BTreeSet};

use survey::{FileError, Instrument, Language};
use thiserror::Error;

use super::foreign::{Battery, Foreign, Group, Place};
use super::points::{PointsOf, points_of};
use super::texts::Texts;
use crate::instrument_id::column_id;

/// An instrument that may lack texts, with everything about the foreign one that does not fit.
///
/// Its `Display` is the preview: what becomes which module, scale, item and point, what does not fit, and which texts are missing.
#[derive(Debug)]
pub struct Draft {
    pub(super) file: String,
    pub(super) id: String,
    pub(super) version: String,
    pub(super) title: Texts,
    pub(super) answer_scales: Vec<DraftAnswerScale>,
    pub(super) modules: Vec<DraftModule>,
    pub(super) notes: Vec<String>,
    misfits: Vec<FileError>,
}

#[derive(Debug)]
pub(super) struct DraftAnswerScale {
    pub(super) id: String,
    pub(super) place: Place,
    pub(super) answers: PointsOf,
}

#[derive(Debug)]
pub(super) struct DraftModule {
    pub(super) id: String,
    pub(super) title: Texts,
    pub(super) intro: Texts,
    pub(super) scales: Vec<DraftScale>,
}

#[derive(Debug)]
pub(super) struct DraftScale {
    pub(super) id: String,
    pub(super) title: Texts,
    pub(super) answer_scale: String,
    pub(super) favourable_from: u8,
    pub(super) items: Vec<DraftItem>,
}

#[derive(Debug)]
pub(super) struct DraftItem {
    pub(super) id: String,
    pub(super) place: Place,
    pub(super) column: String,
    pub(super) text: Texts,
}

/// Why a draft is not written.
#[derive(Debug, Error)]
pub enum WriteRefused {
    /// Something does not fit, and nobody said to leave it out.
    #[error("{}\n{} of {file} do not fit; --leave-out writes the instrument without them", listed(misfits), counted(misfits.len(), "part", "parts"))]
    Misfits {
        /// The foreign file.
        file: String,
        /// What does not fit.
        misfits: Vec<FileError>,
    },
    /// Texts are missing, and nobody said where to take them from.
    #[error("{}\n{} missing in {file}: an instrument has every text in nb, nn and en; add them there, or copy with --texts-from", missing.join("\n"), counted(missing.len(), "text is", "texts are"))]
    Texts {
        /// The foreign file.
        file: String,
        /// Which.
        missing: Vec<String>,
    },
    /// There is nothing to ask.
    #[error("{file}: no question has a scale of answers that we could ask")]
    Empty {
        /// The foreign file.
        file: String,
    },
    /// What was written down is not an instrument: the draft is wrong.
    #[error("the draft is not an instrument: {0}")]
    NotAnInstrument(String),
}

fn listed(errors: &[FileError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

impl Draft {
    pub(super) fn of(file: &str, foreign: Foreign) -> Self {
        let mut draft = Self {
            file: file.to_owned(),
            id: folder_id(&foreign.id),
            version: version(&foreign.version),
            title: foreign.title.clone(),
            answer_scales: Vec::new(),
            modules: Vec::new(),
            notes: foreign.notes,
            misfits: foreign.misfits,
        };
        let mut ids = Ids::default();
        let mut scales: BTreeMap<&str, Result<(String, u8), String>> = BTreeMap::new();
        for (key, list) in &foreign.lists {
            let made = points_of(list).map(|answers| {
                let id = ids.answer_scales.unique(key);
                let last = answers.points.last().map_or(1, |&(last, _)| last);
                let quarter = u8::try_from(answers.points.len().saturating_sub(1) / 4).unwrap_or(0);
                draft.answer_scales.push(DraftAnswerScale { id: id.clone(), place: list.place.clone(), answers });
                (id, last - quarter)
            });
            scales.insert(key, made);
        }
        for group in &foreign.groups {
            draft.group(group, &foreign.title, &scales, &mut ids);
        }
        let used: BTreeSet<&str> =
            draft.modules.iter().flat_map(|module| &module.scales).map(|scale| scale.answer_scale.as_str()).collect();
        draft.answer_scales.retain(|scale| used.contains(scale.id.as_str()));
        draft
    }

    fn group(
        &mut self,
        group: &Group,
        form: &Texts,
        scales: &BTreeMap<&str, Result<(String, u8), String>>,
        ids: &mut Ids,
    ) {
        let title = group.title.or(form);
        let mut made = Vec::new();
        for battery in &group.batteries {
            match scales.get(battery.list.as_str()) {
                Some(Ok((answer_scale, favourable_from))) => {
                    made.push(scale(battery, group, &title, (answer_scale, *favourable_from), ids));
                }
                Some(Err(problem)) => self.no_scale(battery, problem),
                None => self.no_scale(battery, &format!("there is no list of answers `{}`", battery.list)),
            }
        }
        if !made.is_empty() {
            let intro = group.intro.or(&Texts::ours(
                "Svar ut fra hvordan du har det på jobb.",
                "Svar ut frå korleis du har det på jobb.",
                "Answer from how things are for you at work.",
            ));
            self.modules.push(DraftModule { id: ids.modules.unique(&group.name), title, intro, scales: made });
        }
    }

    fn no_scale(&mut self, battery: &Battery, problem: &str) {
        let remedy = "change its answers in the other tool, or leave it out";
        self.misfits
            .extend(battery.questions.iter().map(|question| question.place.misfit(&question.column, problem, remedy)));
    }

    /// What does not fit, with its place.
    #[must_use]
    pub fn misfits(&self) -> &[FileError] {
        &self.misfits
    }

    /// The texts that some of our languages do not have, one line each.
    #[must_use]
    pub fn missing_texts(&self) -> Vec<String> {
        self.texts()
            .into_iter()
            .filter_map(|(what, texts)| {
                let missing: Vec<&str> = texts.missing().into_iter().map(Language::code).collect();
                (!missing.is_empty()).then(|| format!("{what}: no text in {}", missing.join(", ")))
            })
            .collect()
    }

    /// Every text once, with what it is and where it comes from. Scales that are called what their module is called count once.
    fn texts(&self) -> Vec<(String, &Texts)> {
        let mut texts = vec![("title of the form".to_owned(), &self.title)];
        for scale in &self.answer_scales {
            let apart = scale.answers.not_relevant.iter();
            let choices = scale.answers.points.iter().map(|(_, choice)| choice).chain(apart);
            texts.extend(choices.map(|choice| (format!("{}, answer `{}`", scale.place, choice.code), &choice.label)));
        }
        for module in &self.modules {
            if module.title != self.title {
                texts.push((format!("title of group `{}`", module.id), &module.title));
            }
            texts.push((format!("introduction of group `{}`", module.id), &module.intro));
            for scale in &module.scales {
                if scale.title != module.title {
                    texts.push((format!("title of scale `{}`", scale.id), &scale.title));
                }
                texts.extend(scale.items.iter().map(|item| (format!("{}, `{}`", item.place, item.column), &item.text)));
            }
        }
        texts
    }

    /// The text of an instrument file.
    ///
    /// `texts_from` says from which language missing texts are copied; the copies are marked in the file. `leave_out` says that what
    /// does not fit may be left out.
    ///
    /// # Errors
    /// When something does not fit or texts are missing and nothing was said about it, or nothing is left to ask.
    pub fn to_toml(&self, texts_from: Option<Language>, leave_out: bool) -> Result<String, WriteRefused> {
        let file = self.file.clone();
        if !self.misfits.is_empty() && !leave_out {
            return Err(WriteRefused::Misfits { file, misfits: self.misfits.clone() });
        }
        if self.modules.is_empty() {
            return Err(WriteRefused::Empty { file });
        }
        let missing: Vec<String> = match texts_from {
            None => self.missing_texts(),
            Some(from) => {
                let lacking = self.texts().into_iter().filter(|(_, texts)| texts.get(from).is_none());
                lacking.map(|(what, _)| format!("{what}: no text in {from} to copy from")).collect()
            }
        };
        if !missing.is_empty() {
            return Err(WriteRefused::Texts { file, missing });
        }
        let text = self.toml_text(texts_from.unwrap_or_default());
        match Instrument::from_toml(&self.file, &text) {
            Ok(_) => Ok(text),
            Err(error) => Err(WriteRefused::NotAnInstrument(error.to_string())),
        }
    }
}

fn scale(
    battery: &Battery,
    group: &Group,
    module: &Texts,
    (answer_scale, from): (&str, u8),
    ids: &mut Ids,
) -> DraftScale {
    let wanted = if battery.name.is_empty() { &group.name } else { &battery.name };
    let items = battery.questions.iter().map(|question| DraftItem {
        id: ids.items.unique(&question.column),
        place: question.place.clone(),
        column: question.column.clone(),
        text: question.wording.clone(),
    });
    DraftScale {
        id: ids.scales.unique(wanted),
        title: battery.title.or(module),
        answer_scale: answer_scale.to_owned(),
        favourable_from: from,
        items: items.collect(),
    }
}

/// Ids of each kind, unique among themselves.
#[derive(Default)]
struct Ids {
    answer_scales: Unique,
    modules: Unique,
    scales: Unique,
    items: Unique,
}

#[derive(Default)]
struct Unique(BTreeSet<String>);

impl Unique {
    fn unique(&mut self, name: &str) -> String {
        let base = column_id(name);
        let mut id = base.clone();
        let mut number = 2;
        while !self.0.insert(id.clone()) {
            let suffix = format!("_{number}");
            let room = survey::ID_LENGTH_MAX - suffix.len();
            id = format!("{}{suffix}", base.get(..room).unwrap_or(&base));
            number += 1;
        }
        id
    }
}

fn folder_id(name: &str) -> String {
    column_id(name).replace('_', "-")
}

/// The version, if ours can be called that.
fn version(text: &str) -> String {
    let allowed = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '+');
    let fits = !text.is_empty() && text.len() <= 32 && text.chars().all(allowed);
    if fits { text.to_owned() } else { "1.0.0".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_are_told_apart() {
        let mut unique = Unique::default();
        assert_eq!(
            (unique.unique("A"), unique.unique("a"), unique.unique("a")),
            ("a".into(), "a_2".into(), "a_3".into())
        );
    }
}
