//! How many intervals hold the truth, all together or by the size of the unit.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use indices::Interval;

/// Sizes by which intervals of units are judged.
pub(crate) const BANDS: [RangeInclusive<u64>; 5] = [5..=6, 7..=9, 10..=19, 20..=49, 50..=200];

/// How many intervals there were, and how many held the truth. One that could not be given holds nothing.
#[derive(Default)]
pub(crate) struct Share {
    intervals: u32,
    covering: u32,
}

impl Share {
    pub(crate) fn of(intervals: impl Iterator<Item = (Option<Interval>, f64)>) -> Self {
        let mut share = Self::default();
        intervals.for_each(|(interval, truth)| share.add(interval, truth));
        share
    }

    pub(crate) fn add(&mut self, interval: Option<Interval>, truth: f64) {
        self.intervals += 1;
        self.covering += u32::from(interval.is_some_and(|interval| interval.low <= truth && truth <= interval.high));
    }

    pub(crate) fn covered(&self) -> f64 {
        f64::from(self.covering) / f64::from(self.intervals)
    }

    /// Covers as often as it says, give or take two in a hundred.
    pub(crate) fn judge(&self, what: &str) {
        self.within(what, 0.93..=0.97);
    }

    pub(crate) fn within(&self, what: &str, expected: RangeInclusive<f64>) {
        let covered = self.covered();
        println!("{what}: {covered:.4} of {}", self.intervals);
        assert!(self.intervals > 2_000, "{what}: only {} intervals", self.intervals);
        assert!(expected.contains(&covered), "{what}: {covered} of {}", self.intervals);
    }
}

/// Shares by band, from unit size, interval and truth; sizes in no band are left out.
pub(crate) fn by_band(intervals: impl Iterator<Item = (u64, Option<Interval>, f64)>) -> BTreeMap<usize, Share> {
    let mut bands = BTreeMap::<usize, Share>::new();
    for (n, interval, truth) in intervals {
        if let Some(band) = BANDS.iter().position(|band| band.contains(&n)) {
            bands.entry(band).or_default().add(interval, truth);
        }
    }
    bands
}

/// Every band covers as often as it says.
pub(crate) fn judge_bands(what: &str, bands: &BTreeMap<usize, Share>) {
    assert_eq!(bands.len(), BANDS.len());
    bands.iter().for_each(|(band, share)| share.judge(&format!("{what}, {:?} answers", BANDS[*band])));
}
