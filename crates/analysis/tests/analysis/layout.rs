//! The file layout from the reading side: the golden file is counted to what its CSV says.

use analysis::SettledWave;
use disclosure::GroupIndex;
use polars::prelude::{
    BooleanChunked, DataFrame, IdxCa, KeyValueMetadata, NewChunkedArray, ParquetReader, ParquetWriter, SerReader,
};
use survey::{Instrument, Record};

use crate::fixture::{Draw, Folder, cube, invited, json, layout_instrument, record, register, samples, wave};
use crate::naive::{Recount, Tree};

const UNITS: &str = "\
kom,Kommune,,,kommune,,2015-01-01,
B10,Bydel 10,kom,,bydel,,2015-01-01,
B9,Bydel 9,kom,,bydel,,2015-01-01,
Kulturskolen,Kulturskolen,kom,,skole,,2015-01-01,
b10,Bydel b,kom,,bydel,,2015-01-01,
";

fn expected(instrument: &Instrument, csv: &str) -> Vec<Record> {
    let csv = std::fs::read_to_string(samples("layout").join(csv)).unwrap();
    let has_roles = csv.starts_with("unit,former_municipality,role_class,");
    let row = |line: &str| {
        let mut fields: Vec<&str> = line.split(',').collect();
        let role = if has_roles { fields.remove(2).parse().ok() } else { None };
        Record { role, ..record(instrument, fields[0], fields[1], &fields[2..]) }
    };
    csv.lines().skip(1).map(row).collect()
}

fn reading(instrument: &Instrument, records: &[Record], file: std::path::PathBuf) -> SettledWave {
    SettledWave {
        wave: wave("layout-1", "2020-01-01", instrument, &[]),
        instrument: instrument.clone(),
        files: vec![file],
        counted: None,
        invited: invited(records),
    }
}

#[test]
fn the_golden_files_are_counted_to_what_their_csv_says() {
    for (file, csv) in
        [("v1.parquet", "expected.csv"), ("v2.parquet", "expected.csv"), ("v3.parquet", "expected-3.csv")]
    {
        check_golden(file, csv);
    }
}

fn check_golden(file: &str, csv: &str) {
    let instrument = layout_instrument();
    let records = expected(&instrument, csv);
    let cube = cube(&register(UNITS, ""), &[reading(&instrument, &records, samples("layout").join(file))]).unwrap();
    let units = format!("header\n{UNITS}");
    let sorted = Tree::of(&units, "", "2020-01-01").sorted(&records);
    let mut shown = 0;
    for (index, group) in cube.groups().iter().enumerate() {
        let records = sorted.get(&group.id).map(Vec::as_slice).unwrap_or_default();
        for scale in instrument.scales() {
            let recount = Recount::of(&instrument, scale, records);
            if let Some(score) = cube.score(scale.id(), GroupIndex::new(index)).shown() {
                shown += 1;
                assert_eq!(score.n(), recount.n(), "{} {}", group.id, scale.id());
                assert_eq!(score.mean().to_bits(), recount.mean().to_bits(), "{} {}", group.id, scale.id());
            }
        }
    }
    assert!(shown >= instrument.scales().len(), "at least the total is shown on every scale");
}

#[test]
fn the_same_rows_settled_today_give_the_same_cube() {
    let (folder, instrument) = (Folder::new(), layout_instrument());
    let records = expected(&instrument, "expected.csv");
    let golden = reading(&instrument, &records, samples("layout").join("v1.parquet"));
    let today = folder.settle(&golden.wave, &instrument, records, 3);
    let sealed = |wave| json(&cube(&register(UNITS, ""), &[wave]).unwrap());
    assert_eq!(sealed(golden), sealed(today));
}

#[test]
fn rows_in_any_order_give_the_same_cube() {
    // The archive sorts what it writes; a file from elsewhere need not be sorted.
    let (folder, instrument) = (Folder::new(), layout_instrument());
    let records = expected(&instrument, "expected.csv");
    let golden = samples("layout").join("v1.parquet");
    let frame = ParquetReader::new(std::fs::File::open(&golden).unwrap()).finish().unwrap();
    let sealed = |wave| json(&cube(&register(UNITS, ""), &[wave]).unwrap());
    let expected = sealed(reading(&instrument, &records, golden));
    for seed in 1..=3 {
        let mut order: Vec<u32> = (0..17).collect();
        Draw(seed).shuffle(&mut order);
        let shuffled = frame.take(&IdxCa::from_vec("order".into(), order)).unwrap();
        let file = folder.root.path().join(format!("{seed}.parquet"));
        write(&file, shuffled);
        assert_eq!(sealed(reading(&instrument, &records, file)), expected);
    }
    // And one row less is another cube, so the comparison above is not one of constants.
    let most = BooleanChunked::from_iter_values("keep".into(), (0..17).map(|row| row != 5));
    let file = folder.root.path().join("less.parquet");
    write(&file, frame.filter(&most).unwrap());
    assert_ne!(sealed(reading(&instrument, &records, file)), expected);
}

fn write(file: &std::path::Path, mut frame: DataFrame) {
    let version = vec![("mestring.layout_version".to_owned(), "1".to_owned())];
    ParquetWriter::new(std::fs::File::create(file).unwrap())
        .with_key_value_metadata(Some(KeyValueMetadata::from_static(version)))
        .with_row_group_size(Some(4))
        .finish(&mut frame)
        .unwrap();
}
