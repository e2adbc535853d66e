//! What holds for every confirmatory factor analysis.

use std::time::Instant;

use indices::factor::{CutOffs, Model, SampleMoments, Settings, invariance};

/// Deterministic numbers in (−1, 1), from a linear congruential generator.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / 2.0_f64.powi(52) - 1.0
    }
}

/// Answers of persons to items that measure factors, with a common part in all factors.
fn answers(persons: usize, factors: &[usize], seed: u64, shift: f64) -> Vec<Vec<f64>> {
    let mut numbers = Numbers(seed);
    let mut columns = vec![Vec::new(); factors.iter().sum()];
    for _ in 0..persons {
        let common = numbers.next();
        let mut column = columns.iter_mut();
        for items in factors {
            let factor = common + numbers.next() + shift;
            for item in 0..*items {
                let loading = 0.6 + 0.1 * item as f64;
                column.next().unwrap().push((3.0 + loading * factor + numbers.next()).clamp(1.0, 5.0));
            }
        }
    }
    columns
}

fn moments(columns: &[Vec<f64>]) -> SampleMoments {
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    SampleMoments::of_columns(&columns).unwrap()
}

#[test]
fn thirty_six_items_in_ten_factors_over_three_groups_are_quick() {
    let factors = [4, 4, 4, 4, 4, 4, 3, 3, 3, 3];
    let names: Vec<String> = (0..36).map(|item| format!("i{item}")).collect();
    let mut item = 0;
    let parts = factors.iter().enumerate().map(|(factor, items)| {
        let own: Vec<String> = (item..item + items).map(|item| format!("i{item}")).collect();
        item += items;
        format!("f{factor}={}", own.join(","))
    });
    let text = parts.collect::<Vec<_>>().join(";");
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let model = Model::parse(&text, &names).unwrap();
    let groups: Vec<SampleMoments> =
        (0..3_u64).map(|group| moments(&answers(400, &factors, group + 7, 0.1 * group as f64))).collect();
    let start = Instant::now();
    let steps = invariance(&model, &groups, Settings::default(), &CutOffs::CHEN).unwrap();
    let taken = start.elapsed();
    for step in &steps {
        let fit = step.fit.as_ref().unwrap();
        println!("{:?} {} {} {}", step.level, fit.free_parameters(), fit.steps(), fit.chi_square());
    }
    println!("{taken:?}");
    assert!(taken.as_secs() < 20, "{taken:?}");
}
