//! The answers, held against the truth they were drawn from, with plain textbook computations.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where its own figures are wrong")]

use std::collections::BTreeMap;
use std::sync::LazyLock;
use survey::{Answer, Instrument, Scale, UnitId};
use synth::{Municipality, Settings, SyntheticWave};

static INSTRUMENT: LazyLock<Instrument> = LazyLock::new(|| survey::mestring().unwrap());
static MUNICIPALITY: LazyLock<Municipality> = LazyLock::new(|| synth::municipality(&Settings::asker(1), &INSTRUMENT));

/// The oriented answers of those who answered every item of a scale, with their unit.
fn complete<'a>(wave: &'a SyntheticWave, scale: &Scale) -> Vec<(&'a UnitId, Vec<f64>)> {
    let oriented = |record: &survey::Record| -> Option<Vec<f64>> {
        let of_item = |position: &usize| {
            let Answer::Point(point) = record.response.answers()[*position] else { return None };
            let item = &INSTRUMENT.items()[*position];
            let points = item.answer_scale().points();
            Some(f64::from(if item.is_reversed() { points.min() + points.max() - point } else { point }))
        };
        scale.items().iter().map(of_item).collect()
    };
    wave.answers.iter().filter_map(|record| Some((&record.unit, oriented(record)?))).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn variance(values: &[f64]) -> f64 {
    let centre = mean(values);
    values.iter().map(|x| (x - centre).powi(2)).sum::<f64>() / (values.len() as f64 - 1.0)
}

fn scores(rows: &[(&UnitId, Vec<f64>)]) -> Vec<f64> {
    rows.iter().map(|(_, answers)| mean(answers)).collect()
}

/// Cronbach's alpha from the variances of items and of sums.
fn alpha(rows: &[(&UnitId, Vec<f64>)]) -> f64 {
    let items = rows[0].1.len();
    let of_items: f64 = (0..items).map(|i| variance(&rows.iter().map(|row| row.1[i]).collect::<Vec<_>>())).sum();
    let of_sums = variance(&rows.iter().map(|row| row.1.iter().sum()).collect::<Vec<_>>());
    items as f64 / (items as f64 - 1.0) * (1.0 - of_items / of_sums)
}

/// ICC(1) of the scale score from the one-way analysis of variance, with the unequal-size k.
fn icc1(rows: &[(&UnitId, Vec<f64>)]) -> f64 {
    let mut groups: BTreeMap<&UnitId, Vec<f64>> = BTreeMap::new();
    for (unit, answers) in rows {
        groups.entry(unit).or_default().push(mean(answers));
    }
    let (n, k) = (rows.len() as f64, groups.len() as f64);
    let grand = mean(&scores(rows));
    let between: f64 = groups.values().map(|group| group.len() as f64 * (mean(group) - grand).powi(2)).sum();
    let within: f64 = groups.values().map(|group| group.iter().map(|x| (x - mean(group)).powi(2)).sum::<f64>()).sum();
    let (msb, msw) = (between / (k - 1.0), within / (n - k));
    let squares: f64 = groups.values().map(|group| (group.len() as f64).powi(2)).sum();
    let size = (n - squares / n) / (k - 1.0);
    (msb - msw) / (msb + (size - 1.0) * msw)
}

#[test]
fn alpha_is_what_the_truth_says() {
    for wave in &MUNICIPALITY.waves {
        for (scale, truth) in INSTRUMENT.scales().iter().zip(&MUNICIPALITY.truth.scales) {
            let Some(target) = truth.alpha else { continue };
            let realised = alpha(&complete(wave, scale));
            let place = format!("{} {}: {realised:.3}, stated {target:.3}", wave.wave.id, scale.id());
            assert!((realised - target).abs() < 0.03, "{place}");
            assert!((0.75..=0.94).contains(&realised), "{place}");
        }
    }
}

#[test]
fn icc1_is_what_the_truth_says_within_sampling_error() {
    for (scale, truth) in INSTRUMENT.scales().iter().zip(&MUNICIPALITY.truth.scales) {
        let mut realised = Vec::new();
        for wave in &MUNICIPALITY.waves {
            let rows = complete(wave, scale);
            let units = rows.iter().map(|(unit, _)| unit).collect::<std::collections::BTreeSet<_>>().len() as f64;
            let size = rows.len() as f64 / units;
            let rho = truth.icc1;
            // Standard error in balanced groups (Fisher; Swiger et al. 1964).
            let error = (2.0 / (units * size * (size - 1.0))).sqrt() * (1.0 - rho) * (1.0 + (size - 1.0) * rho);
            let found = icc1(&rows);
            let place = format!("{} {}: {found:.3}, stated {rho:.3}, s.e. {error:.4}", wave.wave.id, scale.id());
            assert!((found - rho).abs() < 3.0 * error, "{place}");
            assert!((0.03..=0.15).contains(&found), "{place}");
            realised.push(found);
        }
        assert!((mean(&realised) - truth.icc1).abs() < 0.02, "{}: {realised:?}, {}", scale.id(), truth.icc1);
    }
}

#[test]
fn units_differ_more_in_some_scales_than_in_others() {
    let icc: Vec<f64> = MUNICIPALITY.truth.scales.iter().map(|truth| truth.icc1).collect();
    let (low, high) = (icc.iter().copied().fold(1.0, f64::min), icc.iter().copied().fold(0.0, f64::max));
    assert!((0.03..0.06).contains(&low) && (0.11..=0.15).contains(&high), "{low} to {high}");
}

#[test]
fn means_and_spread_are_what_the_truth_says() {
    for (wave, wave_truth) in MUNICIPALITY.waves.iter().zip(&MUNICIPALITY.truth.waves) {
        assert_eq!(wave.wave.id, wave_truth.wave);
        for ((scale, truth), in_wave) in
            INSTRUMENT.scales().iter().zip(&MUNICIPALITY.truth.scales).zip(&wave_truth.scales)
        {
            let rows = complete(wave, scale);
            // Units answer unequally, so those who answered are expected to differ a little from all employees.
            let expected = mean(&rows.iter().map(|(unit, _)| in_wave.unit_means[*unit]).collect::<Vec<_>>());
            let scores = scores(&rows);
            let (found, sd) = (mean(&scores), variance(&scores).sqrt());
            let error = sd / (scores.len() as f64).sqrt();
            let place = format!("{} {}: {found:.3} sd {sd:.3}", wave.wave.id, scale.id());
            assert!((found - expected).abs() < 4.0 * error, "{place}, stated {expected:.3}");
            assert!((expected - in_wave.mean).abs() < 0.03, "{place}, respondents {expected}, all {}", in_wave.mean);
            // Stated before any trend: in the dip fewer stand at the highest point, so answers spread a little more.
            assert!((sd / truth.sd - 1.0).abs() < 0.1, "{place}, stated sd {:.3}", truth.sd);
        }
    }
}

#[test]
fn unit_means_scatter_around_the_stated_ones_as_chance_has_it() {
    let wave = &MUNICIPALITY.waves[2];
    for (scale, in_wave) in INSTRUMENT.scales().iter().zip(&MUNICIPALITY.truth.waves[2].scales) {
        let rows = complete(wave, scale);
        let within = variance(&scores(&rows)) * (1.0 - 0.08);
        let mut groups: BTreeMap<&UnitId, Vec<f64>> = BTreeMap::new();
        for (unit, answers) in &rows {
            groups.entry(unit).or_default().push(mean(answers));
        }
        let squares: Vec<f64> = groups
            .iter()
            .map(|(unit, group)| (mean(group) - in_wave.unit_means[*unit]).powi(2) * group.len() as f64 / within)
            .collect();
        // Each is about chi-squared with one degree of freedom.
        let tolerance = 4.0 * (2.0 / squares.len() as f64).sqrt();
        assert!((mean(&squares) - 1.0).abs() < tolerance, "{}: {}", scale.id(), mean(&squares));
    }
}

#[test]
fn former_municipalities_differ_as_stated() {
    let wave = &MUNICIPALITY.waves[0];
    for (scale, in_wave) in INSTRUMENT.scales().iter().zip(&MUNICIPALITY.truth.waves[0].scales) {
        for (former, stated) in &in_wave.former_municipality_means {
            let mine = wave.answers.iter().filter(|record| record.former_municipality == *former).cloned();
            let only = SyntheticWave { answers: mine.collect(), ..wave.clone() };
            let scores = scores(&complete(&only, scale));
            let error = (variance(&scores) / scores.len() as f64).sqrt();
            let found = mean(&scores);
            assert!((found - stated).abs() < 4.0 * error + 0.01, "{} {former}: {found} {stated}", scale.id());
        }
    }
}

#[test]
fn the_ten_factors_have_plausible_means_with_leadership_lowest() {
    let ten = &INSTRUMENT.modules()[0];
    let means: BTreeMap<&str, f64> = ten
        .scales()
        .iter()
        .map(|at| &INSTRUMENT.scales()[*at])
        .map(|scale| (scale.id().as_str(), mean(&scores(&complete(&MUNICIPALITY.waves[0], scale)))))
        .collect();
    assert_eq!(means.len(), 10);
    let lowest = means.iter().min_by(|a, b| a.1.total_cmp(b.1)).unwrap();
    assert_eq!(*lowest.0, "mastery_oriented_leadership", "{means:?}");
    assert!(means.values().all(|mean| (3.95..=4.45).contains(mean)), "{means:?}");
}

#[test]
fn there_is_a_dip_after_the_merger_and_a_recovery() {
    let ten = INSTRUMENT.modules()[0].scales();
    let realised = [0, 1, 2].map(|wave| {
        let of_scale = |at: &usize| mean(&scores(&complete(&MUNICIPALITY.waves[wave], &INSTRUMENT.scales()[*at])));
        mean(&ten.iter().map(of_scale).collect::<Vec<_>>())
    });
    let stated = [0, 1, 2].map(|wave| {
        let scales = &MUNICIPALITY.truth.waves[wave].scales;
        mean(&ten.iter().map(|at| scales[*at].mean).collect::<Vec<_>>())
    });
    for ([first, dip, last], least) in [(stated, 0.06), (realised, 0.03)] {
        assert!(dip < first - least && last > dip + least, "{first} {dip} {last}");
        assert!((last - first).abs() < 0.06, "{first} {dip} {last}");
    }
}

#[test]
fn answers_are_skewed_towards_the_favourable_end() {
    for (position, item) in INSTRUMENT.items().iter().enumerate() {
        let of_item = |scale: &&Scale| scale.items().contains(&position);
        let target = INSTRUMENT.scales().iter().zip(&MUNICIPALITY.truth.scales).find(|(scale, _)| of_item(scale));
        if target.is_none_or(|(_, truth)| truth.mean < 3.6) {
            continue;
        }
        let mut counts = [0_u32; 6];
        for record in &MUNICIPALITY.waves[1].answers {
            if let Answer::Point(point) = record.response.answers()[position] {
                counts[usize::from(if item.is_reversed() { 6 - point } else { point })] += 1;
            }
        }
        let mode = (1..=5).max_by_key(|point| counts[*point]).unwrap();
        assert!(mode >= 4, "{}: {counts:?}", item.id());
        assert!((1..=5).all(|point| counts[point] > 0), "{}: {counts:?}", item.id());
        assert!(counts[1] + counts[2] < counts[4] + counts[5], "{}: {counts:?}", item.id());
    }
}

#[test]
fn about_seventy_of_a_hundred_answer_and_units_differ() {
    for (wave, truth) in MUNICIPALITY.waves.iter().zip(&MUNICIPALITY.truth.waves) {
        let rate = wave.answers.len() as f64 / wave.invited.len() as f64;
        assert!((0.65..=0.75).contains(&rate), "{}: {rate}", wave.wave.id);
        assert!((rate - truth.response_rate).abs() < 0.025, "{}: {rate}, {}", wave.wave.id, truth.response_rate);
        let chances: Vec<f64> = truth.units.values().map(|unit| unit.response_propensity).collect();
        assert!(chances.iter().all(|chance| (0.5..=0.9).contains(chance)));
        assert!(variance(&chances).sqrt() > 0.06, "{}", wave.wave.id);
        let invited: u32 = truth.units.values().map(|unit| unit.employees).sum();
        assert_eq!((invited, wave.invited.len()), (truth.invited, usize::try_from(truth.invited).unwrap()));
    }
}

#[test]
fn readiness_to_answer_goes_slightly_with_the_climate() {
    let mut correlations = Vec::new();
    for truth in &MUNICIPALITY.truth.waves {
        let climate = truth.scales.iter().find(|scale| scale.scale.as_str() == "mastery_climate").unwrap();
        let pairs: Vec<(f64, f64)> =
            truth.units.iter().map(|(unit, of)| (of.response_propensity, climate.unit_means[unit])).collect();
        let (x, y): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        let products: Vec<f64> = x.iter().zip(&y).map(|(a, b)| (a - mean(&x)) * (b - mean(&y))).collect();
        correlations.push(mean(&products) / (variance(&x) * variance(&y)).sqrt());
    }
    assert!((0.1..=0.5).contains(&mean(&correlations)), "{correlations:?}");
}

#[test]
fn one_to_three_of_a_hundred_answers_are_missing() {
    for wave in &MUNICIPALITY.waves {
        let respondents = wave.answers.len() as f64;
        let (mut with_not_relevant, mut all_missing) = (0, 0.0);
        for (position, (item, truth)) in INSTRUMENT.items().iter().zip(&MUNICIPALITY.truth.items).enumerate() {
            let share = |wanted: Answer| {
                let same = |record: &&survey::Record| record.response.answers()[position] == wanted;
                wave.answers.iter().filter(same).count() as f64 / respondents
            };
            let (missing, not_relevant) = (share(Answer::Missing), share(Answer::NotRelevant));
            all_missing += missing;
            assert!((0.005..=0.036).contains(&missing), "{}: {missing}", item.id());
            assert!((missing - truth.missing).abs() < 0.01, "{}: {missing}, stated {}", item.id(), truth.missing);
            if truth.not_relevant > 0.0 {
                with_not_relevant += 1;
                assert!((0.002..=0.027).contains(&not_relevant), "{}: {not_relevant}", item.id());
            } else {
                assert!(not_relevant < 1e-9, "{}", item.id());
            }
        }
        let overall = all_missing / INSTRUMENT.items().len() as f64;
        assert!((0.01..=0.03).contains(&overall), "{overall}");
        assert!((15..=50).contains(&with_not_relevant), "{with_not_relevant}");
    }
}
