//! `mestring synth`: a project with a synthetic municipality, its waves settled and its truth written down; or one wave of
//! very many responses.

mod responses;

use anyhow::Result;
use synth::Settings;

use super::{Context, print};
use crate::cli::{SynthArgs, SynthCommand, SynthProjectArgs};
use crate::project::Project;
use crate::scaffold;
use crate::settle::settle;

pub(super) fn run(context: &Context, args: &SynthArgs) -> Result<()> {
    match &args.only {
        Some(SynthCommand::Responses(args)) => responses::run(context, args),
        None => project(context, &args.project),
    }
}

fn project(context: &Context, args: &SynthProjectArgs) -> Result<()> {
    scaffold::refuse_used(&args.into)?;
    make(context, args).inspect_err(|_| scaffold::remove(&args.into))
}

fn make(context: &Context, args: &SynthProjectArgs) -> Result<()> {
    let settings = Settings { employees: args.employees, ..Settings::asker(args.seed) };
    let spinner = context.progress.spinner("drawing a municipality")?;
    let (instrument, municipality) = scaffold::synthetic(&args.into, &settings)?;
    spinner.finish_and_clear();
    let project = Project::open(&args.into)?;
    let absence = scaffold::absence(&municipality)?;
    project.write_absence(&absence)?;
    let mut told = format!("{}: a synthetic municipality, seed {}\n", args.into.display(), args.seed);
    for wave in municipality.waves {
        let invited = super::demo::invited(&wave.invited);
        let manifest = settle(&project, &wave.wave, &instrument, wave.answers, &invited)?;
        told.push_str(&format!(
            "  wave {:<12} {:>6} answers of {:>6} invited\n",
            wave.wave.id.as_str(),
            manifest.rows(),
            wave.invited.len()
        ));
    }
    told.push_str(&format!("  absence      {:>6} unit months\n  truth        truth.json\n\n", absence.rows().len()));
    told.push_str(&format!("Next: mestring --project {} analyse\n", args.into.display()));
    print(&told)
}
