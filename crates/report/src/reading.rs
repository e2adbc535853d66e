//! A sealed cube as a reader meets it: which groups there are, which zones apply, where to look when a cell is hidden.

use disclosure::{
    Basis, Group, GroupIndex, GroupKind, IndexRole, IndicatorText, PlanText, PublishedInterval, PublishedPlacement,
    Reason, Released, ScaleText, Sealed, View, WaveLabel, Zone, words_of_work,
};
use survey::{Date, Language};

use crate::numbers::Numbers;
use crate::words::{Words, words};

/// A difference smaller than this part of the answer scale is called about the same: 0.1 on a scale from 1 to 5.
const SMALLEST_DIFFERENCE: f64 = 1.0 / 40.0;

/// One cube in one language.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) cube: &'a Sealed,
    pub(crate) language: Language,
    pub(crate) numbers: Numbers,
    pub(crate) words: &'static Words,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(cube: &'a Sealed, language: Language) -> Reading<'a> {
        Reading { cube, language, numbers: Numbers::new(language), words: words(language) }
    }

    /// What the report is called: the questionnaire and the round.
    pub(crate) fn title(&self) -> String {
        let header = self.cube.header();
        format!("{}: {}", header.instrument_title.get(self.language), header.title.get(self.language))
    }

    /// The group of everybody.
    pub(crate) fn total(&self) -> Option<GroupIndex> {
        self.of_kind(|kind| kind == GroupKind::Total).first().map(|(index, _)| *index)
    }

    pub(crate) fn service_areas(&self) -> Vec<(GroupIndex, &'a Group)> {
        self.of_kind(|kind| kind == GroupKind::ServiceArea)
    }

    pub(crate) fn former_municipalities(&self) -> Vec<(GroupIndex, &'a Group)> {
        self.of_kind(|kind| kind == GroupKind::FormerMunicipality)
    }

    /// Everybody who does one kind of work, kind by kind.
    pub(crate) fn roles(&self) -> Vec<(GroupIndex, &'a Group)> {
        self.of_kind(|kind| kind == GroupKind::RoleClass)
    }

    /// Every unit below the root, in the order of the organisation.
    pub(crate) fn units(&self) -> Vec<(GroupIndex, &'a Group)> {
        self.of_kind(|kind| matches!(kind, GroupKind::Unit { .. }))
    }

    /// Everybody first, then each former municipality.
    pub(crate) fn total_and_former(&self) -> Vec<GroupIndex> {
        self.total().into_iter().chain(self.former_municipalities().into_iter().map(|(index, _)| index)).collect()
    }

    fn of_kind(&self, wanted: impl Fn(GroupKind) -> bool) -> Vec<(GroupIndex, &'a Group)> {
        self.cube.group_indices().zip(self.cube.groups()).filter(|(_, group)| wanted(group.kind)).collect()
    }

    pub(crate) fn index_scale(&self, role: IndexRole) -> Option<&'a ScaleText> {
        self.cube.scales().iter().find(|scale| scale.index == Some(role))
    }

    /// The two house indices, mastery climate first.
    pub(crate) fn indices(&self) -> Vec<&'a ScaleText> {
        [IndexRole::MasteryClimate, IndexRole::Engagement]
            .into_iter()
            .filter_map(|role| self.index_scale(role))
            .collect()
    }

    /// The name to print for a group; everybody is "the whole municipality", and a kind of work is named in the reader's language.
    pub(crate) fn name(&self, group: GroupIndex) -> &'a str {
        match self.cube.group(group) {
            Some(group) if group.kind == GroupKind::Total => self.words.common.whole,
            Some(group) => match group.role.filter(|_| group.kind == GroupKind::RoleClass) {
                Some(role) => words_of_work(role, self.language),
                None => &group.name,
            },
            None => "",
        }
    }

    /// The first indicator, plan by plan, that rests on this and has zones.
    pub(crate) fn zoned(&self, basis: &Basis) -> Option<(&'a PlanText, &'a IndicatorText)> {
        self.cube.benchmarks().iter().filter(|benchmark| benchmark.basis() == basis).find_map(|benchmark| {
            let plan = self.cube.plans().get(benchmark.plan())?;
            let indicator = plan.indicators.get(benchmark.indicator())?;
            indicator.zones.as_ref().map(|_| (plan, indicator))
        })
    }

    /// Where a group stands on the first indicator that rests on this and has zones.
    pub(crate) fn placement(&self, basis: &Basis, group: GroupIndex) -> Option<&'a Released<PublishedPlacement>> {
        let zoned = |benchmark: &&disclosure::PublishedBenchmark| {
            let plan = self.cube.plans().get(benchmark.plan());
            plan.and_then(|plan| plan.indicators.get(benchmark.indicator()))
                .is_some_and(|indicator| indicator.zones.is_some())
        };
        self.cube
            .benchmarks()
            .iter()
            .filter(|benchmark| benchmark.group() == group && benchmark.basis() == basis)
            .find(zoned)
            .map(disclosure::PublishedBenchmark::placement)
    }

    /// The nearest level above that satisfies `shown`: where a reader of a hidden cell can look instead.
    pub(crate) fn level_above(&self, group: GroupIndex, shown: impl Fn(GroupIndex) -> bool) -> Option<GroupIndex> {
        let mut at = self.cube.group(group)?.parent?;
        // A cube read from disk could name its groups in a circle; no chain is longer than the list.
        for _ in self.cube.groups() {
            if shown(at) {
                return Some(at);
            }
            at = self.cube.group(at)?.parent?;
        }
        None
    }

    /// The wave before this one, with its position among the waves.
    pub(crate) fn previous_wave(&self) -> Option<(usize, &'a WaveLabel)> {
        let reference = self.cube.header().reference_date;
        self.cube.waves().iter().enumerate().rev().find(|(_, wave)| wave.date < reference)
    }

    /// A scale in a group through all rounds, oldest first. The cube's own round is the last, unless its waves hold it already.
    pub(crate) fn history(&self, scale: &ScaleText, group: GroupIndex) -> Vec<Round<'a>> {
        let header = self.cube.header();
        let mut rounds: Vec<Round<'a>> = self
            .cube
            .trend(&scale.id, group)
            .into_iter()
            .map(|(wave, released)| {
                let found = match released.view() {
                    View::Shown(mean) => Ok((mean.into(), mean.n())),
                    View::Withheld(reason) => Err(reason),
                };
                Round { date: wave.date, title: wave.title.get(self.language), found }
            })
            .collect();
        if self.cube.waves().iter().all(|wave| wave.id != header.wave) {
            let found = match self.cube.score(&scale.id, group).view() {
                View::Shown(score) => Ok((score.into(), score.n())),
                View::Withheld(reason) => Err(reason),
            };
            rounds.push(Round { date: header.reference_date, title: header.title.get(self.language), found });
        }
        rounds
    }

    /// How a scale's mean compares with another: a phrase, never a verdict.
    pub(crate) fn compared(&self, scale: &ScaleText, here: Level, there: Level) -> &'static str {
        let common = &self.words.common;
        let span = f64::from(scale.points.max()) - f64::from(scale.points.min());
        match (here.interval, there.interval) {
            (Some(here_interval), Some(there_interval)) => {
                let apart = here_interval.low() > there_interval.high() || there_interval.low() > here_interval.high();
                match (apart, (here.mean - there.mean).abs() >= SMALLEST_DIFFERENCE * span) {
                    (true, true) => common.clear_difference,
                    (true, false) => common.about_the_same,
                    (false, _) => common.may_be_chance,
                }
            }
            _ => common.too_few_to_say,
        }
    }
}

/// A mean with its interval, from whichever published value holds it.
#[derive(Clone, Copy)]
pub(crate) struct Level {
    pub(crate) mean: f64,
    pub(crate) interval: Option<PublishedInterval>,
}

impl From<&disclosure::PublishedScore> for Level {
    fn from(score: &disclosure::PublishedScore) -> Level {
        Level { mean: score.mean(), interval: score.interval() }
    }
}

impl From<&disclosure::PublishedMean> for Level {
    fn from(mean: &disclosure::PublishedMean) -> Level {
        Level { mean: mean.mean(), interval: mean.interval() }
    }
}

/// One round of a trend.
pub(crate) struct Round<'a> {
    pub(crate) date: Date,
    pub(crate) title: &'a str,
    /// The mean and how many answered, or why they are not shown.
    pub(crate) found: Result<(Level, u64), Reason>,
}

/// The two ends of an interval.
pub(crate) const fn ends(interval: PublishedInterval) -> (f64, f64) {
    (interval.low(), interval.high())
}

/// The two ends of a mean's interval, no further than the answer scale goes.
pub(crate) fn ends_on(scale: &ScaleText, interval: Option<PublishedInterval>) -> Option<(f64, f64)> {
    let (lowest, highest) = (f64::from(scale.points.min()), f64::from(scale.points.max()));
    interval.map(|interval| (interval.low().max(lowest), interval.high().min(highest)))
}

/// The shape that stands for a zone wherever its word stands.
pub(crate) const fn zone_shape(zone: Zone) -> &'static str {
    match zone {
        Zone::Desired => "●",
        Zone::Accepted => "◐",
        Zone::NotApproved => "○",
    }
}

/// The marker of a former municipality, by its place in the display order.
pub(crate) const fn former_shape(place: Option<u8>) -> &'static str {
    match place {
        Some(0) => "■",
        Some(1) => "▲",
        Some(2) => "◆",
        _ => "✕",
    }
}

/// The day the three municipalities became one.
pub(crate) fn merger() -> Option<Date> {
    Date::new(2020, 1, 1).ok()
}

/// Days since 1 January of year 0 in a calendar of average years: exact enough to space waves and months on a drawing.
pub(crate) fn day_number(date: Date) -> f64 {
    let before_month = (f64::from(date.month()) - 1.0) * 30.436_875;
    f64::from(date.year()) * 365.242_5 + before_month + f64::from(date.day())
}
