//! A table with its cells in words, and how it is laid out: what is said once, how wide each column is, and where marks stand.

use disclosure::Reason;
use survey::Language;
use views::{Column, Kind, Table, Value, Values};

use super::sheet::{Sheet, Stop};
use crate::numbers::{NO_NUMBER, Numbers};
use crate::wrapping::{longest_part, longest_word};

/// Between two columns, where there is room for it, and where there is not.
const GAPS: [usize; 2] = [2, 1];
/// Where the text of a record goes on.
const INDENT: usize = 4;

/// A table with its cells in words.
pub(super) struct Printed {
    columns: Vec<PrintedColumn>,
    /// Why a row's numbers are withheld.
    reasons: Vec<Option<Reason>>,
    width: usize,
    language: Language,
}

struct PrintedColumn {
    label: String,
    is_number: bool,
    /// Whether every row of the whole table has the same, and it is nothing that was measured.
    is_constant: bool,
    cells: Vec<Option<String>>,
    /// The longest word of the marks that begin in this column.
    marked: usize,
}

impl Printed {
    pub(super) fn of(table: &Table, rows: usize, width: usize, language: Language) -> Printed {
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
        let mut printed = Printed {
            columns: columns.map(|column| PrintedColumn::of(column, rows, language)).collect(),
            reasons: (0..rows).map(reason).collect(),
            width,
            language,
        };
        printed.make_room_for_marks();
        printed
    }

    fn make_room_for_marks(&mut self) {
        for (row, reason) in self.reasons.iter().enumerate() {
            let Some(reason) = reason else { continue };
            let first = self.columns.iter_mut().find(|column| column.is_number && column.cell(row).is_none());
            if let Some(column) = first {
                column.marked = column.marked.max(longest_word(reason.mark(self.language)));
            }
        }
    }

    /// Takes what is the same in every row out of the table and says it in one sentence; nothing where there is nothing else in it.
    pub(super) fn said_once(&mut self) -> Option<String> {
        if self.columns.iter().all(|column| column.is_constant) {
            return None;
        }
        let (constant, varying): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.columns).into_iter().partition(|column| column.is_constant);
        self.columns = varying;
        let said = |(place, column): (usize, &PrintedColumn)| {
            let label = if place == 0 { column.label.clone() } else { within_a_sentence(&column.label) };
            format!("{label}: {}", column.cell(0).unwrap_or(NO_NUMBER))
        };
        let said: Vec<String> = constant.iter().enumerate().map(said).collect();
        (!said.is_empty()).then(|| said.join("; "))
    }

    /// Whether it fits without a broken word.
    pub(super) fn fits(&self) -> bool {
        self.gap().is_some()
    }

    /// The widest gap with which it fits.
    fn gap(&self) -> Option<usize> {
        let narrowest: usize = self.columns.iter().map(PrintedColumn::narrowest).sum();
        let gaps = self.columns.len().saturating_sub(1);
        GAPS.into_iter().find(|gap| narrowest + gap * gaps <= self.width)
    }

    /// How wide each column is. The widest text gives way first, to its longest word; where that is not enough, to the longest part of one.
    fn widths(&self, gap: usize) -> Vec<usize> {
        let mut widths: Vec<usize> = self.columns.iter().map(PrintedColumn::natural).collect();
        let gaps = gap * widths.len().saturating_sub(1);
        for least in [PrintedColumn::narrow, PrintedColumn::narrowest] {
            while widths.iter().sum::<usize>() + gaps > self.width {
                let giving = widths.iter_mut().zip(&self.columns).filter(|(width, column)| **width > least(column));
                let Some((width, _)) = giving.max_by_key(|(width, _)| **width) else { break };
                *width -= 1;
            }
        }
        widths
    }

    fn stops(&self) -> Vec<Stop> {
        let gap = self.gap().unwrap_or_default();
        let mut at = 0;
        let stop = |(column, width): (&PrintedColumn, usize)| {
            let stop = Stop { at, width, right: column.is_number };
            at += width + gap;
            stop
        };
        self.columns.iter().zip(self.widths(gap)).map(stop).collect()
    }

    pub(super) fn in_columns(&self, sheet: &mut Sheet) {
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

    /// Every row as a record of its own, one line for each column.
    pub(super) fn row_by_row(&self, sheet: &mut Sheet) {
        for (row, reason) in self.reasons.iter().enumerate() {
            if row > 0 {
                sheet.blank();
            }
            let mark = reason.map(|reason| sheet.withheld(reason));
            for column in &self.columns {
                let missing = if column.is_number { mark.unwrap_or(NO_NUMBER) } else { NO_NUMBER };
                sheet.hanging(INDENT, &format!("{}: {}", column.label, column.cell(row).unwrap_or(missing)));
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
            is_constant: is_constant(&column.values),
            cells: (0..rows).map(cell).collect(),
            marked: 0,
        }
    }

    fn cell(&self, row: usize) -> Option<&str> {
        self.cells.get(row).and_then(Option::as_deref)
    }

    /// The greatest of the cells by some measure of their texts.
    fn greatest(&self, of: impl Fn(&str) -> usize) -> usize {
        self.cells.iter().flatten().map(|cell| of(cell)).max().unwrap_or(1)
    }

    /// As wide as its cells, and as the words of its label and marks.
    fn natural(&self) -> usize {
        self.greatest(|cell| cell.chars().count()).max(longest_word(&self.label)).max(self.marked)
    }

    /// As wide as the longest word in it. Numbers are one word each.
    fn narrow(&self) -> usize {
        if self.is_number { self.natural() } else { self.greatest(longest_word).max(longest_word(&self.label)) }
    }

    /// As wide as the longest part of a word that is not broken.
    fn narrowest(&self) -> usize {
        if self.is_number { self.natural() } else { self.greatest(longest_part).max(longest_part(&self.label)) }
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

/// Whether all rows say the same. Measured numbers are what a table is for, and a missing count may carry a mark: both keep their column.
fn is_constant(values: &Values) -> bool {
    let first = values.get(0);
    let may_be_said_once = match values {
        Values::Text(_) | Values::Code(..) => true,
        Values::Whole(_) => first != Value::Nothing,
        Values::Number(_) => false,
    };
    may_be_said_once && values.len() > 1 && (1..values.len()).all(|row| values.get(row) == first)
}

/// A label as it stands within a sentence; an abbreviation keeps its capitals.
fn within_a_sentence(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => label.to_owned(),
    }
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
