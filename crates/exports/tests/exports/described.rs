//! What columns and words mean travels with them, in every language.

use std::io::Write;

use exports::Format;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::reader::{FileReader, SerializedFileReader};
use survey::Language;
use views::View;

use crate::readers;
use crate::world::{Cell, context, table, tables, written};

fn file(bytes: &[u8]) -> std::fs::File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

#[test]
fn parquet_and_arrow_carry_labels_in_three_languages() {
    let indices = table(View::Indices);
    let bytes = written(Format::Parquet, std::slice::from_ref(&indices));
    let parquet = ParquetRecordBatchReaderBuilder::try_new(file(&bytes)).unwrap().schema().clone();
    let stream = written(Format::Arrow, std::slice::from_ref(&indices));
    let arrow = arrow_ipc::reader::StreamReader::try_new(stream.as_slice(), None).unwrap().schema();
    for schema in [&parquet, &arrow] {
        let status = schema.field_with_name("status").unwrap().metadata();
        let label = |language: &str| status.get(&format!("label:{language}")).map(String::as_str);
        assert_eq!(label("nb"), Some("Vist, eller hvorfor ikke"));
        assert_eq!(label("nn"), Some("Vist, eller kvifor ikkje"));
        assert_eq!(label("en"), Some("Shown, or why not"));
        let codes: serde_json::Value = serde_json::from_str(status.get("codes").unwrap()).unwrap();
        assert_eq!(codes[1]["word"], "too_few");
        assert_eq!(codes[1]["label"]["nn"], "for få svar");
    }
    let metadata = SerializedFileReader::new(file(&bytes)).unwrap();
    let pairs = metadata.metadata().file_metadata().key_value_metadata().unwrap();
    let about = pairs.iter().find(|pair| pair.key == "mestring").unwrap().value.as_ref().unwrap();
    let about: serde_json::Value = serde_json::from_str(about).unwrap();
    assert_eq!(about["table"], "indices");
    assert_eq!(about["created"], "2026-11-29");
    assert_eq!(about["columns"].as_array().unwrap().len(), indices.columns().len());
}

#[test]
fn a_workbook_explains_itself_in_the_language_asked_for() {
    for (language, sheets, mark, method) in [
        (Language::Nb, ["Kodebok", "Metode", "Hvorfor er dette skjult"], "for få ansatte", "minst 5 svar"),
        (Language::Nn, ["Kodebok", "Metode", "Kvifor er dette skjult"], "for få tilsette", "minst 5 svar"),
        (Language::En, ["Codebook", "Method", "Why is this hidden"], "too few employees", "needs 5 answers"),
    ] {
        let mut bytes = Vec::new();
        exports::write(Format::Xlsx, &[table(View::Absence)], &context(language), &mut bytes).unwrap();
        let found = readers::xlsx(bytes);
        assert_eq!(found.iter().skip(1).map(|(name, _)| name.as_str()).collect::<Vec<_>>(), sheets);
        let everything = |at: usize| format!("{:?}", found[at].1);
        assert!(everything(2).contains(method), "{}", everything(2));
        assert!(everything(3).contains(mark), "{}", everything(3));
        let absence = &found[0].1;
        let (words, labels) = (absence.column("status"), absence.column("status_label"));
        let hidden = words.iter().position(|cell| **cell == Cell::Text("too_few_employees".to_owned())).unwrap();
        assert_eq!(labels[hidden], &Cell::Text(mark.to_owned()));
        assert_eq!(absence.column("percent")[hidden], &Cell::Empty);
    }
}

#[test]
fn a_package_describes_every_column_and_word() {
    let tables = tables();
    let files = readers::zip(written(Format::Package, &tables));
    let (name, bytes) = &files[0];
    assert_eq!(name, "datapackage.json");
    let package: serde_json::Value = serde_json::from_slice(bytes).unwrap();
    assert_eq!(package["created"], "2026-11-29T00:00:00Z");
    assert_eq!(package["licenses"][0]["name"], "CC-BY-4.0");
    let resources = package["resources"].as_array().unwrap();
    for table in &tables {
        let resource = resources.iter().find(|resource| resource["name"] == table.name()).unwrap();
        assert!(files.iter().any(|(name, _)| resource["path"] == name.as_str()));
        let fields = resource["schema"]["fields"].as_array().unwrap();
        assert_eq!(fields.len(), table.columns().len());
        for (field, column) in fields.iter().zip(table.columns()) {
            assert_eq!(field["name"], column.description.name.as_ref());
            assert_eq!(field["title"], column.description.label.unwrap().get(Language::Nb));
        }
    }
    let indices = resources.iter().find(|resource| resource["name"] == "indices").unwrap();
    let status = indices["schema"]["fields"].as_array().unwrap().last().unwrap();
    assert_eq!(status["constraints"]["enum"][3], "protects_another");
}
