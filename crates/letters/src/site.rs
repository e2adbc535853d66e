//! The address people reach the questionnaire at.

use std::fmt;
use std::str::FromStr;

use survey::WaveId;

/// Scheme and host, and a port where it has one: `https://svar.example.no`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site(String);

/// Why a text is not such an address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SiteError {
    /// It begins with something else.
    #[error("{0:?} begins with neither https:// nor http://")]
    Scheme(String),
    /// It has no host, or a character that stands in no host name.
    #[error("{0:?} has no host, or more than a host and a port")]
    Host(String),
}

/// The longest address: more does not fit on a line of a letter.
const LONGEST: usize = 100;

impl FromStr for Site {
    type Err = SiteError;

    /// Reads an address; a slash at its end does not matter.
    fn from_str(text: &str) -> Result<Self, SiteError> {
        let shortened = || text.chars().take(LONGEST).collect();
        let address = text.trim().trim_end_matches('/');
        let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
        let host = host.ok_or_else(|| SiteError::Scheme(shortened()))?;
        // Brackets and colons are for addresses of version 6.
        let fits = |character: char| character.is_ascii_alphanumeric() || "-.:[]".contains(character);
        if host.is_empty() || host.len() > LONGEST || !host.chars().all(fits) {
            return Err(SiteError::Host(shortened()));
        }
        Ok(Self(address.to_owned()))
    }
}

impl fmt::Display for Site {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}

impl Site {
    /// Where everybody begins.
    #[must_use]
    pub fn entry(&self, wave: &WaveId) -> String {
        format!("{}/svar/{wave}", self.0)
    }

    /// The same with a code filled in. Opening it uses nothing.
    #[must_use]
    pub fn link(&self, wave: &WaveId, code: &str) -> String {
        format!("{}?code={code}", self.entry(wave))
    }

    /// What somebody has to type: browsers add the `https://` themselves.
    pub(crate) fn typed(&self, wave: &WaveId) -> String {
        let entry = self.entry(wave);
        entry.strip_prefix("https://").unwrap_or(&entry).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_a_scheme_and_a_host() {
        let wave = WaveId::new("2026-host").unwrap();
        for (text, entry, typed) in [
            ("https://svar.example.no/", "https://svar.example.no/svar/2026-host", "svar.example.no/svar/2026-host"),
            ("http://127.0.0.1:8380", "http://127.0.0.1:8380/svar/2026-host", "http://127.0.0.1:8380/svar/2026-host"),
            ("https://[::1]:8380", "https://[::1]:8380/svar/2026-host", "[::1]:8380/svar/2026-host"),
        ] {
            let site: Site = text.parse().unwrap();
            assert_eq!((site.entry(&wave).as_str(), site.typed(&wave).as_str()), (entry, typed));
        }
        for wrong in ["", "svar.example.no", "ftp://svar.example.no", "https://", "https:///"] {
            assert!(wrong.parse::<Site>().is_err(), "{wrong}");
        }
        for wrong in ["https://a.no/svar", "https://a.no?x=1", "https://a b.no", "https://a.no#x", "https://me@a.no"] {
            assert_eq!(wrong.parse::<Site>(), Err(SiteError::Host(wrong.to_owned())));
        }
        let site: Site = "https://svar.example.no".parse().unwrap();
        assert_eq!(
            site.link(&wave, "K7QM-2D9X-0VTR-5"),
            "https://svar.example.no/svar/2026-host?code=K7QM-2D9X-0VTR-5"
        );
    }
}
