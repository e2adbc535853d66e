//! What is known of the line that a request came over.

use std::net::SocketAddr;

/// The other end of the connection. It decides whether a secret may be taken, and is kept nowhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub(crate) peer: SocketAddr,
}
