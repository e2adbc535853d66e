//! Gaps between origins: second ways to the same number, symmetries, and the reasons for having none.

use indices::Why;
use indices::aggregation::GroupMoments;
use indices::comparison::{ClusterCell, ClusterError, ClusteredMeans};
use indices::convergence::{Drift, OriginCell, adjusted_gaps, course};
use proptest::prelude::*;

use crate::drawing::{close, group_moments as moments};

/// Units of persons of one origin each, three origins in turn, so that each has at least three units.
fn units() -> impl Strategy<Value = Vec<Vec<i64>>> {
    prop::collection::vec(prop::collection::vec(1_i64..=5, 1..=6), 9..=15)
}

fn cells(units: &[Vec<i64>]) -> Vec<OriginCell> {
    let cell = |(unit, scores): (usize, &Vec<i64>)| OriginCell {
        unit: u32::try_from(unit).unwrap(),
        origin: unit % 3,
        service: 0,
        scores: moments(scores),
    };
    units.iter().enumerate().map(cell).collect()
}

proptest! {
    /// Without services the gaps are the differences of clustered means.
    #[test]
    fn gaps_in_one_service_are_differences_of_clustered_means(units in units()) {
        let Ok(gaps) = adjusted_gaps(&cells(&units), 3, 1) else { return Ok(()) };
        let clustered: Vec<ClusterCell> = cells(&units).iter().map(|cell| ClusterCell {
            unit: cell.unit,
            group: u32::try_from(cell.origin).unwrap(),
            moments: cell.scores,
        }).collect();
        let means = ClusteredMeans::of(&clustered, 1).unwrap();
        let mut largest = 0.0_f64;
        for (first, second) in [(0, 1), (0, 2), (1, 2), (2, 0)] {
            let ours = gaps.gap(first, second).unwrap();
            let theirs = means.difference(u32::try_from(first).unwrap(), u32::try_from(second).unwrap(), ClusterError::Cr2).unwrap();
            let value = theirs.estimate().value().unwrap();
            prop_assert!(close(ours.estimate().value().unwrap(), value));
            prop_assert!(close(ours.standard_error(), theirs.standard_error()) && close(ours.freedom(), theirs.freedom()));
            largest = largest.max(value.abs());
        }
        let found = gaps.largest_gap().unwrap();
        prop_assert!(close(found.value, largest));
        prop_assert!(found.interval.low <= found.value && found.value <= found.interval.high);
    }

    /// θ by its definition: the weighted variance of three means less what their standard errors would give.
    #[test]
    fn the_variance_between_origins_is_that_of_its_means_less_chance(units in units(), weights in prop::array::uniform3(0.1_f64..1.0)) {
        let Ok(gaps) = adjusted_gaps(&cells(&units), 3, 1) else { return Ok(()) };
        let total: f64 = weights.iter().sum();
        let gap = |a: usize, b: usize| gaps.gap(a, b).unwrap();
        // Σ over pairs of w w′ (b − b′)² is the weighted variance, and the same of the squared errors is tr(QV).
        let pairs = [(0, 1), (0, 2), (1, 2)];
        let over = |of: &dyn Fn(usize, usize) -> f64| -> f64 {
            pairs.iter().map(|(a, b)| weights[*a] * weights[*b] / total.powi(2) * of(*a, *b)).sum()
        };
        let raw = over(&|a, b| gap(a, b).estimate().value().unwrap().powi(2));
        let chance = over(&|a, b| gap(a, b).standard_error().powi(2));
        let found = gaps.between(&weights).unwrap();
        prop_assert!((found.variance - (raw - chance)).abs() < 1e-9 * (raw + chance));
        let interval = found.interval.unwrap();
        prop_assert!(interval.low <= found.share && found.share <= interval.high && found.standard_error > 0.0);
    }

    /// Whatever is answered, a wave and its own copy have not moved, and turning time round turns the verdict round.
    #[test]
    fn a_course_is_the_opposite_the_other_way_round(then in units(), now in units()) {
        let (Ok(first), Ok(last)) = (adjusted_gaps(&cells(&then), 3, 1), adjusted_gaps(&cells(&now), 3, 1)) else { return Ok(()) };
        let weights = [0.64, 0.25, 0.11];
        let Ok(forth) = course(&first, &last, &weights, 0.1) else { return Ok(()) };
        let back = course(&last, &first, &weights, 0.1).unwrap();
        let opposite = match forth.drift {
            Drift::Converging => Drift::DriftingApart,
            Drift::DriftingApart => Drift::Converging,
            other => other,
        };
        prop_assert_eq!(back.drift, opposite);
        prop_assert!(close(back.change, -forth.change) && close(back.gap_change_at_most, forth.gap_change_at_most));
        let still = course(&first, &first, &weights, 0.1).unwrap();
        prop_assert_eq!(still.drift, Drift::StandingStill);
        prop_assert!(still.gap_change_at_most < 1e-9 && still.change == 0.0);
    }

    /// Units, cells and services may come in any order and under any names.
    #[test]
    fn order_and_names_do_not_matter(units in units(), seed in any::<u64>()) {
        let mut cells = cells(&units);
        for (position, cell) in cells.iter_mut().enumerate() {
            cell.service = u32::try_from(position / 3 % 2).unwrap();
        }
        let Ok(gaps) = adjusted_gaps(&cells, 3, 1) else { return Ok(()) };
        cells.sort_by_key(|cell| (u64::from(cell.unit) + 1).wrapping_mul(seed | 1));
        for cell in &mut cells {
            cell.unit = 1000 - cell.unit;
            cell.service = 7 - cell.service;
        }
        let again = adjusted_gaps(&cells, 3, 1).unwrap();
        for (first, second) in [(0, 1), (0, 2), (1, 2)] {
            let (one, other) = (gaps.gap(first, second).unwrap(), again.gap(first, second).unwrap());
            prop_assert!(close(one.estimate().value().unwrap() + 10.0, other.estimate().value().unwrap() + 10.0));
            prop_assert!(close(one.standard_error(), other.standard_error()));
        }
    }
}

#[test]
fn what_cannot_be_compared_says_why() {
    let cell = |unit, origin, y: i128| OriginCell {
        unit,
        origin,
        service: 0,
        scores: GroupMoments { n: 2, sum: 2 * y, squares: 2 * y * y + 2 },
    };
    assert_eq!(adjusted_gaps(&[], 2, 1), Err(Why::NoAnswers));
    assert_eq!(adjusted_gaps(&[cell(0, 0, 3)], 1, 1), Err(Why::SingleGroup));
    assert_eq!(adjusted_gaps(&[cell(0, 0, 3), cell(1, 0, 4)], 2, 1), Err(Why::EmptyCell));
    assert_eq!(adjusted_gaps(&[cell(0, 0, 3), cell(1, 5, 4)], 2, 1), Err(Why::OutsideDomain));
    let alone = [cell(0, 0, 3), cell(1, 0, 4), cell(2, 1, 5)];
    assert_eq!(adjusted_gaps(&alone, 2, 1), Err(Why::SingleUnit), "an origin in one unit is not told from it");
    let sound = adjusted_gaps(&[cell(0, 0, 3), cell(1, 0, 4), cell(2, 1, 5), cell(3, 1, 4)], 2, 1).unwrap();
    assert_eq!(sound.between(&[1.0]), Err(Why::OutsideDomain));
    assert_eq!(sound.between(&[1.0, -1.0]), Err(Why::OutsideDomain));
    assert_eq!(course(&sound, &sound, &[1.0, 1.0], 0.0), Err(Why::OutsideDomain));
    assert!(sound.gap(0, 0).is_err() && sound.gap(0, 2).is_err());
}
