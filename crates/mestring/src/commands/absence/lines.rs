//! Rows of figures as text, JSON and CSV: one list of columns for all three.

use disclosure::{GroupIndex, GroupKind, Reason, Sealed};
use serde_json::{Map, Value};
use survey::Language;

use crate::cli::{AbsenceFormat, Grouping};

/// A figure of a row.
#[derive(Clone)]
pub(super) enum Figure {
    /// A number with so many decimals.
    Number(f64, usize),
    /// A count.
    Count(u64),
    /// A word.
    Word(String),
    /// Not known.
    None,
}

/// A row: a group, a stretch of time, and its figures or why they are withheld.
pub(super) struct Line {
    pub(super) group: String,
    pub(super) name: String,
    pub(super) period: String,
    pub(super) figures: Result<Vec<Figure>, Reason>,
}

/// A column: its name for programs, and its heading for people.
pub(super) type Column = (&'static str, &'static str);

impl Figure {
    fn text(&self) -> String {
        match self {
            Figure::Number(number, decimals) => format!("{number:.decimals$}"),
            Figure::Count(count) => count.to_string(),
            Figure::Word(word) => word.clone(),
            Figure::None => String::new(),
        }
    }

    fn json(&self) -> Value {
        match self {
            Figure::Number(number, _) => (*number).into(),
            Figure::Count(count) => (*count).into(),
            Figure::Word(word) => word.as_str().into(),
            Figure::None => Value::Null,
        }
    }
}

/// The groups that were asked for, with their names.
pub(super) fn groups(sealed: &Sealed, by: Grouping) -> Vec<(GroupIndex, String, String)> {
    let wanted = |kind: GroupKind| match by {
        Grouping::Total => kind == GroupKind::Total,
        Grouping::ServiceArea => kind == GroupKind::ServiceArea,
        Grouping::UnitType => kind == GroupKind::UnitType,
        Grouping::FormerMunicipality => kind == GroupKind::FormerMunicipality,
        Grouping::Unit => matches!(kind, GroupKind::Unit { .. }),
    };
    let groups = sealed.group_indices().zip(sealed.groups()).filter(|(_, group)| wanted(group.kind));
    groups.map(|(index, group)| (index, group.id.clone(), group.name.clone())).collect()
}

/// Whether anything is shown in a column.
pub(super) fn is_known(columns: &[Column], lines: &[Line], name: &str) -> bool {
    let Some(at) = columns.iter().position(|(column, _)| *column == name) else { return false };
    let figures = lines.iter().filter_map(|line| line.figures.as_ref().ok()?.get(at));
    figures.into_iter().any(|figure| !matches!(figure, Figure::None))
}

/// The lines in one of the formats. Notes stand below a table, and beside the rows in JSON.
pub(super) fn written(format: AbsenceFormat, columns: &[Column], lines: &[Line], notes: &[String]) -> String {
    match format {
        AbsenceFormat::Text => text(columns, lines, notes),
        AbsenceFormat::Json => json(columns, lines, notes),
        AbsenceFormat::Csv => csv(columns, lines),
    }
}

/// A table. A column that nothing is known for is left out, so that the rest fits.
fn text(columns: &[Column], lines: &[Line], notes: &[String]) -> String {
    let shown: Vec<&Vec<Figure>> = lines.iter().filter_map(|line| line.figures.as_ref().ok()).collect();
    let widest = |at: usize| {
        shown.iter().filter_map(|figures| figures.get(at)).map(|figure| figure.text().chars().count()).max()
    };
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, (_, heading))| match widest(at) {
            Some(0) | None => 0,
            Some(width) => width.max(heading.chars().count()),
        })
        .collect();
    let period = lines.iter().map(|line| line.period.chars().count()).max().unwrap_or(0).max(6);
    let mut text = String::new();
    let mut name_before = None;
    for line in lines {
        if name_before != Some(&line.name) {
            if name_before.is_some() {
                text.push('\n');
            }
            let name: String = line.name.chars().take(80).collect();
            text.push_str(&format!("{name}\n  {:<period$}", "Period"));
            for ((_, heading), width) in columns.iter().zip(&widths).filter(|(_, width)| **width > 0) {
                text.push_str(&format!("  {heading:>width$}"));
            }
            text.push('\n');
            name_before = Some(&line.name);
        }
        text.push_str(&format!("  {:<period$}", line.period));
        match &line.figures {
            Ok(figures) => {
                for (figure, width) in figures.iter().zip(&widths).filter(|(_, width)| **width > 0) {
                    text.push_str(&format!("  {:>width$}", figure.text()));
                }
            }
            Err(reason) => text.push_str(&format!("  {}", reason.mark(Language::En))),
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    if lines.is_empty() {
        text.push_str("Nothing is known of these groups and stretches of time.\n");
    }
    text.push('\n');
    for note in notes {
        text.push_str(&format!("{note}\n"));
    }
    text
}

fn json(columns: &[Column], lines: &[Line], notes: &[String]) -> String {
    let row = |line: &Line| {
        let mut row = Map::new();
        row.insert("group".to_owned(), line.group.as_str().into());
        row.insert("name".to_owned(), line.name.as_str().into());
        row.insert("period".to_owned(), line.period.as_str().into());
        match &line.figures {
            Ok(figures) => {
                for ((name, _), figure) in columns.iter().zip(figures) {
                    row.insert((*name).to_owned(), figure.json());
                }
            }
            Err(reason) => {
                row.insert("withheld".to_owned(), reason.mark(Language::En).into());
            }
        }
        Value::Object(row)
    };
    let mut all = Map::new();
    all.insert("rows".to_owned(), Value::Array(lines.iter().map(row).collect()));
    all.insert("notes".to_owned(), notes.iter().map(|note| note.replace('\n', " ")).collect());
    format!("{:#}\n", Value::Object(all))
}

fn csv(columns: &[Column], lines: &[Line]) -> String {
    let quoted = |value: &str| {
        if value.contains([',', '"', '\n']) { format!("\"{}\"", value.replace('"', "\"\"")) } else { value.to_owned() }
    };
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let mut text = format!("group,name,period,{},withheld\n", names.join(","));
    for line in lines {
        let (figures, withheld) = match &line.figures {
            Ok(figures) => (figures.iter().map(|figure| quoted(&figure.text())).collect(), ""),
            Err(reason) => (vec![String::new(); columns.len()], reason.mark(Language::En)),
        };
        let head = [&line.group, &line.name, &line.period].map(|value| quoted(value)).join(",");
        text.push_str(&format!("{head},{},{withheld}\n", figures.join(",")));
    }
    text
}
