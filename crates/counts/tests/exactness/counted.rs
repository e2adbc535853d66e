//! Counts that come in one by one are taken only where they are those of answers there could be.

use crate::naive::{answers, counted, shapes};
use counts::{CountedError, Counter, Gathering, ScaleCounts, ScaleShape};
use proptest::prelude::*;
use survey::{MissingRule, Points};

fn gathered(
    shape: &ScaleShape,
    counters: impl IntoIterator<Item = (Counter, u64)>,
) -> Result<ScaleCounts, CountedError> {
    let mut gathering = Gathering::new(shape);
    for (counter, value) in counters {
        gathering.put(counter, value)?;
    }
    gathering.finish()
}

proptest! {
    #[test]
    fn counts_taken_apart_are_the_same_when_put_together(
        (shape, rows) in shapes().prop_flat_map(|shape| (Just(shape.clone()), answers(&shape, 25))),
    ) {
        let counts = counted(&shape, &rows);
        let mut apart: Vec<(Counter, u64)> = counts.counters_by_name().collect();
        apart.reverse();
        prop_assert!(gathered(&shape, apart).unwrap() == counts);
    }

    #[test]
    fn one_counter_that_is_larger_than_it_was_is_noticed(
        (shape, rows) in shapes().prop_flat_map(|shape| (Just(shape.clone()), answers(&shape, 25))),
        which in any::<prop::sample::Index>(),
        more in 1_u64..1000,
    ) {
        let counts = counted(&shape, &rows);
        let mut apart: Vec<(Counter, u64)> = counts.counters_by_name().collect();
        prop_assume!(!apart.is_empty());
        let at = which.index(apart.len());
        // A code of nought adds nothing to any sum, but one answer more to an item.
        apart[at].1 += more;
        prop_assert!(gathered(&shape, apart).is_err());
    }
}

fn shape() -> ScaleShape {
    ScaleShape::new(Points::new(1, 5).unwrap(), vec![false, true, false], MissingRule::AtLeast(2)).unwrap()
}

#[test]
fn counters_that_the_scale_does_not_have_are_named() {
    let not = |counter| assert_eq!(gathered(&shape(), [(counter, 1)]), Err(CountedError::NoSuchCounter(counter)));
    not(Counter::Score { answered: 1, sum: 3 });
    not(Counter::Score { answered: 4, sum: 8 });
    not(Counter::Score { answered: 2, sum: 1 });
    not(Counter::Score { answered: 2, sum: 11 });
    not(Counter::Score { answered: 3, sum: u16::MAX });
    not(Counter::Answer { item: 3, code: 1 });
    not(Counter::Answer { item: 0, code: 0 });
    not(Counter::Answer { item: 0, code: 6 });
    not(Counter::Sum { item: 3 });
    not(Counter::Product { item: 1, other: 0 });
    not(Counter::Product { item: 0, other: 3 });
    not(Counter::Product { item: u8::MAX, other: u8::MAX });
}

#[test]
fn twice_and_too_many_are_noticed_and_nothing_is_nothing() {
    let score = Counter::Score { answered: 2, sum: 4 };
    assert_eq!(gathered(&shape(), [(score, 1), (score, 1)]), Err(CountedError::Twice(score)));
    assert_eq!(gathered(&shape(), [(score, u64::MAX)]), Err(CountedError::TooMany(score)));
    let full = [(score, counts::MAX_PERSONS), (Counter::Score { answered: 2, sum: 5 }, 1)];
    assert!(matches!(gathered(&shape(), full), Err(CountedError::Contradiction(_))));
    assert!(gathered(&shape(), [(score, 0)]) == Ok(ScaleCounts::new(&shape())));
}
