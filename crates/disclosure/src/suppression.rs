//! Which cells must be withheld so that no small one can be worked out from the others.
//!
//! Every family is an equation: parent = members + an unnamed rest that is never published. The reader knows the shown cells, does not know the withheld
//! ones, and can add and subtract as they like. The plan starts from the *sensitive* cells and withholds one more cell, again and again, until nothing
//! sensitive follows from what is left:
//!
//! - a sensitive cell (D2);
//! - the remainder of a family, shown members taken from the parent, when it holds fewer people than the minimum (D3);
//! - any solved equation whose withheld people together are fewer than the minimum.
//!
//! For a cell that would follow, the cells it follows from are known, and the one with the fewest people is withheld; ties go by the group's
//! identifier, so the plan depends on no order of input. Cells are only ever added, and once all are withheld nothing can be computed from them, so the search ends.
//!
//! A *layer* is one table of numbers over the same groups: one scale, one month. Layers planned together share which cells are withheld, each
//! layer is protected on its own numbers, and a sum over layers (a year of months, a composite of scales) then gives nothing
//! away either: whatever change of hidden numbers leaves one layer's shown cells alone leaves the sum's shown cells alone too.

use std::collections::BTreeMap;

use crate::elimination::{Derivation, Elimination, Sign};
use crate::{Family, Group};

/// The groups as columns in identifier order, and the families as equations in a fixed order.
pub(crate) struct Geometry {
    /// From a group's position to its column.
    columns: Vec<usize>,
    equations: Vec<Equation>,
}

struct Equation {
    parent: usize,
    members: Vec<usize>,
}

/// One table of numbers: how many people stand behind each cell.
pub(crate) struct Layer {
    sizes: Vec<u64>,
    /// People of the parent in no member; none where the parent has no cell in this layer.
    rests: Vec<Option<u64>>,
    minimum: u64,
}

/// The members of a family hold more people than their parent: they cannot be disjoint parts of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Overfull {
    /// The parent's position among the groups.
    pub(crate) parent: usize,
}

/// A sensitive number follows from nothing that could be withheld. Sound input never gets here; if it does, nothing is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unprotectable;

impl Geometry {
    /// Groups have unique identifiers and families point at groups: the caller has checked.
    pub(crate) fn of(groups: &[Group], families: &[Family]) -> Geometry {
        let by_id: BTreeMap<&str, usize> =
            groups.iter().enumerate().map(|(position, group)| (group.id.as_str(), position)).collect();
        let mut columns = vec![0; groups.len()];
        for (column, position) in by_id.into_values().enumerate() {
            if let Some(place) = columns.get_mut(position) {
                *place = column;
            }
        }
        let column_of = |position: usize| columns.get(position).copied().unwrap_or(0);
        let mut equations: Vec<Equation> = families
            .iter()
            .map(|family| {
                let mut members: Vec<usize> = family.members.iter().map(|member| column_of(member.get())).collect();
                members.sort_unstable();
                Equation { parent: column_of(family.parent.get()), members }
            })
            .collect();
        equations.sort_by(|a, b| (a.parent, &a.members).cmp(&(b.parent, &b.members)));
        Geometry { columns, equations }
    }

    /// From values by group position to values by column.
    fn by_column<T: Copy>(&self, values: &[T], empty: T) -> Vec<T> {
        let mut sorted = vec![empty; self.columns.len()];
        for (value, column) in values.iter().zip(&self.columns) {
            if let Some(place) = sorted.get_mut(*column) {
                *place = *value;
            }
        }
        sorted
    }

    fn position_of(&self, column: usize) -> usize {
        self.columns.iter().position(|other| *other == column).unwrap_or(0)
    }
}

impl Layer {
    /// Sizes by group position; none where the group has no cell in this layer. `minimum` people may be worked out together.
    pub(crate) fn new(geometry: &Geometry, sizes: &[Option<u64>], minimum: u64) -> Result<Layer, Overfull> {
        let sizes = geometry.by_column(sizes, None);
        let size_of = |column: usize| sizes.get(column).copied().flatten();
        let mut rests = Vec::with_capacity(geometry.equations.len());
        for equation in &geometry.equations {
            let Some(whole) = size_of(equation.parent) else {
                rests.push(None);
                continue;
            };
            let parts: u64 = equation.members.iter().filter_map(|member| size_of(*member)).fold(0, u64::saturating_add);
            let rest = whole.checked_sub(parts).ok_or(Overfull { parent: geometry.position_of(equation.parent) })?;
            rests.push(Some(rest));
        }
        Ok(Layer { sizes: sizes.into_iter().map(|size| size.unwrap_or(0)).collect(), rests, minimum })
    }

    /// People behind a column: a group, or after the groups the rest of an equation.
    fn size(&self, column: usize) -> u64 {
        match column.checked_sub(self.sizes.len()) {
            None => self.sizes.get(column).copied().unwrap_or(0),
            Some(equation) => self.rests.get(equation).copied().flatten().unwrap_or(0),
        }
    }

    fn is_small(&self, people: u64) -> bool {
        (1..self.minimum).contains(&people)
    }
}

/// The cells to withhold, by group position: the `sensitive` ones, those `withheld` for other reasons, and those that protect them.
pub(crate) fn protect(
    geometry: &Geometry,
    layers: &[Layer],
    sensitive: &[bool],
    withheld: &[bool],
) -> Result<Vec<bool>, Unprotectable> {
    let sensitive = geometry.by_column(sensitive, false);
    let mut hidden = geometry.by_column(withheld, false);
    for (cell, sensitive) in hidden.iter_mut().zip(&sensitive) {
        *cell |= sensitive;
    }
    loop {
        let mut changed = false;
        for layer in layers {
            while withhold_more(geometry, layer, &sensitive, &mut hidden)? {
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    Ok(geometry.columns.iter().map(|column| hidden.get(*column).copied().unwrap_or(true)).collect())
}

/// One round: withholds a cell for everything that still follows, and says whether anything did.
fn withhold_more(
    geometry: &Geometry,
    layer: &Layer,
    sensitive: &[bool],
    hidden: &mut [bool],
) -> Result<bool, Unprotectable> {
    let leaks = leaks(geometry, layer, sensitive, hidden);
    let found = !leaks.is_empty();
    for leak in leaks {
        let broken = leak.from.iter().any(|column| hidden.get(*column).copied().unwrap_or(false));
        if broken {
            continue;
        }
        let smallest = leak.from.into_iter().min_by_key(|column| (layer.size(*column), *column));
        let cell = smallest.and_then(|column| hidden.get_mut(column)).ok_or(Unprotectable)?;
        *cell = true;
    }
    Ok(found)
}

/// Everything sensitive that still follows from the shown cells.
fn leaks(geometry: &Geometry, layer: &Layer, sensitive: &[bool], hidden: &[bool]) -> Vec<Derivation> {
    // A rest is never published; a cell with nobody in it is known to be nothing.
    let unknown = |column: usize| layer.size(column) > 0 && hidden.get(column).copied().unwrap_or(true);
    let mut elimination = Elimination::new(&unknown);
    let mut remainders = Vec::new();
    for (position, equation) in geometry.equations.iter().enumerate() {
        if layer.rests.get(position).copied().flatten().is_none() {
            continue;
        }
        let rest = geometry.columns.len() + position;
        let parts = equation.members.iter().copied().chain([rest]).filter(|column| layer.size(*column) > 0);
        let parts: Vec<usize> = parts.collect();
        let parent = [(equation.parent, Sign::Plus)].into_iter().filter(|(column, _)| layer.size(*column) > 0);
        elimination.insert(parent.chain(parts.iter().map(|column| (*column, Sign::Minus))));
        remainders.push(parts.into_iter().filter(|column| unknown(*column)).collect::<Vec<_>>());
    }
    let people = |columns: &[usize]| columns.iter().map(|column| layer.size(*column)).fold(0, u64::saturating_add);
    let mut leaks = Vec::new();
    for (column, _) in sensitive.iter().enumerate().filter(|(column, sensitive)| **sensitive && unknown(*column)) {
        leaks.extend(elimination.derivation([(column, Sign::Plus)]));
    }
    for remainder in remainders.iter().filter(|remainder| layer.is_small(people(remainder))) {
        leaks.extend(elimination.derivation(remainder.iter().map(|column| (*column, Sign::Plus))));
    }
    leaks.extend(
        elimination.telling_rows().filter(|(columns, _)| layer.is_small(people(columns))).map(|(_, from)| from),
    );
    leaks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{GroupIndex, GroupKind};

    fn group(id: &str) -> Group {
        Group {
            id: id.to_owned(),
            kind: GroupKind::Unit { depth: 1 },
            name: id.to_owned(),
            parent: None,
            unit_type: None,
            service_area: None,
            former_municipality: None,
        }
    }

    /// One family in words: the parent's people, the members' people, the minimum, and the members that stay visible.
    fn check(parent: u64, members: &[u64], minimum: u64, parent_shown: bool, shown: &[usize]) {
        let groups: Vec<Group> = (0..=members.len()).map(|position| group(&format!("g{position:02}"))).collect();
        let families =
            [Family { parent: GroupIndex::new(0), members: (1..groups.len()).map(GroupIndex::new).collect() }];
        let geometry = Geometry::of(&groups, &families);
        let sizes: Vec<Option<u64>> = [parent].iter().chain(members).map(|size| Some(*size)).collect();
        let layer = Layer::new(&geometry, &sizes, minimum).expect("members fit");
        let sensitive: Vec<bool> = sizes.iter().map(|size| (1..minimum).contains(&size.unwrap())).collect();
        let hidden = protect(&geometry, &[layer], &sensitive, &vec![false; groups.len()]).expect("protectable");
        let visible: Vec<usize> = (1..groups.len()).filter(|position| !hidden[*position]).map(|p| p - 1).collect();
        assert_eq!((!hidden[0], visible.as_slice()), (parent_shown, shown), "{parent} = {members:?}");
    }

    #[test]
    fn one_family() {
        check(30, &[10, 10, 10], 5, true, &[0, 1, 2]);
        // one small member takes the smallest neighbour with it
        check(33, &[3, 10, 8, 12], 5, true, &[1, 3]);
        // two small members hold four people together: too few to be worked out as one
        check(24, &[2, 2, 8, 12], 5, true, &[3]);
        // three and three are six: their sum may be known
        check(26, &[3, 3, 8, 12], 5, true, &[2, 3]);
        // nobody there: nothing to protect, and nothing the plan has to say
        check(20, &[0, 8, 12], 5, true, &[0, 1, 2]);
        // people of the parent in no member: three of them must not be left over
        check(23, &[8, 12], 5, true, &[1]);
        // but eight may
        check(28, &[8, 12], 5, true, &[0, 1]);
        // the rest hides the small member, seven people together
        check(27, &[2, 8, 12], 5, true, &[1, 2]);
        // an only child is its parent; two people are left between a pair of nested groups
        check(12, &[10], 5, true, &[]);
        check(9, &[3, 6], 5, true, &[]);
        check(4, &[4], 5, false, &[]);
    }

    /// A whole of two hidden halves, each with a shown part of ten and a hidden part of two: the whole minus both shown parts are four people.
    #[test]
    fn four_people_across_two_families_are_not_left_over() {
        let ids = ["a-two", "b-two", "c-half", "d-half", "e-ten", "f-ten", "g-whole"];
        let groups: Vec<Group> = ids.into_iter().map(group).collect();
        let family = |parent, members: [usize; 2]| Family {
            parent: GroupIndex::new(parent),
            members: members.into_iter().map(GroupIndex::new).collect(),
        };
        let families = [family(6, [2, 3]), family(2, [0, 4]), family(3, [1, 5])];
        let geometry = Geometry::of(&groups, &families);
        let sizes = [2, 2, 12, 12, 10, 10, 24].map(Some);
        let layer = Layer::new(&geometry, &sizes, 5).expect("members fit");
        let sensitive = [true, true, false, false, false, false, false];
        let withheld = [false, false, true, true, false, false, false];
        let hidden = protect(&geometry, &[layer], &sensitive, &withheld).expect("protectable");
        assert_eq!(hidden, [true, true, true, true, true, false, false]);
    }

    #[test]
    fn more_people_in_the_parts_than_in_the_whole_is_refused() {
        let groups = [group("a"), group("b")];
        let families = [Family { parent: GroupIndex::new(0), members: vec![GroupIndex::new(1)] }];
        let geometry = Geometry::of(&groups, &families);
        assert_eq!(Layer::new(&geometry, &[Some(4), Some(5)], 5).err(), Some(Overfull { parent: 0 }));
    }
}
