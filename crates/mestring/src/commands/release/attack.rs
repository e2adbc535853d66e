//! The attack a release must stand: on its own bytes, together with every earlier release of the wave.

use anyhow::Result;
use archive::{AuditPass, ReleaseLedger, Sha256Digest};
use audit::{Finding, HeadCounts, Known, Options, Release, Verdict};
use disclosure::{Attack, Cornered, Sealed};
use survey::WaveId;

use crate::head_counts;
use crate::project::Project;

/// Made by an attack that found nothing, and of use for the bytes it attacked only.
pub(super) struct Pass {
    of: Sha256Digest,
    summary: AuditPass,
}

impl Pass {
    /// Of what was attacked, if nothing was found.
    pub(super) fn of_attack(bytes: &[u8], attacked: &Attacked, seed: u64) -> Option<Pass> {
        let verdict = &attacked.verdict;
        let summary = AuditPass {
            seed,
            releases: attacked.files,
            published: verdict.examined.published,
            hidden: verdict.examined.hidden,
        };
        verdict.is_clean().then(|| Pass { of: Sha256Digest::of(bytes), summary })
    }

    /// Digest of the bytes that were attacked.
    pub(super) const fn of(&self) -> Sha256Digest {
        self.of
    }

    /// What the ledger remembers of the attack.
    pub(super) const fn summary(&self) -> AuditPass {
        self.summary
    }
}

/// What came of an attack.
pub(super) struct Attacked {
    /// The verdict.
    pub(super) verdict: Verdict,
    /// The name of the file that would be written, as findings have it.
    pub(super) own: String,
    /// How many files were attacked together.
    files: u64,
}

/// An attacker who has every earlier release of the wave, and knows how many people are in every inner group.
pub(super) struct Attacker {
    earlier: Vec<(String, Vec<u8>)>,
    own: String,
    head_counts: HeadCounts,
    seed: u64,
    /// What the rounds before worked out.
    known: Known,
}

impl Attacker {
    pub(super) fn of(project: &Project, ledger: &ReleaseLedger, wave: &WaveId, seed: u64) -> Result<Attacker> {
        let name = project.ledger_file().display().to_string();
        let folder = project.released(wave);
        let earlier = ledger.verified(&name, wave, &folder)?;
        Ok(Attacker {
            earlier: earlier.into_iter().map(|file| (file.path.display().to_string(), file.bytes)).collect(),
            own: folder.join("cube.json").display().to_string(),
            head_counts: head_counts::of_wave(project, wave)?,
            seed,
            known: Known::default(),
        })
    }

    /// Everything in a cube's bytes and the files before it, as whoever attacks them reads it.
    fn files(&self, cube: Vec<u8>) -> Result<Vec<Release>> {
        let mut files = self.earlier.clone();
        files.push((self.own.clone(), cube));
        Ok(audit::read::files(&files)?)
    }

    fn options(&self) -> Options {
        Options { seed: self.seed, head_counts: Some(self.head_counts.clone()), ..Options::default() }
    }
}

impl Attack for Attacker {
    type Outcome = Attacked;
    type Error = anyhow::Error;

    fn whole(&mut self, sealed: &Sealed) -> Result<(Attacked, Vec<Cornered>)> {
        let (releases, options) = (self.files(bytes(sealed)?)?, self.options());
        let verdict = audit::attack_again(&releases, &options, &mut self.known);
        let cornered = verdict.curable().iter().filter_map(cornered).collect();
        let files = releases.len().try_into().unwrap_or(u64::MAX);
        Ok((Attacked { verdict, own: self.own.clone(), files }, cornered))
    }

    fn ranges(&mut self, sealed: &Sealed) -> Result<Vec<Cornered>> {
        let (releases, options) = (self.files(bytes(sealed)?)?, self.options());
        Ok(audit::ranges_again(&releases, &options, &mut self.known).iter().filter_map(cornered).collect())
    }
}

/// A cube as it would be written.
pub(super) fn bytes(sealed: &Sealed) -> Result<Vec<u8>> {
    Ok(serde_json::to_vec_pretty(sealed)?)
}

/// The cell a finding is about, as the suppressor is told of it.
fn cornered(finding: &Finding) -> Option<Cornered> {
    let cell = finding.target.first()?;
    Some(Cornered {
        wave: finding.measure.wave.clone(),
        measure: finding.measure.name.clone(),
        unit: cell.id.clone(),
        former_municipality: cell.former.clone(),
        role: cell.role.clone(),
    })
}
