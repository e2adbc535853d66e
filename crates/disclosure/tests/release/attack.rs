//! An attacker who knows how the groups add up and how many people are in each takes everything that was published, writes down every equation and
//! solves them. Nothing here is shared with the suppressor: the numbers come from the published JSON, the solver is a plain elimination over exact fractions.

use std::collections::BTreeMap;

use absence::{Largest, LargestByKind, PersonDays};
use disclosure::{AbsenceFinding, DOMINANCE_PERCENT, Draft, Family, GroupIndex};
use proptest::prelude::*;
use serde_json::Value;
use survey::Month;

use crate::elimination::System;
use crate::properties;
use crate::world::{Dice, Own, World, finding, scale_id, scale_text};

fn published(world: &World, draft: Draft) -> Value {
    serde_json::to_value(world.seal(draft)).unwrap()
}

/// What one table of a cube shows, by group.
fn shown(entries: &Value, is_in_table: impl Fn(&Value) -> bool) -> BTreeMap<usize, &Value> {
    let entries = entries.as_array().unwrap().iter().filter(|entry| is_in_table(entry));
    let shown = entries.filter_map(|entry| Some((entry["group"].as_u64().unwrap(), entry["cell"].get("shown")?)));
    shown.map(|(group, cell)| (usize::try_from(group).unwrap(), cell)).collect()
}

/// One published table as the attacker sees it: the people they know of in each group, the groups shown, how many people must not be singled out, and
/// which groups must not follow however many they are.
struct Table {
    people: Vec<u64>,
    shown: Vec<usize>,
    minimum: u64,
    secret: Vec<usize>,
    /// The families of which what is left over must not follow either.
    secret_remainders: Vec<usize>,
}

/// Everything sensitive that the attacker works out: cells and remainders of fewer people than the minimum.
///
/// Columns are, for each table, its groups and the unnamed rest of each family; and after all tables the remainder of each family. `sums` are
/// further equations between (table, group) cells.
fn worked_out(world: &World, tables: &[Table], sums: &[Vec<(usize, usize, i128)>]) -> Vec<String> {
    let (groups, families) = (world.groups.len(), world.families.len());
    let width = groups + families;
    let mut system = System::new(tables.len() * (width + families));
    let mut targets = Vec::new();
    for (number, Table { people, shown, minimum, secret, secret_remainders }) in tables.iter().enumerate() {
        let column = |place: usize| number * width + place;
        let is_small = |people: u64| (1..*minimum).contains(&people);
        for (group, people) in people.iter().enumerate() {
            if *people == 0 || shown.contains(&group) {
                system.know(column(group));
            } else if is_small(*people) || secret.contains(&group) {
                targets.push((column(group), format!("table {number}, {}", world.groups[group].id)));
            }
        }
        for (position, family) in world.families.iter().enumerate() {
            let members: Vec<usize> = family.members.iter().map(|member| member.get()).collect();
            let rest = people[family.parent.get()] - members.iter().map(|member| people[*member]).sum::<u64>();
            let rest_column = column(groups + position);
            if rest == 0 {
                system.know(rest_column);
            }
            let parts = members.iter().map(|member| (column(*member), -1)).chain([(rest_column, -1)]);
            system.equation([(column(family.parent.get()), 1)].into_iter().chain(parts).collect());
            // the remainder is a column of its own: what is withheld of the members, with the rest
            let is_withheld = |member: &usize| people[*member] > 0 && !shown.contains(member);
            let withheld: Vec<usize> = members.into_iter().filter(is_withheld).collect();
            let left = rest + withheld.iter().map(|member| people[*member]).sum::<u64>();
            let remainder = tables.len() * width + number * families + position;
            let terms = withheld.iter().map(|member| (column(*member), -1)).chain([(rest_column, -1)]);
            system.equation([(remainder, 1)].into_iter().chain(terms).collect());
            if is_small(left) || secret_remainders.contains(&position) {
                let parent = &world.groups[family.parent.get()].id;
                targets.push((remainder, format!("table {number}, remainder of {parent}")));
            }
        }
    }
    for sum in sums {
        system.equation(sum.iter().map(|(table, group, sign)| (table * width + group, *sign)).collect());
    }
    let determined = system.determined();
    targets.into_iter().filter(|(column, _)| determined.contains(column)).map(|(_, name)| name).collect()
}

fn means(cube: &Value, scale: &str) -> Vec<usize> {
    shown(&cube["scores"], |entry| entry["scale"] == scale).into_keys().collect()
}

fn distributions(cube: &Value, scale: &str) -> Vec<usize> {
    let cells = shown(&cube["scores"], |entry| entry["scale"] == scale);
    cells.into_iter().filter(|(_, cell)| cell["distribution"].get("shown").is_some()).map(|(group, _)| group).collect()
}

fn above_threshold(world: &World, minimum: u64) -> Vec<usize> {
    (0..world.people.len()).filter(|group| world.people[*group] >= minimum).collect()
}

/// What follows from two months and the year they make up.
fn from_months_and_year(seed: u64) -> Vec<String> {
    let world = World::random(seed);
    let mut dice = Dice::new(seed ^ 0xABCD);
    let mut draft = world.draft(&[]);
    // Twenty people more in a leaf, or gone from it, in each month: sizes move and the families still add up.
    let months: Vec<Vec<u64>> = (0..2).map(|_| moved(&world, &mut dice)).collect();
    for (number, people) in (1..).zip(&months) {
        for (group, people) in people.iter().enumerate() {
            let key = (GroupIndex::new(group), Month::new(2021, number).unwrap());
            draft.absence_months.insert(key, absence_finding(*people, 1));
            draft.absence_year_months.insert(key.1);
        }
    }
    let year: Vec<u64> = (0..world.people.len()).map(|group| months[0][group] + months[1][group]).collect();
    for (group, people) in year.iter().enumerate() {
        draft.absence_year.insert(GroupIndex::new(group), absence_finding(*people, 2));
    }
    let cube = published(&world, draft);
    let month =
        |month: &str| shown(&cube["absence_months"], |entry| entry["month"] == month).into_keys().collect::<Vec<_>>();
    let whole_year = shown(&cube["absence_year"], |_| true).into_keys().collect();
    let [january, february] = <[Vec<u64>; 2]>::try_from(months).unwrap();
    let tables = [
        Table { people: year, shown: whole_year, minimum: 20, secret: Vec::new(), secret_remainders: Vec::new() },
        Table {
            people: january,
            shown: month("2021-01"),
            minimum: 10,
            secret: Vec::new(),
            secret_remainders: Vec::new(),
        },
        Table {
            people: february,
            shown: month("2021-02"),
            minimum: 10,
            secret: Vec::new(),
            secret_remainders: Vec::new(),
        },
    ];
    let sums: Vec<Vec<(usize, usize, i128)>> =
        (0..world.people.len()).map(|group| vec![(0, group, 1), (1, group, -1), (2, group, -1)]).collect();
    worked_out(&world, &tables, &sums)
}

/// Days that everybody lost, in hundredths and of both kinds: few for most, very many for some.
struct Lost {
    /// Of the people of each inner group.
    parts: Vec<Vec<[u64; 2]>>,
}

impl Lost {
    fn random(world: &World, dice: &mut Dice) -> Lost {
        let person = |dice: &mut Dice| {
            let long = if dice.below(12) == 0 { 2_000 + dice.below(20_000) } else { dice.below(3) * dice.below(400) };
            [dice.below(3) * 100, long]
        };
        let of = |own: &Own, dice: &mut Dice| (0..own.people(&world.people)).map(|_| person(dice)).collect();
        Lost { parts: world.own.iter().map(|own| of(own, dice)).collect() }
    }

    /// Days of the inner groups that are chosen, most first, by kind.
    fn of(&self, world: &World, is_chosen: impl Fn(&Own) -> bool) -> [Vec<u64>; 2] {
        let people =
            || world.own.iter().zip(&self.parts).filter(|(own, _)| is_chosen(own)).flat_map(|(_, parts)| parts);
        [0, 1].map(|kind| {
            let mut days: Vec<u64> = people().map(|person| person[kind]).collect();
            days.sort_unstable_by(|a, b| b.cmp(a));
            days
        })
    }

    /// What the import of spells would say: the bounds of the inner groups, put together.
    fn finding(&self, world: &World, group: usize) -> AbsenceFinding {
        let days = |parts: u64| PersonDays::from_ten_thousandths(parts * 100);
        let sums = self.of(world, |own| is_within(own, group)).map(|parts| days(parts.iter().sum()));
        let pair = |parts: &[u64]| {
            let at = |place: usize| days(parts.get(place).copied().unwrap_or(0));
            Largest::new(at(0), at(1)).unwrap()
        };
        let mut largest = LargestByKind::default();
        for (own, parts) in world.own.iter().zip(&self.parts) {
            if is_within(own, group) {
                let [self_certified, certified] = [0, 1].map(|kind| {
                    let mut days: Vec<u64> = parts.iter().map(|person| person[kind]).collect();
                    days.sort_unstable_by(|a, b| b.cmp(a));
                    pair(&days)
                });
                largest = largest.beside(LargestByKind { self_certified, certified });
            }
        }
        AbsenceFinding {
            lost_self_certified: sums[0],
            lost_certified: sums[1],
            agreed: days(1_000_000_000),
            largest: Some(largest),
            largest_beside_others: Some(largest),
            ..absence_finding(world.people[group], 1)
        }
    }

    /// The groups in which one person's days can be told too closely by the next, by what everybody really lost.
    fn dominated(&self, world: &World) -> Vec<usize> {
        let is_dominated = |group: &usize| has_dominated(&self.of(world, |own| is_within(own, *group)));
        (0..world.groups.len()).filter(is_dominated).collect()
    }

    /// The families in which what is left of the whole without its shown members is dominated.
    fn dominated_remainders(&self, world: &World, shown: &[usize]) -> Vec<usize> {
        let is_dominated = |family: &&Family| {
            let is_shown = |own: &Own| {
                family.members.iter().any(|member| shown.contains(&member.get()) && is_within(own, member.get()))
            };
            has_dominated(&self.of(world, |own| is_within(own, family.parent.get()) && !is_shown(own)))
        };
        let families = world.families.iter().enumerate().filter(|(_, family)| is_dominated(family));
        families.map(|(position, _)| position).collect()
    }
}

fn is_within(own: &Own, group: usize) -> bool {
    own.within.contains(&GroupIndex::new(group))
}

/// Whether the two largest of one kind, most first, leave too little.
fn has_dominated(lost: &[Vec<u64>; 2]) -> bool {
    lost.iter().any(|parts| {
        let at = |place: usize| parts.get(place).copied().unwrap_or(0);
        at(0) > 0 && (parts.iter().sum::<u64>() - at(0) - at(1)) * 100 <= DOMINANCE_PERCENT * at(0)
    })
}

/// The year of a random world in which some lost very many days, as a table of what is shown.
fn year_with_long_absences(seed: u64) -> (World, Table) {
    let world = World::random(seed);
    let lost = Lost::random(&world, &mut Dice::new(seed ^ 0x7777));
    let mut draft = world.draft(&[]);
    for group in 0..world.groups.len() {
        draft.absence_year.insert(GroupIndex::new(group), lost.finding(&world, group));
    }
    let cube = published(&world, draft);
    let shown: Vec<usize> = shown(&cube["absence_year"], |_| true).into_keys().collect();
    let (secret, secret_remainders) = (lost.dominated(&world), lost.dominated_remainders(&world, &shown));
    let table = Table { people: world.people.clone(), shown, minimum: 10, secret, secret_remainders };
    (world, table)
}

/// In this world what is left of a unit without its shown parts is dominated, though none of the parts is.
#[test]
fn what_is_left_over_is_not_dominated_either() {
    let (world, table) = year_with_long_absences(4_381_092_852_072_665_716);
    assert_eq!(worked_out(&world, &[table], &[]), Vec::<String>::new());
}

/// The rule is needed: with ten employees and nothing else, dominated sums are shown or follow.
#[test]
fn ten_employees_alone_show_dominated_sums_and_the_rule_leaves_most() {
    let (mut could_be_shown, mut dominated, mut shown) = (0, 0, 0);
    for seed in 0..200 {
        let (world, table) = year_with_long_absences(seed);
        let enough = above_threshold(&world, 10);
        could_be_shown += enough.len();
        dominated += enough.iter().filter(|group| table.secret.contains(group)).count();
        shown += table.shown.len();
    }
    assert!(dominated * 20 > could_be_shown, "only {dominated} of {could_be_shown} groups are dominated");
    assert!(shown * 5 > could_be_shown * 2, "{shown} of {could_be_shown} groups are shown");
}

/// A unit from one municipality is withheld in every month for January's sake. In February it is all there is of the unit, and so it is known.
#[test]
fn a_withheld_group_without_siblings_is_known_and_leaves_no_few() {
    assert_eq!(from_months_and_year(12_762_023_847_032_152_385), Vec::<String>::new());
}

proptest! {
    #![proptest_config(properties(300))]

    #[test]
    fn no_small_group_follows_from_the_means(seed in any::<u64>()) {
        let world = World::random(seed);
        let cube = published(&world, world.draft(&["climate"]));
        let means = means(&cube, "climate");
        for group in &means {
            prop_assert!(world.people[*group] >= 5);
        }
        let found = worked_out(&world, &[Table { people: world.people.clone(), shown: means, minimum: 5, secret: Vec::new(), secret_remainders: Vec::new() }], &[]);
        prop_assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn no_small_group_follows_from_the_distributions(seed in any::<u64>()) {
        let world = World::random(seed);
        let cube = published(&world, world.draft(&["climate"]));
        let distributions = distributions(&cube, "climate");
        for group in &distributions {
            prop_assert!(world.people[*group] >= 10);
        }
        let found = worked_out(&world, &[Table { people: world.people.clone(), shown: distributions, minimum: 10, secret: Vec::new(), secret_remainders: Vec::new() }], &[]);
        prop_assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn no_small_group_follows_from_months_and_year(seed in any::<u64>()) {
        let found = from_months_and_year(seed);
        prop_assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn no_dominated_group_is_shown_or_follows(seed in any::<u64>()) {
        let (world, table) = year_with_long_absences(seed);
        prop_assert!(!table.shown.iter().any(|group| table.secret.contains(group)));
        let found = worked_out(&world, &[table], &[]);
        prop_assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn no_small_group_follows_from_a_composite_and_its_parts(seed in any::<u64>()) {
        let world = World::random(seed);
        let mut dice = Dice::new(seed ^ 0x1234);
        let mut draft = world.draft(&["composite", "vigour"]);
        draft.scales[0] = scale_text("composite", &["vigour", "dedication"]);
        draft.scales.push(scale_text("dedication", &[]));
        // Some people skip one part, but stay in the composite.
        let fewer = fewer(&world, &mut dice);
        for (group, people) in fewer.iter().enumerate() {
            draft.scores.insert((scale_id("dedication"), GroupIndex::new(group)), finding(*people));
        }
        let cube = published(&world, draft);
        // Where the same people answered all three, the composite is the sum of its parts.
        let sums: Vec<Vec<(usize, usize, i128)>> = (0..world.people.len())
            .filter(|group| fewer[*group] == world.people[*group])
            .map(|group| vec![(0, group, 1), (1, group, -1), (2, group, -1)])
            .collect();
        let table = |people: &[u64], scale| Table { people: people.to_vec(), shown: means(&cube, scale), minimum: 5, secret: Vec::new(), secret_remainders: Vec::new() };
        let tables = [table(&world.people, "composite"), table(&world.people, "vigour"), table(&fewer, "dedication")];
        let found = worked_out(&world, &tables, &sums);
        prop_assert!(found.is_empty(), "{found:?}");
    }
}

/// The attack sees: when only the threshold is kept, it finds something in many worlds (not in those where everybody is hidden, or nobody has to be).
#[test]
fn a_threshold_alone_is_broken() {
    let worlds: Vec<World> = (0..200).map(World::random).collect();
    for minimum in [5, 10] {
        let broken = worlds.iter().filter(|world| {
            let shown = above_threshold(world, minimum);
            let table = Table {
                people: world.people.clone(),
                shown,
                minimum,
                secret: Vec::new(),
                secret_remainders: Vec::new(),
            };
            !worked_out(world, &[table], &[]).is_empty()
        });
        let broken = broken.count();
        assert!(broken * 3 > worlds.len(), "minimum {minimum}: only {broken} of {} worlds were broken", worlds.len());
    }
}

/// Protection is not bought by showing nothing.
#[test]
fn most_groups_above_the_threshold_are_shown() {
    let (mut kept, mut could) = (0, 0);
    for seed in 0..200 {
        let world = World::random(seed);
        kept += means(&published(&world, world.draft(&["climate"])), "climate").len();
        could += above_threshold(&world, 5).len();
    }
    assert!(kept * 2 > could, "{kept} of {could} groups are shown");
}

fn absence_finding(employee_months: u64, months: u32) -> AbsenceFinding {
    AbsenceFinding {
        months,
        employee_months,
        lost_self_certified: PersonDays::from_ten_thousandths(employee_months * 3_000),
        lost_certified: PersonDays::from_ten_thousandths(employee_months * 9_000),
        agreed: PersonDays::from_ten_thousandths(employee_months * 200_000),
        absent_at_least: None,
        largest: None,
        largest_beside_others: None,
    }
}

/// The same world with other numbers of people in its smallest cells, added up again.
fn moved(world: &World, dice: &mut Dice) -> Vec<u64> {
    rebuilt(world, |people| match dice.below(4) {
        0 => people + dice.below(20),
        1 => people / 2,
        _ => people,
    })
}

fn fewer(world: &World, dice: &mut Dice) -> Vec<u64> {
    rebuilt(world, |people| if people > 0 && dice.below(4) == 0 { people - 1 } else { people })
}

/// Changes the groups that have no parts, keeps every rest, and adds up from below.
fn rebuilt(world: &World, mut change: impl FnMut(u64) -> u64) -> Vec<u64> {
    // A leaf is a group that is no parent. In these worlds a unit's slices are its only full partition, so values flow from leaf slices
    // through slices to units; rests of slices stay as they were.
    let mut people = world.people.clone();
    let is_parent = |group: usize| world.families.iter().any(|family| family.parent.get() == group);
    let rest = |group: usize| {
        let family = world.families.iter().find(|family| family.parent.get() == group)?;
        Some(world.people[group] - family.members.iter().map(|member| world.people[member.get()]).sum::<u64>())
    };
    let rests: Vec<Option<u64>> = (0..people.len()).map(rest).collect();
    for (group, people) in people.iter_mut().enumerate() {
        if !is_parent(group) {
            *people = change(*people);
        }
    }
    // Slices lie after units and children after parents, so one pass from the end settles every sum.
    for group in (0..people.len()).rev() {
        let Some(family) = world.families.iter().find(|family| family.parent.get() == group) else { continue };
        let parts: u64 = family.members.iter().map(|member| people[member.get()]).sum();
        people[group] = parts + rests[group].unwrap();
    }
    people
}
