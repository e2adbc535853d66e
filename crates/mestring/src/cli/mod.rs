//! The command line as typed: one struct per verb, nothing decided yet.

mod absence;
mod query;
mod release;
mod synth;
mod wave;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use survey::{Language, UnitId, WaveId};

pub(crate) use self::synth::{SynthArgs, SynthCommand, SynthResponsesArgs};
pub(crate) use absence::{
    AbsenceCommand, AbsenceFormat, AbsenceImportArgs, Grouping, PeriodsArgs, RatesArgs, SpellArgs, Stretch,
};
pub(crate) use query::{
    AskedArgs, CompletionsArgs, DescribeArgs, ExportArgs, OutputArgs, OutputFormat, QueryArgs, SqlArgs,
};
pub(crate) use release::{AuditArgs, CubeCommand, CubeExportArgs, CubeFormat, ReleaseArgs};
pub(crate) use wave::{AboutArgs, BackupArgs, CustodyArg, HolderArgs, InviteArgs, RestoreArgs, WaveCommand};

/// Measures workplace climate: asks, settles, counts, reasons, benchmarks, seals and shows.
///
/// A project is a folder with `mestring.toml`. `mestring demo` makes one and takes a whole wave through it.
#[derive(Debug, Parser)]
#[command(name = "mestring", version, max_term_width = 80, subcommand_required = true, arg_required_else_help = true)]
#[command(after_help = "Exit codes: 0 done; 1 a fault in this machine or program; 2 the command was typed wrong; \
                        3 the input was refused (the message names file, line and field); 4 the audit found something.")]
pub(crate) struct Cli {
    /// The project folder; the current folder when left out.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,
    /// No progress bars (they are also left out when standard error is not a terminal).
    #[arg(long, global = true)]
    pub(crate) quiet: bool,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Take a synthetic wave through the whole engine: server, 4,000 answers over HTTP, Parquet, report.
    Demo(DemoArgs),
    /// Write a synthetic municipality with known truth as a new project.
    Synth(SynthArgs),
    /// Serve the questionnaire and receive answers until Ctrl-C.
    Serve(ServeArgs),
    /// Prepare, rehearse, open, look at and close a wave.
    #[command(subcommand)]
    Wave(WaveCommand),
    /// Make the codes of a roster, once: mail-merge table, letters to print, texts.
    Invite(InviteArgs),
    /// Copy the journal while the server runs. Keys are never in a backup.
    Backup(BackupArgs),
    /// Put a backup in the place of a journal that is lost.
    Restore(RestoreArgs),
    /// Bring in responses, absence or the organisation from files.
    #[command(subcommand)]
    Import(ImportCommand),
    /// Sickness absence: bring in unit sums, show released rates and employer periods.
    #[command(subcommand)]
    Absence(AbsenceCommand),
    /// Count the settled answers, reason, benchmark, seal; writes analysed/WAVE/cube.json.
    Analyse(AnalyseArgs),
    /// Seal a wave, attack what would be published, and release it if nothing is found.
    Release(ReleaseArgs),
    /// Attack published files: what do they give away about few people?
    Audit(AuditArgs),
    /// Write the cells of a sealed cube as a table for other programs.
    #[command(subcommand)]
    Cube(CubeCommand),
    /// Show a sealed cube: a terminal table, or a folder of HTML pages.
    Report(ReportArgs),
    /// Where the municipality stands on the plan's indicators: zone, certainty, and what would move it.
    Benchmark(BenchmarkArgs),
    /// One culture? What reaches back, what may be compared, how far the former municipalities are apart.
    Merger(SectionArgs),
    /// The leadership programme: dose, timing and what the waves can say about it.
    Programme(SectionArgs),
    /// Ask the sealed cubes: waves, measures and groups, as a table or a file.
    Query(Box<QueryArgs>),
    /// Ask the sealed cubes in SQL: one SELECT over the documented views.
    Sql(SqlArgs),
    /// Write sealed cubes as files: a workbook, a package, SPSS, Parquet, or one file for each view.
    Export(ExportArgs),
    /// What the views hold: columns, types, labels and words.
    #[command(visible_alias = "codebook")]
    Describe(DescribeArgs),
    /// Write the completions of a shell.
    Completions(CompletionsArgs),
    /// Reliability, agreement and aggregation statistics of any CSV or Parquet file you hold.
    Stats(StatsArgs),
    /// How groups differ on a scale, with intervals that let people of one unit resemble each other.
    Compare(CompareArgs),
    /// Whether a scale measures the same in every group: factor models with more and more held equal.
    Invariance(InvarianceArgs),
    /// Whether each item works alike in groups of equal standing (differential item functioning).
    Dif(DifArgs),
}

/// `mestring demo`
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Where the demo project is written; an earlier demo there is replaced.
    #[arg(long, value_name = "DIR", default_value = "mestring-demo")]
    pub(crate) into: PathBuf,
    /// Seed of every synthetic draw.
    #[arg(long, default_value_t = 2020)]
    pub(crate) seed: u64,
    /// How many clients answer at the same time.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(crate) clients: u16,
    /// Loopback port of the questionnaire; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// End after the report instead of serving until Ctrl-C.
    #[arg(long)]
    pub(crate) exit: bool,
    /// Language of the printed tables.
    #[arg(long, default_value = "nb")]
    pub(crate) language: Tongue,
}

/// `mestring serve`
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Address to listen on; overrides `[server] address` in mestring.toml.
    #[arg(long, value_name = "IP:PORT")]
    pub(crate) address: Option<SocketAddr>,
}

/// `mestring import ...`
#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// Responses of an earlier or foreign survey, from CSV or Parquet with a mapping file.
    Responses {
        /// The file with one row per response.
        file: PathBuf,
        /// TOML: wave, date, title, and which column holds what (see docs/methods/import.md).
        #[arg(long, value_name = "FILE")]
        mapping: PathBuf,
    },
    /// Sickness absence per unit and month (unit sums), from CSV.
    Absence {
        /// The CSV file.
        file: PathBuf,
    },
    /// Register figures per unit and year (unit sums, never persons), from CSV.
    Register {
        /// CSV: figure,year,unit,former_municipality,numerator,denominator,source,vintage.
        file: PathBuf,
    },
    /// The units' own absence targets per year, from CSV.
    Targets {
        /// CSV: unit,year,target (percent).
        file: PathBuf,
    },
    /// The leadership programme: which unit's leaders took which module when, from CSV.
    Programme {
        /// The CSV file: unit,module,date
        file: PathBuf,
    },
    /// The organisation: units, former municipalities and lineage, from three CSV files.
    Organisation {
        /// units.csv
        #[arg(long, value_name = "FILE")]
        units: PathBuf,
        /// former_municipalities.csv
        #[arg(long, value_name = "FILE")]
        former: PathBuf,
        /// lineage.csv
        #[arg(long, value_name = "FILE")]
        lineage: PathBuf,
    },
}

/// `mestring analyse`
#[derive(Debug, Args)]
pub(crate) struct AnalyseArgs {
    /// The wave to analyse; the latest settled one when left out.
    pub(crate) wave: Option<WaveId>,
}

/// `mestring report`
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// The released wave; the latest one when left out.
    pub(crate) wave: Option<WaveId>,
    /// Write HTML pages into this folder instead of printing tables.
    #[arg(long, value_name = "DIR")]
    pub(crate) html: Option<PathBuf>,
    /// Language of the tables.
    #[arg(long, default_value = "nb")]
    pub(crate) language: Tongue,
    /// Only this unit (tables).
    #[arg(long, value_name = "UNIT")]
    pub(crate) unit: Option<UnitId>,
}

/// `mestring benchmark`
#[derive(Debug, Args)]
pub(crate) struct BenchmarkArgs {
    /// The released wave; the latest one when left out.
    #[arg(long, value_name = "WAVE")]
    pub(crate) wave: Option<WaveId>,
    /// Only this plan, by its id; every plan when left out.
    #[arg(long, value_name = "PLAN")]
    pub(crate) plan: Option<String>,
    /// Whom the table is about; everybody comes first.
    #[arg(long, default_value = "former-municipality")]
    pub(crate) by: GroupsArg,
    /// Text for people, JSON and CSV for programs.
    #[arg(long, default_value = "text")]
    pub(crate) format: BenchmarkFormat,
    /// Language of the text.
    #[arg(long, default_value = "nb")]
    pub(crate) language: Tongue,
}

/// `mestring merger` and `mestring programme`
#[derive(Debug, Args)]
pub(crate) struct SectionArgs {
    /// The released wave; the latest one when left out.
    pub(crate) wave: Option<WaveId>,
    /// Text for people, JSON and CSV for programs.
    #[arg(long, default_value = "text")]
    pub(crate) format: SectionFormat,
    /// Language of the text.
    #[arg(long, default_value = "nb")]
    pub(crate) language: Tongue,
}

/// The groups of a benchmark table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GroupsArg {
    /// Every unit
    Unit,
    /// Every service area
    ServiceArea,
    /// Every type of unit
    UnitType,
    /// Every former municipality; in JSON and CSV year by year too
    FormerMunicipality,
}

impl From<GroupsArg> for disclosure::benchmarks::By {
    fn from(by: GroupsArg) -> Self {
        match by {
            GroupsArg::Unit => Self::Unit,
            GroupsArg::ServiceArea => Self::ServiceArea,
            GroupsArg::UnitType => Self::UnitType,
            GroupsArg::FormerMunicipality => Self::FormerMunicipality,
        }
    }
}

/// Output of `mestring benchmark`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BenchmarkFormat {
    /// At most 80 columns.
    Text,
    /// One JSON object.
    Json,
    /// One row per indicator, group and time.
    Csv,
}

/// Output of a section of a released cube.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SectionFormat {
    /// Tables of at most 80 columns.
    Text,
    /// One JSON object.
    Json,
    /// Comma-separated rows below one header.
    Csv,
}

/// `mestring stats`
#[derive(Debug, Args)]
pub(crate) struct StatsArgs {
    /// CSV or Parquet, one row per response.
    pub(crate) file: PathBuf,
    /// The column that holds the unit.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) unit: String,
    #[command(flatten)]
    pub(crate) scales: ScaleArgs,
    /// Text for people, JSON for programs.
    #[arg(long, default_value = "text")]
    pub(crate) format: RowsFormat,
}

/// `mestring compare`
#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// CSV or Parquet, one row per response.
    pub(crate) file: PathBuf,
    /// The column that holds the unit.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) unit: String,
    /// The column that holds the group, such as the former municipality.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) group: String,
    #[command(flatten)]
    pub(crate) scales: ScaleArgs,
    /// Text for people, JSON for programs.
    #[arg(long, default_value = "text")]
    pub(crate) format: RowsFormat,
}

/// The scales of a command on rows.
#[derive(Debug, Args)]
pub(crate) struct ScaleArgs {
    /// A scale: NAME=column,column,...:MIN-MAX, as "LEAD=c1,c2,c3:1-5". May be repeated.
    #[arg(long = "scale", required = true, value_name = "SCALE")]
    pub(crate) scales: Vec<analysis::rows::ScaleRequest>,
    /// A column that is reverse-keyed. May be repeated, or several with commas.
    #[arg(long = "reverse", value_delimiter = ',', value_name = "COLUMN")]
    pub(crate) reversed: Vec<String>,
}

/// `mestring invariance`
#[derive(Debug, Args)]
pub(crate) struct InvarianceArgs {
    /// CSV or Parquet, one row per response.
    pub(crate) file: PathBuf,
    /// The column that holds the group.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) group: String,
    /// Factors with their items: "visual=x1,x2,x3;textual=x4,x5,x6".
    #[arg(long, value_name = "MODEL")]
    pub(crate) model: String,
    /// Take answers as ordered categories instead of numbers (thresholds, WLSMV).
    #[arg(long)]
    pub(crate) ordered: bool,
    /// Text for people, JSON for programs.
    #[arg(long, default_value = "text")]
    pub(crate) format: RowsFormat,
}

/// `mestring dif`
#[derive(Debug, Args)]
pub(crate) struct DifArgs {
    /// CSV or Parquet, one row per response.
    pub(crate) file: PathBuf,
    /// The column that holds the group; the first in order is the reference.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) group: String,
    /// The items of one scale: column,column,...:MIN-MAX; without points they are read off the answers.
    #[arg(long, value_name = "ITEMS")]
    pub(crate) items: analysis::rows::ItemsRequest,
    /// A column that is reverse-keyed. May be repeated, or several with commas.
    #[arg(long = "reverse", value_delimiter = ',', value_name = "COLUMN")]
    pub(crate) reversed: Vec<String>,
    /// Match people on the sum of the other items, without the studied one.
    #[arg(long)]
    pub(crate) rest: bool,
    /// Text for people, JSON for programs.
    #[arg(long, default_value = "text")]
    pub(crate) format: RowsFormat,
}

/// Output of the commands on rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RowsFormat {
    /// Tables of at most 80 columns.
    Text,
    /// One JSON object.
    Json,
}

/// A language as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tongue {
    /// Bokmål
    Nb,
    /// Nynorsk
    Nn,
    /// English
    En,
}

impl From<Tongue> for Language {
    fn from(tongue: Tongue) -> Self {
        match tongue {
            Tongue::Nb => Self::Nb,
            Tongue::Nn => Self::Nn,
            Tongue::En => Self::En,
        }
    }
}
