//! One request for a page: on whose device, in which language, for which wave, and what the browser kept.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri};
use survey::WaveId;

use super::cookie::{Jar, Kept};
use super::flow::Stop;
use crate::http::Shared;
use crate::http::extract::tongue_of;
use crate::http::state::Asked;
use crate::submission::Receipt;
use crate::words::Tongue;

/// Whose device a page is shown on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) enum Device {
    /// Somebody's own.
    Own,
    /// A tablet that many use, one after another: nothing may stay on it.
    Shared,
}

impl Device {
    /// How the addresses of its pages begin.
    pub(in crate::http) fn prefix(self) -> &'static str {
        match self {
            Device::Own => "/svar",
            Device::Shared => "/kiosk",
        }
    }

    /// The device that the pages of an address are for.
    pub(in crate::http) fn of(path: &str) -> Device {
        if path.starts_with("/kiosk/") { Device::Shared } else { Device::Own }
    }
}

/// A request for a page of the questionnaire.
pub(in crate::http) struct Visit {
    pub(super) device: Device,
    pub(super) tongue: Tongue,
    /// Whether the right-to-left test language is offered.
    pub(super) with_mirror: bool,
    /// The wave in the address, not yet known to exist.
    pub(super) wave: String,
    /// The number of the item in the address.
    pub(super) step: Option<String>,
    /// The address that was asked for.
    pub(super) uri: Uri,
    secure: bool,
    headers: HeaderMap,
}

impl FromRequestParts<Shared> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, intake: &Shared) -> Result<Visit, Infallible> {
        let path = RawPathParams::from_request_parts(parts, intake).await.ok();
        let part = |wanted: &str| {
            let path = path.as_ref()?;
            path.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.to_owned())
        };
        let with_mirror = intake.site.test_language;
        Ok(Visit {
            device: Device::of(parts.uri.path()),
            tongue: tongue_of(parts.uri.query(), &parts.headers, with_mirror),
            with_mirror,
            // An address that is no text names no wave.
            wave: part("wave").unwrap_or_default(),
            step: part("item"),
            uri: parts.uri.clone(),
            secure: intake.site.is_https(),
            headers: parts.headers.clone(),
        })
    }
}

impl Visit {
    /// What the browser kept for this wave.
    pub(super) fn kept(&self, asked: &Asked) -> Option<Kept> {
        Kept::read(self.jar(&asked.wave.id), &self.headers, &asked.instrument)
    }

    /// The header that makes the browser keep this.
    pub(super) fn keep(&self, asked: &Asked, kept: &Kept) -> Option<HeaderValue> {
        kept.set(self.jar(&asked.wave.id))
    }

    /// The header that makes the browser forget.
    pub(super) fn forget(&self, asked: &Asked) -> Option<HeaderValue> {
        self.jar(&asked.wave.id).clear()
    }

    /// The addresses of a wave's pages, on this device and in a language.
    pub(super) fn addresses<'a>(&self, wave: &'a WaveId, tongue: Tongue) -> Addresses<'a> {
        Addresses { device: self.device, wave, tongue }
    }

    /// The language somebody asks for, if it is offered.
    pub(super) fn allowed(&self, tongue: Tongue) -> Tongue {
        if tongue == Tongue::Mirror && !self.with_mirror { self.tongue } else { tongue }
    }

    /// Whether the address says something of this name.
    pub(super) fn asks(&self, name: &str) -> bool {
        self.uri.query().unwrap_or_default().split('&').any(|pair| pair.split('=').next() == Some(name))
    }

    fn jar<'a>(&self, wave: &'a WaveId) -> Jar<'a> {
        Jar { device: self.device, wave: wave.as_str(), secure: self.secure }
    }
}

/// The addresses of a wave's pages.
#[derive(Clone, Copy)]
pub(super) struct Addresses<'a> {
    device: Device,
    wave: &'a WaveId,
    tongue: Tongue,
}

/// Marks the page of an item that was opened from the overview, so that its button leads back there.
pub(super) const FROM_OVERVIEW: &str = "endre";

impl Addresses<'_> {
    /// A page that shows or gathers answers.
    pub(super) fn stop(self, stop: Stop) -> String {
        match stop {
            Stop::Start => self.page(""),
            Stop::Item(position) => self.page(&format!("/{}", position.saturating_add(1))),
            Stop::Overview => self.page("/se-over"),
        }
    }

    /// The same item, opened from the overview.
    pub(super) fn item_from_overview(self, position: usize) -> String {
        format!("{}&{FROM_OVERVIEW}", self.stop(Stop::Item(position)))
    }

    /// Where the whole form is sent.
    pub(super) fn send(self) -> String {
        self.page("/send")
    }

    /// The receipt.
    pub(super) fn thanks(self, receipt: Receipt) -> String {
        format!("{}&kvittering={receipt}", self.page("/takk"))
    }

    /// The start for whoever comes next, in whatever language their browser prefers.
    pub(super) fn fresh_start(self) -> String {
        format!("{}/{}", self.device.prefix(), self.wave)
    }

    fn page(self, rest: &str) -> String {
        format!("{}{rest}?lang={}", self.fresh_start(), self.tongue.tag())
    }
}
