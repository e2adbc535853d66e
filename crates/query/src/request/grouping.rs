//! Which kinds of groups.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use views::{Column, Table, Value, View};

use crate::request::{RequestRefusal, described};

/// Everybody, in the columns former_municipality and role.
const ALL: &str = "*";

/// A kind of group, or the parts of a kind of group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grouping {
    kind: Kind,
    parts: Option<Parts>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Total,
    Unit,
    ServiceArea,
    UnitType,
    FormerMunicipality,
    Role,
}

/// What a kind of group is crossed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Parts {
    FormerMunicipality,
    Role,
}

impl Kind {
    /// The word that asks for it, and the code that its rows carry.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Kind::Total => ("total", "total"),
            Kind::Unit => ("unit", "unit"),
            Kind::ServiceArea => ("service_area", "service_area"),
            Kind::UnitType => ("unit_type", "unit_type"),
            Kind::FormerMunicipality => (Parts::FormerMunicipality.word(), "former_municipality"),
            Kind::Role => (Parts::Role.word(), "role_class"),
        }
    }

    const ALL: [Kind; 6] =
        [Kind::Total, Kind::Unit, Kind::ServiceArea, Kind::UnitType, Kind::FormerMunicipality, Kind::Role];

    fn asked(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.words().0 == word)
    }

    fn of_row(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.words().1 == code)
    }

    /// The parts that it is, where it is no place.
    const fn parts(self) -> Option<Parts> {
        match self {
            Kind::FormerMunicipality => Some(Parts::FormerMunicipality),
            Kind::Role => Some(Parts::Role),
            Kind::Total | Kind::Unit | Kind::ServiceArea | Kind::UnitType => None,
        }
    }
}

impl Parts {
    /// The column that tells the parts apart, and the word that asks for them.
    const fn word(self) -> &'static str {
        match self {
            Parts::FormerMunicipality => "former_municipality",
            Parts::Role => "role",
        }
    }
}

impl Grouping {
    /// The words that a kind of group is asked for by.
    pub const WORDS: [&str; 6] = ["total", "unit", "service_area", "unit_type", "former_municipality", "role"];

    /// Reads `unit`, or `unit,role` and `unit,former_municipality`, in either order, for a view that has groups.
    ///
    /// # Errors
    /// When there is no such kind of group, or the view has none.
    pub fn read(view: View, text: &str) -> Result<Grouping, RequestRefusal> {
        if described(view, "group_kind").is_err() {
            return Err(RequestRefusal::NotInView { view: view.name(), what: "groups" });
        }
        let wrong = || RequestRefusal::Grouping { given: text.to_owned() };
        let kind = |word: &str| Kind::asked(word.trim()).ok_or_else(wrong);
        let Some((one, other)) = text.split_once(',') else { return Ok(Grouping { kind: kind(text)?, parts: None }) };
        let (one, other) = (kind(one)?, kind(other)?);
        match (one.parts(), other.parts()) {
            // Everybody from one former municipality is that former municipality, and everybody of a kind of work is that kind.
            (None, Some(_)) if one == Kind::Total => Ok(Grouping { kind: other, parts: None }),
            (Some(_), None) if other == Kind::Total => Ok(Grouping { kind: one, parts: None }),
            (None, parts @ Some(_)) => Ok(Grouping { kind: one, parts }),
            (parts @ Some(_), None) => Ok(Grouping { kind: other, parts }),
            _ => Err(wrong()),
        }
    }

    /// The kind of group in each row of a table that has groups.
    pub(crate) fn of_rows(table: &Table) -> Vec<Option<Grouping>> {
        let columns = ["group_kind", "unit", "former_municipality", "role"].map(|name| table.column(name));
        let [Some(kinds), Some(units), Some(former), Some(role)] = columns else { return vec![None; table.rows()] };
        let word = |column: &Column, row: usize| match column.values.get(row) {
            Value::Code(code, _) => code.word.to_owned(),
            Value::Text(text) => text.to_string(),
            _ => String::new(),
        };
        // A crossed row names its place, and the place's own rows say what that is.
        let mut places: BTreeMap<String, Kind> = BTreeMap::new();
        for row in 0..table.rows() {
            if let Some(kind) = Kind::of_row(&word(kinds, row)) {
                places.insert(word(units, row), kind);
            }
        }
        let of = |row: usize| {
            let is_one = |column: &Column| ![ALL, ""].contains(&word(column, row).as_str());
            let kind = Kind::of_row(&word(kinds, row));
            let parts = match (is_one(former), is_one(role)) {
                (true, _) => Some(Parts::FormerMunicipality),
                (_, true) => Some(Parts::Role),
                (false, false) => None,
            };
            let kind = kind.or_else(|| places.get(&word(units, row)).copied())?;
            Some(Grouping { kind, parts: parts.filter(|_| kind.parts().is_none()) })
        };
        (0..table.rows()).map(of).collect()
    }

    /// Refuses a kind that no row is of: whoever asks for it would take an empty table for an answer.
    pub(crate) fn refuse_missing(asked: &[Grouping], rows: &[Option<Grouping>]) -> Result<(), RequestRefusal> {
        let there: BTreeSet<Grouping> = rows.iter().copied().flatten().collect();
        let missing = asked.iter().find(|grouping| !there.contains(grouping));
        let Some(missing) = missing.filter(|_| !there.is_empty()) else { return Ok(()) };
        let there = there.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        Err(RequestRefusal::NoGroups { grouping: missing.to_string(), there })
    }
}

impl fmt::Display for Grouping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.words().0)?;
        self.parts.map_or(Ok(()), |parts| write!(f, ",{}", parts.word()))
    }
}
