//! What cannot be counted is refused in one sentence that names the file.

use std::fs;
use std::num::NonZero;

use archive::{PackedPart, Places};
use counts::Asked;
use tabulation::{Pass, TabulationError, tabulate, walk};

use crate::fixture::{Kept, asked, open, wave};

fn pass(parts: &[PackedPart]) -> Pass<'_> {
    Pass::new(parts, &asked().1, Asked::default(), Places::Unit, NonZero::new(2).unwrap()).unwrap()
}

fn sentence(error: &TabulationError, expect: &str) {
    let said = error.to_string();
    assert!(said.contains(expect), "{said}");
    assert!(!said.contains('\n'), "one sentence: {said}");
}

#[test]
fn more_cells_than_stated_are_refused() {
    let (_root, folder, manifest) = wave(400, 40, 0.02, 100);
    let parts = open(&folder, &manifest);
    let refused = tabulate(&pass(&parts), 39).unwrap_err();
    assert!(matches!(refused, TabulationError::TooManyCells { cells_max: 39, .. }), "{refused:?}");
    sentence(&refused, ".parquet: there are more than the 39 cells");
    assert_eq!(tabulate(&pass(&parts), 40).unwrap().len(), 40);
}

#[test]
fn parts_out_of_order_can_be_tabulated_but_not_walked_through() {
    let (_root, folder, manifest) = wave(400, 40, 0.02, 100);
    let mut parts = open(&folder, &manifest);
    let expected = tabulate(&pass(&parts), 40).unwrap();
    parts.reverse();
    assert!(tabulate(&pass(&parts), 40).unwrap() == expected);
    let refused = walk(&pass(&parts), Kept::default).map(|_| ()).unwrap_err();
    assert!(matches!(refused, TabulationError::Unsorted { .. }), "{refused:?}");
    sentence(&refused, "the rows are not sorted by unit");
}

#[test]
fn a_part_that_is_cut_short_or_changed_is_not_opened() {
    let (_root, folder, manifest) = wave(400, 4, 0.02, 100);
    let path = folder.join(&manifest.parts()[2].file);
    let whole = fs::read(&path).unwrap();
    let open = || PackedPart::open(&path, &asked().1).unwrap_err().to_string();
    for length in [0, 11, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..length]).unwrap();
        let said = open();
        assert!(said.contains("part-00002.parquet: the file is cut short"), "{said}");
    }
    for place in (4..whole.len() - 12).step_by(whole.len() / 50) {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        fs::write(&path, bytes).unwrap();
        let said = open();
        assert!(said.contains("part-00002.parquet"), "{said}");
    }
}

#[test]
fn files_of_another_instrument_are_not_opened() {
    let (_root, folder, manifest) = wave(40, 4, 0.02, 100);
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data-samples/layout");
    let text = fs::read_to_string(samples.join("instrument.toml")).unwrap();
    let other = survey::Instrument::from_toml("instrument.toml", &text).unwrap();
    let said = PackedPart::open(&folder.join(&manifest.parts()[0].file), &other).unwrap_err().to_string();
    assert!(said.contains("mestring.instrument: the file says mestring, not layout-fixture"), "{said}");
    let said = PackedPart::open(&samples.join("v1.parquet"), &other).unwrap_err().to_string();
    assert!(said.contains("the file says 1, which has no packed answers"), "{said}");
}

#[test]
fn memory_is_a_formula_that_knows_no_rows() {
    let (_root, folder, manifest) = wave(2_000, 4, 0.02, 2_000);
    let (_root2, folder2, manifest2) = wave(200, 4, 0.02, 200);
    let (parts, parts2) = (open(&folder, &manifest), open(&folder2, &manifest2));
    let (large, small) = (pass(&parts).memory(), pass(&parts2).memory());
    assert_eq!((large.threads, large.row_groups), (2, 1));
    assert_eq!((large.cell, large.counting), (small.cell, small.counting));
    assert_eq!(large.table(10) - large.table(9), 2 * large.cell);
    assert_eq!(large.walk(), large.tables + 2 * (large.reading + large.counting + large.cell) + 2 * large.cell);
    assert_eq!((large.cross, large.pairs), (small.cross, small.pairs));
    assert_eq!(large.cross(3), 2 * (large.reading + 3 * large.cross));
    assert_eq!(large.pairs(3), 2 * (large.reading + 3 * large.pairs));
    // Three former municipalities and two threads, of 36 items with five points.
    assert!(large.cross(3) < large.pairs(3) && large.pairs(3) < 8_000_000, "{large:?}");
}
