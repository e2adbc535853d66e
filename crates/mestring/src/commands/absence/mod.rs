//! `mestring absence`: unit sums in, sealed figures out.

mod changes;
pub(crate) mod import;
mod lines;
mod periods;
mod rates;

use anyhow::Result;

use super::Context;
use crate::cli::AbsenceCommand;
use crate::project::Project;

pub(super) fn run(context: &Context, command: &AbsenceCommand) -> Result<()> {
    let project = Project::open(&context.root)?;
    match command {
        AbsenceCommand::Import(args) => import::run(context, &project, args),
        AbsenceCommand::Rates(args) => rates::run(&project, args),
        AbsenceCommand::Periods(args) => periods::run(&project, args),
    }
}
