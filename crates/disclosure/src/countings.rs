//! The people of one unit from one former municipality, counted several times: now, and in each earlier release.
//!
//! One counting may tell kinds of work apart where another does not, because it was made from other files. As many people then are the same
//! people: who is not told apart is divided as the other counting divides them. Where the numbers differ, nothing says of which kind those are who came or
//! went, and the difference of two releases could not be planned.

use std::collections::BTreeMap;

use survey::RoleClass;

use crate::GroupIndex;

/// Some people in one counting: how many, the groups asked about that hold them, and the earlier rows that do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) people: u64,
    pub(crate) groups: Vec<GroupIndex>,
    pub(crate) rows: Vec<(usize, usize)>,
}

/// One counting by kind of work; none for those whose kind is not named.
pub(crate) type Counting = BTreeMap<Option<RoleClass>, Part>;

/// People who cannot be matched between releases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unmatched {
    pub(crate) unit: String,
    pub(crate) former: String,
}

impl Unmatched {
    pub(crate) fn of(unit: &str, former: &str) -> Unmatched {
        Unmatched { unit: unit.to_owned(), former: former.to_owned() }
    }
}

/// The countings with the same kinds of work in each; nothing where they cannot be matched.
pub(crate) fn matched(mut countings: Vec<Counting>) -> Option<Vec<Counting>> {
    for counting in &mut countings {
        counting.retain(|_, part| part.people > 0);
    }
    let named: Vec<Counting> = countings.iter().filter(|counting| names_work(counting)).cloned().collect();
    if named.is_empty() {
        return Some(countings);
    }
    for counting in &mut countings {
        if let Some(unnamed) = counting.get(&None).filter(|_| !names_work(counting)).cloned() {
            *counting = divided(&unnamed, named.iter().find(|other| people(other) == unnamed.people)?);
        }
    }
    Some(countings)
}

fn names_work(counting: &Counting) -> bool {
    counting.keys().any(Option::is_some)
}

fn people(counting: &Counting) -> u64 {
    counting.values().fold(0, |sum, part| sum.saturating_add(part.people))
}

/// Everybody of an undivided part, by the kinds of work that another counting gives the same people.
fn divided(unnamed: &Part, like: &Counting) -> Counting {
    like.iter().map(|(role, part)| (*role, Part { people: part.people, ..unnamed.clone() })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEADER: Option<RoleClass> = Some(RoleClass::Leader);
    const OFFICE: Option<RoleClass> = Some(RoleClass::Office);

    /// People by kind of work, all in one group now, or in one row of a release.
    fn counting(of: &[(Option<RoleClass>, u64)], row: Option<usize>) -> Counting {
        let part = |people| Part {
            people,
            groups: if row.is_none() { vec![GroupIndex::new(7)] } else { Vec::new() },
            rows: row.map(|row| (0, row)).into_iter().collect(),
        };
        of.iter().map(|(role, people)| (*role, part(*people))).collect()
    }

    #[test]
    fn as_many_people_are_divided_as_the_other_counting_divides_them() {
        let now = counting(&[(LEADER, 3), (OFFICE, 17)], None);
        let before = counting(&[(None, 20)], Some(4));
        let divided = counting(&[(LEADER, 3), (OFFICE, 17)], Some(4));
        assert_eq!(matched(vec![now.clone(), before]), Some(vec![now, divided]));
        // And the other way round: the release told kinds of work apart, and these files do not.
        let now = counting(&[(None, 20)], None);
        let before = counting(&[(LEADER, 3), (OFFICE, 17)], Some(4));
        let divided = counting(&[(LEADER, 3), (OFFICE, 17)], None);
        assert_eq!(matched(vec![now, before.clone()]), Some(vec![divided, before]));
    }

    #[test]
    fn other_numbers_of_people_cannot_be_matched() {
        let now = counting(&[(LEADER, 3), (OFFICE, 18)], None);
        assert_eq!(matched(vec![now, counting(&[(None, 20)], Some(4))]), None);
    }

    #[test]
    fn countings_of_one_sort_stay_as_they_are() {
        for (one, other) in [(None, None), (LEADER, OFFICE), (LEADER, LEADER)] {
            let both = vec![counting(&[(one, 20)], None), counting(&[(other, 21)], Some(4))];
            assert_eq!(matched(both.clone()), Some(both));
        }
        // Who is nobody is in no counting: a table of the invited names no work beside it.
        let nobody = vec![counting(&[(None, 20), (LEADER, 0)], None), counting(&[(None, 21)], Some(4))];
        assert_eq!(matched(nobody).unwrap()[0], counting(&[(None, 20)], None));
    }
}
