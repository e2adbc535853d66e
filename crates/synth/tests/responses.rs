//! Many responses: the same for the same seed, in the order of settled files, and with the share missing that was asked for.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where its own figures are wrong")]

use survey::{Instrument, Layout};
use synth::{ResponseCell, ResponseSettings, ResponseSettingsError, responses};

fn asked() -> Instrument {
    synth::response_wave(&survey::mestring().unwrap()).unwrap().1
}

fn drawn(settings: ResponseSettings) -> Vec<ResponseCell> {
    responses(settings, &asked()).unwrap().collect()
}

const SETTINGS: ResponseSettings = ResponseSettings { seed: 5, rows: 20_000, units: 30, missing: 0.1 };

/// The four bits of every item of every row.
fn fours(cells: &[ResponseCell], items: usize) -> Vec<Vec<u8>> {
    let rows = cells.iter().flat_map(|cell| cell.packed.chunks(items.div_ceil(2)));
    rows.map(|row| (0..items).map(|item| row[item / 2] >> (4 * (item % 2)) & 15).collect()).collect()
}

#[test]
fn ten_scales_of_thirty_six_items_are_asked() {
    let asked = asked();
    assert_eq!((asked.scales().len(), asked.items().len()), (10, 36));
}

#[test]
fn the_same_seed_gives_the_same_rows_and_another_gives_others() {
    assert_eq!(drawn(SETTINGS), drawn(SETTINGS));
    let other = drawn(ResponseSettings { seed: 6, ..SETTINGS });
    assert_ne!(drawn(SETTINGS), other);
    assert_eq!(other.iter().map(|cell| cell.packed.len()).sum::<usize>(), 20_000 * 18);
}

#[test]
fn every_row_is_an_answer_to_the_instrument_and_rows_are_sorted() {
    let (asked, cells) = (asked(), drawn(SETTINGS));
    let name = |cell: &ResponseCell| (cell.unit.clone(), cell.former_municipality.clone());
    assert!(cells.iter().map(name).is_sorted_by(|a, b| a < b));
    let units: std::collections::BTreeSet<_> = cells.iter().map(|cell| cell.unit.clone()).collect();
    assert_eq!(units.len(), 30);
    for cell in &cells {
        // Missing before not relevant before the lowest point, as answers are ordered.
        let order = |four: &u8| match *four {
            Layout::CODE_MISSING => 0,
            Layout::CODE_NOT_RELEVANT => 1,
            four => four + 1,
        };
        let rows = fours(std::slice::from_ref(cell), 36);
        assert!(rows.iter().map(|row| row.iter().map(order).collect::<Vec<_>>()).is_sorted());
    }
    for row in fours(&cells, 36) {
        for (item, four) in asked.items().iter().zip(row) {
            let offered = item.answer_scale().not_relevant().is_some();
            assert!(four <= 5 || (four == 15 && offered), "{}: {four}", item.id());
        }
    }
}

#[test]
fn the_share_of_missing_answers_is_the_one_asked_for() {
    for missing in [0.0, 0.02, 0.1, 0.5] {
        let rows = fours(&drawn(ResponseSettings { missing, ..SETTINGS }), 36);
        let answers = (rows.len() * 36) as f64;
        let left_out = rows.iter().flatten().filter(|four| matches!(four, 0 | 15)).count() as f64;
        // Five standard errors of a share of 720,000 answers.
        let tolerance = 5.0 * (missing * (1.0 - missing) / answers).sqrt() + 1e-5;
        assert!((left_out / answers - missing).abs() <= tolerance, "{missing}: {}", left_out / answers);
    }
}

#[test]
fn answers_hang_together_within_scales_and_units_differ() {
    let rows = fours(&drawn(ResponseSettings { missing: 0.0, ..SETTINGS }), 36);
    let correlation = |a: usize, b: usize| {
        let n = rows.len() as f64;
        let mean = |item: usize| rows.iter().map(|row| f64::from(row[item])).sum::<f64>() / n;
        let (ma, mb) = (mean(a), mean(b));
        let sum = |f: &dyn Fn(&Vec<u8>) -> f64| rows.iter().map(f).sum::<f64>();
        let (da, db) = (|row: &Vec<u8>| f64::from(row[a]) - ma, |row: &Vec<u8>| f64::from(row[b]) - mb);
        sum(&|row| da(row) * db(row)) / (sum(&|row| da(row).powi(2)) * sum(&|row| db(row).powi(2))).sqrt()
    };
    // Items 0 and 1 are of one scale, 0 and 35 of two.
    assert!(correlation(0, 1) > correlation(0, 35) && correlation(0, 35) > 0.1);
}

#[test]
fn what_cannot_be_drawn_is_refused_with_what_to_do() {
    let refused = |settings| responses(settings, &asked()).map(|_| ()).unwrap_err();
    let of = |rows, units, missing| refused(ResponseSettings { seed: 1, rows, units, missing });
    assert_eq!(of(0, 1, 0.0), ResponseSettingsError::NoRows);
    assert_eq!(of(1, 0, 0.0), ResponseSettingsError::NoUnits);
    assert_eq!(of(1, 2, 0.0), ResponseSettingsError::EmptyUnits);
    assert_eq!(of(5_000_000, 2, 0.0), ResponseSettingsError::LargeUnits { units_min: 3 });
    assert_eq!(of(1 << 40, 1 << 39, 0.0), ResponseSettingsError::TooManyUnits);
    for missing in [-0.1, 0.51, f64::NAN, f64::INFINITY] {
        assert_eq!(of(10, 1, missing), ResponseSettingsError::Missing);
    }
    assert!(of(5_000_000, 2, 0.0).to_string().ends_with("ask for at least 3 units"));
}
