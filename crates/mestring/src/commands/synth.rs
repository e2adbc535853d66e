//! `mestring synth`: a project with a synthetic municipality, its waves settled and its truth written down; or one wave of
//! very many responses.

mod responses;

use std::path::Path;

use anyhow::Result;
use synth::Settings;

use super::{Context, print};
use crate::cli::{SynthArgs, SynthCommand};
use crate::exit::Refusal;
use crate::project::Project;
use crate::scaffold;
use crate::settle::settle;

pub(super) fn run(context: &Context, args: &SynthArgs) -> Result<()> {
    match (&args.only, &args.into) {
        (Some(SynthCommand::Responses(responses)), _) => responses::run(context, responses),
        (None, Some(into)) => {
            scaffold::refuse_used(into)?;
            make(context, args, into).inspect_err(|_| scaffold::remove(into))
        }
        (None, None) => Err(Refusal("no folder was named; name the folder of the new project".to_owned()).into()),
    }
}

fn make(context: &Context, args: &SynthArgs, into: &Path) -> Result<()> {
    let settings = Settings { employees: args.employees, ..Settings::asker(args.seed) };
    let spinner = context.progress.spinner("drawing a municipality")?;
    let (instrument, municipality) = scaffold::synthetic(into, &settings)?;
    spinner.finish_and_clear();
    let project = Project::open(into)?;
    let absence = scaffold::absence(&municipality)?;
    project.write_absence(&absence)?;
    let mut told = format!("{}: a synthetic municipality, seed {}\n", into.display(), args.seed);
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
    told.push_str(&format!("Next: mestring --project {} analyse\n", into.display()));
    print(&told)
}
