//! Whom a number is about: the whole, each unit, each service area, each type of unit, each former municipality, each kind of
//! work, the last two in every place that is wide enough, and how they nest.

use std::collections::BTreeMap;

use disclosure::{Family, Group, GroupIndex, GroupKind};
use survey::{FormerMunicipalityIndex, Organisation, RoleClass, UnitIndex};

use crate::crosses::{Crosses, Slice, Somebody, of_role};
use crate::occurring::Occurring;

/// The groups of one organisation and the families in which they add up.
pub(crate) struct Groups<'a> {
    organisation: &'a Organisation,
    /// Group of each unit, by unit position; the root unit is the total.
    units: Vec<GroupIndex>,
    /// Group of each unit's service area, its own or the nearest ancestor's; none for a mixed unit, which has units of
    /// another area below it.
    service_area: Vec<Option<GroupIndex>>,
    /// Group of each unit's type, where the unit is a part of it: itself and everything below it is of one type.
    unit_type: Vec<Option<GroupIndex>>,
    former: Vec<GroupIndex>,
    roles: BTreeMap<RoleClass, GroupIndex>,
    crosses: Crosses,
    list: Vec<Group>,
    families: Vec<Family>,
}

impl<'a> Groups<'a> {
    /// The groups of an organisation, with kinds of work and crosses as they occur in it.
    pub(crate) fn of(organisation: &'a Organisation, occurring: &Occurring) -> Self {
        let mut groups = Self {
            organisation,
            units: Vec::new(),
            service_area: Vec::new(),
            unit_type: Vec::new(),
            former: Vec::new(),
            roles: BTreeMap::new(),
            crosses: Crosses::default(),
            list: Vec::new(),
            families: Vec::new(),
        };
        groups.add_units();
        groups.add_service_areas();
        groups.add_unit_types();
        groups.add_former_municipalities();
        groups.add_tree_families();
        groups.add_roles(occurring);
        groups.add_crosses(occurring);
        groups
    }

    pub(crate) fn list(&self) -> &[Group] {
        &self.list
    }

    pub(crate) fn families(&self) -> &[Family] {
        &self.families
    }

    /// Every group that somebody of this unit, former municipality and kind of work belongs to.
    pub(crate) fn containing(
        &self,
        unit: UnitIndex,
        former: FormerMunicipalityIndex,
        role: Option<RoleClass>,
    ) -> Vec<GroupIndex> {
        let mut all = self.places(unit);
        let slices = [Some(Slice::Former(former.get())), role.map(Slice::Role)];
        let crossed = |place: &GroupIndex| {
            slices.into_iter().flatten().filter_map(|slice| self.crosses.group(*place, slice)).collect::<Vec<_>>()
        };
        let crossed: Vec<GroupIndex> = all.iter().flat_map(crossed).collect();
        all.extend(self.former.get(former.get()).copied());
        all.extend(role.and_then(|role| self.roles.get(&role).copied()));
        all.extend(crossed);
        all
    }

    /// The groups that hold everybody of a unit.
    fn places(&self, unit: UnitIndex) -> Vec<GroupIndex> {
        let line = std::iter::once(unit).chain(self.organisation.ancestors(unit));
        let mut all: Vec<GroupIndex> = line.filter_map(|unit| self.units.get(unit.get()).copied()).collect();
        all.extend(self.service_area.get(unit.get()).copied().flatten());
        all.extend(self.unit_type.get(unit.get()).copied().flatten());
        all
    }

    /// What sort of group it is.
    pub(crate) fn kind(&self, group: GroupIndex) -> Option<GroupKind> {
        self.list.get(group.get()).map(|group| group.kind)
    }

    /// The group of a unit.
    pub(crate) fn of_unit(&self, unit: UnitIndex) -> Option<GroupIndex> {
        self.units.get(unit.get()).copied()
    }

    /// Whether a group is told apart by kind of work: what was not asked of anybody, such as an invitation, says nothing of it.
    pub(crate) fn is_of_work(&self, group: GroupIndex) -> bool {
        self.list.get(group.get()).is_some_and(|group| group.role.is_some())
    }

    /// The groups that plans are held against: all but kinds of work and crosses.
    pub(crate) fn placed(&self) -> impl Iterator<Item = GroupIndex> + '_ {
        let is_beside = |group: &Group| matches!(group.kind, GroupKind::RoleClass | GroupKind::Crossed);
        self.list
            .iter()
            .enumerate()
            .filter(move |(_, group)| !is_beside(group))
            .map(|(index, _)| GroupIndex::new(index))
    }

    /// The groups that are compared over time: the total, service areas, types of unit, former municipalities and kinds of work.
    pub(crate) fn wide(&self) -> impl Iterator<Item = GroupIndex> + '_ {
        let narrow = |group: &Group| matches!(group.kind, GroupKind::Unit { .. } | GroupKind::Crossed);
        self.list.iter().enumerate().filter(move |(_, group)| !narrow(group)).map(|(index, _)| GroupIndex::new(index))
    }

    fn push(&mut self, group: Group) -> GroupIndex {
        self.list.push(group);
        GroupIndex::new(self.list.len() - 1)
    }

    fn add_units(&mut self) {
        let organisation = self.organisation;
        for index in organisation.indices() {
            let unit = organisation.unit(index);
            let depth = organisation.depth(index);
            let parent = organisation.parent(index).and_then(|parent| self.units.get(parent.get()).copied());
            let group = Group {
                id: unit.id().to_string(),
                kind: match depth {
                    0 => GroupKind::Total,
                    depth => GroupKind::Unit { depth: u8::try_from(depth).unwrap_or(u8::MAX) },
                },
                name: unit.name().to_owned(),
                parent,
                service_area: unit.service_area().map(|area| area.as_str().to_owned()),
                unit_type: Some(unit.unit_type().as_str().to_owned()),
                former_municipality: None,
                role: None,
            };
            let group = self.push(group);
            self.units.push(group);
        }
    }

    fn add_service_areas(&mut self) {
        let organisation = self.organisation;
        self.service_area = vec![None; organisation.units().len()];
        let mut areas = Vec::new();
        for area in organisation.service_areas() {
            let group = Group {
                id: format!("service_area:{}", area.as_str()),
                kind: GroupKind::ServiceArea,
                name: area.as_str().to_owned(),
                parent: self.units.first().copied(),
                service_area: Some(area.as_str().to_owned()),
                unit_type: None,
                former_municipality: None,
                role: None,
            };
            areas.push((area.as_str().to_owned(), self.push(group)));
        }
        for (slot, unit) in self.service_area.iter_mut().zip(organisation.indices()) {
            let area = organisation.service_area(unit);
            *slot = area.and_then(|area| areas.iter().find(|(name, _)| name == area.as_str())).map(|(_, group)| *group);
        }
        let members: Vec<GroupIndex> = areas.iter().map(|(_, group)| *group).collect();
        for area in &members {
            let mut parts = Vec::new();
            self.pure_subtrees(organisation.root(), *area, &mut parts);
            self.families.push(Family { parent: *area, members: parts });
        }
        self.leave_mixed_units_out();
        self.add_family_of_total(members);
    }

    /// A type is exactly its largest subtrees of nothing but that type, as an area is: a school's classes are schools, and
    /// a head of section above units of several types is of none.
    fn add_unit_types(&mut self) {
        let organisation = self.organisation;
        let mut parts: BTreeMap<&str, Vec<UnitIndex>> = BTreeMap::new();
        collect_pure(organisation, organisation.root(), &mut parts);
        self.unit_type = vec![None; organisation.units().len()];
        let mut members = Vec::new();
        for (unit_type, tops) in parts {
            let group = self.push(Group {
                id: format!("unit_type:{unit_type}"),
                kind: GroupKind::UnitType,
                name: unit_type.to_owned(),
                parent: self.units.first().copied(),
                service_area: None,
                unit_type: Some(unit_type.to_owned()),
                former_municipality: None,
                role: None,
            });
            let within = |unit: UnitIndex| {
                std::iter::once(unit).chain(organisation.ancestors(unit)).any(|above| tops.contains(&above))
            };
            for (slot, unit) in self.unit_type.iter_mut().zip(organisation.indices()) {
                if within(unit) {
                    *slot = Some(group);
                }
            }
            let tops = tops.iter().filter_map(|unit| self.units.get(unit.get()).copied()).collect();
            self.families.push(Family { parent: group, members: tops });
            members.push(group);
        }
        self.add_family_of_total(members);
    }

    fn add_former_municipalities(&mut self) {
        for (position, former) in self.organisation.former_municipalities().iter().enumerate() {
            let group = Group {
                id: format!("former_municipality:{}", former.id()),
                kind: GroupKind::FormerMunicipality,
                name: former.name().to_owned(),
                parent: self.units.first().copied(),
                service_area: None,
                unit_type: None,
                former_municipality: u8::try_from(position).ok(),
                role: None,
            };
            let group = self.push(group);
            self.former.push(group);
        }
        self.add_family_of_total(self.former.clone());
    }

    fn add_tree_families(&mut self) {
        let organisation = self.organisation;
        for unit in organisation.indices() {
            let group_of = |unit: &UnitIndex| self.units.get(unit.get()).copied();
            let members: Vec<GroupIndex> = organisation.children(unit).iter().filter_map(group_of).collect();
            if let (Some(parent), false) = (group_of(&unit), members.is_empty()) {
                self.families.push(Family { parent, members });
            }
        }
    }

    fn add_roles(&mut self, occurring: &Occurring) {
        let total = self.units.first().copied();
        for role in RoleClass::ALL {
            if occurring.iter().any(|(_, _, of)| *of == Some(role)) {
                let group = self.push(of_role(role, total));
                self.roles.insert(role, group);
            }
        }
        self.add_family_of_total(self.roles.values().copied().collect());
    }

    /// Units right below the top and service areas by former municipality and by kind of work, with every way in which they add up.
    fn add_crosses(&mut self, occurring: &Occurring) {
        let is_unit = |group: &GroupIndex| self.kind(*group) == Some(GroupKind::Unit { depth: 1 });
        let units: Vec<GroupIndex> = self.units.iter().copied().filter(is_unit).collect();
        let is_area = |group: &GroupIndex| self.kind(*group) == Some(GroupKind::ServiceArea);
        let areas: Vec<GroupIndex> = (0..self.list.len()).map(GroupIndex::new).filter(is_area).collect();
        let places: Vec<GroupIndex> = units.iter().chain(&areas).copied().collect();
        let formers = self.former.iter().enumerate().map(|(position, group)| (Slice::Former(position), *group));
        let roles = self.roles.iter().map(|(role, group)| (Slice::Role(*role), *group));
        let slices: Vec<(Slice, GroupIndex)> = formers.chain(roles).collect();
        let somebody = |(unit, former, role): &(UnitIndex, FormerMunicipalityIndex, Option<RoleClass>)| Somebody {
            places: self.places(*unit),
            former: former.get(),
            role: *role,
        };
        let people: Vec<Somebody> = occurring.iter().map(somebody).collect();
        self.crosses = Crosses::add(&places, &slices, &people, &mut self.list);
        for place in &places {
            self.families.extend(self.crosses.families_of_place(*place, &slices));
        }
        for slice in &slices {
            for places in [&units, &areas] {
                self.families.extend(self.crosses.family_of_slice(*slice, places));
            }
        }
        self.add_nested_crosses(&units, &areas, &slices);
    }

    /// An area may hold whole units, and a unit whole areas: then so do their parts. Where both are the same people the area holds the unit.
    fn add_nested_crosses(&mut self, units: &[GroupIndex], areas: &[GroupIndex], slices: &[(Slice, GroupIndex)]) {
        let mut nested: Vec<(GroupIndex, Vec<GroupIndex>)> = Vec::new();
        for area in areas {
            let held = |unit: &&GroupIndex| self.holds(*area, **unit);
            nested.push((*area, units.iter().filter(held).copied().collect()));
        }
        for unit in units {
            let held = |area: &&GroupIndex| self.holds(*unit, **area) && !self.holds(**area, *unit);
            nested.push((*unit, areas.iter().filter(held).copied().collect()));
        }
        for (place, within) in nested {
            for (slice, _) in slices {
                self.families.extend(self.crosses.family_of_part(*slice, place, &within));
            }
        }
    }

    /// Whether everybody of a place is in another one.
    fn holds(&self, place: GroupIndex, other: GroupIndex) -> bool {
        let mut of_other = self.organisation.indices().map(|unit| self.places(unit)).filter(|of| of.contains(&other));
        of_other.all(|of| of.contains(&place))
    }

    fn add_family_of_total(&mut self, members: Vec<GroupIndex>) {
        if let (Some(total), false) = (self.units.first().copied(), members.is_empty()) {
            self.families.push(Family { parent: total, members });
        }
    }

    /// What is answered directly to a mixed unit counts in no service area. Otherwise an area without its subtrees would
    /// be the same people as a mixed unit without the units below it: an equation between groups that no family can say,
    /// and by which a hidden unit could be worked out. So an area is always exactly its subtrees.
    fn leave_mixed_units_out(&mut self) {
        let organisation = self.organisation;
        let is_whole = |unit: UnitIndex| {
            self.service_area.get(unit.get()).copied().flatten().filter(|area| self.is_pure(unit, *area))
        };
        self.service_area = organisation.indices().map(is_whole).collect();
    }

    /// The largest subtrees that lie wholly in one service area: together they make up the area.
    fn pure_subtrees(&self, unit: UnitIndex, area: GroupIndex, parts: &mut Vec<GroupIndex>) {
        if self.is_pure(unit, area) {
            parts.extend(self.units.get(unit.get()).copied());
        } else {
            for child in self.organisation.children(unit) {
                self.pure_subtrees(*child, area, parts);
            }
        }
    }

    fn is_pure(&self, unit: UnitIndex, area: GroupIndex) -> bool {
        self.service_area.get(unit.get()).copied().flatten() == Some(area)
            && self.organisation.children(unit).iter().all(|child| self.is_pure(*child, area))
    }
}

/// The largest subtrees below the root in which every unit is of one type, by type. The root is everybody, and no type.
fn collect_pure<'o>(organisation: &'o Organisation, unit: UnitIndex, parts: &mut BTreeMap<&'o str, Vec<UnitIndex>>) {
    let unit_type = organisation.unit(unit).unit_type().as_str();
    if unit != organisation.root() && is_of_type(organisation, unit, unit_type) {
        parts.entry(unit_type).or_default().push(unit);
    } else {
        for child in organisation.children(unit) {
            collect_pure(organisation, *child, parts);
        }
    }
}

fn is_of_type(organisation: &Organisation, unit: UnitIndex, unit_type: &str) -> bool {
    organisation.unit(unit).unit_type().as_str() == unit_type
        && organisation.children(unit).iter().all(|child| is_of_type(organisation, *child, unit_type))
}
