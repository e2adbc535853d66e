//! Places divided by former municipality or by kind of work: which parts there are, and how they add up.
//!
//! A place is a unit right below the top or a service area. A part exists where somebody is in it and somebody of the place is not: a place whose people
//! are all of one former municipality is its own part, and is no second group.

use std::collections::{BTreeMap, BTreeSet};

use disclosure::{Family, Group, GroupIndex, GroupKind, words_of_work};
use survey::{Language, RoleClass};

/// One of the ways in which people are divided, whatever unit they are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slice {
    /// Those from one former municipality, by its position.
    Former(usize),
    /// Those who do one kind of work.
    Role(RoleClass),
}

/// Somebody, as far as places and slices tell: the places that hold them, and their former municipality and kind of work.
pub(crate) struct Somebody {
    pub(crate) places: Vec<GroupIndex>,
    pub(crate) former: usize,
    pub(crate) role: Option<RoleClass>,
}

/// What a place or everybody has of one slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// A group of its own.
    Group(GroupIndex),
    /// All of it.
    Whole(GroupIndex),
}

impl Part {
    const fn group(self) -> GroupIndex {
        match self {
            Part::Group(group) | Part::Whole(group) => group,
        }
    }
}

/// The parts of every place.
#[derive(Default)]
pub(crate) struct Crosses {
    parts: BTreeMap<(GroupIndex, Slice), Part>,
}

impl Crosses {
    /// The parts that there are of these places, with the groups they become, added to the list.
    pub(crate) fn add(
        places: &[GroupIndex],
        slices: &[(Slice, GroupIndex)],
        people: &[Somebody],
        list: &mut Vec<Group>,
    ) -> Crosses {
        let mut formers: BTreeMap<GroupIndex, BTreeSet<usize>> = BTreeMap::new();
        let mut roles: BTreeMap<GroupIndex, BTreeSet<Option<RoleClass>>> = BTreeMap::new();
        for somebody in people {
            for place in &somebody.places {
                formers.entry(*place).or_default().insert(somebody.former);
                roles.entry(*place).or_default().insert(somebody.role);
            }
        }
        let mut crosses = Crosses::default();
        for place in places {
            for (slice, everywhere) in slices {
                let (is_there, is_alone) = match slice {
                    Slice::Former(former) => is_in(formers.get(place), former),
                    Slice::Role(role) => is_in(roles.get(place), &Some(*role)),
                };
                if is_alone {
                    crosses.parts.insert((*place, *slice), Part::Whole(*place));
                } else if is_there && let Some(group) = crossed(list, *place, *everywhere, *slice) {
                    list.push(group);
                    crosses.parts.insert((*place, *slice), Part::Group(GroupIndex::new(list.len() - 1)));
                }
            }
        }
        crosses
    }

    /// The group of a place's people in a slice, where it is a group of its own.
    pub(crate) fn group(&self, place: GroupIndex, slice: Slice) -> Option<GroupIndex> {
        match self.parts.get(&(place, slice)) {
            Some(Part::Group(group)) => Some(*group),
            Some(Part::Whole(_)) | None => None,
        }
    }

    /// A place and its parts, first by former municipality and then by kind of work.
    pub(crate) fn families_of_place(&self, place: GroupIndex, slices: &[(Slice, GroupIndex)]) -> Vec<Family> {
        let (formers, roles): (Vec<Slice>, Vec<Slice>) =
            slices.iter().map(|(slice, _)| *slice).partition(|slice| matches!(slice, Slice::Former(_)));
        let parts = |slices: Vec<Slice>| slices.into_iter().filter_map(|slice| self.group(place, slice)).collect();
        families([(place, parts(formers)), (place, parts(roles))])
    }

    /// A slice of everybody and its parts in these places, which do not overlap.
    pub(crate) fn family_of_slice(
        &self,
        (slice, everywhere): (Slice, GroupIndex),
        places: &[GroupIndex],
    ) -> Vec<Family> {
        families([(everywhere, self.in_places(slice, places))])
    }

    /// A part of a place and its parts in places within that one, which do not overlap.
    pub(crate) fn family_of_part(&self, slice: Slice, place: GroupIndex, within: &[GroupIndex]) -> Vec<Family> {
        let part = self.group(place, slice);
        families(part.map(|part| (part, self.in_places(slice, within))))
    }

    fn in_places(&self, slice: Slice, places: &[GroupIndex]) -> Vec<GroupIndex> {
        places.iter().filter_map(|place| self.parts.get(&(*place, slice))).map(|part| part.group()).collect()
    }
}

/// Whether something is in a set, and whether nothing else is.
fn is_in<T: Ord>(set: Option<&BTreeSet<T>>, wanted: &T) -> (bool, bool) {
    let is_there = set.is_some_and(|set| set.contains(wanted));
    (is_there, is_there && set.is_some_and(|set| set.len() == 1))
}

fn families(of: impl IntoIterator<Item = (GroupIndex, Vec<GroupIndex>)>) -> Vec<Family> {
    let some = of.into_iter().filter(|(_, members)| !members.is_empty());
    some.map(|(parent, members)| Family { parent, members }).collect()
}

/// The group of a place's people in a slice. No unit and no area has `|` in its identifier's first part and a colon in its last, and nothing reads it: what is
/// crossed stands in the fields.
fn crossed(list: &[Group], place: GroupIndex, everywhere: GroupIndex, slice: Slice) -> Option<Group> {
    let (of_place, of_slice) = (list.get(place.get())?, list.get(everywhere.get())?);
    Some(Group {
        id: format!("{}|{}", of_place.id, of_slice.id),
        kind: GroupKind::Crossed,
        name: format!("{}: {}", of_place.name, of_slice.name),
        parent: Some(place),
        service_area: of_place.service_area.clone(),
        unit_type: None,
        former_municipality: of_slice.former_municipality,
        role: match slice {
            Slice::Former(_) => None,
            Slice::Role(role) => Some(role),
        },
    })
}

/// The group of everybody who does a kind of work.
pub(crate) fn of_role(role: RoleClass, total: Option<GroupIndex>) -> Group {
    Group {
        id: format!("role_class:{role}"),
        kind: GroupKind::RoleClass,
        name: words_of_work(role, Language::Nb).to_owned(),
        parent: total,
        service_area: None,
        unit_type: None,
        former_municipality: None,
        role: Some(role),
    }
}

#[cfg(test)]
mod tests;
