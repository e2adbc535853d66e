//! The public tree of a cube: which groups are places, and where each group is.

use std::collections::BTreeMap;

use survey::{FileError, FileErrors};

use super::super::wire::{Family, Group};
use crate::release::{Place, PlaceKind, Tree, WHOLE};

/// Where each group of the cube is: place and former municipality and role; nothing for a sort of group the reader does not know.
pub(super) type Spots = Vec<Option<(usize, String, String)>>;

/// The tree, the former municipalities with their names, and where each group is.
pub(super) struct Places {
    pub(super) tree: Tree,
    pub(super) formers: BTreeMap<String, String>,
    pub(super) spots: Spots,
}

impl Places {
    pub(super) fn of(file: &str, groups: &[Group], families: &[Family]) -> Result<Places, FileErrors> {
        let refuse =
            |problem: String| FileErrors::from(FileError::new(file, None, "groups", problem, "seal the wave again"));
        let within = Within::of(groups, families);
        let (mut places, mut place_of) = (Vec::new(), BTreeMap::new());
        for (index, group) in groups.iter().enumerate() {
            let Some(kind) = kind_of_place(group) else { continue };
            let parent = group.parent.filter(|_| kind == PlaceKind::Unit && !is(group, "total"));
            let parent = parent
                .map(|parent| {
                    place_of
                        .get(&parent)
                        .copied()
                        .ok_or_else(|| refuse(format!("group {} stands before the one above it", group.id)))
                })
                .transpose()?;
            place_of.insert(index, places.len());
            places.push(Place {
                id: group.id.clone(),
                name: group.name.clone(),
                parent,
                area: within.area(index, group),
                unit_type: within.unit_type(index),
                kind,
            });
        }
        let tree = Tree::new(places).map_err(|error| refuse(error.to_string()))?;
        let root = tree.find(WHOLE).unwrap_or(0);
        let listed: Vec<&Group> = groups.iter().filter(|group| is(group, "former_municipality")).collect();
        let id = |group: &Group| group.id.strip_prefix("former_municipality:").unwrap_or(&group.id).to_owned();
        let former = |index: Option<usize>| match index {
            None => Some(WHOLE.to_owned()),
            Some(index) => listed
                .iter()
                .find(|group| group.former_municipality == Some(index))
                .or(listed.get(index))
                .map(|group| id(group)),
        };
        let spots = groups.iter().enumerate().map(|(index, group)| {
            let role = group.role.clone().unwrap_or_else(|| WHOLE.to_owned());
            if is(group, "former_municipality") {
                return Some((root, id(group), role));
            }
            let known = ["total", "unit", "service_area", "unit_type", "role_class", "crossed"]
                .iter()
                .any(|kind| is(group, kind));
            // A group that crosses a place with a former municipality or a kind of work has that place as its parent.
            let place = place_of.get(&index).or_else(|| group.parent.and_then(|parent| place_of.get(&parent)));
            place
                .filter(|_| known)
                .copied()
                .zip(former(group.former_municipality))
                .map(|(place, former)| (place, former, role))
        });
        let spots = spots.collect();
        let formers = listed.iter().map(|group| (id(group), group.name.clone())).collect();
        Ok(Places { tree, formers, spots })
    }
}

fn is(group: &Group, kind: &str) -> bool {
    group.kind.as_str() == Some(kind) || group.kind.get(kind).is_some()
}

fn kind_of_place(group: &Group) -> Option<PlaceKind> {
    if group.former_municipality.is_some() || group.role.is_some() {
        None
    } else if is(group, "total") || is(group, "unit") {
        Some(PlaceKind::Unit)
    } else if is(group, "service_area") {
        Some(PlaceKind::Area)
    } else if is(group, "unit_type") {
        Some(PlaceKind::Type)
    } else {
        None
    }
}

/// Which area and which type each unit counts in: the cube lists the largest units of each as its members, and everything below them
/// counts in it too. A unit that no list holds counts in none: its people are of several areas.
struct Within {
    areas: BTreeMap<usize, String>,
    types: BTreeMap<usize, String>,
    /// Whether the cube lists the members of its areas at all.
    lists_areas: bool,
}

impl Within {
    fn of(groups: &[Group], families: &[Family]) -> Within {
        let mut within = Within { areas: BTreeMap::new(), types: BTreeMap::new(), lists_areas: false };
        for family in families {
            let Some(parent) = groups.get(family.parent) else { continue };
            let slot = match kind_of_place(parent) {
                Some(PlaceKind::Area) => &mut within.areas,
                Some(PlaceKind::Type) => &mut within.types,
                _ => continue,
            };
            within.lists_areas |= is(parent, "service_area");
            slot.extend(family.members.iter().map(|&member| (member, parent.name.clone())));
        }
        // Parents stand before their children, so one walk hands each list down.
        for (index, group) in
            groups.iter().enumerate().filter(|(_, group)| kind_of_place(group) == Some(PlaceKind::Unit))
        {
            let Some(parent) = group.parent.filter(|parent| *parent < index) else { continue };
            for slot in [&mut within.areas, &mut within.types] {
                if let Some(name) = slot.get(&parent).cloned() {
                    slot.entry(index).or_insert(name);
                }
            }
        }
        within
    }

    fn area(&self, index: usize, group: &Group) -> Option<String> {
        if self.lists_areas { self.areas.get(&index).cloned() } else { group.service_area.clone() }
    }

    fn unit_type(&self, index: usize) -> Option<String> {
        self.types.get(&index).cloned()
    }
}
