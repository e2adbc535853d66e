//! `/status` for people and `/api/v1/status` for programs: which promises are in force just now.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Serialize;
use utoipa::ToSchema;

use super::extract::Preferred;
use super::problem::{Problem, ProblemBody};
use super::questionnaire::{Document, Page, Scripts, document, language_links};
use super::{Asker, Shared};
use crate::counters::AtLeast;
use crate::journal::OpenWave;
use crate::refusal::Declined;
use crate::words::{Tongue, Words, status as text};

/// Which promises are in force.
#[derive(Serialize, ToSchema)]
#[schema(as = Status)]
pub(super) struct StatusBody {
    /// `taken`, or `stopped` when no answer can be stored until the server has been started again.
    #[schema(example = "taken", pattern = "^(taken|stopped)$")]
    answers: &'static str,
    /// When a receipt is given: always after the answer has reached the disk.
    #[schema(example = "after-sync", pattern = "^after-sync$")]
    receipt: &'static str,
    /// Whether every answer is on a second volume before its receipt.
    second_copy: bool,
    /// Where TLS ends: at this program (`here`), at a proxy in front (`proxy`), or nowhere (`none`).
    #[schema(example = "here", pattern = "^(here|proxy|none)$")]
    tls: &'static str,
    /// `calm`, or `alarm` when more codes have failed within the last hour than the guess budget bears.
    #[schema(example = "calm", pattern = "^(calm|alarm)$")]
    guessing: &'static str,
    /// The waves that take answers.
    open_waves: Vec<WaveBody>,
    /// The library that holds the journal.
    sqlite: SqliteBody,
    /// Counts since the server started, rounded down to 10, 20, 50, 100, 200, 500 and so on.
    since_start: CountsBody,
    /// The version of the program.
    version: &'static str,
}

/// An open wave, as far as it concerns what is promised.
#[derive(Serialize, ToSchema)]
#[schema(as = OpenWave)]
pub(super) struct WaveBody {
    /// Its id.
    wave: String,
    /// Who can open the answers: whoever has the `key-file`, or two of three holders of `shares`.
    #[schema(example = "shares", pattern = "^(key-file|shares)$")]
    custody: &'static str,
    /// Whether those who keep the key have opened test answers with it.
    rehearsed: bool,
}

/// The library that holds the journal.
#[derive(Serialize, ToSchema)]
#[schema(as = Sqlite)]
pub(super) struct SqliteBody {
    /// Its version.
    #[schema(example = "3.54.1")]
    version: String,
    /// Settings by name, as the connection that writes answered when it was asked.
    settings: BTreeMap<&'static str, String>,
}

/// Counts, each at least what it says; a kind that is not there has been seen fewer than ten times.
#[derive(Serialize, ToSchema)]
#[schema(as = Counts)]
pub(super) struct CountsBody {
    /// Answers stored.
    stored: u64,
    /// Answers sent again and answered with the receipt they had.
    repeated: u64,
    /// Refusals of every kind.
    refusals: u64,
    /// Failures of every kind.
    failures: u64,
    /// Refusals by kind.
    refused: BTreeMap<&'static str, u64>,
    /// Failures by kind.
    failed: BTreeMap<&'static str, u64>,
    /// Connections ended before they had sent a request.
    connections_dropped: u64,
    /// Checks of a code that waited because somebody was guessing.
    checks_delayed: u64,
}

impl CountsBody {
    fn of(counts: AtLeast) -> CountsBody {
        CountsBody {
            stored: counts.stored,
            repeated: counts.repeated,
            refusals: counts.refusals,
            failures: counts.failures,
            refused: counts.refused,
            failed: counts.failed,
            connections_dropped: counts.dropped,
            checks_delayed: counts.delayed,
        }
    }
}

impl StatusBody {
    async fn of(intake: &Shared) -> Result<StatusBody, Declined> {
        let site = &intake.site;
        Ok(StatusBody {
            answers: if intake.is_healthy().await { "taken" } else { "stopped" },
            receipt: "after-sync",
            second_copy: site.second_copy,
            tls: match (site.tls, site.is_https()) {
                (true, _) => "here",
                (false, true) => "proxy",
                (false, false) => "none",
            },
            guessing: if intake.guard.alarm() { "alarm" } else { "calm" },
            open_waves: intake.open_waves().await?.into_iter().map(WaveBody::of).collect(),
            sqlite: SqliteBody {
                version: site.store.version.clone(),
                settings: site.store.settings.iter().cloned().collect(),
            },
            since_start: CountsBody::of(intake.counters.at_least()),
            version: env!("CARGO_PKG_VERSION"),
        })
    }
}

impl WaveBody {
    fn of(wave: OpenWave) -> WaveBody {
        let OpenWave { id, shared, rehearsed } = wave;
        WaveBody { wave: id, custody: if shared { "shares" } else { "key-file" }, rehearsed }
    }
}

/// Which promises are in force.
///
/// Nothing here says who has answered or when: counts are rounded down so far that no single answer can be seen to arrive.
#[utoipa::path(
    get,
    path = "/api/v1/status",
    tag = "operation",
    responses(
        (status = 200, description = "What the server promises now", body = StatusBody),
        (status = 500, description = "It could not be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "It could not be read just now", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn status(State(intake): State<Shared>, language: Preferred) -> Result<Json<StatusBody>, Problem> {
    StatusBody::of(&intake).await.map(Json).map_err(|declined| Problem::new(language, declined))
}

/// The same for people.
#[utoipa::path(
    get,
    path = "/status",
    tag = "pages",
    params(("lang" = Option<String>, Query, description = "nb, nn or en; otherwise what the browser prefers")),
    responses(
        (status = 200, description = "What the server promises now", body = String, content_type = "text/html"),
        (status = 500, description = "It could not be read", body = String, content_type = "text/html"),
        (status = 503, description = "It could not be read just now", body = String, content_type = "text/html"),
    )
)]
pub(super) async fn show(State(intake): State<Shared>, request: Request) -> Response {
    let asker = Asker::of(&intake.site, &request);
    let body = match StatusBody::of(&intake).await {
        Ok(body) => body,
        Err(declined) => return asker.told(&declined),
    };
    let mut titles = BTreeMap::new();
    for open in &body.open_waves {
        if let Ok(asked) = intake.asked(&open.wave).await {
            titles.insert(open.wave.clone(), asker.tongue.text(&asked.wave.title).into_owned());
        }
    }
    page(&asker, &promises(&body, &titles, asker.tongue)).into_response()
}

fn page(asker: &Asker, promises: &Markup) -> Page {
    let Asker { tongue, with_mirror, .. } = *asker;
    let title = tongue.say(text::TITLE);
    let main = html! {
        (language_links(tongue, with_mirror, |tongue| format!("/status?lang={}", tongue.tag())))
        h1 { (title) }
        (promises)
    };
    let script = Scripts::None;
    let html = document(Document { tongue, title: &title, script, main: &main, after: None });
    Page { status: StatusCode::OK, tongue, script, html }
}

/// The sentences that hold, under the headings they belong to.
fn promises(body: &StatusBody, titles: &BTreeMap<String, String>, tongue: Tongue) -> Markup {
    let say = |words: Words| tongue.say(words);
    let either = |first: bool, one: Words, other: Words| say(if first { one } else { other });
    html! {
        h2 { (say(text::ANSWERS)) }
        p { (either(body.answers == "taken", text::TAKEN, text::STOPPED)) }
        h2 { (say(text::KEY)) }
        @if body.open_waves.is_empty() { p { (say(text::NO_WAVE)) } }
        @for wave in &body.open_waves {
            p {
                strong { (titles.get(&wave.wave).map_or(wave.wave.as_str(), String::as_str)) "." } " "
                (either(wave.custody == "shares", text::KEY_SHARES, text::KEY_FILE)) " "
                (either(wave.rehearsed, text::REHEARSED, text::NOT_REHEARSED))
            }
        }
        h2 { (say(text::COPY)) }
        p { (either(body.second_copy, text::COPY_ON, text::COPY_OFF)) }
        h2 { (say(text::WAY)) }
        p {
            (say(match body.tls { "here" => text::WAY_TLS, "proxy" => text::WAY_PROXY, _ => text::WAY_CLEAR }))
        }
        h2 { (say(text::GUESSING)) }
        p { (either(body.guessing == "calm", text::CALM, text::ALARM)) }
        (counts(&body.since_start, tongue))
        h2 { (say(text::STORE)) }
        p.muted {
            "SQLite " (body.sqlite.version)
            @for (name, value) in &body.sqlite.settings { ", " (name) " " (value) }
            ". " (say(text::VERSION)) " " (body.version) "."
        }
    }
}

fn counts(counts: &CountsBody, tongue: Tongue) -> Markup {
    let say = |words: Words| tongue.say(words);
    let count = |count: u64| match count {
        0 => say(text::FEW).into_owned(),
        count => format!("{} {count}", say(text::AT_LEAST)),
    };
    html! {
        h2 { (say(text::COUNTS)) }
        dl {
            @for (words, number) in [
                (text::COUNT_STORED, counts.stored),
                (text::COUNT_REPEATED, counts.repeated),
                (text::COUNT_REFUSED, counts.refusals),
                (text::COUNT_FAILED, counts.failures),
                (text::COUNT_DROPPED, counts.connections_dropped),
                (text::COUNT_DELAYED, counts.checks_delayed),
            ] {
                dt { (say(words)) } dd { (count(number)) }
            }
        }
        p.hint { (say(text::COUNTS_HINT)) }
    }
}
