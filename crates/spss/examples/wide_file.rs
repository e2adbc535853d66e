//! How long a large export takes: `wide_file FILE [ROWS [COLUMNS]]`, 132,000 rows of 510 answers when nothing else is said.
//!
//! The same bytes are then written by a plain copy, so that the time can be read as a ratio.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::time::Instant;

use spss::{Cell, Dictionary, Measure, Numeric, NumericMissing, Reader, ValueLabel, Variable, VariableName, Writer};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let path = arguments.first().ok_or("name the file to write")?;
    let rows: u32 = arguments.get(1).map_or(Ok(132_000), |text| text.parse())?;
    let columns: u32 = arguments.get(2).map_or(Ok(510), |text| text.parse())?;
    let dictionary = dictionary(columns)?;

    let started = Instant::now();
    let mut writer = Writer::new(BufWriter::new(File::create(path)?), &dictionary, rows.into())?;
    let mut cells = Vec::new();
    for row in 0..rows {
        cells.clear();
        cells.extend((0..columns).map(|column| match row.wrapping_mul(31).wrapping_add(column * 17) % 23 {
            0 => Cell::Missing,
            1 => Cell::Number(97.0),
            other => Cell::Number(f64::from(other % 5 + 1)),
        }));
        writer.write_row(&cells)?;
    }
    writer.finish()?;
    let written = started.elapsed().as_secs_f64();
    let peak = peak();

    let bytes = std::fs::read(path)?;
    let started = Instant::now();
    let copy = format!("{path}.copy");
    File::create(&copy)?.write_all(&bytes)?;
    let copied = started.elapsed().as_secs_f64();
    std::fs::remove_file(copy)?;

    let started = Instant::now();
    let mut read = 0_u32;
    for row in Reader::open(bytes.as_slice())? {
        row?;
        read += 1;
    }
    let read_in = started.elapsed().as_secs_f64();

    let mut out = std::io::stdout().lock();
    writeln!(out, "{rows} rows of {columns} numbers, {} bytes", bytes.len())?;
    writeln!(out, "written in {written:.2} s, {:.1} times a plain copy of the bytes; {peak}", written / copied)?;
    writeln!(out, "{read} rows read in {read_in:.2} s")?;
    Ok(())
}

/// The most memory this process has had, where the system says it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM: not known here").to_owned()
}

fn dictionary(columns: u32) -> Result<Dictionary, Box<dyn Error>> {
    let answer = Numeric::whole(2)?
        .labelled(1.0, ValueLabel::new("Helt uenig")?)?
        .labelled(5.0, ValueLabel::new("Helt enig")?)?
        .missing(NumericMissing::values(&[97.0, 98.0, 99.0])?);
    let variables = (1..=columns).map(|number| {
        let name = VariableName::parse(&format!("spørsmål_{number}"))?;
        Ok(Variable::new(name, answer.clone()).with_measure(Measure::Ordinal))
    });
    Ok(Dictionary::new(variables.collect::<Result<Vec<_>, spss::NameError>>()?)?)
}
