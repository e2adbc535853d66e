//! Just enough of HTML to read a page's tables: tags, their attributes, and text.

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'p> {
    /// An opening tag with the text of its attributes.
    Open(&'p str, &'p str),
    /// A closing tag.
    Close(&'p str),
    /// Text between tags, as it stands.
    Text(&'p str),
}

/// The pieces of a page in order. What stands in a drawing, a style sheet or a script is left out.
pub(super) fn pieces(page: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest) = (Vec::new(), page);
    while let Some((text, after)) = rest.split_once('<') {
        if !text.trim().is_empty() {
            pieces.push(Piece::Text(text.trim()));
        }
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            pieces.push(Piece::Close(name.trim()));
            continue;
        }
        let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
        if ["svg", "style", "script"].contains(&name) {
            rest = rest.split_once(&format!("</{name}>")).map_or("", |(_, after)| after);
        } else {
            pieces.push(Piece::Open(name, attributes));
        }
    }
    pieces
}

/// The value of an attribute.
pub(super) fn attribute<'p>(attributes: &'p str, name: &str) -> Option<&'p str> {
    let mut rest = attributes;
    while let Some((key, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"')?;
        if key.trim() == name {
            return Some(value);
        }
        rest = after;
    }
    None
}

/// Text with its entities resolved.
pub(super) fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_taken_apart_without_its_drawings() {
        let page = "<p class=\"a b\" id=\"x\">One &amp; <svg><title>no</title></svg>two</p>";
        let expect = [
            Piece::Open("p", "class=\"a b\" id=\"x\""),
            Piece::Text("One &amp;"),
            Piece::Text("two"),
            Piece::Close("p"),
        ];
        assert_eq!(pieces(page), expect);
        assert_eq!(attribute("class=\"a b\" id=\"x\"", "id"), Some("x"));
        assert_eq!(attribute("class=\"a b\"", "id"), None);
        assert_eq!(plain("a &amp;lt; b"), "a &lt; b");
    }
}
