//! Statistics from counts: shrunken means, and a factor model.

use counts::{ScaleCounts, ScaleShape};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use indices::aggregation::GroupMoments;
use indices::factor::{Equality, Level, Model, SampleMoments, Settings, fit};
use indices::multilevel::{Method, random_intercept};
use survey::{MissingRule, Points};

use crate::answers::{Chance, Drawing};

const UNITS: usize = 1_000;
/// Scores are means of four items.
const DIVISOR: u64 = 4;

/// Units of 2 to 41 people.
fn units() -> Vec<GroupMoments> {
    let mut chance = Chance { state: 20_261_129 };
    let unit = |_| {
        let (n, level) = (2 + chance.bits() % 40, chance.bits() % 5);
        let scores: Vec<i128> = (0..n).map(|_| i128::from(4 + level + chance.bits() % 13)).collect();
        GroupMoments { n, sum: scores.iter().sum(), squares: scores.iter().map(|score| score * score).sum() }
    };
    (0..UNITS).map(unit).collect()
}

/// REML, and every unit's empirical Bayes mean with its interval.
#[divan::bench]
fn empirical_bayes_means(bencher: Bencher<'_, '_>) {
    let units = units();
    bencher.counter(ItemsCount::new(UNITS)).bench_local(|| {
        let fit = random_intercept(black_box(&units), DIVISOR, Method::Reml).unwrap();
        units.iter().filter_map(|unit| fit.unit_mean(unit).ok()).filter_map(|mean| mean.eb_mean.value()).sum::<f64>()
    });
}

/// Three factors of four items each in one group, from its moments.
#[divan::bench]
fn factor_model(bencher: Bencher<'_, '_>) {
    let names: Vec<String> = (1..=12).map(|item| format!("x{item}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let factors: [(&str, &[usize]); 3] = [("f1", &[0, 1, 2, 3]), ("f2", &[4, 5, 6, 7]), ("f3", &[8, 9, 10, 11])];
    let model = Model::new(&names, &factors).unwrap();
    let drawing = Drawing { people: 5_000, units: 1, scales: &[4; 3], missing_per_mille: 0, seed: 20_261_130 };
    let answers = drawing.answers();
    let shape = ScaleShape::new(Points::new(1, 5).unwrap(), vec![false; 12], MissingRule::Complete).unwrap();
    let mut counts = [ScaleCounts::new(&shape)];
    let columns: Vec<&[u8]> = answers.columns.iter().map(Vec::as_slice).collect();
    ScaleCounts::add_columns(&mut counts, &answers.cells, &columns).unwrap();
    let moments: Vec<SampleMoments> =
        counts.iter().map(|counts| SampleMoments::of(&counts.moments()).unwrap()).collect();
    bencher.bench_local(|| {
        fit(black_box(&model), &moments, &Equality::full(Level::Configural), Settings::default()).unwrap().steps()
    });
}
