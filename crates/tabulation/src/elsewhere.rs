//! The same counting, written as a question to somebody else's engine.
//!
//! One SELECT over the readable columns gives every integer of every scale in every unit, former municipality and kind of work, one a row:
//!
//! | column | |
//! |---|---|
//! | `unit`, `former_municipality`, `role_class` | the cell; the kind of work is empty where nobody said it |
//! | `scale` | the scale; the digest of the manifest in the first row |
//! | `counted` | [`Kind`]: what is counted |
//! | `x`, `y` | which of them; items are numbered from 1 in the order of the scale, codes are oriented |
//! | `n` | the integer |
//!
//! What is nought has no row. The query uses what SQL engines have in common: CASE, GROUP BY, UNION ALL, a list of VALUES. It
//! looks at the answers once for each scale, and where a scale has few patterns it groups them first.

use std::fmt::Write as _;

use counts::Counter;
use survey::{Instrument, Layout, LayoutVersion, MissingRule, Scale};

use crate::error::TabulationError;

/// The columns of the answer, in order.
pub const COLUMNS: [&str; 8] = ["unit", "former_municipality", "role_class", "scale", "counted", "x", "y", "n"];

/// The columns of a cell.
const CELL: &str = "unit, former_municipality, role_class";

/// Patterns up to which answers to a scale are grouped before anything else is counted: the bound of the kernel's own tables.
const PATTERNS_MAX: u32 = 65_535;

/// Whose SQL it is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// DuckDB.
    DuckDb,
    /// Spark SQL.
    Spark,
}

/// What the integer of a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Rows of the whole set; the column `scale` holds the digest of its manifest.
    Manifest,
    /// Rows of the cell.
    Rows,
    /// Persons who answered `x` items with the sum `y`.
    Score,
    /// Respondents who answered item `x` with the code `y`.
    Answer,
    /// Σ of item `x` over complete answers.
    Sum,
    /// Σ of item `x` times item `y` over complete answers.
    Product,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] = [Self::Manifest, Self::Rows, Self::Score, Self::Answer, Self::Sum, Self::Product];

    /// The word in the column `counted`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::Rows => "rows",
            Self::Score => "score",
            Self::Answer => "answer",
            Self::Sum => "sum",
            Self::Product => "product",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The counter of a scale that a row is about; nothing for numbers that no counter has, and for rows that are about no scale.
    #[must_use]
    pub fn counter(self, x: u64, y: u64) -> Option<Counter> {
        let item = |number: u64| number.checked_sub(1).and_then(|item| u8::try_from(item).ok());
        match self {
            Self::Manifest | Self::Rows => None,
            Self::Score => Some(Counter::Score { answered: u8::try_from(x).ok()?, sum: u16::try_from(y).ok()? }),
            Self::Answer => Some(Counter::Answer { item: item(x)?, code: u8::try_from(y).ok()? }),
            Self::Sum => item(x).filter(|_| y == 0).map(|item| Counter::Sum { item }),
            Self::Product => Some(Counter::Product { item: item(x)?, other: item(y)? }),
        }
    }

    /// How a counter is written: its kind, x and y.
    #[must_use]
    pub fn of(counter: Counter) -> (Self, u32, u32) {
        let number = |item: u8| u32::from(item).saturating_add(1);
        match counter {
            Counter::Score { answered, sum } => (Self::Score, u32::from(answered), u32::from(sum)),
            Counter::Answer { item, code } => (Self::Answer, number(item), u32::from(code)),
            Counter::Sum { item } => (Self::Sum, number(item), 0),
            Counter::Product { item, other } => (Self::Product, number(item), number(other)),
        }
    }
}

/// What is to be counted, where.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The instrument, narrowed to the modules of the wave.
    pub instrument: &'a Instrument,
    /// The digest of the wave's manifest, which comes back with the counts.
    pub manifest: archive::Sha256Digest,
    /// The folder of the parts, on a disk or in an object store, as the engine is to open it.
    pub folder: &'a str,
    /// The names of the parts.
    pub parts: &'a [archive::PartDigest],
    /// The layout of the parts, which says whether they name kinds of work.
    pub layout: LayoutVersion,
}

impl Question<'_> {
    /// The query.
    ///
    /// # Errors
    /// A scale that cannot be counted here either.
    pub fn sql(&self, dialect: Dialect) -> Result<String, TabulationError> {
        let mut tables = vec![self.answers(dialect)];
        let mut selects = vec![
            format!(
                "SELECT '' AS unit, '' AS former_municipality, '' AS role_class, '{}' AS scale, 'manifest' AS counted, 0 AS x, \
                 0 AS y, COUNT(*) AS n FROM answers",
                self.manifest
            ),
            format!("SELECT {CELL}, '', 'rows', 0, 0, COUNT(*) FROM answers GROUP BY {CELL}"),
        ];
        for (number, scale) in (1..).zip(self.instrument.scales()) {
            counts::ScaleShape::of(self.instrument, scale)?;
            let counting = Counting { number, scale };
            tables.extend(counting.tables());
            selects.extend(counting.selects());
        }
        Ok(format!("WITH\n{}\n{}\n", tables.join(",\n"), selects.join("\nUNION ALL ")))
    }

    /// The answers, oriented: a reversed item is min + max − code.
    fn answers(&self, dialect: Dialect) -> String {
        let quote = |name: &str| match dialect {
            Dialect::DuckDb => format!("\"{}\"", name.replace('"', "\"\"")),
            Dialect::Spark => format!("`{}`", name.replace('`', "``")),
        };
        // Engines disagree on what is grouped with nothing, so nobody's kind of work is an empty text.
        let role = match self.layout {
            LayoutVersion::One | LayoutVersion::Two => "''".to_owned(),
            LayoutVersion::Three => format!("COALESCE({}, '')", quote(Layout::ROLE_CLASS)),
        };
        let mut columns =
            format!("{}, {}, {role} AS role_class", quote(Layout::UNIT), quote(Layout::FORMER_MUNICIPALITY));
        for (number, item) in (1..).zip(self.instrument.items()) {
            let points = item.answer_scale().points();
            let turn = match item.is_reversed() {
                true => format!("{} - ", u16::from(points.min()) + u16::from(points.max())),
                false => String::new(),
            };
            let column = quote(item.id().as_str());
            // Writing to a string cannot fail.
            let _ = write!(columns, ",\n    {turn}CAST({column} AS INTEGER) AS i{number}");
        }
        let folder = self.folder.trim_end_matches('/');
        match dialect {
            Dialect::DuckDb => {
                let file = |part: &archive::PartDigest| format!("'{}/{}'", folder.replace('\'', "''"), part.file);
                let files: Vec<String> = self.parts.iter().map(file).collect();
                format!(
                    "answers AS NOT MATERIALIZED (SELECT {columns}\n  FROM read_parquet([{}], hive_partitioning = false))",
                    files.join(", ")
                )
            }
            Dialect::Spark => {
                format!("answers AS (SELECT {columns}\n  FROM parquet.{})", quote(&format!("{folder}/part-*.parquet")))
            }
        }
    }
}

/// How one scale is counted.
struct Counting<'a> {
    number: usize,
    scale: &'a Scale,
}

impl Counting<'_> {
    /// Items, as the answers name them.
    fn items(&self) -> Vec<String> {
        self.scale.items().iter().map(|position| format!("i{}", position + 1)).collect()
    }

    fn needed(&self) -> usize {
        match self.scale.missing_rule() {
            MissingRule::Complete => self.scale.items().len(),
            MissingRule::AtLeast(least) => usize::from(least),
        }
    }

    fn has_few_patterns(&self) -> bool {
        let base = u32::from(self.scale.points().count()) + 1;
        let items = u32::try_from(self.scale.items().len()).unwrap_or(u32::MAX);
        base.checked_pow(items).is_some_and(|patterns| patterns <= PATTERNS_MAX)
    }

    /// Persons with their number of answers and their sum; and from them, all other counters of a cell side by side.
    fn tables(&self) -> [String; 2] {
        let (at, items) = (self.number, self.items());
        let list = items.join(", ");
        let each = |of: &dyn Fn(&String) -> String| items.iter().map(of).collect::<Vec<_>>().join(" + ");
        let answered = each(&|item| format!("CASE WHEN {item} IS NULL THEN 0 ELSE 1 END"));
        let total = each(&|item| format!("COALESCE({item}, 0)"));
        let source = match self.has_few_patterns() {
            true => {
                format!("(SELECT {CELL}, {list}, COUNT(*) AS persons FROM answers GROUP BY {CELL}, {list}) AS p{at}")
            }
            false => "(SELECT answers.*, 1 AS persons FROM answers) AS a".to_owned(),
        };
        let persons = format!(
            "s{at} AS (SELECT * FROM (SELECT {CELL}, persons, {list},\n    {answered} AS answered,\n    \
             {total} AS total\n  FROM {source}) AS c{at} WHERE answered >= {})",
            self.needed()
        );
        let sums: Vec<String> = self.counters().iter().enumerate().map(|(k, counter)| self.sum(k, *counter)).collect();
        let cells = format!("m{at} AS (SELECT {CELL},\n    {}\n  FROM s{at} GROUP BY {CELL})", sums.join(",\n    "));
        [persons, cells]
    }

    /// Answers, sums and products; scores have rows of their own.
    fn counters(&self) -> Vec<Counter> {
        let points = self.scale.points();
        let count = u8::try_from(self.scale.items().len()).unwrap_or(u8::MAX);
        let codes = move |item| (points.min()..=points.max()).map(move |code| Counter::Answer { item, code });
        let products = move |item| (item..count).map(move |other| Counter::Product { item, other });
        let answers = (0..count).flat_map(codes);
        answers.chain((0..count).map(|item| Counter::Sum { item })).chain((0..count).flat_map(products)).collect()
    }

    fn sum(&self, k: usize, counter: Counter) -> String {
        let items = self.items();
        let name = |item: u8| items.get(usize::from(item)).map_or("", String::as_str);
        let complete = format!("answered = {}", items.len());
        let (when, value) = match counter {
            Counter::Answer { item, code } => (format!("{} = {code}", name(item)), "persons".to_owned()),
            Counter::Sum { item } => (complete, format!("persons * {}", name(item))),
            Counter::Product { item, other } => (complete, format!("persons * {} * {}", name(item), name(other))),
            Counter::Score { .. } => (String::new(), String::new()),
        };
        format!("CAST(SUM(CASE WHEN {when} THEN {value} ELSE 0 END) AS BIGINT) AS k{k}")
    }

    fn selects(&self) -> [String; 2] {
        let (at, id) = (self.number, self.scale.id());
        let scores = format!(
            "SELECT {CELL}, '{id}', 'score', answered, total, CAST(SUM(persons) AS BIGINT)\n  FROM s{at} GROUP BY {CELL}, \
             answered, total"
        );
        let (mut rows, mut cases) = (Vec::new(), String::new());
        for (k, counter) in self.counters().iter().enumerate() {
            let (kind, x, y) = Kind::of(*counter);
            rows.push(format!("({k}, '{}', {x}, {y})", kind.as_str()));
            // Writing to a string cannot fail.
            let _ = write!(cases, " WHEN {k} THEN k{k}");
        }
        let others = format!(
            "SELECT * FROM (SELECT {CELL}, '{id}', counted, x, y,\n    CASE k{cases} END AS n\n  FROM m{at} CROSS JOIN \
             (VALUES {}) AS f{at}(k, counted, x, y)) AS u{at} WHERE n > 0",
            rows.join(", ")
        );
        [scores, others]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_counter_is_written_and_read_as_itself_and_others_are_none() {
        for counter in [
            Counter::Score { answered: 4, sum: 704 },
            Counter::Answer { item: 0, code: 11 },
            Counter::Sum { item: 63 },
            Counter::Product { item: 0, other: 63 },
        ] {
            let (kind, x, y) = Kind::of(counter);
            assert_eq!(Kind::parse(kind.as_str()).and_then(|kind| kind.counter(x.into(), y.into())), Some(counter));
        }
        for (kind, x, y) in [
            (Kind::Answer, 0, 1),
            (Kind::Sum, 0, 0),
            (Kind::Sum, 1, 1),
            (Kind::Product, 1, 0),
            (Kind::Score, 256, 1),
            (Kind::Score, 1, 65_536),
            (Kind::Rows, 0, 0),
            (Kind::Manifest, 0, 0),
        ] {
            assert_eq!(kind.counter(x, y), None, "{} {x} {y}", kind.as_str());
        }
        assert_eq!(Kind::parse("Score"), None);
    }
}
