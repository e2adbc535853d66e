//! The description for archives against the order of elements that the schema of DDI-Codebook 2.5 asks for.
//!
//! The schema itself is not here; the lists below are what its text of 2012-01-17 says of the elements that are used.

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
    let mut reader = quick_xml::Reader::from_str(std::str::from_utf8(bytes).unwrap());
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                let attributes = start.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    (attribute.key.as_ref().to_owned(), attribute.value.into_owned())
                });
                let attributes = attributes.collect();
                open.push(Element { name: start.name().as_ref().to_owned(), attributes, ..Element::default() });
            }
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&text),
            Event::End(_) => {
                let closed = open.pop().unwrap();
                open.last_mut().unwrap().children.push(closed);
            }
            Event::Eof => return open.pop().unwrap().children.pop().unwrap(),
            _ => {}
        }
    }
}

/// Which children an element may have, in this order; `!` stands behind those that may be there once, and `+` behind those that must be there
/// and may be more; `!!` is exactly one.
const ORDER: [(&str, &[&str]); 16] = [
    ("codeBook", &["docDscr", "stdyDscr+", "fileDscr", "dataDscr", "otherMat"]),
    (
        "stdyDscr",
        &[
            "citation+",
            "studyAuthorization",
            "stdyInfo",
            "studyDevelopment",
            "method",
            "dataAccs",
            "othrStdyMat",
            "notes",
        ],
    ),
    (
        "citation",
        &["titlStmt!!", "rspStmt!", "prodStmt!", "distStmt!", "serStmt", "verStmt", "biblCit!", "holdings", "notes"],
    ),
    ("titlStmt", &["titl!!", "subTitl", "altTitl", "parTitl", "IDNo"]),
    ("prodStmt", &["producer", "copyright!", "prodDate", "prodPlac", "software", "fundAg", "grantNo"]),
    ("stdyInfo", &["studyBudget", "subject", "abstract", "sumDscr", "qualityStatement!", "notes", "exPostEvaluation"]),
    (
        "sumDscr",
        &[
            "timePrd",
            "collDate",
            "nation",
            "geogCover",
            "geogUnit",
            "geoBndBox!",
            "boundPoly!",
            "anlyUnit",
            "universe",
            "dataKind",
        ],
    ),
    ("method", &["dataColl", "notes", "anlyInfo!", "stdyClas!", "dataProcessing", "codingInstructions"]),
    ("dataAccs", &["setAvail", "useStmt", "notes"]),
    (
        "useStmt",
        &["confDec!", "specPerm!", "restrctn!", "contact", "citReq!", "deposReq!", "conditions!", "disclaimer!"],
    ),
    ("fileDscr", &["fileTxt", "locMap!", "notes"]),
    (
        "fileTxt",
        &[
            "fileName!",
            "fileCitation!",
            "fileCont!",
            "fileStrc!",
            "dimensns!",
            "fileType!",
            "format!",
            "filePlac!",
            "dataChck",
            "ProcStat!",
            "dataMsng!",
            "software",
            "verStmt!",
        ],
    ),
    ("dimensns", &["caseQnty", "varQnty", "logRecL", "recPrCas", "recNumTot"]),
    ("dataDscr", &["varGrp", "nCubeGrp", "var", "nCube", "notes"]),
    (
        "var",
        &[
            "location",
            "labl",
            "imputation!",
            "security!",
            "embargo!",
            "respUnit!",
            "anlysUnit!",
            "qstn",
            "valrng",
            "invalrng",
            "undocCod",
            "universe",
            "TotlResp!",
            "sumStat",
            "txt",
            "stdCatgry",
            "catgryGrp",
            "catgry",
            "codInstr",
            "verStmt",
            "concept",
            "derivation!",
            "varFormat!",
            "geoMap",
            "catLevel",
            "notes",
        ],
    ),
    ("catgry", &["catValu!", "labl", "txt", "catStat", "mrow!"]),
];

/// Elements of text that we use; none of them needs a child.
const TEXTS: [&str; 15] = [
    "titl",
    "producer",
    "prodDate",
    "notes",
    "abstract",
    "anlyUnit",
    "dataKind",
    "conditions",
    "fileName",
    "fileCont",
    "caseQnty",
    "varQnty",
    "labl",
    "catValu",
    "varFormat",
];

/// The attributes that we use: element, attribute, and the values it may have; none listed is any text. Every element may have `ID`
/// and `xml:lang`.
const ATTRIBUTES: [(&str, &str, &[&str]); 9] = [
    ("codeBook", "xmlns", &["ddi:codebook:2_5"]),
    ("codeBook", "version", &["2.5"]),
    ("notes", "type", &[]),
    ("notes", "subject", &[]),
    ("prodDate", "date", &[]),
    ("var", "name", &[]),
    ("var", "files", &[]),
    ("var", "intrvl", &["contin", "discrete"]),
    ("varFormat", "type", &["character", "numeric"]),
];

fn check(element: &Element) {
    let listed = ORDER.iter().find(|(known, _)| *known == element.name).map(|(_, order)| *order);
    assert!(listed.is_some() || TEXTS.contains(&element.name.as_str()), "there is no element {}", element.name);
    let order = listed.unwrap_or_default();
    let bare = |known: &str| known.trim_end_matches(['!', '+']).to_owned();
    let mut at = 0;
    for child in &element.children {
        let found = order.iter().position(|known| bare(known) == child.name);
        let found = found.unwrap_or_else(|| panic!("{} may not have {}", element.name, child.name));
        assert!(found >= at, "{}: {} stands too late", element.name, child.name);
        at = found;
        check(child);
    }
    for known in order {
        let count = element.all(&bare(known)).count();
        let must = known.ends_with("!!") || known.ends_with('+');
        assert!(count >= usize::from(must), "{}: {known} is not there", element.name);
        assert!(count <= 1 || !known.ends_with('!'), "{}: {known} is there more than once", element.name);
    }
    for (name, value) in element.attributes.iter().filter(|(name, _)| !["ID", "xml:lang"].contains(&name.as_str())) {
        let known = ATTRIBUTES.iter().find(|(of, known, _)| *of == element.name && known == name);
        let (_, _, values) = known.unwrap_or_else(|| panic!("{} may not have {name}", element.name));
        assert!(values.is_empty() || values.contains(&value.as_str()), "{} {name}: {value}", element.name);
    }
    if !element.children.is_empty() {
        assert_eq!(element.text.trim(), "", "{} has elements and text", element.name);
    }
}

/// Every ID, and every ID that something points to.
fn identities<'e>(element: &'e Element, ids: &mut Vec<&'e str>, references: &mut Vec<&'e str>) {
    ids.extend(element.attribute("ID"));
    references.extend(element.attribute("files").into_iter().flat_map(str::split_whitespace));
    for child in &element.children {
        identities(child, ids, references);
    }
}

#[test]
fn elements_stand_in_the_order_of_the_schema() {
    let root = parsed(&written(Format::Ddi, &tables()));
    assert_eq!((root.name.as_str(), root.attribute("xmlns")), ("codeBook", Some("ddi:codebook:2_5")));
    check(&root);
    let (mut ids, mut references) = (Vec::new(), Vec::new());
    identities(&root, &mut ids, &mut references);
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(known.len(), ids.len(), "an ID is there twice");
    // A name of XML begins with a letter or an underscore, and has no spaces.
    let is_name = |id: &&str| id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && !id.contains(' ');
    assert!(ids.iter().all(is_name), "{ids:?}");
    assert!(!references.is_empty() && references.iter().all(|id| known.contains(id)), "{references:?}");
    let named =
        root.all("dataDscr").flat_map(|data| data.all("var")).all(|variable| variable.attribute("name").is_some());
    assert!(named, "a variable has no name");
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
