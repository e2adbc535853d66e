//! A Frictionless data package (datapackage.org, version 2) as one zip: a CSV file for each table, the codebook, and a description.

use std::collections::BTreeSet;
use std::io::Write;

use serde_json::{Map, Value, json};
use views::{Description, Kind, Table, View};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::{Context, ExportError, Format, Out, csv, layout, method};

/// Writes the zip. Its entries carry no times.
pub(crate) fn write(tables: &[Table], context: &Context, out: Out<'_>) -> Result<(), ExportError> {
    let fault = |error| match error {
        zip::result::ZipError::Io(error) => ExportError::Io(error),
        other => ExportError::of(Format::Package, other),
    };
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .large_file(true);
    let codebook = tables.iter().all(|table| table.name() != View::Codebook.name()).then_some(&context.codebook);
    let tables: Vec<&Table> = tables.iter().chain(codebook).collect();
    let mut paths = BTreeSet::new();
    if let Some(twice) = tables.iter().map(|table| path(table)).find(|path| !paths.insert(path.clone())) {
        return Err(ExportError::SameName { of: "files of the package".to_owned(), name: twice });
    }
    let mut zip = ZipWriter::new_stream(out);
    zip.start_file("datapackage.json", options).map_err(fault)?;
    zip.write_all(description(&tables, context).as_bytes())?;
    for table in tables {
        zip.start_file(path(table), options).map_err(fault)?;
        csv::write(table, csv::Dialect::Plain, &mut zip)?;
    }
    zip.finish().map_err(fault)?;
    Ok(())
}

/// Where a table lies in the package.
fn path(table: &Table) -> String {
    if table.name() == View::Codebook.name() {
        "codebook.csv".to_owned()
    } else {
        format!("data/{}.csv", slug(table.name()))
    }
}

/// A name as the standard wants it: lower case, digits, `-`, `_` and `.`.
fn slug(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c.to_ascii_lowercase() } else { '_' };
    name.chars().map(plain).collect()
}

/// `datapackage.json`.
fn description(tables: &[&Table], context: &Context) -> String {
    let notes = method::notes(context.rule, context.language);
    let said: Vec<String> = notes.into_iter().map(|note| note.text).collect();
    let mut package = Map::new();
    let mut put = |key: &str, value: Value| package.insert(key.to_owned(), value);
    put("$schema", "https://datapackage.org/profiles/2.0/datapackage.json".into());
    put("name", "mestring".into());
    put("title", context.title.as_str().into());
    put("description", said.join("\n\n").into());
    put("created", format!("{}T00:00:00Z", context.date).into());
    if !context.producer.is_empty() {
        put("contributors", json!([{"title": context.producer, "roles": ["creator"]}]));
    }
    if let Some(licence) = &context.licence {
        put("licenses", json!([{"name": licence}]));
    }
    if !context.sources.is_empty() {
        put("sources", context.sources.iter().map(|source| json!({"title": source})).collect());
    }
    put("resources", tables.iter().map(|table| resource(table, context)).collect());
    format!("{:#}\n", Value::from(package))
}

fn resource(table: &Table, context: &Context) -> Value {
    let about = View::parse(table.name()).ok().map(|view| view.about().get(context.language));
    let fields: Vec<Value> = table.columns().iter().map(|column| field(&column.description, context)).collect();
    let mut resource = Map::new();
    let mut put = |key: &str, value: Value| resource.insert(key.to_owned(), value);
    put("$schema", "https://datapackage.org/profiles/2.0/dataresource.json".into());
    put("name", slug(table.name()).into());
    put("type", "table".into());
    put("path", path(table).into());
    if let Some(about) = about {
        put("description", about.into());
    }
    put("format", "csv".into());
    put("mediatype", "text/csv".into());
    put("encoding", "utf-8".into());
    put(
        "schema",
        json!({
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "fields": fields,
            "missingValues": [""],
        }),
    );
    resource.into()
}

fn field(description: &Description, context: &Context) -> Value {
    let kind = match description.kind {
        Kind::Text | Kind::Code(_) => "string",
        Kind::Whole => "integer",
        Kind::Number => "number",
    };
    let mut field = Map::new();
    field.insert("name".to_owned(), description.name.as_ref().into());
    field.insert("type".to_owned(), kind.into());
    if let Some(label) = description.label {
        field.insert("title".to_owned(), label.get(context.language).into());
        field.insert("titles".to_owned(), layout::words(label));
    }
    if let Kind::Code(codes) = description.kind {
        let words: Vec<&str> = codes.iter().map(|code| code.word).collect();
        field.insert("constraints".to_owned(), json!({"enum": words}));
        let categories = codes.iter();
        let categories = categories.map(|code| json!({"value": code.word, "label": code.label.get(context.language)}));
        field.insert("categories".to_owned(), categories.collect());
    }
    field.into()
}
