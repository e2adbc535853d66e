//! Who looks: every view is a part of the one sealed cube, cell by cell, and never a sealing of its own.
//!
//! Two views that were sealed apart could be subtracted from each other. A [`Projection`] cannot: it holds the cube and hands out its cells as
//! they are, or nothing. It renders nothing and works nothing out.
//!
//! | audience | groups it sees |
//! |---|---|
//! | HR | all |
//! | employees' representatives | all: they get results when leaders do |
//! | a leader | the unit, everything below it, and the line of units above it up to everybody; the leader of the root sees all |
//! | politicians | everybody, service areas, types of unit, former municipalities and kinds of work, and service areas by the last two, but none that is one single unit |
//!
//! The line above is there because a hidden cell points to the level above. Units beside the leader's own are not: nobody needs the neighbour's
//! results to work with their own.

use plan::Figure;
use survey::{Month, ScaleId, UnitId};

use crate::merger::PublishedMerger;
use crate::programme::PublishedProgramme;
use crate::{
    Group, GroupIndex, GroupKind, PublishedAbsence, PublishedBenchmark, PublishedFigure, PublishedMean, PublishedScore,
    Released, ResponseBand, Sealed,
};

/// Who looks at a cube.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// The staff of the personnel department.
    Hr,
    /// Whoever leads this unit. Where the cube does not know the unit, they see nothing.
    Leader(UnitId),
    /// Elected members of the council and its committees.
    Politician,
    /// Union and safety representatives.
    Representative,
}

impl Audience {
    /// Whether this audience may see the cells of a group. A group that the cube does not have is seen by nobody.
    #[must_use]
    pub fn sees(&self, cube: &Sealed, group: GroupIndex) -> bool {
        let Some(of) = cube.group(group) else { return false };
        match self {
            Audience::Hr | Audience::Representative => true,
            Audience::Politician => is_wide(cube, group, of),
            Audience::Leader(unit) => {
                let own = cube.groups().iter().position(|of| is_in_tree(of) && of.id == unit.as_str());
                let own = own.map(GroupIndex::new);
                own.is_some_and(|own| is_within(cube, group, own) || (is_in_tree(of) && is_within(cube, own, group)))
            }
        }
    }
}

/// The part of a cube that one audience sees. Every answer is the cube's own cell, or none: not a part of this view.
#[derive(Clone, Debug)]
pub struct Projection<'a> {
    cube: &'a Sealed,
    seen: Vec<GroupIndex>,
}

impl<'a> Projection<'a> {
    /// What this audience sees of the cube.
    #[must_use]
    pub fn of(cube: &'a Sealed, audience: &Audience) -> Projection<'a> {
        Projection { cube, seen: cube.group_indices().filter(|group| audience.sees(cube, *group)).collect() }
    }

    /// The groups that are seen, in the cube's order and with its positions.
    pub fn groups(&self) -> impl Iterator<Item = (GroupIndex, &'a Group)> + '_ {
        self.seen.iter().filter_map(|group| self.cube.group(*group).map(|of| (*group, of)))
    }

    /// Whether a group is seen.
    #[must_use]
    pub fn sees(&self, group: GroupIndex) -> bool {
        self.seen.binary_search(&group).is_ok()
    }

    /// What a scale says of a group.
    #[must_use]
    pub fn score(&self, scale: &ScaleId, group: GroupIndex) -> Option<&'a Released<PublishedScore>> {
        self.sees(group).then(|| self.cube.score(scale, group))
    }

    /// One point of a trend; the wave is a position in [`Sealed::waves`].
    #[must_use]
    pub fn trend_point(&self, scale: &ScaleId, group: GroupIndex, wave: usize) -> Option<&'a Released<PublishedMean>> {
        self.sees(group).then(|| self.cube.trend_point(scale, group, wave))
    }

    /// The response rate of a group, in a band.
    #[must_use]
    pub fn participation(&self, group: GroupIndex) -> Option<&'a Released<ResponseBand>> {
        self.sees(group).then(|| self.cube.participation(group))
    }

    /// Absence of a group over the year up to the wave.
    #[must_use]
    pub fn absence_year(&self, group: GroupIndex) -> Option<&'a Released<PublishedAbsence>> {
        self.sees(group).then(|| self.cube.absence_year(group))
    }

    /// Absence of a group per month, oldest first.
    pub fn absence_months(&self, group: GroupIndex) -> impl Iterator<Item = (Month, &'a Released<PublishedAbsence>)> {
        self.sees(group).then(|| self.cube.absence_months(group)).into_iter().flatten()
    }

    /// A register figure of a group in a year.
    #[must_use]
    pub fn figure(&self, figure: Figure, year: i32, group: GroupIndex) -> Option<&'a Released<PublishedFigure>> {
        self.sees(group).then(|| self.cube.figure(figure, year, group))
    }

    /// Every indicator of the groups that are seen, in the plans' order.
    pub fn benchmarks(&self) -> impl Iterator<Item = &'a PublishedBenchmark> + '_ {
        self.cube.benchmarks().iter().filter(|benchmark| self.sees(benchmark.group()))
    }

    /// The merger, for whoever sees every wide group it compares.
    #[must_use]
    pub fn merger(&self) -> Option<&'a PublishedMerger> {
        self.cube.merger().filter(|_| self.sees_all_wide_groups())
    }

    /// The leadership programme, for whoever sees every wide group.
    #[must_use]
    pub fn programme(&self) -> Option<&'a PublishedProgramme> {
        self.cube.programme().filter(|_| self.sees_all_wide_groups())
    }

    fn sees_all_wide_groups(&self) -> bool {
        let wide = |group: &GroupIndex| self.cube.group(*group).is_some_and(|of| is_wide(self.cube, *group, of));
        self.cube.group_indices().filter(wide).all(|group| self.sees(group))
    }
}

fn is_in_tree(group: &Group) -> bool {
    matches!(group.kind, GroupKind::Total | GroupKind::Unit { .. })
}

/// A wide group is no unit, and not a unit under another name: a type of which there is one library is that library.
fn is_wide(cube: &Sealed, group: GroupIndex, of: &Group) -> bool {
    match of.kind {
        GroupKind::Unit { .. } => false,
        // A part of an area is as wide as the area; a part of a unit is no wider than the unit.
        GroupKind::Crossed => of.parent.is_some_and(|place| {
            let area = cube.group(place).filter(|above| above.kind == GroupKind::ServiceArea);
            area.is_some_and(|above| is_wide(cube, place, above))
        }),
        GroupKind::Total | GroupKind::FormerMunicipality | GroupKind::RoleClass => true,
        GroupKind::ServiceArea | GroupKind::UnitType => {
            let has_units = |unit: GroupIndex| cube.groups().iter().any(|below| below.parent == Some(unit));
            let mut parts = cube.families().iter().filter(|family| family.parent == group);
            !parts.any(|family| matches!(family.members.as_slice(), [one] if !has_units(*one)))
        }
    }
}

/// Whether a group is the other one or lies below it. No line is longer than the list of groups.
fn is_within(cube: &Sealed, group: GroupIndex, above: GroupIndex) -> bool {
    let up = |group: &GroupIndex| cube.group(*group).and_then(|of| of.parent);
    std::iter::successors(Some(group), up).take(cube.groups().len()).any(|group| group == above)
}
