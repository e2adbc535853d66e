//! XML, as little of it as a description needs.

use std::io::{self, Write};

/// A name with its value.
pub(super) type Attribute<'a> = (&'a str, &'a str);

/// Writes elements, each indented below the one it stands in.
pub(super) struct Xml<W> {
    out: W,
    depth: usize,
}

impl<W: Write> Xml<W> {
    /// Begins a document.
    pub(super) fn new(mut out: W) -> io::Result<Xml<W>> {
        out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
        Ok(Xml { out, depth: 0 })
    }

    /// An element with others in it.
    pub(super) fn within(
        &mut self,
        name: &str,
        attributes: &[Attribute<'_>],
        inside: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        self.begin(name, attributes)?;
        self.out.write_all(b"\n")?;
        self.depth += 1;
        inside(self)?;
        self.depth -= 1;
        self.indent()?;
        writeln!(self.out, "</{name}>")
    }

    /// An element with text in it.
    pub(super) fn text(&mut self, name: &str, attributes: &[Attribute<'_>], text: &str) -> io::Result<()> {
        self.begin(name, attributes)?;
        writeln!(self.out, "{}</{name}>", escaped(text))
    }

    /// Ends the document.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn begin(&mut self, name: &str, attributes: &[Attribute<'_>]) -> io::Result<()> {
        self.indent()?;
        write!(self.out, "<{name}")?;
        for (key, value) in attributes {
            write!(self.out, " {key}=\"{}\"", escaped(value))?;
        }
        self.out.write_all(b">")
    }

    fn indent(&mut self) -> io::Result<()> {
        write!(self.out, "{:1$}", "", 2 * self.depth)
    }
}

/// Text as XML 1.0 has it; characters that it cannot hold become U+FFFD.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\r' => escaped.push_str("&#13;"),
            '\t' | '\n' => escaped.push(c),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push(char::REPLACEMENT_CHARACTER),
            other => escaped.push(other),
        }
    }
    escaped
}
