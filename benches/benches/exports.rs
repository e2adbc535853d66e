//! How long large tables take to become files, and how much memory that needs beside the table.
//!
//! A workbook and a system file of 132,000 rows and 510 columns, one in ten of them codes with statuses and the others numbers with a
//! seventh hidden; a stream of a million rows and ten columns; the same as Parquet and CSV. Each file is made in a process of its own, so that
//! its greatest memory is its own. Files go to a folder of the machine. Beside the time that passes stands the processor time of all
//! threads, which says what a busy machine hides.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench may stop where its own figures are wrong")]

use std::time::{Duration, Instant};

use disclosure::Rule;
use exports::{Context, Format};
use rustix::time::{ClockId, clock_gettime};
use survey::{Date, Language};
use views::{Column, Description, Kind, Table, Values, View};

/// Name, format, rows and columns.
const FILES: [(&str, Format, usize, usize); 5] = [
    ("workbook", Format::Xlsx, 132_000, 510),
    ("system-file", Format::Sav, 132_000, 510),
    ("stream", Format::Arrow, 1_000_000, 10),
    ("parquet", Format::Parquet, 132_000, 510),
    ("csv", Format::Csv, 132_000, 510),
];

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    if let [name] = asked.as_slice() {
        let file = FILES.iter().find(|(known, ..)| known == name).unwrap();
        return measure(*file);
    }
    for (name, ..) in FILES {
        let itself = std::env::current_exe().unwrap();
        assert!(std::process::Command::new(itself).arg(name).status().unwrap().success(), "{name}");
    }
}

fn measure((name, format, rows, columns): (&str, Format, usize, usize)) {
    let table = table(rows, columns);
    let context = Context {
        language: Language::Nb,
        title: "Bench".to_owned(),
        producer: String::new(),
        date: Date::new(2026, 11, 29).unwrap(),
        licence: None,
        sources: Vec::new(),
        rule: Some(Rule::house()),
        codebook: Table::of(View::Codebook, &[], &|_, _| true),
    };
    let held = peak();
    let mut file = tempfile::tempfile().unwrap();
    let (begun, worked) = (Instant::now(), processor());
    exports::write(format, std::slice::from_ref(&table), &context, &mut file).unwrap();
    let (passed, worked) = (begun.elapsed(), processor() - worked);
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let cells = u32::try_from(rows * columns).unwrap();
    // What the cells take in memory as Arrow has them: eight bytes for a number, two for a code.
    let content = megabytes((rows * (columns - columns.div_ceil(10)) * 8 + rows * columns.div_ceil(10) * 2) as u64);
    println!(
        "{name}: {rows} rows x {columns} columns in {:.1} s ({:.1} s of processor), {:.0} ns a cell, {:.0} MB of content a second; \
         file {:.0} MB; greatest memory {:.0} MiB, of which the table {:.0} MiB",
        passed.as_secs_f64(),
        worked.as_secs_f64(),
        passed.as_secs_f64() * 1e9 / f64::from(cells),
        content / passed.as_secs_f64(),
        megabytes(file.metadata().unwrap().len()),
        peak() as f64 / 1024.0,
        held as f64 / 1024.0,
    );
}

fn processor() -> Duration {
    clock_gettime(ClockId::ProcessCPUTime).try_into().unwrap()
}

/// The greatest memory of this process so far, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

/// Numbers with all their digits, a seventh of them missing, and statuses.
fn table(rows: usize, columns: usize) -> Table {
    let statuses = View::Indices.columns().pop().unwrap().kind;
    let Kind::Code(codes) = statuses else { unreachable!("the status is a code") };
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    let column = |at: usize| {
        let values = if at.is_multiple_of(10) {
            Values::Code(codes, (0..rows).map(|_| u8::try_from(draw() % 6).ok()).collect())
        } else {
            Values::Number((0..rows).map(|_| Some(draw()).filter(|n| n % 7 != 0).map(|n| n as f64 / 4e8)).collect())
        };
        let name = if at == 0 { "status".to_owned() } else { format!("column_{at}") };
        Column { description: Description { name: name.into(), kind: values.kind(), label: None }, values }
    };
    Table::new("bench", (0..columns).map(column).collect()).unwrap()
}
