//! Rows of one view as JSON: an array of objects, or an object a line.

use serde_json::{Deserializer, Map, Value as Json};
use survey::{FileError, FileErrors};

use super::views::{Value, View, release};
use super::{Context, Reader, text};
use crate::release::Release;

/// Reads JSON rows of one view.
#[derive(Clone, Copy, Debug)]
pub struct ViewJson<'c> {
    /// The units the rows name.
    pub context: &'c Context,
}

impl Reader for ViewJson<'_> {
    fn read(&self, file: &str, bytes: &[u8]) -> Result<Release, FileErrors> {
        let text = text(file, bytes)?;
        let remedy = "give the file as it was exported";
        let objects: Result<Vec<Map<String, Json>>, serde_json::Error> = if is_array(bytes) {
            serde_json::from_str(text)
        } else {
            Deserializer::from_str(text).into_iter().collect()
        };
        let objects = objects.map_err(|error| {
            let line = u64::try_from(error.line()).ok();
            FileErrors::from(FileError::new(file, line, "", error.to_string(), remedy))
        })?;
        let header: Vec<String> = objects.first().into_iter().flat_map(Map::keys).cloned().collect();
        let mut rows = Vec::with_capacity(objects.len());
        for (object, line) in objects.iter().zip(1..) {
            let row: Option<Vec<Value>> = header.iter().map(|name| object.get(name).and_then(value)).collect();
            match row.filter(|row| row.len() == object.len()) {
                Some(row) => rows.push(row),
                None => {
                    let problem =
                        format!("row {line} has other columns than the first, or a cell that is no text and no number");
                    return Err(FileError::new(file, None, "", problem, remedy).into());
                }
            }
        }
        release(self.context, file, &[View::unnamed(header, rows)])
    }
}

/// Whether JSON begins an array: a cube is an object.
pub(super) fn is_array(bytes: &[u8]) -> bool {
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[')
}

fn value(cell: &Json) -> Option<Value> {
    match cell {
        Json::Null => Some(Value::Text(String::new())),
        Json::String(text) => Some(Value::Text(text.clone())),
        Json::Number(number) => number.as_f64().map(Value::Number),
        Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
    }
}
