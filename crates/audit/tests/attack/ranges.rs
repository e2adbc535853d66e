//! Ranges against an oracle that knows no linear programme: every way the people can have answered, one after the other.

use audit::{HeadCounts, Known, Level, Mark, Options, State, Tree, WHOLE, attack, attack_again, ranges_again};

use crate::organisations::{Dice, cell, place, release, shown};

/// Every sum of units that agrees with the printed sums of places.
fn possible(people: [i64; 4], printed: &[(usize, i64)], places: &[Vec<usize>]) -> Vec<[i64; 4]> {
    let mut found = Vec::new();
    let sums = |unit: usize| people[unit]..=5 * people[unit];
    for a in sums(0) {
        for b in sums(1) {
            for c in sums(2) {
                for d in sums(3) {
                    let all = [a, b, c, d];
                    let agrees =
                        |&(place, sum): &(usize, i64)| places[place].iter().map(|&unit| all[unit]).sum::<i64>() == sum;
                    if printed.iter().all(agrees) {
                        found.push(all);
                    }
                }
            }
        }
    }
    found
}

#[test]
fn a_range_is_what_trying_every_answer_gives() {
    let (mut narrow, mut wide, mut known) = (0, 0, Known::default());
    for seed in 0..150 {
        let mut dice = Dice::new(seed);
        let high = seed % 2 == 0;
        let people: [i64; 4] = std::array::from_fn(|_| 1 + dice.below(3) as i64);
        let truth: [i64; 4] = std::array::from_fn(|unit| {
            let answer = |dice: &mut Dice| if high { 4 + dice.below(2) as i64 } else { 1 + dice.below(5) as i64 };
            (0..people[unit]).map(|_| answer(&mut dice)).sum()
        });
        let places = vec![
            place("top", None),
            place("g", Some(0)),
            place("h", Some(0)),
            place("a", Some(1)),
            place("b", Some(1)),
            place("c", Some(2)),
            place("d", Some(2)),
        ];
        let within: Vec<Vec<usize>> =
            vec![vec![0, 1, 2, 3], vec![0, 1], vec![2, 3], vec![0], vec![1], vec![2], vec![3]];
        let of = |place: usize, values: [i64; 4]| within[place].iter().map(|&unit| values[unit]).sum::<i64>();
        let is_shown = |place: usize| of(place, people) >= 5;
        let printed: Vec<(usize, i64)> =
            (0..7).filter(|&place| is_shown(place)).map(|place| (place, of(place, truth))).collect();
        if printed.is_empty() {
            continue;
        }
        let cells = (0..7).map(|place| {
            let state = if is_shown(place) {
                shown(of(place, people) as u64, of(place, truth))
            } else {
                State::Hidden(Mark::TooFew)
            };
            cell(place, WHOLE, WHOLE, state)
        });
        let file = release("r.csv", Tree::new(places).unwrap(), cells.collect());
        let head_counts = ["a", "b", "c", "d"]
            .iter()
            .zip(people)
            .map(|(unit, n)| ((*unit).to_owned(), WHOLE.to_owned(), WHOLE.to_owned(), n as u64));
        let options = Options {
            head_counts: Some(HeadCounts::from_rows(head_counts.collect())),
            random: 100,
            ..Options::default()
        };
        let verdict = attack(std::slice::from_ref(&file), &options);
        // What other attacks worked out changes nothing, and neither does what this one did.
        for _ in 0..2 {
            // In between only ranges are asked for: those of the verdict, and of what it found exactly.
            let ranges = ranges_again(std::slice::from_ref(&file), &options, &mut known);
            let told = verdict.findings.iter().filter(|finding| finding.is_range());
            assert!(told.clone().all(|finding| ranges.contains(finding)), "seed {seed}");
            let exact = verdict.count(Level::Exact) > 0;
            assert!(exact || ranges.len() == told.count(), "seed {seed}: {ranges:?}");
            assert_eq!(attack_again(std::slice::from_ref(&file), &options, &mut known), verdict, "seed {seed}");
        }
        let possible = possible(people, &printed, &within);
        for place in (0..7).filter(|&place| !is_shown(place)) {
            let sums: Vec<i64> = possible.iter().map(|&sums| of(place, sums)).collect();
            let n = of(place, people) as f64;
            let (low, most) = (*sums.iter().min().unwrap() as f64 / n, *sums.iter().max().unwrap() as f64 / n);
            let id = &file.tree.places()[place].id;
            let about = |finding: &&audit::Finding| finding.is_hidden_cell && finding.target[0].id == *id;
            let level = |level: Level| verdict.findings.iter().filter(about).find(|finding| finding.level == level);
            let told = format!("seed {seed}, {id}: {low}..{most} of {n}, {:?}", verdict.findings);
            if level(Level::Exact).is_some() {
                assert!(most - low < 1e-9, "{told}");
            } else if let Some(finding) = level(Level::Interval) {
                let range = finding.recovered().unwrap();
                assert!((range.low - low).abs() < 1e-5 && (range.high - most).abs() < 1e-5, "{told}");
                assert!(most - low < 1.0, "{told}");
                narrow += 1;
            } else {
                assert!(most - low >= 1.0, "{told}");
                wide += 1;
            }
        }
    }
    assert!(narrow > 20 && wide > 20, "both answers must be tried: {narrow} narrow, {wide} wide");
}
