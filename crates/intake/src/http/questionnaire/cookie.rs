//! What a browser keeps for us until it is closed: the code, and a copy of what the form holds.
//!
//! One cookie that no script reads and no other website sends. It exists so that back, reload and a double click do what
//! people expect; without it everything still travels with the form. Nothing of it is kept on the server.

use axum::http::{HeaderMap, HeaderValue, header};
use survey::Instrument;

use super::answers::Answers;
use super::visit::Device;
use crate::code::Code;
use crate::submission::SubmissionId;

/// Browsers drop cookies of more than 4096 bytes, name and attributes included.
const VALUE_MAX: usize = 3800;

/// What the cookie says.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) code: Option<Code>,
    pub(super) submission: SubmissionId,
    pub(super) answers: Answers,
}

/// Where a cookie belongs.
#[derive(Clone, Copy)]
pub(super) struct Jar<'a> {
    pub(super) device: Device,
    pub(super) wave: &'a str,
    /// Whether people reach us through TLS only.
    pub(super) secure: bool,
}

impl Kept {
    /// Reads what a browser sent for this wave; a cookie that cannot be read is none, and answers in it are read as
    /// far as they can be.
    pub(super) fn read(jar: Jar<'_>, headers: &HeaderMap, instrument: &Instrument) -> Option<Kept> {
        let all = headers.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
        all.flat_map(|cookies| cookies.split(';')).find_map(|cookie| {
            let (name, value) = cookie.trim().split_once('=')?;
            let mut parts = value.split('.');
            if name != jar.name() || parts.next() != Some(jar.wave) {
                return None;
            }
            let code = parts.next()?;
            let code = if code.is_empty() { None } else { Some(Code::parse(code).ok()?) };
            let submission = SubmissionId::parse(parts.next()?).ok()?;
            Some(Kept { code, submission, answers: Answers::read(instrument, parts.next()?).answers })
        })
    }

    /// The header that keeps it; none when it is too long for a cookie.
    pub(super) fn set(&self, jar: Jar<'_>) -> Option<HeaderValue> {
        let Kept { code, submission, answers } = self;
        let code = code.as_ref().map(|code| code.to_string().replace('-', "")).unwrap_or_default();
        let value = format!("{}.{code}.{submission}.{answers}", jar.wave);
        let header = format!("{}={value}; {}", jar.name(), jar.attributes());
        (value.len() <= VALUE_MAX).then(|| HeaderValue::from_str(&header).ok()).flatten()
    }
}

impl Jar<'_> {
    /// The header that ends it.
    pub(super) fn clear(self) -> Option<HeaderValue> {
        HeaderValue::from_str(&format!("{}=; Max-Age=0; {}", self.name(), self.attributes())).ok()
    }

    /// A name that browsers take only from this very host over TLS, where there is TLS.
    fn name(self) -> &'static str {
        if self.secure { "__Host-mestring" } else { "mestring" }
    }

    fn attributes(self) -> String {
        if self.secure {
            "Path=/; Secure; HttpOnly; SameSite=Strict".to_owned()
        } else {
            format!("Path={}/{}; HttpOnly; SameSite=Strict", self.device.prefix(), self.wave)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instrument() -> Instrument {
        survey::Instrument::from_toml("three.toml", include_str!("../../../tests/fixtures/three-items.toml")).unwrap()
    }

    fn jar(secure: bool) -> Jar<'static> {
        Jar { device: Device::Own, wave: "2021-host", secure }
    }

    fn read(cookies: &str, secure: bool) -> Option<Kept> {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, cookies.parse().unwrap());
        Kept::read(jar(secure), &headers, &instrument())
    }

    #[test]
    fn what_was_kept_comes_back() {
        let code = "0123-4567-89AB-CDEF-GHJK-MNPQ-RS";
        let kept = Kept {
            code: Code::parse(code).ok(),
            submission: SubmissionId::from_bytes([0xab; 16]),
            answers: Answers::read(&instrument(), "4n-").answers,
        };
        for (secure, attributes) in [
            (false, "; Path=/svar/2021-host; HttpOnly; SameSite=Strict"),
            (true, "; Path=/; Secure; HttpOnly; SameSite=Strict"),
        ] {
            let header = kept.set(jar(secure)).unwrap();
            let (cookie, rest) = header.to_str().unwrap().split_at(header.len() - attributes.len());
            assert_eq!(rest, attributes);
            assert_eq!(cookie.starts_with("__Host-"), secure, "{cookie}");
            let back = read(&format!("other=1; {cookie}"), secure).unwrap();
            assert_eq!(back.code.unwrap().to_string(), code);
            assert_eq!((back.submission, back.answers.to_string()), (kept.submission, "4n-".to_owned()));
            assert!(read(cookie, !secure).is_none());
        }
    }

    #[test]
    fn a_cookie_of_another_wave_or_of_nobody_is_none() {
        let number = "0".repeat(32);
        assert!(read(&format!("mestring=2021-host..{number}.444"), false).unwrap().code.is_none());
        for cookie in [
            "",
            "mestring=",
            "mestring=2021-host",
            &format!("mestring=2019-var..{number}.444"),
            &format!("mestring=2021-host.short.{number}.444"),
            "mestring=2021-host..short.444",
            &format!("mestring=2021-host..{number}"),
            &format!("mestrin=2021-host..{number}.444"),
        ] {
            assert!(read(cookie, false).is_none(), "{cookie}");
        }
        assert_eq!(read(&format!("mestring=2021-host..{number}.<b>5"), false).unwrap().answers.to_string(), "---");
    }
}
