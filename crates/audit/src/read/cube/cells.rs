//! The numbers of a cube as cells: scores, trend, absence, registers and response.

use super::super::wire::{Absence, Course, EmployerPeriods, Entry, Figure, Mean, Response, Score, Seen, Share, Spells};
use super::super::{EXACT, mark, people, sum_of};
use super::places::Spots;
use crate::release::{Cell, Mark, Measure, Range, State};

/// The four lengths of absences, as a table of cells names them.
const BANDS: [&str; 4] = ["spells_1_3", "spells_4_16", "spells_17_56", "spells_over_56"];
/// Parts of one, in which a register's counts are given.
const PARTS: f64 = 10_000.0;

/// Employees, where the file says how many, and counts by name.
type Counts<'n> = (Option<u64>, Vec<(&'n str, u64)>);

/// The cells, as they come.
pub(super) struct Cells {
    pub(super) spots: Spots,
    pub(super) wave: String,
    pub(super) cells: Vec<Cell>,
}

fn hidden(word: &str) -> State {
    State::Hidden(mark(word).unwrap_or(Mark::Withheld))
}

impl Cells {
    pub(super) fn push(&mut self, group: usize, measure: &Measure, state: State) {
        if let Some((place, former, role)) = self.spots.get(group).cloned().flatten() {
            self.cells.push(Cell { place, former, role, measure: measure.clone(), state });
        }
    }

    fn own(&self, name: impl Into<String>) -> Measure {
        Measure { wave: self.wave.clone(), name: name.into() }
    }

    /// How many were invited and answered, over everybody: the first group.
    pub(super) fn response(&mut self, seen: Seen<Response>) {
        let state = match seen {
            Seen::Shown(Response { invited, answered }) => {
                let answered = Range::around(people(answered), EXACT);
                State::Shown { n: Some(invited), value: answered, sum: Some(answered) }
            }
            Seen::Withheld(word) => hidden(&word),
        };
        self.push(0, &self.own("response"), state);
    }

    pub(super) fn trend(&mut self, entry: Entry<Mean>, wave: String) {
        let measure = Measure { wave, name: entry.scale };
        self.mean(entry.group, &measure, entry.cell.map(|Mean { n, mean }| (n, mean)));
    }

    fn mean(&mut self, group: usize, measure: &Measure, cell: Seen<(u64, f64)>) {
        let state = match cell {
            Seen::Shown((n, mean)) => {
                let value = Range::around(mean, EXACT);
                State::Shown { n: Some(n), value, sum: sum_of(measure, Some(n), value) }
            }
            Seen::Withheld(word) => hidden(&word),
        };
        self.push(group, measure, state);
    }

    pub(super) fn score(&mut self, entry: Entry<Score>) {
        let Entry { group, scale, cell, .. } = entry;
        let measure = |statistic: &str| self.own(format!("{scale}{statistic}"));
        let (mean, sd, favourable, distribution) =
            (measure(""), measure(".sd"), measure(".favourable"), measure(".distribution"));
        if let Seen::Shown(score) = &cell {
            // Hidden for another threshold than the mean's: the mark bounds nothing here, so it is read as a plain one.
            let hidden = State::Hidden(Mark::Withheld);
            let shown = |measure: &Measure, value: f64| {
                let value = Range::around(value, EXACT);
                State::Shown { n: Some(score.n), value, sum: sum_of(measure, Some(score.n), value) }
            };
            let squares = |sd: f64| {
                let n = people(score.n);
                let middle = (n - 1.0) * sd * sd + n * score.mean * score.mean;
                State::Shown {
                    n: Some(score.n),
                    value: Range::around(sd, EXACT),
                    sum: Some(Range::around(middle, EXACT * n)),
                }
            };
            let of = |measure: &Measure, seen: &Option<Seen<f64>>, state: &dyn Fn(f64) -> State| {
                seen.as_ref()
                    .map(|seen| (measure.clone(), if let Seen::Shown(value) = seen { state(*value) } else { hidden }))
            };
            let mean_of_shares =
                |shares: &Vec<Share>| shares.iter().map(|share| f64::from(share.point) * share.share).sum();
            let favourable_value = score.favourable.as_ref().map(|seen| match seen {
                Seen::Shown(estimate) => Seen::Shown(estimate.value),
                Seen::Withheld(mark) => Seen::Withheld(mark.clone()),
            });
            let distribution_value = score.distribution.as_ref().map(|seen| match seen {
                Seen::Shown(shares) => Seen::Shown(mean_of_shares(shares)),
                Seen::Withheld(mark) => Seen::Withheld(mark.clone()),
            });
            let further = [
                of(&sd, &score.sd, &squares),
                of(&favourable, &favourable_value, &|value| shown(&favourable, value)),
                of(&distribution, &distribution_value, &|value| shown(&distribution, value)),
            ];
            further.into_iter().flatten().for_each(|(measure, state)| self.push(group, &measure, state));
        } else {
            for measure in [&sd, &favourable, &distribution] {
                self.push(group, measure, State::Hidden(Mark::Withheld));
            }
        }
        self.mean(group, &mean, cell.map(|score| (score.n, score.mean)));
    }

    /// Absence: its people are employees, and what adds up is days; the agreed days stand for the sum, since nobody has none. Lost days
    /// of every kind stand in the same cells, so their equations are the same.
    pub(super) fn absence(&mut self, entry: Entry<Absence>) {
        let when = if entry.month.is_empty() { entry.period } else { entry.month };
        let wave = if when.is_empty() { self.wave.clone() } else { when };
        let state = match entry.cell {
            Seen::Shown(absence) => {
                let sum = absence.agreed.parse().ok().map(|days| Range::around(days, EXACT));
                State::Shown { n: Some(absence.employees), value: Range::around(absence.percent, EXACT), sum }
            }
            Seen::Withheld(word) => hidden(&word),
        };
        self.push(entry.group, &Measure { wave, name: "absence".to_owned() }, state);
    }

    /// Absence through the years: rates of periods, and counts of absences and of employer periods that began.
    pub(super) fn course(&mut self, course: Course) {
        course.rates.into_iter().for_each(|entry| self.absence(entry));
        for Entry { group, period, cell, .. } in course.spells {
            let counts = cell.map(|Spells { bands, self_certified, certified, employees }| {
                let of_bands = BANDS.into_iter().zip(bands.iter().map(|band| band.spells));
                let kinds = [("spells_self_certified", self_certified), ("spells_certified", certified)];
                (Some(employees), of_bands.chain(kinds).collect())
            });
            self.counts(group, &period, &[&BANDS[..], &["spells_self_certified", "spells_certified"]].concat(), counts);
        }
        for Entry { group, period, cell, .. } in course.employer_periods {
            let names = ["employer_periods", "employer_days_inside", "employer_days_after"];
            let counts = cell.map(|EmployerPeriods { begun, days_inside, days_after }| {
                (None, names.into_iter().zip([begun, days_inside, days_after]).collect())
            });
            self.counts(group, &period, &names, counts);
        }
    }

    fn counts(&mut self, group: usize, period: &str, names: &[&str], counts: Seen<Counts<'_>>) {
        let measure = |name: &str| Measure { wave: period.to_owned(), name: format!("absence.{name}") };
        match counts {
            Seen::Shown((n, counts)) => {
                for (name, count) in counts {
                    let value = Range::around(people(count), EXACT);
                    self.push(group, &measure(name), State::Shown { n, value, sum: Some(value) });
                }
            }
            Seen::Withheld(word) => names.iter().for_each(|name| self.push(group, &measure(name), hidden(&word))),
        }
    }

    /// A register figure: how many are counted of how many, in one year.
    pub(super) fn figure(&mut self, figure: Figure) {
        let measure = Measure { wave: figure.year.to_string(), name: format!("register.{}", figure.figure) };
        let state = match figure.cell {
            Seen::Shown(sums) => State::Shown {
                n: Some(sums.denominator),
                value: Range::around(sums.value.unwrap_or_default(), EXACT),
                sum: Some(Range::around(people(sums.numerator_parts) / PARTS, EXACT)),
            },
            Seen::Withheld(word) => hidden(&word),
        };
        self.push(figure.group, &measure, state);
    }
}
