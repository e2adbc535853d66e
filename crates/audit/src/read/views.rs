//! Views of the cube, whichever kind of file holds them: read as the tables of cells that they amount to.

use std::fmt::Write as _;

use survey::{FileError, FileErrors};

use super::{COLUMNS, Context, Csv, Reader};
use crate::release::{Release, Unread, Why};

/// A table out of a file: its name, the names of its columns, and rows of cells. An empty cell is an empty text.
pub(super) struct View {
    pub(super) name: String,
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Vec<Value>>,
}

impl View {
    /// A table of a file that does not say its name: it is seen from the columns.
    pub(super) fn unnamed(header: Vec<String>, rows: Vec<Vec<Value>>) -> View {
        View { name: name_by(&header).unwrap_or("of other columns").to_owned(), header, rows }
    }

    /// Whether its rows are read.
    pub(super) fn is_read(&self) -> bool {
        KNOWN.iter().any(|known| known.name == self.name)
    }
}

/// The view with these columns, where it is one that is read.
pub(super) fn name_by(header: &[String]) -> Option<&'static str> {
    let has = |name: &str| header.iter().any(|column| column == name);
    let found = [("statistic", "indices"), ("point", "distributions"), ("stretch", "absence")];
    found.iter().find(|(column, _)| has(column)).map(|(_, name)| *name)
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    Number(f64),
}

/// A view that is read: its name, and where each row has the period, the measure, the people and the value.
struct Known {
    name: &'static str,
    /// The column that says which wave or period.
    wave: &'static str,
    /// The column of the measure; nothing where the view is about absence.
    measure: Option<&'static str>,
    /// The column of the statistic or the answer point, and what stands before it.
    further: Option<(&'static str, &'static str)>,
    n: &'static str,
    value: &'static str,
}

const KNOWN: [Known; 3] = [
    Known {
        name: "indices",
        wave: "wave",
        measure: Some("measure"),
        further: Some(("statistic", "")),
        n: "n",
        value: "value",
    },
    Known {
        name: "distributions",
        wave: "wave",
        measure: Some("measure"),
        further: Some(("point", "share.")),
        n: "n",
        value: "share",
    },
    Known { name: "absence", wave: "period", measure: None, further: None, n: "employees", value: "percent" },
];

/// The columns of those views that hold words and names, whatever they look like. Every other column holds numbers.
pub(super) const TEXTS: [&str; 13] = [
    "wave",
    "unit",
    "name",
    "group_kind",
    "service_area",
    "former_municipality",
    "role",
    "measure",
    "measure_name",
    "statistic",
    "period",
    "stretch",
    "status",
];

/// Statistics that are the measure itself.
const ITSELF: [&str; 2] = ["mean", "rate"];
/// What the view of absence calls the year up to the wave.
const YEAR_BEFORE: &str = "..";

/// The release that views amount to.
pub(super) fn release(context: &Context, file: &str, views: &[View]) -> Result<Release, FileErrors> {
    let mut release = context.empty(file);
    let mut errors = Vec::new();
    for view in views {
        let Some(known) = KNOWN.iter().find(|known| known.name == view.name) else {
            release.unread.push(Unread::new(format!("table {}", view.name), Why::OtherTable));
            continue;
        };
        let place = format!("{file}, table {}", view.name);
        match cells(known, view, &place).and_then(|table| Csv { context }.read(&place, table.as_bytes())) {
            Ok(read) => {
                release.wave = if view.name == "absence" { release.wave } else { read.wave };
                release.cells.extend(read.cells);
                release.unread.extend(read.unread);
            }
            Err(found) => errors.extend(found.into_vec()),
        }
    }
    FileErrors::unless_empty(errors)?;
    // The year's absence stands in two views.
    let mut release = release.sorted();
    release.cells.dedup();
    Ok(release)
}

/// A table of cells with a line for each row of the view, so that errors name the row of the sheet.
fn cells(known: &Known, view: &View, file: &str) -> Result<String, FileErrors> {
    let at = |name: &str| view.header.iter().position(|column| column == name);
    let wanted = ["unit", "former_municipality", "role", "status", known.wave, known.n, known.value, "wave"];
    let further = known.measure.into_iter().chain(known.further.map(|(column, _)| column));
    let missing: Vec<&str> = wanted.into_iter().chain(further).filter(|name| at(name).is_none()).collect();
    if !missing.is_empty() {
        let problem = format!("the columns {} are not there", missing.join(", "));
        return Err(FileError::new(file, Some(1), "", problem, "give the table with all its columns").into());
    }
    let mut table = COLUMNS.join(",") + "\n";
    for row in &view.rows {
        let cell = |name: &str| at(name).and_then(|at| row.get(at)).map_or_else(String::new, written);
        let wave = match cell(known.wave) {
            period if period.starts_with(YEAR_BEFORE) => cell("wave"),
            period => period,
        };
        let measure = known.measure.map_or_else(|| "absence".to_owned(), cell);
        let measure = match known.further.map(|(column, before)| (before, whole(&cell(column)))) {
            Some((before, statistic)) if !ITSELF.contains(&statistic.as_str()) => {
                format!("{measure}.{before}{statistic}")
            }
            _ => measure,
        };
        let (n, status) = (whole(&cell(known.n)), cell("status"));
        let value = if status == "shown" { cell(known.value) } else { number_in(view, row) };
        let fields = [
            wave,
            cell("unit"),
            cell("former_municipality"),
            cell("role"),
            measure,
            n,
            value,
            String::new(),
            String::new(),
            status,
        ];
        let quoted = fields.map(|field| format!("\"{}\"", field.replace('"', "\"\"")));
        let _ = writeln!(table, "{}", quoted.join(","));
    }
    Ok(table)
}

/// A number anywhere in a row that is hidden, where there should be none; answer points are no numbers about people.
fn number_in(view: &View, row: &[Value]) -> String {
    let columns = view.header.iter().zip(row).filter(|(column, _)| *column != "point");
    let number = columns.map(|(_, value)| value).find(|value| matches!(value, Value::Number(_)));
    number.map_or_else(String::new, written)
}

/// A cell as text; numbers with so many decimals that they count as exact.
fn written(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => format!("{number:.12}"),
    }
}

/// A whole number without the decimals that every number is written with.
fn whole(text: &str) -> String {
    text.strip_suffix(".000000000000").unwrap_or(text).to_owned()
}
