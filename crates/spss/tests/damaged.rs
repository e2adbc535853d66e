//! Files that are cut, changed or made up: always one clear refusal, never a panic, and never fewer rows than there were.

#![expect(clippy::unwrap_used, reason = "a test may stop where its own figures are wrong")]

use std::path::Path;

use proptest::prelude::*;
use spss::{ReadError, Reader, Value};

const FILES: [&str; 5] =
    ["pyreadstat.sav", "pyreadstat-packed.sav", "pyreadstat.zsav", "haven-byte.sav", "pspp-1252.sav"];

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data-samples/spss").join(name)).unwrap()
}

fn read(bytes: &[u8]) -> Result<Vec<Vec<Value>>, ReadError> {
    Reader::open(bytes)?.collect()
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    for name in FILES {
        let whole = bytes(name);
        let rows = read(&whole).unwrap();
        for end in 0..whole.len() {
            // What is lost may be padding, or the table of compressed blocks behind the last row.
            if let Ok(found) = read(&whole[..end]) {
                assert_eq!(found, rows, "{name} cut at {end}");
                assert!(name.ends_with("zsav") || whole.len() - end <= 8, "{name} cut at {end}");
            }
        }
    }
}

#[test]
fn refusals_say_what_and_where() {
    let whole = bytes("pyreadstat-packed.sav");
    let said = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    assert_eq!(said(b"PK\x03\x04 a workbook"), "this is not an SPSS system file: it does not begin with $FL2 or $FL3");
    assert_eq!(said(&whole[..100]), "the file is cut short: it ends at byte 100, in the middle of the header");
    let mut layout = whole.clone();
    layout[64] = 9;
    assert_eq!(said(&layout), "byte 68: a layout of kind 9");
    let mut counts = whole.clone();
    counts[80] = 9;
    assert_eq!(said(&counts), "byte 84: there are two counts of rows, 9 and 4");
    let record: Vec<u8> = [7_i32, 16, 8, 2].into_iter().flat_map(i32::to_le_bytes).collect();
    let long = whole.windows(16).position(|window| window == record).unwrap() + 24;
    counts[long] = 9;
    assert_eq!(said(&counts), "the header says 9 rows, and there are fewer");
    (counts[80], counts[long]) = (3, 3);
    assert_eq!(said(&counts), "the header says 3 rows, and there are more");
    let mut kind = whole;
    kind[176] = 77;
    assert_eq!(said(&kind), "byte 180: there is no record of kind 77");
}

/// One number of 4 bytes, or 8, in the order of old mainframes and workstations.
#[test]
fn the_other_byte_order() {
    let mut file = Vec::new();
    file.extend(b"$FL2@(#) SPSS DATA FILE by hand");
    file.resize(64, b' ');
    for int in [2, 1, 0, 0, 2] {
        file.extend(i32::to_be_bytes(int));
    }
    file.extend(100_f64.to_be_bytes());
    file.resize(176, b' ');
    for int in [2, 0, 0, 1, 0x0005_0200, 0x0005_0200] {
        file.extend(i32::to_be_bytes(int));
    }
    file.extend(b"Q1      ");
    file.extend(9_f64.to_be_bytes());
    for int in [999, 0] {
        file.extend(i32::to_be_bytes(int));
    }
    file.extend(4_f64.to_be_bytes());
    file.extend(f64::MIN.to_be_bytes());
    assert_eq!(read(&file).unwrap(), [[Value::Number(4.0)], [Value::Missing]]);
    let reader = Reader::open(file.as_slice()).unwrap();
    assert_eq!(reader.dictionary().variables()[0].name().as_str(), "Q1");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn changed_bytes_never_panic(file in 0..FILES.len(), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut changed = bytes(FILES[file]);
        for (place, byte) in changes {
            let place = place.index(changed.len());
            changed[place] = byte;
        }
        // Whatever comes is a table or a sentence.
        if let Err(error) = read(&changed) {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn whole_numbers_in_the_dictionary_can_be_anything(place in 64_usize..1200, value in any::<i32>()) {
        let mut changed = bytes("pyreadstat-packed.sav");
        changed[place..place + 4].copy_from_slice(&value.to_le_bytes());
        let _table_or_sentence = read(&changed);
    }
}
