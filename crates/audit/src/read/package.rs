//! A zipped package: a CSV file for each view, and a description of their columns.

use std::io::{Cursor, Read};

use survey::FileErrors;
use zip::ZipArchive;

use super::views::release;
use super::{Context, Reader, damaged, view_csv};
use crate::release::{Release, Unread, Why};

/// A file in a package is no larger than this, unpacked: far more than any view, and far less than what a zip can be made to hold.
const BYTES_MAX: u64 = 1 << 30;

/// Reads a zipped package.
#[derive(Clone, Copy, Debug)]
pub struct Package<'c> {
    /// The units the rows name.
    pub context: &'c Context,
}

impl Reader for Package<'_> {
    fn read(&self, file: &str, bytes: &[u8]) -> Result<Release, FileErrors> {
        let wrong = |problem: &dyn std::fmt::Display| damaged(file, problem, "give the package as it was exported");
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| wrong(&error))?;
        let (mut views, mut others) = (Vec::new(), Vec::new());
        for at in 0..archive.len() {
            let entry = archive.by_index(at).map_err(|error| wrong(&error))?;
            let name = entry.name().map_err(|error| wrong(&error))?.into_owned();
            let Some(view) = name.rsplit('/').next().and_then(|last| last.strip_suffix(".csv")) else {
                others.push(name);
                continue;
            };
            let mut text = Vec::new();
            entry.take(BYTES_MAX + 1).read_to_end(&mut text).map_err(|error| wrong(&error))?;
            if u64::try_from(text.len()).is_ok_and(|length| length > BYTES_MAX) {
                return Err(wrong(&format!("{name} is more than {BYTES_MAX} bytes, unpacked")));
            }
            views.push(view_csv::view(&format!("{file}, {name}"), &text, Some(view))?);
        }
        let mut release = release(self.context, file, &views)?;
        release.unread.extend(others.into_iter().map(|name| Unread::new(name, Why::OtherTable)));
        Ok(release)
    }
}
