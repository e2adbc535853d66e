//! A table and what was said about it, put together: a preview, and records.

use std::collections::BTreeSet;
use std::fmt;

use survey::{
    FileError, FileErrors, FormerMunicipalityId, Instrument, Item, Language, NOT_RELEVANT, Record, Response, RoleClass,
    UnitId, UnknownRoleClass,
};

use super::Tool;
use super::columns::{Use, uses};
use super::damage::Damage;
use super::fields::{Field, Row, Table};
use super::mapping::{Mapping, Unfinished};

/// A table of answers of which every column has a use.
///
/// Its `Display` is the preview: what each column is used for, how many rows there are, and what stands in the way.
#[derive(Debug)]
pub struct Answers<'a> {
    table: &'a Table,
    mapping: &'a Mapping,
    instrument: &'a Instrument,
    uses: Vec<Use>,
}

/// How many faults are told one by one.
const TOLD: usize = 30;
/// What tools write for no answer, besides nothing.
const NOTHING: [&str; 5] = ["NA", "N/A", "NaN", "null", "{question_not_shown}"];
/// LimeSurvey's column for when an answer was sent.
const SENT: &str = "submitdate";

impl<'a> Answers<'a> {
    /// Gives every column of a table its use.
    ///
    /// # Errors
    /// When a column that the mapping names is not there, or two would serve one item.
    pub fn of(
        tool: Tool,
        table: &'a Table,
        mapping: &'a Mapping,
        instrument: &'a Instrument,
    ) -> Result<Self, FileError> {
        let uses = uses(tool, table, mapping, instrument)?;
        Ok(Self { table, mapping, instrument, uses })
    }

    /// Every row that counts, with its number, as a record; or everything that stands in the way.
    ///
    /// `units` are all units there have ever been; they tell whether a code has lost its zeros.
    ///
    /// # Errors
    /// For a column without a use, a value that is not an answer, an id that is not one, and answers that were not sent when nobody said
    /// what becomes of them. A file that a spreadsheet has changed is said to be one.
    pub fn records(&self, units: &BTreeSet<UnitId>) -> Result<Vec<(u64, Record)>, FileErrors> {
        let mut faults = self.unknown_columns();
        faults.extend(self.unfinished_unsaid());
        let mut records = Vec::with_capacity(self.table.rows.len());
        for row in self.table.rows.iter().filter(|row| !self.is_left_out(row)) {
            match self.record(row, units) {
                Ok(record) => records.push((row.number, record)),
                Err(more) => faults.extend(more),
            }
        }
        let more = faults.len().saturating_sub(TOLD);
        faults.truncate(TOLD);
        if more > 0 {
            let problem = format!("there are {more} more faults like these");
            faults.push(FileError::new(&self.table.file, None, "", problem, ""));
        }
        FileErrors::unless_empty(faults).map(|()| records)
    }

    fn unknown_columns(&self) -> Vec<FileError> {
        let unknown = (1..).zip(&self.table.columns).zip(&self.uses).filter(|(_, one)| **one == Use::Unknown);
        unknown
            .map(|((position, heading), _): ((usize, &String), &Use)| {
                let problem =
                    format!("column {position} is no item of the wave, and the mapping does not say what it is");
                self.table.fault(1, heading, problem, "name it under [items], or in left_out when it is not to be read")
            })
            .collect()
    }

    fn sent(&self) -> Option<usize> {
        self.table.columns.iter().position(|heading| heading.eq_ignore_ascii_case(SENT))
    }

    fn is_unfinished(&self, row: &Row) -> bool {
        self.sent().and_then(|sent| row.fields.get(sent)).is_some_and(|field| field.text().is_empty())
    }

    fn is_left_out(&self, row: &Row) -> bool {
        self.mapping.unfinished == Some(Unfinished::LeaveOut) && self.is_unfinished(row)
    }

    fn unfinished_unsaid(&self) -> Option<FileError> {
        if self.mapping.unfinished.is_some() {
            return None;
        }
        let unfinished: Vec<&Row> = self.table.rows.iter().filter(|row| self.is_unfinished(row)).collect();
        let first = unfinished.first()?;
        let problem = format!("{} answers were begun and not sent; this is the first", unfinished.len());
        let remedy = "say in the mapping what becomes of them: unfinished = \"leave-out\" or unfinished = \"count\"";
        Some(self.table.fault(first.number, SENT, problem, remedy))
    }

    fn record(&self, row: &Row, units: &BTreeSet<UnitId>) -> Result<Record, Vec<FileError>> {
        let (mut unit, mut former, mut role, mut faults) = (None, None, None, Vec::new());
        let mut given: Vec<(&str, String)> = Vec::new();
        for ((heading, one), field) in self.table.columns.iter().zip(&self.uses).zip(&row.fields) {
            let fault = match one {
                Use::Unit => self.unit(field, units).map(|id| unit = Some(id)),
                Use::FormerMunicipality => id(field, FormerMunicipalityId::new).map(|id| former = Some(id)),
                Use::RoleClass => kind_of_work(field).map(|found| role = found),
                Use::Item(position, id) => match self.instrument.items().get(*position) {
                    Some(item) => self.answer(item, field).map(|answer| given.push((id.as_str(), answer))),
                    None => Ok(()),
                },
                Use::OfTheTool | Use::LeftOut | Use::Unknown => Ok(()),
            };
            if let Err((problem, remedy)) = fault {
                faults.push(self.table.fault(row.number, heading, problem, remedy));
            }
        }
        let response = Response::parse(self.instrument, given.iter().map(|(id, answer)| (*id, answer.as_str())));
        match (unit, former, response) {
            (Some(unit), Some(former_municipality), Ok(response)) if faults.is_empty() => {
                Ok(Record { unit, former_municipality, role, response })
            }
            (.., Err(errors)) if faults.is_empty() => Err(errors
                .into_iter()
                .map(|error| self.table.fault(row.number, "", error.to_string(), "correct the mapping"))
                .collect()),
            _ => Err(faults),
        }
    }

    /// The unit's id. A code of digits that has lost its zeros is told from an unknown one.
    fn unit(&self, field: &Field, units: &BTreeSet<UnitId>) -> Result<UnitId, Fault> {
        let unit = id(field, UnitId::new)?;
        let digits = unit.as_str().bytes().all(|byte| byte.is_ascii_digit());
        if !units.contains(&unit) && digits {
            let whole = units.iter().find(|known| {
                known.as_str().starts_with('0')
                    && known.as_str().trim_start_matches('0') == unit.as_str().trim_start_matches('0')
            });
            if let Some(whole) = whole {
                return Err((
                    format!("there is no unit {unit}, but a unit {whole}: {}", Damage::LostZeros),
                    Damage::REMEDY,
                ));
            }
        }
        Ok(unit)
    }

    /// The answer as our own forms would send it.
    fn answer(&self, item: &Item, field: &Field) -> Result<String, Fault> {
        let text = whole(field.text());
        let among = |codes: &[String]| codes.iter().any(|code| code == field.text() || code == text);
        if *field == Field::Empty || NOTHING.contains(&text) || among(&self.mapping.no_answer) {
            return Ok(String::new());
        }
        if among(&self.mapping.not_relevant) {
            return Ok(NOT_RELEVANT.to_owned());
        }
        let (label, missing) = match field {
            Field::Damaged { shown, damage } => {
                return Err((format!("`{shown}` is not an answer: {damage}"), Damage::REMEDY));
            }
            Field::UserMissing { label, .. } => (label.as_deref(), true),
            Field::Value { label, .. } => (label.as_deref(), false),
            Field::Empty => (None, false),
        };
        if missing {
            let meaning = label.map(|label| format!(" ({label})")).unwrap_or_default();
            let problem = format!("{text}{meaning} is user-missing, and the mapping does not say what it means");
            return Err((problem, "name it in not_relevant or in no_answer"));
        }
        let scale = item.answer_scale();
        let point = self.mapping.answers.get(text).copied().or_else(|| text.parse().ok());
        if let Some(point) = point.filter(|&point| scale.points().contains(point)) {
            return Ok(point.to_string());
        }
        [Some(text), label]
            .into_iter()
            .flatten()
            .find_map(|words| labelled(item, words))
            .ok_or_else(|| self.no_answer(item, text))
    }

    fn no_answer(&self, item: &Item, text: &str) -> Fault {
        let shown: String = text.chars().take(40).collect();
        if let Some(damage) = Damage::of(text) {
            return (format!("`{shown}` is not an answer: {damage}"), Damage::REMEDY);
        }
        let points = item.answer_scale().points();
        let problem =
            format!("`{shown}` is neither a point from {} to {} nor the words of one", points.min(), points.max());
        (problem, "say in the mapping what it means: answers = { CODE = POINT }, not_relevant or no_answer")
    }
}

/// What is wrong with a field, and what to do.
type Fault = (String, &'static str);

/// Programs that keep codes as decimals write `4.0`.
fn whole(text: &str) -> &str {
    text.strip_suffix(".0").unwrap_or(text)
}

fn id<T, E: fmt::Display>(field: &Field, parse: impl Fn(String) -> Result<T, E>) -> Result<T, Fault> {
    let text = field.text();
    if let Field::Damaged { damage, .. } = field {
        return Err((format!("`{text}` is not an id: {damage}"), Damage::REMEDY));
    }
    parse(text.to_owned()).map_err(|error| match Damage::of(text) {
        Some(damage) => (format!("`{text}` is not an id: {damage}"), Damage::REMEDY),
        None => (error.to_string(), "correct the field, or the mapping's column"),
    })
}

/// The kind of work, or nothing where the field says nothing.
fn kind_of_work(field: &Field) -> Result<Option<RoleClass>, Fault> {
    let text = field.text();
    if *field == Field::Empty || text.is_empty() || NOTHING.contains(&text) {
        return Ok(None);
    }
    let unknown = |error: UnknownRoleClass| (error.to_string(), "write one of them, or leave it empty");
    text.parse().map(Some).map_err(unknown)
}

/// The answer whose words these are, in any of the languages; capital letters make no difference.
fn labelled(item: &Item, words: &str) -> Option<String> {
    let words = words.to_lowercase();
    let scale = item.answer_scale();
    let are =
        |label: &survey::Text| Language::ALL.into_iter().any(|language| label.get(language).to_lowercase() == words);
    let mut points = scale.labelled_points().filter(|(_, label)| are(label));
    match (points.next(), points.next()) {
        (Some((point, _)), None) => Some(point.to_string()),
        // Two points with the same words cannot be told apart.
        (Some(_), Some(_)) => None,
        (None, _) => scale.not_relevant().is_some_and(are).then(|| NOT_RELEVANT.to_owned()),
    }
}

impl fmt::Display for Answers<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left_out = self.table.rows.iter().filter(|row| self.is_left_out(row)).count();
        writeln!(
            out,
            "{}: {} rows, {left_out} of them begun and not sent and left out",
            self.table.file,
            self.table.rows.len()
        )?;
        for ((position, heading), one) in (1_usize..).zip(&self.table.columns).zip(&self.uses) {
            writeln!(out, "  column {position} `{heading}`: {one}")?;
        }
        let without: Vec<&str> =
            self.instrument.items().iter().map(|item| item.id().as_str()).filter(|id| !self.serves(id)).collect();
        if !without.is_empty() {
            writeln!(out, "items without a column, answered by nobody: {}", without.join(", "))?;
        }
        self.table.notes.iter().try_for_each(|note| writeln!(out, "note: {note}"))
    }
}

impl Answers<'_> {
    fn serves(&self, item: &str) -> bool {
        self.uses.iter().any(|one| matches!(one, Use::Item(_, id) if id.as_str() == item))
    }
}
