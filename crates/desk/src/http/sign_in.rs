//! Signing in and out.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::asker::Answer;
use super::query::Parameters;
use super::{Asker, Desk, Shared, identity, pages};
use crate::accounts::{AccountName, Password, PasswordHash};
use crate::refusal::{Failure, Refusal};
use crate::secret::Secret;
use crate::sessions::{Ground, Session};
use crate::trail::{Deed, Entry};

/// How long a sign-in waits for a password before it to be hashed.
const TURN: std::time::Duration = std::time::Duration::from_secs(5);

/// What the form of signing in sends.
#[derive(Deserialize, ToSchema)]
#[schema(as = SignIn)]
pub(super) struct SignInBody {
    name: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// Signs in with the name and password of an account, from the form.
#[utoipa::path(
    post, path = "/login", tag = "pages",
    request_body(content = SignInBody, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Signed in: on to `next`"), (status = 403, description = "Name or password is wrong"), (status = 429, description = "Too many attempts"))
)]
pub(super) async fn sign_in(
    State(desk): State<Shared>,
    asker: Asker,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let answer = admit(&desk, &asker, &headers, &body).await;
    asker.give(answer)
}

async fn admit(desk: &Desk, asker: &Asker, headers: &HeaderMap, body: &Result<Bytes, BytesRejection>) -> Answer {
    if !asker.is_private() {
        return Err(Refusal::NotEncrypted.into());
    }
    let given = read(headers, super::whole(body)?)?;
    let password = Password::attempt(&Zeroizing::new(given.password));
    // A name that cannot be one is treated as one that nobody has.
    let name = AccountName::new(&given.name).ok();
    let spoken = name.as_ref().map_or("", AccountName::as_str).to_owned();
    let now = desk.now();
    desk.guesses.may_try(&spoken, now).map_err(Refusal::Patience)?;
    desk.guesses.tried(&spoken, now);

    let accounts = desk.directory.now().map_err(|error| {
        tracing::error!(%error, "the file of accounts cannot be read: nobody is let in");
        Failure::Accounts
    })?;
    let account = name.as_ref().and_then(|name| accounts.find(name));
    // The same work whether or not anybody has the name.
    let hash = account.map_or_else(PasswordHash::nobody, |account| account.password.clone());
    let turn = tokio::time::timeout(TURN, desk.hashing.acquire()).await;
    let turn = turn.ok().and_then(Result::ok).ok_or(Failure::Busy)?;
    let right = tokio::task::spawn_blocking(move || hash.is_of(&password)).await.map_err(|_| Failure::Defect)?;
    drop(turn);

    let Some(account) = account.filter(|_| right) else {
        let mut entry = Entry::new(now, Deed::Refused);
        entry.who = account.map(|account| account.name.to_string());
        desk.trail.write(entry).await?;
        return Err(Refusal::WrongSignIn.into());
    };
    desk.guesses.right(&spoken);
    desk.trail.write(Entry::by(&Session::of(account), now, Deed::SignedIn)).await?;
    let secret = desk.sessions.begin(Ground::account(account), now, &desk.random);
    let next = HeaderValue::from_str(pages::login::local(&given.next)).unwrap_or(HeaderValue::from_static("/"));
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, next)]).into_response();
    set_cookie(&mut response, &cookie(desk, &secret));
    Ok(response)
}

fn read(headers: &HeaderMap, body: &Bytes) -> Result<SignInBody, Refusal> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(Refusal::ContentType);
    }
    let pairs = std::str::from_utf8(body).map_err(|_| Refusal::Unreadable)?;
    let address: Uri = format!("/?{pairs}").parse().map_err(|_| Refusal::Unreadable)?;
    let Query(form) = Query::try_from_uri(&address).map_err(|_| Refusal::Unreadable)?;
    Ok(form)
}

/// Ends the session of this browser.
#[utoipa::path(post, path = "/logout", tag = "pages", responses((status = 303, description = "Signed out")))]
pub(super) async fn sign_out(
    State(desk): State<Shared>,
    asker: Asker,
    headers: HeaderMap,
    session: Option<Extension<Session>>,
) -> Response {
    let answer = put_out(&desk, &headers, session.as_deref()).await;
    asker.give(answer)
}

async fn put_out(desk: &Desk, headers: &HeaderMap, session: Option<&Session>) -> Answer {
    if let Some(session) = session {
        desk.trail.write(Entry::by(session, desk.now(), Deed::SignedOut)).await?;
    }
    if let Some(cookie) = identity::cookie(headers, desk.site.cookie_name()) {
        desk.sessions.end(cookie);
    }
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, "/login")]).into_response();
    set_cookie(&mut response, &expired(desk.site.cookie_name(), desk.site.is_https()));
    Ok(response)
}

/// Sends the browser to the organisation's sign-in.
#[utoipa::path(get, path = "/oidc/start", tag = "pages", responses((status = 303, description = "To the issuer"), (status = 501, description = "There is none")))]
pub(super) async fn to_issuer(State(desk): State<Shared>, asker: Asker) -> Response {
    let answer = to(&desk).await;
    asker.give(answer)
}

async fn to(desk: &Desk) -> Answer {
    let issuer = desk.issuer.clone().ok_or(Refusal::NotOffered)?;
    let (now, random) = (desk.now(), desk.random.clone());
    let begun = tokio::task::spawn_blocking(move || issuer.begin(now, &random)).await;
    let begun = begun.map_err(|_| Failure::Defect)??;
    let location = HeaderValue::from_str(&begun.location).map_err(|_| Failure::Issuer)?;
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response();
    // The way back from the issuer is a visit from another site: a strict cookie would stay at home.
    let tie = format!(
        "{}={}; Path=/; Max-Age=600; HttpOnly; SameSite=Lax{}",
        desk.site.issuer_cookie_name(),
        begun.browser.reveal(),
        secure(desk)
    );
    set_cookie(&mut response, &tie);
    Ok(response)
}

/// Takes the browser back from the organisation's sign-in.
#[utoipa::path(
    get, path = "/oidc/callback", tag = "pages",
    params(("state" = String, Query), ("code" = String, Query)),
    responses((status = 200, description = "Signed in: a page that leads on", body = String, content_type = "text/html"), (status = 403, description = "Not known here"))
)]
pub(super) async fn from_issuer(State(desk): State<Shared>, asker: Asker, headers: HeaderMap) -> Response {
    let answer = from(&desk, &asker, &headers).await;
    asker.give(answer)
}

async fn from(desk: &Desk, asker: &Asker, headers: &HeaderMap) -> Answer {
    let issuer: Arc<_> = desk.issuer.clone().ok_or(Refusal::NotOffered)?;
    let given = Parameters::of(asker.uri())?;
    let (Some(state), Some(code)) = (given.get("state").map(str::to_owned), given.get("code").map(str::to_owned))
    else {
        return Err(Refusal::SignIn.into());
    };
    let tie = identity::cookie(headers, desk.site.issuer_cookie_name()).unwrap_or_default().to_owned();
    let now = desk.now();
    let found = tokio::task::spawn_blocking(move || issuer.finish(&state, &code, &tie, now)).await;
    let session = match found.map_err(|_| Failure::Defect)? {
        Ok(session) => session,
        Err(declined) => {
            desk.trail.write(Entry::new(now, Deed::Refused)).await?;
            return Err(declined);
        }
    };
    desk.trail.write(Entry::by(&session, now, Deed::SignedIn)).await?;
    let secret = desk.sessions.begin(Ground::IdToken(session), now, &desk.random);
    let mut response = pages::entered(asker, &desk.organisation);
    set_cookie(&mut response, &cookie(desk, &secret));
    set_cookie(&mut response, &expired(desk.site.issuer_cookie_name(), desk.site.is_https()));
    Ok(response)
}

/// A cookie that other sites never get sent, scripts never see, and only TLS carries where there is any.
fn cookie(desk: &Desk, secret: &Secret) -> Zeroizing<String> {
    let name = desk.site.cookie_name();
    Zeroizing::new(format!("{name}={}; Path=/; HttpOnly; SameSite=Strict{}", secret.reveal(), secure(desk)))
}

fn expired(name: &str, https: bool) -> String {
    format!("{name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict{}", if https { "; Secure" } else { "" })
}

fn secure(desk: &Desk) -> &'static str {
    if desk.site.is_https() { "; Secure" } else { "" }
}

fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
