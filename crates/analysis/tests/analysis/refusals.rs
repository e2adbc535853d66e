//! Input that cannot be true ends in its own error, in one line that names the file or the unit, and leaves no trace.

use std::path::{Path, PathBuf};

use absence::AbsenceTable;
use analysis::{AnalysisError, SettledWave};
use polars::df;
use polars::prelude::{DataFrame, KeyValueMetadata, ParquetWriter};
use survey::{Instrument, Record, Source};

use crate::fixture::{Folder, analyse, cube, invited, layout_instrument, made, people, register, samples, wave};

const UNITS: &str = "kom,Kommune,,,kommune,,2015-01-01,\nskole,Skole,kom,,skole,,2015-01-01,\n";

fn instrument() -> Instrument {
    made("1", 5, &[("climate", 2, "\"complete\"")])
}

fn records(unit: &str, former: &str) -> Vec<Record> {
    people(&instrument(), unit, former, &["1", "2", "3", "4", "5", "1", "2", "3", "4", "5"])
}

fn settled(folder: &Folder, unit: &str, former: &str) -> SettledWave {
    folder.settle(&wave("w", "2021-10-01", &instrument(), &[]), &instrument(), records(unit, former), 4)
}

/// The error of an analysis that must change no file.
fn refusal(folder: &Folder, waves: &[SettledWave]) -> AnalysisError {
    let before = folder.contents();
    let error = cube(&register(UNITS, ""), waves).map(|_| ()).unwrap_err();
    assert!(folder.contents() == before, "files changed");
    one_line(&error);
    error
}

fn one_line(error: &AnalysisError) {
    let message = error.to_string();
    assert!(!message.contains('\n') && !message.contains("panicked"), "{message}");
    assert!(message.len() < 700, "{message}");
}

fn names(error: &AnalysisError, file: &Path) {
    assert!(error.to_string().contains(file.file_name().unwrap().to_str().unwrap()), "{error}");
}

#[test]
fn a_part_that_is_cut_short_is_named() {
    let folder = Folder::new();
    let wave = settled(&folder, "skole", "asker");
    let bytes = std::fs::read(&wave.files[1]).unwrap();
    let lengths = (0..bytes.len()).step_by(bytes.len() / 40).chain([bytes.len() - 1, bytes.len() - 8, 3, 4, 11, 12]);
    for length in lengths {
        std::fs::write(&wave.files[1], &bytes[..length]).unwrap();
        let error = refusal(&folder, std::slice::from_ref(&wave));
        assert!(matches!(error, AnalysisError::Settled { .. }), "{length} bytes: {error:?}");
        names(&error, &wave.files[1]);
    }
    std::fs::write(&wave.files[1], &bytes).unwrap();
    assert!(cube(&register(UNITS, ""), &[wave]).is_ok());
}

#[test]
fn the_broken_samples_are_refused_for_what_they_are() {
    let (folder, instrument) = (Folder::new(), layout_instrument());
    let of = |name: &str| SettledWave {
        wave: wave("w", "2021-10-01", &instrument, &[]),
        instrument: instrument.clone(),
        files: vec![samples("layout").join(name)],
        counted: None,
        invited: Vec::new(),
    };
    let cut_short = refusal(&folder, &[of("v1-cut-short.parquet")]);
    assert!(matches!(cut_short, AnalysisError::Settled { .. }), "{cut_short:?}");
    names(&cut_short, Path::new("v1-cut-short.parquet"));
    let cut_short = refusal(&folder, &[of("v2-cut-short.parquet")]);
    names(&cut_short, Path::new("v2-cut-short.parquet"));
    let unpacked = refusal(&folder, &[of("v1-layout-2.parquet")]);
    assert!(matches!(unpacked, AnalysisError::Tabulation(_)), "{unpacked:?}");
    names(&unpacked, Path::new("v1-layout-2.parquet"));
    let without_work = refusal(&folder, &[of("v2-layout-3.parquet")]);
    assert!(matches!(without_work, AnalysisError::Tabulation(_)), "{without_work:?}");
    names(&without_work, Path::new("v2-layout-3.parquet"));
    let newer = refusal(&folder, &[of("v3-layout-4.parquet")]);
    assert!(matches!(&newer, AnalysisError::Layout { found, .. } if found == "4"), "{newer:?}");
    names(&newer, Path::new("v3-layout-4.parquet"));
    // An earlier wave is read with the same care.
    let fine = SettledWave { wave: wave("now", "2022-10-01", &instrument, &[]), ..of("v1.parquet") };
    let earlier = refusal(&folder, &[of("v3-layout-4.parquet"), fine]);
    assert!(matches!(earlier, AnalysisError::Layout { .. } | AnalysisError::UnknownUnit { .. }), "{earlier:?}");
}

/// A Parquet file of other origin, with or without the word that makes it a settled one.
fn foreign(folder: &Folder, name: &str, mut frame: DataFrame, version: Option<&str>) -> PathBuf {
    let path = folder.root.path().join(name);
    let pairs = version.map(|version| vec![("mestring.layout_version".to_owned(), version.to_owned())]);
    ParquetWriter::new(std::fs::File::create(&path).unwrap())
        .with_key_value_metadata(pairs.map(KeyValueMetadata::from_static))
        .finish(&mut frame)
        .unwrap();
    path
}

fn frame() -> DataFrame {
    df!("unit" => ["skole"; 6], "former_municipality" => ["asker"; 6],
        "climate_1" => [1_u8, 2, 3, 4, 5, 3], "climate_2" => [Some(1_u8), None, Some(3), Some(4), Some(5), Some(2)])
    .unwrap()
}

fn reading(file: PathBuf) -> SettledWave {
    SettledWave {
        wave: wave("w", "2021-10-01", &instrument(), &[]),
        instrument: instrument(),
        files: vec![file],
        counted: None,
        invited: invited(&records("skole", "asker")),
    }
}

#[test]
fn a_file_of_other_origin_is_refused_and_named() {
    let folder = Folder::new();
    let unmarked = foreign(&folder, "unmarked.parquet", frame(), None);
    let error = refusal(&folder, &[reading(unmarked.clone())]);
    assert!(matches!(&error, AnalysisError::Layout { found, .. } if found == "none"), "{error:?}");
    names(&error, &unmarked);

    for (name, bytes) in
        [("text.parquet", &b"unit,climate_1\nskole,4\n"[..]), ("empty.parquet", b""), ("par1.parquet", b"PAR1PAR1")]
    {
        let file = folder.root.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        let error = refusal(&folder, &[reading(file.clone())]);
        assert!(matches!(error, AnalysisError::Settled { .. }), "{name}: {error:?}");
        names(&error, &file);
    }

    let nowhere = folder.root.path().join("nowhere.parquet");
    let error = refusal(&folder, &[reading(nowhere.clone())]);
    assert!(matches!(error, AnalysisError::Unreadable { .. }), "{error:?}");
    names(&error, &nowhere);
}

#[test]
fn a_file_that_only_claims_to_be_settled_is_refused_for_its_columns() {
    let folder = Folder::new();
    // The frame itself is fine, so what is refused below is refused for its one difference.
    let sound = foreign(&folder, "sound.parquet", frame(), Some("1"));
    let found = cube(&register(UNITS, ""), &[reading(sound)]).unwrap();
    assert_eq!(crate::fixture::shown(&found, "kom", "climate"), Some((5, 3.1)));

    let with = |column: polars::prelude::Column| {
        let mut frame = frame();
        frame.with_column(column).unwrap();
        frame
    };
    let column = |name: &str, frame: DataFrame| frame.column(name).unwrap().clone();
    let cases = [
        ("missing", frame().drop("climate_2").unwrap()),
        ("wide", with(column("climate_2", df!("climate_2" => [1_i64, 2, 3, 4, 5, 1]).unwrap()))),
        ("text", with(column("climate_2", df!("climate_2" => ["1", "2", "3", "4", "5", "x"]).unwrap()))),
        ("outside", with(column("climate_2", df!("climate_2" => [1_u8, 2, 3, 4, 6, 1]).unwrap()))),
        ("below", with(column("climate_2", df!("climate_2" => [1_u8, 2, 3, 4, 0, 1]).unwrap()))),
        ("unitless", with(column("unit", df!("unit" => [Some("skole"), None, None, None, None, None]).unwrap()))),
    ];
    for (name, frame) in cases {
        let file = foreign(&folder, &format!("{name}.parquet"), frame, Some("1"));
        let error = refusal(&folder, &[reading(file.clone())]);
        assert!(matches!(error, AnalysisError::Settled { .. }), "{name}: {error:?}");
        names(&error, &file);
    }
}

#[test]
fn a_unit_that_nobody_knows_is_named_with_its_wave() {
    let folder = Folder::new();
    let error = refusal(&folder, &[settled(&folder, "ukjent", "asker")]);
    let AnalysisError::UnknownUnit { wave, unit } = &error else { panic!("{error:?}") };
    assert_eq!((wave.as_str(), unit.as_str()), ("w", "ukjent"));
    assert!(error.to_string().contains("ukjent") && !error.is_fault());
}

#[test]
fn a_former_municipality_that_nobody_knows_is_named() {
    let folder = Folder::new();
    let error = refusal(&folder, &[settled(&folder, "skole", "bergen")]);
    let AnalysisError::UnknownFormerMunicipality { found, .. } = &error else { panic!("{error:?}") };
    assert_eq!(found, "bergen");
    assert!(error.to_string().contains("bergen") && error.to_string().contains("former_municipalities.csv"));
}

#[test]
fn an_unknown_unit_among_the_invited_or_in_the_absence_is_named_too() {
    let folder = Folder::new();
    let mut wave = settled(&folder, "skole", "asker");
    wave.invited.extend(invited(&records("borte", "asker")));
    let error = refusal(&folder, std::slice::from_ref(&wave));
    assert!(matches!(&error, AnalysisError::UnknownUnit { unit, .. } if unit == "borte"), "{error:?}");

    wave.invited.pop();
    let text = "unit,former_municipality,month,employees,lost_days_self_certified,lost_days_certified,agreed_days\n\
                nedlagt,asker,2021-05,12,0,3,240\n";
    let absence = AbsenceTable::from_csv(Source { file: "absence.csv", text }).unwrap();
    let error = analyse(&register(UNITS, ""), &[wave], &absence, &[]).map(|_| ()).unwrap_err();
    assert!(matches!(&error, AnalysisError::UnknownUnit { unit, .. } if unit == "nedlagt"), "{error:?}");
    one_line(&error);
}

#[test]
fn more_answers_than_invitations_publish_nothing() {
    let folder = Folder::new();
    let mut wave = settled(&folder, "skole", "asker");
    wave.invited[0].invited = 9;
    assert!(matches!(refusal(&folder, &[wave]), AnalysisError::Seal(_)));
}

#[test]
fn no_wave_and_no_organisation_are_said_in_plain_words() {
    let folder = Folder::new();
    assert!(matches!(refusal(&folder, &[]), AnalysisError::NoWave));
    let early =
        folder.settle(&wave("w", "1999-10-01", &instrument(), &[]), &instrument(), records("kom", "asker"), 100);
    assert!(matches!(refusal(&folder, &[early]), AnalysisError::Organisation(_)));
}

#[test]
fn a_wave_without_files_is_refused() {
    let folder = Folder::new();
    let mut wave = settled(&folder, "skole", "asker");
    wave.files.clear();
    assert!(matches!(refusal(&folder, &[wave]), AnalysisError::Settled { .. }));
}
