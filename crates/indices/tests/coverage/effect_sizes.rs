//! Hedges' g and Cliff's delta of two groups of ordered, skewed answers.

use std::cmp::Ordering;

use indices::comparison::{Correction, DominanceQuantile, dominance, hedges_g};

use crate::draws::Draws;
use crate::population::{Population, moments_of};
use crate::share::Share;

const SIZES: [u64; 3] = [10, 30, 100];

/// How far apart the tendencies of the groups are, in standard deviations.
const APART: [f64; 3] = [0.0, 0.5, 1.0];

/// One distance, since an interval takes two noncentral distributions to their roots. The group that stands higher has
/// less room and so the smaller variance; g is held against the distance over the root of the mean variance.
#[test]
fn the_interval_of_hedges_g_covers_the_difference_in_standard_deviations() {
    let population = Population::skewed();
    let [_, apart, _] = APART;
    let (first, second) = (population.moments(apart, 1.0), population.moments(0.0, 1.0));
    assert!(first.1 < second.1);
    let truth = (first.0 - second.0) / f64::midpoint(first.1, second.1).sqrt();
    for n in SIZES {
        let mut draws = Draws(70 + n);
        let share = Share::of((0..2_100).map(|_| {
            let mut group = |mean| moments_of(&population.sums(n, mean, 1.0, &mut draws));
            (hedges_g(&group(apart), &group(0.0), Correction::Exact).interval(), truth)
        }));
        share.judge(&format!("Hedges' g {truth:.2}, {n} persons each"));
    }
}

fn true_delta(first: &[f64], second: &[f64]) -> f64 {
    let mut delta = 0.0;
    for (a, chance) in first.iter().enumerate() {
        for (b, other) in second.iter().enumerate() {
            match a.cmp(&b) {
                Ordering::Greater => delta += chance * other,
                Ordering::Less => delta -= chance * other,
                Ordering::Equal => {}
            }
        }
    }
    delta
}

/// The normal quantile covers what it says from ten persons on; Student's, which R's `effsize` takes, errs to the safe side: at ten
/// persons each it may cover 98 %.
#[test]
fn the_interval_of_cliffs_delta_covers_the_enumerated_delta() {
    let population = Population::skewed();
    for apart in APART {
        let truth = true_delta(&population.distribution(apart, 1.0), &population.distribution(0.0, 1.0));
        for n in SIZES {
            let mut draws = Draws(80 + n);
            let [mut normal, mut student] = [Share::default(), Share::default()];
            for _ in 0..6_000 {
                let mut group = |mean| -> Vec<(i128, u64)> {
                    population.sums(n, mean, 1.0, &mut draws).into_iter().map(|score| (score, 1)).collect()
                };
                let pairs = dominance(&group(apart), &group(0.0)).unwrap();
                normal.add(pairs.delta(DominanceQuantile::Normal).interval(), truth);
                student.add(pairs.delta(DominanceQuantile::Student).interval(), truth);
            }
            let what = format!("Cliff's delta {truth:.2}, {n} persons each");
            normal.judge(&format!("{what}, normal quantile"));
            student.within(&format!("{what}, Student's quantile"), 0.93..=if n < 30 { 0.98 } else { 0.97 });
        }
    }
}
