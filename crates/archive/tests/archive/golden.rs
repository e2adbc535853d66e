//! The file fixtures of every layout version: what was written once is read for ever, and what is written now is like the
//! newest.

use crate::fixture::{Draw, folder, instrument, samples, wave};
use archive::{ArchiveError, Fault, PackedPart, Places, Refusal, read_metadata, read_records, settle, wave_folder};
use arrow_schema::{DataType, Schema};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, Encoding};
use parquet::file::metadata::ParquetMetaData;
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;
use survey::{Answer, Codebook, FormerMunicipalityId, Record, Response, RoleClass, UnitId};

/// The rows of the first fixtures as a person wrote them down, in the order of the file.
fn expected() -> Vec<Record> {
    written_down("expected.csv", |_| None, 2)
}

/// The same of the fixture of layout 3, where the third column is the kind of work.
fn expected_3() -> Vec<Record> {
    let role = |word: &str| match word {
        "" => None,
        "leader" => Some(RoleClass::Leader),
        "professional" => Some(RoleClass::Professional),
        "skilled" => Some(RoleClass::Skilled),
        "assistant" => Some(RoleClass::Assistant),
        "office" => Some(RoleClass::Office),
        other => panic!("{other}"),
    };
    written_down("expected-3.csv", role, 3)
}

fn written_down(file: &str, role: impl Fn(&str) -> Option<RoleClass>, first_item: usize) -> Vec<Record> {
    let instrument = instrument();
    let csv = fs::read_to_string(samples().join(file)).unwrap();
    let mut lines = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    lines
        .map(|row| Record {
            unit: UnitId::new(row[0]).unwrap(),
            former_municipality: FormerMunicipalityId::new(row[1]).unwrap(),
            role: role(row[2]),
            response: Response::parse(&instrument, header.iter().copied().zip(row).skip(first_item)).unwrap(),
        })
        .collect()
}

fn footer(path: &Path) -> (Arc<Schema>, Arc<ParquetMetaData>) {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    (reader.schema().clone(), reader.metadata().clone())
}

#[test]
fn the_fixture_holds_the_rows_written_beside_it() {
    let (read, expected) = (read_records(&samples().join("v1.parquet"), &instrument()).unwrap(), expected());
    assert_eq!(read.len(), 17);
    assert_eq!(read, expected);
    assert_eq!(read_records(&samples().join("v2.parquet"), &instrument()).unwrap(), expected);
    let (read, expected) = (read_records(&samples().join("v3.parquet"), &instrument()).unwrap(), expected_3());
    assert_eq!(read, expected);
    assert!(expected.is_sorted(), "its rows were written down in canonical order");
    let answers = || read.iter().flat_map(|record| record.response.answers());
    assert!(
        answers().any(|answer| *answer == Answer::NotRelevant) && answers().any(|answer| *answer == Answer::Missing)
    );
}

#[test]
fn the_fixture_has_the_columns_of_layout_1() {
    let (schema, parquet) = footer(&samples().join("v1.parquet"));
    let found: Vec<_> = schema.fields().iter().map(|f| (f.name().as_str(), f.data_type(), f.is_nullable())).collect();
    let point = |name| (name, &DataType::UInt8, true);
    let expected = [
        ("unit", &DataType::Utf8, false),
        ("former_municipality", &DataType::Utf8, false),
        point("ready_1"),
        point("ready_2"),
        point("ready_3"),
        point("mended_1"),
        point("mended_2"),
        point("air_1"),
        point("air_2"),
        point("air_3"),
        point("air_4"),
        ("not_relevant", &DataType::FixedSizeBinary(2), false),
    ];
    assert_eq!(found, expected);
    assert!(schema.metadata().keys().all(|key| key.starts_with("mestring.")), "no other metadata");

    let file = parquet.file_metadata();
    assert_eq!(file.created_by(), Some("mestring archive, writer 1"));
    assert!(file.key_value_metadata().unwrap().iter().any(|pair| pair.key == "ARROW:schema"));
    for column in parquet.row_group(0).columns() {
        assert!(matches!(column.compression(), Compression::ZSTD(_)), "{}", column.column_path());
        assert!(column.encodings().any(|encoding| encoding == Encoding::RLE_DICTIONARY), "{}", column.column_path());
    }
}

#[test]
fn layout_2_is_layout_1_and_the_packed_answers() {
    let ((one, _), (two, parquet)) = (footer(&samples().join("v1.parquet")), footer(&samples().join("v2.parquet")));
    let (last, rest) = two.fields().split_last().unwrap();
    assert!(rest.iter().eq(one.fields()));
    assert_eq!((last.name().as_str(), last.data_type()), ("packed-answers", &DataType::FixedSizeBinary(5)));
    assert!(!last.is_nullable());
    assert_eq!(parquet.file_metadata().created_by(), Some("mestring archive, writer 2"));
    let columns = parquet.row_group(0).columns();
    let (packed, readable) = columns.split_last().unwrap();
    assert!(!packed.encodings().any(|encoding| encoding == Encoding::RLE_DICTIONARY), "no dictionary of whole rows");
    assert!(matches!(packed.compression(), Compression::ZSTD(_)));
    assert!(readable.iter().all(|column| column.statistics().is_some()), "row groups say what they hold");
}

#[test]
fn layout_3_is_layout_2_and_the_kind_of_work() {
    let ((two, _), (three, parquet)) = (footer(&samples().join("v2.parquet")), footer(&samples().join("v3.parquet")));
    let mut fields: Vec<_> = three.fields().iter().cloned().collect();
    let role = fields.remove(2);
    assert!(fields.iter().eq(two.fields()));
    assert_eq!((role.name().as_str(), role.data_type(), role.is_nullable()), ("role_class", &DataType::Utf8, true));
    assert_eq!(parquet.file_metadata().created_by(), Some("mestring archive, writer 3"));
    let column = parquet.row_group(0).column(2);
    assert!(column.encodings().any(|encoding| encoding == Encoding::RLE_DICTIONARY), "text is written once");
    assert_eq!(column.statistics().unwrap().null_count_opt(), Some(3));
}

/// The runs of the fixture of layout 3, counted in its CSV: rows that follow one another with the same labels.
#[test]
fn runs_end_where_the_kind_of_work_changes_if_it_is_asked_for() {
    let part = PackedPart::open(&samples().join("v3.parquet"), &instrument()).unwrap();
    let runs = |places| -> Vec<(String, String, Option<RoleClass>, usize)> {
        let batches: Vec<_> = part.batches(0, places).unwrap().map(Result::unwrap).collect();
        let own =
            |run: archive::PackedRun<'_>| (run.unit.to_owned(), run.former_municipality.to_owned(), run.role, run.rows);
        batches.iter().flat_map(|batch| batch.runs().map(own).collect::<Vec<_>>()).collect()
    };
    let (leader, professional, skilled) = (RoleClass::Leader, RoleClass::Professional, RoleClass::Skilled);
    let (assistant, office) = (RoleClass::Assistant, RoleClass::Office);
    let expected = [
        ("B10", "asker", None, 2),
        ("B10", "asker", Some(leader), 1),
        ("B10", "asker", Some(professional), 2),
        ("B10", "asker", Some(skilled), 1),
        ("B10", "asker", Some(assistant), 1),
        ("B10", "asker", Some(office), 1),
        ("B10", "hurum", Some(office), 1),
        ("B10", "royken", Some(professional), 1),
        ("B10", "royken", Some(skilled), 1),
        ("B9", "after-merger", None, 1),
        ("B9", "hurum", Some(assistant), 1),
        ("Kulturskolen", "asker", Some(professional), 1),
        ("Kulturskolen", "hurum", Some(office), 2),
        ("b10", "asker", Some(leader), 1),
    ];
    let own = |(unit, former, role, rows): (&str, &str, _, _)| (unit.to_owned(), former.to_owned(), role, rows);
    assert_eq!(runs(Places::WithRoleClass), expected.map(own));
    let without = [("B10", "asker", 8), ("B10", "hurum", 1), ("B10", "royken", 2), ("B9", "after-merger", 1)];
    let without = without.map(|(unit, former, rows)| own((unit, former, None, rows)));
    assert_eq!(runs(Places::UnitAndFormerMunicipality)[..4], without);
    // A file of layout 2 names no kind of work, and is read all the same.
    let two = PackedPart::open(&samples().join("v2.parquet"), &instrument()).unwrap();
    let batch = two.batches(0, Places::WithRoleClass).unwrap().next().unwrap().unwrap();
    assert!(batch.runs().all(|run| run.role.is_none()));
    assert_eq!(batch.runs().map(|run| run.rows).sum::<usize>(), 17);
}

/// The packed bytes of the fixture, decoded by hand: half a byte per item, in the order of the items.
#[test]
fn the_packed_answers_of_the_fixture_are_those_of_its_csv() {
    let part = PackedPart::open(&samples().join("v2.parquet"), &instrument()).unwrap();
    assert_eq!((part.rows(), part.row_groups()), (17, 1));
    let batches: Vec<_> = part.batches(0, Places::UnitAndFormerMunicipality).unwrap().map(Result::unwrap).collect();
    let mut rows = Vec::new();
    for batch in &batches {
        let mut packed = batch.packed().chunks(5);
        for run in batch.runs() {
            for _ in 0..run.rows {
                rows.push((run.unit.to_owned(), run.former_municipality.to_owned(), packed.next().unwrap().to_vec()));
            }
        }
    }
    let csv = fs::read_to_string(samples().join("expected.csv")).unwrap();
    assert_eq!(csv.lines().skip(1).count(), rows.len());
    for (line, (unit, former, packed)) in csv.lines().skip(1).zip(rows) {
        let fields: Vec<&str> = line.split(',').collect();
        assert_eq!((fields[0], fields[1]), (unit.as_str(), former.as_str()));
        for (item, field) in fields[2..].iter().enumerate() {
            let lowest = if item < 5 { 0 } else { 1 };
            let expected = match *field {
                "" => 0,
                "not_relevant" => 15,
                point => point.parse::<u8>().unwrap() - lowest + 1,
            };
            assert_eq!(packed[item / 2] >> (4 * (item % 2)) & 15, expected, "{line}, item {item}");
        }
    }
    let units: Vec<_> = part.batches(0, Places::Unit).unwrap().map(Result::unwrap).collect();
    let runs: Vec<_> = units.iter().flat_map(|batch| batch.runs().map(|run| (run.unit.to_owned(), run.rows))).collect();
    let expected = [("B10", 11), ("B9", 2), ("Kulturskolen", 3), ("b10", 1)];
    assert_eq!(runs, expected.map(|(unit, rows)| (unit.to_owned(), rows)));
}

#[test]
fn a_file_without_packed_answers_is_not_counted_as_one_that_has_them() {
    for (file, expect) in [
        ("v1.parquet", "mestring.layout_version: the file says 1, which has no packed answers"),
        ("v1-layout-2.parquet", "packed-answers: the column is missing"),
        ("v2-layout-3.parquet", "role_class: column ready_1 stands in its place"),
    ] {
        let refused = PackedPart::open(&samples().join(file), &instrument()).unwrap_err();
        assert!(matches!(refused, ArchiveError::Refused(Refusal::OtherLayout { .. })), "{refused:?}");
        assert!(refused.to_string().contains(expect), "{refused}");
    }
}

#[test]
fn bytes_written_now_are_like_the_fixture() {
    let mut records = expected_3();
    Draw(1).shuffle(&mut records);
    assert_ne!(records, expected_3());
    let (root, wave) = (folder(), wave("layout-1"));
    settle(root.path(), &wave, &instrument(), records, &[], 100, &mut |_| Ok(())).unwrap();
    let (fresh, golden) = (wave_folder(root.path(), &wave.id).join("part-00000.parquet"), samples().join("v3.parquet"));

    let ((fresh_schema, fresh_footer), (golden_schema, golden_footer)) = (footer(&fresh), footer(&golden));
    assert_eq!(fresh_schema, golden_schema);
    let (fresh_file, golden_file) = (fresh_footer.file_metadata(), golden_footer.file_metadata());
    assert_eq!(fresh_file.schema(), golden_file.schema());
    assert_eq!(fresh_file.version(), golden_file.version());
    assert_eq!(fresh_footer.row_group(0).sorting_columns(), golden_footer.row_group(0).sorting_columns());

    // The codebook may grow new fields; what the old one says must still be said.
    let (mut fresh, mut golden) = (read_metadata(&fresh).unwrap(), read_metadata(&golden).unwrap());
    let codebook = |metadata: &mut std::collections::BTreeMap<String, String>| -> Codebook {
        serde_json::from_str(&metadata.remove("mestring.codebook").unwrap()).unwrap()
    };
    assert_eq!(codebook(&mut fresh), codebook(&mut golden));
    assert_eq!(fresh, golden, "layout version, instrument and wave");
}

#[test]
fn the_broken_twins_are_refused_with_a_clear_sentence() {
    let cut_short = read_records(&samples().join("v2-cut-short.parquet"), &instrument()).unwrap_err();
    assert!(matches!(cut_short, ArchiveError::Failed(Fault::Truncated { .. })), "{cut_short:?}");
    let sentence = cut_short.to_string();
    assert!(sentence.contains("v2-cut-short.parquet: the file is cut short"), "{sentence}");

    let cut_short = read_records(&samples().join("v1-cut-short.parquet"), &instrument()).unwrap_err();
    assert!(matches!(cut_short, ArchiveError::Failed(Fault::Truncated { .. })), "{cut_short:?}");
    let claims = read_records(&samples().join("v1-layout-2.parquet"), &instrument()).unwrap_err().to_string();
    assert!(claims.contains("packed-answers: the column is missing"), "{claims}");

    let cut_short = read_records(&samples().join("v3-cut-short.parquet"), &instrument()).unwrap_err();
    assert!(matches!(cut_short, ArchiveError::Failed(Fault::Truncated { .. })), "{cut_short:?}");
    let claims = read_records(&samples().join("v2-layout-3.parquet"), &instrument()).unwrap_err().to_string();
    assert!(claims.contains("role_class: column ready_1 stands in its place"), "{claims}");

    let newer = read_records(&samples().join("v3-layout-4.parquet"), &instrument()).unwrap_err();
    assert!(matches!(newer, ArchiveError::Refused(Refusal::OtherLayout { .. })), "{newer:?}");
    let sentence = newer.to_string();
    assert!(
        sentence.contains("mestring.layout_version: the file says 4; this program knows versions 1, 2 and 3"),
        "{sentence}"
    );
}
