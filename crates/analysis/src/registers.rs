//! Register figures and targets, rolled up to groups.

use disclosure::{DraftRegisters, FigureFinding, Inner, Target, Targets};
use plan::{FigureTable, TargetTable};
use survey::{Organisation, Register};

use crate::error::AnalysisError;
use crate::groups::Groups;
use crate::inner::add_figure;
use crate::tally::Places;
use crate::wave::SettledWave;

/// Sums every figure into every group, through the lineage; a sum beyond any organisation is a fault of the file.
pub(crate) fn registers(
    figures: &FigureTable,
    targets: &TargetTable,
    register: &Register,
    organisation: &Organisation,
    groups: &Groups<'_>,
    wave: &SettledWave,
    inner: &mut Inner,
) -> Result<DraftRegisters, AnalysisError> {
    let places = Places { organisation, lineage: register.lineage(), wave: &wave.wave };
    let mut drafted = DraftRegisters { targets: targets_of(targets, organisation, groups, wave), ..Default::default() };
    for row in figures.rows() {
        let unit = places.unit(row.unit().as_str())?;
        let former = places.former(row.former_municipality().as_str())?;
        let containing = groups.containing(unit, former, None);
        add_figure(inner, row, &containing);
        for group in containing {
            let found = drafted.figures.entry((row.figure(), row.year(), group)).or_insert_with(|| FigureFinding {
                numerator: 0,
                denominator: 0,
                sources: std::collections::BTreeSet::new(),
                vintage: row.vintage(),
            });
            let too_large = || AnalysisError::Inconsistent(format!("{} of {} is too large", row.figure(), row.year()));
            found.numerator = found.numerator.checked_add(row.numerator()).ok_or_else(too_large)?;
            found.denominator = found.denominator.checked_add(row.denominator()).ok_or_else(too_large)?;
            found.sources.insert(row.source().to_owned());
            found.vintage = found.vintage.max(row.vintage());
        }
    }
    Ok(drafted)
}

/// The targets of the year in which the twelve months before the wave end. A unit that is gone has none.
fn targets_of(
    targets: &TargetTable,
    organisation: &Organisation,
    groups: &Groups<'_>,
    wave: &SettledWave,
) -> Option<Targets> {
    let date = wave.wave.reference_date;
    let year = if date.month() == 1 { date.year() - 1 } else { date.year() };
    let of_units: Vec<Target> = targets
        .in_year(year)
        .filter_map(|(unit, percent)| Some(Target::new(groups.of_unit(organisation.index_of(unit)?)?, percent)))
        .collect();
    (!of_units.is_empty()).then_some(Targets { year, of_units })
}
