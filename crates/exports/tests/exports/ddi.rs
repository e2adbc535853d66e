//! The description for archives against the order of elements that the schema of DDI-Codebook 2.5 asks for.
//!
//! The schema itself is not here; the lists below are what it says of the elements that are used.

use std::collections::BTreeSet;

use exports::Format;
use quick_xml::events::Event;
use views::{Kind, Table};

use crate::world::{tables, written};

/// An element with its attributes, its children and its text.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
    text: String,
}

impl Element {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

fn parsed(bytes: &[u8]) -> Element {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let mut open = vec![Element::default()];
    let utf8 = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                let attributes = start.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    (utf8(attribute.key.as_ref()), utf8(&attribute.value))
                });
                let attributes = attributes.collect();
                open.push(Element { name: utf8(start.name().as_ref()), attributes, ..Element::default() });
            }
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&utf8(&text)),
            Event::End(_) => {
                let closed = open.pop().unwrap();
                open.last_mut().unwrap().children.push(closed);
            }
            Event::Eof => return open.pop().unwrap().children.pop().unwrap(),
            _ => {}
        }
    }
}

/// Which children an element may have, in this order; `!` stands behind those that may be there once.
const ORDER: [(&str, &[&str]); 15] = [
    ("codeBook", &["docDscr", "stdyDscr", "fileDscr", "dataDscr", "otherMat"]),
    ("stdyDscr", &["citation", "studyAuthorization", "stdyInfo", "studyDevelopment", "method", "dataAccs"]),
    (
        "citation",
        &["titlStmt!", "rspStmt!", "prodStmt!", "distStmt!", "serStmt", "verStmt", "biblCit", "holdings", "notes"],
    ),
    ("titlStmt", &["titl!", "subTitl", "altTitl", "parTitl", "IDNo"]),
    ("prodStmt", &["producer", "copyright!", "prodDate", "prodPlac", "software"]),
    ("stdyInfo", &["studyBudget", "subject", "abstract", "sumDscr", "qualityStatement!", "notes", "exPostEvaluation"]),
    ("sumDscr", &["timePrd", "collDate", "nation", "geogCover", "geogUnit", "anlyUnit", "universe", "dataKind"]),
    ("method", &["dataColl", "notes", "anlyInfo!", "stdyClas!", "dataProcessing", "codingInstructions"]),
    ("dataAccs", &["setAvail", "useStmt", "notes"]),
    (
        "useStmt",
        &["confDec!", "specPerm!", "restrctn!", "contact", "citReq!", "deposReq!", "conditions!", "disclaimer!"],
    ),
    ("fileDscr", &["fileTxt", "locMap!", "notes"]),
    ("fileTxt", &["fileName!", "fileCitation!", "fileCont!", "fileStrc!", "dimensns!", "fileType!", "format!"]),
    ("dimensns", &["caseQnty", "varQnty", "logRecL", "recPrCas", "recNumTot"]),
    ("dataDscr", &["varGrp", "nCubeGrp", "var", "nCube", "notes"]),
    ("var", &["location", "labl", "qstn", "valrng", "txt", "catgry", "concept", "varFormat!", "notes"]),
];

fn check(element: &Element) {
    let order = match element.name.as_str() {
        "catgry" => &["catValu!", "labl", "txt", "catStat"][..],
        name => ORDER.iter().find(|(known, _)| *known == name).map_or(&[][..], |(_, order)| order),
    };
    let mut at = 0;
    for child in &element.children {
        let found = order.iter().position(|known| known.trim_end_matches('!') == child.name);
        let found = found.unwrap_or_else(|| panic!("{} may not have {}", element.name, child.name));
        assert!(found >= at, "{}: {} stands too late", element.name, child.name);
        let again = order[found].ends_with('!') && element.all(&child.name).count() > 1;
        assert!(!again, "{}: {} is there more than once", element.name, child.name);
        at = found;
        check(child);
    }
    if !element.children.is_empty() {
        assert_eq!(element.text.trim(), "", "{} has elements and text", element.name);
    }
}

#[test]
fn elements_stand_in_the_order_of_the_schema() {
    let root = parsed(&written(Format::Ddi, &tables()));
    assert_eq!((root.name.as_str(), root.attribute("xmlns")), ("codeBook", Some("ddi:codebook:2_5")));
    check(&root);
}

#[test]
fn every_column_and_word_is_described_in_three_languages() {
    let tables = tables();
    let root = parsed(&written(Format::Ddi, &tables));
    let files: Vec<&Element> = root.all("fileDscr").collect();
    assert_eq!(files.len(), tables.len());
    let variables: Vec<&Element> = root.all("dataDscr").flat_map(|data| data.all("var")).collect();
    let columns: Vec<_> = tables.iter().flat_map(Table::columns).collect();
    assert_eq!(variables.len(), columns.len());
    let mut ids: BTreeSet<&str> = files.iter().filter_map(|file| file.attribute("ID")).collect();
    assert_eq!(ids.len(), files.len());
    for (variable, column) in variables.into_iter().zip(columns) {
        assert_eq!(variable.attribute("name"), Some(column.description.name.as_ref()));
        assert!(files.iter().any(|file| file.attribute("ID") == variable.attribute("files")));
        assert!(ids.insert(variable.attribute("ID").unwrap()), "an ID is there twice");
        let languages: Vec<_> = variable.all("labl").filter_map(|label| label.attribute("xml:lang")).collect();
        assert_eq!(languages, ["nb", "nn", "en"]);
        let words: Vec<&str> = variable.all("catgry").map(|word| word.children[0].text.as_str()).collect();
        let expected = match column.description.kind {
            Kind::Code(codes) => codes.iter().map(|code| code.word).collect(),
            _ => Vec::new(),
        };
        assert_eq!(words, expected);
    }
}
