//! Clients that say byte for byte what the test wants, and read what comes back.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;

use intake::Code;

use crate::house::SURELY;
use crate::support::{WAVE, body};

/// A response as it came over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn read(text: &[u8]) -> Option<Answer> {
        let text = String::from_utf8_lossy(text);
        let (head, body) = text.split_once("\r\n\r\n")?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        Some(Answer { status, headers, body: body.to_owned() })
    }

    pub(crate) fn kind(&self) -> String {
        let value: serde_json::Value = serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{self:?}"));
        value["type"].as_str().unwrap().trim_start_matches("urn:mestring:").to_owned()
    }
}

/// A connection to the server.
pub(crate) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(SURELY)).unwrap();
    stream.set_write_timeout(Some(SURELY)).unwrap();
    stream
}

/// Everything the server says until it closes.
pub(crate) fn rest(stream: &mut TcpStream) -> Vec<u8> {
    let mut read = Vec::new();
    match stream.read_to_end(&mut read) {
        Ok(_) => {}
        Err(error) => {
            assert!(
                !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
                "the server holds the connection: {:?}",
                String::from_utf8_lossy(&read)
            );
        }
    }
    read
}

/// One request on a connection of its own; none when the server closed without a word.
pub(crate) fn ask(address: SocketAddr, request: &str) -> Option<Answer> {
    let mut stream = connect(address);
    // The server may refuse before it has read everything.
    let _ = stream.write_all(request.as_bytes());
    Answer::read(&rest(&mut stream))
}

pub(crate) fn get(address: SocketAddr, path: &str, more: &str) -> Answer {
    ask(address, &format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{more}\r\n")).unwrap()
}

pub(crate) fn post(address: SocketAddr, path: &str, kind: &str, more: &str, body: &str) -> Answer {
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: {kind}\r\n\
         content-length: {length}\r\n{more}\r\n{body}"
    );
    ask(address, &request).unwrap()
}

pub(crate) fn responses() -> String {
    format!("/api/v1/waves/{WAVE}/responses")
}

/// Sends one answer to the three items.
pub(crate) fn send(address: SocketAddr, code: &Code, submission: u128, more: &str) -> Answer {
    post(address, &responses(), "application/json", more, &body(code, submission, [1, 2, 3]).to_string())
}

/// A code that nobody has.
pub(crate) fn nobodys(number: u64) -> Code {
    let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03;
    Code::draw(intake::CodeKind::Link, &mut |bytes| {
        for byte in bytes {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = u8::try_from(state >> 56).unwrap();
        }
    })
}

/// Whether the named heavy form was asked for.
pub(crate) fn full() -> bool {
    std::env::var_os("MESTRING_PROOF").is_some_and(|form| form == "full")
}

/// How many answers the journal holds, asked of the file itself.
pub(crate) fn stored(database: &Path) -> usize {
    let connection = rusqlite::Connection::open(database).unwrap();
    let count: u32 = connection.query_row("SELECT count(*) FROM envelope", [], |row| row.get(0)).unwrap();
    usize::try_from(count).unwrap()
}
