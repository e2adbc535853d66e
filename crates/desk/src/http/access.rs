//! Who may come to which address: one table. The router is made of it, so an address that is not in it does not exist.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};

use super::{Asker, Shared, api, identity, odata, pages, sign_in, style};
use crate::refusal::Refusal;
use crate::role::Role;

/// Who is let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// Everybody, signed in or not.
    Anybody,
    /// Whoever has signed in, in one of these roles.
    Roles(&'static [Role]),
}

/// An address, and who may come to it.
pub(super) struct Route {
    method: &'static str,
    pub(super) path: &'static str,
    pub(super) who: Allowed,
    pub(super) serve: fn() -> MethodRouter<Shared>,
}

/// One row of the table, for whoever wants to check it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The method; where GET is, HEAD is too.
    pub method: &'static str,
    /// The address; `{…}` stands for a part that varies.
    pub path: &'static str,
    /// Who may come.
    pub allowed: Allowed,
}

const EVERY_ROLE: Allowed = Allowed::Roles(&Role::ALL);
const LEADERS: Allowed = Allowed::Roles(&[Role::Leader]);
/// Those who see every group anyway.
const ANALYSTS: Allowed = Allowed::Roles(&[Role::Hr, Role::Representative]);

const fn row(method: &'static str, path: &'static str, who: Allowed, serve: fn() -> MethodRouter<Shared>) -> Route {
    Route { method, path, who, serve }
}

/// Every address there is.
pub(super) static ROUTES: [Route; 21] = [
    row("GET", "/", EVERY_ROLE, || get(pages::overview::show)),
    row("GET", "/views/{view}", EVERY_ROLE, || get(pages::view::show)),
    row("GET", "/unit", LEADERS, || get(pages::unit::show)),
    row("GET", "/login", Allowed::Anybody, || get(pages::login::show)),
    row("POST", "/login", Allowed::Anybody, || post(sign_in::sign_in)),
    row("POST", "/logout", Allowed::Anybody, || post(sign_in::sign_out)),
    row("GET", "/oidc/start", Allowed::Anybody, || get(sign_in::to_issuer)),
    row("GET", "/oidc/callback", Allowed::Anybody, || get(sign_in::from_issuer)),
    row("GET", style::ROUTE, Allowed::Anybody, || get(style::stylesheet)),
    row("GET", "/api/v1/health", Allowed::Anybody, || get(api::health)),
    row("GET", "/api/v1/waves", EVERY_ROLE, || get(api::waves)),
    row("GET", "/api/v1/views", EVERY_ROLE, || get(api::views)),
    row("GET", "/api/v1/views/{view}", EVERY_ROLE, || get(api::view)),
    row("POST", "/api/v1/sql", ANALYSTS, || post(api::sql)),
    row("GET", "/openapi.json", EVERY_ROLE, || get(api::document)),
    row("GET", "/odata", EVERY_ROLE, || get(odata::service)),
    row("GET", "/odata/", EVERY_ROLE, || get(odata::service_with_slash)),
    row("GET", "/odata/$metadata", EVERY_ROLE, || get(odata::metadata)),
    row("GET", "/odata/{set}", EVERY_ROLE, || get(odata::entities)),
    row("GET", "/odata/{set}/$count", EVERY_ROLE, || get(odata::count)),
    row("GET", "/api/v1/me", EVERY_ROLE, || get(api::me)),
];

/// The table of addresses, in the order it is written.
pub fn routes() -> impl Iterator<Item = Listed> {
    ROUTES.iter().map(|route| Listed { method: route.method, path: route.path, allowed: route.who })
}

/// What stands in front of one address.
#[derive(Clone)]
pub(super) struct Gate {
    pub(super) desk: Shared,
    pub(super) who: Allowed,
}

/// Lets through whom the table names; the session goes along with the request.
pub(super) async fn let_in(State(Gate { desk, who }): State<Gate>, mut request: Request, next: Next) -> Response {
    let found = identity::identify(&desk, &request);
    let session = match (who, found) {
        // Whoever comes with a wrong token to an open address is told so as well.
        (_, Err(declined)) => return Asker::of(&desk, &request).told(&declined),
        (Allowed::Anybody, Ok(session)) => session,
        (Allowed::Roles(_), Ok(None)) => return Asker::of(&desk, &request).told(&Refusal::SignIn.into()),
        (Allowed::Roles(roles), Ok(Some(session))) if roles.contains(&session.role()) => Some(session),
        (Allowed::Roles(_), Ok(Some(_))) => return Asker::of(&desk, &request).told(&Refusal::NotYours.into()),
    };
    if let Some(session) = session {
        request.extensions_mut().insert(session);
    }
    next.run(request).await
}
