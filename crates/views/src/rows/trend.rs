//! The wide groups through waves and years.

use disclosure::{Figure, PublishedFigure, Reason, Released, View as Seen};

use super::{Number, TOLD_IN, Visible, cells, measure, seen};
use crate::{Table, Value};

pub(super) fn fill(table: &mut Table, visible: &Visible<'_>) {
    scales(table, visible);
    registers(table, visible);
}

fn scales(table: &mut Table, visible: &Visible<'_>) {
    let cube = visible.cube;
    for scale in cube.scales() {
        for place in visible.wide() {
            for (position, wave) in cube.waves().iter().enumerate() {
                let mean = seen(cube.trend_point(&scale.id, place.group, position), |mean| Number {
                    n: Some(mean.n()),
                    value: mean.mean(),
                    interval: mean.interval(),
                });
                let when = [Value::text(wave.id.as_str()), Value::text(&wave.date.to_string())];
                let names = measure(cube, &scale.id).into_iter().chain(when);
                table.push(place.columns().into_iter().chain(names).chain(cells(mean)));
            }
        }
    }
}

fn registers(table: &mut Table, visible: &Visible<'_>) {
    for figure in Figure::ALL {
        for year in visible.cube.figure_years(figure) {
            for place in visible.wide() {
                let names = [
                    Value::text(&format!("register.{}", figure.id())),
                    name_of(visible, figure),
                    Value::text(&year.to_string()),
                    Value::Nothing,
                ];
                let found = of_figure(visible.cube.figure(figure, year, place.group));
                table.push(place.columns().into_iter().chain(names).chain(cells(found)));
            }
        }
    }
}

fn of_figure(figure: &Released<PublishedFigure>) -> Result<Number, Reason> {
    match figure.view() {
        Seen::Withheld(reason) => Err(reason),
        Seen::Shown(found) => {
            let exact = found.exact().ok_or(Reason::NotMeasured)?;
            Ok(Number { n: Some(found.denominator()), value: exact.to_f64(), interval: None })
        }
    }
}

/// What the plans call the indicator that is read from this register.
fn name_of(visible: &Visible<'_>, figure: Figure) -> Value {
    let cube = visible.cube;
    let asks = |benchmark: &&disclosure::PublishedBenchmark| *benchmark.basis() == disclosure::Basis::Register(figure);
    let indicator = cube.benchmarks().iter().find(asks).and_then(|benchmark| {
        cube.plans().get(benchmark.plan()).and_then(|plan| plan.indicators.get(benchmark.indicator()))
    });
    indicator.map_or(Value::Nothing, |indicator| Value::text(indicator.title.get(TOLD_IN)))
}
