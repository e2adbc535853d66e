//! From finished counts to every index, interval and placement of 25,000 units.
//!
//! `cargo bench -p mestring-benches --bench finished`. Each round finds, of every unit and scale: mean, standard deviation and favourable share with
//! their intervals, the distribution of answers and agreement; the quality of every scale over all units; the empirical Bayes mean of every unit;
//! and the zone, with its certainty, of every unit on every indicator of the shipped plans that these scales measure. Before anything is timed, the
//! means are held against a sum over rows.

#![expect(clippy::print_stdout, reason = "a bench tells its figures")]

use anyhow::{Context, Result, anyhow, ensure};
use counts::{Asked, PackedCounter, PackedCounts, PackedScale, PackedShape, Run, ScaleCounts, ScaleShape};
use indices::aggregation::GroupMoments;
use indices::multilevel::{Method, random_intercept};
use indices::{ScaleFinding, ScaleQuality};
use plan::{Indicator, Placement, Plan};
use survey::Instrument;
use synth::ResponseSettings;

#[path = "statistics/figures.rs"]
#[expect(dead_code, reason = "shared with the bench of the statistics")]
mod figures;

use figures::{heading, line, line_with_target, median, timed};

const UNITS: u32 = 25_000;
/// Thirty people in each unit.
const ROWS: u64 = 750_000;
const ROUNDS: usize = 5;
const TARGET_SECONDS: f64 = 2.0;

fn main() -> Result<()> {
    let (_, instrument) = synth::response_wave(&survey::mestring()?)?;
    let units = count(&instrument)?;
    let indicators = indicators(&instrument)?;
    check(&units)?;
    let (mut finding, mut judging, mut drawing, mut placing, mut all) = (vec![], vec![], vec![], vec![], vec![]);
    let (mut numbers, mut placed) = (0, 0);
    for _ in 0..ROUNDS {
        let (findings, found) = timed(|| findings(&units, &instrument));
        let (qualities, judged) = timed(|| qualities(&units, &instrument));
        let (means, drawn) = timed(|| means(&units, &instrument));
        let (placements, took) = timed(|| placements(&findings, &indicators));
        numbers = findings.iter().map(Vec::len).sum::<usize>() + qualities?.len() + means?.len();
        placed = placements?.len();
        for (times, seconds) in
            [(&mut finding, found), (&mut judging, judged), (&mut drawing, drawn), (&mut placing, took)]
        {
            times.push(seconds);
        }
        all.push(found + judged + drawn + took);
    }
    ensure!(placed > 0, "no unit was placed on any indicator");
    heading(&format!(
        "{UNITS} units of thirty, {} scales: {numbers} findings, {placed} placements; one thread, medians of {ROUNDS}",
        instrument.scales().len()
    ));
    line("every unit and scale: means, shares, intervals, distributions, agreement", median(&finding));
    line("every scale: alpha, ICC(1), ICC(2), agreement over units", median(&judging));
    line("every unit and scale: REML, empirical Bayes mean with interval", median(&drawing));
    line("every unit and indicator: zone and certainty", median(&placing));
    line_with_target("everything from finished counts", median(&all), TARGET_SECONDS);
    Ok(())
}

/// The counts of every unit, and of every scale in it.
fn count(instrument: &Instrument) -> Result<Vec<Vec<ScaleCounts>>> {
    let scale = |scale: &survey::Scale| -> Result<PackedScale> {
        Ok(PackedScale { shape: ScaleShape::of(instrument, scale)?, positions: scale.items().to_vec() })
    };
    let scales: Result<Vec<PackedScale>> = instrument.scales().iter().map(scale).collect();
    let shape = PackedShape::new(instrument.items().len(), scales?, Asked { moments: true, pairs: false })?;
    let mut cells: Vec<PackedCounts> = Vec::new();
    let mut counter = PackedCounter::new(&shape);
    let settings = ResponseSettings { seed: 2020, rows: ROWS, units: u64::from(UNITS), missing: 0.02 };
    let mut last = None;
    for found in synth::responses(settings, instrument)? {
        if last.as_ref() != Some(&found.unit) {
            cells.push(PackedCounts::new(&shape));
            last = Some(found.unit);
        }
        let cell = u32::try_from(cells.len())?.checked_sub(1).context("no unit")?;
        let rows = found.packed.len().checked_div(shape.width()).context("rows without width")?;
        counter.add(&found.packed, &[Run { cell, rows }], &mut cells)?;
    }
    counter.finish(&mut cells)?;
    ensure!(cells.len() == usize::try_from(UNITS)?, "{} units instead of {UNITS}", cells.len());
    let scales = |cell: &PackedCounts| (0..shape.scales()).filter_map(|scale| cell.scale_counts(scale)).collect();
    Ok(cells.iter().map(scales).collect())
}

/// The indicators of the shipped plans that a scale of this instrument measures.
fn indicators(instrument: &Instrument) -> Result<Vec<(usize, Indicator)>> {
    let mut found = Vec::new();
    for (name, text) in [("2017", plan::shipped::ASKER_2017_2020), ("2020", plan::shipped::TEMAPLAN_2020_2023)] {
        let plan = Plan::from_toml(name, text)?;
        for indicator in plan.indicators() {
            let of_scale = indicator.measure().scale();
            let scales = instrument.scales().iter();
            let at = scales.enumerate().find(|(_, scale)| of_scale == Some(scale.id()) && indicator.fits(scale));
            found.extend(at.map(|(at, _)| (at, indicator.clone())));
        }
    }
    ensure!(!found.is_empty(), "no indicator is measured by these scales");
    Ok(found)
}

/// Every mean is its sum of scores over its persons.
fn check(units: &[Vec<ScaleCounts>]) -> Result<()> {
    for counts in units.iter().flatten() {
        let (mut sum, mut persons) = (0.0, 0.0);
        for cell in counts.score_histogram() {
            sum += f64::from(cell.sum) / f64::from(cell.answered) * cell.persons as f64;
            persons += cell.persons as f64;
        }
        let mean = ScaleFinding::with_cut(counts, 4).mean.value();
        let same = mean.map_or(persons < 0.5, |mean| (mean - sum / persons).abs() < 1e-9);
        ensure!(same, "a mean is not the sum of its scores over its persons");
    }
    Ok(())
}

fn findings(units: &[Vec<ScaleCounts>], instrument: &Instrument) -> Vec<Vec<ScaleFinding>> {
    let of_unit = |scales: &Vec<ScaleCounts>| {
        scales.iter().zip(instrument.scales()).map(|(counts, scale)| ScaleFinding::of(counts, scale)).collect()
    };
    units.iter().map(of_unit).collect()
}

fn qualities(units: &[Vec<ScaleCounts>], instrument: &Instrument) -> Result<Vec<ScaleQuality>> {
    let mut found = Vec::new();
    for (at, scale) in instrument.scales().iter().enumerate() {
        let of_scale: Vec<&ScaleCounts> = units.iter().filter_map(|unit| unit.get(at)).collect();
        let mut total = ScaleCounts::new(of_scale.first().context("no unit")?.shape());
        of_scale.iter().try_for_each(|counts| total.merge(counts))?;
        found.push(ScaleQuality::of(&total, &of_scale, scale));
    }
    Ok(found)
}

fn means(units: &[Vec<ScaleCounts>], instrument: &Instrument) -> Result<Vec<f64>> {
    let unknown = |why: indices::Why| anyhow!("a statistic of the bench is unknown: {why}");
    let mut found = Vec::new();
    for at in 0..instrument.scales().len() {
        let of_scale = units.iter().filter_map(|unit| unit.get(at));
        let divisor = of_scale.clone().next().map_or(1, |counts| u64::from(counts.shape().lcm()));
        let groups: Result<Vec<GroupMoments>, _> = of_scale.map(GroupMoments::of).collect();
        let groups: Vec<GroupMoments> = groups.map_err(unknown)?.into_iter().filter(|group| group.n > 0).collect();
        let fit = random_intercept(&groups, divisor, Method::Reml).map_err(unknown)?;
        for group in &groups {
            found.extend(fit.unit_mean(group).map_err(unknown)?.eb_mean.value());
        }
    }
    Ok(found)
}

fn placements(findings: &[Vec<ScaleFinding>], indicators: &[(usize, Indicator)]) -> Result<Vec<Placement>> {
    let mut found = Vec::new();
    for unit in findings {
        for (at, indicator) in indicators {
            let Some(finding) = unit.get(*at) else { continue };
            found.extend(plan::benchmark(indicator, finding)?);
        }
    }
    Ok(found)
}
