//! Readers: one for each format, all giving the same [`Release`].
//!
//! A reader takes the file's bytes and nothing else of ours; what it does not read it lists in [`Release::unread`]. A new format is a
//! new type with [`Reader`].

mod arrow;
mod context;
mod csv;
mod cube;
mod html;
mod kind;
mod package;
mod page_words;
mod parquet;
mod sav;
mod tags;
mod view_csv;
mod view_json;
mod views;
mod wire;
mod xlsx;

use survey::{FileError, FileErrors};

pub use self::arrow::ArrowStream;
pub use self::context::Context;
use self::csv::mark;
pub use self::csv::{COLUMNS, Csv};
pub use self::cube::Cube;
pub use self::html::Html;
pub use self::kind::ENDINGS;
use self::kind::{KINDS, Kind};
pub use self::package::Package;
pub use self::parquet::Parquet;
pub use self::sav::SystemFile;
pub use self::view_csv::ViewCsv;
pub use self::view_json::ViewJson;
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

/// A file as a whole that is not what its name says.
fn damaged(file: &str, problem: &dyn std::fmt::Display, remedy: &str) -> FileErrors {
    FileError::new(file, None, "", problem.to_string(), remedy).into()
}

/// Files read with their names, each by the reader it asks for: cubes first, since everything else takes its names from the cube in its
/// own folder, or from the first one.
///
/// # Errors
/// Every problem in every file; a page or a table without any cube beside it.
pub fn files(files: &[(String, Vec<u8>)]) -> Result<Vec<Release>, FileErrors> {
    let (mut releases, mut errors) = (Vec::new(), Vec::new());
    let (cubes, others): (Vec<_>, Vec<_>) =
        files.iter().partition(|(file, bytes)| Kind::of(file, bytes) == Some(Kind::Cube));
    for (file, bytes) in &cubes {
        match Cube.read(file, bytes) {
            Ok(release) => releases.push(release),
            Err(found) => errors.extend(found.into_vec()),
        }
    }
    let contexts: Vec<(String, Context)> =
        releases.iter().map(|cube| (folder(&cube.file).to_owned(), Context::of(cube))).collect();
    let context = |file: &str| {
        let here = contexts.iter().find(|(of, _)| of == folder(file)).or(contexts.first());
        here.map(|(_, context)| context)
    };
    for (file, bytes) in others {
        let read = match (Kind::of(file, bytes), context(file)) {
            (None, _) => Err(FileError::new(file, None, "", "this is no kind of file the audit reads", KINDS).into()),
            (Some(Kind::Description), _) => Ok(passed_over(file, "the description of a package", Why::OtherTable)),
            (Some(kind), Some(context)) => kind.read(context, file, bytes),
            // A cube that could not be read has said so already.
            (Some(_), None) if !cubes.is_empty() => continue,
            (Some(_), None) => {
                let problem = "there is no cube that says which units there are";
                Err(FileError::new(file, None, "", problem, "give the wave's cube.json too").into())
            }
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
    passed_over(&file, "the whole file", Why::NoReader)
}

fn passed_over(file: &str, what: &str, why: Why) -> Release {
    let mut release = Context::default().empty(file);
    release.unread.push(Unread::new(what, why));
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
