//! What every request is answered with.

use std::fmt;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use tokio::sync::Semaphore;
use views::{Table, View};

use super::asker::Asker;
use super::{Shared, Site};
use crate::Sql;
use crate::accounts::{Directory, Guesses};
use crate::moment::{Clock, Moment};
use crate::oidc::SignIns;
use crate::refusal::{Declined, Failure, Refusal};
use crate::secret::Random;
use crate::select::{Filter, Order, Rows};
use crate::sessions::{Session, Sessions};
use crate::store::{Release, Store};
use crate::trail::{Deed, Entry, Trail};

/// Everything the desk holds while it runs.
pub(crate) struct Desk {
    pub(crate) store: Arc<Store>,
    pub(crate) directory: Directory,
    pub(crate) sessions: Sessions,
    pub(crate) guesses: Guesses,
    /// Passwords that may be hashed at the same time: each takes 19 MiB.
    pub(crate) hashing: Semaphore,
    pub(crate) trail: Trail,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) site: Site,
    pub(crate) organisation: String,
    pub(crate) sql: Option<Sql>,
    pub(crate) issuer: Option<Arc<SignIns>>,
}

impl fmt::Debug for Desk {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Desk(…)")
    }
}

impl Desk {
    /// How many passwords may be hashed at the same time.
    pub(crate) const HASHING_MAX: usize = 2;

    pub(super) fn now(&self) -> Moment {
        (self.clock)()
    }

    /// Logs what somebody does; it is only done when that is on disk.
    pub(super) async fn log(
        &self,
        looking: &Looking,
        deed: Deed,
        what: &str,
        how: Option<(&str, usize)>,
    ) -> Result<(), Declined> {
        let mut entry = Entry::by(&looking.session, self.now(), deed);
        entry.what = Some(what.to_owned());
        if let Some((format, rows)) = how {
            entry.format = Some(format.to_owned());
            entry.rows = u64::try_from(rows).ok();
        }
        Ok(self.trail.write(entry).await?)
    }
}

/// Somebody who looks at the release that is shown at this moment: the one way from a request to a table.
pub(crate) struct Looking {
    pub(super) session: Session,
    pub(super) release: Arc<Release>,
}

impl FromRequestParts<Shared> for Looking {
    type Rejection = axum::response::Response;

    /// Who looks was found at the gate. Without it there is nothing to look at, whatever the table of addresses says.
    async fn from_request_parts(parts: &mut Parts, desk: &Shared) -> Result<Looking, Self::Rejection> {
        match parts.extensions.get::<Session>() {
            Some(session) => Ok(Looking { session: session.clone(), release: desk.store.now() }),
            None => Err(Asker::of_parts(desk, parts).told(&Refusal::SignIn.into())),
        }
    }
}

impl Looking {
    /// What this reader sees of a view. Making it the first time takes long enough to be done beside the others' requests.
    pub(super) async fn table(&self, view: View) -> Result<Arc<Table>, Declined> {
        let (release, audience) = (Arc::clone(&self.release), self.session.audience().clone());
        let made = tokio::task::spawn_blocking(move || release.table(&audience, view)).await;
        made.map_err(|_| Failure::Defect.into())
    }
}

/// The rows of a table that hold a condition, found beside the others' requests.
pub(super) async fn choose(table: &Arc<Table>, filter: Filter, order: Order) -> Result<Rows, Declined> {
    if matches!(filter, Filter::Always(true)) && order.is_as_it_is() {
        return Ok(Rows::of(table, &filter, &order));
    }
    let table = Arc::clone(table);
    let chosen = tokio::task::spawn_blocking(move || Rows::of(&table, &filter, &order)).await;
    chosen.map_err(|_| Failure::Defect.into())
}

/// A part of the address, as it was written.
pub(super) struct Segment(pub(super) String);

impl FromRequestParts<Shared> for Segment {
    type Rejection = axum::response::Response;

    async fn from_request_parts(parts: &mut Parts, desk: &Shared) -> Result<Segment, Self::Rejection> {
        match Path::<String>::from_request_parts(parts, desk).await {
            Ok(Path(segment)) => Ok(Segment(segment)),
            Err(_) => Err(Asker::of_parts(desk, parts).told(&Refusal::NoSuchPage.into())),
        }
    }
}

/// The view of a name.
pub(super) fn view(name: &str) -> Result<View, Declined> {
    View::parse(name).map_err(|unknown| Refusal::NoSuchView(unknown.to_string()).into())
}
