//! The sealed cube as a stranger reads it: JSON with groups and sections of cells.

mod cells;
mod placements;
mod places;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use survey::{FileError, FileErrors};

use self::cells::Cells;
use self::places::Places;
use super::Reader;
use super::wire::{Course, Entry, Family, Figure, Group, Mean, Named, Response, Rule, ScaleText, Score, Seen};
use crate::release::{Release, Scale, Thresholds, Unread, Why};

/// Reads `cube.json`. Sections it does not know are listed as unread, so a newer cube is read as far as it can be.
#[derive(Clone, Copy, Debug)]
pub struct Cube;

/// Sections that hold no number of anybody.
const TEXTS: [&str; 7] = ["version", "rule", "header", "scales", "waves", "plans", "targets"];
/// Sections whose numbers are no sums over people, and why. Counts of months and shares of the same cells stand in them too.
const NO_EQUATIONS: [(&str, Why); 4] =
    [("participation", Why::Band), ("quality", Why::NotASum), ("merger", Why::NotASum), ("programme", Why::OverUnits)];

impl Reader for Cube {
    fn read(&self, file: &str, bytes: &[u8]) -> Result<Release, FileErrors> {
        let sections: Map<String, Value> = serde_json::from_slice(bytes).map_err(|error| {
            let line = u64::try_from(error.line()).ok();
            FileErrors::from(FileError::new(file, line, "", error.to_string(), "give the cube.json of a released wave"))
        })?;
        Sections { file, sections, errors: Vec::new() }.release()
    }
}

/// The sections of one cube, taken out one by one.
struct Sections<'f> {
    file: &'f str,
    sections: Map<String, Value>,
    errors: Vec<FileError>,
}

impl Sections<'_> {
    fn release(mut self) -> Result<Release, FileErrors> {
        let groups: Vec<Group> = self.take("groups").unwrap_or_default();
        let families: Vec<Family> = self.take("families").unwrap_or_default();
        let rule: Option<Rule> = self.take("rule");
        let header: Option<Value> = self.take("header");
        let scale_texts: Vec<ScaleText> = self.take("scales").unwrap_or_default();
        let waves: Vec<Named> = self.take("waves").unwrap_or_default();
        let wave = header.as_ref().and_then(|header| header.get("wave")).and_then(Value::as_str).unwrap_or_default();
        let Places { tree, formers, spots } = Places::of(self.file, &groups, &families)?;
        let mut unread = Vec::new();
        let unknown = spots.iter().filter(|spot| spot.is_none()).count();
        if unknown > 0 {
            unread.push(Unread::new(format!("{unknown} groups"), Why::Unknown));
        }
        if scale_texts.iter().any(|scale| !scale.parts.is_empty()) {
            unread.push(Unread::new("composite scales and their parts", Why::AcrossMeasures));
        }
        let mut cells = Cells { spots, wave: wave.to_owned(), cells: Vec::new() };
        self.cells(&mut cells, &waves, &mut unread);
        unread.extend(self.left());
        FileErrors::unless_empty(self.errors)?;
        let scale = |text: &ScaleText| Scale { min: text.points.min, max: text.points.max, items: text.items };
        let titles = scale_texts.iter().flat_map(|text| {
            [&text.title.nb, &text.title.nn, &text.title.en].map(|title| (title.clone(), text.id.clone()))
        });
        Ok(Release {
            file: self.file.to_owned(),
            wave: wave.to_owned(),
            thresholds: rule.map_or_else(Thresholds::default, |rule| Thresholds {
                answers: rule.answers_min,
                employees: rule.employees_min,
            }),
            tree,
            formers,
            scales: scale_texts.iter().map(|text| (text.id.clone(), scale(text))).collect(),
            titles: titles.collect(),
            cells: cells.cells,
            unread,
        })
    }

    /// Every section of numbers, as cells.
    fn cells(&mut self, cells: &mut Cells, waves: &[Named], unread: &mut Vec<Unread>) {
        if let Some(response) = self.take::<Seen<Response>>("response") {
            cells.response(response);
        }
        let scores: Vec<Entry<Score>> = self.take("scores").unwrap_or_default();
        if !scores.is_empty() {
            unread.push(Unread::new("scores, rwg_j and intervals", Why::NotASum));
        }
        scores.into_iter().for_each(|entry| cells.score(entry));
        for entry in self.take::<Vec<Entry<Mean>>>("trend").unwrap_or_default() {
            let wave = waves.get(entry.wave).map(|wave| wave.id.clone()).unwrap_or_default();
            cells.trend(entry, wave);
        }
        for section in ["absence_year", "absence_months"] {
            let entries: Vec<Entry<_>> = self.take(section).unwrap_or_default();
            entries.into_iter().for_each(|entry| cells.absence(entry));
        }
        if let Some(course) = self.take::<Course>("absence_course") {
            if !course.comparisons.is_empty() {
                unread.push(Unread::new("absence_course, comparisons", Why::NotASum));
            }
            cells.course(course);
        }
        let figures: Vec<Figure> = self.take("figures").unwrap_or_default();
        figures.into_iter().for_each(|figure| cells.figure(figure));
        let benchmarks = self.take("benchmarks").unwrap_or_default();
        unread.extend(cells.benchmarks(benchmarks));
    }

    /// The sections that are left: those that give no equation, and those nobody here knows.
    fn left(&self) -> Vec<Unread> {
        let is_empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        let left = self.sections.iter().filter(|(name, value)| !TEXTS.contains(&name.as_str()) && !is_empty(value));
        left.map(|(name, _)| {
            let why = NO_EQUATIONS.iter().find(|(known, _)| known == name).map_or(Why::Unknown, |(_, why)| *why);
            Unread::new(name, why)
        })
        .collect()
    }

    fn take<T: DeserializeOwned>(&mut self, section: &str) -> Option<T> {
        let value = self.sections.remove(section)?;
        serde_json::from_value(value)
            .map_err(|error| {
                self.errors.push(FileError::new(
                    self.file,
                    None,
                    section,
                    error.to_string(),
                    "give a cube this version can read",
                ))
            })
            .ok()
    }
}
