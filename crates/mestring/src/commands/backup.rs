//! `mestring backup` and `mestring restore`: the journal, without any key.

use anyhow::Result;

use super::{Context, print};
use crate::cli::{BackupArgs, RestoreArgs};
use crate::exit::Refusal;
use crate::project::Project;

pub(super) fn back_up(context: &Context, args: &BackupArgs) -> Result<()> {
    let project = Project::open(&context.root)?;
    if !project.journal().exists() {
        return Err(Refusal(format!("{}: there is no journal to back up yet", project.journal().display())).into());
    }
    project.open_journal()?.backup(&args.file)?;
    print(&format!(
        "{}: the journal of this moment, checked and on disk.\n\
         It holds no keys: keep {} elsewhere, and a wave's key file or shares in a third place.\n",
        args.file.display(),
        project.code_key().display()
    ))
}

pub(super) fn restore(context: &Context, args: &RestoreArgs) -> Result<()> {
    let project = Project::open(&context.root)?;
    let second_copy = args.second_copy.clone().or_else(|| project.second_copy());
    let restored = intake::restore(&args.file, second_copy.as_deref(), &project.journal())?;
    let mut told = format!(
        "{}: restored, with {} waves and {} sealed answers.\n",
        project.journal().display(),
        restored.waves,
        restored.answers
    );
    if second_copy.is_some() {
        told.push_str(&format!("{} of them were only in the second copy.\n", restored.from_second_copy));
    }
    if !project.code_key().exists() {
        told.push_str(&format!("{} is missing: no code works until it is put back.\n", project.code_key().display()));
    }
    print(&told)
}
