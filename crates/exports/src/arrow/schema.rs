//! What the columns are, in Arrow's words.

use arrow_schema::{DataType, Field, Metadata, Schema};
use survey::Language;
use views::{Description, Kind, Table};

use crate::{Context, layout};

/// Under which key the description of the whole table stands.
pub(super) const KEY: &str = "mestring";

/// Every column may be empty. Codes are dictionaries of their words, numbered from 0 in the order of their list; 16 bits with a sign, since
/// pandas takes no other small ones.
pub(super) fn of(table: &Table, context: &Context) -> Schema {
    let fields: Vec<Field> = table.columns().iter().map(|column| field(&column.description)).collect();
    Schema::new(fields).with_metadata(Metadata::from([(KEY, layout::table(table, context).to_string())]))
}

fn field(description: &Description) -> Field {
    let kind = match description.kind {
        Kind::Text => DataType::Utf8,
        Kind::Code(_) => DataType::Dictionary(Box::new(DataType::Int16), Box::new(DataType::Utf8)),
        Kind::Whole => DataType::Int64,
        Kind::Number => DataType::Float64,
    };
    let labels = description
        .label
        .into_iter()
        .flat_map(|label| Language::ALL.map(|language| (format!("label:{language}"), label.get(language).to_owned())));
    let codes = layout::codes(description.kind).map(|codes| ("codes".to_owned(), codes.to_string()));
    Field::new(description.name.as_ref(), kind, true).with_metadata(labels.chain(codes).collect::<Metadata>())
}
