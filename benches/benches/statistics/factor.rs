//! Factor models of several groups, from moments.

use anyhow::{Result, ensure};
use counts::{ScaleCounts, ScaleShape};
use indices::factor::{CutOffs, Equality, Level, Model, SampleMoments, Settings, Step, fit, invariance};
use survey::{MissingRule, Points};

use crate::answers::Drawing;
use crate::figures::{heading, line, line_with_target, median, timed};
use crate::known;

const FACTORS: [usize; 10] = [4, 4, 4, 4, 4, 4, 3, 3, 3, 3];
const GROUPS: u32 = 3;
const PEOPLE: usize = 90_000;
const ROUNDS: usize = 5;

const LEVELS: [(Level, &str); 5] = [
    (Level::Configural, "configural"),
    (Level::Metric, "metric"),
    (Level::Scalar, "scalar"),
    (Level::Strict, "strict"),
    (Level::Means, "equal means"),
];

const TARGET_OF_ONE_FIT: f64 = 1.0;
const TARGET_OF_ALL_LEVELS: f64 = 5.0;

/// Fits each level, then the whole sequence.
pub(crate) fn measure() -> Result<()> {
    let (model, groups) = (model()?, moments()?);
    let settings = Settings::default();
    heading(&format!("36 items, ten factors, {PEOPLE} people in {GROUPS} groups, from moments; medians of {ROUNDS}"));
    for (level, name) in LEVELS {
        let (mut seconds, mut steps) = (Vec::new(), 0);
        for _ in 0..ROUNDS {
            let (found, took) = timed(|| fit(&model, &groups, &Equality::full(level), settings));
            steps = known(found)?.steps();
            seconds.push(took);
        }
        line_with_target(&format!("one fit, {name} ({steps} steps)"), median(&seconds), TARGET_OF_ONE_FIT);
    }
    let (mut all_levels, mut told) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (steps, took) = timed(|| invariance(&model, &groups, settings, &CutOffs::CHEN));
        all_levels.push(took);
        let steps = known(steps)?;
        let (numbers, took) = timed(|| tell(&steps));
        ensure!(numbers? > 0, "nothing is said of the fits");
        told.push(took);
    }
    line_with_target("the five levels, with changes and verdicts", median(&all_levels), TARGET_OF_ALL_LEVELS);
    line("indices, estimates and score tests of all five", median(&told));
    Ok(())
}

/// Everything that is said of a fit beside its chi-square.
fn tell(steps: &[Step]) -> Result<usize> {
    let told = steps.iter().map(|step| {
        let fit = known(step.fit.as_ref().map_err(|why| *why))?;
        ensure!(fit.indices().chi_square > 0.0, "real answers fit no model to the last digit");
        Ok(fit.estimates().len() + fit.score_tests_by_size().len())
    });
    told.sum()
}

fn model() -> Result<Model> {
    let names: Vec<String> = (1..=FACTORS.iter().sum()).map(|item: usize| format!("x{item}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let factors: Vec<String> = (1..=FACTORS.len()).map(|factor| format!("f{factor}")).collect();
    let mut positions = 0..names.len();
    let items: Vec<Vec<usize>> = FACTORS.iter().map(|items| positions.by_ref().take(*items).collect()).collect();
    let factors: Vec<(&str, &[usize])> =
        factors.iter().map(String::as_str).zip(items.iter().map(Vec::as_slice)).collect();
    Ok(Model::new(&names, &factors)?)
}

/// Sums and cross products of complete answers, per group.
fn moments() -> Result<Vec<SampleMoments>> {
    let drawing = Drawing { people: PEOPLE, units: GROUPS, scales: &FACTORS, missing_per_mille: 0, seed: 20_260_202 };
    let answers = drawing.answers();
    let shape = ScaleShape::new(Points::new(1, 5)?, vec![false; answers.columns.len()], MissingRule::Complete)?;
    let mut groups = vec![ScaleCounts::new(&shape); usize::try_from(GROUPS)?];
    let columns: Vec<&[u8]> = answers.columns.iter().map(Vec::as_slice).collect();
    ScaleCounts::add_columns(&mut groups, &answers.cells, &columns)?;
    groups.iter().map(|group| known(SampleMoments::of(&group.moments()))).collect()
}
