//! How a page goes out: status, language, script, cookie, and when a shared tablet leaves it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::Markup;
use survey::WaveId;

use super::flow::Stop;
use super::pages;
use super::scripts::Scripts;
use super::visit::{Device, Visit};
use crate::http::problem::{retry_after, status, told};
use crate::http::state::Asked;
use crate::refusal::Declined;
use crate::words::{Tongue, pages as text};

/// A page, ready to go out.
pub(in crate::http) struct Page {
    pub(in crate::http) status: StatusCode,
    pub(in crate::http) tongue: Tongue,
    pub(in crate::http) script: Scripts,
    pub(in crate::http) html: Markup,
}

/// When a shared tablet goes back to its start by itself.
#[derive(Clone, Copy)]
pub(super) enum Leave {
    /// It is the start.
    Never,
    /// Ten minutes: for a browser without scripts, when somebody walked away. Scripts are quicker.
    Abandoned,
    /// Twenty seconds: everything is done.
    Done,
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let Page { status, tongue, script, html } = self;
        let mut response = (status, html.into_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(tongue.lang()));
        if let Some(policy) = script.policy() {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }
}

impl Visit {
    /// A page of a known wave.
    pub(super) fn respond(&self, wave: &WaveId, page: Page, cookie: Option<HeaderValue>, leave: Leave) -> Response {
        let seconds = match (self.device, leave) {
            (Device::Own, _) | (_, Leave::Never) => None,
            (Device::Shared, Leave::Abandoned) => Some(600),
            (Device::Shared, Leave::Done) => Some(20),
        };
        let mut response = page.into_response();
        let headers = response.headers_mut();
        if let Some(cookie) = cookie {
            headers.insert(header::SET_COOKIE, cookie);
        }
        if let Some(seconds) = seconds {
            let start = self.addresses(wave, self.tongue).fresh_start();
            headers.extend(
                HeaderValue::from_str(&format!("{seconds}; url={start}")).map(|value| (header::REFRESH, value)),
            );
        }
        response
    }

    /// The way to another page, with what the browser shall keep.
    pub(super) fn lead(&self, to: &str, cookie: Option<HeaderValue>) -> Response {
        let mut response = StatusCode::SEE_OTHER.into_response();
        let headers = response.headers_mut();
        headers.extend(HeaderValue::from_str(to).map(|to| (header::LOCATION, to)));
        if let Some(cookie) = cookie {
            headers.insert(header::SET_COOKIE, cookie);
        }
        response
    }

    /// A refusal as a page of its own, with a way on where there is one.
    pub(super) fn refuse(&self, declined: &Declined, way: Option<pages::Way>) -> Response {
        let here = pages::Here { tongue: self.tongue, with_mirror: self.with_mirror, uri: &self.uri };
        tell(declined, pages::refusal(here, declined, way).into_response())
    }

    /// The way back to a form that could not be read, where a browser that keeps forms still has it.
    pub(super) fn to_form(&self, asked: &Asked, here: Stop) -> pages::Way {
        match self.kept(asked) {
            Some(_) => pages::Way { to: self.addresses(&asked.wave.id, self.tongue).stop(here), label: text::TO_FORM },
            None => self.to_start(&asked.wave.id),
        }
    }

    /// The way to the start of a wave.
    pub(super) fn to_start(&self, wave: &WaveId) -> pages::Way {
        pages::Way { to: self.addresses(wave, self.tongue).stop(Stop::Start), label: text::TO_START }
    }
}

/// Gives a response the marks of what it tells.
pub(super) fn tell(declined: &Declined, mut response: Response) -> Response {
    *response.status_mut() = status(declined);
    retry_after(declined, response.headers_mut());
    told(declined, response)
}
