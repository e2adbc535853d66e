//! Intervals around a unit's mean.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use counts::NO_ANSWER;
use indices::aggregation::GroupMoments;
use indices::comparison::welch;
use indices::multilevel::{Method, random_intercept};
use indices::{Interval, score};

use crate::draws::Draws;
use crate::municipality::{Drawn, counted, drawn};
use crate::share::{BANDS, by_band, judge_bands};

/// Three municipalities of Asker's size, and one five times as large for units of up to 200.
static DRAWN: LazyLock<Vec<Drawn>> = LazyLock::new(|| {
    let mut all = drawn(1..4, 6_000);
    all.extend(drawn(21..22, 30_000));
    all
});

#[test]
fn students_interval_covers_the_stated_mean_of_units_of_every_size() {
    let intervals = DRAWN.iter().map(|drawn| (drawn.counts.n(), score::mean(&drawn.counts).interval(), drawn.truth));
    judge_bands("Student", &by_band(intervals));
}

/// A staff of whom everybody's score is known, and seven of ten of them, drawn by lot without replacement.
fn seven_of_ten(drawn: &Drawn, draw: u64) -> Option<(u64, Option<Interval>, f64)> {
    let staff = drawn.counts.n();
    let truth = score::mean(&drawn.counts).value()?;
    let complete: Vec<&Vec<u8>> = drawn.rows.iter().filter(|row| !row.contains(&NO_ANSWER)).collect();
    assert_eq!(u64::try_from(complete.len()), Ok(staff), "the instrument scores complete answers");
    let chosen: Vec<Vec<u8>> = Draws(draw)
        .lot(complete.len())
        .into_iter()
        .take(complete.len() * 7 / 10)
        .map(|at| complete[at].clone())
        .collect();
    let counts = counted(drawn.counts.shape(), &chosen);
    Some((counts.n(), score::mean_of_staff(&counts, staff).interval(), truth))
}

#[test]
fn the_interval_of_a_finite_staff_covers_its_mean() {
    let intervals = DRAWN.iter().zip(1_000..).filter_map(|(drawn, draw)| seven_of_ten(drawn, draw));
    judge_bands("seven of ten of a staff", &by_band(intervals));
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
    let bands = by_band(DRAWN.iter().zip(1_000..).filter_map(|(drawn, draw)| uncorrected(drawn, draw)));
    for share in bands.values() {
        assert!(share.covered() > 0.97);
    }
}

/// Units of the same municipality, wave and scale.
fn sets() -> impl Iterator<Item = Vec<&'static Drawn>> {
    let mut sets = BTreeMap::<_, Vec<&Drawn>>::new();
    DRAWN.iter().for_each(|drawn| sets.entry(drawn.set).or_default().push(drawn));
    sets.into_values()
}

#[test]
fn the_empirical_bayes_interval_covers_the_stated_mean_of_units_of_every_size() {
    let of_set = |units: Vec<&'static Drawn>| {
        let moments: Vec<GroupMoments> = units.iter().map(|drawn| drawn.moments()).collect();
        let fit = random_intercept(&moments, units[0].divisor(), Method::Reml).unwrap();
        let mean = move |unit: &GroupMoments| fit.unit_mean(unit).unwrap().eb_mean;
        units.into_iter().zip(moments).map(move |(drawn, unit)| (unit.n, mean(&unit).interval(), drawn.truth))
    };
    judge_bands("empirical Bayes", &by_band(sets().flat_map(of_set)));
}

/// Neighbours in size within one band, each unit in one pair only.
#[test]
fn welchs_interval_covers_the_difference_of_two_units_of_every_size() {
    let mut intervals = Vec::new();
    for mut units in sets() {
        units.sort_by_key(|drawn| drawn.counts.n());
        for band in BANDS {
            let own: Vec<&Drawn> = units.iter().copied().filter(|drawn| band.contains(&drawn.counts.n())).collect();
            for pair in own.chunks_exact(2) {
                let contrast = welch(&pair[0].moments(), &pair[1].moments(), pair[0].divisor());
                let interval = contrast.ok().and_then(|contrast| contrast.estimate().interval());
                intervals.push((pair[0].counts.n(), interval, pair[0].truth - pair[1].truth));
            }
        }
    }
    judge_bands("Welch of two units", &by_band(intervals.into_iter()));
}
