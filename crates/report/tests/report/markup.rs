//! A reader of the report's own markup: strict enough to find a tag that was never closed or a name that was not escaped.

/// One step through a page.
#[derive(Debug, PartialEq)]
pub(crate) enum Step<'a> {
    /// `<name attributes>`; the last field says whether it closes itself.
    Open(&'a str, &'a str, bool),
    /// `</name>`.
    Close(&'a str),
    /// What stands between tags, still escaped.
    Text(&'a str),
}

const EMPTY: [&str; 5] = ["meta", "link", "br", "hr", "img"];

/// The page as steps. Panics where the page cannot be read.
pub(crate) fn steps(page: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let mut rest = page.strip_prefix("<!DOCTYPE html>").expect("a doctype");
    while !rest.is_empty() {
        let Some(inside) = rest.strip_prefix('<') else {
            let (text, next) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
            assert!(!text.contains('>'), "a stray bracket in {text:?}");
            steps.push(Step::Text(text));
            rest = next;
            continue;
        };
        let end = end_of_tag(inside);
        let (tag, next) = (&inside[..end], &inside[end + 1..]);
        rest = next;
        if let Some(name) = tag.strip_prefix('/') {
            steps.push(Step::Close(name));
        } else {
            let closed = tag.ends_with('/');
            let tag = tag.trim_end_matches('/').trim_end();
            let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
            assert!(name.chars().all(|letter| letter.is_ascii_alphanumeric()), "no tag: {name:?}");
            steps.push(Step::Open(name, attributes, closed || EMPTY.contains(&name)));
        }
    }
    steps
}

/// The bracket that ends a tag, outside quotes.
fn end_of_tag(inside: &str) -> usize {
    let mut quoted = false;
    for (at, letter) in inside.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '>' if !quoted => return at,
            '<' => panic!("a bracket inside a tag: {:?}", &inside[..at]),
            _ => {}
        }
    }
    panic!("a tag without an end: {inside:?}")
}

/// Checks that every tag is closed by its own name, in order.
pub(crate) fn check_balance(page: &str) {
    let mut open = Vec::new();
    for step in steps(page) {
        match step {
            Step::Open(_, _, true) | Step::Text(_) => {}
            Step::Open(name, _, false) => open.push(name),
            Step::Close(name) => assert_eq!(open.pop(), Some(name), "</{name}> closes something else"),
        }
    }
    assert!(open.is_empty(), "never closed: {open:?}");
}

/// The value of an attribute.
pub(crate) fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = attributes.split_once(&format!("{name}=\""))?;
    after.split_once('"').map(|(value, _)| value)
}

/// The text of a page as a person reads it, elements parted by a space.
pub(crate) fn text(page: &str) -> String {
    let parts: Vec<String> = steps(page)
        .into_iter()
        .filter_map(|step| match step {
            Step::Text(text) => {
                Some(text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"))
            }
            _ => None,
        })
        .collect();
    joined(&parts.join(" "))
}

/// The tables of a page: each a caption and rows of cells' texts, header cells included.
pub(crate) fn tables(page: &str) -> Vec<(String, Vec<Vec<String>>)> {
    let mut tables = Vec::new();
    for piece in page.split("<table ").skip(1) {
        let body = piece.split_once("</table>").expect("an end").0;
        let caption = inner(body, "caption").concat();
        let rows = pieces(body, "tr").into_iter().map(inner_of_cells).collect();
        tables.push((caption, rows));
    }
    tables
}

fn pieces<'a>(body: &'a str, tag: &str) -> Vec<&'a str> {
    let close = format!("</{tag}>");
    body.split(&format!("<{tag}"))
        .skip(1)
        .filter_map(|piece| piece.split_once(&close).map(|(inside, _)| inside))
        .collect()
}

fn inner(body: &str, tag: &str) -> Vec<String> {
    pieces(body, tag).into_iter().map(|piece| plain(piece.split_once('>').unwrap_or(("", piece)).1)).collect()
}

fn inner_of_cells(row: &str) -> Vec<String> {
    let mut cells = Vec::new();
    for piece in row.split("<t").skip(1).filter(|piece| piece.starts_with('d') || piece.starts_with('h')) {
        let inside = piece.split_once('>').unwrap_or(("", "")).1;
        let end = inside.find("</td>").or_else(|| inside.find("</th>")).unwrap_or(inside.len());
        cells.push(plain(&inside[..end]));
    }
    cells
}

/// The text of a piece of markup, without drawings.
fn plain(piece: &str) -> String {
    let mut text = String::new();
    let mut drawing = false;
    for part in piece.split('<') {
        let (tag, after) = part.split_once('>').unwrap_or(("", part));
        drawing = (drawing || tag.starts_with("svg")) && !tag.starts_with("/svg");
        if !drawing {
            text.push_str(after);
        }
    }
    joined(&text)
}

/// One ordinary space between words; narrow spaces stay what they are.
pub(crate) fn joined(text: &str) -> String {
    text.split([' ', '\n']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
