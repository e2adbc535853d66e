//! Empirical Bayes means of very many units.

use anyhow::{Result, ensure};
use indices::Why;
use indices::aggregation::GroupMoments;
use indices::multilevel::{Method, RandomIntercept, UnitMean, random_intercept};

use crate::answers::Chance;
use crate::figures::{heading, line, line_with_target, median, timed};
use crate::known;

const UNITS: usize = 25_000;
const ROUNDS: usize = 11;
const TARGET_SECONDS: f64 = 0.050;

/// Scores are means of four items: their sums over 4.
const DIVISOR: u64 = 4;

/// Fits the model and shrinks every mean.
pub(crate) fn measure() -> Result<()> {
    let units = units();
    let (mut fitting, mut shrinking) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (fit, took) = timed(|| random_intercept(&units, DIVISOR, Method::Reml));
        fitting.push(took);
        let fit = known(fit)?;
        let (means, took) = timed(|| means(&fit, &units));
        shrinking.push(took);
        check(&fit, &known(means)?)?;
    }
    let sums: Vec<f64> = fitting.iter().zip(&shrinking).map(|(fit, shrink)| fit + shrink).collect();
    heading(&format!("{UNITS} units of 2 to 41 people, from their sums; medians of {ROUNDS} rounds"));
    line("random intercept by REML", median(&fitting));
    line("empirical Bayes mean, reliability and interval of each unit", median(&shrinking));
    line_with_target("both", median(&sums), TARGET_SECONDS);
    Ok(())
}

fn means(fit: &RandomIntercept, units: &[GroupMoments]) -> Result<Vec<UnitMean>, Why> {
    units.iter().map(|unit| fit.unit_mean(unit)).collect()
}

/// Every mean is known, and lies between its raw mean and that of all units.
fn check(fit: &RandomIntercept, means: &[UnitMean]) -> Result<()> {
    let between = means.iter().all(|mean| {
        let (Some(raw), Some(shrunken)) = (mean.raw_mean.value(), mean.eb_mean.value()) else { return false };
        (raw - shrunken) * (shrunken - fit.mu()) >= -1e-12
    });
    ensure!(means.len() == UNITS && between, "a mean was not drawn towards that of all units");
    Ok(())
}

/// Scores of 4 to 20 quarter points that differ more within units than between them.
fn units() -> Vec<GroupMoments> {
    let mut chance = Chance { state: 20_260_303 };
    let unit = |_| {
        let n = 2 + chance.bits() % 40;
        let level = chance.bits() % 5;
        let scores: Vec<i128> = (0..n).map(|_| i128::from(4 + level + chance.bits() % 13)).collect();
        GroupMoments { n, sum: scores.iter().sum(), squares: scores.iter().map(|score| score * score).sum() }
    };
    (0..UNITS).map(unit).collect()
}
