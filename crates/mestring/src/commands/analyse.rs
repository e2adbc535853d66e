//! `mestring analyse`: from settled answers to a sealed cube.

use absence::AbsenceTable;
use analysis::Unsealed;
use analysis::counted::CountedElsewhere;
use anyhow::Result;
use disclosure::{Rule, Sealed};
use survey::WaveId;

use super::{Context, print};
use crate::cli::AnalyseArgs;
use crate::exit::Refusal;
use crate::files::write_whole;
use crate::project::Project;

pub(super) fn run(context: &Context, args: &AnalyseArgs) -> Result<()> {
    let project = Project::open(&context.root)?;
    let spinner = context.progress.spinner("counting and sealing")?;
    let (wave, _) = analyse(&project, args.wave.as_ref())?;
    spinner.finish_and_clear();
    print(&format!(
        "{}: the sealed cube of wave {wave}, not released yet\n\
         Next: mestring --project {root} report, or release {wave} to audit and release it\n",
        project.analysed_cube(&wave).display(),
        root = context.root.display()
    ))
}

/// Analyses a wave (the latest settled one when none is named) with its past, and writes the cube.
pub(super) fn analyse(project: &Project, wanted: Option<&WaveId>) -> Result<(WaveId, Sealed)> {
    let earlier = project.remembered(&project.ledger()?)?;
    let (wave, unsealed) = unsealed(project, wanted, &project.absence_table()?)?;
    let (sealed, _) = unsealed.seal_after(&earlier)?;
    write_whole(&project.analysed_cube(&wave), &serde_json::to_vec_pretty(&sealed)?)?;
    Ok((wave, sealed))
}

/// Counts a wave with the absence that is given (the latest settled one when none is named), seals nothing and writes nothing.
pub(super) fn unsealed(
    project: &Project,
    wanted: Option<&WaveId>,
    absence: &AbsenceTable,
) -> Result<(WaveId, Unsealed)> {
    let instrument = project.instrument()?;
    let mut waves = Vec::new();
    for (folder, manifest) in project.settled()? {
        let wave = manifest.wave().clone();
        let counted = archive::counted_file(&project.counted(&wave.id));
        // Answers that were counted elsewhere may be elsewhere.
        if counted.is_none() {
            manifest.verify(&folder)?;
        }
        let same = wave.instrument == *instrument.id() && wave.instrument_version == instrument.version();
        let is_wanted = wanted == Some(&wave.id);
        if !same && is_wanted {
            return Err(Refusal(format!(
                "wave {} was asked with {} {}, the project's instrument is {} {}; put the wave's own instrument file in the project",
                wave.id, wave.instrument, wave.instrument_version, instrument.id(), instrument.version()
            ))
            .into());
        }
        // Answers to another questionnaire are never pooled or trended across.
        if same {
            let invited = manifest.invited().iter().map(|invited| analysis::Invited {
                unit: invited.unit.clone(),
                former_municipality: invited.former_municipality.clone(),
                invited: invited.invited,
            });
            waves.push(analysis::SettledWave {
                instrument: wave.questions(&instrument)?,
                files: manifest.parts().iter().map(|part| folder.join(&part.file)).collect(),
                counted: match counted {
                    Some(file) => Some(CountedElsewhere { file, manifest: manifest.sha256()?, rows: manifest.rows() }),
                    None => None,
                },
                invited: invited.collect(),
                wave,
            });
        }
        if is_wanted {
            break;
        }
    }
    let Some(wave) = waves.last().map(|wave| wave.wave.id.clone()) else {
        return Err(analysis::AnalysisError::NoWave.into());
    };
    if let Some(wanted) = wanted.filter(|wanted| **wanted != wave) {
        return Err(Refusal(format!("wave {wanted} is not settled; the latest settled wave is {wave}")).into());
    }
    let register = project.register()?;
    let figures = project.figures(&register)?;
    let targets = project.targets(&register)?;
    let programme = project.programme(&register)?;
    let plans = project.plans()?;
    let inputs = analysis::Inputs {
        figures: &figures,
        targets: &targets,
        register: &register,
        programme: programme.as_ref(),
        waves: &waves,
        absence,
        plans: &plans,
        rule: Rule::house(),
    };
    Ok((wave, Unsealed::of(&inputs)?))
}
