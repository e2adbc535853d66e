//! Times the counting pass: commands come on standard input, one a line, and each is answered with one line.
//!
//!     measure write DIR ROWS UNITS SHARE    writes a wave of synthetic responses
//!     measure sql DIR duckdb|spark          prints the same counting as a query
//!     measure DIR                           opens it, then reads commands:
//!         open     compares every file with its digest and opens it
//!         touch    decodes units and packed answers, and touches every byte once
//!         pass     counts every score and every item of every unit into a table
//!         moments  the same with complete-case and pairwise moments
//!         scales   the same, and n, mean and variance of every scale in every unit
//!         indices  the same with moments, and every finding of every scale in every unit: mean, standard deviation and favourable share with
//!                  intervals, distribution, agreement; and alpha and the intraclass correlations of every scale
//!         wide     everybody from each former municipality, with no counts kept
//!         newpart  the same, with the counts of every part but the last kept
//!         walk     counts every score and every item, one unit at a time
//!         cross    multiplies every item by every other, apart for each former municipality
//!         pairs    counts the two-way table of every two items, apart for each former municipality
//!         totals   who answered every item of each scale, and the sum of their answers
//!         peak     the most memory this process has had, in bytes
//!
//! Answers: seconds, and a number that depends on everything that was counted. `benches/compare/compare.py` talks to it.

use std::error::Error;
use std::io::{BufRead as _, Write as _};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use archive::{Manifest, PackedCell, PackedPart, Places, Stream};
use counts::{Asked, PackedCounts};
use survey::{Instrument, LayoutVersion};
use synth::ResponseSettings;
use tabulation::elsewhere::{Dialect, Question};
use tabulation::kept::Settled;
use tabulation::{Cell, Pass, Visitor, cross_products, pair_tables, tabulate, walk};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const THREADS: NonZero<usize> = NonZero::<usize>::MIN.saturating_add(1);
const CELLS_MAX: usize = 20_000;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["write", folder, rows, units, missing] => {
            write(Path::new(folder), rows.parse()?, units.parse()?, missing.parse()?)
        }
        ["sql", folder, "duckdb"] => sql(folder, Dialect::DuckDb),
        ["sql", folder, "spark"] => sql(folder, Dialect::Spark),
        [folder] => answer(Path::new(folder)),
        _ => Err("usage: measure write DIR ROWS UNITS SHARE, or measure DIR".into()),
    }
}

fn write(folder: &Path, rows: u64, units: u64, missing: f64) -> Outcome<()> {
    let (wave, instrument) = synth::response_wave(&survey::mestring()?)?;
    let rows_per_part = NonZero::new(1_000_000).ok_or("parts without rows")?;
    let stream =
        Stream { folder, wave: &wave, instrument: &instrument, rows_per_part, threads: THREADS, rows_expected: rows };
    let begun = Instant::now();
    let cells = synth::responses(ResponseSettings { seed: 2020, rows, units, missing }, &instrument)?;
    let packed = cells.map(|cell| PackedCell {
        unit: cell.unit,
        former_municipality: cell.former_municipality,
        role: None,
        packed: cell.packed,
    });
    let manifest = stream.write(packed, &mut |_| Ok(()))?;
    let bytes: u64 = manifest.parts().iter().map(|part| part.bytes).sum();
    tell(&format!("{:.3} {bytes} {}", begun.elapsed().as_secs_f64(), peak()))
}

fn sql(folder: &str, dialect: Dialect) -> Outcome<()> {
    let (_, instrument) = synth::response_wave(&survey::mestring()?)?;
    let manifest = Manifest::read(Path::new(folder))?;
    let layout = LayoutVersion::from_number(manifest.layout_version()).ok_or("an unknown layout")?;
    let sha256 = manifest.sha256()?;
    let question = Question { instrument: &instrument, manifest: sha256, folder, parts: manifest.parts(), layout };
    tell(&question.sql(dialect)?)
}

fn answer(folder: &Path) -> Outcome<()> {
    let (_, instrument) = synth::response_wave(&survey::mestring()?)?;
    let manifest = Manifest::read(folder)?;
    let files: Vec<PathBuf> = manifest.parts().iter().map(|part| folder.join(&part.file)).collect();
    let mut parts = open(&files, &instrument)?;
    for line in std::io::stdin().lock().lines() {
        let begun = Instant::now();
        let counted = match line?.as_str() {
            "open" => {
                parts = open(&files, &instrument)?;
                parts.iter().map(PackedPart::rows).sum()
            }
            "touch" => touch(&parts)?,
            "pass" => table(&parts, &instrument, Asked::default())?,
            "moments" => table(&parts, &instrument, Asked { moments: true, pairs: true })?,
            "cross" => {
                let places = Places::UnitAndFormerMunicipality;
                let pass = Pass::new(&parts, &instrument, Asked::default(), places, THREADS)?;
                let found = cross_products(&pass)?;
                found.iter().fold(0_u64, |sum, (_, products)| sum.wrapping_add(products.n()))
            }
            "pairs" => {
                let places = Places::UnitAndFormerMunicipality;
                let pass = Pass::new(&parts, &instrument, Asked::default(), places, THREADS)?;
                let found = pair_tables(&pass)?;
                found.iter().fold(0_u64, |sum, (_, tables)| sum.wrapping_add(tables.persons()))
            }
            "scales" => scales(&parts, &instrument)?,
            "indices" => indices(&parts, &instrument)?,
            "wide" => {
                std::fs::remove_dir_all(kept(folder)).or_else(absent)?;
                once(folder, &manifest, &instrument)?
            }
            "newpart" => {
                let last = manifest.parts().last().ok_or("no part")?;
                let file = kept(folder).join(format!("part-{}.parquet", last.sha256));
                std::fs::remove_file(file).or_else(absent)?;
                once(folder, &manifest, &instrument)?
            }
            "walk" => {
                let pass = Pass::new(&parts, &instrument, Asked::default(), Places::Unit, THREADS)?;
                walk(&pass, Sums::default)?.iter().fold(0_u64, |sum, seen| sum.wrapping_add(seen.0))
            }
            "peak" => peak(),
            "totals" => {
                let pass = Pass::new(&parts, &instrument, Asked::default(), Places::Unit, THREADS)?;
                let totals = walk(&pass, || Totals(vec![(0, 0); instrument.scales().len()]))?;
                let sums = (0..instrument.scales().len()).map(|scale| {
                    let of = totals.iter().filter_map(|totals| totals.0.get(scale));
                    of.fold((0_u64, 0_u64), |(n, sum), (more, add)| (n + more, sum + add))
                });
                let sums: Vec<String> = sums.map(|(n, sum)| format!("{n} {sum}")).collect();
                tell(&format!("{:.6} {}", begun.elapsed().as_secs_f64(), sums.join(" ")))?;
                continue;
            }
            other => return Err(format!("there is no command {other}").into()),
        };
        tell(&format!("{:.6} {counted}", begun.elapsed().as_secs_f64()))?;
    }
    Ok(())
}

fn tell(line: &str) -> Outcome<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

fn open(files: &[PathBuf], instrument: &Instrument) -> Outcome<Vec<PackedPart>> {
    Ok(files.iter().map(|file| PackedPart::open(file, instrument)).collect::<Result<_, _>>()?)
}

fn table(parts: &[PackedPart], instrument: &Instrument, asked: Asked) -> Outcome<u64> {
    let pass = Pass::new(parts, instrument, asked, Places::Unit, THREADS)?;
    let cells = tabulate(&pass, CELLS_MAX)?;
    Ok(cells.iter().fold(0, |sum, (_, counts)| sum.wrapping_add(weigh(counts))))
}

/// n, mean and variance of every scale in every unit.
fn scales(parts: &[PackedPart], instrument: &Instrument) -> Outcome<u64> {
    let pass = Pass::new(parts, instrument, Asked::default(), Places::Unit, THREADS)?;
    let cells = tabulate(&pass, CELLS_MAX)?;
    let mut sum = 0.0;
    for (_, counts) in cells.iter() {
        for (at, scale) in instrument.scales().iter().enumerate() {
            let (mut n, mut total, mut squares) = (0, 0, 0);
            // The shipped scales ask for every item, so there is one row of scores: a counter for each sum from 0.
            for (score, persons) in (0_u64..).zip(counts.scores(at).unwrap_or_default()) {
                n += persons;
                total += score * persons;
                squares += score * score * persons;
            }
            if n > 1 {
                let (items, n) = (scale.items().len() as f64, n as f64);
                let mean = total as f64 / n;
                sum += mean / items + (squares as f64 - n * mean * mean) / (n - 1.0) / (items * items) + n;
            }
        }
    }
    Ok(sum.to_bits())
}

/// Everything that is found of a unit on a scale, and of a scale over units.
fn indices(parts: &[PackedPart], instrument: &Instrument) -> Outcome<u64> {
    let pass = Pass::new(parts, instrument, Asked { moments: true, pairs: false }, Places::Unit, THREADS)?;
    let cells = tabulate(&pass, CELLS_MAX)?;
    let mut found = 0;
    for (at, scale) in instrument.scales().iter().enumerate() {
        let units: Vec<_> = cells.iter().filter_map(|(_, counts)| counts.scale_counts(at)).collect();
        let mut total = counts::ScaleCounts::new(units.first().ok_or("no unit")?.shape());
        units.iter().try_for_each(|counts| total.merge(counts))?;
        let refs: Vec<_> = units.iter().collect();
        found += u64::from(indices::ScaleQuality::of(&total, &refs, scale).icc1.value().is_some());
        for counts in &units {
            let finding = indices::ScaleFinding::of(counts, scale);
            found += finding.n + u64::from(finding.mean.interval().is_some()) + finding.distribution.len() as u64;
        }
    }
    Ok(found)
}

fn kept(folder: &Path) -> PathBuf {
    folder.with_extension("kept")
}

fn absent(error: std::io::Error) -> std::io::Result<()> {
    if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

fn once(folder: &Path, manifest: &Manifest, instrument: &Instrument) -> Outcome<u64> {
    let (wide, reuse) = Settled { folder, manifest, instrument }.count_once(&kept(folder), THREADS)?;
    let persons: u64 = wide.formers.values().flatten().map(counts::ScaleCounts::n).sum();
    Ok(persons.wrapping_mul(1_000).wrapping_add(reuse.kept as u64))
}

/// Looks at every score and every item of one cell.
fn weigh(counts: &PackedCounts) -> u64 {
    let scales = (0..).map_while(|scale| Some((counts.scores(scale)?, counts.answers(scale)?)));
    let weigh = |sum: u64, (place, persons): (u64, &u64)| sum.wrapping_add(place.wrapping_mul(*persons));
    scales.fold(0, |sum, (scores, answers)| (1..).zip(scores.iter().chain(answers)).fold(sum, weigh))
}

#[derive(Default)]
struct Sums(u64);

impl Visitor for Sums {
    fn cell(&mut self, _: Cell<'_>, counts: &PackedCounts) {
        self.0 = self.0.wrapping_add(weigh(counts));
    }
}

/// Per scale, complete persons and the sum of their answers.
struct Totals(Vec<(u64, u64)>);

impl Visitor for Totals {
    fn cell(&mut self, _: Cell<'_>, counts: &PackedCounts) {
        for (scale, (n, sum)) in self.0.iter_mut().enumerate() {
            // The shipped scales ask for every item, so there is one row of scores: a counter for each sum from 0.
            for (score, persons) in (0_u64..).zip(counts.scores(scale).unwrap_or_default()) {
                *n += persons;
                *sum += score * persons;
            }
        }
    }
}

/// What any way of counting must do at the least.
fn touch(parts: &[PackedPart]) -> Outcome<u64> {
    let tasks: Vec<_> = parts.iter().flat_map(|part| (0..part.row_groups()).map(move |group| (part, group))).collect();
    let (next, total) = (AtomicUsize::new(0), Mutex::new(0_u64));
    let one = || -> Outcome<()> {
        let mut sum = 0_u64;
        while let Some((part, group)) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
            for batch in part.batches(*group, Places::Unit)? {
                let batch = batch?;
                let (words, rest) = batch.packed().as_chunks::<8>();
                sum = words.iter().fold(sum, |sum, word| sum ^ u64::from_le_bytes(*word));
                sum = rest.iter().fold(sum, |sum, byte| sum ^ u64::from(*byte));
                sum = batch.runs().fold(sum, |sum, run| sum ^ run.rows as u64);
            }
        }
        *total.lock().map_err(|_| "a thread ended early")? ^= sum;
        Ok(())
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(one);
        one()?;
        other.join().map_err(|_| "a thread ended early")?
    })?;
    Ok(total.into_inner()?)
}

/// The most memory this process has had, in bytes, as far as the operating system tells.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or_default() * 1024
}
