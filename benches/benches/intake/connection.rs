//! The least of HTTP/1.1 that a client needs: send prepared bytes, read a status and a body of a stated length.
//!
//! Client and server share the machine, so whatever the client does not do, the server can.

use std::io::{Error, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};

/// The end of the head.
const BLANK_LINE: &[u8] = b"\r\n\r\n";

/// No reply of ours is larger.
const REPLY_MAX: usize = 256 * 1024;

/// A connection that stays open from one request to the next.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// A reply, read whole.
pub(crate) struct Reply<'a> {
    pub(crate) status: u16,
    /// The status line and the header fields.
    head: &'a str,
    pub(crate) body: &'a [u8],
}

impl Reply<'_> {
    /// The value of the first header field of this name.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        field_in(self.head, name)
    }
}

impl Connection {
    pub(crate) fn open(address: SocketAddr) -> std::io::Result<Connection> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, buffer: vec![0; 4 * 1024] })
    }

    /// Sends one whole request and waits for its reply.
    pub(crate) fn exchange(&mut self, request: &[u8]) -> std::io::Result<Reply<'_>> {
        self.stream.write_all(request)?;
        let mut filled = 0;
        loop {
            if filled == self.buffer.len() {
                if filled >= REPLY_MAX {
                    return Err(invalid("a reply that does not end"));
                }
                self.buffer.resize(2 * filled, 0);
            }
            let room = self.buffer.get_mut(filled..).unwrap_or_default();
            let read = self.stream.read(room)?;
            if read == 0 {
                return Err(Error::new(ErrorKind::UnexpectedEof, "the server closed the connection"));
            }
            filled += read;
            let seen = self.buffer.get(..filled).unwrap_or_default();
            if let Some(head) = Head::of(seen)?
                && filled >= head.length + head.body
            {
                let (head_bytes, rest) = self.buffer.split_at_checked(head.length).unwrap_or_default();
                let text = std::str::from_utf8(head_bytes).map_err(|_| invalid("a head that is no text"))?;
                return Ok(Reply { status: head.status, head: text, body: rest.get(..head.body).unwrap_or_default() });
            }
        }
    }
}

struct Head {
    status: u16,
    /// Bytes up to the body.
    length: usize,
    /// Bytes of the body.
    body: usize,
}

impl Head {
    /// Reads the head if it is there whole.
    fn of(bytes: &[u8]) -> std::io::Result<Option<Head>> {
        let Some(end) = bytes.windows(BLANK_LINE.len()).position(|window| window == BLANK_LINE) else {
            return Ok(None);
        };
        let text = std::str::from_utf8(bytes.get(..end).unwrap_or_default());
        let text = text.map_err(|_| invalid("a head that is no text"))?;
        let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
        let body = field_in(text, "content-length").and_then(|length| length.parse().ok());
        match (status, body) {
            (Some(status), Some(body)) => Ok(Some(Head { status, length: end + BLANK_LINE.len(), body })),
            _ => Err(invalid("a reply without status or length")),
        }
    }
}

fn field_in<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (field, value) = line.split_once(':')?;
        field.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

fn invalid(what: &'static str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}
