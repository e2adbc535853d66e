//! `mestring release`: seal, attack the very bytes, withhold what lets hidden cells be cornered and seal again; say what is lost, and only then write the
//! bytes and the ledger's line.

mod attack;
mod correction;
mod preview;

use anyhow::{Result, bail};
use archive::{FileName, ReleaseEntry, ReleaseLedger, ReleaseRule, ReleasedFile, Sha256Digest};
use disclosure::{ReleasedRows, Sealed, Withhold, Withstood, withstand};
use survey::{Date, Language, WaveId};

use self::attack::{Attacked, Attacker, Pass};
use super::analyse;
use super::{Context, print};
use crate::cli::ReleaseArgs;
use crate::exit::Refusal;
use crate::files::write_together;
use crate::project::Project;

/// A cube that may be released: its bytes are what will be read.
struct Candidate {
    wave: WaveId,
    sealed: Sealed,
    bytes: Vec<u8>,
    /// What later seals must know of it.
    rows: Vec<u8>,
}

impl Candidate {
    fn of(wave: &WaveId, sealed: Sealed, rows: &ReleasedRows) -> Result<Candidate> {
        let (bytes, rows) = (attack::bytes(&sealed)?, serde_json::to_vec(rows)?);
        Ok(Candidate { wave: wave.clone(), sealed, bytes, rows })
    }

    fn digest(&self) -> Sha256Digest {
        Sha256Digest::of(&self.bytes)
    }
}

pub(super) fn run(context: &Context, args: &ReleaseArgs) -> Result<()> {
    let project = Project::open(&context.root)?;
    let spinner = context.progress.spinner("sealing, and attacking what would be published")?;
    let ledger = project.ledger()?;
    let withstood = withstood(&project, &ledger, &args.wave, args.seed)?;
    spinner.finish_and_clear();
    print(&preview::text(&withstood))?;
    let Withstood { sealed, rows, attack: attacked, .. } = withstood;
    let candidate = Candidate::of(&args.wave, sealed, &rows)?;
    print(&format!("\n{}", attacked.verdict.to_text(Language::En, false)))?;
    let Some(pass) = Pass::of_attack(&candidate.bytes, &attacked, args.seed) else {
        return Err(refused(&args.wave, &attacked));
    };
    if args.preview {
        return print("\nNothing was written; without --preview this wave would be released.\n");
    }
    let wave = &candidate.wave;
    if ledger.of_wave(wave).next_back().is_some_and(|newest| is_of(newest, candidate.digest())) {
        return print(&format!("\nWave {wave} is released already, with these very bytes; nothing was written.\n"));
    }
    let number = write(&project, ledger, &candidate, &pass, (context.today)())?;
    print(&format!(
        "\n{}: release {number} of wave {wave}\n{}: one line more; keep its digest elsewhere\n\
         Next: mestring --project {} report {wave}\n",
        project.released(wave).join("cube.json").display(),
        project.ledger_file().display(),
        context.root.display()
    ))
}

/// Releases a wave without a word, where nobody has to decide.
pub(super) fn quietly(project: &Project, wave: &WaveId, seed: u64, today: Date) -> Result<Sealed> {
    let ledger = project.ledger()?;
    let Withstood { sealed, rows, attack: attacked, .. } = withstood(project, &ledger, wave, seed)?;
    let candidate = Candidate::of(wave, sealed, &rows)?;
    let pass = Pass::of_attack(&candidate.bytes, &attacked, seed).ok_or_else(|| refused(wave, &attacked))?;
    write(project, ledger, &candidate, &pass, today)?;
    Ok(candidate.sealed)
}

fn refused(wave: &WaveId, attacked: &Attacked) -> anyhow::Error {
    let corrected = correction::told(&attacked.verdict, &attacked.own);
    let said = corrected.unwrap_or_else(|| super::audit::found(&attacked.verdict));
    Refusal(format!("wave {wave} is not released: {said}; nothing was written")).into()
}

/// Counts the wave once and seals it, and again without what the attack came too close to.
fn withstood(project: &Project, ledger: &ReleaseLedger, wave: &WaveId, seed: u64) -> Result<Withstood<Attacked>> {
    let absence = project.absence_table()?;
    let earlier = project.remembered(ledger)?;
    let (_, unsealed) = analyse::unsealed(project, Some(wave), &absence)?;
    let sealing = unsealed.sealing(&earlier);
    // Whoever releases a wave that cannot be sealed is told of that first.
    let mut first = Some(sealing.seal(&Withhold::default())?);
    let mut attacker = Attacker::of(project, ledger, wave, seed)?;
    let seal = |withhold: &Withhold| match first.take().filter(|_| withhold.is_empty()) {
        Some(first) => Ok(first),
        None => Ok(sealing.seal(withhold)?),
    };
    withstand(&earlier, seal, &mut attacker)
}

fn is_of(entry: &ReleaseEntry, digest: Sha256Digest) -> bool {
    entry.files.iter().any(|file| file.sha256 == digest)
}

/// Writes what later seals must know, the numbered cube, the same as the newest one, and last the ledger's line. A pass of other bytes releases nothing.
fn write(project: &Project, ledger: ReleaseLedger, of: &Candidate, pass: &Pass, today: Date) -> Result<u64> {
    if pass.of() != of.digest() {
        bail!("the audit was of other bytes than those to be released; nothing was written, please report this");
    }
    let number = ledger.next_number(&of.wave);
    let name = FileName::new(format!("cube-{number}.json"))?;
    let rows = FileName::new(format!("rows-{number}.json"))?;
    let remembered = project.remembered_of(&of.wave).join(rows.as_str());
    let folder = project.released(&of.wave);
    let (numbered, newest) = (folder.join(name.as_str()), folder.join("cube.json"));
    let rule = of.sealed.rule();
    let entry = ReleaseEntry {
        wave: of.wave.clone(),
        number,
        date: today,
        files: vec![ReleasedFile { file: name, sha256: of.digest() }],
        remembered: vec![ReleasedFile { file: rows, sha256: Sha256Digest::of(&of.rows) }],
        rule: ReleaseRule {
            answers_min: rule.answers_min(),
            distribution_min: rule.distribution_min(),
            quality_min: rule.quality_min(),
            employees_min: rule.employees_min(),
        },
        organisation: project.organisation_digest()?,
        plans: project.plan_digests()?,
        audit: pass.summary(),
    };
    let text = ledger.with(entry)?.to_text()?;
    write_together(&[
        (remembered, &of.rows),
        (numbered, &of.bytes),
        (newest, &of.bytes),
        (project.ledger_file(), text.as_bytes()),
    ])?;
    Ok(number)
}
