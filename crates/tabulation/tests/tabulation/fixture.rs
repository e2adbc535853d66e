//! Waves of synthetic responses in a folder, and what a person with paper and pencil would count.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::{Path, PathBuf};

use archive::{Manifest, PackedCell, PackedPart, Stream, read_records};
use counts::{PackedCounts, PairMoments, ScaleCounts, ScaleShape};
use survey::{Instrument, Layout, Record, RoleClass, Wave};
use synth::ResponseSettings;
use tabulation::{Cell, CellName, Visitor};
use tempfile::TempDir;

pub(crate) fn asked() -> (Wave, Instrument) {
    synth::response_wave(&survey::mestring().unwrap()).unwrap()
}

/// A wave of so many rows and units, in parts of so many rows.
pub(crate) fn wave(rows: u64, units: u64, missing: f64, rows_per_part: usize) -> (TempDir, PathBuf, Manifest) {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("wave=synthetic");
    let (wave, instrument) = asked();
    let settings = ResponseSettings { seed: rows ^ units, rows, units, missing };
    let width = Layout::of(&instrument).packed_bytes();
    let cells = synth::responses(settings, &instrument).unwrap().flat_map(|cell| by_work(cell, width));
    let stream = Stream {
        folder: &folder,
        wave: &wave,
        instrument: &instrument,
        rows_per_part: NonZero::new(rows_per_part).unwrap(),
        threads: NonZero::new(2).unwrap(),
        rows_expected: rows,
    };
    let manifest = stream.write(cells, &mut |_| Ok(())).unwrap();
    (root, folder, manifest)
}

/// A cell cut in pieces of different kinds of work, in order: every fifth has none, the others up to three of the five.
fn by_work(cell: synth::ResponseCell, width: usize) -> Vec<PackedCell> {
    let synth::ResponseCell { unit, former_municipality, packed } = cell;
    let rows = packed.len() / width;
    let kinds: &[Option<RoleClass>] = match rows % 5 {
        0 => &[None],
        1 => &[Some(RoleClass::Professional)],
        2 => &[None, Some(RoleClass::Leader), Some(RoleClass::Office)],
        3 => &[Some(RoleClass::Leader), Some(RoleClass::Skilled), Some(RoleClass::Assistant)],
        _ => &[None, Some(RoleClass::Assistant)],
    };
    let piece = rows.div_ceil(kinds.len()) * width;
    let cell = |(packed, role): (&[u8], &Option<RoleClass>)| PackedCell {
        unit: unit.clone(),
        former_municipality: former_municipality.clone(),
        role: *role,
        packed: packed.to_vec(),
    };
    packed.chunks(piece).zip(kinds).map(cell).collect()
}

pub(crate) fn open(folder: &Path, manifest: &Manifest) -> Vec<PackedPart> {
    let (_, instrument) = asked();
    manifest.parts().iter().map(|part| PackedPart::open(&folder.join(&part.file), &instrument).unwrap()).collect()
}

/// Cells by name, whichever way they were counted.
pub(crate) type ByName = BTreeMap<CellName, PackedCounts>;

#[derive(Default)]
pub(crate) struct Kept(pub(crate) ByName);

impl Visitor for Kept {
    fn cell(&mut self, cell: Cell<'_>, counts: &PackedCounts) {
        assert!(self.0.insert(cell.name(), counts.clone()).is_none(), "{cell:?} is shown twice");
    }
}

/// The counts of each cell, from the readable columns, one person at a time.
pub(crate) fn by_hand(folder: &Path) -> BTreeMap<CellName, Vec<(ScaleCounts, PairMoments)>> {
    let (_, instrument) = asked();
    let mut cells = BTreeMap::<_, Vec<(ScaleCounts, PairMoments)>>::new();
    for Record { unit, former_municipality, role, response } in read_records(folder, &instrument).unwrap() {
        let (unit, former_municipality) = (unit.to_string(), former_municipality.to_string());
        let cell = cells.entry(CellName { unit, former_municipality, role }).or_insert_with(|| {
            let shapes = instrument.scales().iter().map(|scale| ScaleShape::of(&instrument, scale).unwrap());
            shapes.map(|shape| (ScaleCounts::new(&shape), PairMoments::new(&shape))).collect()
        });
        for (scale, (counts, pairs)) in instrument.scales().iter().zip(cell) {
            let answers = scale.items().iter().map(|&item| response.answers()[item]);
            let codes: Vec<u8> = answers.map(|answer| answer.point().unwrap_or(counts::NO_ANSWER)).collect();
            counts.add(&codes).unwrap();
            pairs.add(&codes).unwrap();
        }
    }
    cells
}
