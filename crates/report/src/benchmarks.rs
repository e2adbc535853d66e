//! The benchmark tables as lines, the same for terminal and page.

use disclosure::{Basis, IndicatorText, PlanText, PublishedBenchmark};
use survey::Language;

use crate::reading::Reading;
use crate::words::fill;

/// What Mestring can say of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measured {
    /// It is measured and has zones.
    WithZones,
    /// It is measured, and the plan prints no zones.
    WithoutZones,
    /// Its numbers are in another register.
    Elsewhere,
}

/// One indicator in everybody and in each former municipality.
pub(crate) struct Line<'a> {
    pub(crate) indicator: &'a IndicatorText,
    pub(crate) measured: Measured,
    pub(crate) basis: Option<&'a Basis>,
    /// In the order of [`Reading::total_and_former`].
    pub(crate) cells: Vec<Option<&'a PublishedBenchmark>>,
}

/// Every indicator of a plan, in the plan's order.
pub(crate) fn lines<'a>(reading: &Reading<'a>, place: usize, plan: &'a PlanText) -> Vec<Line<'a>> {
    let groups = reading.total_and_former();
    let of_plan: Vec<&PublishedBenchmark> =
        reading.cube.benchmarks().iter().filter(|benchmark| benchmark.plan() == place).collect();
    plan.indicators
        .iter()
        .enumerate()
        .map(|(number, indicator)| {
            let of_indicator = || of_plan.iter().copied().filter(move |benchmark| benchmark.indicator() == number);
            let basis = of_indicator().next().map(PublishedBenchmark::basis);
            let measured = match basis {
                None | Some(Basis::External) => Measured::Elsewhere,
                Some(_) if indicator.zones.is_some() => Measured::WithZones,
                Some(_) => Measured::WithoutZones,
            };
            let cells =
                groups.iter().map(|group| of_indicator().find(|benchmark| benchmark.group() == *group)).collect();
            Line { indicator, measured, basis, cells }
        })
        .collect()
}

impl Line<'_> {
    /// A value of this indicator with two decimals, as the limits have.
    pub(crate) fn value(&self, reading: &Reading<'_>, value: f64) -> String {
        match self.basis {
            Some(Basis::Scale(_) | Basis::Absence) => value_of(reading, self.basis, value, 2),
            _ => value_of(reading, self.basis, value, self.indicator.decimals.into()),
        }
    }
}

/// A value with so many decimals: a percentage where its basis is one, a sign where it is a change.
pub(crate) fn value_of(reading: &Reading<'_>, basis: Option<&Basis>, value: f64, decimals: usize) -> String {
    let numbers = reading.numbers;
    match basis {
        Some(Basis::Absence | Basis::Presence | Basis::Favourable(_) | Basis::Targets) => {
            numbers.percent(value, decimals)
        }
        Some(Basis::Register(figure)) if figure.per() == 100 => numbers.percent(value, decimals),
        Some(Basis::Change { kind: disclosure::Change::Relative, .. }) => {
            signed(numbers.percent(value, decimals), value)
        }
        Some(Basis::Change { .. }) => signed(numbers.decimal(value, decimals), value),
        _ => numbers.decimal(value, decimals),
    }
}

/// The text with a plus before it where the value is above nought.
pub(crate) fn signed(text: String, value: f64) -> String {
    let is_zero = text.chars().all(|sign| !sign.is_ascii_digit() || sign == '0');
    if value > 0.0 && !is_zero { format!("+{text}") } else { text }
}

/// The conditions that decide a zone, in words; nothing where the plan prints none.
pub(crate) fn limits(reading: &Reading<'_>, indicator: &IndicatorText) -> Option<String> {
    let zones = indicator.zones.as_ref()?;
    let desired = condition(reading, &zones.desired.condition);
    let not_approved = condition(reading, &zones.not_approved.condition);
    Some(fill(reading.words.plans.limits_of, &[("desired", &desired), ("not_approved", &not_approved)]))
}

/// A condition such as `>= 4.2` in words: "minst 4,2".
fn condition(reading: &Reading<'_>, text: &str) -> String {
    let words = &reading.words.plans;
    let signs = [(">=", words.at_least), ("<=", words.at_most), ("<", words.below), (">", words.above)];
    let said = signs
        .into_iter()
        .find_map(|(sign, word)| text.strip_prefix(sign).map(|bound| format!("{word} {}", bound.trim())))
        .unwrap_or_else(|| text.to_owned());
    if reading.language == Language::En { said } else { said.replace('.', ",") }
}
