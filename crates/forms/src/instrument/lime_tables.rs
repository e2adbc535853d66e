//! The tables of a LimeSurvey survey structure: XML in which each element of the first level holds rows of named fields.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::Event;
use survey::FileError;

/// One row: its fields.
pub(super) type Row = BTreeMap<String, String>;

/// Every table of the file, by its name.
#[derive(Debug, Default)]
pub(super) struct Tables(BTreeMap<String, Vec<Row>>);

/// Deeper than the format ever is.
const DEPTH_MAX: usize = 16;

impl Tables {
    pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Self, FileError> {
        let text = std::str::from_utf8(bytes).map_err(|_| {
            FileError::new(file, None, "", "it is not UTF-8 text", "export the survey structure from LimeSurvey again")
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = Reader::from_str(text);
        let mut walk = Walk::default();
        loop {
            let event = reader.read_event();
            let line = || {
                let end = usize::try_from(reader.buffer_position()).unwrap_or(text.len()).min(text.len());
                let newlines = text.bytes().take(end).filter(|&byte| byte == b'\n').count();
                u64::try_from(newlines).unwrap_or(u64::MAX).saturating_add(1)
            };
            let problem = match event {
                Ok(Event::Eof) if walk.path.is_empty() => return walk.finish(file),
                Ok(Event::Eof) => Some("it is cut short: an element is not ended".to_owned()),
                Ok(Event::DocType(_)) => Some("it has a document type, which a survey structure has not".to_owned()),
                Ok(event) => walk.step(event).err(),
                Err(error) => Some(format!("it is not XML: {error}")),
            };
            if let Some(problem) = problem {
                return Err(FileError::new(
                    file,
                    Some(line()),
                    "",
                    problem,
                    "export the survey structure from LimeSurvey again",
                ));
            }
        }
    }

    /// The rows of a table; none where there is no such table.
    pub(super) fn rows(&self, table: &str) -> &[Row] {
        self.0.get(table).map_or(&[], Vec::as_slice)
    }
}

#[derive(Default)]
struct Walk {
    path: Vec<String>,
    text: String,
    row: Row,
    tables: BTreeMap<String, Vec<Row>>,
    languages: Vec<Row>,
    kind: String,
}

impl Walk {
    fn step(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(start) => {
                if self.path.len() >= DEPTH_MAX {
                    return Err("its elements are nested too deep".to_owned());
                }
                self.path.push(start.local_name().into_inner().to_owned());
                self.text.clear();
            }
            Event::Empty(_) => {}
            Event::End(_) => self.end(),
            Event::Text(text) => self.text.push_str(&text.xml10_content()),
            Event::CData(text) => self.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(|error| error.to_string())?;
                match (character, reference.xml10_content().as_ref()) {
                    (Some(character), _) => self.text.push(character),
                    (None, "lt") => self.text.push('<'),
                    (None, "gt") => self.text.push('>'),
                    (None, "amp") => self.text.push('&'),
                    (None, "quot") => self.text.push('"'),
                    (None, "apos") => self.text.push('\''),
                    (None, other) => return Err(format!("there is no character `&{other};`")),
                }
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Eof => {}
        }
        Ok(())
    }

    /// `document / questions / rows / row / qid` is a field; `document / languages / language` one language.
    fn end(&mut self) {
        let text = std::mem::take(&mut self.text).trim().to_owned();
        let names: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match names.as_slice() {
            [_, _, "rows", "row", field] => {
                self.row.insert((*field).to_owned(), text);
            }
            [_, table, "rows", "row"] => {
                let row = std::mem::take(&mut self.row);
                self.tables.entry((*table).to_owned()).or_default().push(row);
            }
            [_, "languages", "language"] => self.languages.push(Row::from([("language".to_owned(), text)])),
            [_, "LimeSurveyDocType"] => self.kind = text,
            _ => {}
        }
        self.path.pop();
    }

    fn finish(mut self, file: &str) -> Result<Tables, FileError> {
        if self.kind != "Survey" {
            let problem = if self.kind.is_empty() {
                "it is not a LimeSurvey survey structure".to_owned()
            } else {
                format!("it holds a LimeSurvey {}, not a survey", self.kind)
            };
            let remedy = "export with Display/Export > Survey structure (.lss)";
            return Err(FileError::new(file, None, "LimeSurveyDocType", problem, remedy));
        }
        self.tables.insert("languages".to_owned(), self.languages);
        Ok(Tables(self.tables))
    }
}
