//! Three municipalities become one: does the verdict on one culture come out right, and how often?
//!
//! 300 units with 6,000 employees of whom seven in ten answer, 64, 25 and 11 % from each origin, two kinds of service with
//! different levels. Half of the units are local, all from one origin; the others were put together at the merger, so that
//! before it their parts are units of their own. Units differ (ICC(1) about 0.07) and keep half of what they are from wave to
//! wave; six in ten of the people are the same and resemble themselves.

#![expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "drawn scores and sizes are small")]

use indices::aggregation::GroupMoments;
use indices::convergence::{AdjustedGaps, Drift, OriginCell, adjusted_gaps, course};

use crate::draws::Draws;
use crate::share::Share;

const SHARES: [f64; 3] = [0.64, 0.25, 0.11];
const MARGIN: f64 = 0.1;
const UNIT_SD: f64 = 0.17;
const PERSON_SD: f64 = 0.62;
const UNITS: u32 = 300;

/// Adds one wave's answers of the persons of one unit and origin.
fn cell(unit: u32, origin: usize, scores: &[f64]) -> OriginCell {
    let whole: Vec<i128> = scores.iter().map(|score| (score * 100.0).round() as i128).collect();
    let moments = GroupMoments {
        n: u64::try_from(whole.len()).unwrap(),
        sum: whole.iter().sum(),
        squares: whole.iter().map(|y| y * y).sum(),
    };
    OriginCell { unit, origin, service: unit % 2, scores: moments }
}

/// Both waves, with the gaps to the first origin as stated.
fn waves(then: [f64; 3], now: [f64; 3], draws: &mut Draws) -> [AdjustedGaps; 2] {
    let mut cells = [Vec::new(), Vec::new()];
    for unit in 0..UNITS {
        let size = (14.0 * (0.5 * draws.normal()).exp()).clamp(4.0, 60.0).round() as usize;
        let local = unit % 20 < 10;
        let home = [0, 0, 1, 0, 0, 2, 0, 1, 0, 0][usize::try_from(unit % 10).unwrap()];
        let area = if unit % 2 == 0 { 3.9 } else { 3.7 };
        let unit_now = UNIT_SD * draws.normal();
        for origin in 0..3 {
            let people = match (local, origin == home) {
                (true, true) => size,
                (true, false) => continue,
                (false, _) => (size as f64 * SHARES[origin]).round() as usize,
            };
            // Each part was a unit of its own before.
            let unit_then = 0.5_f64.sqrt() * unit_now + 0.5_f64.sqrt() * UNIT_SD * draws.normal();
            let (mut before, mut after) = (Vec::new(), Vec::new());
            for person in 0..people {
                let self_ = draws.normal();
                let kept = if person * 10 < people * 6 { 0.5_f64 } else { 0.0 };
                let mut of_wave = || kept.sqrt() * self_ + (1.0 - kept).sqrt() * draws.normal();
                before.push(area + then[origin] + unit_then + PERSON_SD * of_wave());
                after.push(area + now[origin] + unit_now + PERSON_SD * of_wave());
            }
            cells[0].push(cell(unit, origin, &before));
            cells[1].push(cell(unit, origin, &after));
        }
    }
    cells.map(|cells| adjusted_gaps(&cells, 3, 100).unwrap())
}

const REPEATS: u32 = 600;

/// What course and intervals said over the repeats.
struct Rates {
    verdicts: [f64; 4],
    change: Share,
    share: Share,
    gap: Share,
}

impl Rates {
    fn of(then: [f64; 3], now: [f64; 3], seed: u64) -> Self {
        let mut draws = Draws(seed);
        let spread = |gaps: [f64; 3]| {
            let mean: f64 = gaps.iter().zip(SHARES).map(|(gap, share)| gap * share).sum();
            gaps.iter().zip(SHARES).map(|(gap, share)| share * (gap - mean).powi(2)).sum::<f64>()
        };
        // The services are 0.2 apart and equally large.
        let all = UNIT_SD.powi(2) + PERSON_SD.powi(2) + 0.01;
        let largest = then.iter().fold(f64::MIN, |a, b| a.max(*b)) - then.iter().fold(f64::MAX, |a, b| a.min(*b));
        let mut rates =
            Self { verdicts: [0.0; 4], change: Share::default(), share: Share::default(), gap: Share::default() };
        for _ in 0..REPEATS {
            let [first, last] = waves(then, now, &mut draws);
            let found = course(&first, &last, &SHARES, MARGIN).unwrap();
            rates.verdicts[found.drift as usize] += 1.0 / f64::from(REPEATS);
            rates.change.add(Some(found.interval), spread(now) - spread(then));
            rates.share.add(first.between(&SHARES).unwrap().interval, spread(then) / (all + spread(then)));
            rates.gap.add(Some(first.largest_gap().unwrap().interval), largest);
        }
        rates
    }

    fn rate(&self, drift: Drift) -> f64 {
        self.verdicts[drift as usize]
    }

    /// The interval of the largest gap holds at least what it says: it is about all gaps at once. So does that of the
    /// change where the origins are alike; where they are far apart it holds 92 to 95 %.
    fn judge(&self) {
        for (covered, expected) in [
            (self.change.covered(), 0.91..=1.0),
            (self.share.covered(), 0.925..=0.975),
            (self.gap.covered(), 0.925..=1.0),
        ] {
            assert!(expected.contains(&covered), "{covered} is not in {expected:?}: {:?}", self.verdicts);
        }
    }
}

/// Where nothing changes, a direction is told in at most one case in twenty, up or down, however far the origins are apart.
#[test]
fn nothing_is_taken_for_convergence_where_nothing_changes() {
    for (seed, gaps) in [(1, [0.0; 3]), (2, [0.0, -0.04, -0.07]), (3, [0.0, -0.12, -0.20]), (4, [0.0, -0.25, -0.40])] {
        let rates = Rates::of(gaps, gaps, seed);
        for drift in [Drift::Converging, Drift::DriftingApart] {
            assert!(rates.rate(drift) <= 0.05, "{drift:?} {:?} at {gaps:?}", rates.verdicts);
        }
        // One time in three the answers are enough to say that nothing moved by a tenth of a point.
        assert!((0.30..=0.43).contains(&rates.rate(Drift::StandingStill)), "{:?} at {gaps:?}", rates.verdicts);
        rates.judge();
    }
}

/// Two tenths of a point that shrink to a third are seen nine times in ten, and never taken for the opposite.
#[test]
fn convergence_and_drift_are_seen() {
    let (clear, third) = ([0.0, -0.12, -0.20], [0.0, -0.04, -0.07]);
    let converging = Rates::of(clear, third, 5);
    assert!((0.87..=0.95).contains(&converging.rate(Drift::Converging)), "{:?}", converging.verdicts);
    assert!(converging.rate(Drift::DriftingApart) <= 0.005, "{:?}", converging.verdicts);
    converging.judge();
    let drifting = Rates::of(third, clear, 6);
    assert!((0.87..=0.95).contains(&drifting.rate(Drift::DriftingApart)), "{:?}", drifting.verdicts);
    assert!(drifting.rate(Drift::Converging) <= 0.005, "{:?}", drifting.verdicts);
    drifting.judge();
}

/// A small difference that halves is seen once in fifty: too small for a municipality of this size, and it says so. What is
/// called standing still is right as well, for no gap moved by a tenth of a point.
#[test]
fn a_small_change_cannot_be_told() {
    let rates = Rates::of([0.0, -0.04, -0.07], [0.0, -0.02, -0.035], 7);
    assert!(rates.rate(Drift::Converging) <= 0.05 && rates.rate(Drift::DriftingApart) <= 0.01, "{:?}", rates.verdicts);
    assert!(rates.rate(Drift::CannotBeTold) >= 0.65, "{:?}", rates.verdicts);
}

/// A gap that moved by exactly the margin is called standing still in at most one case in twenty.
#[test]
fn a_change_of_the_margin_is_not_called_standing_still() {
    for (seed, then, now) in [(8, [0.0, -0.10, -0.20], [0.0, -0.05, -0.10]), (9, [0.0, -0.10, -0.10], [0.0; 3])] {
        let rates = Rates::of(then, now, seed);
        assert!(rates.rate(Drift::StandingStill) <= 0.05, "{:?} from {then:?}", rates.verdicts);
    }
}
