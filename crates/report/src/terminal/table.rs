//! A table of any view or query in eighty columns.
//!
//! A table that is too wide first says once what is the same in every row, then narrows its texts, and is written row by row when that is not
//! enough. A cell that is withheld shows its mark in the place of its numbers.

use disclosure::Reason;
use survey::Language;
use views::{Column, Kind, Table, Value, Values, View, Words};

use super::sheet::{Sheet, Stop, WIDTH};
use crate::numbers::{NO_NUMBER, Numbers};
use crate::words::fill;

/// Between two columns.
const GAP: usize = 2;
/// A text is made no narrower than this to fit.
const NARROWEST: usize = 10;

const NO_ROWS: Words = Words::new("Ingen rader.", "Ingen rader.", "No rows.");
const MORE: Words = Words::new(
    "{n} rader til er ikke vist. Legg til --all for å se alle, eller velg en fil med --format og --out.",
    "{n} rader til er ikkje viste. Legg til --all for å sjå alle, eller vel ei fil med --format og --out.",
    "{n} rows more are not shown. Add --all to see every row, or write a file with --format and --out.",
);
const HIDDEN: Words = Words::new("Tall som ikke er vist", "Tal som ikkje er viste", "Numbers that are not shown");

/// The columns of a view that fit a terminal: what is said of whom. The others are in every other format.
#[must_use]
pub const fn terminal_columns(view: View) -> &'static [&'static str] {
    match view {
        View::Indices => &["wave", "name", "measure_name", "statistic", "n", "value", "lower", "upper", "status"],
        View::Distributions => &["wave", "name", "measure_name", "point", "n", "share", "status"],
        View::Benchmarks => &["wave", "name", "indicator_name", "year", "value", "zone", "certainty", "status"],
        View::Absence => {
            &["wave", "name", "period", "employees", "percent", "percent_self_certified", "percent_certified", "status"]
        }
        View::Participation => &["wave", "name", "group_kind", "invited", "answered", "band", "status"],
        View::Trend => &["wave", "name", "measure_name", "period", "n", "value", "lower", "upper", "status"],
        View::Units => &["wave", "id", "name", "group_kind", "parent", "depth"],
        View::Indicators => {
            &["plan", "indicator", "title_nb", "desired", "lowest_accepted", "not_approved", "valid_from", "valid_to"]
        }
        View::Codebook => &["entry", "view", "column", "word", "label_nb"],
    }
}

/// A table in at most eighty columns, readable without colour; of more rows than `most` only the first, and how many there are.
#[must_use]
pub fn terminal_table(table: &Table, most: Option<usize>, language: Language) -> String {
    let mut sheet = Sheet::new(language);
    let rows = table.rows().min(most.unwrap_or(usize::MAX));
    if table.rows() == 0 {
        sheet.paragraph(0, NO_ROWS.get(language));
        return sheet.finish();
    }
    let mut printed = Printed::of(table, rows, language);
    if !printed.fits() && printed.say_once(&mut sheet) {
        sheet.blank();
    }
    if printed.fits() {
        printed.in_columns(&mut sheet)
    } else {
        printed.row_by_row(&mut sheet)
    }
    if rows < table.rows() {
        sheet.blank();
        sheet.paragraph(0, &fill(MORE.get(language), &[("n", &(table.rows() - rows).to_string())]));
    }
    sheet.explain(HIDDEN.get(language));
    sheet.finish()
}

/// A table with its cells in words.
struct Printed {
    columns: Vec<PrintedColumn>,
    /// Why a row's numbers are withheld.
    reasons: Vec<Option<Reason>>,
}

struct PrintedColumn {
    label: String,
    is_number: bool,
    /// Whether every row of the whole table has the same.
    is_constant: bool,
    cells: Vec<Option<String>>,
}

impl Printed {
    fn of(table: &Table, rows: usize, language: Language) -> Printed {
        // The status gives way to marks where every withheld row has a missing number to put one in the place of.
        let misses = |row: usize| {
            let mut numbers = table.columns().iter().filter(|column| is_number(column.description.kind));
            numbers.any(|column| column.values.get(row) == Value::Nothing)
        };
        let can_be_marked = |column: &&Column| {
            is_status(column) && (0..table.rows()).all(|row| reason(&column.values.get(row)).is_none() || misses(row))
        };
        let marked = table.columns().iter().find(can_be_marked);
        let reason = |row| marked.and_then(|column| reason(&column.values.get(row)));
        let shows_more = table.columns().len() > 1;
        let columns = table.columns().iter().filter(|column| !(is_status(column) && marked.is_some() && shows_more));
        Printed {
            columns: columns.map(|column| PrintedColumn::of(column, rows, language)).collect(),
            reasons: (0..rows).map(reason).collect(),
        }
    }

    /// Says what is the same in every row, and leaves it out of the table. Says whether there was any.
    fn say_once(&mut self, sheet: &mut Sheet) -> bool {
        if self.columns.iter().all(|column| column.is_constant) {
            return false;
        }
        let (constant, varying): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.columns).into_iter().partition(|column| column.is_constant && !column.is_number);
        self.columns = varying;
        for column in &constant {
            let value = column.cells.first().and_then(Option::as_deref).unwrap_or(NO_NUMBER);
            sheet.paragraph(0, &format!("{}: {value}", column.label));
        }
        !constant.is_empty()
    }

    fn fits(&self) -> bool {
        let narrowest: usize = self.columns.iter().map(PrintedColumn::narrowest).sum();
        narrowest + GAP * self.columns.len().saturating_sub(1) <= WIDTH
    }

    fn stops(&self) -> Vec<Stop> {
        let mut widths: Vec<usize> = self.columns.iter().map(PrintedColumn::natural).collect();
        let gaps = GAP * widths.len().saturating_sub(1);
        // The widest text gives way first; it ends, because the narrowest widths fit.
        while widths.iter().sum::<usize>() + gaps > WIDTH {
            let giving = widths.iter_mut().zip(&self.columns).filter(|(width, column)| **width > column.narrowest());
            let Some((width, _)) = giving.max_by_key(|(width, _)| **width) else { break };
            *width -= 1;
        }
        let mut at = 0;
        let stop = |(column, width): (&PrintedColumn, usize)| {
            let stop = Stop { at, width, right: column.is_number };
            at += width + GAP;
            stop
        };
        self.columns.iter().zip(widths).map(stop).collect()
    }

    fn in_columns(&self, sheet: &mut Sheet) {
        let stops = self.stops();
        let labels: Vec<(Stop, &str)> =
            stops.iter().zip(&self.columns).map(|(stop, column)| (*stop, column.label.as_str())).collect();
        sheet.row(&labels);
        let rules: Vec<String> = stops.iter().map(|stop| "-".repeat(stop.width)).collect();
        sheet.row(&stops.iter().zip(&rules).map(|(stop, rule)| (*stop, rule.as_str())).collect::<Vec<_>>());
        for (row, reason) in self.reasons.iter().enumerate() {
            let mark = reason.map(|reason| sheet.withheld(reason));
            sheet.row(&self.cells(row, &stops, mark));
        }
    }

    /// The cells of a row. A mark takes the place of the first numbers that are missing together.
    fn cells<'a>(&'a self, row: usize, stops: &[Stop], mark: Option<&'a str>) -> Vec<(Stop, &'a str)> {
        let (mut cells, mut mark): (Vec<(Stop, &str)>, _) = (Vec::new(), mark);
        let mut marked: Option<usize> = None;
        for (column, stop) in self.columns.iter().zip(stops) {
            let is_missing = column.is_number && column.cell(row).is_none();
            match (column.cell(row), mark) {
                (Some(text), _) => {
                    marked = None;
                    cells.push((*stop, text));
                }
                (None, Some(said)) if is_missing => {
                    marked = Some(cells.len());
                    cells.push((Stop::left(stop.at, stop.width), said));
                    mark = None;
                }
                (None, _) => {
                    let span = marked.and_then(|place| cells.get_mut(place)).filter(|_| is_missing);
                    match span {
                        Some((wide, _)) => wide.width = stop.at + stop.width - wide.at,
                        None if column.is_number => cells.push((*stop, NO_NUMBER)),
                        None => {}
                    }
                }
            }
        }
        cells
    }

    fn row_by_row(&self, sheet: &mut Sheet) {
        let longest = self.columns.iter().map(|column| column.label.chars().count()).max().unwrap_or(0);
        let label = Stop::left(0, longest.min(WIDTH / 2 - GAP));
        let value = Stop::left(label.width + GAP, WIDTH - label.width - GAP);
        for (row, reason) in self.reasons.iter().enumerate() {
            if row > 0 {
                sheet.row(&[(Stop::left(0, WIDTH), &"-".repeat(WIDTH / 2))]);
            }
            let mark = reason.map(|reason| sheet.withheld(reason));
            for column in &self.columns {
                let missing = if column.is_number { mark.unwrap_or(NO_NUMBER) } else { NO_NUMBER };
                sheet.row(&[(label, &column.label), (value, column.cell(row).unwrap_or(missing))]);
            }
        }
    }
}

impl PrintedColumn {
    fn of(column: &Column, rows: usize, language: Language) -> PrintedColumn {
        let label = column.description.label.map_or(column.description.name.as_ref(), |label| label.get(language));
        let decimals = decimals(column);
        let cell = |row| in_words(&column.values.get(row), decimals, language);
        PrintedColumn {
            label: label.to_owned(),
            is_number: is_number(column.description.kind),
            is_constant: column.values.len() > 1 && is_constant(&column.values),
            cells: (0..rows).map(cell).collect(),
        }
    }

    fn cell(&self, row: usize) -> Option<&str> {
        self.cells.get(row).and_then(Option::as_deref)
    }

    fn longest_cell(&self) -> usize {
        self.cells.iter().flatten().map(|cell| cell.chars().count()).max().unwrap_or(1)
    }

    fn longest_word(&self) -> usize {
        self.label.split(' ').map(|word| word.chars().count()).max().unwrap_or(1)
    }

    /// As wide as its cells, and as the words of its label.
    fn natural(&self) -> usize {
        self.longest_cell().max(self.longest_word()).min(WIDTH)
    }

    /// Numbers keep their width, and a label may break within a word before a text gets narrower than ten.
    fn narrowest(&self) -> usize {
        let least =
            if self.is_number { self.longest_cell().max(self.longest_word().min(NARROWEST)) } else { NARROWEST };
        least.min(self.natural())
    }
}

fn is_status(column: &Column) -> bool {
    column.description.name == "status" && matches!(column.description.kind, Kind::Code(_))
}

const fn is_number(kind: Kind) -> bool {
    matches!(kind, Kind::Whole | Kind::Number)
}

fn reason(status: &Value) -> Option<Reason> {
    let Value::Code(code, _) = status else { return None };
    Reason::ALL.into_iter().find(|reason| reason.word() == code.word)
}

fn is_constant(values: &Values) -> bool {
    let first = values.get(0);
    (1..values.len()).all(|row| values.get(row) == first)
}

/// Three decimals for what stays below a tenth, two below a thousand, one above.
fn decimals(column: &Column) -> usize {
    let Values::Number(numbers) = &column.values else { return 0 };
    let greatest = numbers.iter().flatten().fold(0.0_f64, |greatest, number| greatest.max(number.abs()));
    match greatest {
        small if small < 0.1 => 3,
        usual if usual < 1000.0 => 2,
        _ => 1,
    }
}

fn in_words(value: &Value, decimals: usize, language: Language) -> Option<String> {
    let numbers = Numbers::new(language);
    match value {
        Value::Nothing => None,
        Value::Text(text) => Some(text.to_string()),
        Value::Code(code, _) => Some(code.label.get(language).to_owned()),
        Value::Number(number) => Some(numbers.decimal(*number, decimals)),
        // Years and points of a scale are no thousands.
        Value::Whole(whole) if whole.unsigned_abs() < 10_000 => Some(whole.to_string().replace('-', "\u{2212}")),
        Value::Whole(whole) => {
            let sign = if *whole < 0 { "\u{2212}" } else { "" };
            Some(format!("{sign}{}", numbers.whole(whole.unsigned_abs())))
        }
    }
}
