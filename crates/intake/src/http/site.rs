//! What the server knows about itself for as long as it runs.

use axum::http::Uri;

use crate::journal::Store;

/// How people reach the server, and what it was started with.
#[derive(Debug, Default)]
pub(crate) struct Site {
    /// The address people use, such as `https://svar.example.no`; none when it is the listener's own.
    pub(crate) public_address: Option<Uri>,
    /// Whether this program speaks TLS itself.
    pub(crate) tls: bool,
    /// Whether a right-to-left language for testing is offered.
    pub(crate) test_language: bool,
    /// The library that holds the journal, and its settings as they were read back at the start.
    pub(crate) store: Store,
    /// Whether every answer is on a second volume before its receipt.
    pub(crate) second_copy: bool,
}

impl Site {
    /// Whether browsers talk to us through TLS, here or at a proxy in front.
    pub(crate) fn is_https(&self) -> bool {
        self.tls || self.public_address.as_ref().and_then(Uri::scheme_str) == Some("https")
    }
}
