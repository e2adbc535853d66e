//! Which kinds of groups.

use std::collections::BTreeSet;
use std::fmt;

use views::{Table, Value, View};

use crate::request::{RequestRefusal, described};

/// Everybody, in the columns unit and former_municipality.
const ALL: &str = "*";
/// The kind of group that others are crossed with.
const FORMER: &str = "former_municipality";

/// A kind of group, or a kind crossed with former municipalities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grouping {
    kind: Kind,
    crossed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Total,
    Unit,
    ServiceArea,
    UnitType,
    FormerMunicipality,
}

impl Kind {
    const ALL: [Kind; 5] = [Kind::Total, Kind::Unit, Kind::ServiceArea, Kind::UnitType, Kind::FormerMunicipality];

    const fn word(self) -> &'static str {
        match self {
            Kind::Total => "total",
            Kind::Unit => "unit",
            Kind::ServiceArea => "service_area",
            Kind::UnitType => "unit_type",
            Kind::FormerMunicipality => FORMER,
        }
    }

    fn read(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl Grouping {
    /// The words that a kind of group is asked for by.
    pub const WORDS: [&str; 5] = ["total", "unit", "service_area", "unit_type", FORMER];

    /// Reads `unit` or `unit,former_municipality`, in either order, for a view that has groups.
    ///
    /// # Errors
    /// When there is no such kind of group, or the view has none.
    pub fn read(view: View, text: &str) -> Result<Grouping, RequestRefusal> {
        if described(view, "group_kind").is_err() {
            return Err(RequestRefusal::NotInView { view: view.name(), what: "groups" });
        }
        let wrong = || RequestRefusal::Grouping { given: text.to_owned() };
        let kind = |word: &str| Kind::read(word.trim()).ok_or_else(wrong);
        let Some((one, other)) = text.split_once(',') else {
            return Ok(Grouping { kind: kind(text)?, crossed: false });
        };
        match (kind(one)?, kind(other)?) {
            (Kind::FormerMunicipality, Kind::FormerMunicipality) => Err(wrong()),
            // Everybody from one former municipality is that former municipality.
            (Kind::Total, Kind::FormerMunicipality) | (Kind::FormerMunicipality, Kind::Total) => {
                Ok(Grouping { kind: Kind::FormerMunicipality, crossed: false })
            }
            (kind, Kind::FormerMunicipality) | (Kind::FormerMunicipality, kind) => Ok(Grouping { kind, crossed: true }),
            _ => Err(wrong()),
        }
    }

    /// The kind of group in each row of a table that has groups.
    pub(crate) fn of_rows(table: &Table) -> Vec<Option<Grouping>> {
        let (Some(kinds), Some(former)) = (table.column("group_kind"), table.column(FORMER)) else {
            return vec![None; table.rows()];
        };
        let of = |row: usize| match (kinds.values.get(row), former.values.get(row)) {
            (Value::Code(code, _), former) => {
                let kind = Kind::read(code.word)?;
                let is_one = !matches!(&former, Value::Text(former) if &**former == ALL);
                Some(Grouping { kind, crossed: kind != Kind::FormerMunicipality && is_one })
            }
            _ => None,
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
        f.write_str(self.kind.word())?;
        if self.crossed { write!(f, ",{FORMER}") } else { Ok(()) }
    }
}
