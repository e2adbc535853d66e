//! Register figures and the units' own targets: how they come in, and what of them may be published.
//!
//! A figure is shown for wide groups only: everybody, service areas, unit types and former municipalities. A unit's figure
//! is never shown, but it is known here, so that nothing shown gives a small one away. A group needs as many people as an
//! absence rate does, and neither those who are counted nor those who are left over may be one or two.

use std::collections::{BTreeMap, BTreeSet};

use indices::Ratio;
use plan::{Decimal, Figure, PARTS};
use serde::ser::{SerializeSeq, SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};
use survey::Date;

use crate::ground::{Ground, Offer, Shown};
use crate::inner::Table;
use crate::released_rows::Measure;
use crate::{Group, GroupIndex, GroupKind, Reason, Released, Rule, SealError};

/// Fewer people than this are one or two: too few to be counted apart, on either side of a share.
pub(crate) const HEADS_MIN: u64 = 3;

/// Everything that registers say, before anybody decides what of it may be said.
#[derive(Clone, Default)]
pub struct DraftRegisters {
    /// Sums per figure, year and group.
    pub figures: BTreeMap<(Figure, i32, GroupIndex), FigureFinding>,
    /// What each unit set itself as its highest absence rate in percent, for one year. They are public.
    pub targets: Option<Targets>,
}

/// The sums of one figure in one group.
#[derive(Clone, PartialEq, Eq)]
pub struct FigureFinding {
    /// What is counted, in [`PARTS`] of one.
    pub numerator: u64,
    /// What it is counted of.
    pub denominator: u64,
    /// The registers it was read from.
    pub sources: BTreeSet<String>,
    /// The latest day one of them was read.
    pub vintage: Date,
}

/// The units' own targets for their absence rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Targets {
    /// The year they are for.
    pub year: i32,
    /// The highest rate in percent that each unit aims for, as it was written.
    pub of_units: Vec<Target>,
}

/// One unit's own target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The unit.
    pub group: GroupIndex,
    /// The highest rate in percent.
    pub percent: String,
}

impl Target {
    /// A unit's target.
    #[must_use]
    pub fn new(group: GroupIndex, percent: Decimal) -> Target {
        Target { group, percent: percent.to_string() }
    }

    /// Whether an exact rate keeps the target; none where the target is no number.
    pub(crate) fn is_reached_by(&self, rate: &Ratio) -> Option<bool> {
        let target = Decimal::parse(&self.percent).ok()?;
        Some(rate.cmp_decimal(target.mantissa(), target.decimals()).is_le())
    }
}

/// A register figure that may be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedFigure {
    pub(crate) figure: Figure,
    pub(crate) numerator: u64,
    pub(crate) denominator: u64,
    pub(crate) sources: Vec<String>,
    pub(crate) vintage: Date,
}

impl PublishedFigure {
    /// What is counted, in [`PARTS`] of one.
    #[must_use]
    pub const fn numerator(&self) -> u64 {
        self.numerator
    }

    /// What it is counted of.
    #[must_use]
    pub const fn denominator(&self) -> u64 {
        self.denominator
    }

    /// The value exactly, in the figure's unit.
    #[must_use]
    pub fn exact(&self) -> Option<Ratio> {
        let top = u128::from(self.numerator).checked_mul(u128::from(self.figure.per()))?;
        let bottom = u128::from(self.denominator).checked_mul(u128::from(PARTS))?;
        Ratio::new(i128::try_from(top).ok()?, i128::try_from(bottom).ok()?)
    }

    /// The registers it was read from.
    #[must_use]
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// The latest day one of them was read.
    #[must_use]
    pub const fn vintage(&self) -> Date {
        self.vintage
    }
}

impl Serialize for PublishedFigure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut figure = serializer.serialize_struct("PublishedFigure", 5)?;
        figure.serialize_field("numerator_parts", &self.numerator)?;
        figure.serialize_field("denominator", &self.denominator)?;
        figure.serialize_field("value", &self.exact().map(|value| value.to_f64()))?;
        figure.serialize_field("sources", &self.sources)?;
        figure.serialize_field("vintage", &self.vintage)?;
        figure.end()
    }
}

/// Register figures of every wide group.
pub(crate) type PublishedFigures = BTreeMap<(Figure, i32, GroupIndex), Released<PublishedFigure>>;

/// Written as a list: a key of three parts is no key in JSON.
pub(crate) fn as_list<S: Serializer>(cells: &PublishedFigures, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Entry<'a> {
        figure: Figure,
        year: i32,
        group: GroupIndex,
        cell: &'a Released<PublishedFigure>,
    }
    let mut list = serializer.serialize_seq(Some(cells.len()))?;
    for ((figure, year, group), cell) in cells {
        list.serialize_element(&Entry { figure: *figure, year: *year, group: *group, cell })?;
    }
    list.end()
}

impl FigureFinding {
    /// How many people are counted, and how many are left over; none where the figure counts no heads.
    pub(crate) fn heads(&self, figure: Figure) -> Option<(u64, u64)> {
        let counted = self.numerator / PARTS;
        figure.counts_heads().then(|| (counted, self.denominator.saturating_sub(counted)))
    }
}

fn is_wide(groups: &[Group], group: GroupIndex) -> bool {
    groups.get(group.get()).is_some_and(|group| !matches!(group.kind, GroupKind::Unit { .. } | GroupKind::Crossed))
}

/// Decides what of the figures may be said. Each figure and year is a table of its own: nothing that is published adds one
/// to another.
pub(crate) fn seal(drafted: &DraftRegisters, ground: &Ground<'_>, rule: Rule) -> Result<PublishedFigures, SealError> {
    let mut tables: BTreeMap<(Figure, i32), BTreeMap<GroupIndex, &FigureFinding>> = BTreeMap::new();
    for ((figure, year, group), finding) in &drafted.figures {
        tables.entry((*figure, *year)).or_default().insert(*group, finding);
    }
    let mut published = PublishedFigures::new();
    for ((figure, year), findings) in tables {
        let shown = plan_table((figure, year), &findings, ground, rule)?;
        for (group, finding) in findings.into_iter().filter(|(group, _)| is_wide(ground.groups, *group)) {
            let cell = if finding.denominator < rule.employees_min() {
                Released::withhold(Reason::TooFewEmployees)
            } else if !shown.contains(&group) {
                Released::withhold(Reason::ProtectsAnother)
            } else {
                Released::show(PublishedFigure {
                    figure,
                    numerator: finding.numerator,
                    denominator: finding.denominator,
                    sources: finding.sources.iter().cloned().collect(),
                    vintage: finding.vintage,
                })
            };
            published.insert((figure, year, group), cell);
        }
    }
    Ok(published)
}

/// Plans one figure of one year: those it is counted of, those counted and those left over are shown together or not at
/// all. A unit is never shown, and is secret where it has few people.
fn plan_table(
    (figure, year): (Figure, i32),
    findings: &BTreeMap<GroupIndex, &FigureFinding>,
    ground: &Ground<'_>,
    rule: Rule,
) -> Result<Shown, SealError> {
    let offer = |table: Table, minimum: u64, needs: u64| Offer {
        table,
        measure: Measure::Numbers,
        minimum,
        cells: findings.keys().filter(|group| is_wide(ground.groups, **group)).map(|group| (*group, needs)).collect(),
        secret: BTreeSet::new(),
        remainders: BTreeSet::new(),
    };
    let few = |found: &FigureFinding| (1..rule.employees_min()).contains(&found.denominator);
    let mut all = offer(Table::Figure(figure, year), rule.answers_min(), rule.employees_min());
    all.secret = findings.iter().filter(|(_, found)| few(found)).map(|(group, _)| *group).collect();
    let mut offers = vec![all];
    if figure.counts_heads() {
        offers.push(offer(Table::FigureCounted(figure, year), HEADS_MIN, HEADS_MIN));
        offers.push(offer(Table::FigureLeft(figure, year), HEADS_MIN, HEADS_MIN));
    }
    ground.plan(offers)
}
