//! What functions gave back, one line each.

use std::panic::{AssertUnwindSafe, catch_unwind};

use indices::{Estimate, Interval, Why};

#[derive(Clone, Copy)]
enum Outcome {
    Number(f64),
    Reason(Why),
}

/// Everything found for one input, by topic, in the order it was asked for.
#[derive(Default)]
pub(crate) struct Found(Vec<(&'static str, Vec<(String, Outcome)>)>);

impl Found {
    /// A topic whose panic is a fault of this input and does not hide those of the next.
    pub(crate) fn topic(&mut self, topic: &'static str, of: impl FnOnce(&mut Self)) {
        self.0.push((topic, Vec::new()));
        if catch_unwind(AssertUnwindSafe(|| of(self))).is_err() {
            self.number("what panicked", f64::NAN);
        }
    }

    fn add(&mut self, what: &str, outcome: Outcome) {
        self.0.last_mut().unwrap().1.push((what.to_owned(), outcome));
    }

    pub(crate) fn number(&mut self, what: &str, value: f64) {
        self.add(what, Outcome::Number(value));
    }

    pub(crate) fn numbers(&mut self, what: &str, values: &[f64]) {
        values.iter().zip(0..).for_each(|(value, at)| self.number(&format!("{what} {at}"), *value));
    }

    /// A number that may be left out where there is none to give.
    pub(crate) fn perhaps(&mut self, what: &str, value: Option<f64>) {
        value.into_iter().for_each(|value| self.number(what, value));
    }

    pub(crate) fn reason(&mut self, what: &str, why: Why) {
        self.add(what, Outcome::Reason(why));
    }

    pub(crate) fn interval(&mut self, what: &str, interval: Option<Interval>) {
        let Some(Interval { low, high, .. }) = interval else { return };
        self.number(&format!("{what}, low"), low);
        self.number(&format!("{what}, high"), high);
        assert!(low.is_nan() || high.is_nan() || low <= high, "{what}: an interval that ends before it begins");
    }

    pub(crate) fn estimate(&mut self, what: &str, estimate: Estimate) {
        match estimate {
            Estimate::Known(known) => {
                self.number(what, known.value);
                self.interval(what, known.interval);
            }
            Estimate::Unknown(why) => self.reason(what, why),
        }
    }

    pub(crate) fn result<T>(&mut self, what: &str, result: Result<T, Why>, of: impl FnOnce(&mut Self, T)) {
        match result {
            Ok(value) => of(self, value),
            Err(why) => self.reason(what, why),
        }
    }

    fn all(&self) -> impl Iterator<Item = &(String, Outcome)> {
        self.0.iter().flat_map(|(_, found)| found)
    }

    pub(crate) fn len(&self) -> usize {
        self.all().count()
    }

    /// Numbers that are none.
    pub(crate) fn faults(&self) -> impl Iterator<Item = String> {
        self.all().filter_map(|(what, outcome)| match outcome {
            Outcome::Number(value) if !value.is_finite() => Some(format!("{what} is {value}")),
            _ => None,
        })
    }

    pub(crate) fn unknown(&self) -> impl Iterator<Item = String> {
        self.all().filter_map(|(what, outcome)| match outcome {
            Outcome::Reason(why) => Some(format!("{what}: {why}")),
            Outcome::Number(_) => None,
        })
    }

    /// Topics in which two inputs that should say the same do not, with the first difference of each.
    pub(crate) fn differences(&self, other: &Self) -> impl Iterator<Item = (&'static str, String)> {
        self.0.iter().zip(&other.0).filter_map(|((topic, own), (_, others))| {
            let pairs = own.iter().zip(others);
            let first = pairs.into_iter().find(|(one, other)| one.0 != other.0 || !alike(one.1, other.1));
            let said = first.map(|((what, one), (_, two))| format!("{what} {} and {}", shown(*one), shown(*two)));
            let lengths = || (own.len() != others.len()).then(|| "not as many results".to_owned());
            Some((*topic, said.or_else(lengths)?))
        })
    }
}

/// Fits end within a millionth of one another.
fn alike(one: Outcome, two: Outcome) -> bool {
    match (one, two) {
        (Outcome::Number(a), Outcome::Number(b)) => (a - b).abs() <= 1e-6 * a.abs().max(b.abs()).max(1.0),
        (Outcome::Reason(a), Outcome::Reason(b)) => a == b,
        _ => false,
    }
}

fn shown(outcome: Outcome) -> String {
    match outcome {
        Outcome::Number(value) => format!("is {value}"),
        Outcome::Reason(why) => format!("is unknown ({why})"),
    }
}
