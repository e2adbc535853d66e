//! Intervals of the difference of two groups, when whole units belong to a group and persons of a unit resemble each
//! other.

use indices::aggregation::GroupMoments;
use indices::comparison::{ClusterCell, ClusterError, ClusteredMeans, welch};

use crate::draws::Draws;
use crate::population::{Population, moments_of};
use crate::share::Share;

/// Share of the tendency's variance between units.
const BETWEEN: f64 = 0.12;
/// How far apart the tendencies of the groups are.
const APART: f64 = 0.4;
const DRAWN: usize = 3_000;

/// Units in turn of the one group and the other, of 5 to 30 persons.
fn units(population: &Population, count: u32, draws: &mut Draws) -> Vec<ClusterCell> {
    let unit = |unit: u32| {
        let group = unit % 2;
        let size = 5 + u64::try_from(draws.below(26)).unwrap();
        let centre = if group == 0 { APART } else { 0.0 } + BETWEEN.sqrt() * draws.normal();
        ClusterCell { unit, group, moments: moments_of(&population.sums(size, centre, 1.0 - BETWEEN, draws)) }
    };
    (0..count).map(unit).collect()
}

fn group_of(cells: &[ClusterCell], group: u32) -> GroupMoments {
    let mut sum = GroupMoments { n: 0, sum: 0, squares: 0 };
    for cell in cells.iter().filter(|cell| cell.group == group) {
        sum.n += cell.moments.n;
        sum.sum += cell.moments.sum;
        sum.squares += cell.moments.squares;
    }
    sum
}

/// Scores are means of the items: the divisor is their number. What the groups differ by in truth is known by
/// integration over units and persons together.
#[test]
fn the_cluster_robust_interval_covers_and_the_one_that_ignores_units_does_not() {
    let population = Population::skewed();
    let items = u64::try_from(population.items()).unwrap();
    let truth = (population.moments(APART, 1.0).0 - population.moments(0.0, 1.0).0) / items as f64;
    for count in [10, 20, 60] {
        let mut draws = Draws(30 + u64::from(count));
        let (mut robust, mut ignoring) = (Share::default(), Share::default());
        for _ in 0..DRAWN {
            let cells = units(&population, count, &mut draws);
            let means = ClusteredMeans::of(&cells, items).unwrap();
            robust.add(means.difference(0, 1, ClusterError::Cr2).unwrap().estimate().interval(), truth);
            let plain = welch(&group_of(&cells, 0), &group_of(&cells, 1), items).unwrap();
            ignoring.add(plain.estimate().interval(), truth);
        }
        robust.judge(&format!("CR2, {count} units"));
        ignoring.within(&format!("Welch without units, {count} units"), 0.0..=0.85);
    }
}
