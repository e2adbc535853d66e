//! Small organisations looked at from every side: exact fractions, every combination, and nothing that could be given back.

use disclosure::protection::{Cell, Decision, Partition, ReleasedRow, Request, Sensitive};

use crate::exact::{Exact, people, public};
use crate::municipality::{Dice, Settings, request};

/// A small organisation; in half of them some cells are sensitive, need more people or are public already.
fn small(seed: u64) -> Request {
    let mut dice = Dice::new(seed ^ 0xABCD);
    let mut settings = Settings::small(&mut dice);
    settings.minimum = [5, 5, 5, 3, 4][dice.below(5)];
    let mut request = request(settings, seed);
    if dice.is_under(50) {
        for cell in &mut request.cells {
            cell.minimum += if dice.is_under(20) { 5 } else { 0 };
        }
        for (name, cell) in request.cells.iter().enumerate().filter(|_| dice.is_under(5)) {
            request.sensitive.push(Sensitive { name: name.to_string(), groups: cell.groups.clone() });
        }
    }
    request
}

#[test]
fn nothing_about_few_people_follows_with_any_coefficients() {
    let mut looked_at = 0;
    for seed in 0..400 {
        let request = small(seed);
        let plan = request.plan().unwrap();
        let exact = Exact::of(public(&request, &plan), request.people.len());
        assert_eq!(exact.few_people(&request.people, request.minimum), None, "organisation {seed}");
        for (cell, decision) in request.cells.iter().zip(plan.decisions()) {
            let size = people(&request, &cell.groups);
            let is_few = size > 0 && size < cell.minimum;
            assert!(!(is_few && exact.knows_sum(&cell.groups)), "organisation {seed}: {} is few", cell.key);
            assert!(!is_few || *decision == Decision::Primary, "organisation {seed}: {}", cell.key);
            looked_at += usize::from(is_few);
        }
        for set in &request.sensitive {
            let is_known = exact.knows_sum(&set.groups) && !set.groups.is_empty();
            assert!(!is_known, "organisation {seed}: sensitive {} follows", set.name);
        }
    }
    assert!(looked_at > 4_000, "only {looked_at} cells of few people");
}

#[test]
fn the_attack_finds_something_where_only_small_cells_are_withheld() {
    let mut broken = 0;
    for seed in 0..200 {
        let request = small(seed);
        let large = request.cells.iter().filter(|cell| people(&request, &cell.groups) >= request.minimum);
        let exact = Exact::of(large.map(|cell| &cell.groups), request.people.len());
        broken += usize::from(exact.few_people(&request.people, request.minimum).is_some());
    }
    assert!(broken > 150, "the attack breaks {broken} of 200 unprotected organisations");
}

#[test]
fn no_sum_of_published_numbers_with_plus_and_minus_is_about_few_people() {
    let mut combined = 0_u64;
    for seed in 0..400 {
        let request = small(seed);
        let plan = request.plan().unwrap();
        let rows = public(&request, &plan);
        if rows.len() > 10 {
            continue;
        }
        for code in 0..3_u64.pow(u32::try_from(rows.len()).unwrap()) {
            let mut sum = vec![0_i64; request.people.len()];
            let mut digits = code;
            for row in &rows {
                let sign = i64::try_from(digits % 3).unwrap() - 1;
                digits /= 3;
                row.iter().for_each(|group| sum[*group] += sign);
            }
            let touched: u64 = sum.iter().zip(&request.people).filter(|(sum, _)| **sum != 0).map(|(_, n)| n).sum();
            assert!(touched == 0 || touched >= request.minimum, "organisation {seed}: {sum:?}");
            combined += 1;
        }
    }
    assert!(combined > 200_000, "only {combined} combinations");
}

#[test]
fn no_withheld_cell_could_be_given_back() {
    let mut tried = 0;
    for seed in 0..150 {
        let request = small(seed);
        let plan = request.plan().unwrap();
        // A remainder that was small in an earlier round may no longer be one.
        for (cell, decision) in request.cells.iter().zip(plan.decisions()).filter(|_| plan.rounds() == 1) {
            if *decision != Decision::Secondary {
                continue;
            }
            let mut rows = public(&request, &plan);
            rows.push(&cell.groups);
            let exact = Exact::of(rows, request.people.len());
            let few = request.cells.iter().filter(|cell| people(&request, &cell.groups) < cell.minimum);
            let mut hidden = few.map(|cell| &cell.groups).chain(request.sensitive.iter().map(|set| &set.groups));
            let follows = hidden.any(|set| people(&request, set) > 0 && exact.knows_sum(set))
                || exact.few_people(&request.people, request.minimum).is_some();
            assert!(follows, "organisation {seed}: {} is withheld for nothing", cell.key);
            tried += 1;
        }
    }
    assert!(tried > 500, "only {tried} withheld cells");
}

#[test]
fn the_order_in_which_things_are_named_does_not_matter() {
    for seed in 0..200 {
        let request = small(seed);
        let plan = request.plan().unwrap();
        let mut dice = Dice::new(seed);
        let mut groups: Vec<usize> = (0..request.people.len()).collect();
        dice.shuffle(&mut groups);
        let mut cells: Vec<usize> = (0..request.cells.len()).collect();
        dice.shuffle(&mut cells);
        // Position `new` of the other request holds what stands at `groups[new]` and `cells[new]` of this one.
        let place = |of: &[usize], old: usize| of.iter().position(|found| *found == old).unwrap();
        let mut moved = |set: &[usize]| {
            let mut moved: Vec<usize> = set.iter().map(|old| place(&groups, *old)).collect();
            dice.shuffle(&mut moved);
            moved
        };
        let other = Request {
            minimum: request.minimum,
            people: groups.iter().map(|old| request.people[*old]).collect(),
            cells: cells
                .iter()
                .map(|old| Cell { groups: moved(&request.cells[*old].groups), ..request.cells[*old].clone() })
                .collect(),
            partitions: request
                .partitions
                .iter()
                .rev()
                .map(|partition| Partition {
                    parent: place(&cells, partition.parent),
                    members: partition.members.iter().rev().map(|old| place(&cells, *old)).collect(),
                })
                .collect(),
            sensitive: request
                .sensitive
                .iter()
                .rev()
                .map(|set| Sensitive { name: set.name.clone(), groups: moved(&set.groups) })
                .collect(),
            released: Vec::new(),
        };
        let found = other.plan().unwrap();
        let expected: Vec<Decision> = cells.iter().map(|old| plan.decisions()[*old]).collect();
        assert_eq!(found.decisions(), expected, "organisation {seed}");
        assert_eq!(found.classes(), plan.classes(), "organisation {seed}");
    }
}

#[test]
fn what_was_released_before_counts_as_published() {
    let (mut kept, mut refused) = (0, 0);
    for seed in 0..200 {
        let mut request = small(seed);
        let mut dice = Dice::new(seed);
        for row in 0..2 {
            let groups: Vec<usize> = (0..request.people.len()).filter(|_| dice.is_under(50)).collect();
            request.released.push(ReleasedRow { key: format!("row {row}"), groups });
        }
        let ledger = Exact::of(request.released.iter().map(|row| &row.groups), request.people.len());
        let few = ledger.few_people(&request.people, request.minimum);
        let own = request.cells.iter().filter(|cell| people(&request, &cell.groups) < cell.minimum);
        let mut hidden = own.map(|cell| &cell.groups).chain(request.sensitive.iter().map(|set| &set.groups));
        let reveals = few.is_some() || hidden.any(|set| people(&request, set) > 0 && ledger.knows_sum(set));
        match request.plan() {
            Ok(plan) => {
                assert!(!reveals, "organisation {seed}: the ledger gives {few:?} away");
                let exact = Exact::of(public(&request, &plan), request.people.len());
                assert_eq!(exact.few_people(&request.people, request.minimum), None, "organisation {seed}");
                kept += 1;
            }
            Err(error) => {
                assert!(reveals, "organisation {seed}: {error}");
                assert!(error.to_string().contains("row "), "{error}");
                refused += 1;
            }
        }
    }
    assert!(kept > 50 && refused > 20, "{kept} plans, {refused} refusals");
}

#[test]
fn ten_people_are_protected_as_far_as_four_groups_and_remainders_go() {
    for seed in 0..150 {
        let mut request = small(seed);
        request.minimum = 10;
        request.cells.iter_mut().for_each(|cell| cell.minimum = 10);
        let plan = request.plan().unwrap();
        let shown = |cell: usize| plan.decisions()[cell] == Decision::Published;
        let exact = Exact::of(public(&request, &plan), request.people.len());
        for (cell, _) in request.cells.iter().zip(plan.decisions()) {
            let size = people(&request, &cell.groups);
            assert!(size == 0 || size >= 10 || !exact.knows_sum(&cell.groups), "organisation {seed}: {}", cell.key);
        }
        for partition in request.partitions.iter().filter(|partition| shown(partition.parent)) {
            let whole = people(&request, &request.cells[partition.parent].groups);
            let members = partition.members.iter().filter(|member| shown(**member));
            let rest = whole - members.map(|member| people(&request, &request.cells[*member].groups)).sum::<u64>();
            assert!(!(1..10).contains(&rest), "organisation {seed}: {rest} people left");
        }
        let groups = request.people.len();
        for (a, b) in (0..groups).flat_map(|a| (0..=a).map(move |b| (a, b))) {
            let set: Vec<usize> = if a == b { vec![a] } else { vec![b, a] };
            let is_few = people(&request, &set) < 10;
            assert!(!is_few || !exact.knows_something_of(&set), "organisation {seed}: groups {set:?}");
        }
    }
}

#[test]
fn tables_planned_together_show_the_same_cells_and_each_is_safe() {
    let (mut shared, mut given_up, mut hidden) = (0, 0, 0);
    for seed in 0..120 {
        let first = small(seed);
        // The same cells, of whom some people skipped a scale.
        let mut dice = Dice::new(seed);
        let mut second = first.clone();
        second.people.iter_mut().for_each(|people| *people -= (dice.below(3) as u64).min(*people));
        let tables = [first, second];
        let plans = Request::plan_together(&tables).unwrap();
        for (table, plan) in tables.iter().zip(&plans) {
            let few = table.people.iter().zip(0..).filter(|(people, _)| **people > 0).map(|(_, group)| group);
            let filled: Vec<usize> = few.collect();
            let rows: Vec<Vec<usize>> = public(table, plan)
                .into_iter()
                .map(|row| row.iter().filter_map(|group| filled.binary_search(group).ok()).collect())
                .collect();
            let counts: Vec<u64> = filled.iter().map(|group| table.people[*group]).collect();
            let exact = Exact::of(&rows, filled.len());
            assert_eq!(exact.few_people(&counts, table.minimum), None, "organisation {seed}");
            for (cell, decision) in table.cells.iter().zip(plan.decisions()) {
                let held = cell.groups.iter().filter_map(|group| filled.binary_search(group).ok());
                let mut held: Vec<usize> = held.collect();
                held.sort_unstable();
                let is_known = !held.is_empty() && exact.knows_sum(&held);
                let is_shown = *decision == Decision::Published;
                assert_eq!(is_known, is_shown, "organisation {seed}: cell {} is {decision:?}", cell.key);
                hidden += usize::from(!is_shown);
            }
            let alone = table.plan().unwrap();
            let is_given_up = |(alone, together): (&Decision, &Decision)| alone != together;
            given_up += alone.decisions().iter().zip(plan.decisions()).filter(|pair| is_given_up(*pair)).count();
            let published = plan.decisions().iter().filter(|decision| **decision == Decision::Published).count();
            assert_eq!(plan.classes().values().map(|class| class.published).sum::<usize>(), published);
        }
        for (cell, (one, other)) in plans[0].decisions().iter().zip(plans[1].decisions()).enumerate() {
            let is_empty = *one == Decision::Empty || *other == Decision::Empty;
            let same = (*one == Decision::Published) == (*other == Decision::Published);
            assert!(is_empty || same, "organisation {seed}: cell {cell} is {one:?} and {other:?}");
            shared += usize::from(*one == Decision::Published && *other == Decision::Published);
        }
    }
    assert!(shared > 500 && given_up > 100, "{shared} cells shown, {given_up} decided otherwise");
    assert!(hidden > 500, "{hidden} cells are hidden");
}
