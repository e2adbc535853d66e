//! Intervals around a unit's mean.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use counts::NO_ANSWER;
use indices::{Interval, score};

use crate::municipality::{Drawn, counted, drawn};

/// Three municipalities of Asker's size, and one five times as large for units of up to 200.
static DRAWN: LazyLock<Vec<Drawn>> = LazyLock::new(|| {
    let mut all = drawn(1..4, 6_000);
    all.extend(drawn(21..22, 30_000));
    all
});

/// Sizes by which intervals are judged.
const BANDS: [RangeInclusive<u64>; 5] = [5..=6, 7..=9, 10..=19, 20..=49, 50..=200];

/// How many intervals there were in a band, and how many held the truth.
#[derive(Default)]
struct Share {
    intervals: u32,
    covering: u32,
}

fn shares(intervals: impl Iterator<Item = (u64, Option<Interval>, f64)>) -> BTreeMap<usize, Share> {
    let mut bands = BTreeMap::<usize, Share>::new();
    for (n, interval, truth) in intervals {
        let Some(band) = BANDS.iter().position(|band| band.contains(&n)) else { continue };
        let share = bands.entry(band).or_default();
        share.intervals += 1;
        share.covering += u32::from(interval.is_some_and(|interval| interval.low <= truth && truth <= interval.high));
    }
    bands
}

fn judge(what: &str, bands: &BTreeMap<usize, Share>) {
    for (band, share) in bands {
        let covered = f64::from(share.covering) / f64::from(share.intervals);
        println!("{what}, {:?} answers: {:.4} of {}", BANDS[*band], covered, share.intervals);
    }
    for (band, share) in bands {
        let covered = f64::from(share.covering) / f64::from(share.intervals);
        assert!(share.intervals > 2_000, "{what}, {:?}: only {} intervals", BANDS[*band], share.intervals);
        assert!((0.93..=0.97).contains(&covered), "{what}, {:?}: {covered} of {}", BANDS[*band], share.intervals);
    }
    assert_eq!(bands.len(), BANDS.len());
}

#[test]
fn students_interval_covers_the_stated_mean_of_units_of_every_size() {
    let intervals = DRAWN.iter().map(|drawn| (drawn.counts.n(), score::mean(&drawn.counts).interval(), drawn.truth));
    judge("Student", &shares(intervals));
}

/// A staff of whom everybody's score is known, and seven of ten of them, drawn by lot without replacement.
fn seven_of_ten(drawn: &Drawn, draw: u64) -> Option<(u64, Option<Interval>, f64)> {
    let staff = drawn.counts.n();
    let truth = score::mean(&drawn.counts).value()?;
    let complete: Vec<&Vec<u8>> = drawn.rows.iter().filter(|row| !row.contains(&NO_ANSWER)).collect();
    assert_eq!(u64::try_from(complete.len()), Ok(staff), "the instrument scores complete answers");
    let chosen: Vec<Vec<u8>> =
        lot(complete.len(), draw).into_iter().take(complete.len() * 7 / 10).map(|at| complete[at].clone()).collect();
    let counts = counted(drawn.counts.shape(), &chosen);
    Some((counts.n(), score::mean_of_staff(&counts, staff).interval(), truth))
}

/// The numbers below `count` in an order drawn from a seed: Fisher and Yates with SplitMix64.
fn lot(count: usize, seed: u64) -> Vec<usize> {
    let mut state = seed;
    let mut order: Vec<usize> = (0..count).collect();
    for last in (1..count).rev() {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        let below = u64::try_from(last + 1).unwrap();
        order.swap(last, usize::try_from(mixed % below).unwrap());
    }
    order
}

#[test]
fn the_interval_of_a_finite_staff_covers_its_mean() {
    let intervals = DRAWN.iter().zip(1_000..).filter_map(|(drawn, draw)| seven_of_ten(drawn, draw));
    judge("seven of ten of a staff", &shares(intervals));
}

/// Without the correction an interval for this very staff is too wide: it would say less than is known.
#[test]
fn without_the_correction_the_interval_of_a_staff_covers_too_often() {
    let uncorrected = |drawn: &Drawn, draw| {
        let (n, interval, truth) = seven_of_ten(drawn, draw)?;
        let middle = interval.map(|interval| f64::midpoint(interval.low, interval.high))?;
        let widened = interval.map(|Interval { low, high, level }| {
            let end = |end: f64| middle + (end - middle) / 0.3_f64.sqrt();
            Interval { low: end(low), high: end(high), level }
        });
        Some((n, widened, truth))
    };
    let bands = shares(DRAWN.iter().zip(1_000..).filter_map(|(drawn, draw)| uncorrected(drawn, draw)));
    for share in bands.values() {
        assert!(f64::from(share.covering) / f64::from(share.intervals) > 0.97);
    }
}
