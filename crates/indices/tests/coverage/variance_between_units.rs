//! The profile interval of ICC(1).

use indices::multilevel::{Method, random_intercept};

use crate::draws::Draws;
use crate::population::{Population, moments_of};
use crate::share::Share;

/// Units of 5 to 40 persons, small ones more often than large ones.
#[test]
fn the_profile_interval_covers_icc1_of_skewed_answers_in_units_of_unlike_size() {
    let population = Population::skewed();
    let items = u64::try_from(population.items()).unwrap();
    for between in [0.05, 0.15] {
        let truth = population.icc1(between);
        for units in [20, 60, 150] {
            let mut draws = Draws(50 + units);
            let share = Share::of((0..2_500).map(|_| {
                let mut unit = || {
                    let size = 5 + draws.below(6) + draws.below(6) * draws.below(6);
                    let centre = between.sqrt() * draws.normal();
                    let size = u64::try_from(size).unwrap();
                    moments_of(&population.sums(size, centre, 1.0 - between, &mut draws))
                };
                let moments: Vec<_> = (0..units).map(|_| unit()).collect();
                (random_intercept(&moments, items, Method::Reml).unwrap().icc1().interval(), truth)
            }));
            share.judge(&format!("ICC(1) {truth:.3}, {units} units"));
        }
    }
}
