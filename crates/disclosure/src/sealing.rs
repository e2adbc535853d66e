//! From a draft to a sealed cube.

use std::collections::{BTreeMap, BTreeSet};

use indices::ScaleFinding;
use survey::{ScaleId, WaveId};

use crate::findings::Spread;
use crate::ground::{Ground, Planned, Shown};
use crate::released_rows::Naming;
use crate::tables::{self, ScalePlans, WaveTables, is_hidden, reason};
use crate::{
    AbsenceFinding, Basis, Draft, DraftBenchmark, GroupIndex, GroupKind, PlanText, PublishedAbsence,
    PublishedBenchmark, PublishedMean, PublishedScore, Reason, Released, ReleasedRows, ResponseBand, ResponseCount,
    Rule, SealError, Sealed, View, Withhold, absence_course, absence_tables, benchmarks, findings, registers,
};

impl Draft {
    /// Decides what may be said aloud, for the whole wave at once, where nothing was said before.
    ///
    /// # Errors
    /// When the draft contradicts itself. Nothing is published then.
    pub fn seal(self, rule: Rule) -> Result<Sealed, SealError> {
        self.seal_after(rule, &[], &Withhold::default()).map(|(sealed, _)| sealed)
    }

    /// Decides what may be said aloud beside what was released earlier about the same people, of this wave or another, and without the cells that are
    /// to be withheld. With the cube comes what to remember of it. The draft stays as it was, for whoever has to seal it again with more withheld: see
    /// [`Draft::sealing`].
    ///
    /// # Errors
    /// When the draft contradicts itself, or the earlier releases give away what must stay hidden now. Nothing is published then.
    pub fn seal_after(
        &self,
        rule: Rule,
        earlier: &[ReleasedRows],
        withhold: &Withhold,
    ) -> Result<(Sealed, ReleasedRows), SealError> {
        self.sealing(rule, earlier).seal(withhold)
    }

    /// A draft to be sealed as often as an attack asks for more to be withheld.
    #[must_use]
    pub fn sealing<'d>(&'d self, rule: Rule, earlier: &'d [ReleasedRows]) -> Sealing<'d> {
        Sealing { draft: self, rule, earlier, planned: Planned::default() }
    }
}

/// A draft beside what was released earlier, and the plans made for it. The cube is the same as that of a first seal.
pub struct Sealing<'d> {
    draft: &'d Draft,
    rule: Rule,
    earlier: &'d [ReleasedRows],
    planned: Planned,
}

/// Shapes only.
impl std::fmt::Debug for Sealing<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sealing").field("draft", self.draft).finish_non_exhaustive()
    }
}

impl Sealing<'_> {
    /// The cube without these cells, and what to remember of it.
    ///
    /// # Errors
    /// When the draft contradicts itself, or the earlier releases give away what must stay hidden now. Nothing is published then.
    pub fn seal(&self, withhold: &Withhold) -> Result<(Sealed, ReleasedRows), SealError> {
        let ground = Ground {
            groups: &self.draft.groups,
            families: &self.draft.families,
            inner: &self.draft.inner,
            earlier: self.earlier,
            naming: &Naming::of(self.draft),
            withhold: &withhold.with(self.earlier),
            planned: &self.planned,
        };
        self.draft.seal_on(&ground, self.rule)
    }
}

impl Draft {
    fn seal_on(&self, ground: &Ground<'_>, rule: Rule) -> Result<(Sealed, ReleasedRows), SealError> {
        self.check()?;
        let clusters = tables::clusters(&self.scales);
        let this_wave = WaveTables {
            ground,
            trend: None,
            clusters: &clusters,
            findings: by_scale(self.scores.iter().map(|((scale, group), finding)| (scale, *group, finding))),
        };
        let plans = this_wave.all(rule)?;
        let total = self.groups.iter().position(|group| group.kind == GroupKind::Total).map(GroupIndex::new);
        let mut trend = BTreeMap::new();
        for (wave, label) in self.waves.iter().enumerate() {
            let of_wave = self.trend.iter().filter(|((of, _, _), _)| *of == wave);
            let findings = by_scale(of_wave.map(|((_, scale, group), finding)| (scale, *group, finding)));
            let tables = WaveTables { ground, trend: Some(wave), clusters: &clusters, findings };
            let wave_plans = if label.id == self.header.wave {
                self.check_same_wave(&tables)?;
                plans.clone()
            } else {
                tables.numbers_and_distributions(rule)?
            };
            for (scale, findings) in &tables.findings {
                for (group, finding) in findings {
                    let (scale, group) = (*scale, *group);
                    let everybody = tables.everybodys_spread(scale, total, &wave_plans, rule);
                    let cell = trend_point(finding, scale, group, &wave_plans, everybody, rule);
                    trend.insert((scale.clone(), group, wave), cell);
                }
            }
        }
        let scores = self.scores.iter().map(|((scale, group), finding)| {
            let everybody = this_wave.everybodys_spread(scale, total, &plans, rule);
            let cell = score(finding, scale, *group, &plans, everybody, rule);
            ((scale.clone(), *group), cell)
        });
        let mut scores: BTreeMap<_, _> = scores.collect();
        self.tell_of_nobody(&mut scores);
        let shown = absence_tables::plan(ground, self, rule)?;
        let absence_year = self
            .absence_year
            .iter()
            .map(|(group, finding)| (*group, absence(finding, *group, shown.in_period(None), rule)));
        let absence_year: BTreeMap<_, _> = absence_year.collect();
        let absence_months = self.absence_months.iter().map(|((group, month), finding)| {
            ((*group, *month), absence(finding, *group, shown.in_period(Some(*month)), rule))
        });
        let absence_months = absence_months.collect();
        let absence_course =
            absence_course::sealing::seal(&self.absence_course, &absence_months, (&self.families, total), rule);
        let benchmarks = self
            .benchmarks
            .iter()
            .map(|benchmark| published_benchmark(benchmark, &self.plans, &scores, &absence_year))
            .collect();
        let figures = registers::seal(&self.registers, ground, rule)?;
        let quality =
            self.quality.iter().map(|(scale, finding)| (scale.clone(), findings::quality(finding, rule))).collect();
        let bands = tables::participation(ground, &self.participation, rule)?;
        let participation = self.participation.iter().map(|(group, (invited, answered))| {
            let cell = if *invited < rule.distribution_min() {
                Released::withhold(Reason::TooFewEmployees)
            } else if is_hidden(Some(&bands), *group) {
                Released::withhold(Reason::ProtectsAnother)
            } else {
                Released::show(ResponseBand::of(*invited, *answered))
            };
            (*group, cell)
        });
        let merger = self.merger.as_ref().map(|merger| {
            let waves: Vec<WaveId> = merger.waves.iter().map(|wave| wave.id.clone()).collect();
            let (own, past) = (&self.header.wave, &self.waves);
            merger.seal(rule, |scale, group, wave| {
                let mean_hidden =
                    |cell: Option<&Released<PublishedMean>>| cell.map_or(Some(Reason::NotAsked), Released::withheld);
                let Some(label) = waves.get(wave) else { return Some(Reason::NotAsked) };
                if label == own {
                    return scores.get(&(scale.clone(), group)).map_or(Some(Reason::NotAsked), Released::withheld);
                }
                let position = past.iter().position(|known| known.id == *label);
                mean_hidden(position.and_then(|position| trend.get(&(scale.clone(), group, position))))
            })
        });
        let programme = self.programme.as_ref().map(|programme| {
            let shown = |scale: &ScaleId, group: GroupIndex| {
                scores.get(&(scale.clone(), group)).is_some_and(|score| score.shown().is_some())
            };
            programme.seal(rule, shown)
        });
        let mut sealed = Sealed {
            version: Sealed::VERSION,
            rule,
            merger,
            programme,
            participation: participation.collect(),
            response: self.response(total, rule),
            scores,
            quality,
            trend,
            absence_year,
            absence_months,
            absence_course,
            benchmarks,
            header: self.header.clone(),
            groups: self.groups.clone(),
            families: self.families.clone(),
            scales: self.scales.clone(),
            waves: self.waves.clone(),
            plans: self.plans.clone(),
            figures,
            targets: self.registers.targets.clone(),
        };
        benchmarks::place_derived(&mut sealed);
        let rows = ReleasedRows::of(&sealed, &self.inner, ground.naming, ground.withhold.clone());
        Ok((sealed, rows))
    }

    /// Exact counts are given once, for everybody, and only when everybody is many.
    fn response(&self, total: Option<GroupIndex>, rule: Rule) -> Released<ResponseCount> {
        match total.and_then(|total| self.participation.get(&total)) {
            None => Released::withhold(Reason::NotAsked),
            Some((invited, _)) if *invited < rule.quality_min() => Released::withhold(Reason::TooFew),
            Some((invited, answered)) => Released::show(ResponseCount { invited: *invited, answered: *answered }),
        }
    }

    /// A group in which nobody answered what was asked of everybody is told like one in which too few did: that there is no cell would say that there is nobody.
    fn tell_of_nobody(&self, scores: &mut BTreeMap<(ScaleId, GroupIndex), Released<PublishedScore>>) {
        let asked: BTreeSet<&ScaleId> = self.scores.keys().map(|(scale, _)| scale).collect();
        for scale in asked {
            for group in (0..self.groups.len()).map(GroupIndex::new) {
                scores.entry((scale.clone(), group)).or_insert(Released::withhold(Reason::TooFew));
            }
        }
    }

    fn check_same_wave(&self, tables: &WaveTables<'_>) -> Result<(), SealError> {
        for (scale, findings) in &tables.findings {
            for (group, finding) in findings {
                let own = self.scores.get(&((*scale).clone(), *group)).map(findings::people);
                if own != Some(findings::people(finding)) {
                    return Err(SealError::WaveDisagrees { wave: self.header.wave.clone() });
                }
            }
        }
        Ok(())
    }
}

fn by_scale<'a>(
    findings: impl Iterator<Item = (&'a ScaleId, GroupIndex, &'a ScaleFinding)>,
) -> BTreeMap<&'a ScaleId, BTreeMap<GroupIndex, &'a ScaleFinding>> {
    let mut sorted: BTreeMap<&ScaleId, BTreeMap<GroupIndex, &ScaleFinding>> = BTreeMap::new();
    for (scale, group, finding) in findings {
        sorted.entry(scale).or_default().insert(group, finding);
    }
    sorted
}

/// Why a table withholds a group, if it does.
fn why(
    plan: &BTreeMap<ScaleId, Shown>,
    scale: &ScaleId,
    group: GroupIndex,
    people: u64,
    minimum: u64,
) -> Option<Reason> {
    (people < minimum || is_hidden(plan.get(scale), group)).then(|| reason(people, minimum))
}

/// Where a group's own spread is withheld, its interval must not give it away.
fn spread_of(no_distribution: Option<Reason>, everybody: Option<f64>) -> Spread {
    no_distribution.map_or(Spread::Own, |_| Spread::Everybodys(everybody))
}

fn score(
    finding: &ScaleFinding,
    scale: &ScaleId,
    group: GroupIndex,
    plans: &ScalePlans,
    everybody: Option<f64>,
    rule: Rule,
) -> Released<PublishedScore> {
    let people = findings::people(finding);
    if let Some(reason) = why(&plans.numbers, scale, group, people, rule.answers_min()) {
        return Released::withhold(reason);
    }
    let no_distribution = why(&plans.distributions, scale, group, people, rule.distribution_min());
    let no_favourable = why(&plans.favourable, scale, group, people, rule.distribution_min());
    findings::score(finding, no_distribution, no_favourable, spread_of(no_distribution, everybody), rule)
}

fn trend_point(
    finding: &ScaleFinding,
    scale: &ScaleId,
    group: GroupIndex,
    plans: &ScalePlans,
    everybody: Option<f64>,
    rule: Rule,
) -> Released<PublishedMean> {
    let people = findings::people(finding);
    if let Some(reason) = why(&plans.numbers, scale, group, people, rule.answers_min()) {
        return Released::withhold(reason);
    }
    let no_distribution = why(&plans.distributions, scale, group, people, rule.distribution_min());
    findings::mean(finding, spread_of(no_distribution, everybody))
}

fn absence(
    finding: &AbsenceFinding,
    group: GroupIndex,
    shown: Option<&Shown>,
    rule: Rule,
) -> Released<PublishedAbsence> {
    if absence_tables::employees(finding) < rule.employees_min() {
        return Released::withhold(Reason::TooFewEmployees);
    }
    // That few are absent, or one for long, has no mark of its own, which would say so.
    if is_hidden(shown, group) || absence_tables::is_telling(finding) {
        return Released::withhold(Reason::ProtectsAnother);
    }
    findings::absence(finding).map_or_else(|| Released::withhold(Reason::NotMeasured), Released::show)
}

/// A placement is the same number in another coat: it is shown only where its basis is, and tells no more of the spread.
fn published_benchmark(
    benchmark: &DraftBenchmark,
    plans: &[PlanText],
    scores: &BTreeMap<(ScaleId, GroupIndex), Released<PublishedScore>>,
    absence: &BTreeMap<GroupIndex, Released<PublishedAbsence>>,
) -> PublishedBenchmark {
    let indicator = plans.get(benchmark.plan).and_then(|plan| plan.indicators.get(benchmark.indicator));
    let made = benchmark.placement.as_ref().ok_or(Reason::NotMeasured);
    let placement = match &benchmark.basis {
        Basis::Scale(scale) => match scores.get(&(scale.clone(), benchmark.group)).map(Released::view) {
            None => Err(Reason::NotAsked),
            Some(View::Withheld(reason)) => Err(reason),
            Some(View::Shown(score)) => made.and_then(|made| {
                let placement = match score.distribution.withheld() {
                    None => findings::placement(made),
                    Some(reason) => findings::placement_within(made, score.interval, indicator, reason),
                };
                placement.ok_or(Reason::NotMeasured)
            }),
        },
        Basis::Favourable(scale) => match scores.get(&(scale.clone(), benchmark.group)).map(Released::view) {
            None => Err(Reason::NotAsked),
            Some(View::Withheld(reason)) => Err(reason),
            Some(View::Shown(score)) => match score.favourable.withheld() {
                Some(reason) => Err(reason),
                None => made.and_then(|made| findings::placement(made).ok_or(Reason::NotMeasured)),
            },
        },
        Basis::Absence | Basis::Presence => match absence.get(&benchmark.group).and_then(Released::withheld) {
            Some(reason) => Err(reason),
            None if !absence.contains_key(&benchmark.group) => Err(Reason::NotMeasured),
            None => made.and_then(|made| findings::placement(made).ok_or(Reason::NotMeasured)),
        },
        // The first three are placed from published cells, once those are there.
        Basis::Targets | Basis::Register(_) | Basis::Change { .. } | Basis::External => Err(Reason::NotMeasured),
    };
    PublishedBenchmark {
        plan: benchmark.plan,
        indicator: benchmark.indicator,
        group: benchmark.group,
        basis: benchmark.basis.clone(),
        placement: placement.map_or_else(Released::withhold, Released::show),
    }
}
