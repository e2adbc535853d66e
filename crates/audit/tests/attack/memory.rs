//! An attack that remembers earlier ones says what an attack from nothing says, whatever changed between the two.

use audit::{Cell, Known, Mark, Measure, Options, Release, State, attack, attack_again};

use crate::organisations::{Dice, Organisation, random, release, shown};

type Spot = (usize, String, String);

/// Means and favourable shares of every spot, shown where the list says so.
fn cells(mean: &Organisation, favourable: &Organisation, spots: &[Spot], shows: &[[bool; 2]]) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (measure, organisation) in [mean, favourable].into_iter().enumerate() {
        let name = ["climate", "climate.favourable"][measure];
        for (spot, shows) in spots.iter().zip(shows) {
            let (n, sum) = organisation.cell(spot.0, &spot.1, &spot.2);
            let mark = if n < 5 { Mark::TooFew } else { Mark::ProtectsAnother };
            cells.push(Cell {
                place: spot.0,
                former: spot.1.clone(),
                role: spot.2.clone(),
                measure: Measure { wave: "w".to_owned(), name: name.to_owned() },
                state: if shows[measure] { shown(n, sum) } else { State::Hidden(mark) },
            });
        }
    }
    cells
}

#[test]
fn what_is_remembered_changes_no_verdict() {
    let (mut found, mut clean) = (0, 0);
    for seed in 0..24 {
        let mut dice = Dice::new(seed + 77);
        let mean = random(seed, 5 + dice.below(14), seed % 4 == 0);
        let favourable = Organisation {
            tree: mean.tree.clone(),
            truth: mean.truth.iter().map(|(group, (n, sum))| (group.clone(), (*n, sum % (*n as i64 + 1)))).collect(),
        };
        let spots = mean.spots();
        let mut shows: Vec<[bool; 2]> =
            spots.iter().map(|(place, former, role)| [mean.cell(*place, former, role).0 >= 5; 2]).collect();
        let mut options = Options { head_counts: Some(mean.head_counts()), random: 200, ..Options::default() };
        let mut known = Known::default();
        for round in 0..8 {
            let file: Release = release("r.csv", mean.tree.clone(), cells(&mean, &favourable, &spots, &shows));
            let files = [file];
            let from_nothing = attack(&files, &options);
            assert_eq!(attack_again(&files, &options, &mut known), from_nothing, "organisation {seed}, round {round}");
            found += from_nothing.findings.len();
            clean += usize::from(from_nothing.is_clean());
            // Mostly cells of one measure are withheld, as a release is cured; now and then one comes back, or the attacker is another.
            let measure = dice.below(2);
            for _ in 0..=dice.below(1 + spots.len() / 2) {
                let spot = dice.below(spots.len());
                shows[spot][measure] = false;
            }
            match dice.below(8) {
                0 => {
                    let spot = dice.below(spots.len());
                    let (n, _) = mean.cell(spots[spot].0, &spots[spot].1, &spots[spot].2);
                    shows[spot][measure] = n >= 5;
                }
                1 => options.seed += 1,
                2 => options.minimum = Some(4 + dice.below(3) as u64),
                3 => options.head_counts = options.head_counts.is_none().then(|| mean.head_counts()),
                _ => {}
            }
        }
    }
    assert!(found > 100 && clean > 0, "verdicts of both kinds must be compared: {found} findings, {clean} clean");
}
