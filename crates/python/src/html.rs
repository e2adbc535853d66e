//! A table as HTML for a notebook: Norwegian numbers, n and interval beside every number, and words where a number is withheld.

use maud::{Markup, html};
use report::Numbers;
use survey::Language;
use views::{Column, Kind, Table, Value, Words};

/// How many rows a notebook shows unless more are asked for.
pub(crate) const USUAL_ROWS: usize = 40;

const INTERVAL: Words = Words::new("95 % intervall", "95 % intervall", "95 % interval");
const STYLE: &str = "border-collapse:collapse;font-variant-numeric:tabular-nums";
const NUMBER: &str = "text-align:right;vertical-align:top;padding:.15em .6em;white-space:nowrap";
const NUMBERS: &str = "text-align:right;vertical-align:bottom;padding:.15em .6em";
const TEXT: &str = "text-align:left;vertical-align:top;padding:.15em .6em";
/// Withheld is not an error: muted, slanted, on a hatch.
const WITHHELD: &str = "text-align:left;vertical-align:top;padding:.15em .6em;font-style:italic;color:#55606a;\
    background:repeating-linear-gradient(135deg,transparent 0 4px,rgba(118,125,132,.18) 4px 5px)";

/// What one column of the page shows.
enum Shown {
    /// A column of the table.
    Plain(usize),
    /// The number that a withheld row has words in place of.
    Marked { number: usize, status: usize },
    /// Both ends of an interval.
    Interval { lower: usize, upper: usize },
}

/// The first rows of a table, and how many more there are.
pub(crate) fn table(table: &Table, language: Language, most: usize) -> String {
    let shown = shown(table);
    let numbers = Numbers::new(language);
    let rows = table.rows().min(most);
    let page = html! {
        table style=(STYLE) lang=(language.code()) {
            caption style="text-align:left" { (caption(table, rows, language)) }
            thead { tr { @for column in &shown { (head(table, column, language)) } } }
            tbody {
                @for row in 0..rows {
                    tr { @for column in &shown { (cell(table, row, column, numbers, language)) } }
                }
            }
        }
    };
    page.into_string()
}

/// Status and level are told by the cells themselves where there is a number to mark and an interval.
fn shown(table: &Table) -> Vec<Shown> {
    let place = |name: &str| table.columns().iter().position(|column| column.description.name == name);
    let status = place("status");
    let number = table.columns().iter().position(is_marked).filter(|_| status.is_some());
    let interval = place("lower").zip(place("upper"));
    let of = |(position, column): (usize, &Column)| match column.description.name.as_ref() {
        "lower" if interval.is_some() => {
            let (lower, upper) = interval?;
            Some(Shown::Interval { lower, upper })
        }
        "upper" | "level" if interval.is_some() => None,
        "status" if number.is_some() => None,
        _ if number == Some(position) => Some(Shown::Marked { number: position, status: status? }),
        _ => Some(Shown::Plain(position)),
    };
    table.columns().iter().enumerate().filter_map(of).collect()
}

/// Whether words stand in this column where a number is withheld: the first one that holds results.
fn is_marked(column: &Column) -> bool {
    column.description.kind == Kind::Number || column.description.name == "band"
}

fn caption(table: &Table, rows: usize, language: Language) -> String {
    let numbers = Numbers::new(language);
    let count = |rows: usize| numbers.whole(rows.try_into().unwrap_or(u64::MAX));
    let (shown, all) = (count(rows), count(table.rows()));
    let name = table.name();
    match language {
        _ if rows < table.rows() => match language {
            Language::En => format!("{name}: the first {shown} of {all} rows; to_polars() and rows() have them all"),
            Language::Nb => format!("{name}: de første {shown} av {all} rader; to_polars() og rows() har alle"),
            Language::Nn => format!("{name}: dei første {shown} av {all} rader; to_polars() og rows() har alle"),
        },
        Language::En => format!("{name}: {all} rows"),
        Language::Nb | Language::Nn => format!("{name}: {all} rader"),
    }
}

fn head(table: &Table, shown: &Shown, language: Language) -> Markup {
    let column = |position: usize| table.columns().get(position);
    let (title, text) = match shown {
        Shown::Interval { .. } => ("lower, upper".to_owned(), INTERVAL.get(language).to_owned()),
        Shown::Plain(position) | Shown::Marked { number: position, .. } => {
            let name = column(*position).map(|column| column.description.name.to_string()).unwrap_or_default();
            let label = column(*position).and_then(|column| column.description.label);
            let text = label.map_or_else(|| name.clone(), |label| label.get(language).to_owned());
            (name, text)
        }
    };
    let is_number = match shown {
        Shown::Plain(position) => {
            column(*position).is_some_and(|column| matches!(column.description.kind, Kind::Whole | Kind::Number))
        }
        Shown::Marked { .. } | Shown::Interval { .. } => true,
    };
    html! { th scope="col" title=(title) style=(if is_number { NUMBERS } else { TEXT }) { (text) } }
}

fn cell(table: &Table, row: usize, shown: &Shown, numbers: Numbers, language: Language) -> Markup {
    match shown {
        Shown::Plain(position) => plain(&table.value(row, *position), is_year(table, *position), numbers, language),
        Shown::Marked { number, status } => match table.value(row, *status) {
            Value::Code(code, _) if code.word != "shown" => {
                html! { td style=(WITHHELD) { (code.label.get(language)) } }
            }
            _ => plain(&table.value(row, *number), false, numbers, language),
        },
        Shown::Interval { lower, upper } => match (table.value(row, *lower), table.value(row, *upper)) {
            (Value::Number(lower), Value::Number(upper)) => {
                let decimals = decimals(lower).max(decimals(upper));
                html! { td style=(NUMBER) { (numbers.range(lower, upper, decimals)) } }
            }
            _ => html! { td {} },
        },
    }
}

fn plain(value: &Value, is_year: bool, numbers: Numbers, language: Language) -> Markup {
    match value {
        Value::Nothing => html! { td {} },
        Value::Text(text) => html! { td style=(TEXT) { (text) } },
        Value::Code(code, _) => html! { td style=(TEXT) title=(code.word) { (code.label.get(language)) } },
        Value::Whole(whole) if is_year => html! { td style=(NUMBER) { (whole) } },
        Value::Whole(whole) => {
            let sign = if *whole < 0 { "\u{2212}" } else { "" };
            html! { td style=(NUMBER) { (sign) (numbers.whole(whole.unsigned_abs())) } }
        }
        Value::Number(number) => html! { td style=(NUMBER) { (written(*number, numbers)) } },
    }
}

/// A year is a name and not a count.
fn is_year(table: &Table, position: usize) -> bool {
    let name = table.columns().get(position).map(|column| column.description.name.as_ref());
    matches!(name, Some("year" | "valid_from" | "valid_to"))
}

/// A number that is not nought never looks like nought.
fn written(number: f64, numbers: Numbers) -> String {
    if number > 0.0 && number < 0.000_05 {
        return format!("< {}", numbers.decimal(0.0001, 4));
    }
    numbers.decimal(number, decimals(number))
}

/// Two decimals, and four for a number that two would make nought.
fn decimals(number: f64) -> usize {
    if number != 0.0 && number.abs() < 0.005 { 4 } else { 2 }
}
