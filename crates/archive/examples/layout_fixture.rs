//! Writes the Parquet fixtures of the layout that is written now to `data-samples/layout` from the instrument and the rows that stand there.
//!
//! `cargo run -p archive --example layout_fixture -- --write data-samples/layout`

use std::error::Error;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use survey::{Date, FormerMunicipalityId, Instrument, Record, Response, Text, UnitId, Wave, WaveId};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [flag, folder] = arguments.as_slice() else { return Err(usage().into()) };
    if flag != "--write" {
        return Err(usage().into());
    }
    write(Path::new(folder))
}

fn usage() -> &'static str {
    "usage: layout_fixture --write FOLDER, where FOLDER holds instrument.toml and expected-3.csv"
}

fn write(folder: &Path) -> Outcome<()> {
    let file = folder.join("instrument.toml");
    let instrument = Instrument::from_toml(&file.display().to_string(), &fs::read_to_string(file)?)?;
    let records = records(&instrument, &fs::read_to_string(folder.join("expected-3.csv"))?)?;
    let rows = records.len();
    let wave = wave(&instrument)?;

    let scratch = tempfile::tempdir()?;
    let manifest = archive::settle(scratch.path(), &wave, &instrument, records, &[], rows.max(1), &mut |_| Ok(()))?;
    let part = manifest.parts().first().ok_or("the wave has no part")?;
    let bytes = fs::read(archive::wave_folder(scratch.path(), &wave.id).join(&part.file))?;

    fs::write(folder.join("v3-cut-short.parquet"), bytes.get(..bytes.len() / 3 * 2).unwrap_or_default())?;
    fs::write(folder.join("v3-layout-4.parquet"), with_layout_4(&bytes)?)?;
    fs::write(folder.join("v3.parquet"), &bytes)?;
    writeln!(std::io::stdout(), "v3.parquet: {rows} rows, {} bytes, SHA-256 {}", bytes.len(), part.sha256)?;
    Ok(())
}

/// The same file with another layout version in its footer. Key and value stand there as plain text, each preceded by a
/// type byte (0x18) and its length.
fn with_layout_4(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let before: &[u8] = b"mestring.layout_version\x18\x013";
    let after: &[u8] = b"mestring.layout_version\x18\x014";
    let place =
        bytes.windows(before.len()).position(|window| window == before).ok_or("no layout version in the file")?;
    let (head, tail) = bytes.split_at(place);
    let mut bytes = [head, after, tail.get(before.len()..).unwrap_or_default()].concat();

    // The file must be refused for its layout, so the digest it states of itself has to fit again. It is taken while 64
    // zeros stand in its place.
    let key: &[u8] = b"mestring.file_sha256\x18\x40";
    let found = bytes.windows(key.len()).rposition(|window| window == key).ok_or("no digest in the file")?;
    let start = found + key.len();
    bytes.get_mut(start..start + 64).ok_or("the digest is cut short")?.fill(b'0');
    let digest = archive::Sha256Digest::of(&bytes).to_string();
    bytes.get_mut(start..start + 64).ok_or("the digest is cut short")?.copy_from_slice(digest.as_bytes());
    Ok(bytes)
}

fn wave(instrument: &Instrument) -> Outcome<Wave> {
    Ok(Wave {
        id: WaveId::new("layout-1")?,
        title: Text::new("Prøverunde", "Prøverunde", "Trial round")?,
        reference_date: Date::parse("2020-01-01")?,
        instrument: instrument.id().clone(),
        instrument_version: instrument.version().to_owned(),
        modules: Vec::new(),
    })
}

/// The rows of the CSV. No value there needs quotes, so a row is split at its commas.
fn records(instrument: &Instrument, csv: &str) -> Outcome<Vec<Record>> {
    let mut lines = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().ok_or("expected-3.csv is empty")?;
    let items = header.get(3..).unwrap_or_default();
    lines
        .map(|row| {
            let [unit, former_municipality, role, answers @ ..] = row.as_slice() else {
                return Err("a row is too short".into());
            };
            let submission = items.iter().copied().zip(answers.iter().copied());
            let response = Response::parse(instrument, submission).map_err(|errors| format!("{errors:?}"))?;
            Ok(Record {
                unit: UnitId::new(*unit)?,
                former_municipality: FormerMunicipalityId::new(*former_municipality)?,
                role: Some(*role).filter(|word| !word.is_empty()).map(str::parse).transpose()?,
                response,
            })
        })
        .collect()
}
