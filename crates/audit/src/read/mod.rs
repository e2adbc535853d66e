//! Readers: one for each format, all giving the same [`Release`].
//!
//! A reader takes the file's bytes and nothing else of ours; what it does not read it lists in [`Release::unread`]. A new format is a
//! new type with [`Reader`].

mod context;
mod csv;
mod cube;
mod html;
mod page_words;
mod parquet;
mod tags;
mod views;
mod wire;
mod xlsx;

use survey::{FileError, FileErrors};

pub use self::context::Context;
use self::csv::mark;
pub use self::csv::{COLUMNS, Csv};
pub use self::cube::Cube;
pub use self::html::Html;
pub use self::parquet::Parquet;
pub use self::xlsx::Workbook;
use crate::release::{Measure, Range, Release, Unread, Why};

/// Reads one format.
pub trait Reader {
    /// The release in a file.
    ///
    /// # Errors
    /// Every problem in the file that makes it unreadable, each with its place and what to do.
    fn read(&self, file: &str, bytes: &[u8]) -> Result<Release, FileErrors>;
}

/// The bytes as text.
fn text<'b>(file: &str, bytes: &'b [u8]) -> Result<&'b str, FileErrors> {
    std::str::from_utf8(bytes)
        .map_err(|error| FileError::new(file, None, "", error.to_string(), "save the file as UTF-8 text").into())
}

/// Files read with their names, each by the reader its ending asks for: cubes first, since pages and tables take their names from the cube
/// in their own folder, or from the first one.
///
/// # Errors
/// Every problem in every file; a page or a table without any cube beside it.
pub fn files(files: &[(String, Vec<u8>)]) -> Result<Vec<Release>, FileErrors> {
    let (mut releases, mut errors) = (Vec::new(), Vec::new());
    let ends = |file: &str, ending: &str| file.to_lowercase().ends_with(ending);
    for (file, bytes) in files.iter().filter(|(file, _)| ends(file, ".json")) {
        match Cube.read(file, bytes) {
            Ok(release) => releases.push(release),
            Err(found) => errors.extend(found.into_vec()),
        }
    }
    let contexts: Vec<(String, Context)> =
        releases.iter().map(|cube| (folder(&cube.file).to_owned(), Context::of(cube))).collect();
    for (file, bytes) in files.iter().filter(|(file, _)| !ends(file, ".json")) {
        let here = contexts.iter().find(|(of, _)| of == folder(file)).or(contexts.first());
        let read = match here.map(|(_, context)| context) {
            _ if ![".html", ".csv", ".xlsx", ".parquet"].iter().any(|ending| ends(file, ending)) => {
                let remedy = "give the cube (.json), pages of the report (.html), tables of cells (.csv), workbooks (.xlsx) or views (.parquet)";
                Err(FileError::new(file, None, "", "this is no kind of file the audit reads", remedy).into())
            }
            // A cube that could not be read has said so already.
            None if !errors.is_empty() => continue,
            None => {
                let problem = "there is no cube that says which units there are";
                Err(FileError::new(file, None, "", problem, "give the wave's cube.json too").into())
            }
            Some(context) if ends(file, ".csv") => Csv { context }.read(file, bytes),
            Some(context) if ends(file, ".xlsx") => Workbook { context }.read(file, bytes),
            Some(context) if ends(file, ".parquet") => Parquet { context }.read(file, bytes),
            Some(context) => Html { context }.read(file, bytes),
        };
        match read {
            Ok(release) => releases.push(release),
            Err(found) => errors.extend(found.into_vec()),
        }
    }
    FileErrors::unless_empty(errors)?;
    Ok(releases)
}

/// A file that no reader takes: nothing of it is examined, and the verdict says so.
#[must_use]
pub fn unreadable(file: String) -> Release {
    let mut release = Context::default().empty(&file);
    release.unread.push(Unread::new("the whole file", Why::NoReader));
    release
}

/// The folder in a file's name.
fn folder(file: &str) -> &str {
    file.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder)
}

/// The sum over people that a value of a measure amounts to, where it is their mean or a count.
fn sum_of(measure: &Measure, n: Option<u64>, value: Range) -> Option<Range> {
    match (measure.scale(), measure.statistic()) {
        ("response", _) => Some(value),
        // Rates are of days; absences and employer periods that began are counts.
        ("absence", "mean") | ("register", _) => None,
        ("absence", _) => Some(value),
        (_, "mean" | "favourable" | "distribution") => n.map(|n| value.times(people(n))),
        _ => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "far more people than a municipality has stay exact")]
const fn people(n: u64) -> f64 {
    n as f64
}

/// A printed number with half a unit of its last digit on both sides. Nine decimals or more are as good as exact.
fn printed(digits: &str) -> Option<Range> {
    let value: f64 = digits.parse().ok().filter(|value: &f64| value.is_finite())?;
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let half = if decimals < 9 { 0.5 * 10_f64.powi(-i32::try_from(decimals).unwrap_or(9)) } else { 0.0 };
    Some(Range::around(value, half.max(EXACT)))
}

/// What a number in full precision may be off.
const EXACT: f64 = 1e-9;
