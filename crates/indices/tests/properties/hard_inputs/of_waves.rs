//! Statistics that look at units in several waves: changes, models of waves, differences in differences.

use std::collections::{BTreeMap, BTreeSet};

use indices::Why;
use indices::aggregation::GroupMoments;
use indices::comparison::score_histogram;
use indices::trend::{
    Change, Comparison, Counting, TwoByTwo, UnitWave, change, difference_in_differences,
    difference_in_differences_of_units, staggered_effects, trend_model, two_way_fixed_effects,
};

use super::found::Found;
use super::of_units::Scored;

pub(super) fn all(scored: &Scored, found: &mut Found) {
    let cells = waves(scored);
    let treated: BTreeSet<usize> = (0..scored.groups.len()).filter(|unit| scored.groups[*unit] == 1).collect();
    found.topic("trend", |found| {
        for counting in [Counting::Persons, Counting::Units] {
            for (from, to) in [(0, 1), (0, 2), (0, 3), (0, 9)] {
                perhaps_change("change", change(&cells, scored.divisor, from, to, counting), found);
            }
        }
        found.result("model of waves", trend_model(&cells, scored.divisor), |found, model| {
            found.numbers("variances", &[model.between_units, model.between_waves_of_a_unit, model.within]);
            found.number("log likelihood of waves", model.log_likelihood);
            perhaps_change("change of the model", model.change(0, 3), found);
            of_change("slope", found, model.slope());
        });
        found.result("two by two", TwoByTwo::of_units(&cells, &treated, 2), |found, table| {
            found.result(
                "difference in differences",
                difference_in_differences(&table, scored.divisor),
                |found, did| {
                    for coefficient in did.classical.iter().chain(&did.robust) {
                        found.numbers("coefficient", &[coefficient.estimate, coefficient.standard_error]);
                    }
                },
            );
        });
        let of_units = difference_in_differences_of_units(&cells, scored.divisor, &treated, 2);
        perhaps_change("difference in differences of units", of_units, found);
    });
    let adoption: BTreeMap<usize, usize> = treated.iter().map(|unit| (*unit, 2)).collect();
    found.topic("two-way", |found| {
        perhaps_change("two-way", two_way_fixed_effects(&cells, scored.divisor, &adoption), found);
    });
    found.topic("staggered", |found| {
        for against in [Comparison::NeverTreated, Comparison::NotYetTreated] {
            found.result(
                "staggered",
                staggered_effects(&cells, scored.divisor, &adoption, against),
                |found, effects| {
                    perhaps_change("overall effect", effects.overall(), found);
                    perhaps_change("effect of a cohort", effects.of_cohort(2), found);
                    for time in effects.event_times() {
                        perhaps_change("effect by time", effects.at_event_time(time), found);
                    }
                    found.result("before treatment", effects.pre_trends(), |found, test| {
                        found.numbers("before treatment", &[test.chi_square, test.p]);
                    });
                    found.result("uniform band", effects.uniform_band(50, 1), |found, band| {
                        band.into_values().for_each(|interval| found.interval("uniform band", Some(interval)));
                    });
                },
            );
        }
    });
}

fn of_change(what: &str, found: &mut Found, change: Change) {
    found.numbers(what, &[change.value, change.standard_error]);
    found.perhaps(&format!("{what}, freedom"), change.freedom);
    found.perhaps(&format!("{what}, p"), change.p());
    found.interval(what, change.interval());
}

fn perhaps_change(what: &str, change: Result<Change, Why>, found: &mut Found) {
    found.result(what, change, |found, change| of_change(what, found, change));
}

/// Four waves: the scores, turned round, moved by the group, and without the first half of them.
fn waves(scored: &Scored) -> Vec<UnitWave> {
    let mut cells = Vec::new();
    for (unit, (counts, group)) in scored.counts.iter().zip(&scored.groups).enumerate() {
        let mut wave = |wave, persons: &dyn Fn(u64) -> u64, score: &dyn Fn(i128) -> i128| {
            let mut scores = GroupMoments { n: 0, sum: 0, squares: 0 };
            for (own, count) in score_histogram(counts) {
                scores.n += persons(count);
                scores.sum += i128::from(persons(count)) * score(own);
                scores.squares += i128::from(persons(count)) * score(own) * score(own);
            }
            cells.push(UnitWave { unit, wave, scores });
        };
        let top = 6 * i128::from(scored.divisor);
        wave(0, &|count| count, &|score| score);
        wave(1, &|count| count, &|score| top - score);
        wave(2, &|count| count, &|score| score + i128::from(*group));
        wave(3, &|count| count / 2, &|score| score);
    }
    cells
}
