//! Full information maximum likelihood in the records.

use indices::factor::{
    Equality, Level, MeanStructure, SampleMoments, Scaling, Settings, fit, fit_incomplete, fit_robust,
};

use super::data::{Data, coefficient, holzinger_swineford};
use super::fit_measures::check_indices;
use crate::reading::{check, folder, statistics};

/// The gaps of the record: x1 in rows 1, 8, 15 …, x5 in rows 3, 14, 25 ….
pub(crate) fn with_gaps(data: &Data) -> Vec<Vec<Option<f64>>> {
    let gap = |item: usize, row: usize| (item == 0 && row.is_multiple_of(7)) || (item == 4 && row % 11 == 2);
    let columns = data.groups[0].iter().enumerate();
    columns
        .map(|(item, column)| {
            column.iter().enumerate().map(|(row, answer)| (!gap(item, row)).then_some(*answer)).collect()
        })
        .collect()
}

#[test]
fn gaps_and_complete_rows_only() {
    let Some(folder) = folder("full information maximum likelihood") else { return };
    let expected = &statistics(&folder, "HolzingerSwineford1939.json")["missing_FIML"]["value"];
    let data = holzinger_swineford(&folder, None);
    let columns = with_gaps(&data);
    let groups = [columns.iter().map(Vec::as_slice).collect()];
    let configural = Equality::full(Level::Configural);
    let incomplete = fit_incomplete(&data.model, &groups, &configural, Scaling::Marker).unwrap();
    check_indices("FIML", &incomplete, &expected["fiml"]);
    let table = &expected["fiml_est"];
    for row in 0..table["est"].as_array().unwrap().len() {
        let coefficient = coefficient(&data.model, table, row);
        let own = incomplete.estimate(0, coefficient).unwrap();
        let (value, error) = (table["est"][row].as_f64().unwrap(), table["se"][row].as_f64().unwrap());
        assert!((own.value - value).abs() <= 2e-4 * error, "{coefficient:?}: {} {value}", own.value);
        check(&format!("{coefficient:?}"), own.standard_error.or(Some(0.0)), &table["se"][row], 5e-5);
    }

    let complete = |row: &usize| columns.iter().all(|column| column[*row].is_some());
    let rows: Vec<usize> = (0..columns[0].len()).filter(complete).collect();
    let listwise: Vec<Vec<f64>> =
        columns.iter().map(|column| rows.iter().filter_map(|row| column[*row]).collect()).collect();
    let listwise: Vec<&[f64]> = listwise.iter().map(Vec::as_slice).collect();
    let moments = SampleMoments::of_columns(&listwise).unwrap();
    let settings = Settings { means: MeanStructure::Left, ..Settings::default() };
    let listwise = fit(&data.model, &[moments], &configural, settings).unwrap();
    check_indices("listwise", &listwise, &expected["listwise"]);
}

/// Without gaps, full information is maximum likelihood.
#[test]
fn no_gaps() {
    let Some(folder) = folder("full information without gaps") else { return };
    let data = holzinger_swineford(&folder, Some("school"));
    let columns: Vec<Vec<Vec<Option<f64>>>> = data
        .groups
        .iter()
        .map(|group| group.iter().map(|column| column.iter().copied().map(Some).collect()).collect())
        .collect();
    let groups: Vec<Vec<&[Option<f64>]>> =
        columns.iter().map(|group| group.iter().map(Vec::as_slice).collect()).collect();
    let metric = Equality::full(Level::Metric);
    let incomplete = fit_incomplete(&data.model, &groups, &metric, Scaling::Marker).unwrap();
    let complete = fit(&data.model, &data.moments(), &metric, Settings::default()).unwrap();
    assert!((incomplete.chi_square() - complete.chi_square()).abs() < 1e-9);
    let correction = indices::factor::Correction::YuanBentler;
    let robust = fit_robust(&data.model, &data.columns(), &metric, Scaling::Marker, correction).unwrap();
    assert!((incomplete.chi_square() - robust.fit().chi_square()).abs() < 1e-9);
}
