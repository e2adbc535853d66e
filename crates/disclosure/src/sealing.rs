//! From a draft to a sealed cube.

use std::collections::{BTreeMap, BTreeSet};

use indices::ScaleFinding;
use plan::{Figure, PARTS};
use survey::{ScaleId, WaveId};

use crate::findings::Spread;
use crate::suppression::Geometry;
use crate::tables::{self, Hidden, ScalePlans, WaveTables, is_hidden, reason};
use crate::{
    AbsenceFinding, Basis, Draft, DraftBenchmark, FigureFinding, GroupIndex, GroupKind, PlanText, PublishedAbsence,
    PublishedBenchmark, PublishedMean, PublishedScore, Reason, Released, ResponseBand, ResponseCount, Rule, Sealed,
    View, absence_course, benchmarks, findings, registers,
};

/// Why a draft cannot be sealed. Nothing is published then. Messages name groups and tables, never numbers of people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Two groups share an identifier.
    #[error("group {id} occurs twice; give every group an identifier of its own")]
    RepeatedGroup {
        /// The identifier.
        id: String,
    },
    /// Two scales share an identifier.
    #[error("scale {scale} occurs twice; list every scale once")]
    RepeatedScale {
        /// The scale.
        scale: ScaleId,
    },
    /// Something points at a group that is not in the list.
    #[error("{place} names group number {group}, which is not in the list of groups")]
    UnknownGroup {
        /// Where.
        place: &'static str,
        /// The position it names.
        group: usize,
    },
    /// Something points at a scale that is not in the list.
    #[error("{place} names scale {scale}, which is not in the list of scales")]
    UnknownScale {
        /// Where.
        place: &'static str,
        /// The scale.
        scale: ScaleId,
    },
    /// A trend points at a wave that is not in the list.
    #[error("the trend names wave number {wave}, which is not in the list of waves")]
    UnknownWave {
        /// The position it names.
        wave: usize,
    },
    /// A benchmark points at a plan or an indicator that is not in the list.
    #[error("a benchmark names indicator number {indicator} of plan number {plan}, which is not in the list of plans")]
    UnknownIndicator {
        /// The plan it names.
        plan: usize,
        /// The indicator it names.
        indicator: usize,
    },
    /// A family lists a group twice, or a group as a part of itself.
    #[error("the family of group {parent} is not a set of parts; list every member once, and not the whole itself")]
    NotParts {
        /// The parent's identifier.
        parent: String,
    },
    /// The members of a family hold more people than the parent.
    #[error(
        "in {table}, the members of group number {parent} hold more people than the group; members must be disjoint parts"
    )]
    Overfull {
        /// The table.
        table: String,
        /// The parent's position.
        parent: usize,
    },
    /// More people answered than were invited.
    #[error("group {group} has more answers than invitations")]
    MoreAnsweredThanInvited {
        /// The group's identifier.
        group: String,
    },
    /// Absence that cannot be: no month, or more lost days than agreed ones.
    #[error("the absence of group {group} covers no month or loses more days than were agreed")]
    ImpossibleAbsence {
        /// The group's identifier.
        group: String,
    },
    /// A register counts more than there is.
    #[error("{figure} of group {group} in {year} counts more than there is; correct the register file")]
    ImpossibleFigure {
        /// The figure.
        figure: Figure,
        /// The year.
        year: i32,
        /// The group's identifier.
        group: String,
    },
    /// The trend's copy of the sealed wave says something else than its scores.
    #[error("the trend shows wave {wave} with other people than its scores do; count the wave once")]
    WaveDisagrees {
        /// The wave.
        wave: WaveId,
    },
    /// No way was found to protect a table; it is a fault of ours.
    #[error("no cell is left to withhold in {table}; publish nothing and report this as a fault")]
    Unprotectable {
        /// The table.
        table: String,
    },
}

impl Draft {
    /// Decides what may be said aloud, for the whole wave at once.
    ///
    /// # Errors
    /// When the draft contradicts itself. Nothing is published then.
    pub fn seal(mut self, rule: Rule) -> Result<Sealed, SealError> {
        self.check()?;
        let geometry = Geometry::of(&self.groups, &self.families);
        let clusters = tables::clusters(&self.scales);
        let this_wave = WaveTables {
            geometry: &geometry,
            groups: self.groups.len(),
            clusters: &clusters,
            findings: by_scale(self.scores.iter().map(|((scale, group), finding)| (scale, *group, finding))),
        };
        let plans = this_wave.all(rule)?;
        let total = self.groups.iter().position(|group| group.kind == GroupKind::Total).map(GroupIndex::new);
        let mut trend = BTreeMap::new();
        for (wave, label) in self.waves.iter().enumerate() {
            let of_wave = self.trend.iter().filter(|((of, _, _), _)| *of == wave);
            let findings = by_scale(of_wave.map(|((_, scale, group), finding)| (scale, *group, finding)));
            let tables = WaveTables { geometry: &geometry, groups: self.groups.len(), clusters: &clusters, findings };
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
        let scores: BTreeMap<_, _> = scores.collect();
        let hidden = tables::absence(&geometry, &self, rule)?;
        let absence_year = self
            .absence_year
            .iter()
            .map(|(group, finding)| (*group, absence(finding, *group, hidden.in_period(None), rule)));
        let absence_year: BTreeMap<_, _> = absence_year.collect();
        let absence_months = self.absence_months.iter().map(|((group, month), finding)| {
            ((*group, *month), absence(finding, *group, hidden.in_period(Some(*month)), rule))
        });
        let absence_months = absence_months.collect();
        let absence_course =
            absence_course::sealing::seal(&self.absence_course, &absence_months, (&self.families, total), rule);
        let benchmarks = self
            .benchmarks
            .iter()
            .map(|benchmark| published_benchmark(benchmark, &self.plans, &scores, &absence_year))
            .collect();
        let figures = registers::seal(&self.registers, &self.groups, &geometry, rule)?;
        let quality =
            self.quality.iter().map(|(scale, finding)| (scale.clone(), findings::quality(finding, rule))).collect();
        let participation = self.participation.iter().map(|(group, (invited, answered))| {
            let enough = *invited >= rule.distribution_min();
            let band = || Released::show(ResponseBand::of(*invited, *answered));
            (*group, if enough { band() } else { Released::withhold(Reason::TooFewEmployees) })
        });
        let merger = self.merger.take().map(|merger| {
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
        let programme = self.programme.take().map(|programme| {
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
            header: self.header,
            groups: self.groups,
            families: self.families,
            scales: self.scales,
            waves: self.waves,
            plans: self.plans,
            figures,
            targets: self.registers.targets,
        };
        benchmarks::place_derived(&mut sealed);
        Ok(sealed)
    }

    /// Exact counts are given once, for everybody, and only when everybody is many.
    fn response(&self, total: Option<GroupIndex>, rule: Rule) -> Released<ResponseCount> {
        match total.and_then(|total| self.participation.get(&total)) {
            None => Released::withhold(Reason::NotAsked),
            Some((invited, _)) if *invited < rule.quality_min() => Released::withhold(Reason::TooFew),
            Some((invited, answered)) => Released::show(ResponseCount { invited: *invited, answered: *answered }),
        }
    }

    fn check(&self) -> Result<(), SealError> {
        let mut ids = BTreeSet::new();
        if let Some(group) = self.groups.iter().find(|group| !ids.insert(group.id.as_str())) {
            return Err(SealError::RepeatedGroup { id: group.id.clone() });
        }
        let mut scales = BTreeSet::new();
        if let Some(scale) = self.scales.iter().find(|scale| !scales.insert(&scale.id)) {
            return Err(SealError::RepeatedScale { scale: scale.id.clone() });
        }
        self.check_families()?;
        for (place, group) in self.mentioned_groups() {
            self.check_group(place, group)?;
        }
        for (place, scale) in self.mentioned_scales() {
            if !scales.contains(scale) {
                return Err(SealError::UnknownScale { place, scale: scale.clone() });
            }
        }
        if let Some((wave, _, _)) = self.trend.keys().find(|(wave, _, _)| *wave >= self.waves.len()) {
            return Err(SealError::UnknownWave { wave: *wave });
        }
        let has_indicator = |benchmark: &&DraftBenchmark| {
            self.plans.get(benchmark.plan).is_some_and(|plan| benchmark.indicator < plan.indicators.len())
        };
        if let Some(benchmark) = self.benchmarks.iter().find(|benchmark| !has_indicator(benchmark)) {
            return Err(SealError::UnknownIndicator { plan: benchmark.plan, indicator: benchmark.indicator });
        }
        if let Some((figure, year, group)) = self.impossible_figure() {
            return Err(SealError::ImpossibleFigure { figure, year, group: self.id_of(group) });
        }
        if let Some((group, _)) = self.participation.iter().find(|(_, (invited, answered))| answered > invited) {
            return Err(SealError::MoreAnsweredThanInvited { group: self.id_of(*group) });
        }
        let year = self.absence_year.iter().map(|(group, finding)| (*group, finding));
        let months = self.absence_months.iter().map(|((group, _), finding)| (*group, finding));
        if let Some((group, _)) = year.chain(months).find(|(_, finding)| !is_possible(finding)) {
            return Err(SealError::ImpossibleAbsence { group: self.id_of(group) });
        }
        Ok(())
    }

    fn impossible_figure(&self) -> Option<(Figure, i32, GroupIndex)> {
        let exceeds = |found: &FigureFinding| found.numerator > found.denominator.saturating_mul(PARTS);
        self.registers.figures.iter().find(|(_, found)| exceeds(found)).map(|(key, _)| *key)
    }

    fn check_families(&self) -> Result<(), SealError> {
        for family in &self.families {
            self.check_group("a family", family.parent)?;
            let mut seen = BTreeSet::from([family.parent]);
            for member in &family.members {
                self.check_group("a family", *member)?;
                if !seen.insert(*member) {
                    return Err(SealError::NotParts { parent: self.id_of(family.parent) });
                }
            }
        }
        Ok(())
    }

    fn check_group(&self, place: &'static str, group: GroupIndex) -> Result<(), SealError> {
        if group.get() < self.groups.len() {
            return Ok(());
        }
        Err(SealError::UnknownGroup { place, group: group.get() })
    }

    fn mentioned_groups(&self) -> impl Iterator<Item = (&'static str, GroupIndex)> {
        let parents = self.groups.iter().filter_map(|group| Some(("a group's parent", group.parent?)));
        parents
            .chain(self.scores.keys().map(|(_, group)| ("a score", *group)))
            .chain(self.trend.keys().map(|(_, _, group)| ("the trend", *group)))
            .chain(self.participation.keys().map(|group| ("participation", *group)))
            .chain(self.absence_year.keys().map(|group| ("absence", *group)))
            .chain(self.absence_months.keys().map(|(group, _)| ("absence", *group)))
            .chain(self.absence_course.keys().map(|(group, _)| ("the course of absence", *group)))
            .chain(self.benchmarks.iter().map(|benchmark| ("a benchmark", benchmark.group)))
            .chain(self.registers.figures.keys().map(|(_, _, group)| ("a register figure", *group)))
            .chain(self.registers.targets.iter().flat_map(|of| of.of_units.iter().map(|one| ("a target", one.group))))
    }

    fn mentioned_scales(&self) -> impl Iterator<Item = (&'static str, &ScaleId)> {
        let bases = self.benchmarks.iter().filter_map(|benchmark| Some(("a benchmark", benchmark.basis.scale()?)));
        bases
            .chain(self.scores.keys().map(|(scale, _)| ("a score", scale)))
            .chain(self.trend.keys().map(|(_, scale, _)| ("the trend", scale)))
            .chain(self.quality.keys().map(|scale| ("quality", scale)))
            .chain(self.scales.iter().flat_map(|scale| scale.parts.iter().map(|part| ("a composite", part))))
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

    fn id_of(&self, group: GroupIndex) -> String {
        self.groups.get(group.get()).map_or_else(String::new, |group| group.id.clone())
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

fn is_possible(finding: &AbsenceFinding) -> bool {
    let lost = finding.lost_self_certified.checked_add(finding.lost_certified);
    finding.months > 0 && lost.is_some_and(|lost| lost <= finding.agreed)
}

/// Why a table withholds a group, if it does.
fn why(
    plan: &BTreeMap<ScaleId, Hidden>,
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

fn absence(finding: &AbsenceFinding, group: GroupIndex, hidden: &Hidden, rule: Rule) -> Released<PublishedAbsence> {
    if tables::employees(finding) < rule.employees_min() {
        return Released::withhold(Reason::TooFewEmployees);
    }
    // That few are absent has no mark of its own, which would say how few.
    if is_hidden(Some(hidden), group) || tables::has_few_absent(finding) {
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
