//! The place where the next page begins.
//!
//! A cursor names the release and the question it belongs to. Pages of two releases never make one table: when the release has been
//! replaced in between, or somebody changes the question on the way, the cursor is refused and reading begins anew.

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::secret::Fingerprint;

/// A place in the rows of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    release: String,
    question: String,
    from: usize,
}

/// Why a cursor was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CursorError {
    /// It is none of ours, or belongs to another question.
    Foreign,
    /// The release it belongs to is no longer shown.
    Replaced,
}

impl Cursor {
    /// The place in this release, for the question that these parts make.
    pub(crate) fn new(release: &str, question: &[&str], from: usize) -> Cursor {
        let question = Fingerprint::of(&question.join("\0")).hex().chars().take(16).collect();
        Cursor { release: release.to_owned(), question, from }
    }

    pub(crate) fn text(&self) -> String {
        Base64UrlUnpadded::encode_string(format!("{}.{}.{}", self.release, self.question, self.from).as_bytes())
    }

    /// The row that a text stands for, if it belongs to this release and question.
    pub(crate) fn read(text: &str, release: &str, question: &[&str]) -> Result<usize, CursorError> {
        let decoded = Base64UrlUnpadded::decode_vec(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let decoded = decoded.ok_or(CursorError::Foreign)?;
        let mut parts = decoded.split('.');
        let (Some(of_release), Some(of_question), Some(from), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(CursorError::Foreign);
        };
        let from = from.parse().map_err(|_| CursorError::Foreign)?;
        let expected = Cursor::new(release, question, from);
        if of_question != expected.question {
            return Err(CursorError::Foreign);
        }
        if of_release == release { Ok(from) } else { Err(CursorError::Replaced) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_belongs_to_its_release_and_its_question() {
        let text = Cursor::new("r1", &["indices", "n gt 5"], 40).text();
        assert_eq!(Cursor::read(&text, "r1", &["indices", "n gt 5"]), Ok(40));
        assert_eq!(Cursor::read(&text, "r2", &["indices", "n gt 5"]), Err(CursorError::Replaced));
        assert_eq!(Cursor::read(&text, "r1", &["indices", "n gt 6"]), Err(CursorError::Foreign));
        assert_eq!(Cursor::read(&text, "r1", &["indicesn gt 5"]), Err(CursorError::Foreign));
        for wrong in ["", "40", "!!!", &Base64UrlUnpadded::encode_string(b"r1.x.40.1")] {
            assert_eq!(Cursor::read(wrong, "r1", &[]), Err(CursorError::Foreign), "{wrong}");
        }
    }
}
