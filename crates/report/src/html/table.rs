//! Tables that read well on paper, on a phone and aloud.
//!
//! On a narrow screen the style sheet stacks each row, with the column's name before each number. That takes the table's roles away in some
//! browsers, so every element states its role.

use std::collections::BTreeMap;

use disclosure::Reason;
use maud::{Markup, html};
use survey::Language;

/// A column's name, and whether it holds numbers.
pub(crate) struct Column {
    name: String,
    numeric: bool,
}

impl Column {
    pub(crate) fn words(name: impl Into<String>) -> Column {
        Column { name: name.into(), numeric: false }
    }

    pub(crate) fn number(name: impl Into<String>) -> Column {
        Column { name: name.into(), numeric: true }
    }
}

/// What stands in one place of a table.
pub(crate) enum Cell {
    /// A number or words.
    Shown(Markup),
    /// A withheld number: its reason, and what to say of the level above.
    Withheld(Reason, Option<Markup>),
    /// Nothing belongs here.
    Empty,
}

impl Cell {
    pub(crate) fn text(text: impl AsRef<str>) -> Cell {
        let text = text.as_ref();
        Cell::Shown(html! { (text) })
    }

    const fn reason(&self) -> Option<Reason> {
        match self {
            Cell::Withheld(reason, _) => Some(*reason),
            Cell::Shown(_) | Cell::Empty => None,
        }
    }
}

/// One row, with its name first.
pub(crate) struct Row {
    pub(crate) id: Option<String>,
    /// Steps to the right, for rows below other rows.
    pub(crate) depth: u8,
    pub(crate) name: Markup,
    pub(crate) cells: Vec<Cell>,
}

impl Row {
    pub(crate) fn new(name: Markup, cells: Vec<Cell>) -> Row {
        Row { id: None, depth: 0, name, cells }
    }
}

/// How a table lays out its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A name column, and the reason for a withheld number in its cell.
    Plain,
    /// A name column, and the reasons for withheld numbers across the table, below their row: for many rows.
    ReasonsBelow,
    /// No name column: each row's name stands above it, across the table: for long names.
    NamesAbove,
}

/// A table with a caption and named columns.
pub(crate) struct Table {
    pub(crate) caption: String,
    pub(crate) names: String,
    pub(crate) form: Form,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row>,
}

impl Table {
    pub(crate) fn render(&self, language: Language) -> Markup {
        let class = match self.form {
            Form::Plain if self.columns.len() == 1 => Some("pair"),
            Form::Plain => None,
            Form::ReasonsBelow => Some("reasons-below"),
            Form::NamesAbove => Some("names-above"),
        };
        html! {
            table role="table" class=[class] {
                caption { (self.caption) }
                thead role="rowgroup" {
                    tr role="row" {
                        @if self.form != Form::NamesAbove { th scope="col" role="columnheader" { (self.names) } }
                        @for column in &self.columns {
                            th scope="col" role="columnheader" class=[column.numeric.then_some("number")] { (column.name) }
                        }
                    }
                }
                @if self.form == Form::NamesAbove {
                    @for row in &self.rows {
                        tbody role="rowgroup" {
                            tr role="row" id=[row.id.as_ref()] {
                                th scope="rowgroup" role="rowheader" colspan=(self.columns.len()) { (row.name) }
                            }
                            tr role="row" { (self.cells(row, language)) }
                        }
                    }
                } @else {
                    tbody role="rowgroup" {
                        @for row in &self.rows { (self.row(row, language)) }
                    }
                }
            }
        }
    }

    fn row(&self, row: &Row, language: Language) -> Markup {
        let reasons = self.reasons(row);
        html! {
            tr role="row" id=[row.id.as_ref()] class=[(!reasons.is_empty()).then_some("explained")] {
                th scope="row" role="rowheader" class={ "depth-" (row.depth.min(4)) } { (row.name) }
                (self.cells(row, language))
            }
            @if !reasons.is_empty() {
                tr role="row" class="explanation" {
                    td role="cell" colspan=(self.columns.len() + 1) class={ "depth-" (row.depth.min(4)) } {
                        @for (reason, above) in reasons {
                            p { strong { (reason.mark(language)) ":" } " " (reason.sentence(language)) @if let Some(above) = above { " " (above) } }
                        }
                    }
                }
            }
        }
    }

    /// Why numbers of this row are withheld, if that is to stand below the row; each reason with the first level above that is named.
    fn reasons<'t>(&self, row: &'t Row) -> BTreeMap<Reason, Option<&'t Markup>> {
        let mut reasons: BTreeMap<Reason, Option<&Markup>> = BTreeMap::new();
        if self.form == Form::ReasonsBelow {
            for cell in &row.cells {
                if let Cell::Withheld(reason, above) = cell {
                    let named = reasons.entry(*reason).or_default();
                    *named = named.or(above.as_ref());
                }
            }
        }
        reasons
    }

    fn cells(&self, row: &Row, language: Language) -> Markup {
        html! {
            @for (cell, columns) in self.runs(row) { (self.cell(cell, &columns, language)) }
        }
    }

    /// The cells with the columns they stand in. Neighbours withheld for one reason share one cell and one sentence.
    fn runs<'t>(&'t self, row: &'t Row) -> Vec<(&'t Cell, Vec<&'t Column>)> {
        let mut runs: Vec<(&Cell, Vec<&Column>)> = Vec::new();
        for (cell, column) in row.cells.iter().zip(&self.columns) {
            match runs.last_mut() {
                Some((before, columns)) if cell.reason().is_some() && before.reason() == cell.reason() => {
                    columns.push(column)
                }
                _ => runs.push((cell, vec![column])),
            }
        }
        runs
    }

    fn cell(&self, cell: &Cell, columns: &[&Column], language: Language) -> Markup {
        let label = columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ");
        let span = (columns.len() > 1).then(|| columns.len().to_string());
        let numeric = columns.iter().all(|column| column.numeric);
        match cell {
            Cell::Shown(content) => html! {
                td role="cell" data-label=(label) class=[numeric.then_some("number")] { div.value { (content) } }
            },
            Cell::Withheld(reason, above) => html! {
                td role="cell" data-label=(label) colspan=[span] class="withheld" {
                    div.value {
                        strong { (reason.mark(language)) }
                        @if self.form != Form::ReasonsBelow {
                            " " span.why { (reason.sentence(language)) @if let Some(above) = above { " " (above) } }
                        }
                    }
                }
            },
            Cell::Empty => html! { td role="cell" class="empty" {} },
        }
    }
}
