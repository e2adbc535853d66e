//! How people reach the desk.

use axum::http::{HeaderMap, Uri, header, uri::Authority};

/// What the desk knows about its own address.
#[derive(Clone, Debug, Default)]
pub(crate) struct Site {
    /// The address people use, such as `https://innsikt.example.no`; none when it is the listener's own.
    pub(crate) public_address: Option<Uri>,
    /// Whether this program speaks TLS itself.
    pub(crate) tls: bool,
}

impl Site {
    /// Whether browsers talk to us through TLS, here or at a proxy in front.
    pub(crate) fn is_https(&self) -> bool {
        self.tls || self.public_address.as_ref().and_then(Uri::scheme_str) == Some("https")
    }

    /// The name of the session's cookie. The prefix `__Host-` makes browsers refuse it from anybody else, and needs TLS.
    pub(super) fn cookie_name(&self) -> &'static str {
        if self.is_https() { "__Host-mestring" } else { "mestring-desk" }
    }

    /// The name of the cookie that ties a sign-in at the issuer to the browser that began it.
    pub(super) fn issuer_cookie_name(&self) -> &'static str {
        if self.is_https() { "__Host-mestring-issuer" } else { "mestring-issuer" }
    }

    /// Scheme and host, without a slash at the end, as whoever asked reaches us.
    pub(super) fn base(&self, headers: &HeaderMap) -> String {
        if let Some((scheme, host)) =
            self.public_address.as_ref().and_then(|uri| Some((uri.scheme_str()?, uri.authority()?)))
        {
            return format!("{scheme}://{host}");
        }
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let host = host.and_then(|host| host.parse::<Authority>().ok());
        match host {
            Some(host) => format!("{}://{host}", if self.is_https() { "https" } else { "http" }),
            None => String::new(),
        }
    }
}
