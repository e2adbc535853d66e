//! The report's pages as a stranger reads them: the tables of units, service areas, former municipalities and kinds of work, in any of its
//! languages.

use survey::FileErrors;

use super::page_words::{ABSENCE, ANSWERS, MARKS, MEAN, role};
use super::tags::{Piece, attribute, pieces, plain};
use super::{Context, Reader, printed, sum_of, text};
use crate::release::{Cell, Mark, Measure, PlaceKind, Release, State, Tree, Unread, WHOLE, Why};

/// Reads one page of the report. Titles and names are those of the cube beside it.
#[derive(Clone, Copy, Debug)]
pub struct Html<'c> {
    /// Whose names the page uses.
    pub context: &'c Context,
}

impl Reader for Html<'_> {
    fn read(&self, file: &str, bytes: &[u8]) -> Result<Release, FileErrors> {
        let page = text(file, bytes)?;
        let mut release = self.context.empty(file);
        let mut unread = 0;
        for table in tables(page) {
            let cells = match self.kind(&table) {
                Kind::Units => self.units(&table),
                Kind::Scores(scale) => self.scores(&table, &scale),
                Kind::Crossed(scale) => self.crossed(&table, &scale),
                Kind::Other => {
                    unread += 1;
                    continue;
                }
            };
            release.cells.extend(cells);
        }
        if unread > 0 {
            release.unread.push(Unread::new(format!("{unread} tables"), Why::OtherTable));
        }
        if page.contains("<svg") {
            release.unread.push(Unread::new("drawings", Why::OtherTable));
        }
        Ok(release)
    }
}

/// What a table is about.
enum Kind {
    Units,
    Scores(String),
    /// A scale by service area, with a column for each kind of work.
    Crossed(String),
    Other,
}

/// One table, taken apart.
#[derive(Default)]
struct Drawn {
    caption: String,
    columns: Vec<String>,
    rows: Vec<Line>,
}

#[derive(Default)]
struct Line {
    /// Whether it is a unit's row: those carry an anchor.
    is_unit: bool,
    depth: usize,
    name: String,
    cells: Vec<Place>,
}

/// One place of a table: as many columns as it spans, and its pieces of text.
#[derive(Default)]
struct Place {
    span: usize,
    hidden: bool,
    texts: Vec<String>,
}

fn tables(page: &str) -> Vec<Drawn> {
    let (mut tables, mut line, mut within) = (Vec::new(), Line::default(), "");
    for piece in pieces(page) {
        match piece {
            Piece::Open("table", _) => tables.push(Drawn::default()),
            Piece::Open("tr", attributes) => {
                line = Line {
                    is_unit: attribute(attributes, "id").is_some_and(|id| id.starts_with("unit-")),
                    ..Line::default()
                };
            }
            Piece::Open("caption", _) => within = "caption",
            Piece::Open("th", attributes) if attribute(attributes, "scope") == Some("col") => {
                within = "column";
                if let Some(table) = tables.last_mut() {
                    table.columns.push(String::new());
                }
            }
            Piece::Open("th", attributes) => {
                within = "name";
                let class = attribute(attributes, "class").unwrap_or_default();
                line.depth = class.strip_prefix("depth-").and_then(|depth| depth.parse().ok()).unwrap_or(0);
            }
            Piece::Open("td", attributes) => {
                within = "cell";
                let span = attribute(attributes, "colspan").and_then(|span| span.parse().ok()).unwrap_or(1);
                let hidden = attribute(attributes, "class") == Some("withheld");
                line.cells.push(Place { span, hidden, texts: Vec::new() });
            }
            Piece::Close("caption" | "th" | "td") => within = "",
            Piece::Close("tr") => {
                let line = std::mem::take(&mut line);
                if let (Some(table), false) = (tables.last_mut(), line.name.is_empty()) {
                    table.rows.push(line);
                }
            }
            Piece::Text(text) => {
                let said = plain(text);
                match (within, tables.last_mut()) {
                    ("caption", Some(table)) => table.caption.push_str(&said),
                    ("column", Some(table)) => {
                        table.columns.last_mut().into_iter().for_each(|column| column.push_str(&said))
                    }
                    ("name", _) if said.chars().count() > 1 => line.name.push_str(&said),
                    ("cell", _) => line.cells.last_mut().into_iter().for_each(|cell| cell.texts.push(said.clone())),
                    _ => {}
                }
            }
            Piece::Open(..) | Piece::Close(_) => {}
        }
    }
    tables
}

impl Html<'_> {
    fn kind(&self, table: &Drawn) -> Kind {
        if table.rows.iter().any(|line| line.is_unit) {
            return Kind::Units;
        }
        let has = |words: &[&str]| table.columns.iter().any(|column| words.contains(&column.as_str()));
        // The longest title the caption begins with: one title may begin another.
        let titles = self.context.titles.iter().filter(|(title, _)| table.caption.starts_with(title.as_str()));
        match titles.max_by_key(|(title, _)| title.len()) {
            Some((_, scale)) if has(&MEAN) && has(&ANSWERS) => Kind::Scores(scale.clone()),
            Some((_, scale)) if table.columns.iter().any(|column| role(column).is_some()) => {
                Kind::Crossed(scale.clone())
            }
            _ => Kind::Other,
        }
    }

    /// One table of units: each column a scale, then absence and response. The first row is a unit below the whole.
    fn units(&self, table: &Drawn) -> Vec<Cell> {
        let tree = &self.context.tree;
        let root = tree.find(WHOLE).unwrap_or(0);
        let (mut above, mut cells) = (vec![root], Vec::new());
        for line in table.rows.iter().filter(|line| line.is_unit) {
            above.truncate(line.depth + 1);
            let parent = above.last().copied().unwrap_or(root);
            let Some(place) = child(tree, parent, &line.name) else { continue };
            above.push(place);
            let mut columns = table.columns.iter().skip(1);
            for there in &line.cells {
                for column in columns.by_ref().take(there.span) {
                    cells.extend(
                        self.measure(column).and_then(|measure| cell((place, WHOLE, WHOLE), measure, state(there)?)),
                    );
                }
            }
        }
        cells
    }

    fn measure(&self, title: &str) -> Option<Measure> {
        let name = if ABSENCE.contains(&title) { "absence" } else { self.context.titles.get(title)? };
        Some(Measure { wave: self.context.wave.clone(), name: name.to_owned() })
    }

    /// One scale by service area, former municipality or kind of work: mean and answers in columns of their own.
    fn scores(&self, table: &Drawn, scale: &str) -> Vec<Cell> {
        let tree = &self.context.tree;
        let root = tree.find(WHOLE).unwrap_or(0);
        let column = |words: &[&str]| table.columns.iter().position(|column| words.contains(&column.as_str()));
        let mut cells = Vec::new();
        for line in &table.rows {
            let named = |kind| tree.places().iter().position(|place| place.kind == kind && place.name == line.name);
            // A name that is both an area's and a type's tells nothing of which it is.
            let area = match (named(PlaceKind::Area), named(PlaceKind::Type)) {
                (Some(_), Some(_)) => continue,
                (area, unit_type) => area.or(unit_type),
            };
            let former = self.context.formers.get(&line.name).map(String::as_str);
            let (place, former, role) = match (former, area, role(&line.name)) {
                (Some(former), _, _) => (root, former, WHOLE),
                (None, Some(area), _) => (area, WHOLE, WHOLE),
                (None, None, Some(role)) => (root, WHOLE, role),
                (None, None, None) => continue,
            };
            let at = |words: &[&str]| {
                let wanted = column(words)?;
                let mut first = 1;
                line.cells.iter().find(|there| {
                    first += there.span;
                    wanted < first
                })
            };
            let measure = Measure { wave: self.context.wave.clone(), name: scale.to_owned() };
            let Some(mean) = at(&MEAN) else { continue };
            let state = match state(mean) {
                Some(State::Shown { value, .. }) => {
                    let n =
                        at(&ANSWERS).and_then(|there| there.texts.first()).and_then(|text| digits(text).parse().ok());
                    Some(State::Shown { n, value, sum: None })
                }
                hidden => hidden,
            };
            cells.extend(state.and_then(|state| cell((place, former, role), measure, state)));
        }
        cells
    }

    /// One scale with a row for each service area and a column for each kind of work.
    fn crossed(&self, table: &Drawn, scale: &str) -> Vec<Cell> {
        let places = self.context.tree.places();
        let mut cells = Vec::new();
        for line in &table.rows {
            let is_it = |place: &crate::release::Place| place.kind == PlaceKind::Area && place.name == line.name;
            let Some(place) = places.iter().position(is_it) else { continue };
            let mut columns = table.columns.iter().skip(1);
            for there in &line.cells {
                for column in columns.by_ref().take(there.span) {
                    let measure = Measure { wave: self.context.wave.clone(), name: scale.to_owned() };
                    cells.extend(role(column).and_then(|role| cell((place, WHOLE, role), measure, state(there)?)));
                }
            }
        }
        cells
    }
}

fn child(tree: &Tree, parent: usize, name: &str) -> Option<usize> {
    let is_it = |place: &crate::release::Place| {
        place.kind == PlaceKind::Unit && place.parent == Some(parent) && place.name == name
    };
    tree.places().iter().position(is_it)
}

fn cell((place, former, role): (usize, &str, &str), measure: Measure, state: State) -> Option<Cell> {
    let state = match state {
        State::Shown { n, value, .. } => State::Shown { n, value, sum: sum_of(&measure, n, value) },
        hidden @ State::Hidden(_) => hidden,
    };
    Some(Cell { place, former: former.to_owned(), role: role.to_owned(), measure, state })
}

/// A place of a table as a number with its people, or as a mark.
fn state(there: &Place) -> Option<State> {
    let first = there.texts.first()?;
    if there.hidden {
        let mark = MARKS.iter().find(|(words, _)| words == first).map_or(Mark::Withheld, |(_, mark)| *mark);
        return Some(State::Hidden(mark));
    }
    let value = printed(&digits(first))?;
    let n = there.texts.iter().skip(1).filter(|text| !text.starts_with('(')).find_map(|text| digits(text).parse().ok());
    Some(State::Shown { n, value, sum: None })
}

/// The digits of a number as the report writes it, in any of its languages: no thousands, and a decimal point.
fn digits(written: &str) -> String {
    let number: String = written
        .chars()
        .take_while(|letter| letter.is_ascii_digit() || [',', '.', '\u{202f}', '\u{2212}'].contains(letter))
        .collect();
    // English writes 1,659 and 4.2; Norwegian writes 1 659 and 4,2. Three digits after a comma and no point are thousands.
    let thousands = number.split(',').skip(1).all(|part| part.len() == 3) && !number.contains('\u{202f}');
    let number = if number.contains(',') && thousands { number.replace(',', "") } else { number.replace(',', ".") };
    number.replace('\u{202f}', "").replace('\u{2212}', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_every_language() {
        for (written, expect) in [
            ("4,2", "4.2"),
            ("4.16", "4.16"),
            ("1\u{202f}659 svar", "1659"),
            ("1,659 answers", "1659"),
            ("7,9\u{202f}%", "7.9"),
            ("\u{2212}0,4", "-0.4"),
            ("12\u{202f}345,6", "12345.6"),
        ] {
            assert_eq!(digits(written), expect, "{written:?}");
        }
    }
}
