//! The sealed cubes of a project, as one audience sees them.

use std::collections::BTreeSet;

use anyhow::Result;
use disclosure::{Audience, GroupKind, Sealed};
use query::{Cubes, Near};
use survey::{UnitId, WaveId};

use super::report::{analysed_cube, released_cube};
use crate::cli::AskedArgs;
use crate::exit::{Refusal, note};
use crate::project::Project;

/// The cubes that were read, and who asks.
pub(super) struct Held {
    cubes: Vec<Sealed>,
    audience: Audience,
}

impl Held {
    /// What may be asked; a leader of a unit that is in no cube is refused, instead of seeing nothing.
    pub(super) fn cubes(&self) -> Result<Cubes<'_>> {
        if let Audience::Leader(unit) = &self.audience {
            self.refuse_unknown(unit)?;
        }
        Ok(Cubes::new(&self.cubes, self.audience.clone()))
    }

    fn refuse_unknown(&self, unit: &UnitId) -> Result<()> {
        let is_unit = |kind: GroupKind| matches!(kind, GroupKind::Total | GroupKind::Unit { .. });
        let groups = self.cubes.iter().flat_map(|cube| cube.groups()).filter(|group| is_unit(group.kind));
        let units: Vec<&str> = groups.map(|group| group.id.as_str()).collect();
        if units.contains(&unit.as_str()) {
            return Ok(());
        }
        let near = Near::of(unit.as_str(), units);
        Err(Refusal(format!("there is no unit {unit}{near}")).into())
    }
}

/// Reads the newest release of every wave; and, where that is asked for, the analysed cubes of waves that are not released.
pub(super) fn hold(project: &Project, asked: &AskedArgs) -> Result<Held> {
    let ledger = project.ledger()?;
    let mut cubes = Vec::new();
    let mut unreleased = Vec::new();
    let released: BTreeSet<&WaveId> = ledger.entries().map(|entry| &entry.wave).collect();
    for wave in &released {
        cubes.push(released_cube(project, &ledger, wave)?);
    }
    for (_, manifest) in project.settled()? {
        let wave = &manifest.wave().id;
        if !released.contains(wave) && project.analysed_cube(wave).exists() {
            unreleased.push(wave.to_string());
            if asked.analysed {
                cubes.push(analysed_cube(project, wave)?);
            }
        }
    }
    if asked.analysed && !unreleased.is_empty() {
        let waves = unreleased.join(", ");
        note(&format!("analysed and not released: {waves}; no audit stands behind these numbers"));
    }
    if cubes.is_empty() {
        let said = if unreleased.is_empty() {
            "no wave is released yet; run `mestring analyse` and `mestring release WAVE` first".to_owned()
        } else {
            format!(
                "no wave is released yet; release {} with `mestring release WAVE`, or add --analysed",
                unreleased.join(", ")
            )
        };
        return Err(Refusal(said).into());
    }
    Ok(Held { cubes, audience: asked.audience.0.clone() })
}
