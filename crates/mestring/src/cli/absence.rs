//! `mestring absence ...` as typed.

use std::path::PathBuf;

use absence::{Exactly16, SeveralNotes};
use clap::{Args, Subcommand, ValueEnum};
use survey::{Date, Month, WaveId};

/// The verbs of absence.
#[derive(Debug, Subcommand)]
pub(crate) enum AbsenceCommand {
    /// Bring in unit sums; or make them from spells and positions, of which nothing is kept.
    Import(Box<AbsenceImportArgs>),
    /// Show released rates: by group, per month, quarter, four quarters or year.
    Rates(RatesArgs),
    /// Show released employer periods and absences by length, per year.
    Periods(PeriodsArgs),
}

/// `mestring absence import`
#[derive(Debug, Args)]
pub(crate) struct AbsenceImportArgs {
    /// Unit sums per unit, former municipality and month, from CSV. The usual door.
    #[arg(required_unless_present = "spells", conflicts_with = "spells")]
    pub(crate) file: Option<PathBuf>,
    /// The day the figures were extracted, for restating: a later one takes the place, an earlier one is kept.
    #[arg(long, value_name = "DATE")]
    pub(crate) vintage: Option<Date>,
    #[command(flatten)]
    pub(crate) spells: SpellArgs,
}

/// Spells and positions, counted in memory.
#[derive(Debug, Args)]
pub(crate) struct SpellArgs {
    /// Spells: employee, unit (optional), from, to, grade, kind.
    #[arg(long, value_name = "FILE", requires_all = ["positions", "from", "to", "exactly_16", "vintage"])]
    pub(crate) spells: Option<PathBuf>,
    /// Positions: employee, unit, former_municipality, share, from, to, calendar (optional).
    #[arg(long, value_name = "FILE", requires = "spells")]
    pub(crate) positions: Option<PathBuf>,
    /// Holidays taken: employee, from, to. Without them only rates with holidays kept in are known.
    #[arg(long, value_name = "FILE", requires = "spells")]
    pub(crate) holidays: Option<PathBuf>,
    /// Rosters of shift workers: calendar, from, to, cycle, public_holidays.
    #[arg(long, value_name = "FILE", requires = "spells")]
    pub(crate) rosters: Option<PathBuf>,
    /// The first month to count.
    #[arg(long, value_name = "MONTH", requires = "spells")]
    pub(crate) from: Option<Month>,
    /// The last month to count.
    #[arg(long, value_name = "MONTH", requires = "spells")]
    pub(crate) to: Option<Month>,
    /// A gap of exactly 16 days between two absences: the same employer period, or a new one.
    #[arg(long, value_name = "same|new", requires = "spells")]
    pub(crate) exactly_16: Option<Exactly16>,
    /// Grade of an absence with several notes: of each day (employers), or the mean (national).
    #[arg(long, value_name = "day|mean", default_value = "day")]
    pub(crate) several_notes: SeveralNotes,
    /// Days without a note that do not part two absences.
    #[arg(long, value_name = "DAYS", default_value_t = 0)]
    pub(crate) merge_gap: u16,
    /// Count absences on beyond 52 weeks.
    #[arg(long)]
    pub(crate) beyond_52_weeks: bool,
}

/// `mestring absence rates`
#[derive(Debug, Args)]
pub(crate) struct RatesArgs {
    /// The released wave; the latest one when left out.
    pub(crate) wave: Option<WaveId>,
    /// Which groups.
    #[arg(long, default_value = "total")]
    pub(crate) by: Grouping,
    /// Which stretches of time. Units are shown for the year up to the wave only.
    #[arg(long, default_value = "quarter")]
    pub(crate) per: Stretch,
    /// The figures as they were known on this day: counted, sealed and shown, and written nowhere.
    #[arg(long, value_name = "DATE")]
    pub(crate) vintage: Option<Date>,
    /// Text for people, JSON and CSV for programs.
    #[arg(long, default_value = "text")]
    pub(crate) format: AbsenceFormat,
}

/// `mestring absence periods`
#[derive(Debug, Args)]
pub(crate) struct PeriodsArgs {
    /// The released wave; the latest one when left out.
    pub(crate) wave: Option<WaveId>,
    /// Which groups.
    #[arg(long, default_value = "total")]
    pub(crate) by: Grouping,
    /// Text for people, JSON and CSV for programs.
    #[arg(long, default_value = "text")]
    pub(crate) format: AbsenceFormat,
}

/// Groups as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Grouping {
    /// Everybody
    Total,
    /// Service areas
    ServiceArea,
    /// Types of unit
    UnitType,
    /// Former municipalities
    FormerMunicipality,
    /// Every unit
    Unit,
}

/// Stretches of time as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stretch {
    /// Months
    Month,
    /// Quarters
    Quarter,
    /// The four quarters that end with each quarter
    Rolling,
    /// Calendar years; for units the year up to the wave
    Year,
}

/// Output of the commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AbsenceFormat {
    /// A table of at most 80 columns.
    Text,
    /// One JSON object.
    Json,
    /// Comma-separated, with the reasons of what is withheld.
    Csv,
}
