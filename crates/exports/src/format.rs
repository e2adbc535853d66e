//! The formats there are.

/// A format of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Comma-separated text: UTF-8, decimal point, the words of codes.
    Csv,
    /// The same for a Norwegian Excel: semicolon, decimal comma, a byte-order mark.
    CsvExcel,
    /// An array of objects, one for each row.
    Json,
    /// One object a line.
    Ndjson,
    /// Apache Parquet with labels in its schema.
    Parquet,
    /// A stream of Arrow record batches.
    Arrow,
    /// An Excel workbook, one sheet for each table.
    Xlsx,
    /// A zip of CSV files with a codebook and a Frictionless description.
    Package,
    /// DDI-Codebook: what the tables are, without their cells.
    Ddi,
}

/// No format has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no format {given}; the formats are {}", Format::ALL.map(Format::name).join(", "))]
pub struct UnknownFormat {
    /// The name as given.
    pub given: String,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 9] = [
        Format::Csv,
        Format::CsvExcel,
        Format::Json,
        Format::Ndjson,
        Format::Parquet,
        Format::Arrow,
        Format::Xlsx,
        Format::Package,
        Format::Ddi,
    ];

    /// The name it is asked for by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::CsvExcel => "csv-excel",
            Format::Json => "json",
            Format::Ndjson => "ndjson",
            Format::Parquet => "parquet",
            Format::Arrow => "arrow",
            Format::Xlsx => "xlsx",
            Format::Package => "package",
            Format::Ddi => "ddi",
        }
    }

    /// The format of a name.
    ///
    /// # Errors
    /// A name that no format has.
    pub fn parse(name: &str) -> Result<Format, UnknownFormat> {
        let found = Format::ALL.into_iter().find(|format| format.name() == name);
        found.ok_or_else(|| UnknownFormat { given: name.to_owned() })
    }

    /// How its files end, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Format::Csv | Format::CsvExcel => "csv",
            Format::Json => "json",
            Format::Ndjson => "ndjson",
            Format::Parquet => "parquet",
            Format::Arrow => "arrows",
            Format::Xlsx => "xlsx",
            Format::Package => "zip",
            Format::Ddi => "xml",
        }
    }

    /// What it is called where it is sent (RFC 6838).
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Format::Csv | Format::CsvExcel => "text/csv; charset=utf-8; header=present",
            Format::Json => "application/json",
            Format::Ndjson => "application/x-ndjson",
            Format::Parquet => "application/vnd.apache.parquet",
            Format::Arrow => "application/vnd.apache.arrow.stream",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Package => "application/zip",
            Format::Ddi => "application/xml",
        }
    }

    /// Whether a file can hold several tables.
    #[must_use]
    pub const fn holds_many(self) -> bool {
        matches!(self, Format::Xlsx | Format::Package | Format::Ddi)
    }
}
