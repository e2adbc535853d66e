//! Tables of other tools become records, or an error that says where to look.

use std::collections::BTreeMap;
use std::path::PathBuf;

use analysis::foreign::{Columns, ForeignError, records};
use analysis::table::TableError;
use polars::df;
use polars::prelude::{DataFrame, ParquetWriter};
use survey::{Answer, AnswerError, Instrument, ItemId, Record, RoleClass};

use crate::fixture::{Folder, made};

fn instrument() -> Instrument {
    made("1", 5, &[("climate", 2, "\"complete\""), ("load", 1, "\"complete\"")])
}

fn columns() -> Columns {
    let items = [("climate_1", "Q1"), ("climate_2", "Q 2"), ("load_1", "Q3")];
    let named = |(item, column): (&str, &str)| (ItemId::new(item).unwrap(), column.to_owned());
    Columns {
        unit: "Enhet".to_owned(),
        former_municipality: "Kommune".to_owned(),
        role_class: None,
        items: items.into_iter().map(named).collect::<BTreeMap<_, _>>(),
        not_relevant: vec!["6".to_owned(), "vet ikke".to_owned()],
        no_answer: vec!["9".to_owned(), "-1".to_owned()],
    }
}

fn csv(folder: &Folder, text: &str) -> PathBuf {
    let file = folder.root.path().join("svar.csv");
    std::fs::write(&file, text).unwrap();
    file
}

fn parquet(folder: &Folder, mut frame: DataFrame) -> PathBuf {
    let file = folder.root.path().join("svar.parquet");
    ParquetWriter::new(std::fs::File::create(&file).unwrap()).finish(&mut frame).unwrap();
    file
}

fn plain(records: &[Record]) -> Vec<(String, String, Vec<Answer>)> {
    let one = |record: &Record| {
        (record.unit.to_string(), record.former_municipality.to_string(), record.response.answers().to_vec())
    };
    records.iter().map(one).collect()
}

fn row(unit: &str, former: &str, answers: [Answer; 3]) -> (String, String, Vec<Answer>) {
    (unit.to_owned(), former.to_owned(), answers.to_vec())
}

use Answer::{Missing, NotRelevant, Point};

#[test]
fn a_csv_becomes_records_row_by_row() {
    let folder = Folder::new();
    let file = csv(
        &folder,
        "Enhet,Alder,Q3,Kommune,Q1,Q 2\n\
         s1,50,4,asker,1,2\n\
         s1,,9,asker,4.0,6\n\
         \"s2\",30,NA,hurum, 5 ,vet ikke\n\
         s2,30,-1,royken,,3\n",
    );
    let found = records(&file, &columns(), &instrument()).unwrap();
    let expected = [
        row("s1", "asker", [Point(1), Point(2), Point(4)]),
        row("s1", "asker", [Point(4), NotRelevant, Missing]),
        row("s2", "hurum", [Point(5), NotRelevant, Missing]),
        row("s2", "royken", [Missing, Point(3), Missing]),
    ];
    assert_eq!(plain(&found), expected);
}

#[test]
fn parquet_of_whole_numbers_floats_and_texts_becomes_the_same_records() {
    let folder = Folder::new();
    let expected = [
        row("s1", "asker", [Point(1), Missing, Point(4)]),
        row("s2", "hurum", [Point(5), NotRelevant, Missing]),
        row("s2", "hurum", [Missing, Point(3), NotRelevant]),
    ];
    // Data frames hold a column of codes with gaps as floats: 9 stands there as 9.0 and 6 as 6.0.
    let floats = df!("Enhet" => ["s1", "s2", "s2"], "Kommune" => ["asker", "hurum", "hurum"],
        "Q1" => [Some(1.0), Some(5.0), None], "Q 2" => [9.0, 6.0, 3.0], "Q3" => [4.0, f64::NAN, 6.0]);
    let whole = df!("Enhet" => ["s1", "s2", "s2"], "Kommune" => ["asker", "hurum", "hurum"],
        "Q1" => [1_i64, 5, -1], "Q 2" => [Some(9_u8), Some(6), Some(3)], "Q3" => [Some(4_i32), None, Some(6)]);
    let texts = df!("Enhet" => ["s1", "s2", "s2"], "Kommune" => ["asker", "hurum", "hurum"],
        "Q1" => [Some("1"), Some("5"), None], "Q 2" => ["", "vet ikke", "3"], "Q3" => ["4", "NA", "6"]);
    for (name, frame) in [("floats", floats), ("whole", whole), ("texts", texts)] {
        let file = parquet(&folder, frame.unwrap());
        let found = records(&file, &columns(), &instrument()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(plain(&found), expected, "{name}");
    }
}

#[test]
fn a_kind_of_work_is_read_where_it_has_a_column_and_a_word_that_is_none_is_told() {
    let folder = Folder::new();
    let columns = Columns { role_class: Some("Arbeid".to_owned()), ..columns() };
    let read = |work: [&str; 3]| {
        let rows = work.map(|work| format!("s1,asker,{work},1,1,1\n")).concat();
        records(&csv(&folder, &format!("Enhet,Kommune,Arbeid,Q1,Q 2,Q3\n{rows}")), &columns, &instrument())
    };
    let found = read(["office", "", "NA"]).unwrap();
    assert_eq!(found.iter().map(|record| record.role).collect::<Vec<_>>(), [Some(RoleClass::Office), None, None]);
    let error = read(["office", "leader", "rektor"]).unwrap_err();
    let message = error.to_string();
    let expected = "svar.csv, line 4, field Arbeid: \"rektor\" is none of leader, professional, skilled, assistant, office; \
                    write one of them, or leave it empty";
    assert!(message.ends_with(expected), "{message}");
    let file = csv(&folder, "Enhet,Kommune,Q1,Q 2,Q3\ns1,asker,1,1,1\n");
    let error = records(&file, &columns, &instrument()).unwrap_err();
    assert!(
        matches!(&error, ForeignError::Table(TableError::NoColumn { column, .. }) if column == "Arbeid"),
        "{error:?}"
    );
}

#[test]
fn items_left_out_of_the_mapping_were_not_answered() {
    let folder = Folder::new();
    let mut columns = columns();
    columns.items.remove(&ItemId::new("climate_2").unwrap());
    let file = csv(&folder, "Enhet,Kommune,Q1,Q 2,Q3\ns1,asker,1,not even a number,4\n");
    let found = records(&file, &columns, &instrument()).unwrap();
    assert_eq!(plain(&found), [row("s1", "asker", [Point(1), Missing, Point(4)])]);
}

#[test]
fn a_wrong_answer_is_told_by_file_line_and_column() {
    let folder = Folder::new();
    for (cell, part) in [("7", "7"), ("0", "0"), ("4.5", "4.5"), ("enig", "enig"), ("3;4", "3;4"), ("1e0", "1e0")] {
        let file =
            csv(&folder, &format!("Enhet,Kommune,Q1,Q 2,Q3\ns1,asker,1,1,1\ns1,asker,2,2,2\ns1,asker,3,{cell},3\n"));
        let error = records(&file, &columns(), &instrument()).unwrap_err();
        let ForeignError::BadAnswer { line, column, reason, .. } = &error else { panic!("{cell}: {error:?}") };
        assert_eq!((*line, column.as_str(), reason.item()), (4, "Q 2", Some("climate_2")), "{cell}");
        let given = match reason {
            AnswerError::OutsideScale { given, .. } | AnswerError::NotAPoint { given, .. } => given,
            other => panic!("{cell}: {other:?}"),
        };
        assert_eq!(given, part);
        let message = error.to_string();
        assert!(message.contains("svar.csv, line 4, field Q 2: ") && !message.contains('\n'), "{message}");
    }
}

#[test]
fn a_wrong_row_of_a_parquet_is_told_too() {
    let folder = Folder::new();
    let frame = df!("Enhet" => ["s1", "s2"], "Kommune" => ["asker", "asker"],
        "Q1" => [1_i32, 2], "Q 2" => [1_i32, 2], "Q3" => [1.0, 2.5]);
    let file = parquet(&folder, frame.unwrap());
    let error = records(&file, &columns(), &instrument()).unwrap_err();
    assert!(matches!(&error, ForeignError::BadAnswer { line: 3, column, .. } if column == "Q3"), "{error:?}");
}

#[test]
fn a_wrong_unit_or_former_municipality_is_told() {
    let folder = Folder::new();
    for (unit, former, wrong) in
        [("", "asker", "Enhet"), ("s 1", "asker", "Enhet"), ("s1", "", "Kommune"), ("s1", "Asker!", "Kommune")]
    {
        let file = csv(&folder, &format!("Enhet,Kommune,Q1,Q 2,Q3\ns1,asker,1,1,1\n{unit},{former},1,1,1\n"));
        let error = records(&file, &columns(), &instrument()).unwrap_err();
        let ForeignError::BadId { line, column, .. } = &error else { panic!("{unit:?}, {former:?}: {error:?}") };
        assert_eq!((*line, column.as_str()), (3, wrong));
    }
}

#[test]
fn a_wrong_mapping_is_told_before_the_file_is_read() {
    let mut columns = columns();
    columns.items.insert(ItemId::new("climate_9").unwrap(), "Q9".to_owned());
    let error = records(std::path::Path::new("nowhere.csv"), &columns, &instrument()).unwrap_err();
    assert!(matches!(&error, ForeignError::UnknownItem { item, .. } if item == "climate_9"), "{error:?}");
}

#[test]
fn a_file_that_is_no_such_table_is_told() {
    let folder = Folder::new();
    let read = |file: PathBuf| match records(&file, &columns(), &instrument()).unwrap_err() {
        ForeignError::Table(error) => {
            let message = error.to_string();
            assert!(
                !message.contains('\n') && message.contains(file.file_name().unwrap().to_str().unwrap()),
                "{message}"
            );
            error
        }
        error => panic!("{error:?}"),
    };
    let semicolons = read(csv(&folder, "Enhet;Kommune;Q1;Q 2;Q3\ns1;asker;1;1;1\n"));
    assert!(matches!(&semicolons, TableError::NoColumn { hint, .. } if hint.contains("semicolons")), "{semicolons:?}");
    let missing = read(csv(&folder, "Enhet,Kommune,Q1,Q2,Q3\ns1,asker,1,1,1\n"));
    assert!(matches!(&missing, TableError::NoColumn { column, .. } if column == "Q 2"), "{missing:?}");
    assert!(matches!(read(csv(&folder, "")), TableError::Damaged { .. }));
    assert!(matches!(read(folder.root.path().join("nowhere.csv")), TableError::Unreadable { .. }));
    let other = folder.root.path().join("svar.xlsx");
    std::fs::write(&other, "x").unwrap();
    assert!(matches!(read(other), TableError::UnknownFormat { .. }));
    let half = parquet(&folder, df!("Enhet" => ["s1"], "Kommune" => ["asker"]).unwrap());
    let bytes = std::fs::read(&half).unwrap();
    std::fs::write(&half, &bytes[..bytes.len() - 5]).unwrap();
    assert!(matches!(read(half), TableError::Damaged { .. }));
}

#[test]
fn a_header_alone_is_no_record() {
    let folder = Folder::new();
    let file = csv(&folder, "Enhet,Kommune,Q1,Q 2,Q3\n");
    assert!(records(&file, &columns(), &instrument()).unwrap().is_empty());
}
