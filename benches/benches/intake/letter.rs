//! One request, prepared once and changed in place: another code, another number, other points.

use std::io::Write;
use std::ops::Range;

use anyhow::{Context, Result};
use intake::Code;
use survey::Instrument;

use crate::wave::{WAVE, spelled};

/// A whole request as bytes, and where the parts that change stand in it.
#[derive(Clone)]
pub(crate) struct Letter {
    bytes: Vec<u8>,
    code: Range<usize>,
    submission: Range<usize>,
    points: Vec<usize>,
}

impl Letter {
    /// Prepares a request for codes as long as this one.
    pub(crate) fn new(instrument: &Instrument, like: &Code) -> Letter {
        let code = like.to_string();
        let submission = "0".repeat(32);
        let mut body = String::from(r#"{"code":""#);
        let code_from = body.len();
        body.push_str(&code);
        body.push_str(r#"","submission":""#);
        let submission_from = body.len();
        body.push_str(&submission);
        body.push_str(r#"","answers":{"#);
        let mut points = Vec::new();
        for (place, item) in instrument.items().iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            body.push_str(&format!(r#"{comma}"{}":"#, item.id()));
            points.push(body.len());
            body.push('1');
        }
        body.push_str("}}");
        let head = format!(
            "POST /api/v1/waves/{WAVE}/responses HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        let shift = head.len();
        let at = |from: usize, length: usize| shift + from..shift + from + length;
        Letter {
            bytes: [head, body].concat().into_bytes(),
            code: at(code_from, code.len()),
            submission: at(submission_from, submission.len()),
            points: points.into_iter().map(|point| shift + point).collect(),
        }
    }

    /// The request of one person: the number is spelled in the answers and is the submission's own number.
    pub(crate) fn write(&mut self, number: usize, code: &Code) -> Result<&[u8]> {
        let mut place = self.bytes.get_mut(self.code.clone()).context("no place for the code")?;
        write!(place, "{code}")?;
        let mut place = self.bytes.get_mut(self.submission.clone()).context("no place for the number")?;
        write!(place, "{number:032x}")?;
        for (place, point) in self.points.iter().zip(spelled(number)) {
            if let Some(byte) = self.bytes.get_mut(*place) {
                *byte = b'0' + point;
            }
        }
        Ok(&self.bytes)
    }
}
