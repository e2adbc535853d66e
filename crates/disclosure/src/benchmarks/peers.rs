//! Units of one type on one level, as published: what is usual among them, and the funnel they lie in.

use std::collections::BTreeMap;

use plan::{Limits, Peer, Peers, standard_error};

use crate::{Basis, GroupIndex, GroupKind, PublishedPlacement, PublishedScore, Sealed};

/// Who is compared with whom: units on one level of the tree, so that none is a part of another, of one type or of all.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kin {
    /// Steps below the root.
    pub depth: u8,
    /// The type of unit; none for all units on the level.
    pub unit_type: Option<String>,
}

/// The share of units like the others that an inner and an outer limit hold.
pub(super) const INNER: f64 = 0.95;
/// The outer limit.
pub(super) const OUTER: f64 = 0.998;

/// One shown unit in a funnel.
#[derive(Clone, Debug, PartialEq)]
pub struct FunnelPoint {
    /// The unit.
    pub group: GroupIndex,
    /// People or employees behind the value.
    pub n: u64,
    /// The value.
    pub value: f64,
}

/// The shown units of one kin around their mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Funnel {
    pub(super) points: Vec<FunnelPoint>,
    pub(super) peers: Peers,
}

impl Funnel {
    /// The shown units, in the order of the organisation.
    #[must_use]
    pub fn points(&self) -> &[FunnelPoint] {
        &self.points
    }

    /// The mean of the units.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.peers.mean()
    }

    /// The standard deviation between units beyond chance.
    #[must_use]
    pub fn between(&self) -> f64 {
        self.peers.between()
    }

    /// The limits at a size: inner (95 of 100 units like these) and outer (998 of 1,000).
    #[must_use]
    pub fn limits(&self, n: u64) -> Option<[Limits; 2]> {
        Some([self.peers.limits(n, INNER)?, self.peers.limits(n, OUTER)?])
    }
}

/// The type and level of a unit; none for what is no unit.
pub(super) fn kin_of(cube: &Sealed, group: GroupIndex) -> Option<Kin> {
    let found = cube.group(group)?;
    match found.kind {
        GroupKind::Unit { depth } => Some(Kin { depth, unit_type: found.unit_type.clone() }),
        _ => None,
    }
}

/// What is known of everybody in one kin: the funnel, and the variance of one person's score.
pub(super) struct Family {
    pub(super) funnel: Funnel,
    pub(super) person_variance: f64,
}

/// Every kin that has enough shown units, for a scale.
pub(super) fn of_scale(cube: &Sealed, basis: &Basis) -> BTreeMap<Kin, Family> {
    let Basis::Scale(scale) = basis else { return BTreeMap::new() };
    let total = cube.group_indices().find(|group| cube.group(*group).is_some_and(|of| of.kind == GroupKind::Total));
    let everybodys = total.and_then(|total| variance_of(cube.score(scale, total).shown()?));
    let scores = gathered(cube, |group| cube.score(scale, group).shown());
    let family = |units: Vec<(GroupIndex, &PublishedScore)>| {
        let variance = pooled(units.iter().map(|(_, score)| *score)).or(everybodys)?;
        let points: Vec<FunnelPoint> =
            units.iter().map(|(group, score)| FunnelPoint { group: *group, n: score.n, value: score.mean }).collect();
        let peers: Vec<Peer> =
            points.iter().map(|at| Peer { value: at.value, variance: variance / at.n as f64, n: at.n }).collect();
        Some(Family { funnel: Funnel { points, peers: Peers::of(&peers)? }, person_variance: variance })
    };
    scores.into_iter().filter_map(|(kin, units)| Some((kin, family(units)?))).collect()
}

/// The same for absence, from the published interval of each rate.
pub(super) fn of_absence(
    cube: &Sealed,
    placements: &BTreeMap<(&Basis, GroupIndex), &PublishedPlacement>,
) -> BTreeMap<Kin, Family> {
    let rates = gathered(cube, |group| {
        let absence = cube.absence_year(group).shown()?;
        let se = absence_se(placements.get(&(&Basis::Absence, group)).copied()?)?;
        Some(Peer { value: absence.percent, variance: se * se, n: absence.employees })
    });
    let family = |units: Vec<(GroupIndex, Peer)>| {
        let peers: Vec<Peer> = units.iter().map(|(_, peer)| *peer).collect();
        let points =
            units.iter().map(|(group, peer)| FunnelPoint { group: *group, n: peer.n, value: peer.value }).collect();
        Some(Family { funnel: Funnel { points, peers: Peers::of(&peers)? }, person_variance: 0.0 })
    };
    rates.into_iter().filter_map(|(kin, units)| Some((kin, family(units)?))).collect()
}

/// The standard error of a published absence rate.
pub(super) fn absence_se(placement: &PublishedPlacement) -> Option<f64> {
    let interval = placement.interval?;
    let plain = indices::Interval { low: interval.low, high: interval.high, level: interval.level };
    standard_error(placement.value, plain)
}

/// Everything found, by type and level, and by level alone.
fn gathered<T: Copy>(cube: &Sealed, found: impl Fn(GroupIndex) -> Option<T>) -> BTreeMap<Kin, Vec<(GroupIndex, T)>> {
    let mut kins: BTreeMap<Kin, Vec<(GroupIndex, T)>> = BTreeMap::new();
    for group in cube.group_indices() {
        let Some(kin) = kin_of(cube, group) else { continue };
        let Some(found) = found(group) else { continue };
        let level = Kin { depth: kin.depth, unit_type: None };
        for kin in std::iter::once(level).chain(kin.unit_type.is_some().then_some(kin)) {
            kins.entry(kin).or_default().push((group, found));
        }
    }
    kins
}

fn variance_of(score: &PublishedScore) -> Option<f64> {
    score.sd.shown().map(|sd| sd * sd).filter(|variance| *variance > 0.0)
}

/// The variance of one person's score around the mean of the own unit: Σ (n − 1) s² / Σ (n − 1), over the units whose
/// spread is shown.
fn pooled<'a>(scores: impl Iterator<Item = &'a PublishedScore>) -> Option<f64> {
    let (mut squares, mut freedom) = (0.0, 0.0);
    for score in scores {
        if let Some(variance) = variance_of(score) {
            let free = score.n.saturating_sub(1) as f64;
            squares += free * variance;
            freedom += free;
        }
    }
    (freedom > 0.0).then(|| squares / freedom)
}
