//! Every cell of the cube as a row: who, what, the number with its interval, or why there is none.
//!
//! What is no number of a group of people is not in it: bands of response, the quality of scales, zones, the merger and the programme
//! have tables of their own.

use disclosure::{
    Figure, GroupIndex, GroupKind, Period, PublishedAbsence, PublishedInterval, PublishedScore, Reason, Released,
    Sealed, View,
};
use survey::ScaleId;

use super::quoted;

const COLUMNS: &str = "wave,unit,former_municipality,role,measure,n,value,lower,upper,status";

/// The table of cells, in the order of sections, measures and groups of the cube.
///
/// `*` stands for everybody; `status` is `shown` or the reason why there is no number. Numbers have a point and all their digits.
#[must_use]
pub fn cells_csv(cube: &Sealed) -> String {
    let mut table = Table { cube, text: format!("{COLUMNS}\n") };
    table.response();
    table.scores();
    table.trend();
    table.absence();
    table.course();
    table.figures();
    table.text
}

/// A number with its people and its interval.
#[derive(Clone, Copy, Default)]
struct Number {
    n: Option<u64>,
    value: f64,
    interval: Option<PublishedInterval>,
}

impl Number {
    #[expect(clippy::cast_precision_loss, reason = "far fewer than a float holds")]
    const fn count(n: Option<u64>, count: u64) -> Number {
        Number { n, value: count as f64, interval: None }
    }
}

struct Table<'c> {
    cube: &'c Sealed,
    text: String,
}

impl Table<'_> {
    fn row(&mut self, wave: &str, group: GroupIndex, measure: &str, seen: Result<Number, Reason>) {
        let Some(place) = self.cube.place(group) else { return };
        let end = |end: fn(&PublishedInterval) -> f64| {
            seen.ok().and_then(|number| number.interval).map_or_else(String::new, |interval| end(&interval).to_string())
        };
        let fields = [
            wave.to_owned(),
            place.unit,
            place.former_municipality,
            place.role,
            measure.to_owned(),
            seen.ok().and_then(|number| number.n).map_or_else(String::new, |n| n.to_string()),
            seen.map_or_else(|_| String::new(), |number| number.value.to_string()),
            end(PublishedInterval::low),
            end(PublishedInterval::high),
            seen.map_or_else(Reason::word, |_| "shown").to_owned(),
        ];
        self.text.push_str(&fields.map(|field| quoted(&field)).join(","));
        self.text.push('\n');
    }

    fn wave(&self) -> String {
        self.cube.header().wave.to_string()
    }

    /// The groups that are no single unit and no part of one: what is shown for these only.
    fn wide(&self) -> Vec<GroupIndex> {
        let is_wide = |group: &GroupIndex| {
            let kind = self.cube.group(*group).map(|group| group.kind);
            kind.is_some_and(|kind| !matches!(kind, GroupKind::Unit { .. } | GroupKind::Crossed))
        };
        self.cube.group_indices().filter(is_wide).collect()
    }

    fn response(&mut self) {
        let total = self.cube.groups().iter().position(|group| group.kind == GroupKind::Total).map(GroupIndex::new);
        let seen = seen(self.cube.response(), |count| Number::count(Some(count.invited()), count.answered()));
        if let Some(total) = total {
            self.row(&self.wave(), total, "response", seen);
        }
    }

    fn scores(&mut self) {
        for scale in self.cube.scales() {
            for group in self.cube.group_indices() {
                self.score(&scale.id, group, self.cube.score(&scale.id, group));
            }
        }
    }

    fn score(&mut self, scale: &ScaleId, group: GroupIndex, score: &Released<PublishedScore>) {
        let wave = self.wave();
        let points = self.cube.scale(scale).map(|scale| scale.points.min()..=scale.points.max());
        let points: Vec<u8> = points.into_iter().flatten().collect();
        let mut add = |statistic: &str, seen| self.row(&wave, group, &format!("{scale}{statistic}"), seen);
        let score = match score.view() {
            View::Shown(score) => score,
            View::Withheld(reason) => {
                ["", ".sd", ".favourable", ".rwg_j"].into_iter().for_each(|statistic| add(statistic, Err(reason)));
                points.iter().for_each(|point| add(&format!(".share.{point}"), Err(reason)));
                return;
            }
        };
        let n = Some(score.n());
        let plain = |value: f64| Number { n, value, interval: None };
        add("", Ok(Number { n, value: score.mean(), interval: score.interval() }));
        add(".sd", seen(score.sd(), |sd| plain(*sd)));
        add(
            ".favourable",
            seen(score.favourable(), |share| Number { n, value: share.value(), interval: share.interval() }),
        );
        add(".rwg_j", seen(score.rwg_j(), |agreement| plain(*agreement)));
        for point in points {
            let of_point = score.distribution().view();
            let share = match of_point {
                View::Withheld(reason) => Err(reason),
                View::Shown(shares) => {
                    let share = shares.iter().find(|share| share.point() == point);
                    Ok(plain(share.map_or(0.0, |share| share.share())))
                }
            };
            add(&format!(".share.{point}"), share);
        }
    }

    fn trend(&mut self) {
        for scale in self.cube.scales() {
            for group in self.wide() {
                for (position, wave) in self.cube.waves().iter().enumerate() {
                    let point = self.cube.trend_point(&scale.id, group, position);
                    let seen =
                        seen(point, |mean| Number { n: Some(mean.n()), value: mean.mean(), interval: mean.interval() });
                    self.row(wave.id.as_str(), group, scale.id.as_str(), seen);
                }
            }
        }
    }

    fn absence(&mut self) {
        let rate = |absence: &PublishedAbsence| Number {
            n: Some(absence.employees()),
            value: absence.percent(),
            interval: None,
        };
        let wave = self.wave();
        for group in self.cube.group_indices() {
            self.row(&wave, group, "absence", seen(self.cube.absence_year(group), rate));
        }
        for group in self.cube.group_indices() {
            for (month, cell) in self.cube.absence_months(group) {
                self.row(&month.to_string(), group, "absence", seen(cell, rate));
            }
        }
    }

    fn course(&mut self) {
        let course = self.cube.absence_course();
        for period in course.periods() {
            let wave = period.to_string();
            for group in self.wide() {
                let rate = seen(course.rate(group, period), |rate| Number {
                    n: Some(rate.employees()),
                    value: rate.percent(),
                    interval: None,
                });
                self.row(&wave, group, "absence", rate);
                if matches!(period, Period::Year(_)) {
                    self.spells(&wave, group, period);
                }
            }
        }
    }

    /// Absences and employer periods that began in a year.
    fn spells(&mut self, wave: &str, group: GroupIndex, period: Period) {
        let course = self.cube.absence_course();
        let spells = course.spells(group, period);
        let mut add = |name: &str, seen| self.row(wave, group, &format!("absence.{name}"), seen);
        for band in disclosure::Band::ALL {
            let of_band = seen(spells, |found| {
                let spells = found.bands().find(|(of, _)| *of == band).map_or(0, |(_, share)| share.spells());
                Number::count(None, spells)
            });
            add(&format!("spells_{}", band.as_str()), of_band);
        }
        add("spells_self_certified", seen(spells, |found| Number::count(None, found.self_certified())));
        add("spells_certified", seen(spells, |found| Number::count(None, found.certified())));
        let periods = course.employer_periods(group, period);
        add("employer_periods", seen(periods, |found| Number::count(None, found.begun())));
        add("employer_days_inside", seen(periods, |found| Number::count(None, found.days_inside())));
        add("employer_days_after", seen(periods, |found| Number::count(None, found.days_after())));
    }

    fn figures(&mut self) {
        for figure in Figure::ALL {
            for year in self.cube.figure_years(figure) {
                for group in self.wide() {
                    let seen = match self.cube.figure(figure, year, group).view() {
                        View::Withheld(reason) => Err(reason),
                        View::Shown(found) => found
                            .exact()
                            .map(|value| Number { n: Some(found.denominator()), value: value.to_f64(), interval: None })
                            .ok_or(Reason::NotMeasured),
                    };
                    self.row(&year.to_string(), group, &format!("register.{}", figure.id()), seen);
                }
            }
        }
    }
}

fn seen<T>(cell: &Released<T>, number: impl Fn(&T) -> Number) -> Result<Number, Reason> {
    match cell.view() {
        View::Shown(value) => Ok(number(value)),
        View::Withheld(reason) => Err(reason),
    }
}
