//! Changes, flips, funnels, shrinkage and the comparison with the like: worked by hand, held against naive oracles and
//! against `indices`, and put to simulations whose truth is known.
#![expect(clippy::unwrap_used, reason = "a test may stop where its own figures are wrong")]

use indices::aggregation::GroupMoments;
use indices::comparison::part_whole;
use indices::multilevel::{Method, random_intercept};
use indices::{Interval, Ratio};
use plan::{Apart, Change, Condition, Flip, Peer, Peers, Towards, Verdict, Zone, Zones, standard_error};
use proptest::prelude::*;

fn ratio(top: i128, bottom: i128) -> Ratio {
    Ratio::new(top, bottom).unwrap()
}

fn zones(desired: &str, not_approved: &str) -> Zones {
    Zones::new(Condition::parse(desired).unwrap(), Condition::parse(not_approved).unwrap()).unwrap()
}

fn is_close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}

#[test]
fn a_change_is_exact_to_the_bound() {
    let growth = zones("> 5", "< 2");
    // 3.3 % to 8.3 %: exactly five points, which is not above five, though binary fractions say it is.
    let (before, now) = (ratio(33, 10), ratio(83, 10));
    let points = Change::Points.between(&now, &before).unwrap();
    assert_eq!(points, ratio(5, 1));
    assert_eq!(
        growth.place_f64(now.to_f64() - before.to_f64()),
        Zone::Desired,
        "which is why floats are not subtracted"
    );
    assert_eq!(growth.place(&points), Zone::Accepted);
    assert_eq!(Change::Relative.between(&ratio(11, 10), &ratio(1, 1)), Ratio::new(10, 1));
    assert_eq!(Change::Relative.between(&ratio(9, 10), &ratio(1, 1)), Ratio::new(-10, 1));
    assert_eq!(Change::Relative.between(&ratio(1, 1), &ratio(0, 1)), None, "nothing has no percent");
    assert_eq!(Change::Points.between(&ratio(i128::MAX, 3), &ratio(1, i128::MAX)), None, "too large is no answer");
}

#[test]
fn the_interval_of_a_change_by_hand() {
    let z = 1.959_963_984_540_054;
    let around = |value: f64, se: f64| (value, Interval { low: value - z * se, high: value + z * se, level: 0.95 });
    // Standard errors 0.3 and 0.4 make 0.5 together.
    let points = Change::Points.interval(around(8.0, 0.3), around(7.0, 0.4)).unwrap();
    assert!(is_close(points.low, 1.0 - z * 0.5) && is_close(points.high, 1.0 + z * 0.5));
    // 8 / 7: relative errors 0.3 / 8 and 0.4 / 7.
    let relative = Change::Relative.interval(around(8.0, 0.3), around(7.0, 0.4)).unwrap();
    let half = z * 100.0 * 8.0 / 7.0 * ((0.3_f64 / 8.0).powi(2) + (0.4_f64 / 7.0).powi(2)).sqrt();
    assert!(is_close(relative.high - relative.low, 2.0 * half));
    assert!(is_close(relative.low.midpoint(relative.high), 100.0 / 7.0));
    assert!(Change::Relative.interval(around(8.0, 0.3), around(0.0, 0.4)).is_none());
    assert!(is_close(standard_error(8.0, around(8.0, 0.3).1).unwrap(), 0.3));
}

#[test]
fn one_person_one_step_lower() {
    let score = zones(">= 4.2", "<= 3.75");
    let flip = |top, bottom, step| score.flip(&ratio(top, bottom), &ratio(1, step), &ratio(1, 1), &ratio(5, 1));
    // Five people on one statement with 21 points: 4.2. One point less is 4.0.
    assert_eq!(flip(21, 5, 5), Some(Flip { towards: Towards::Lower, steps: 1, zone: Zone::Accepted }));
    // 15/4 = 3.75 is not approved; one step up is 4.
    assert_eq!(flip(15, 4, 4), Some(Flip { towards: Towards::Higher, steps: 1, zone: Zone::Accepted }));
    // 20 people, 4 statements, mean 4: 16 steps to 4.2 (336 of 320), 20 steps to 3.75 (300).
    assert_eq!(flip(320, 80, 80), Some(Flip { towards: Towards::Higher, steps: 16, zone: Zone::Desired }));
    // A wide middle zone that is jumped over: from 5 down a whole point at a time.
    let narrow = zones(">= 4.2", "< 4.2");
    let flip = narrow.flip(&ratio(5, 1), &ratio(1, 1), &ratio(1, 1), &ratio(5, 1));
    assert_eq!(flip, Some(Flip { towards: Towards::Lower, steps: 1, zone: Zone::NotApproved }));
    // Nothing possible lies in another zone.
    let all_good = zones(">= 0", "< 0");
    assert_eq!(all_good.flip(&ratio(3, 1), &ratio(1, 4), &ratio(1, 1), &ratio(5, 1)), None);
}

#[test]
fn lost_days_that_would_move_a_rate() {
    // 760 of 10,000 days are 7.6 % exactly, accepted; one day more is above. 31 days less are 7.29 %.
    let absence = zones("< 7.3", "> 7.6");
    let flip = absence.flip(&ratio(100 * 760, 10_000), &ratio(100, 10_000), &ratio(0, 1), &ratio(100, 1));
    assert_eq!(flip, Some(Flip { towards: Towards::Higher, steps: 1, zone: Zone::NotApproved }));
    let flip = absence.flip(&ratio(100 * 735, 10_000), &ratio(100, 10_000), &ratio(0, 1), &ratio(100, 1));
    assert_eq!(flip, Some(Flip { towards: Towards::Lower, steps: 6, zone: Zone::Desired }));
}

proptest! {
    #[test]
    fn a_flip_is_what_trying_every_step_finds(
        people in 1_i128..40, items in 1_i128..6, share in 0_i128..=1000, higher in any::<bool>(),
        bounds in (1_i64..=50, 0_i64..=12),
    ) {
        let all = people * items;
        let sum = all + share * 4 * all / 1000;
        let (low, high) = (bounds.0.min(50 - bounds.1), bounds.0.min(50 - bounds.1) + bounds.1);
        let text = |tenths: i64| format!("{}.{}", tenths / 10, tenths % 10);
        let zones = if higher {
            zones(&format!("> {}", text(high)), &format!("<= {}", text(low)))
        } else {
            zones(&format!("< {}", text(low)), &format!(">= {}", text(high)))
        };
        let found = zones.flip(&ratio(sum, all), &ratio(1, all), &ratio(1, 1), &ratio(5, 1));
        let here = zones.place(&ratio(sum, all));
        let naive = (1..=4 * all).find_map(|steps| {
            let at = |sum: i128| (all..=5 * all).contains(&sum).then(|| zones.place(&ratio(sum, all)));
            let down = at(sum - steps).filter(|zone| *zone != here).map(|zone| (Towards::Lower, zone));
            let up = at(sum + steps).filter(|zone| *zone != here).map(|zone| (Towards::Higher, zone));
            down.or(up).map(|(towards, zone)| Flip { towards, steps: steps.try_into().unwrap(), zone })
        });
        prop_assert_eq!(found, naive);
    }
}

/// Six units of four people: sums and squares of whole scores.
const UNITS: [[i128; 4]; 6] = [[1, 2, 3, 2], [4, 5, 4, 4], [3, 3, 2, 4], [5, 5, 4, 5], [2, 3, 1, 2], [3, 4, 4, 4]];

fn moments(scores: &[i128]) -> GroupMoments {
    GroupMoments {
        n: scores.len() as u64,
        sum: scores.iter().sum(),
        squares: scores.iter().map(|score| score * score).sum(),
    }
}

#[test]
fn with_units_of_one_size_it_is_the_random_intercept_model() {
    let groups: Vec<GroupMoments> = UNITS.iter().map(|scores| moments(scores)).collect();
    let fit = random_intercept(&groups, 1, Method::Reml).unwrap();
    let variance = fit.sigma2() / 4.0;
    let mean = |scores: &[i128]| scores.iter().sum::<i128>() as f64 / 4.0;
    let peers: Vec<Peer> = UNITS.iter().map(|scores| Peer { value: mean(scores), variance, n: 4 }).collect();
    let found = Peers::of(&peers).unwrap();
    assert!(is_close(found.mean(), fit.mu()) && is_close(found.between(), fit.tau2().sqrt()));
    for (group, scores) in groups.iter().zip(&UNITS) {
        let unit = fit.unit_mean(group).unwrap();
        let shrunken = found.shrink(mean(scores), variance).unwrap();
        assert!(is_close(shrunken.value, unit.eb_mean.value().unwrap()));
        assert!(is_close(shrunken.weight, unit.lambda) && is_close(shrunken.sd, unit.prediction_sd));
    }
}

#[test]
fn peers_by_hand() {
    // Five units with variance 1 and values 0, 2, 4, 6, 8: Q = 16 + 4 + 0 + 4 + 16 = 40, room 5 − 1 = 4, τ² = (40 − 4) / 4 = 9.
    let peers = [0.0, 2.0, 4.0, 6.0, 8.0].map(|value| Peer { value, variance: 1.0, n: 4 });
    let found = Peers::of(&peers).unwrap();
    assert!(is_close(found.mean(), 4.0) && is_close(found.between(), 3.0));
    // λ = 9 / 10, the mean's variance (1 + 9) / 5 = 2: from 8 to 4 + 0.9 · 4 = 7.6; variance 9 · 0.1 + 0.01 · 2 = 0.92.
    let last = found.shrink(8.0, 1.0).unwrap();
    assert!(is_close(last.value, 7.6) && is_close(last.weight, 0.9) && is_close(last.sd, 0.92_f64.sqrt()));
    // One person has variance 4: at 4 people 4 ± 1.96 √(9 + 1), at 16 people 4 ± 1.96 √(9 + 0.25).
    let limits = found.limits(4, 0.95).unwrap();
    assert!(
        is_close(limits.high - 4.0, 1.959_963_984_540_054 * 10.0_f64.sqrt()) && is_close(limits.low + limits.high, 8.0)
    );
    let wide = found.limits(16, 0.998).unwrap();
    assert!(is_close(wide.high - 4.0, 3.090_232_306_167_813 * 9.25_f64.sqrt()));
    assert!(Peers::of(&peers[..4]).is_none(), "four units are too few");
    assert!(Peers::of(&peers.map(|peer| Peer { variance: 0.0, ..peer })).is_none());
    assert!(found.limits(0, 0.95).is_none() && found.shrink(f64::NAN, 1.0).is_none());
}

#[test]
fn units_that_differ_by_chance_only_all_get_the_mean() {
    let peers = [3.9, 4.0, 4.1, 4.0, 4.0].map(|value| Peer { value, variance: 0.05, n: 10 });
    let found = Peers::of(&peers).unwrap();
    assert!(found.between() <= 0.0);
    let small = found.shrink(2.0, 0.5).unwrap();
    assert!(is_close(small.value, 4.0) && is_close(small.sd, 0.1));
}

#[test]
fn a_part_is_held_against_the_rest_as_indices_does() {
    let unit = moments(&UNITS[1]);
    let all: Vec<i128> = UNITS.iter().flatten().copied().collect();
    let whole = moments(&all);
    let expect = part_whole(&unit, &whole, 1).unwrap().against_rest();
    let mean = |of: &GroupMoments| of.sum as f64 / of.n as f64;
    let apart = Apart::of_part((4, mean(&unit)), (24, mean(&whole)), 1.2).unwrap();
    assert!(is_close(apart.difference, expect.estimate().value().unwrap()));
    // 4.25 against (79 − 17) / 20 = 3.1; variance 1.2 (1/4 + 1/20) = 0.36.
    assert!(is_close(apart.difference, 1.15) && apart.others == 20);
    assert!(is_close(apart.interval.high - apart.difference, 1.959_963_984_540_054 * 0.6));
    assert_eq!(apart.verdict(0.1), Verdict::MayBeChance, "1.15 ± 1.18");
    assert_eq!(Apart::of_part((4, 4.25), (24, 3.375), 0.1).unwrap().verdict(0.1), Verdict::ClearlyApart);
    assert_eq!(Apart::of_part((400, 3.39), (2400, 3.375), 0.01).unwrap().verdict(0.1), Verdict::AboutTheSame);
    assert!(Apart::of_part((4, 4.0), (4, 4.0), 1.0).is_none() && Apart::of_part((5, 4.0), (4, 4.0), 1.0).is_none());
}

/// SplitMix64 with Box and Muller's normal draws: seeded, and the same everywhere.
struct Draws(u64);

impl Draws {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (((z ^ (z >> 31)) >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }
}

#[test]
fn the_known_truth_is_found_and_shrinking_brings_values_nearer_to_it() {
    let (mu, tau, sigma) = (4.0, 0.2, 0.7);
    let mut draws = Draws(2020);
    let (mut inside, mut outside_wide, mut units, mut covered) = (0.0, 0.0, 0.0, 0.0);
    let (mut raw_error, mut shrunken_error, mut mean_tau) = (0.0, 0.0, 0.0);
    let rounds = 200;
    for _ in 0..rounds {
        let drawn: Vec<(f64, Peer)> = (0..40)
            .map(|place| {
                let n = 5 + (place * 7) % 45;
                let truth = mu + tau * draws.normal();
                let variance = sigma * sigma / n as f64;
                (truth, Peer { value: truth + variance.sqrt() * draws.normal(), variance, n })
            })
            .collect();
        let peers: Vec<Peer> = drawn.iter().map(|(_, peer)| *peer).collect();
        let found = Peers::of(&peers).unwrap();
        mean_tau += found.between() / f64::from(rounds);
        for (truth, peer) in &drawn {
            let limits = found.limits(peer.n, 0.95).unwrap();
            let wide = found.limits(peer.n, 0.998).unwrap();
            let shrunken = found.shrink(peer.value, peer.variance).unwrap();
            units += 1.0;
            inside += f64::from(u8::from((limits.low..=limits.high).contains(&peer.value)));
            outside_wide += f64::from(u8::from(!(wide.low..=wide.high).contains(&peer.value)));
            covered += f64::from(u8::from((truth - shrunken.value).abs() <= 1.96 * shrunken.sd));
            raw_error += (peer.value - truth).powi(2);
            shrunken_error += (shrunken.value - truth).powi(2);
        }
    }
    assert!((mean_tau - tau).abs() < 0.01, "{mean_tau}");
    assert!((inside / units - 0.95_f64).abs() < 0.012, "{}", inside / units);
    assert!(outside_wide / units < 0.004, "{}", outside_wide / units);
    assert!((covered / units - 0.95_f64).abs() < 0.02, "{}", covered / units);
    assert!(shrunken_error < 0.75 * raw_error, "{shrunken_error} {raw_error}");
}

#[test]
fn an_ordinary_funnel_would_call_ordinary_units_outliers() {
    // Units that truly differ by 0.3: without the variance between them, the 95 % limits at 100 people leave out most.
    let (tau, sigma, n) = (0.3, 0.7, 100_u64);
    let mut draws = Draws(7);
    let variance = sigma * sigma / n as f64;
    let peers: Vec<Peer> = (0..400)
        .map(|_| Peer { value: 4.0 + tau * draws.normal() + variance.sqrt() * draws.normal(), variance, n })
        .collect();
    let found = Peers::of(&peers).unwrap();
    let limits = found.limits(n, 0.95).unwrap();
    let within = |low: f64, high: f64| peers.iter().filter(|peer| (low..=high).contains(&peer.value)).count();
    assert!((370..=388).contains(&within(limits.low, limits.high)));
    let plain = 1.96 * variance.sqrt();
    assert!(within(found.mean() - plain, found.mean() + plain) < 140);
}

#[test]
fn a_small_unit_far_out_is_not_sure_of_its_zone_once_its_likes_are_counted() {
    let score = zones(">= 4.2", "<= 3.75");
    let peers: Vec<Peer> =
        (0..20).map(|place| Peer { value: 3.85 + 0.01 * f64::from(place), variance: 0.02, n: 25 }).collect();
    let found = Peers::of(&peers).unwrap();
    // Five people with a mean of 4.6 alone look clearly desired; among their likes they do not.
    let alone = score.probabilities(4.6, 0.1_f64.sqrt()).unwrap();
    let shrunken = found.shrink(4.6, 0.1).unwrap();
    let among = score.probabilities(shrunken.value, shrunken.sd).unwrap();
    assert!(alone[0] > 0.85 && among[0] < 0.2, "{alone:?} {among:?}");
    assert!(is_close(among.iter().sum(), 1.0));
    assert!(score.probabilities(f64::NAN, 1.0).is_none() && score.probabilities(4.0, -1.0).is_none());
    assert_eq!(score.probabilities(4.0, 0.0), Some([0.0, 1.0, 0.0]));
}

#[test]
fn debug_tells_no_value() {
    let peer = Peer { value: 4.123, variance: 0.5, n: 7 };
    let found = Peers::of(&[peer; 5]).unwrap();
    let apart = Apart::of_part((4, 4.123), (9, 4.0), 1.0).unwrap();
    let limits = found.limits(7, 0.95).unwrap();
    let told = format!("{peer:?}{found:?}{apart:?}{limits:?}{:?}", found.shrink(4.123, 0.5).unwrap());
    assert!(!told.contains("4.1") && !told.contains("0.5"), "{told}");
}

#[test]
fn a_flip_reads_as_people_speak() {
    use plan::{Step, words::flip};
    use survey::Language::{En, Nb, Nn};
    let lower = |steps| Flip { towards: Towards::Lower, steps, zone: Zone::Accepted };
    let higher = |steps| Flip { towards: Towards::Higher, steps, zone: Zone::NotApproved };
    let four = Step::Answer { items: 4 };
    for (step, change, language, sentence) in [
        (four, lower(4), Nb, "Én person som svarer ett trinn lavere, flytter verdien til akseptert."),
        (
            four,
            lower(2),
            Nn,
            "Éin person som svarer eitt trinn lågare på 2 av 4 påstandar, flytter verdien til akseptert.",
        ),
        (four, lower(5), En, "2 people answering one step lower would move the value to accepted."),
        (Step::LostDay, higher(1), Nb, "1 tapt dagsverk mer i året flytter verdien til ikke godkjent."),
        (Step::LostDay, higher(9), Nn, "9 tapte dagsverk meir i året flytter verdien til ikkje godkjend."),
        (Step::LostDay, higher(9), En, "9 more lost working days a year would move the value to not approved."),
        (Step::Person, lower(1), Nb, "1 person mindre flytter verdien til akseptert."),
        (Step::Unit, higher(3), Nb, "3 flere virksomheter flytter verdien til ikke godkjent."),
        (Step::Unit, lower(3), Nn, "3 færre verksemder flytter verdien til akseptert."),
    ] {
        assert_eq!(flip(step, change, language), sentence);
    }
}
