//! Benchmarks as rows: one for each indicator, group and time, for tables, CSV and JSON.

use plan::{Certainty, Towards, Verdict, Zone};
use serde::Serialize;

use super::measured::{Measured, When, years};
use super::standing::{Benchmarking, Reach};
use crate::{Basis, GroupIndex, GroupKind, IndicatorText, PlanText, PublishedPlacement, Reason, Sealed, findings};

/// Which groups a table is about; everybody comes first in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Every unit, in the order of the organisation.
    Unit,
    /// Every service area.
    ServiceArea,
    /// Every type of unit.
    UnitType,
    /// Every former municipality.
    FormerMunicipality,
}

impl By {
    /// The groups, everybody first.
    #[must_use]
    pub fn groups(self, cube: &Sealed) -> Vec<GroupIndex> {
        let of = |wanted: &dyn Fn(GroupKind) -> bool| {
            let groups = cube.group_indices().zip(cube.groups());
            groups.filter(|(_, group)| wanted(group.kind)).map(|(index, _)| index).collect::<Vec<_>>()
        };
        let mut groups = of(&|kind| kind == GroupKind::Total);
        groups.extend(of(&|kind| match self {
            By::Unit => matches!(kind, GroupKind::Unit { .. }),
            By::ServiceArea => kind == GroupKind::ServiceArea,
            By::UnitType => kind == GroupKind::UnitType,
            By::FormerMunicipality => kind == GroupKind::FormerMunicipality,
        }));
        groups
    }
}

/// How sure a zone is, or that there is nothing to be unsure of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// The zone is clear.
    Clear,
    /// It may be chance.
    MayBeChance,
    /// Too few to say.
    TooFew,
    /// Everybody was counted.
    FullCount,
}

impl Told {
    fn of(certainty: Certainty, is_full_count: bool) -> Told {
        match (is_full_count, certainty) {
            (true, _) => Told::FullCount,
            (_, Certainty::Clear) => Told::Clear,
            (_, Certainty::MayBeChance) => Told::MayBeChance,
            (_, Certainty::TooFew) => Told::TooFew,
        }
    }

    /// The word it goes by in files: never translated.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Told::Clear => "clear",
            Told::MayBeChance => "may_be_chance",
            Told::TooFew => "too_few",
            Told::FullCount => "full_count",
        }
    }

    /// In a phrase.
    #[must_use]
    pub fn phrase(self, language: survey::Language) -> &'static str {
        match self {
            Told::Clear => Certainty::Clear.phrase(language),
            Told::MayBeChance => Certainty::MayBeChance.phrase(language),
            Told::TooFew => Certainty::TooFew.phrase(language),
            Told::FullCount => plan::words::full_count(language),
        }
    }
}

/// One indicator in one group at one time. What is unknown or withheld is null in JSON and empty in CSV, and `withheld`
/// says why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BenchmarkRow {
    /// The plan's id.
    pub plan: String,
    /// The edition the zones come from.
    pub zones_version: String,
    /// The number of the focus area.
    pub area: Option<u64>,
    /// The indicator's code.
    pub indicator: String,
    /// Its place in the plan.
    #[serde(skip)]
    pub place: usize,
    /// The group's id.
    pub group: String,
    /// The group.
    #[serde(skip)]
    pub index: GroupIndex,
    /// The calendar year; none for the wave's own figures.
    pub year: Option<i32>,
    /// What was measured over: a wave, twelve months, a year.
    pub period: Option<String>,
    /// Why there is no value.
    pub withheld: Option<Reason>,
    /// The value, in the indicator's unit.
    pub value: Option<f64>,
    /// The lower end of its interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// The people, employees or units behind it.
    pub n: Option<u64>,
    /// The zone, where the plan has zones.
    pub zone: Option<Zone>,
    /// How sure the zone is.
    pub certainty: Option<Told>,
    /// The probability of each zone from the value and its own interval; withheld with the group's spread.
    pub probability: Option<[f64; 3]>,
    /// The probability of each zone with the likes counted: small units are drawn towards them.
    pub probability_among_likes: Option<[f64; 3]>,
    /// How much the unit's own value counts in that, from 0 to 1.
    pub own_weight: Option<f64>,
    /// The fewest steps into another zone.
    pub flip_steps: Option<u64>,
    /// What a step is: `answer`, `lost_day`, `person` or `unit`.
    pub flip_step: Option<&'static str>,
    /// `lower` or `higher`.
    pub flip_towards: Option<&'static str>,
    /// The zone they end in.
    pub flip_zone: Option<Zone>,
    /// Unit less the other units of its type.
    pub against_type: Option<f64>,
    /// The lower end of its interval.
    pub against_type_low: Option<f64>,
    /// The upper end.
    pub against_type_high: Option<f64>,
    /// What may be said of it.
    pub against_type_verdict: Option<&'static str>,
    /// Where it lies among its likes.
    pub funnel: Option<Reach>,
    /// The registers it was read from.
    pub sources: Vec<String>,
    /// The day they were read.
    pub vintage: Option<survey::Date>,
    /// The step and the flip, for sentences.
    #[serde(skip)]
    pub flip: Option<(plan::Step, plan::Flip)>,
    /// The verdict, for sentences.
    #[serde(skip)]
    pub verdict: Option<Verdict>,
}

/// The wave's own figures of one plan: every indicator in every group.
#[must_use]
pub fn rows(benchmarking: &Benchmarking<'_>, plan: usize, by: By) -> Vec<BenchmarkRow> {
    let cube = benchmarking.cube();
    let groups = by.groups(cube);
    let mut rows = Vec::new();
    let Some(text) = cube.plans().get(plan) else { return rows };
    let bases = bases(cube, plan);
    for (place, indicator) in text.indicators.iter().enumerate() {
        let Some(basis) = bases.get(place).copied().flatten() else { continue };
        let zones = indicator.exact_zones();
        for group in &groups {
            let mut row = blank(text, indicator, place, cube, *group, None);
            fill(&mut row, benchmarking.measured(basis, *group, When::Now), zones.as_ref());
            if let Some(placement) = benchmarking.placement(plan, place, *group) {
                keep_published(&mut row, placement);
            }
            let standing = benchmarking.standing(basis, *group, zones.as_ref());
            row.probability_among_likes = standing.shrunken.as_ref().map(|shrunken| shrunken.probability);
            row.own_weight = standing.shrunken.map(|shrunken| shrunken.weight);
            if let Some((step, flip)) = standing.flip {
                row.flip_steps = Some(flip.steps);
                row.flip_step = Some(word_of_step(step));
                row.flip_towards = Some(if flip.towards == Towards::Lower { "lower" } else { "higher" });
                row.flip_zone = Some(flip.zone);
                row.flip = Some((step, flip));
            }
            if let Some(likeness) = standing.likeness {
                row.against_type = Some(likeness.apart.difference);
                row.against_type_low = Some(likeness.apart.interval.low);
                row.against_type_high = Some(likeness.apart.interval.high);
                row.against_type_verdict = Some(word_of_verdict(likeness.verdict));
                row.verdict = Some(likeness.verdict);
            }
            row.funnel = standing.reach.map(|(reach, _)| reach);
            rows.push(row);
        }
    }
    rows
}

/// The yearly report: every indicator of one plan, year by year, for everybody and each former municipality.
#[must_use]
pub fn yearly(benchmarking: &Benchmarking<'_>, plan: usize) -> Vec<BenchmarkRow> {
    let cube = benchmarking.cube();
    let groups = By::FormerMunicipality.groups(cube);
    let mut rows = Vec::new();
    let Some(text) = cube.plans().get(plan) else { return rows };
    let bases = bases(cube, plan);
    for (place, indicator) in text.indicators.iter().enumerate() {
        let Some(basis) = bases.get(place).copied().flatten() else { continue };
        let zones = indicator.exact_zones();
        for year in years(cube, basis) {
            for group in &groups {
                let mut row = blank(text, indicator, place, cube, *group, Some(year));
                fill(&mut row, benchmarking.measured(basis, *group, When::Year(year)), zones.as_ref());
                rows.push(row);
            }
        }
    }
    rows
}

/// What each indicator of a plan rests on; the same in every group.
fn bases(cube: &Sealed, plan: usize) -> Vec<Option<&Basis>> {
    let indicators = cube.plans().get(plan).map_or(0, |plan| plan.indicators.len());
    let mut bases = vec![None; indicators];
    for benchmark in cube.benchmarks().iter().filter(|benchmark| benchmark.plan() == plan) {
        if let Some(basis) = bases.get_mut(benchmark.indicator()) {
            basis.get_or_insert(benchmark.basis());
        }
    }
    bases
}

fn blank(
    plan: &PlanText,
    indicator: &IndicatorText,
    place: usize,
    cube: &Sealed,
    group: GroupIndex,
    year: Option<i32>,
) -> BenchmarkRow {
    BenchmarkRow {
        plan: plan.id.clone(),
        zones_version: indicator.zones_version.clone(),
        area: indicator.area.and_then(|area| plan.areas.get(area)).map(|area| area.number),
        indicator: indicator.code.clone(),
        place,
        group: cube.group(group).map(|group| group.id.clone()).unwrap_or_default(),
        index: group,
        year,
        period: None,
        withheld: None,
        value: None,
        low: None,
        high: None,
        n: None,
        zone: None,
        certainty: None,
        probability: None,
        probability_among_likes: None,
        own_weight: None,
        flip_steps: None,
        flip_step: None,
        flip_towards: None,
        flip_zone: None,
        against_type: None,
        against_type_low: None,
        against_type_high: None,
        against_type_verdict: None,
        funnel: None,
        sources: Vec::new(),
        vintage: None,
        flip: None,
        verdict: None,
    }
}

fn fill(row: &mut BenchmarkRow, found: Result<Measured, Reason>, zones: Option<&plan::Zones>) {
    let found = match found {
        Ok(found) => found,
        Err(reason) => {
            row.withheld = Some(reason);
            return;
        }
    };
    row.period = Some(found.period().to_string());
    row.value = Some(found.value());
    row.low = found.interval().map(|interval| interval.low());
    row.high = found.interval().map(|interval| interval.high());
    row.n = Some(found.n());
    row.sources = found.sources().to_vec();
    row.vintage = found.vintage();
    if let Some(placed) = zones.and_then(|zones| findings::placement(&found.placed(zones))) {
        row.zone = Some(placed.zone);
        row.certainty = Some(Told::of(placed.certainty, found.is_full_count()));
    }
}

/// Where the cube holds a placement, the row says what the cube says.
fn keep_published(row: &mut BenchmarkRow, placement: &PublishedPlacement) {
    row.zone = Some(placement.zone);
    if row.certainty != Some(Told::FullCount) {
        row.certainty = Some(Told::of(placement.certainty, false));
    }
    row.probability = placement.probability.shown().copied();
}

const fn word_of_step(step: plan::Step) -> &'static str {
    match step {
        plan::Step::Answer { .. } => "answer",
        plan::Step::LostDay => "lost_day",
        plan::Step::Person => "person",
        plan::Step::Unit => "unit",
    }
}

const fn word_of_verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::ClearlyApart => "clearly_apart",
        Verdict::AboutTheSame => "about_the_same",
        Verdict::MayBeChance => "may_be_chance",
    }
}
