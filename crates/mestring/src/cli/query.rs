//! `mestring query`, `sql`, `describe` and `completions` as typed.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::LazyLock;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Args, ValueEnum};
use disclosure::Audience;
use exports::Format;
use query::{Grouping, RequestRefusal, Typed, WaveRange};
use survey::UnitId;
use views::View;

use super::Tongue;

/// `mestring query`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    mestring query --measure mastery_climate,engagement --by former_municipality\n  \
    mestring query --wave 2022..2026 --measure absence --by service_area\n  \
    mestring query --measure mastery_climate --by role --by service_area,role\n  \
    mestring query --by unit --where service_area=helse --where \"value<3\"\n  \
    mestring query --view benchmarks --by unit --where zone=not_approved\n\n\
    `mestring describe` tells the views, and `mestring describe VIEW` its columns.")]
pub(crate) struct QueryArgs {
    /// The view to ask.
    #[arg(long, value_name = "VIEW", default_value = "indices", value_parser = Hinted(view_names), hide_possible_values = true)]
    pub(crate) view: String,
    /// Waves: an id, a year, or FROM..TO. Every wave when left out.
    #[arg(long = "wave", value_name = "WAVES", value_delimiter = ',')]
    pub(crate) waves: Vec<String>,
    /// Measures: scales, and absence; indicators in the views of plans. Every one when left out.
    #[arg(long = "measure", value_name = "MEASURE", value_delimiter = ',')]
    pub(crate) measures: Vec<String>,
    /// Groups: total, unit, service_area, unit_type, former_municipality or role. May be repeated.
    /// One crossed with one of the last two is written service_area,role.
    #[arg(long, value_name = "GROUPS", value_parser = Hinted(grouping_words), hide_possible_values = true)]
    pub(crate) by: Vec<String>,
    /// Only rows whose column is this: COLUMN=VALUE, or with !=, <, <=, >, >=. May be repeated.
    /// Several = of one column are alternatives; no value means an empty cell.
    #[arg(long = "where", value_name = "CONDITION")]
    pub(crate) filter: Vec<String>,
    /// Statistics: mean, sd, favourable, rwg_j, alpha, icc1, icc2, rate, or all.
    /// The mean when left out, or the rate of what has none.
    #[arg(long = "statistic", value_name = "STATISTIC", value_delimiter = ',', value_parser = Hinted(statistic_words), hide_possible_values = true)]
    pub(crate) statistics: Vec<String>,
    /// Columns, in this order. When left out: in the terminal those that fit, in files all.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', value_parser = Hinted(column_names), hide_possible_values = true)]
    pub(crate) columns: Vec<String>,
    /// Order by these columns; -COLUMN for the highest first.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', allow_hyphen_values = true, value_parser = Hinted(column_names), hide_possible_values = true)]
    pub(crate) order: Vec<String>,
    /// At most this many rows; how many more there are is said.
    #[arg(long, value_name = "ROWS")]
    pub(crate) limit: Option<usize>,
    #[command(flatten)]
    pub(crate) asked: AskedArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

impl QueryArgs {
    pub(crate) fn typed(&self) -> Typed {
        Typed {
            view: Some(self.view.clone()),
            waves: self.waves.clone(),
            measures: self.measures.clone(),
            by: self.by.clone(),
            filter: self.filter.clone(),
            statistics: self.statistics.clone(),
            columns: self.columns.clone(),
            order: self.order.clone(),
            limit: self.limit,
        }
    }
}

/// `mestring sql`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    mestring sql \"select name, value from indices where statistic = 'alpha'\"\n  \
    mestring sql --file units.sql --out units.txt\n  \
    echo \"select count(*) as units from units\" | mestring sql -\n\n\
    The tables are the views: `mestring describe`. Only SELECT is run, and nothing can be changed.")]
pub(crate) struct SqlArgs {
    /// The SELECT; - reads it from standard input.
    #[arg(required_unless_present = "file", conflicts_with = "file", value_name = "SELECT")]
    pub(crate) text: Option<String>,
    /// Read the SELECT from this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) asked: AskedArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// `mestring describe`
#[derive(Debug, Args)]
pub(crate) struct DescribeArgs {
    /// The view; every view in a line each when left out.
    #[arg(value_name = "VIEW", value_parser = Hinted(view_names), hide_possible_values = true)]
    pub(crate) view: Option<String>,
    /// Language of the text.
    #[arg(long, default_value = "nb")]
    pub(crate) language: Tongue,
}

/// `mestring export`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    mestring export --wave 2023-host --format xlsx --out results.xlsx\n  \
    mestring export --format package --out results.zip\n  \
    mestring export --format parquet --out results/\n  \
    mestring export --view indices --format sav --out indices.sav\n\n\
    A format that holds one table writes one file for each view into the folder --out.")]
pub(crate) struct ExportArgs {
    /// Waves: an id, a year, or FROM..TO. Every wave when left out.
    #[arg(long = "wave", value_name = "WAVES", value_delimiter = ',')]
    waves: Vec<String>,
    /// The format of the files.
    #[arg(long)]
    pub(crate) format: FileFormat,
    /// The file; or, where each view is a file of its own, the folder.
    #[arg(long, value_name = "PATH")]
    pub(crate) out: Option<PathBuf>,
    /// Only this view.
    #[arg(long, value_name = "VIEW", value_parser = Hinted(view_names), hide_possible_values = true)]
    pub(crate) view: Option<String>,
    /// Language of labels where a format has room for one.
    #[arg(long, default_value = "nb")]
    pub(crate) language: Tongue,
    #[command(flatten)]
    pub(crate) asked: AskedArgs,
}

impl ExportArgs {
    /// The waves, read.
    pub(crate) fn waves(&self) -> Result<Vec<WaveRange>, RequestRefusal> {
        self.waves.iter().map(|text| WaveRange::read(text)).collect()
    }
}

/// `mestring completions`
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// Which cubes are asked, and who asks.
#[derive(Debug, Args)]
pub(crate) struct AskedArgs {
    /// Who asks: hr, representative, politician, or leader:UNIT. Others see less than hr does.
    #[arg(long = "as", value_name = "WHO", default_value = "hr")]
    pub(crate) audience: AudienceArg,
    /// Ask waves too that are analysed and not released: no audit stands behind their numbers.
    #[arg(long)]
    pub(crate) analysed: bool,
}

/// Where an answer goes.
#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// The format of the answer.
    #[arg(long, default_value = "table")]
    pub(crate) format: OutputFormat,
    /// Write into this file instead of printing.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Every row of a long table in the terminal.
    #[arg(long)]
    pub(crate) all: bool,
    /// Language of labels and of the printed table.
    #[arg(long, default_value = "nb")]
    pub(crate) language: Tongue,
}

/// The format of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OutputFormat {
    /// As wide as the terminal, for people.
    Table,
    /// A file for programs.
    File(Format),
}

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileFormat(pub(crate) Format);

static OUTPUT_FORMATS: LazyLock<Vec<OutputFormat>> = LazyLock::new(|| {
    std::iter::once(OutputFormat::Table).chain(Format::ALL.into_iter().map(OutputFormat::File)).collect()
});
static FILE_FORMATS: LazyLock<Vec<FileFormat>> = LazyLock::new(|| Format::ALL.into_iter().map(FileFormat).collect());

impl ValueEnum for OutputFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &OUTPUT_FORMATS
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Table => PossibleValue::new("table"),
            Self::File(format) => PossibleValue::new(format.name()),
        })
    }
}

impl ValueEnum for FileFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &FILE_FORMATS
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name()))
    }
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AudienceArg(pub(crate) Audience);

impl FromStr for AudienceArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let audience = match text.split_once(':') {
            Some(("leader", unit)) => Audience::Leader(UnitId::new(unit).map_err(|error| error.to_string())?),
            None if text == "hr" => Audience::Hr,
            None if text == "politician" => Audience::Politician,
            None if text == "representative" => Audience::Representative,
            _ => return Err("it is hr, representative, politician or leader:UNIT".to_owned()),
        };
        Ok(Self(audience))
    }
}

/// Any text, with words that a shell can complete. Whether a word is right is said by the query, with the near ones.
#[derive(Clone, Copy)]
struct Hinted(fn() -> Vec<String>);

impl TypedValueParser for Hinted {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0().into_iter().map(PossibleValue::new)))
    }
}

fn view_names() -> Vec<String> {
    View::ALL.map(|view| view.name().to_owned()).into()
}

fn grouping_words() -> Vec<String> {
    Grouping::WORDS.map(str::to_owned).into()
}

fn statistic_words() -> Vec<String> {
    let columns = View::Indices.columns();
    let words = columns.iter().filter(|column| column.name == "statistic").flat_map(|column| match column.kind {
        views::Kind::Code(codes) => codes.iter().map(|code| code.word.to_owned()).collect(),
        _ => Vec::new(),
    });
    words.chain(["all".to_owned()]).collect()
}

fn column_names() -> Vec<String> {
    let names: std::collections::BTreeSet<String> =
        View::ALL.into_iter().flat_map(View::columns).map(|column| column.name.to_string()).collect();
    names.into_iter().collect()
}
