//! Whether what is left of a shown group pens a few hidden people in: their sum is hidden, and can only lie in a narrow range.
//!
//! Example: a whole of twenty people and a part of eleven are shown, so that the sum of the other nine is known: 43 of 45 points. Three of the nine, in a unit of
//! their own, then have 13 points at least, a mean of 4.3 or more.

use std::collections::{BTreeMap, BTreeSet};

use crate::ground::{Ground, Offer, Shown, tables};
use crate::inner::{InnerIndex, Table};
use crate::{Family, GroupIndex, SealError};

/// A shown group less some of its shown parts: the parent, and the parts.
pub(crate) type Remainder = (GroupIndex, BTreeSet<GroupIndex>);

/// So often may a plan be made again for what is left over.
const ROUNDS_MAX: usize = 100;
/// Levels of hidden groups that are looked through for shown ones below them.
const DEPTH_MAX: u8 = 8;
/// Colleagues who take out their own answers together.
const COLLEAGUES_MAX: u64 = 2;
/// How far off a sum may be through floating numbers alone.
const SLACK: f64 = 1e-6;

/// What one table's cells add up to, and what one person can add.
pub(crate) struct Sums {
    pub(crate) table: Table,
    /// People and their sum.
    pub(crate) of_group: BTreeMap<GroupIndex, (u64, f64)>,
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// A range of means narrower than this tells too much.
    pub(crate) narrowest: f64,
}

impl Sums {
    /// Whether the sum over `few` of `people` with this sum together can only lie in a narrow range, or that of the others among the few can, once one or
    /// two of them take out answers of their own, whatever they are.
    ///
    /// Formula:  the few have at most few · high and at least few · low, and what the rest leaves: sum − rest · high to sum − rest · low. With k known
    ///           among them, all answering low, the others must be able to be `narrowest` below high; and all answering high, as much above low.
    fn pen_in(&self, few: u64, (people, sum): (u64, f64)) -> bool {
        let (all, rest) = (float(few), float(people.saturating_sub(few)));
        let least = (all * self.low).max(sum - rest * self.high);
        let most = (all * self.high).min(sum - rest * self.low);
        let colleagues_know = |known: u64| {
            let (own, others) = (float(known), float(few.saturating_sub(known)));
            let room_above = own * self.low + others * (self.high - self.narrowest);
            let room_below = own * self.high + others * (self.low + self.narrowest);
            least > room_above + SLACK || most < room_below - SLACK
        };
        most - least < all * self.narrowest - SLACK || (1..few.min(COLLEAGUES_MAX + 1)).any(colleagues_know)
    }
}

#[expect(clippy::cast_precision_loss, reason = "far more people than a municipality has stay exact")]
const fn float(people: u64) -> f64 {
    people as f64
}

impl Ground<'_> {
    /// The groups that may be shown, in all of these tables or in none, without leaving over what must not be: these remainders in any case, and what
    /// `left_over` finds beside a plan.
    pub(crate) fn plan_around(
        &self,
        offers: &[Offer],
        mut new: Vec<Remainder>,
        left_over: impl Fn(&Shown) -> BTreeSet<Remainder>,
    ) -> Result<Shown, SealError> {
        let plan = |remainders: &BTreeSet<Remainder>| {
            let offer = |offer: &Offer| Offer { remainders: remainders.clone(), ..offer.clone() };
            self.plan(offers.iter().map(offer).collect())
        };
        let (mut remainders, mut told_before) = (BTreeSet::new(), BTreeSet::new());
        for _ in 0..ROUNDS_MAX {
            for remainder in new {
                // What earlier releases tell by themselves cannot be taken back, and nothing that is shown now adds to it.
                match self.has_earlier().then(|| plan(&BTreeSet::from([remainder.clone()]))) {
                    Some(Err(SealError::AlreadyRevealed { .. })) => told_before.insert(remainder),
                    Some(Err(error)) => return Err(error),
                    Some(Ok(_)) | None => remainders.insert(remainder),
                };
            }
            let shown = plan(&remainders)?;
            let found = left_over(&shown).into_iter();
            new = found.filter(|of| !remainders.contains(of) && !told_before.contains(of)).collect();
            if new.is_empty() {
                return Ok(shown);
            }
        }
        Err(SealError::Unprotectable { table: tables(offers) })
    }

    /// What is shown below every shown group, family by family: the one less the other is left over.
    pub(crate) fn remainders(
        &self,
        people: impl Fn(GroupIndex) -> u64,
        shown: &Shown,
    ) -> Vec<(&Family, BTreeSet<GroupIndex>)> {
        let mut families: BTreeMap<GroupIndex, Vec<&Family>> = BTreeMap::new();
        for family in self.families {
            families.entry(family.parent).or_default().push(family);
        }
        let shown_parents = self.families.iter().filter(|family| shown.contains(&family.parent));
        let left = |family| (family, shown_parts(family, &families, (&people, shown), DEPTH_MAX));
        shown_parents.map(left).collect()
    }

    /// Every remainder of a family that would pen fewer than `minimum` hidden people in.
    pub(crate) fn penned_in(&self, sums: &Sums, shown: &Shown, minimum: u64) -> BTreeSet<Remainder> {
        let is_few = |people: u64| (1..minimum).contains(&people);
        let mut inside: Option<BTreeMap<GroupIndex, BTreeSet<InnerIndex>>> = None;
        let mut found = BTreeSet::new();
        let people_of = |group: GroupIndex| sums.of_group.get(&group).map_or(0, |(people, _)| *people);
        for (family, parts) in self.remainders(people_of, shown) {
            let Some((mut people, mut sum)) = sums.of_group.get(&family.parent).copied() else { continue };
            for (of_part, part) in parts.iter().filter_map(|part| sums.of_group.get(part)) {
                people = people.saturating_sub(*of_part);
                sum -= part;
            }
            if people == 0 || !(1..minimum).any(|few| few < people && sums.pen_in(few, (people, sum))) {
                continue;
            }
            let inside = inside.get_or_insert_with(|| self.inside(&sums.table));
            let of = |group: &GroupIndex| inside.get(group).into_iter().flatten();
            let mut left: BTreeSet<InnerIndex> = of(&family.parent).copied().collect();
            parts.iter().flat_map(of).for_each(|inner| {
                left.remove(inner);
            });
            let pens = |(group, (few, _)): (&GroupIndex, &(u64, f64))| {
                is_few(*few)
                    && !shown.contains(group)
                    && sums.pen_in(*few, (people, sum))
                    && of(group).all(|inner| left.contains(inner))
            };
            if sums.of_group.iter().any(pens) {
                found.insert((family.parent, parts));
            }
        }
        found
    }

    /// The inner groups with somebody in them, by the groups that hold them.
    fn inside(&self, table: &Table) -> BTreeMap<GroupIndex, BTreeSet<InnerIndex>> {
        let mut inside: BTreeMap<GroupIndex, BTreeSet<InnerIndex>> = BTreeMap::new();
        for (position, _) in self.inner.people(table).filter(|(_, people)| *people > 0) {
            for group in self.inner.within(position) {
                inside.entry(group).or_default().insert(position);
            }
        }
        inside
    }
}

/// The shown members of a family; in place of a hidden member, the shown parts of that one of its own families which shows most people.
fn shown_parts(
    family: &Family,
    families: &BTreeMap<GroupIndex, Vec<&Family>>,
    (people_of, shown): (&impl Fn(GroupIndex) -> u64, &Shown),
    depth: u8,
) -> BTreeSet<GroupIndex> {
    let people = |parts: &BTreeSet<GroupIndex>| -> u64 { parts.iter().map(|part| people_of(*part)).sum() };
    let mut parts = BTreeSet::new();
    for member in &family.members {
        if shown.contains(member) {
            parts.insert(*member);
        } else if depth > 0 {
            let own = families.get(member).into_iter().flatten();
            let below = own.map(|own| shown_parts(own, families, (people_of, shown), depth - 1));
            parts.extend(below.max_by_key(people).into_iter().flatten());
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use survey::ScaleId;

    fn sums(low: f64, high: f64, narrowest: f64) -> Sums {
        let table = Table::Scale(ScaleId::new("climate").expect("an id"));
        Sums { table, of_group: BTreeMap::new(), low, high, narrowest }
    }

    #[test]
    fn few_people_are_penned_in_near_an_end_and_where_the_others_are_fewer_than_their_room() {
        let points = sums(1.0, 5.0, 1.0);
        // Nine people with 36 of 45 points: three of them have 6 to 15. Two who gave the least leave the third 4 at least.
        assert!(!points.pen_in(3, (9, 36.0)));
        // With 37 they have 7, and then the third has 5.
        assert!(points.pen_in(3, (9, 37.0)));
        // The other end: with 18 they have 3 to 12, and two who gave the most leave 2 at most; with 17, 1.
        assert!(!points.pen_in(3, (9, 18.0)) && points.pen_in(3, (9, 17.0)));
        // Two of them have 6 or more with 41 points, and one who gave the least leaves the other 5.
        assert!(!points.pen_in(2, (9, 40.0)) && points.pen_in(2, (9, 41.0)));
        // One person of nine has nobody beside them: with 44 points, 4 or 5; with 45, 5.
        assert!(!points.pen_in(1, (9, 44.0)) && points.pen_in(1, (9, 45.0)));
        // Four of five people in the middle have four points between them, on a scale of three steps only three.
        assert!(!points.pen_in(4, (5, 15.0)));
        assert!(sums(1.0, 4.0, 1.0).pen_in(4, (5, 12.0)));
        // Of six people three are favourable: of three, none to three are. With four it is one at least, and two who are not know of the third.
        let shares = sums(0.0, 1.0, 0.1);
        assert!(!shares.pen_in(3, (6, 3.0)));
        assert!(shares.pen_in(3, (6, 4.0)) && shares.pen_in(3, (6, 6.0)) && shares.pen_in(3, (6, 0.0)));
    }
}
