//! From counts to findings to a draft: everything that is found about one wave, gathered once and sealed once.

use std::collections::BTreeMap;

use counts::ScaleCounts;
use disclosure::{
    Draft, GroupIndex, GroupKind, Header, Inner, PlanText, ReleasedRows, Rule, ScaleText, Sealed, Sealing, Table,
    WaveLabel, Withhold,
};
use indices::{ScaleFinding, ScaleQuality};
use plan::programme_effect::ModuleCalendar;
use plan::{FigureTable, Plan, TargetTable};
use survey::{Instrument, Organisation, Register, Scale, ScaleId};

use crate::absence::AbsenceGroups;
use crate::benchmark;
use crate::counted::kept;
use crate::error::AnalysisError;
use crate::groups::Groups;
use crate::inner::{add_scales, name};
use crate::merger::{MergerWave, WaveCells, merger};
use crate::occurring::occurring;
use crate::programme::programme;
use crate::registers::registers;
use crate::settled::{WaveCounts, count};
use crate::tally::{GroupCounts, Places, roll_up};
use crate::wave::SettledWave;

/// What an analysis reads.
pub struct Inputs<'a> {
    /// Units over all time, former municipalities and lineage.
    pub register: &'a Register,
    /// Settled waves, earliest first; the last one is analysed, the others are its past.
    pub waves: &'a [SettledWave],
    /// Absence sums per unit, former municipality and month.
    pub absence: &'a ::absence::AbsenceTable,
    /// The plans to benchmark against, in the order of the report.
    pub plans: &'a [Plan],
    /// Register figures per unit, former municipality and year.
    pub figures: &'a FigureTable,
    /// The units' own targets for their absence.
    pub targets: &'a TargetTable,
    /// Which unit's leaders took which module of the programme when; nothing where no calendar is kept.
    pub programme: Option<&'a ModuleCalendar>,
    /// The thresholds of the release.
    pub rule: Rule,
}

/// Counts, reasons, benchmarks and seals the last of the waves.
///
/// Counting is one streaming pass per wave. Earlier waves are rolled up to the organisation of the last one through
/// the lineage, and only in the wide groups (total, service areas, types of unit, former municipalities, kinds of work).
///
/// # Errors
/// When a file is damaged or of another layout, an answer names an unknown unit or former municipality, or no safe
/// cube can be made. Nothing is written.
pub fn analyse(inputs: &Inputs<'_>) -> Result<Sealed, AnalysisError> {
    Unsealed::of(inputs)?.seal_after(&[]).map(|(sealed, _)| sealed)
}

/// Everything that was found of a wave, counted once. It can be sealed as often as an attack asks for more to be withheld; nothing else comes out of it.
pub struct Unsealed {
    draft: Draft,
    rule: Rule,
}

impl Unsealed {
    /// Counts, reasons and benchmarks the last of the waves, as [`analyse`] does, and seals nothing yet.
    ///
    /// # Errors
    /// When a file is damaged or of another layout, or an answer names an unknown unit or former municipality.
    pub fn of(inputs: &Inputs<'_>) -> Result<Unsealed, AnalysisError> {
        Ok(Unsealed { draft: draft(inputs)?, rule: inputs.rule })
    }

    /// Seals beside what was released earlier; with the cube comes what a ledger is to remember of it.
    ///
    /// # Errors
    /// When no safe cube can be made, or the earlier releases give away what must stay hidden now.
    pub fn seal_after(&self, earlier: &[ReleasedRows]) -> Result<(Sealed, ReleasedRows), AnalysisError> {
        Ok(self.sealing(earlier).seal(&Withhold::default())?)
    }

    /// To be sealed beside what was released earlier, as often as an attack asks for more to be withheld.
    #[must_use]
    pub fn sealing<'d>(&'d self, earlier: &'d [ReleasedRows]) -> Sealing<'d> {
        self.draft.sealing(self.rule, earlier)
    }
}

/// Shapes only.
impl std::fmt::Debug for Unsealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unsealed").field("draft", &self.draft).finish_non_exhaustive()
    }
}

fn draft(inputs: &Inputs<'_>) -> Result<Draft, AnalysisError> {
    let counts = inputs.waves.iter().map(|wave| counted(wave, inputs.register));
    draft_of(inputs, counts.collect::<Result<_, _>>()?)
}

/// The draft of waves that are counted already, in the same order.
fn draft_of(inputs: &Inputs<'_>, mut counts: Vec<WaveCounts>) -> Result<Draft, AnalysisError> {
    let (current, past) = inputs.waves.split_last().ok_or(AnalysisError::NoWave)?;
    let organisation = inputs.register.at(current.wave.reference_date)?;
    let groups = Groups::of(&organisation, &occurring(inputs, &counts, &organisation)?);
    let own = counts.pop().ok_or(AnalysisError::NoWave)?;
    let (counted, own_cells) = rolled_up(current, own, inputs.register, &organisation, &groups)?;
    let scores = scores(&counted, &current.instrument);
    let mut inner = Inner::default();
    add_scales(&mut inner, &counted, &current.instrument, Table::Scale);
    let absence = AbsenceGroups::of(inputs.absence, inputs.register, &organisation, &groups, current, &mut inner)?;
    let mut trend = BTreeMap::new();
    let mut waves = Vec::new();
    for (position, (wave, earlier)) in past.iter().zip(counts).enumerate() {
        let (earlier, cells) = rolled_up(wave, earlier, inputs.register, &organisation, &groups)?;
        add_to_trend(&mut trend, position, &earlier, (wave, &current.instrument), &groups);
        add_scales(&mut inner, &earlier, &wave.instrument, |scale| Table::Trend(position, scale));
        waves.push(MergerWave { wave, cells, origins: of_origins(&earlier, wave, &groups) });
    }
    waves.push(MergerWave { wave: current, cells: own_cells, origins: of_origins(&counted, current, &groups) });
    Ok(Draft {
        header: Header::of(&current.wave, &current.instrument),
        scales: current.instrument.scales().iter().map(|scale| ScaleText::of(&current.instrument, scale)).collect(),
        waves: past.iter().map(|earlier| WaveLabel::of(&earlier.wave)).collect(),
        plans: inputs.plans.iter().map(PlanText::of).collect(),
        benchmarks: benchmark::benchmarks(inputs.plans, &groups, &scores, &absence, &current.instrument)?,
        quality: quality(&counted, &current.instrument),
        merger: merger(inputs, &waves, &groups, &organisation, &absence)?,
        programme: inputs
            .programme
            .and_then(|calendar| programme(calendar, &waves, &organisation, inputs.register.lineage())),
        participation: participation(current, inputs.register, &organisation, (&groups, &counted), &mut inner)?,
        absence_year: absence.year,
        absence_year_months: absence.year_months,
        absence_months: absence.months,
        absence_course: absence.course,
        scores,
        trend,
        registers: registers(
            inputs.figures,
            inputs.targets,
            inputs.register,
            &organisation,
            &groups,
            current,
            &mut inner,
        )?,
        families: groups.families().to_vec(),
        groups: groups.list().to_vec(),
        inner,
    })
}

fn counted(wave: &SettledWave, register: &Register) -> Result<WaveCounts, AnalysisError> {
    match &wave.counted {
        Some(elsewhere) => kept(elsewhere, &wave.instrument, register),
        None => count(&wave.files, &wave.instrument),
    }
}

fn rolled_up(
    wave: &SettledWave,
    counted: WaveCounts,
    register: &Register,
    organisation: &Organisation,
    groups: &Groups<'_>,
) -> Result<(GroupCounts, WaveCells), AnalysisError> {
    let places = Places { organisation, lineage: register.lineage(), wave: &wave.wave };
    let cells = WaveCells::of(&counted, &places, &register.at(wave.wave.reference_date)?)?;
    Ok((roll_up(counted, &places, groups)?, cells))
}

/// The counts of every scale over everybody from each former municipality.
fn of_origins(counted: &GroupCounts, wave: &SettledWave, groups: &Groups<'_>) -> BTreeMap<(usize, usize), ScaleCounts> {
    let mut origins = BTreeMap::new();
    for (index, group) in groups.list().iter().enumerate() {
        let (GroupKind::FormerMunicipality, Some(former)) = (group.kind, group.former_municipality) else { continue };
        for position in 0..wave.instrument.scales().len() {
            if let Some(counts) = counted.scale(GroupIndex::new(index), position) {
                origins.insert((usize::from(former), position), counts.clone());
            }
        }
    }
    origins
}

type Scores = BTreeMap<(ScaleId, GroupIndex), ScaleFinding>;

fn scores(counted: &GroupCounts, instrument: &Instrument) -> Scores {
    let mut scores = BTreeMap::new();
    for (group, scales) in counted.groups.cells() {
        for (scale, counts) in instrument.scales().iter().zip(scales) {
            scores.insert((scale.id().clone(), *group), ScaleFinding::of(counts, scale));
        }
    }
    scores
}

/// Adds what an earlier wave says of the scales that are asked now. A scale of the same name with other answer points is
/// another measure, and not a part of the trend.
fn add_to_trend(
    trend: &mut BTreeMap<(usize, ScaleId, GroupIndex), ScaleFinding>,
    position: usize,
    counted: &GroupCounts,
    (wave, now): (&SettledWave, &Instrument),
    groups: &Groups<'_>,
) {
    let is_asked_now = |scale: &&Scale| now.scale(scale.id()).is_some_and(|asked| asked.points() == scale.points());
    for group in groups.wide() {
        let scales = wave.instrument.scales().iter().enumerate();
        for (scale_position, scale) in scales.filter(|(_, scale)| is_asked_now(scale)) {
            if let Some(counts) = counted.scale(group, scale_position) {
                trend.insert((position, scale.id().clone(), group), ScaleFinding::of(counts, scale));
            }
        }
    }
}

fn quality(counted: &GroupCounts, instrument: &Instrument) -> BTreeMap<ScaleId, ScaleQuality> {
    let total = GroupIndex::new(0);
    let mut quality = BTreeMap::new();
    for (position, scale) in instrument.scales().iter().enumerate() {
        let units: Vec<&ScaleCounts> = counted.units.cells().filter_map(|(_, scales)| scales.get(position)).collect();
        if let Some(counts) = counted.scale(total, position) {
            quality.insert(scale.id().clone(), ScaleQuality::of(counts, &units, scale));
        }
    }
    quality
}

/// Invited and answered; nothing where nobody knows how many were invited, as with responses of another tool.
fn participation(
    wave: &SettledWave,
    register: &Register,
    organisation: &Organisation,
    (groups, counted): (&Groups<'_>, &GroupCounts),
    inner: &mut Inner,
) -> Result<BTreeMap<GroupIndex, (u64, u64)>, AnalysisError> {
    let places = Places { organisation, lineage: register.lineage(), wave: &wave.wave };
    let mut participation = BTreeMap::new();
    if wave.invited.is_empty() {
        return Ok(participation);
    }
    for invited in &wave.invited {
        let unit = places.unit(invited.unit.as_str())?;
        let containing = groups.containing(unit, places.former(invited.former_municipality.as_str())?, None);
        let name = name(invited.unit.as_str(), invited.former_municipality.as_str());
        inner.add(Table::Invited, &name, &containing, u64::from(invited.invited));
        for group in containing {
            participation.entry(group).or_insert((0, 0)).0 += u64::from(invited.invited);
        }
    }
    // Invitations name no work, so nobody knows how many of a kind were invited.
    for (group, answered) in counted.answered.iter().filter(|(group, _)| !groups.is_of_work(**group)) {
        participation.entry(*group).or_insert((0, 0)).1 = *answered;
    }
    Ok(participation)
}

#[cfg(test)]
mod tests;
