//! `mestring import responses` and `mestring import instrument` as typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Tongue;

/// `mestring import responses`
#[derive(Debug, Args)]
pub(crate) struct ImportResponsesArgs {
    /// The file with one row per response; CSV or Parquet without --from.
    pub(crate) file: PathBuf,
    /// TOML: wave, date, title, and which column holds what (see docs/methods/import.md).
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: PathBuf,
    /// The tool that wrote the file; its headings and codes are then known.
    #[arg(long, value_name = "TOOL")]
    pub(crate) from: Option<OtherTool>,
    /// Only say what each column would be used for and what stands in the way.
    #[arg(long, requires = "from")]
    pub(crate) preview: bool,
}

/// A tool whose tables of answers are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OtherTool {
    /// LimeSurvey: responses as CSV, with question codes as headings.
    Limesurvey,
    /// KoboToolbox: submissions as CSV or XLSX, with XML values and headings.
    Kobo,
    /// An SPSS system file, .sav or .zsav.
    Sav,
}

/// `mestring import instrument`
#[derive(Debug, Args)]
pub(crate) struct ImportInstrumentArgs {
    /// An XLSForm (.xlsx) or a LimeSurvey survey structure (.lss).
    pub(crate) file: PathBuf,
    /// The instrument file to write; it must not be there.
    #[arg(long, value_name = "FILE", required_unless_present = "preview")]
    pub(crate) out: Option<PathBuf>,
    /// Only say what would become what, and what does not fit.
    #[arg(long)]
    pub(crate) preview: bool,
    /// Copy missing texts from this language; the copies are marked in the file.
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) texts_from: Option<Tongue>,
    /// Write the instrument without what does not fit.
    #[arg(long)]
    pub(crate) leave_out: bool,
}

impl From<OtherTool> for forms::Tool {
    fn from(tool: OtherTool) -> Self {
        match tool {
            OtherTool::Limesurvey => Self::LimeSurvey,
            OtherTool::Kobo => Self::Kobo,
            OtherTool::Sav => Self::Sav,
        }
    }
}
