//! Who makes a request: the cookie of a session, or a personal token.
//!
//! Programs send their owner's token as `Bearer`, or as the password of `Basic` with the owner's name, because Excel and Power BI know
//! nothing else. An account's own password is never taken there: it would lie in every workbook, and each request would hash it.

use axum::extract::Request;
use axum::http::{Extensions, HeaderMap, header};
use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

use super::{Desk, Line, Site};
use crate::accounts::AccountName;
use crate::refusal::{Declined, Failure, Refusal};
use crate::secret::Fingerprint;
use crate::sessions::Session;

/// Who makes this request; nobody without a cookie or token, and a refusal for a token that nobody has.
pub(super) fn identify(desk: &Desk, request: &Request) -> Result<Option<Session>, Declined> {
    let headers = request.headers();
    let authorization = headers.get(header::AUTHORIZATION);
    let cookie = cookie(headers, desk.site.cookie_name());
    if authorization.is_none() && cookie.is_none() {
        return Ok(None);
    }
    let accounts = desk.directory.now().map_err(|error| {
        tracing::error!(%error, "the file of accounts cannot be read: nobody is let in");
        Failure::Accounts
    })?;
    let Some(authorization) = authorization else {
        return Ok(cookie.and_then(|cookie| desk.sessions.find(cookie, desk.now(), &accounts)));
    };
    if !is_private(&desk.site, headers, request.extensions()) {
        return Err(Refusal::NotEncrypted.into());
    }
    let token = authorization.to_str().ok().and_then(Token::read).ok_or(Refusal::SignIn)?;
    let account = accounts.of_token(&token.fingerprint).ok_or(Refusal::SignIn)?;
    // A token with somebody else's name is a mistake that the log must not tell as if it were theirs.
    if token.name.is_some_and(|name| name != account.name) {
        return Err(Refusal::SignIn.into());
    }
    Ok(Some(Session::of(account)))
}

/// Whether nobody on the way reads along: TLS here or in front, or both ends on this machine.
pub(super) fn is_private(site: &Site, headers: &HeaderMap, extensions: &Extensions) -> bool {
    let at_home = || {
        let peer = extensions.get::<Line>().is_some_and(|line| line.peer.ip().is_loopback());
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        peer && host.is_some_and(is_loopback_name)
    };
    site.is_https() || at_home()
}

/// Whether a host, with or without a port, is this machine itself. A proxy passes on the name that was asked for.
fn is_loopback_name(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "127.0.0.1" | "[::1]" | "localhost")
}

/// The value of a cookie.
pub(super) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

struct Token {
    name: Option<AccountName>,
    fingerprint: Fingerprint,
}

impl Token {
    fn read(text: &str) -> Option<Token> {
        let (scheme, rest) = text.split_once(' ')?;
        if scheme.eq_ignore_ascii_case("bearer") {
            return Some(Token { name: None, fingerprint: Fingerprint::of(rest.trim()) });
        }
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let decoded = Zeroizing::new(String::from_utf8(Base64::decode_vec(rest.trim()).ok()?).ok()?);
        let (name, token) = decoded.split_once(':')?;
        Some(Token { name: Some(AccountName::new(name).ok()?), fingerprint: Fingerprint::of(token) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let headers = |text: &'static str| HeaderMap::from_iter([(header::COOKIE, text.parse().unwrap())]);
        assert_eq!(cookie(&headers("a=1; desk=abc; b=2"), "desk"), Some("abc"));
        assert_eq!(cookie(&headers("xdesk=abc; desks=abc"), "desk"), None);
        assert_eq!(cookie(&HeaderMap::new(), "desk"), None);
    }

    #[test]
    fn basic_and_bearer_carry_the_same_token() {
        let basic = Token::read(&format!("Basic {}", Base64::encode_string(b"Kari:secret:x"))).unwrap();
        assert_eq!((basic.name.unwrap().as_str(), basic.fingerprint), ("kari", Fingerprint::of("secret:x")));
        assert_eq!(Token::read("bearer secret").unwrap().fingerprint, Fingerprint::of("secret"));
        for wrong in ["", "Basic", "Basic ???", "Digest x", "secret"] {
            assert!(Token::read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn only_this_machine_is_at_home() {
        for (host, home) in [
            ("127.0.0.1:8090", true),
            ("localhost", true),
            ("[::1]:80", true),
            ("desk.example.no", false),
            ("localhost.example.no:80", false),
            ("127.0.0.1.example.no", false),
        ] {
            assert_eq!(is_loopback_name(host), home, "{host}");
        }
    }
}
