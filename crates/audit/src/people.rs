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
#[derive(PartialEq, Eq)]
pub(crate) struct People {
    groups: Vec<InnerGroup>,
    /// What the attacker knows of each group's people; nothing, if no head counts were given.
    sizes: Vec<Option<u64>>,
    names: BTreeMap<String, String>,
    /// For each release and place: the groups there, in rising order.
    within: Vec<Vec<Vec<u32>>>,
}

/// The people of every measure: not everybody answers every scale, and a unit where nobody answered has employees.
pub(crate) struct Crowds {
    anybody: People,
    answered: Option<People>,
    /// For measures with head counts of their own.
    own: Vec<People>,
    of: BTreeMap<(String, String), usize>,
}

impl Crowds {
    pub(crate) fn of_releases(releases: &[Release], head_counts: Option<&HeadCounts>) -> Crowds {
        let classes = Classes::of(releases);
        let people = |known: Option<&[KnownRow]>| People::of(releases, &classes, known);
        let mut crowds = Crowds {
            anybody: people(None),
            answered: head_counts.and_then(HeadCounts::general).map(|known| people(Some(known))),
            own: Vec::new(),
            of: BTreeMap::new(),
        };
        let Some(head_counts) = head_counts else { return crowds };
        let measures: BTreeSet<&Measure> =
            releases.iter().flat_map(|release| &release.cells).map(|cell| &cell.measure).collect();
        let mut seen: BTreeMap<&[KnownRow], usize> = BTreeMap::new();
        for measure in measures {
            let Some(known) = head_counts.of(measure) else { continue };
            let place = *seen.entry(known).or_insert_with(|| {
                crowds.own.push(people(Some(known)));
                crowds.own.len() - 1
            });
            crowds.of.insert((measure.wave.clone(), measure.scale().to_owned()), place);
        }
        crowds
    }

    /// The people a measure counts: by its own head counts, by those of everybody who answered, or without any.
    pub(crate) fn of(&self, measure: &Measure) -> &People {
        let own = self.of.get(&(measure.wave.clone(), measure.scale().to_owned()));
        let own = own.and_then(|place| self.own.get(*place));
        let answered = self.answered.as_ref().filter(|_| !measure.counts_employees() && !measure.counts_invited());
        own.or(answered).unwrap_or(&self.anybody)
    }
}

/// Unit, former municipality, role, people.
type KnownRow = (String, String, String, u64);

/// What people are told apart by, over all releases.
struct Classes<'r> {
    units: BTreeSet<&'r str>,
    formers: BTreeSet<String>,
    roles: BTreeSet<String>,
}

impl<'r> Classes<'r> {
    /// Former municipalities and roles divide people only where some cell of some release names one.
    fn of(releases: &'r [Release]) -> Classes<'r> {
        let places = releases.iter().flat_map(|release| release.tree.places());
        Classes {
            units: places.filter(|place| is_unit(place)).map(|place| place.id.as_str()).collect(),
            formers: classes(releases, |cell| &cell.former, |release| release.formers.keys().cloned().collect()),
            roles: classes(releases, |cell| &cell.role, |_| Vec::new()),
        }
    }

    /// Every combination there may be.
    fn combined(&self) -> impl Iterator<Item = InnerGroup> + '_ {
        self.units.iter().flat_map(move |unit| {
            self.formers.iter().flat_map(move |former| {
                self.roles.iter().map(move |role| InnerGroup {
                    unit: (*unit).to_owned(),
                    former: former.clone(),
                    role: role.clone(),
                })
            })
        })
    }
}

impl People {
    fn of(releases: &[Release], classes: &Classes<'_>, known: Option<&[KnownRow]>) -> People {
        let (groups, sizes): (Vec<InnerGroup>, Vec<Option<u64>>) = match known {
            Some(known) => {
                let mut merged: BTreeMap<InnerGroup, u64> = BTreeMap::new();
                for (unit, former, role, n) in known {
                    let class = |name: &str, classes: &BTreeSet<String>| {
                        if classes.contains(WHOLE) { WHOLE.to_owned() } else { name.to_owned() }
                    };
                    let group = InnerGroup {
                        unit: unit.clone(),
                        former: class(former, &classes.formers),
                        role: class(role, &classes.roles),
                    };
                    *merged.entry(group).or_default() += n;
                }
                merged.into_iter().filter(|(_, n)| *n > 0).map(|(group, n)| (group, Some(n))).unzip()
            }
            None => classes.combined().map(|group| (group, None)).unzip(),
        };
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
    // A service area or type holds each of its units' own people; do this before units gather what is below them.
    for (index, place) in places.iter().enumerate().filter(|(_, place)| !is_unit(place)) {
        let kind_of =
            |unit: &Place| if place.kind == PlaceKind::Area { unit.area.clone() } else { unit.unit_type.clone() };
        let area: Vec<u32> = places
            .iter()
            .zip(&within)
            .filter(|(unit, _)| is_unit(unit) && kind_of(unit).as_ref() == Some(&place.name))
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
