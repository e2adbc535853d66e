//! Cells become groups: every unit's counts roll up through the tree, through the lineage and into the wide groups.

use std::collections::BTreeMap;

use counts::{ScaleCounts, Tally};
use disclosure::{GroupIndex, InnerName};
use survey::{FormerMunicipalityId, FormerMunicipalityIndex, Lineage, Organisation, UnitId, UnitIndex, Wave};

use crate::error::AnalysisError;
use crate::groups::Groups;
use crate::settled::WaveCounts;

/// The counts of one wave in every group of one organisation.
pub(crate) struct GroupCounts {
    /// For each group with answers, the counts of every scale.
    pub(crate) groups: Tally<GroupIndex>,
    /// Responses in each group with answers.
    pub(crate) answered: BTreeMap<GroupIndex, u64>,
    /// For each cell of the wave, its labels, the groups that hold it and the people with a score on each scale.
    pub(crate) inner: Vec<(InnerName, Vec<GroupIndex>, Vec<u64>)>,
    /// For each unit, the counts of its own answers: what agreement and intraclass correlation are about.
    pub(crate) units: Tally<UnitIndex>,
}

impl GroupCounts {
    /// The counts of one scale (by its position) in one group.
    pub(crate) fn scale(&self, group: GroupIndex, position: usize) -> Option<&ScaleCounts> {
        self.groups.get(&group).and_then(|scales| scales.get(position))
    }
}

/// Where the ids in a file stand in the organisation that results are shown for.
pub(crate) struct Places<'a> {
    pub(crate) organisation: &'a Organisation,
    pub(crate) lineage: &'a Lineage,
    pub(crate) wave: &'a Wave,
}

impl Places<'_> {
    /// The unit that an id of the wave belongs to in the organisation, itself or through its successors.
    pub(crate) fn unit(&self, id: &str) -> Result<UnitIndex, AnalysisError> {
        let unknown = || AnalysisError::UnknownUnit { wave: self.wave.id.to_string(), unit: id.to_owned() };
        let id = UnitId::new(id).map_err(|_| unknown())?;
        self.lineage.target(&id, self.organisation).ok_or_else(unknown)
    }

    pub(crate) fn former(&self, id: &str) -> Result<FormerMunicipalityIndex, AnalysisError> {
        let unknown =
            || AnalysisError::UnknownFormerMunicipality { wave: self.wave.id.to_string(), found: id.to_owned() };
        let id = FormerMunicipalityId::new(id).map_err(|_| unknown())?;
        self.organisation.former_municipality_index(&id).ok_or_else(unknown)
    }
}

/// Rolls a wave's cells up into every group that contains them.
pub(crate) fn roll_up(
    counted: WaveCounts,
    places: &Places<'_>,
    groups: &Groups<'_>,
) -> Result<GroupCounts, AnalysisError> {
    let mut homes = Vec::with_capacity(counted.cells.len());
    let mut answered = BTreeMap::new();
    for (name, rows) in counted.cells.iter().zip(&counted.rows) {
        let unit = places.unit(&name.unit)?;
        let containing = groups.containing(unit, places.former(&name.former_municipality)?, name.role);
        for group in &containing {
            *answered.entry(*group).or_insert(0) += rows;
        }
        homes.push((unit, containing));
    }
    let people = |cell: usize| counted.scales.iter().map(|of| of.get(cell).map_or(0, ScaleCounts::n)).collect();
    let labelled = homes.iter().zip(&counted.cells).enumerate();
    let inner =
        labelled.map(|(cell, ((_, containing), name))| (name.clone(), containing.clone(), people(cell))).collect();
    let inconsistent = |error: counts::MergeError| AnalysisError::Inconsistent(error.to_string());
    let cells: Vec<usize> = (0..homes.len()).collect();
    let tally = Tally::from_scales(cells, counted.scales).map_err(inconsistent)?;
    let home = |cell: &usize| homes.get(*cell);
    Ok(GroupCounts {
        groups: tally
            .roll_up(|cell| home(cell).map(|(_, containing)| containing.clone()).unwrap_or_default())
            .map_err(inconsistent)?,
        units: tally
            .roll_up(|cell| home(cell).map(|(unit, _)| vec![*unit]).unwrap_or_default())
            .map_err(inconsistent)?,
        inner,
        answered,
    })
}
