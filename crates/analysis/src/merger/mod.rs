//! The merger: cells of unit, origin and kind of service become gaps, courses and reach.
//!
//! The cells are those that were counted anyway; no answer is read a second time.

mod absence;
mod cells;
mod culture;

use std::collections::BTreeMap;

use counts::ScaleCounts;
use disclosure::merger::{DraftMerger, Reach, UnitReach};
use disclosure::{GroupIndex, GroupKind, WaveLabel};
use survey::{Comparable, Crosswalk, Organisation, ScaleId, UnitIndex};

use crate::absence::AbsenceGroups;
use crate::draft::Inputs;
use crate::error::AnalysisError;
use crate::groups::Groups;
use crate::wave::SettledWave;
pub(crate) use cells::WaveCells;

/// One wave: what was asked, its cells, and the answers of everybody from each origin.
pub(crate) struct MergerWave<'a> {
    pub(crate) wave: &'a SettledWave,
    pub(crate) cells: WaveCells,
    /// By former municipality (its position) and scale of this wave's instrument (its position).
    pub(crate) origins: BTreeMap<(usize, usize), ScaleCounts>,
}

/// The merged former municipalities, by position, with their groups.
struct Origins {
    positions: Vec<usize>,
    groups: Vec<GroupIndex>,
}

/// What was found about the merger; nothing where fewer than two municipalities were merged.
pub(crate) fn merger(
    inputs: &Inputs<'_>,
    waves: &[MergerWave<'_>],
    groups: &Groups<'_>,
    organisation: &Organisation,
    absence: &AbsenceGroups,
) -> Result<Option<DraftMerger>, AnalysisError> {
    let origins = origins(groups, organisation);
    let Some(current) = waves.last() else { return Ok(None) };
    if origins.positions.len() < 2 {
        return Ok(None);
    }
    let adjusted_for = culture::adjustment(waves, &origins.positions);
    let mut found = DraftMerger {
        waves: waves.iter().map(|wave| WaveLabel::of(&wave.wave.wave)).collect(),
        origins: origins.groups,
        adjusted_for,
        cultures: BTreeMap::new(),
        courses: BTreeMap::new(),
        reach: reach(inputs, waves, organisation)?,
        absence: absence::associations(current, organisation, absence, inputs.rule),
    };
    for scale in current.wave.instrument.scales() {
        let of_scale = culture::of_scale(waves, scale, &origins.positions, adjusted_for);
        let id = |id: &ScaleId| id.clone();
        found.cultures.extend(of_scale.cultures.into_iter().map(|(wave, culture)| ((id(scale.id()), wave), culture)));
        found.courses.extend(of_scale.course.map(|course| (id(scale.id()), course)));
    }
    Ok(Some(found))
}

/// The municipalities that became one; who was employed afterwards is none of them.
fn origins(groups: &Groups<'_>, organisation: &Organisation) -> Origins {
    let mut origins = Origins { positions: Vec::new(), groups: Vec::new() };
    for (position, former) in organisation.former_municipalities().iter().enumerate() {
        let is_its_group = |group: &disclosure::Group| {
            group.kind == GroupKind::FormerMunicipality && group.former_municipality.map(usize::from) == Some(position)
        };
        if let (true, Some(group)) = (former.is_merged(), groups.list().iter().position(is_its_group)) {
            origins.positions.push(position);
            origins.groups.push(GroupIndex::new(group));
        }
    }
    origins
}

/// How far every unit of today reaches back to every earlier wave.
fn reach(
    inputs: &Inputs<'_>,
    waves: &[MergerWave<'_>],
    organisation: &Organisation,
) -> Result<Vec<UnitReach>, AnalysisError> {
    let mut found = Vec::new();
    let earlier = waves.split_last().map(|(_, earlier)| earlier).unwrap_or_default();
    for (position, wave) in earlier.iter().enumerate() {
        let then = inputs.register.at(wave.wave.wave.reference_date)?;
        let walk = Crosswalk::between(&then, organisation, inputs.register.lineage());
        let of_unit = |unit: UnitIndex| UnitReach {
            group: GroupIndex::new(unit.get()),
            wave: position,
            reach: match walk.comparable(unit) {
                Comparable::Fully => Reach::Fully,
                Comparable::ThroughMerger => Reach::ThroughMerger,
                Comparable::OnlyAbove { nearest, shares_known } => {
                    Reach::OnlyAbove { nearest: GroupIndex::new(nearest.get()), shares_known }
                }
                Comparable::Not => Reach::Not,
            },
        };
        found.extend(organisation.indices().map(of_unit));
    }
    Ok(found)
}
