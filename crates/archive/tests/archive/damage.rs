//! Files that changed after they were settled.

use crate::fixture::{folder, instrument, records, seal, settle_here, snapshot};
use archive::{ArchiveError, Fault, Manifest, read_records};
use arrow_array::cast::AsArray;
use arrow_array::types::UInt8Type;
use arrow_array::{Array, ArrayRef, FixedSizeBinaryArray, RecordBatch, StringArray, UInt8Array};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::properties::WriterProperties;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

fn settled() -> (TempDir, PathBuf) {
    let root = folder();
    settle_here(root.path(), records(4, 90), 40).unwrap();
    let wave = root.path().join("wave=w1");
    (root, wave)
}

fn failure<T: std::fmt::Debug>(outcome: Result<T, ArchiveError>) -> Fault {
    match outcome {
        Err(ArchiveError::Failed(fault)) => fault,
        other => panic!("no fault: {other:?}"),
    }
}

/// Both ways of looking at a wave must find the damage, in the same words.
fn check(wave: &Path, expect: &str) -> Fault {
    let seen = failure(Manifest::read(wave).and_then(|manifest| manifest.verify(wave)));
    assert_eq!(failure(read_records(wave, &instrument())).to_string(), seen.to_string());
    let sentence = seen.to_string();
    assert!(sentence.contains(expect), "{sentence}");
    assert!(!sentence.contains('\n'), "one sentence: {sentence}");
    seen
}

#[test]
fn a_missing_part_is_named() {
    for file in ["part-00001.parquet", "codebook.json"] {
        let (_root, wave) = settled();
        fs::remove_file(wave.join(file)).unwrap();
        assert!(matches!(check(&wave, &format!("{file}: the file is missing")), Fault::PartMissing { .. }));
    }
}

#[test]
fn a_truncated_part_is_named() {
    let (_root, wave) = settled();
    let part = wave.join("part-00001.parquet");
    let whole = fs::read(&part).unwrap();
    for length in [0, 3, 11, whole.len() / 2, whole.len() - 1] {
        fs::write(&part, &whole[..length]).unwrap();
        let words = format!("part-00001.parquet: the file is cut short ({length} of {} bytes are left)", whole.len());
        assert!(matches!(check(&wave, &words), Fault::Truncated { .. }));
        let alone = failure(read_records(&part, &instrument()));
        assert!(matches!(alone, Fault::Truncated { .. }), "without its manifest: {alone}");
    }
}

#[test]
fn a_flipped_bit_anywhere_is_found_by_the_manifest() {
    let (_root, wave) = settled();
    for file in ["part-00002.parquet", "codebook.json"] {
        let path = wave.join(file);
        let whole = fs::read(&path).unwrap();
        for place in (0..whole.len()).step_by(whole.len() / 40) {
            let mut bytes = whole.clone();
            bytes[place] ^= 0x10;
            fs::write(&path, bytes).unwrap();
            assert!(matches!(check(&wave, "has changed since it was written"), Fault::DigestMismatch { .. }));
        }
        fs::write(&path, whole).unwrap();
    }
    read_records(&wave, &instrument()).unwrap();
}

#[test]
fn a_flipped_bit_in_a_file_alone_is_found_before_the_parquet_reader_can_trip_over_it() {
    let (_root, wave) = settled();
    let path = wave.join("part-00000.parquet");
    let whole = fs::read(&path).unwrap();
    for place in (0..whole.len()).step_by(5).chain(whole.len() - 12..whole.len()) {
        let mut bytes = whole.clone();
        bytes[place] ^= 1 << (place % 8);
        fs::write(&path, bytes).unwrap();
        assert!(read_records(&path, &instrument()).is_err(), "byte {place}: unnoticed");
    }
    fs::write(&path, whole).unwrap();
    read_records(&path, &instrument()).unwrap();
}

#[test]
fn running_the_settlement_again_mends_what_was_damaged() {
    let (root, wave) = settled();
    let before = snapshot(root.path());
    fs::remove_file(wave.join("part-00001.parquet")).unwrap();
    fs::write(wave.join("part-00002.parquet"), "rubbish").unwrap();
    fs::remove_file(wave.join("codebook.json")).unwrap();
    settle_here(root.path(), records(4, 90), 40).unwrap();
    assert_eq!(snapshot(root.path()), before);
}

#[test]
fn a_manifest_that_cannot_be_read_or_contradicts_itself_is_named_with_its_place() {
    let (_root, wave) = settled();
    let path = wave.join("manifest.json");
    let whole = fs::read_to_string(&path).unwrap();
    let cases = [
        (whole[..whole.len() / 2].to_owned(), "line "),
        (whole.replace("\"rows\": 90", "\"rows\": 91"), "the rows of the parts do not add up"),
        (whole.replace("part-00001.parquet", "../part-00001.parquet"), "the parts are not numbered"),
        (whole.replace("\"layout_version\": 3", "\"layout_version\": 4"), "layout version 4 is not known"),
        (whole.replace("unit-2", "unit-0"), "among the invited"),
        (whole.replacen("\"layout-fixture\"", "\"another\"", 1), "different instruments"),
        (whole.replace("\"sha256\": \"", "\"sha256\": \"x"), "64 lower-case hexadecimal digits"),
        (whole.replace("\"rows\": 90", "\"arrived\": 1, \"rows\": 90"), "unknown field `arrived`"),
    ];
    for (text, expect) in cases {
        assert_ne!(text, whole, "{expect}");
        fs::write(&path, text).unwrap();
        let sentence = failure(Manifest::read(&wave)).to_string();
        assert!(sentence.contains("manifest.json, ") && sentence.contains(expect), "{sentence}");
        assert!(sentence.ends_with("restore the manifest from a backup"), "{sentence}");
    }
}

/// The same file with its columns changed and its digest made to fit.
fn rewrite(path: &Path, change: impl Fn(usize, &ArrayRef) -> ArrayRef) {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let pairs = reader.metadata().file_metadata().key_value_metadata().cloned().unwrap();
    let pairs = pairs.into_iter().filter(|pair| pair.key != "ARROW:schema").collect();
    let schema = Arc::new(arrow_schema::Schema::new(reader.schema().fields().clone()));
    let batches: Vec<RecordBatch> = reader.build().unwrap().map(Result::unwrap).collect();
    let properties = WriterProperties::builder().set_key_value_metadata(Some(pairs)).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), schema.clone(), Some(properties)).unwrap();
    for batch in batches {
        let columns = batch.columns().iter().enumerate().map(|(number, column)| change(number, column)).collect();
        writer.write(&RecordBatch::try_new(schema.clone(), columns).unwrap()).unwrap();
    }
    let mut bytes = writer.into_inner().unwrap();
    seal(&mut bytes);
    fs::write(path, bytes).unwrap();
}

fn points(column: &ArrayRef, change: impl Fn(usize, Option<u8>) -> Option<u8>) -> ArrayRef {
    let points = column.as_primitive::<UInt8Type>().iter().enumerate().map(|(row, point)| change(row, point));
    Arc::new(points.collect::<UInt8Array>())
}

/// Packed answers in which one bit of one row is another.
fn flipped(column: &ArrayRef, row: usize) -> ArrayRef {
    let rows = column.as_fixed_size_binary().iter().enumerate().map(|(number, bytes)| {
        let mut bytes = bytes.unwrap().to_vec();
        bytes[2] ^= u8::from(number == row) << 5;
        bytes
    });
    Arc::new(FixedSizeBinaryArray::try_from_iter(rows).unwrap())
}

/// Another answer of a scale from 1 to 7.
fn other(point: Option<u8>) -> Option<u8> {
    Some(point.map_or(1, |point| point % 7 + 1))
}

#[test]
fn values_that_cannot_be_true_are_named_with_row_and_column() {
    const UNIT: usize = 0;
    const ROLE: usize = 2;
    const READY_1: usize = 3;
    const AIR_4: usize = 11;
    const MARKS: usize = 12;
    const PACKED: usize = 13;
    let marks = |bytes: [u8; 2], rows: usize| -> ArrayRef {
        Arc::new(FixedSizeBinaryArray::try_from_iter((0..rows).map(|_| bytes)).unwrap())
    };
    type Change<'a> = Box<dyn Fn(usize, &ArrayRef) -> ArrayRef + 'a>;
    let cases: [(&str, Change<'_>); 7] = [
        (
            "row 3, column answers: item `air_4`: the answer is not one of the points 1 to 7",
            Box::new(|number, column| match number {
                AIR_4 => points(column, |row, point| if row == 2 { Some(8) } else { point }),
                _ => column.clone(),
            }),
        ),
        (
            "row 1, column ready_1: it is answered and marked as not relevant at once",
            Box::new(|number, column| match number {
                READY_1 => points(column, |_, _| Some(4)),
                MARKS => marks([1, 0], column.len()),
                _ => column.clone(),
            }),
        ),
        (
            "row 1, column not_relevant: a bit is set that belongs to no item",
            Box::new(|number, column| match number {
                MARKS => marks([0, 2], column.len()),
                _ => column.clone(),
            }),
        ),
        (
            // One bit of one answer, in a file that is otherwise whole.
            "row 7, column packed-answers: it does not hold the answers of the columns before it",
            Box::new(|number, column| match number {
                PACKED => flipped(column, 6),
                _ => column.clone(),
            }),
        ),
        (
            // A readable answer that changed while the packed one did not.
            "row 4, column packed-answers: it does not hold the answers of the columns before it",
            Box::new(|number, column| match number {
                AIR_4 => points(column, |row, point| if row == 3 { other(point) } else { point }),
                _ => column.clone(),
            }),
        ),
        (
            "row 1, column unit: ",
            Box::new(|number, column| match number {
                UNIT => Arc::new(StringArray::from_iter_values((0..column.len()).map(|_| "æ"))),
                _ => column.clone(),
            }),
        ),
        (
            "row 1, column role_class: \"boss\" is none of leader, professional, skilled, assistant, office",
            Box::new(|number, column| match number {
                ROLE => Arc::new(StringArray::from_iter_values((0..column.len()).map(|_| "boss"))),
                _ => column.clone(),
            }),
        ),
    ];
    for (expect, change) in cases {
        let (_root, wave) = settled();
        let path = wave.join("part-00000.parquet");
        rewrite(&path, change);
        let sentence = failure(read_records(&path, &instrument())).to_string();
        assert!(sentence.contains(expect), "{sentence}");
    }
    let (_root, wave) = settled();
    let path = wave.join("part-00000.parquet");
    let truth = read_records(&path, &instrument()).unwrap();
    rewrite(&path, |_, column| column.clone());
    assert_eq!(read_records(&path, &instrument()).unwrap(), truth, "a rewrite without a change is readable");
}

#[test]
fn a_file_that_is_no_parquet_file_is_named() {
    let root = folder();
    let path = root.path().join("answers.parquet");
    fs::write(&path, "unit,former_municipality,ready_1\nA,asker,4\n").unwrap();
    let sentence = failure(read_records(&path, &instrument())).to_string();
    assert!(sentence.contains("answers.parquet: the Parquet file cannot be read (it does not begin as"), "{sentence}");
    let sentence = failure(read_records(&root.path().join("none.parquet"), &instrument())).to_string();
    assert!(sentence.contains("none.parquet: could not read the file"), "{sentence}");
}
