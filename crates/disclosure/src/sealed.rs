//! The sealed cube: what a renderer may read.

use std::collections::BTreeMap;

use plan::Figure;
use serde::ser::{SerializeSeq, Serializer};
use serde::{Deserialize, Serialize};
use survey::{Month, ScaleId};

use crate::merger::PublishedMerger;
use crate::programme::PublishedProgramme;
use crate::registers::{self, PublishedFigures};
use crate::{
    AbsenceCourse, Family, Group, GroupIndex, Header, PlanText, PublishedAbsence, PublishedBenchmark, PublishedFigure,
    PublishedMean, PublishedQuality, PublishedScore, Reason, Released, ResponseBand, ResponseCount, Rule, ScaleText,
    Targets, WaveLabel, wire,
};

/// One wave, sealed: every number in it may be shown.
///
/// Made by [`Draft::seal`](crate::Draft::seal), or read back through a check that refuses a cube which shows a number below its rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "wire::Cube")]
pub struct Sealed {
    pub(crate) version: u32,
    pub(crate) rule: Rule,
    pub(crate) header: Header,
    pub(crate) groups: Vec<Group>,
    pub(crate) families: Vec<Family>,
    pub(crate) scales: Vec<ScaleText>,
    pub(crate) waves: Vec<WaveLabel>,
    pub(crate) plans: Vec<PlanText>,
    pub(crate) response: Released<ResponseCount>,
    #[serde(serialize_with = "participation")]
    pub(crate) participation: BTreeMap<GroupIndex, Released<ResponseBand>>,
    #[serde(serialize_with = "scores")]
    pub(crate) scores: BTreeMap<(ScaleId, GroupIndex), Released<PublishedScore>>,
    #[serde(serialize_with = "quality")]
    pub(crate) quality: BTreeMap<ScaleId, Released<PublishedQuality>>,
    #[serde(serialize_with = "trend")]
    pub(crate) trend: BTreeMap<(ScaleId, GroupIndex, usize), Released<PublishedMean>>,
    #[serde(serialize_with = "absence_year")]
    pub(crate) absence_year: BTreeMap<GroupIndex, Released<PublishedAbsence>>,
    #[serde(serialize_with = "absence_months")]
    pub(crate) absence_months: BTreeMap<(GroupIndex, Month), Released<PublishedAbsence>>,
    pub(crate) absence_course: AbsenceCourse,
    pub(crate) benchmarks: Vec<PublishedBenchmark>,
    #[serde(serialize_with = "registers::as_list")]
    pub(crate) figures: PublishedFigures,
    pub(crate) targets: Option<Targets>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) merger: Option<PublishedMerger>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) programme: Option<PublishedProgramme>,
}

static SCORE_NOT_ASKED: Released<PublishedScore> = Released::withhold(Reason::NotAsked);
static QUALITY_NOT_ASKED: Released<PublishedQuality> = Released::withhold(Reason::NotAsked);
static TREND_NOT_ASKED: Released<PublishedMean> = Released::withhold(Reason::NotAsked);
static BAND_NOT_ASKED: Released<ResponseBand> = Released::withhold(Reason::NotAsked);
static FIGURE_NOT_MEASURED: Released<PublishedFigure> = Released::withhold(Reason::NotMeasured);
static ABSENCE_NOT_MEASURED: Released<PublishedAbsence> = Released::withhold(Reason::NotMeasured);

impl Sealed {
    /// The version of the file format.
    pub const VERSION: u32 = 2;

    /// The rule the cube was sealed under.
    #[must_use]
    pub const fn rule(&self) -> Rule {
        self.rule
    }

    /// What was asked, when and with which instrument.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The groups, in display order.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// One group.
    #[must_use]
    pub fn group(&self, group: GroupIndex) -> Option<&Group> {
        self.groups.get(group.get())
    }

    /// The position of every group, in display order.
    pub fn group_indices(&self) -> impl Iterator<Item = GroupIndex> + use<> {
        (0..self.groups.len()).map(GroupIndex::new)
    }

    /// How the groups add up.
    #[must_use]
    pub fn families(&self) -> &[Family] {
        &self.families
    }

    /// The scales, in display order.
    #[must_use]
    pub fn scales(&self) -> &[ScaleText] {
        &self.scales
    }

    /// One scale.
    #[must_use]
    pub fn scale(&self, scale: &ScaleId) -> Option<&ScaleText> {
        self.scales.iter().find(|text| text.id == *scale)
    }

    /// The waves of the trend, oldest first.
    #[must_use]
    pub fn waves(&self) -> &[WaveLabel] {
        &self.waves
    }

    /// The plans.
    #[must_use]
    pub fn plans(&self) -> &[PlanText] {
        &self.plans
    }

    /// How many were invited and answered, over everybody.
    #[must_use]
    pub const fn response(&self) -> &Released<ResponseCount> {
        &self.response
    }

    /// The response rate of a group, in a band.
    #[must_use]
    pub fn participation(&self, group: GroupIndex) -> &Released<ResponseBand> {
        self.participation.get(&group).unwrap_or(&BAND_NOT_ASKED)
    }

    /// What a scale says of a group.
    #[must_use]
    pub fn score(&self, scale: &ScaleId, group: GroupIndex) -> &Released<PublishedScore> {
        self.scores.get(&(scale.clone(), group)).unwrap_or(&SCORE_NOT_ASKED)
    }

    /// How well a scale measures, over everybody.
    #[must_use]
    pub fn quality(&self, scale: &ScaleId) -> &Released<PublishedQuality> {
        self.quality.get(scale).unwrap_or(&QUALITY_NOT_ASKED)
    }

    /// One point of a trend; the wave is a position in [`Sealed::waves`].
    #[must_use]
    pub fn trend_point(&self, scale: &ScaleId, group: GroupIndex, wave: usize) -> &Released<PublishedMean> {
        self.trend.get(&(scale.clone(), group, wave)).unwrap_or(&TREND_NOT_ASKED)
    }

    /// The trend of a scale in a group: one point per wave, oldest first.
    #[must_use]
    pub fn trend(&self, scale: &ScaleId, group: GroupIndex) -> Vec<(&WaveLabel, &Released<PublishedMean>)> {
        self.waves.iter().enumerate().map(|(wave, label)| (label, self.trend_point(scale, group, wave))).collect()
    }

    /// Absence of a group over the year up to the wave.
    #[must_use]
    pub fn absence_year(&self, group: GroupIndex) -> &Released<PublishedAbsence> {
        self.absence_year.get(&group).unwrap_or(&ABSENCE_NOT_MEASURED)
    }

    /// Absence of a group per month, oldest first.
    pub fn absence_months(&self, group: GroupIndex) -> impl Iterator<Item = (Month, &Released<PublishedAbsence>)> {
        self.absence_months.iter().filter(move |((of, _), _)| *of == group).map(|((_, month), cell)| (*month, cell))
    }

    /// Absence of the wide groups through the years.
    #[must_use]
    pub const fn absence_course(&self) -> &AbsenceCourse {
        &self.absence_course
    }

    /// A register figure of a group in a year.
    #[must_use]
    pub fn figure(&self, figure: Figure, year: i32, group: GroupIndex) -> &Released<PublishedFigure> {
        self.figures.get(&(figure, year, group)).unwrap_or(&FIGURE_NOT_MEASURED)
    }

    /// The years a register figure is known for, earliest first.
    pub fn figure_years(&self, figure: Figure) -> impl DoubleEndedIterator<Item = i32> {
        let years: std::collections::BTreeSet<i32> =
            self.figures.keys().filter(|(of, _, _)| *of == figure).map(|(_, year, _)| *year).collect();
        years.into_iter()
    }

    /// The units' own targets for their absence rate.
    #[must_use]
    pub const fn targets(&self) -> Option<&Targets> {
        self.targets.as_ref()
    }

    /// Every indicator in every group, in the plans' order.
    #[must_use]
    pub fn benchmarks(&self) -> &[PublishedBenchmark] {
        &self.benchmarks
    }

    /// The merger: what may be compared, one culture, climate and absence; nothing where there was none.
    #[must_use]
    pub const fn merger(&self) -> Option<&PublishedMerger> {
        self.merger.as_ref()
    }

    /// The leadership programme; nothing where its calendar is not known.
    #[must_use]
    pub const fn programme(&self) -> Option<&PublishedProgramme> {
        self.programme.as_ref()
    }

    /// The indicators of one plan in one group.
    pub fn benchmarks_of(&self, plan: usize, group: GroupIndex) -> impl Iterator<Item = &PublishedBenchmark> {
        self.benchmarks.iter().filter(move |benchmark| benchmark.plan == plan && benchmark.group == group)
    }
}

/// Maps are written as lists of entries: a key of two parts is no key in JSON, and lists keep their order everywhere.
fn entries<S: Serializer, E: Serialize>(
    serializer: S,
    entries: impl ExactSizeIterator<Item = E>,
) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(Some(entries.len()))?;
    for entry in entries {
        list.serialize_element(&entry)?;
    }
    list.end()
}

#[derive(Serialize)]
struct Entry<'a, T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    scale: Option<&'a ScaleId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<GroupIndex>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wave: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    month: Option<Month>,
    cell: &'a Released<T>,
}

impl<'a, T> Entry<'a, T> {
    const fn of(cell: &'a Released<T>) -> Entry<'a, T> {
        Entry { scale: None, group: None, wave: None, month: None, cell }
    }
}

fn participation<S: Serializer>(
    cells: &BTreeMap<GroupIndex, Released<ResponseBand>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    entries(serializer, cells.iter().map(|(group, cell)| Entry { group: Some(*group), ..Entry::of(cell) }))
}

fn scores<S: Serializer>(
    cells: &BTreeMap<(ScaleId, GroupIndex), Released<PublishedScore>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let list =
        cells.iter().map(|((scale, group), cell)| Entry { scale: Some(scale), group: Some(*group), ..Entry::of(cell) });
    entries(serializer, list)
}

fn quality<S: Serializer>(
    cells: &BTreeMap<ScaleId, Released<PublishedQuality>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    entries(serializer, cells.iter().map(|(scale, cell)| Entry { scale: Some(scale), ..Entry::of(cell) }))
}

fn trend<S: Serializer>(
    cells: &BTreeMap<(ScaleId, GroupIndex, usize), Released<PublishedMean>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let list = cells.iter().map(|((scale, group, wave), cell)| Entry {
        scale: Some(scale),
        group: Some(*group),
        wave: Some(*wave),
        ..Entry::of(cell)
    });
    entries(serializer, list)
}

fn absence_year<S: Serializer>(
    cells: &BTreeMap<GroupIndex, Released<PublishedAbsence>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    entries(serializer, cells.iter().map(|(group, cell)| Entry { group: Some(*group), ..Entry::of(cell) }))
}

fn absence_months<S: Serializer>(
    cells: &BTreeMap<(GroupIndex, Month), Released<PublishedAbsence>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let list = cells.iter().map(|((group, month), cell)| Entry {
        group: Some(*group),
        month: Some(*month),
        ..Entry::of(cell)
    });
    entries(serializer, list)
}
