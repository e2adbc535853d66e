//! A typed request: which rows of a view, and which of their columns.

mod answer;
mod condition;
mod grouping;
mod order;
mod refusal;
mod waves;

use views::{Kind, View};

use crate::{Cubes, Near};
use condition::Condition;
use order::Order;

pub use answer::Answer;
pub use grouping::Grouping;
pub use refusal::RequestRefusal;
pub use waves::WaveRange;

/// A request as typed: words that nothing has checked yet. What is left out is not narrowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// The view; `indices` when left out.
    pub view: Option<String>,
    /// Waves: an id, a year, or `FROM..TO` of either, with an end left out for no end.
    pub waves: Vec<String>,
    /// Measures; in views of indicators, indicators.
    pub measures: Vec<String>,
    /// Kinds of groups: a kind, or a kind crossed with `former_municipality` or `role`, as `unit,role`.
    pub by: Vec<String>,
    /// Conditions, each a column, one of `=`, `!=`, `<`, `<=`, `>`, `>=`, and a value. Several `=` of one column are alternatives.
    pub filter: Vec<String>,
    /// Statistics; `all` for every one, and when left out the mean, or the rate of what has no mean.
    pub statistics: Vec<String>,
    /// Columns, in order.
    pub columns: Vec<String>,
    /// Columns to order by, the first first; `-` before the name turns it round.
    pub order: Vec<String>,
    /// The most rows.
    pub limit: Option<usize>,
}

/// Which statistics of a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statistics {
    /// The one that a measure is known by: its mean, or its rate or value where it has no mean.
    Main,
    /// Every one.
    All,
    /// These.
    These(Vec<&'static str>),
}

/// A request that its view can answer; whether the cubes hold what it names is seen when they are asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    view: View,
    waves: Vec<WaveRange>,
    measures: Vec<String>,
    by: Vec<Grouping>,
    filter: Vec<Condition>,
    statistics: Statistics,
    columns: Vec<&'static str>,
    order: Vec<Order>,
    limit: Option<usize>,
}

impl Request {
    /// Reads what was typed.
    ///
    /// # Errors
    /// At the first word that the view cannot answer to, with the near ones.
    pub fn read(typed: &Typed) -> Result<Request, RequestRefusal> {
        let view = match &typed.view {
            None => View::Indices,
            Some(name) => View::parse(name).map_err(|_| RequestRefusal::view(name))?,
        };
        let column = |name: &String| column(view, name);
        let filter: Vec<Condition> =
            typed.filter.iter().map(|text| Condition::read(view, text)).collect::<Result<_, _>>()?;
        Ok(Request {
            view,
            waves: waves(view, &typed.waves)?,
            measures: measures(view, &typed.measures)?,
            by: typed.by.iter().map(|text| Grouping::read(view, text)).collect::<Result<_, _>>()?,
            statistics: statistics(view, &typed.statistics, &filter)?,
            filter,
            columns: typed.columns.iter().map(column).collect::<Result<_, _>>()?,
            order: typed.order.iter().map(|text| Order::read(view, text)).collect::<Result<_, _>>()?,
            limit: typed.limit,
        })
    }

    /// The view it asks.
    #[must_use]
    pub const fn view(&self) -> View {
        self.view
    }

    /// The rows that it asks for.
    ///
    /// # Errors
    /// When the cubes do not hold a wave, measure, kind of group or value that it names, with the near ones.
    pub fn answer(&self, cubes: &Cubes<'_>) -> Result<Answer, RequestRefusal> {
        answer::of(self, cubes)
    }
}

/// The column of a view that tells one measure from another.
const fn measure_column(view: View) -> Option<&'static str> {
    match view {
        View::Indices | View::Distributions | View::Trend => Some("measure"),
        View::Benchmarks | View::Indicators => Some("indicator"),
        View::Absence | View::Participation | View::Units | View::Codebook => None,
    }
}

/// The view's own spelling of a column's name.
fn column(view: View, name: &str) -> Result<&'static str, RequestRefusal> {
    described(view, name).map(|(name, _)| name)
}

fn described(view: View, name: &str) -> Result<(&'static str, Kind), RequestRefusal> {
    // Names of views' columns are written in the program; one that is not cannot be asked for.
    let known: Vec<(&'static str, Kind)> = view
        .columns()
        .into_iter()
        .filter_map(|column| match column.name {
            std::borrow::Cow::Borrowed(name) => Some((name, column.kind)),
            std::borrow::Cow::Owned(_) => None,
        })
        .collect();
    let found = known.iter().find(|(known, _)| *known == name).copied();
    found.ok_or_else(|| RequestRefusal::Column {
        view: view.name(),
        given: name.to_owned(),
        near: Near::of(name, known.iter().map(|(name, _)| *name)),
    })
}

fn waves(view: View, given: &[String]) -> Result<Vec<WaveRange>, RequestRefusal> {
    if !given.is_empty() && described(view, "wave").is_err() {
        return Err(RequestRefusal::NotInView { view: view.name(), what: "waves" });
    }
    given.iter().map(|text| WaveRange::read(text)).collect()
}

fn measures(view: View, given: &[String]) -> Result<Vec<String>, RequestRefusal> {
    if !given.is_empty() && measure_column(view).is_none() {
        return Err(RequestRefusal::NotInView { view: view.name(), what: "measures" });
    }
    Ok(given.to_vec())
}

fn statistics(view: View, given: &[String], filter: &[Condition]) -> Result<Statistics, RequestRefusal> {
    let Ok((column, Kind::Code(codes))) = described(view, "statistic") else {
        return match given {
            [] => Ok(Statistics::All),
            _ => Err(RequestRefusal::NotInView { view: view.name(), what: "statistics" }),
        };
    };
    // Whoever says which statistic in a condition has said it.
    if given.is_empty() && filter.iter().any(|condition| condition.column() == column) {
        return Ok(Statistics::All);
    }
    match given {
        [] => Ok(Statistics::Main),
        [all] if all == "all" => Ok(Statistics::All),
        these => {
            let word = |given: &String| {
                let found = codes.iter().find(|code| code.word == given).map(|code| code.word);
                found.ok_or_else(|| RequestRefusal::Value {
                    column,
                    given: given.clone(),
                    near: Near::of(given, codes.iter().map(|code| code.word)),
                })
            };
            Ok(Statistics::These(these.iter().map(word).collect::<Result<_, _>>()?))
        }
    }
}
