//! What a column is, as JSON: the same description in Parquet, Arrow and the package.

use serde_json::{Map, Value, json};
use survey::Language;
use views::{Description, Kind, Table, Words};

use crate::Context;

/// The name of what a column holds.
pub(crate) const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Code(_) => "code",
        Kind::Whole => "whole",
        Kind::Number => "number",
    }
}

/// A text in three languages.
pub(crate) fn words(words: Words) -> Value {
    Language::ALL.map(|language| (language.code().to_owned(), Value::from(words.get(language)))).into_iter().collect()
}

/// The words of a column of codes with what they mean, in the order of their numbers.
pub(crate) fn codes(of: Kind) -> Option<Value> {
    let Kind::Code(codes) = of else { return None };
    Some(codes.iter().map(|code| json!({"word": code.word, "label": words(code.label)})).collect())
}

/// A table with its columns.
pub(crate) fn table(table: &Table, context: &Context) -> Value {
    let columns: Vec<Value> = table.columns().iter().map(|found| column(&found.description)).collect();
    json!({
        "table": table.name(),
        "title": context.title,
        "producer": context.producer,
        "created": context.date.to_string(),
        "licence": context.licence,
        "sources": context.sources,
        "columns": columns,
    })
}

fn column(description: &Description) -> Value {
    let mut said = Map::new();
    said.insert("name".to_owned(), description.name.as_ref().into());
    said.insert("type".to_owned(), kind(description.kind).into());
    if let Some(label) = description.label {
        said.insert("label".to_owned(), words(label));
    }
    if let Some(codes) = codes(description.kind) {
        said.insert("codes".to_owned(), codes);
    }
    said.into()
}
