//! A line to the server: one connection that is kept open, and answers read whole.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// One connection.
pub(crate) struct Line {
    stream: BufReader<TcpStream>,
}

/// What the server said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Line {
    pub(crate) fn to(address: SocketAddr) -> std::io::Result<Line> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Line { stream: BufReader::new(stream) })
    }

    /// The same, for a server that may not have a descriptor left to speak with.
    pub(crate) fn impatient(address: SocketAddr, patience: Duration) -> std::io::Result<Line> {
        let line = Line::to(address)?;
        line.stream.get_ref().set_read_timeout(Some(patience))?;
        Ok(line)
    }

    pub(crate) fn post(&mut self, path: &str, body: &str) -> std::io::Result<Said> {
        let length = body.len();
        self.say(&format!("POST {path} HTTP/1.1\r\nhost: intake\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"))
    }

    pub(crate) fn get(&mut self, path: &str) -> std::io::Result<Said> {
        self.say(&format!("GET {path} HTTP/1.1\r\nhost: intake\r\n\r\n"))
    }

    fn say(&mut self, request: &str) -> std::io::Result<Said> {
        self.stream.get_mut().write_all(request.as_bytes())?;
        let odd = |what: &str| Error::new(ErrorKind::InvalidData, what.to_owned());
        let first = self.head_line()?;
        let status = first.split(' ').nth(1).and_then(|text| text.parse().ok()).ok_or_else(|| odd(&first))?;
        let mut length = 0;
        loop {
            let line = self.head_line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().map_err(|_| odd(&line))?;
            }
            assert!(!name.eq_ignore_ascii_case("transfer-encoding"), "answers have a length");
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(Said { status, body: String::from_utf8(body).map_err(|_| odd("not text"))? })
    }

    /// One line of the head without its end; an empty one ends the head.
    fn head_line(&mut self) -> std::io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}

impl Said {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The receipt of an acknowledged answer.
    pub(crate) fn receipt(&self) -> String {
        self.json()["receipt"].as_str().unwrap_or_else(|| panic!("no receipt: {self:?}")).to_owned()
    }

    /// The kind of a problem.
    pub(crate) fn kind(&self) -> String {
        let json = self.json();
        assert_eq!(json["status"], self.status, "{self:?}");
        json["type"]
            .as_str()
            .unwrap_or_else(|| panic!("no type: {self:?}"))
            .trim_start_matches("urn:mestring:")
            .to_owned()
    }
}
