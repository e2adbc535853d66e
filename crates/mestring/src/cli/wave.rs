//! The verbs of a wave as typed: preparing, rehearsing, opening, inviting, closing.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use letters::Site;
use survey::{Date, ModuleId, WaveId};

use super::Tongue;

/// `mestring wave ...`
#[derive(Debug, Subcommand)]
pub(crate) enum WaveCommand {
    /// Prepare a wave: what is asked, and the key its answers are sealed with. Nobody can answer yet.
    Prepare {
        /// The wave's id, as `2026-host`.
        wave: WaveId,
        /// What is asked.
        #[command(flatten)]
        about: AboutArgs,
        /// Where the key that opens the answers is kept.
        #[arg(long, default_value = "key-file")]
        custody: CustodyArg,
        /// Folder for the three shares of the key, outside the project; needed with --custody shares.
        #[arg(long, value_name = "DIR", required_if_eq("custody", "shares"))]
        shares: Option<PathBuf>,
    },
    /// Try the key before the wave opens: two holders open test answers that this program sealed.
    Rehearse {
        /// The wave's id.
        wave: WaveId,
        /// The key.
        #[command(flatten)]
        holders: HolderArgs,
    },
    /// Open a prepared wave for answers. With --title and --date it is prepared first, with a key file.
    Open {
        /// The wave's id.
        wave: WaveId,
        /// What is asked, where the wave is not prepared yet.
        #[command(flatten)]
        about: NewArgs,
    },
    /// Every wave: its state, who holds its key, and participation in bands.
    Status,
    /// Close a wave for good: open its answers, settle them to Parquet, destroy key and journal. Safe to repeat.
    Close {
        /// The wave's id.
        wave: WaveId,
        /// The key.
        #[command(flatten)]
        holders: HolderArgs,
    },
}

/// What a wave asks, and what it is called.
#[derive(Debug, Clone, Args)]
pub(crate) struct AboutArgs {
    /// The wave's name on pages, in letters and in reports, in bokmål.
    #[arg(long)]
    pub(crate) title: String,
    /// The name in nynorsk.
    #[arg(long, value_name = "TITLE")]
    pub(crate) title_nn: Option<String>,
    /// The name in English.
    #[arg(long, value_name = "TITLE")]
    pub(crate) title_en: Option<String>,
    /// The date whose organisation the answers belong to, as 2026-10-01.
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Date,
    /// Ask only these modules of the instrument; may be repeated. All when left out.
    #[arg(long = "module", value_name = "MODULE")]
    pub(crate) modules: Vec<ModuleId>,
    /// Languages that need a title of their own; in others the bokmål one is shown.
    #[arg(long = "language", value_delimiter = ',', default_value = "nb,nn,en", value_name = "LANGUAGES")]
    pub(crate) languages: Vec<Tongue>,
}

/// The same for a wave that may be prepared already: all that matters, or nothing.
#[derive(Debug, Clone, Args)]
pub(crate) struct NewArgs {
    /// Prepare the wave first, under this name (bokmål).
    #[arg(long, requires = "date")]
    title: Option<String>,
    /// The name in nynorsk.
    #[arg(long, value_name = "TITLE", requires = "title")]
    title_nn: Option<String>,
    /// The name in English.
    #[arg(long, value_name = "TITLE", requires = "title")]
    title_en: Option<String>,
    /// The date whose organisation the answers belong to, as 2026-10-01.
    #[arg(long, value_name = "DATE", requires = "title")]
    date: Option<Date>,
    /// Ask only these modules of the instrument; may be repeated. All when left out.
    #[arg(long = "module", value_name = "MODULE", requires = "title")]
    modules: Vec<ModuleId>,
    /// Languages that need a title of their own; in others the bokmål one is shown. All when left out.
    #[arg(long = "language", value_delimiter = ',', value_name = "LANGUAGES", requires = "title")]
    languages: Vec<Tongue>,
}

impl NewArgs {
    /// What is asked, where the wave is to be prepared.
    pub(crate) fn about(self) -> Option<AboutArgs> {
        let languages =
            if self.languages.is_empty() { vec![Tongue::Nb, Tongue::Nn, Tongue::En] } else { self.languages };
        Some(AboutArgs {
            title: self.title?,
            title_nn: self.title_nn,
            title_en: self.title_en,
            date: self.date?,
            modules: self.modules,
            languages,
        })
    }
}

/// Those who come with the key.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct HolderArgs {
    /// A file with a share of the key; given twice, once for each holder. Not needed with a key file.
    #[arg(long = "share", value_name = "FILE")]
    pub(crate) shares: Vec<PathBuf>,
    /// Who is present, for the record; may be repeated. The roles of the shares when left out.
    #[arg(long = "by", value_name = "NAME")]
    pub(crate) by: Vec<String>,
}

/// Where the key is kept, as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CustodyArg {
    /// One file in the project's keys folder: simple, and the operator could read answers while the wave is open.
    KeyFile,
    /// Three shares on paper, any two of which open; nothing that opens is on the server.
    Shares,
}

/// `mestring invite`
#[derive(Debug, Args)]
pub(crate) struct InviteArgs {
    /// The wave's id; it is prepared or open.
    pub(crate) wave: WaveId,
    /// CSV with one row per person: id,unit,former_municipality,channel, and if known role_class and leads.
    #[arg(long, value_name = "FILE", required_unless_present = "reissue", conflicts_with = "reissue")]
    pub(crate) roster: Option<PathBuf>,
    /// CSV of invitations to replace: id,channel,old_code. The old codes stop working.
    #[arg(long, value_name = "FILE")]
    pub(crate) reissue: Option<PathBuf>,
    /// Folder for mail-merge table, letters and texts; none of them may exist. Codes are written nowhere else.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// The address people reach the questionnaire at; [server] public_address when left out.
    #[arg(long, value_name = "URL")]
    pub(crate) address: Option<Site>,
    /// Languages of letters and texts, the first one first.
    #[arg(long, value_delimiter = ',', default_value = "nb,en", value_name = "LANGUAGES")]
    pub(crate) languages: Vec<Tongue>,
    /// The last day to answer, as letters tell it.
    #[arg(long, value_name = "DATE")]
    pub(crate) closes: Option<Date>,
    /// Where to ask and to get a new letter, as letters tell it; the safety representative when left out.
    #[arg(long, value_name = "TEXT")]
    pub(crate) contact: Option<String>,
}

/// `mestring backup`
#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The file to write; it may not exist.
    pub(crate) file: PathBuf,
}

/// `mestring restore`
#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// A file that `mestring backup` wrote.
    pub(crate) file: PathBuf,
    /// The folder of the second copy, which has what came after the backup; [server] second_copy when left out.
    #[arg(long, value_name = "DIR")]
    pub(crate) second_copy: Option<PathBuf>,
}
