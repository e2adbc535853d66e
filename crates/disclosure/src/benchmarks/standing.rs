//! How sure a placement is once a unit's likes are counted, what would move it, and how the unit compares with them.

use std::collections::BTreeMap;

use indices::absence_percent;
use plan::{Apart, Certainty, Flip, Limits, Step, Verdict, Zones};
use serde::Serialize;

use super::measured::{Measured, When, measured};
use super::peers::{self, Family, Funnel, Kin, absence_se, kin_of};
use super::tree;
use crate::{Basis, GroupIndex, GroupKind, PublishedPlacement, Reason, Sealed};

/// Differences below 0.1 on a scale from 1 to 5, or this part of another scale, are about the same.
const SMALLEST_SCORE_PART: f64 = 1.0 / 40.0;
/// Differences below half a percentage point of absence are about the same.
const SMALLEST_RATE: f64 = 0.5;

/// Everything that follows from one cube, with what is usual among units worked out once.
pub struct Benchmarking<'a> {
    cube: &'a Sealed,
    placements: BTreeMap<(&'a Basis, GroupIndex), &'a PublishedPlacement>,
    /// The same by plan, indicator and group.
    of_indicators: BTreeMap<(usize, usize, GroupIndex), &'a PublishedPlacement>,
    families: BTreeMap<&'a Basis, BTreeMap<Kin, Family>>,
    /// The unit-type group each unit is a part of.
    types: BTreeMap<GroupIndex, GroupIndex>,
}

/// The zones' probabilities with the unit's likes taken into account.
#[derive(Clone, Debug, PartialEq)]
pub struct ShrunkenPlacement {
    /// The value, drawn towards the mean of the likes.
    pub value: f64,
    /// How much the unit's own value counts, from 0 to 1.
    pub weight: f64,
    /// The probability of each zone: desired, accepted, not approved.
    pub probability: [f64; 3],
    /// How sure the zone of the unit's own value is, by these.
    pub certainty: Certainty,
    /// Whom it was drawn towards.
    pub kin: Kin,
}

/// A unit against the others of its type.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    /// All units of the type, this one with them.
    pub whole: GroupIndex,
    /// Unit less the others.
    pub apart: Apart,
    /// What may be said of it.
    pub verdict: Verdict,
}

/// Where a unit lies in the funnel of its likes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Where 95 of 100 units like the others would.
    Usual,
    /// Beyond that, within where 998 of 1,000 would.
    Unusual,
    /// Further out.
    FarOut,
}

impl Reach {
    /// The word it goes by in files: never translated.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Reach::Usual => "usual",
            Reach::Unusual => "unusual",
            Reach::FarOut => "far_out",
        }
    }
}

/// What follows of one placement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// The probabilities with the likes counted.
    pub shrunken: Option<ShrunkenPlacement>,
    /// The least that would move it into another zone.
    pub flip: Option<(Step, Flip)>,
    /// The comparison with the others of its type.
    pub likeness: Option<Likeness>,
    /// Where it lies in the funnel, and the funnel's inner limits at its size.
    pub reach: Option<(Reach, Limits)>,
}

impl<'a> Benchmarking<'a> {
    /// Works out what is usual among the units of a cube.
    #[must_use]
    pub fn of(cube: &'a Sealed) -> Benchmarking<'a> {
        let mut placements = BTreeMap::new();
        let mut of_indicators = BTreeMap::new();
        for benchmark in cube.benchmarks() {
            if let Some(placement) = benchmark.placement.shown() {
                placements.entry((&benchmark.basis, benchmark.group)).or_insert(placement);
                of_indicators.insert((benchmark.plan, benchmark.indicator, benchmark.group), placement);
            }
        }
        let mut families = BTreeMap::new();
        for benchmark in cube.benchmarks() {
            families.entry(&benchmark.basis).or_insert_with(|| match benchmark.basis {
                Basis::Absence => peers::of_absence(cube, &placements),
                _ => peers::of_scale(cube, &benchmark.basis),
            });
        }
        let mut types = BTreeMap::new();
        for family in cube.families() {
            if cube.group(family.parent).is_some_and(|group| group.kind == GroupKind::UnitType) {
                types.extend(family.members.iter().map(|member| (*member, family.parent)));
            }
        }
        Benchmarking { cube, placements, of_indicators, families, types }
    }

    /// The cube.
    #[must_use]
    pub fn cube(&self) -> &'a Sealed {
        self.cube
    }

    /// Where the cube places a group on an indicator of a plan.
    #[must_use]
    pub fn placement(&self, plan: usize, indicator: usize, group: GroupIndex) -> Option<&'a PublishedPlacement> {
        self.of_indicators.get(&(plan, indicator, group)).copied()
    }

    /// The wave's own value of a basis in a wide group, without working out what is usual among units.
    ///
    /// # Errors
    /// The reason why there is none.
    pub fn of_wide(cube: &Sealed, basis: &Basis, group: GroupIndex) -> Result<Measured, Reason> {
        measured(cube, basis, group, When::Now)
    }

    /// The value of a basis in a group.
    ///
    /// # Errors
    /// The reason why there is none.
    pub fn measured(&self, basis: &Basis, group: GroupIndex, when: When) -> Result<Measured, Reason> {
        let mut found = measured(self.cube, basis, group, when)?;
        if found.interval.is_none() && when == When::Now && matches!(basis, Basis::Absence | Basis::Presence) {
            // The months of a unit are not published, but the interval they gave is.
            let interval = self.placements.get(&(basis, group)).and_then(|placement| placement.interval);
            found.interval = interval.map(|of| indices::Interval { low: of.low, high: of.high, level: of.level });
        }
        Ok(found)
    }

    /// The funnels of a basis: every type of unit on every level that has five shown units or more, and every level.
    pub fn funnels(&self, basis: &Basis) -> impl Iterator<Item = (&Kin, &Funnel)> {
        self.families.get(basis).into_iter().flatten().map(|(kin, family)| (kin, &family.funnel))
    }

    /// What follows of one placed value.
    #[must_use]
    pub fn standing(&self, basis: &Basis, group: GroupIndex, zones: Option<&Zones>) -> Standing {
        let Ok(found) = self.measured(basis, group, When::Now) else { return Standing::default() };
        let kin = kin_of(self.cube, group);
        Standing {
            shrunken: zones.zip(kin.as_ref()).and_then(|(zones, kin)| self.shrunken(basis, group, &found, zones, kin)),
            flip: zones.and_then(|zones| flip(&found, zones)),
            likeness: kin.as_ref().and_then(|kin| self.likeness(basis, group, &found, kin)),
            reach: kin.as_ref().and_then(|kin| self.reach(basis, &found, kin)),
        }
    }

    /// The units of the same type and level, or where those are too few, all on the level.
    fn family(&self, basis: &Basis, kin: &Kin) -> Option<(Kin, &Family)> {
        let families = self.families.get(basis)?;
        let level = Kin { depth: kin.depth, unit_type: None };
        let found = families.get(kin).map(|family| (kin.clone(), family));
        found.or_else(|| families.get(&level).map(|family| (level, family)))
    }

    fn shrunken(
        &self,
        basis: &Basis,
        group: GroupIndex,
        found: &Measured,
        zones: &Zones,
        kin: &Kin,
    ) -> Option<ShrunkenPlacement> {
        let (kin, family) = self.family(basis, kin)?;
        let variance = self.variance(basis, group, found, family)?;
        let shrunken = family.funnel.peers.shrink(found.value(), variance)?;
        let probability = zones.probabilities(shrunken.value, shrunken.sd)?;
        let certainty = Certainty::of(zones.place(&found.exact), probability);
        Some(ShrunkenPlacement { value: shrunken.value, weight: shrunken.weight, probability, certainty, kin })
    }

    fn variance(&self, basis: &Basis, group: GroupIndex, found: &Measured, family: &Family) -> Option<f64> {
        if *basis == Basis::Absence {
            let se = absence_se(self.placements.get(&(basis, group)).copied()?)?;
            return Some(se * se);
        }
        Some(family.person_variance / found.n as f64)
    }

    fn reach(&self, basis: &Basis, found: &Measured, kin: &Kin) -> Option<(Reach, Limits)> {
        let (_, family) = self.family(basis, kin)?;
        let [inner, outer] = family.funnel.limits(found.n)?;
        let within = |limits: &Limits| (limits.low..=limits.high).contains(&found.value());
        let reach = match (within(&inner), within(&outer)) {
            (true, _) => Reach::Usual,
            (false, true) => Reach::Unusual,
            (false, false) => Reach::FarOut,
        };
        Some((reach, inner))
    }

    /// Only where both are shown, and the others are as many as any group must be.
    fn likeness(&self, basis: &Basis, group: GroupIndex, found: &Measured, kin: &Kin) -> Option<Likeness> {
        let whole = tree::line(self.cube, group).find_map(|above| self.types.get(&above).copied())?;
        let rule = self.cube.rule();
        let (apart, minimum, smallest) = match basis {
            Basis::Scale(scale) => {
                let all = self.cube.score(scale, whole).shown()?;
                let (_, family) = self.family(basis, kin)?;
                let apart = Apart::of_part((found.n, found.value()), (all.n, all.mean), family.person_variance)?;
                let points = self.cube.scale(scale)?.points;
                let span = f64::from(points.max()) - f64::from(points.min());
                (apart, rule.answers_min(), SMALLEST_SCORE_PART * span)
            }
            Basis::Absence => (self.absence_apart(group, whole, found)?, rule.employees_min(), SMALLEST_RATE),
            _ => return None,
        };
        let verdict = apart.verdict(smallest);
        (apart.others >= minimum).then_some(Likeness { whole, apart, verdict })
    }

    /// The rate of a unit less that of the others, whose days are those of the type less the unit's.
    fn absence_apart(&self, group: GroupIndex, whole: GroupIndex, found: &Measured) -> Option<Apart> {
        let (unit, all) = (self.cube.absence_year(group).shown()?, self.cube.absence_year(whole).shown()?);
        let lost = all.lost.millionths().checked_sub(unit.lost.millionths())?;
        let agreed = all.agreed.millionths().checked_sub(unit.agreed.millionths())?;
        let rest = absence_percent(lost.into(), agreed.into())?.to_f64();
        let se = |group| absence_se(self.placements.get(&(&Basis::Absence, group)).copied()?);
        let variance = se(group)?.powi(2) + se(whole)?.powi(2);
        Apart::with(found.value() - rest, variance, all.employees.checked_sub(unit.employees)?)
    }
}

fn flip(found: &Measured, zones: &Zones) -> Option<(Step, Flip)> {
    let stepped = found.stepped?;
    let flip = zones.flip(&found.exact, &stepped.size, &stepped.lowest, &stepped.highest)?;
    Some((stepped.step, flip))
}
