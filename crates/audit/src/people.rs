//! The people behind the cells, as far as anybody can tell them apart: inner groups of unit, former municipality and role.

use std::collections::{BTreeMap, BTreeSet};

use crate::head_counts::HeadCounts;
use crate::release::{Cell, Measure, Place, PlaceKind, Release, WHOLE};

/// One inner group: people nobody can divide further from public knowledge.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct InnerGroup {
    pub(crate) unit: String,
    pub(crate) former: String,
    pub(crate) role: String,
}

/// Every inner group of all releases together, and which of them a place holds in each release.
pub(crate) struct People {
    groups: Vec<InnerGroup>,
    /// What the attacker knows of each group's people; nothing, if no head counts were given.
    sizes: Vec<Option<u64>>,
    names: BTreeMap<String, String>,
    /// For each release and place: the groups there, in rising order.
    within: Vec<Vec<Vec<u32>>>,
}

/// Those who answered, and those who are employed: head counts tell of the first only, and a unit where nobody answered has employees.
pub(crate) struct Both {
    answered: People,
    employed: Option<People>,
}

impl Both {
    pub(crate) fn of_releases(releases: &[Release], head_counts: Option<&HeadCounts>) -> Both {
        let employed = head_counts.map(|_| People::of(releases, None));
        Both { answered: People::of(releases, head_counts), employed }
    }

    pub(crate) fn answered(&self) -> &People {
        &self.answered
    }

    /// The people a measure counts.
    pub(crate) fn of(&self, measure: &Measure) -> &People {
        self.employed.as_ref().filter(|_| measure.counts_employees()).unwrap_or(&self.answered)
    }
}

impl People {
    /// Former municipalities and roles divide people only where some cell of some release names one.
    pub(crate) fn of(releases: &[Release], head_counts: Option<&HeadCounts>) -> People {
        let units: BTreeSet<&str> = releases
            .iter()
            .flat_map(|release| release.tree.places())
            .filter(|place| is_unit(place))
            .map(|place| place.id.as_str())
            .collect();
        let formers = classes(releases, |cell| &cell.former, |release| release.formers.keys().cloned().collect());
        let roles = classes(releases, |cell| &cell.role, |_| Vec::new());
        let (mut groups, mut sizes) = (Vec::new(), Vec::new());
        match head_counts {
            Some(known) => {
                let mut merged: BTreeMap<InnerGroup, u64> = BTreeMap::new();
                for (unit, former, role, n) in known.rows() {
                    let class = |name: &str, classes: &BTreeSet<String>| {
                        if classes.contains(WHOLE) { WHOLE.to_owned() } else { name.to_owned() }
                    };
                    let group = InnerGroup {
                        unit: unit.to_owned(),
                        former: class(former, &formers),
                        role: class(role, &roles),
                    };
                    *merged.entry(group).or_default() += n;
                }
                for (group, n) in merged.into_iter().filter(|(_, n)| *n > 0) {
                    groups.push(group);
                    sizes.push(Some(n));
                }
            }
            None => {
                for unit in &units {
                    for former in &formers {
                        for role in &roles {
                            groups.push(InnerGroup {
                                unit: (*unit).to_owned(),
                                former: former.clone(),
                                role: role.clone(),
                            });
                            sizes.push(None);
                        }
                    }
                }
            }
        }
        let within = releases.iter().map(|release| groups_of_places(release, &groups)).collect();
        let names = releases
            .iter()
            .flat_map(|release| release.tree.places())
            .map(|place| (place.id.clone(), place.name.clone()))
            .collect();
        People { groups, sizes, names, within }
    }

    pub(crate) fn groups(&self) -> &[InnerGroup] {
        &self.groups
    }

    pub(crate) fn size(&self, group: u32) -> Option<u64> {
        usize::try_from(group).ok().and_then(|group| self.sizes.get(group).copied()).flatten()
    }

    pub(crate) fn group(&self, group: u32) -> Option<&InnerGroup> {
        usize::try_from(group).ok().and_then(|group| self.groups.get(group))
    }

    /// The name people know a place by.
    pub(crate) fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.names.get(id).map_or(id, String::as_str)
    }

    /// The inner groups of a cell, in rising order.
    pub(crate) fn of_cell(&self, release: usize, cell: &Cell) -> Vec<u32> {
        let there = self.within.get(release).and_then(|places| places.get(cell.place)).map(Vec::as_slice);
        let fits = |group: &&u32| {
            self.group(**group).is_some_and(|group| {
                (cell.former == WHOLE || group.former == cell.former) && (cell.role == WHOLE || group.role == cell.role)
            })
        };
        there.unwrap_or_default().iter().filter(fits).copied().collect()
    }
}

const fn is_unit(place: &Place) -> bool {
    matches!(place.kind, PlaceKind::Unit)
}

/// The classes people fall into: those the cells name and those the file lists, or one class for everybody.
fn classes<'r>(
    releases: &'r [Release],
    of_cell: impl Fn(&'r Cell) -> &'r String,
    listed: impl Fn(&'r Release) -> Vec<String>,
) -> BTreeSet<String> {
    let named: BTreeSet<String> = releases
        .iter()
        .flat_map(|release| &release.cells)
        .map(of_cell)
        .filter(|name| *name != WHOLE)
        .cloned()
        .collect();
    if named.is_empty() {
        return BTreeSet::from([WHOLE.to_owned()]);
    }
    named.into_iter().chain(releases.iter().flat_map(listed)).collect()
}

fn groups_of_places(release: &Release, groups: &[InnerGroup]) -> Vec<Vec<u32>> {
    let places = release.tree.places();
    let mut of_unit: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (index, group) in (0_u32..).zip(groups) {
        of_unit.entry(&group.unit).or_default().push(index);
    }
    let mut within: Vec<Vec<u32>> = places
        .iter()
        .map(
            |place| {
                if is_unit(place) { of_unit.get(place.id.as_str()).cloned().unwrap_or_default() } else { Vec::new() }
            },
        )
        .collect();
    // A service area holds each of its units' own people; do this before units gather what is below them.
    for (index, place) in places.iter().enumerate().filter(|(_, place)| !is_unit(place)) {
        let area: Vec<u32> = places
            .iter()
            .zip(&within)
            .filter(|(unit, _)| is_unit(unit) && unit.area.as_ref() == Some(&place.name))
            .flat_map(|(_, own)| own.iter().copied())
            .collect();
        if let Some(slot) = within.get_mut(index) {
            *slot = area;
        }
    }
    for (index, place) in places.iter().enumerate().rev() {
        if let Some(parent) = place.parent {
            let own = within.get(index).cloned().unwrap_or_default();
            if let Some(above) = within.get_mut(parent) {
                above.extend(own);
            }
        }
    }
    within.iter_mut().for_each(|groups| groups.sort_unstable());
    within
}
