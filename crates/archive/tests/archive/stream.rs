//! Streams: the same rows give the same files as settling them, and what fails leaves nothing.

use crate::fixture::{Draw, folder, instrument, records, snapshot, wave};
use archive::{ArchiveError, Fault, Manifest, PackedCell, Refusal, Stream, read_records, settle, wave_folder};
use std::num::NonZero;
use std::path::Path;
use survey::{Layout, Record};

/// The cells of records, packed and in order.
fn cells(mut records: Vec<Record>) -> Vec<PackedCell> {
    records.sort_unstable();
    let place = |record: &Record| (record.unit.clone(), record.former_municipality.clone(), record.role);
    let same = |a: &Record, b: &Record| place(a) == place(b);
    let cell = |records: &[Record]| {
        let mut packed = Vec::new();
        records.iter().for_each(|record| Layout::pack(&instrument(), &record.response, &mut packed));
        let first = &records[0];
        let (unit, former_municipality, role) = place(first);
        PackedCell { unit, former_municipality, role, packed }
    };
    records.chunk_by(same).map(cell).collect()
}

fn stream(
    folder: &Path,
    cells: Vec<PackedCell>,
    rows_per_part: usize,
    rows_expected: u64,
) -> Result<Manifest, ArchiveError> {
    stream_until(folder, cells, rows_per_part, rows_expected, u64::MAX)
}

fn stream_until(
    folder: &Path,
    cells: Vec<PackedCell>,
    rows_per_part: usize,
    rows_expected: u64,
    rows_max: u64,
) -> Result<Manifest, ArchiveError> {
    let stream = Stream {
        folder,
        wave: &wave("w1"),
        instrument: &instrument(),
        rows_per_part: NonZero::new(rows_per_part).unwrap(),
        threads: NonZero::new(3).unwrap(),
        rows_expected,
    };
    stream.write(cells, &mut |rows| match rows > rows_max {
        true => Err(Fault::Interrupted { step: "write the rest".to_owned() }),
        false => Ok(()),
    })
}

#[test]
fn a_stream_writes_the_bytes_that_settling_writes() {
    for (rows, rows_per_part) in [(0, 10), (1, 1), (90, 40), (90, 90), (400, 7), (20_000, 9_000)] {
        let (one, other) = (folder(), folder());
        let records = records(rows as u64, rows);
        let settled =
            settle(one.path(), &wave("w1"), &instrument(), records.clone(), &[], rows_per_part, &mut |_| Ok(()))
                .unwrap();
        let there = wave_folder(other.path(), &wave("w1").id);
        let streamed = stream(&there, cells(records), rows_per_part, rows as u64).unwrap();
        assert_eq!(settled, streamed);
        assert_eq!(snapshot(one.path()), snapshot(other.path()), "{rows} rows");
        streamed.verify(&there).unwrap();
        assert_eq!(read_records(&there, &instrument()).unwrap().len(), rows);
    }
}

#[test]
fn a_folder_that_exists_is_refused_and_left_alone() {
    let root = folder();
    let there = root.path().join("wave=w1");
    stream(&there, cells(records(1, 50)), 20, 50).unwrap();
    let before = snapshot(root.path());
    let refused = stream(&there, cells(records(2, 50)), 20, 50).unwrap_err();
    assert!(matches!(refused, ArchiveError::Refused(Refusal::FolderExists { .. })), "{refused:?}");
    assert_eq!(snapshot(root.path()), before);
}

#[test]
fn an_interrupted_stream_leaves_nothing() {
    for rows_max in [0, 20, 41] {
        let root = folder();
        let there = root.path().join("wave=w1");
        let stopped = stream_until(&there, cells(records(1, 90)), 20, 90, rows_max).unwrap_err();
        assert!(matches!(stopped, ArchiveError::Failed(Fault::Interrupted { .. })), "{stopped:?}");
        assert!(!there.exists());
    }
}

#[test]
fn a_disk_without_room_is_refused_before_much_is_written() {
    let root = folder();
    let there = root.path().join("wave=w1");
    // More rows than any disk holds, of which fifty come.
    let refused = stream(&there, cells(records(1, 50)), 1 << 30, 1 << 44).unwrap_err();
    assert!(matches!(refused, ArchiveError::Refused(Refusal::NoRoom { .. })), "{refused:?}");
    assert!(refused.to_string().contains("MB are needed"), "{refused}");
    assert!(!there.exists());
    let refused = stream(&there, cells(records(1, 50)), 1, 1 << 44).unwrap_err();
    assert!(matches!(refused, ArchiveError::Refused(Refusal::PartSize { .. })), "{refused:?}");
}

#[test]
fn rows_that_are_no_answers_or_out_of_order_leave_nothing() {
    let good = cells(records(1, 200));
    let mut unsorted = good.clone();
    unsorted.swap(0, 1);
    let mut twice = good.clone();
    twice.insert(1, good[0].clone());
    let mut rows = good.clone();
    let cell = rows.iter_mut().find(|cell| cell.packed[..5] != cell.packed[cell.packed.len() - 5..]).unwrap();
    let reversed: Vec<u8> = cell.packed.chunks(5).rev().flatten().copied().collect();
    cell.packed = reversed;
    let mut cut = good.clone();
    cut[3].packed.pop();
    let mut wrong = good.clone();
    let place = usize::try_from(Draw(3).below(wrong[2].packed.len() as u64)).unwrap();
    wrong[2].packed[place] = 0xdd;
    for (cells, expect) in [
        (unsorted, "cells do not come in order"),
        (twice, "cells do not come in order"),
        (rows, "rows of a cell are not in order"),
        (cut, "a row is cut short"),
        (wrong, "a packed code is no answer"),
    ] {
        let root = folder();
        let there = root.path().join("wave=w1");
        let failed = stream(&there, cells, 50, 200).unwrap_err();
        assert!(matches!(failed, ArchiveError::Failed(Fault::Encoding { .. })), "{failed:?}");
        assert!(failed.to_string().contains(expect), "{failed}");
        assert!(!there.exists());
    }
}
