//! A table of cells: one row for each cell of the cube, shown or not.

use std::collections::{BTreeMap, BTreeSet};

use survey::{FileError, FileErrors, Row, Source, Table};

use super::{Context, Reader, printed, sum_of, text};
use crate::release::{Cell, Mark, Measure, Range, Release, State, Unread, WHOLE, Why};

/// The columns of a table of cells.
pub const COLUMNS: [&str; 10] =
    ["wave", "unit", "former_municipality", "role", "measure", "n", "value", "lower", "upper", "status"];

/// Statistics that are no sum over people.
const NO_SUMS: [&str; 4] = ["rwg_j", "alpha", "icc1", "icc2"];

/// Reads a table of cells. `*` stands for everybody; `status` is `shown` or a mark.
#[derive(Clone, Copy, Debug)]
pub struct Csv<'c> {
    /// The units the rows name.
    pub context: &'c Context,
}

impl Reader for Csv<'_> {
    fn read(&self, file: &str, bytes: &[u8]) -> Result<Release, FileErrors> {
        let table = Table::read(Source { file, text: text(file, bytes)? }, &COLUMNS)?;
        let mut errors = Vec::new();
        let mut release = self.context.empty(file);
        for row in table.rows() {
            release.cells.extend(self.cell(row, &mut errors));
        }
        FileErrors::unless_empty(errors)?;
        if let Some(wave) = release.cells.first().map(|cell| cell.measure.wave.clone()) {
            release.wave = wave;
        }
        let (others, cells): (Vec<Cell>, Vec<Cell>) =
            release.cells.into_iter().partition(|cell| NO_SUMS.contains(&cell.measure.statistic()));
        release.cells = distributions(cells);
        let left: BTreeSet<&str> = others.iter().map(|cell| cell.measure.statistic()).collect();
        release.unread.extend(left.into_iter().map(|statistic| Unread::new(statistic, Why::NotASum)));
        Ok(release)
    }
}

impl Csv<'_> {
    /// One row as a cell; what is wrong with it is added to the errors.
    fn cell(&self, row: Row<'_>, errors: &mut Vec<FileError>) -> Option<Cell> {
        let before = errors.len();
        let class = |column| if row.value(column).is_empty() { WHOLE } else { row.value(column) }.to_owned();
        let place = self.context.tree.find(&class("unit"));
        if place.is_none() {
            let problem = format!("there is no unit or area {:?} in the cube beside this table", row.value("unit"));
            errors.push(row.error("unit", problem, "give the cube of the same wave, or correct the id"));
        }
        if row.value("measure").is_empty() {
            errors.push(row.error("measure", "there is no measure", "write what the number is about"));
        }
        let measure = Measure { wave: row.value("wave").to_owned(), name: row.value("measure").to_owned() };
        let state = if row.value("status") == "shown" {
            let n = row.parse_optional("n", "write digits only").unwrap_or_else(|error| {
                errors.push(error);
                None
            });
            let value = printed(row.value("value"));
            if value.is_none() {
                let problem = format!("{:?} is not a number, and the status says it is shown", row.value("value"));
                errors.push(row.error("value", problem, "write digits with a decimal point"));
            }
            value.map(|value| State::Shown { n, value, sum: sum_of(&measure, n, value) })
        } else {
            let mark = mark(row.value("status"));
            if mark.is_none() {
                let problem = format!("{:?} is no status", row.value("status"));
                errors.push(row.error(
                    "status",
                    problem,
                    format!("write shown or one of {}", MARKS.map(|(word, _)| word).join(", ")),
                ));
            }
            if !row.value("value").is_empty() {
                errors.push(row.error(
                    "value",
                    "a hidden cell has a value",
                    "this file must not leave: it shows what it hides",
                ));
            }
            // What is hidden beside a mean that is shown has another threshold, so its mark bounds nothing.
            let further = measure.statistic() != "mean" && !measure.counts_employees();
            let further = further && mark != Some(Mark::Absent);
            mark.map(|mark| State::Hidden(if further { Mark::Withheld } else { mark }))
        };
        if errors.len() > before {
            return None;
        }
        Some(Cell { place: place?, former: class("former_municipality"), role: class("role"), measure, state: state? })
    }
}

/// Shares of answers at each point become one cell: they are shown and hidden together, so their equations are the same. Its value is the
/// mean answer they give.
fn distributions(cells: Vec<Cell>) -> Vec<Cell> {
    type Spot = (Measure, usize, String, String);
    let mut shares: BTreeMap<Spot, Vec<(f64, State)>> = BTreeMap::new();
    let mut whole = Vec::with_capacity(cells.len());
    for cell in cells {
        match cell.measure.statistic().strip_prefix("share.").and_then(|point| point.parse().ok()) {
            Some(point) => {
                let name = format!("{}.distribution", cell.measure.scale());
                let measure = Measure { wave: cell.measure.wave.clone(), name };
                shares.entry((measure, cell.place, cell.former, cell.role)).or_default().push((point, cell.state));
            }
            None => whole.push(cell),
        }
    }
    for ((measure, place, former, role), points) in shares {
        let nothing = State::Shown { n: None, value: Range { low: 0.0, high: 0.0 }, sum: None };
        let state = points.into_iter().fold(nothing, |so_far, (point, state)| match (so_far, state) {
            (State::Shown { value: so_far, .. }, State::Shown { n, value, .. }) => {
                let more = value.times(point);
                let value = Range { low: so_far.low + more.low, high: so_far.high + more.high };
                State::Shown { n, value, sum: sum_of(&measure, n, value) }
            }
            (hidden @ State::Hidden(_), _) | (_, hidden @ State::Hidden(_)) => hidden,
        });
        whole.push(Cell { place, former, role, measure, state });
    }
    whole
}

const MARKS: [(&str, Mark); 6] = [
    ("too_few", Mark::TooFew),
    ("too_few_employees", Mark::TooFew),
    ("protects_another", Mark::ProtectsAnother),
    ("withheld", Mark::Withheld),
    ("not_asked", Mark::Absent),
    ("not_measured", Mark::Absent),
];

/// The mark a word of the cube or of a table stands for.
pub(super) fn mark(word: &str) -> Option<Mark> {
    MARKS.iter().find(|(known, _)| *known == word).map(|(_, mark)| *mark)
}
