//! The attack a release must stand: on its own bytes, together with every earlier release of the wave.

use anyhow::Result;
use archive::{AuditPass, ReleaseLedger, Sha256Digest};
use audit::{Options, Verdict};

use super::Candidate;
use crate::head_counts;
use crate::project::Project;

/// Made by an attack that found nothing to refuse for, and of use for the bytes it attacked only.
pub(super) struct Pass {
    of: Sha256Digest,
    summary: AuditPass,
}

impl Pass {
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
pub(super) enum Attacked {
    /// Nothing was found but what would need colleagues with extreme answers.
    Passed(Pass, Verdict),
    /// Something was.
    Broken(Verdict),
}

/// Attacks a candidate and the earlier releases of its wave, knowing how many people are in every inner group.
pub(super) fn attack(project: &Project, ledger: &ReleaseLedger, of: &Candidate, seed: u64) -> Result<Attacked> {
    let name = project.ledger_file().display().to_string();
    let folder = project.released(&of.wave);
    let earlier = ledger.verified(&name, &of.wave, &folder)?;
    let mut files: Vec<(String, Vec<u8>)> =
        earlier.into_iter().map(|file| (file.path.display().to_string(), file.bytes)).collect();
    files.push((folder.join("cube.json").display().to_string(), of.bytes.clone()));
    let releases = audit::read::files(&files)?;
    let head_counts = Some(head_counts::of_wave(project, &of.wave)?);
    let verdict = audit::attack(&releases, &Options { seed, head_counts, ..Options::default() });
    if !verdict.is_clean_for_any_answers() {
        return Ok(Attacked::Broken(verdict));
    }
    let summary = AuditPass {
        seed,
        releases: files.len().try_into().unwrap_or(u64::MAX),
        published: verdict.examined.published,
        hidden: verdict.examined.hidden,
        needing_extreme_answers: verdict.findings.len().try_into().unwrap_or(u64::MAX),
    };
    Ok(Attacked::Passed(Pass { of: of.digest(), summary }, verdict))
}
