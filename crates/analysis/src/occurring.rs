//! Who there is: the units with the former municipalities and kinds of work of their people, over everything that is counted.
//!
//! Groups are made of these, so that the same groups hold the same people in every table.

use std::collections::BTreeSet;

use survey::{FormerMunicipalityIndex, Organisation, RoleClass, UnitIndex};

use crate::draft::Inputs;
use crate::error::AnalysisError;
use crate::settled::WaveCounts;
use crate::tally::Places;

/// Units with the former municipality and kind of work of somebody there.
pub(crate) type Occurring = BTreeSet<(UnitIndex, FormerMunicipalityIndex, Option<RoleClass>)>;

/// Everybody whose answers, invitations, absence or register figures are counted, in the organisation that results are shown for.
pub(crate) fn occurring(
    inputs: &Inputs<'_>,
    counted: &[WaveCounts],
    organisation: &Organisation,
) -> Result<Occurring, AnalysisError> {
    let mut all = Occurring::new();
    let (lineage, current) = (inputs.register.lineage(), inputs.waves.last().ok_or(AnalysisError::NoWave)?);
    for (wave, counts) in inputs.waves.iter().zip(counted) {
        let places = Places { organisation, lineage, wave: &wave.wave };
        for name in &counts.cells {
            all.insert((places.unit(&name.unit)?, places.former(&name.former_municipality)?, name.role));
        }
    }
    let places = Places { organisation, lineage, wave: &current.wave };
    let mut without_role = |unit: &str, former: &str| -> Result<(), AnalysisError> {
        all.insert((places.unit(unit)?, places.former(former)?, None));
        Ok(())
    };
    for invited in &current.invited {
        without_role(invited.unit.as_str(), invited.former_municipality.as_str())?;
    }
    let end = current.wave.reference_date.month_of();
    for row in inputs.absence.rows().iter().filter(|row| row.month() < end) {
        without_role(row.unit().as_str(), row.former_municipality().as_str())?;
    }
    for row in inputs.figures.rows() {
        without_role(row.unit().as_str(), row.former_municipality().as_str())?;
    }
    Ok(all)
}
