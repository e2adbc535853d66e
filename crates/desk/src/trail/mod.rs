//! The audit log: who looked at what, in lines that cannot be changed without it being seen.
//!
//! A line is `{"previous", "entry", "digest"}`: the digest of the line before (64 zeros for the first), what happened, and SHA-256 of the
//! former followed by the latter's JSON. A line that was changed, taken out, put in or moved breaks the chain at that place. Lines cut
//! off at the end do not: whoever keeps [`Verified::head`] elsewhere can tell that too.
//!
//! **Invariant:** what [`Trail::write`] has said yes to is on disk. What it has not is refused to whoever asked.

mod keeper;
mod verify;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use keeper::{Trail, TrailError, TrailStopped};
pub use verify::{Broken, Unverified, Verified, verify};

use crate::moment::Moment;
use crate::role::{Role, unit_of};
use crate::secret::hex;
use crate::sessions::Session;

/// The digest that the first line follows.
const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What somebody did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Signed in.
    SignedIn,
    /// Gave a wrong password, or none that anybody has.
    Refused,
    /// Signed out.
    SignedOut,
    /// Looked at rows.
    Viewed,
    /// Took a file.
    Exported,
    /// Asked a question of their own.
    Asked,
    /// The log ended in half a line that nobody was told of, and it was taken away.
    Mended,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// When, in universal time.
    pub at: String,
    /// Who: the name of an account; nothing where nobody has signed in. What was typed instead of a name is not kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// In which role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The unit that a leader leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What they did.
    pub deed: Deed,
    /// To what: a view, or the text of a question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// The format it was taken in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// How many rows it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
}

impl Entry {
    /// A deed of nobody known.
    #[must_use]
    pub fn new(at: Moment, deed: Deed) -> Entry {
        Entry { at: at.to_string(), who: None, role: None, unit: None, deed, what: None, format: None, rows: None }
    }

    /// A deed of somebody.
    #[must_use]
    pub fn by(session: &Session, at: Moment, deed: Deed) -> Entry {
        let unit = unit_of(session.audience()).map(|unit| unit.as_str().to_owned());
        let role: Role = session.role();
        Entry { who: Some(session.name().to_owned()), role: Some(role.word().to_owned()), unit, ..Entry::new(at, deed) }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    previous: String,
    entry: Entry,
    digest: String,
}

impl Line {
    fn after(previous: &str, entry: Entry) -> Result<Line, serde_json::Error> {
        let told = serde_json::to_string(&entry)?;
        let digest = hex(&Sha256::new().chain_update(previous).chain_update(told).finalize());
        Ok(Line { previous: previous.to_owned(), entry, digest })
    }
}
