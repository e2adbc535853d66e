//! Everything that was found, before anybody decides what may be said.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use absence::{AbsenceSum, LargestByKind, LargestOfGroup, Period, PersonDays};
use indices::{ScaleFinding, ScaleQuality};
use plan::{Change, Figure, Level, Placement};
use serde::{Deserialize, Serialize};
use survey::{Month, ScaleId};

use crate::merger::DraftMerger;
use crate::programme::DraftProgramme;
use crate::{CourseFinding, DraftRegisters, Family, Group, GroupIndex, Header, Inner, PlanText, ScaleText, WaveLabel};

/// All findings of one wave. There is one way out: [`Draft::seal`].
///
/// A missing entry means that nothing was asked or measured there. Positions (`plan`, `indicator`, wave) count from 0 in the lists of this draft.
pub struct Draft {
    /// What was asked, when and with which instrument.
    pub header: Header,
    /// The groups numbers are wanted for.
    pub groups: Vec<Group>,
    /// How the groups add up.
    pub families: Vec<Family>,
    /// Who stands behind the cells of every table.
    pub inner: Inner,
    /// The scales, in display order.
    pub scales: Vec<ScaleText>,
    /// The waves of the trend, oldest first.
    pub waves: Vec<WaveLabel>,
    /// The plans.
    pub plans: Vec<PlanText>,
    /// What each scale says of each group.
    pub scores: BTreeMap<(ScaleId, GroupIndex), ScaleFinding>,
    /// How well each scale measures, over everybody.
    pub quality: BTreeMap<ScaleId, ScaleQuality>,
    /// Invited and answered, in that order.
    pub participation: BTreeMap<GroupIndex, (u64, u64)>,
    /// Absence over the year up to the wave.
    pub absence_year: BTreeMap<GroupIndex, AbsenceFinding>,
    /// The months that `absence_year` sums.
    pub absence_year_months: BTreeSet<Month>,
    /// Absence per month, in the year and outside it.
    pub absence_months: BTreeMap<(GroupIndex, Month), AbsenceFinding>,
    /// Absence through the years, of the groups that `absence_months` has.
    pub absence_course: BTreeMap<(GroupIndex, Period), CourseFinding>,
    /// Earlier waves, rolled up to the same groups; the position is that of the wave in `waves`.
    pub trend: BTreeMap<(usize, ScaleId, GroupIndex), ScaleFinding>,
    /// Where each group stands on each indicator.
    pub benchmarks: Vec<DraftBenchmark>,
    /// What registers say, and the units' own targets.
    pub registers: DraftRegisters,
    /// The merger, where there was one.
    pub merger: Option<DraftMerger>,
    /// The leadership programme, where its calendar is known.
    pub programme: Option<DraftProgramme>,
}

/// Absence of one group over one or more months.
#[derive(Clone, PartialEq, Eq)]
pub struct AbsenceFinding {
    /// How many months are summed.
    pub months: u32,
    /// Employees, summed over the months.
    pub employee_months: u64,
    /// Lost working days without a doctor's certificate.
    pub lost_self_certified: PersonDays,
    /// Lost working days with a doctor's certificate.
    pub lost_certified: PersonDays,
    /// Agreed working days.
    pub agreed: PersonDays,
    /// Employees absent in the month with the most of them; none where nobody knows.
    pub absent_at_least: Option<u64>,
    /// Bounds of the largest parts that one employee has in the lost days; none where nobody knows.
    pub largest: Option<LargestByKind>,
    /// Bounds that hold beside those of other groups too.
    pub largest_beside_others: Option<LargestByKind>,
}

impl AbsenceFinding {
    /// What a sum over rows says, with the largest parts in it.
    #[must_use]
    pub fn of(sum: &AbsenceSum, largest: Option<&LargestOfGroup<'_>>) -> AbsenceFinding {
        AbsenceFinding {
            months: sum.months().len().try_into().unwrap_or(u32::MAX),
            employee_months: sum.employee_months(),
            lost_self_certified: sum.lost_self_certified(),
            lost_certified: sum.lost_certified(),
            agreed: sum.agreed(),
            absent_at_least: sum.employees_absent_at_least(),
            largest: largest.and_then(LargestOfGroup::bounds),
            largest_beside_others: largest.and_then(LargestOfGroup::bounds_beside_others),
        }
    }
}

/// Where one group stands on one indicator.
pub struct DraftBenchmark {
    /// The plan: a position in `plans`.
    pub plan: usize,
    /// The indicator: a position in that plan's indicators.
    pub indicator: usize,
    /// The group.
    pub group: GroupIndex,
    /// What the placement rests on: it is hidden whenever that is hidden.
    pub basis: Basis,
    /// The placement, if it could be made; what rests on other published cells is placed from those, when it is sealed.
    pub placement: Option<Placement>,
}

/// What a placement rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The mean of a scale in this wave.
    Scale(ScaleId),
    /// The favourable share of a scale in this wave.
    Favourable(ScaleId),
    /// The absence rate of the year.
    Absence,
    /// What that leaves.
    Presence,
    /// The published absence rates of units, held against their own targets.
    Targets,
    /// A published register figure.
    Register(Figure),
    /// Two published values, a year apart.
    Change {
        /// Of what.
        of: Level,
        /// In points or in percent.
        kind: Change,
    },
    /// A register outside Mestring: nothing is measured here.
    External,
}

impl Basis {
    /// What an indicator of this measure rests on.
    #[must_use]
    pub fn of(measure: &plan::Measure) -> Basis {
        match measure.level() {
            None => Basis::External,
            Some((of, Some(kind))) => Basis::Change { of, kind },
            Some((level, None)) => Basis::of_level(level),
        }
    }

    /// What a level rests on.
    #[must_use]
    pub fn of_level(level: Level) -> Basis {
        match level {
            Level::ScaleMean(scale) => Basis::Scale(scale),
            Level::FavourableShare(scale) => Basis::Favourable(scale),
            Level::SicknessAbsenceRate => Basis::Absence,
            Level::PresenceRate => Basis::Presence,
            Level::UnitsReachingTarget => Basis::Targets,
            Level::Register(figure) => Basis::Register(figure),
        }
    }

    /// The scale it is about, if it is about one.
    #[must_use]
    pub fn scale(&self) -> Option<&ScaleId> {
        match self {
            Basis::Scale(scale) | Basis::Favourable(scale) => Some(scale),
            Basis::Change { of, .. } => of.scale(),
            _ => None,
        }
    }
}

/// Shapes only: how much there is, never what it says.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("wave", &self.header.wave)
            .field("groups", &self.groups.len())
            .field("families", &self.families.len())
            .field("inner", &self.inner)
            .field("scales", &self.scales.len())
            .field("waves", &self.waves.len())
            .field("plans", &self.plans.len())
            .field("scores", &self.scores.len())
            .field("quality", &self.quality.len())
            .field("participation", &self.participation.len())
            .field("absence_year", &self.absence_year.len())
            .field("absence_months", &self.absence_months.len())
            .field("absence_course", &self.absence_course.len())
            .field("trend", &self.trend.len())
            .field("benchmarks", &self.benchmarks.len())
            .field("figures", &self.registers.figures.len())
            .field("merger", &self.merger)
            .field("programme", &self.programme)
            .finish()
    }
}

impl fmt::Debug for AbsenceFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AbsenceFinding").field("months", &self.months).finish_non_exhaustive()
    }
}

impl fmt::Debug for DraftBenchmark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DraftBenchmark")
            .field("plan", &self.plan)
            .field("indicator", &self.indicator)
            .field("group", &self.group)
            .field("basis", &self.basis)
            .finish_non_exhaustive()
    }
}
