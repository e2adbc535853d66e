//! Which reader a file asks for: seen from its name, and where one ending has several kinds from how it begins.

use survey::FileErrors;

use super::{
    ArrowStream, Context, Csv, Cube, Html, Package, Parquet, Reader, SystemFile, ViewCsv, ViewJson, Workbook, view_csv,
    view_json,
};
use crate::release::Release;

/// The endings of files that are read.
pub const ENDINGS: [&str; 10] = ["json", "html", "csv", "xlsx", "parquet", "arrows", "arrow", "sav", "ndjson", "zip"];

/// What to give instead of a file of another kind.
pub(super) const KINDS: &str = "give the cube (.json), pages of the report (.html), tables of cells or views (.csv, .xlsx, .parquet, .arrows, .sav, .json, .ndjson), or a package (.zip)";

/// The name of a file that says what the columns of a package are.
const DESCRIPTION: &str = "datapackage.json";

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Cube,
    Description,
    Page,
    Cells,
    ViewCsv,
    ViewJson,
    Workbook,
    Parquet,
    ArrowStream,
    SystemFile,
    Package,
}

impl Kind {
    pub(super) fn of(file: &str, bytes: &[u8]) -> Option<Kind> {
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file).to_lowercase();
        Some(match name.rsplit_once('.')?.1 {
            _ if name == DESCRIPTION => Kind::Description,
            "json" if view_json::is_array(bytes) => Kind::ViewJson,
            "json" => Kind::Cube,
            "ndjson" => Kind::ViewJson,
            "html" => Kind::Page,
            "csv" if view_csv::is_view(bytes) => Kind::ViewCsv,
            "csv" => Kind::Cells,
            "xlsx" => Kind::Workbook,
            "parquet" => Kind::Parquet,
            // A stream, and what some programs call one.
            "arrows" | "arrow" => Kind::ArrowStream,
            "sav" => Kind::SystemFile,
            "zip" => Kind::Package,
            _ => return None,
        })
    }

    /// The release in a file of this kind.
    pub(super) fn read(self, context: &Context, file: &str, bytes: &[u8]) -> Result<Release, FileErrors> {
        match self {
            Kind::Cube => Cube.read(file, bytes),
            // It holds no cells.
            Kind::Description => Ok(context.empty(file)),
            Kind::Page => Html { context }.read(file, bytes),
            Kind::Cells => Csv { context }.read(file, bytes),
            Kind::ViewCsv => ViewCsv { context }.read(file, bytes),
            Kind::ViewJson => ViewJson { context }.read(file, bytes),
            Kind::Workbook => Workbook { context }.read(file, bytes),
            Kind::Parquet => Parquet { context }.read(file, bytes),
            Kind::ArrowStream => ArrowStream { context }.read(file, bytes),
            Kind::SystemFile => SystemFile { context }.read(file, bytes),
            Kind::Package => Package { context }.read(file, bytes),
        }
    }
}
