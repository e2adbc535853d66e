//! How cubes fill the views.

mod absence;
mod benchmarks;
mod codebook;
mod distributions;
mod indicators;
mod indices;
mod participation;
mod place;
mod trend;
mod units;

use disclosure::{GroupIndex, PublishedInterval, Reason, Released, Sealed, View as Seen};
use survey::{Language, ScaleId};

use crate::{Table, Value, View, codes};
use place::Place;

/// The language of names of measures and indicators; the codebook and the indicators have the others.
const TOLD_IN: Language = Language::Nb;

/// One cube and the groups in it that the reader may see.
struct Visible<'c> {
    cube: &'c Sealed,
    places: Vec<Place>,
}

impl<'c> Visible<'c> {
    fn of(cube: &'c Sealed, sees: &dyn Fn(&Sealed, GroupIndex) -> bool) -> Visible<'c> {
        let seen = cube.group_indices().filter(|group| sees(cube, *group));
        Visible { cube, places: seen.filter_map(|group| Place::of(cube, group)).collect() }
    }

    /// The groups that are no single unit and no part of one: what is shown for these only.
    fn wide(&self) -> impl Iterator<Item = &Place> {
        self.places.iter().filter(|place| place.is_wide())
    }
}

pub(crate) fn fill(view: View, cubes: &[&Sealed], sees: &dyn Fn(&Sealed, GroupIndex) -> bool) -> Table {
    let mut table = Table::empty(view);
    if view == View::Codebook {
        codebook::fill(&mut table, cubes);
        return table;
    }
    for cube in cubes {
        let visible = Visible::of(cube, sees);
        match view {
            View::Indices => indices::fill(&mut table, &visible),
            View::Distributions => distributions::fill(&mut table, &visible),
            View::Benchmarks => benchmarks::fill(&mut table, &visible),
            View::Absence => absence::fill(&mut table, &visible),
            View::Participation => participation::fill(&mut table, &visible),
            View::Trend => trend::fill(&mut table, &visible),
            View::Units => units::fill(&mut table, &visible),
            View::Indicators => indicators::fill(&mut table, cube),
            View::Codebook => {}
        }
    }
    table
}

/// A number with its people and its interval, or why there is none.
#[derive(Clone, Copy)]
struct Number {
    n: Option<u64>,
    value: f64,
    interval: Option<PublishedInterval>,
}

impl Number {
    const fn plain(n: u64, value: f64) -> Number {
        Number { n: Some(n), value, interval: None }
    }
}

/// The values of the columns n, value, lower, upper, level and status.
fn cells(seen: Result<Number, Reason>) -> [Value; 6] {
    let interval = seen.ok().and_then(|number| number.interval);
    [
        seen.ok().and_then(|number| number.n).into(),
        seen.ok().map(|number| number.value).into(),
        interval.map(|interval| interval.low()).into(),
        interval.map(|interval| interval.high()).into(),
        interval.map(|interval| interval.level()).into(),
        codes::status(seen.err()),
    ]
}

fn seen<T>(cell: &Released<T>, number: impl Fn(&T) -> Number) -> Result<Number, Reason> {
    match cell.view() {
        Seen::Shown(value) => Ok(number(value)),
        Seen::Withheld(reason) => Err(reason),
    }
}

/// The columns measure and measure_name of a scale.
fn measure(cube: &Sealed, scale: &ScaleId) -> [Value; 2] {
    let name = cube.scale(scale).map(|text| Value::text(text.title.get(TOLD_IN)));
    [Value::text(scale.as_str()), name.unwrap_or(Value::Nothing)]
}

/// The columns measure and measure_name of the absence rate.
fn absence_measure() -> [Value; 2] {
    [Value::text("absence"), Value::text("Sykefravær, prosent")]
}
