//! Sets of a few people that add up to nothing in particular: words appear where no tree of units would bring them, with coefficients of any size.

use disclosure::protection::{Cell, Class, Decision, Plan, Request};

use crate::exact::{Exact, people, public};
use crate::municipality::Dice;

/// Eight to thirteen inner groups, most of one to three people, and twice as many random sets of them: thin ones and thick ones.
fn sets(seed: u64) -> Request {
    let mut dice = Dice::new(seed ^ 0x5E75);
    let groups = 8 + dice.below(6);
    let large = dice.below(4);
    let most = 1 + dice.below(3);
    let size = |group: usize, dice: &mut Dice| if group < large { 5 + dice.below(9) } else { 1 + dice.below(most) };
    let people: Vec<u64> = (0..groups).map(|group| size(group, &mut dice) as u64).collect();
    let density = 25 + dice.below(50);
    let mut cells = Vec::new();
    for number in 0..2 * groups {
        let groups = (0..groups).filter(|_| dice.is_under(density)).collect();
        cells.push(Cell { key: format!("{number:02}"), class: Class::Tree, minimum: 5, groups });
    }
    Request { minimum: 5, people, cells, partitions: Vec::new(), sensitive: Vec::new(), released: Vec::new() }
}

/// Chains: each set shares some groups with the next, so that a word comes of many rows.
fn chains(seed: u64) -> Request {
    let mut dice = Dice::new(seed ^ 0xC4A1);
    let mut request = sets(seed);
    let groups = request.people.len();
    for (number, cell) in request.cells.iter_mut().enumerate() {
        let (from, length) = (number % groups, 2 + dice.below(5));
        let odd = dice.below(groups);
        let mut held: Vec<usize> = (from..from + length).map(|group| group % groups).chain([odd]).collect();
        held.sort_unstable();
        held.dedup();
        cell.groups = held;
    }
    request
}

fn requests() -> impl Iterator<Item = (String, Request)> {
    let seeds = 0..150;
    let sets = seeds.clone().map(|seed| (format!("sets {seed}"), sets(seed)));
    sets.chain(seeds.map(|seed| (format!("chains {seed}"), chains(seed))))
}

/// Whether these rows tell something of fewer people than the minimum, or a sum that is hidden for itself.
fn reveals(request: &Request, rows: Vec<&Vec<usize>>) -> bool {
    let exact = Exact::of(rows, request.people.len());
    let few = request.cells.iter().filter(|cell| people(request, &cell.groups) < cell.minimum);
    let mut hidden = few.map(|cell| &cell.groups).chain(request.sensitive.iter().map(|set| &set.groups));
    exact.few_people(&request.people, request.minimum).is_some()
        || hidden.any(|set| people(request, set) > 0 && exact.knows_sum(set))
}

/// Nothing follows, and nothing is withheld that could be shown beside the rest.
fn is_exact(name: &str, request: &Request, plan: &Plan) -> usize {
    assert!(!reveals(request, public(request, plan)), "{name}");
    let mut secondary = 0;
    for (cell, decision) in request.cells.iter().zip(plan.decisions()) {
        if *decision == Decision::Secondary {
            let mut rows = public(request, plan);
            rows.push(&cell.groups);
            assert!(reveals(request, rows), "{name}: {} is withheld for nothing", cell.key);
            secondary += 1;
        }
    }
    secondary
}

#[test]
fn what_is_withheld_is_what_must_be() {
    let mut withheld = 0;
    for (name, request) in requests() {
        withheld += is_exact(&name, &request, &request.plan().unwrap());
    }
    assert!(withheld > 1_500, "only {withheld} cells were withheld for others");
}
