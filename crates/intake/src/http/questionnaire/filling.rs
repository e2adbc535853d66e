//! One step of filling in: what the form says and what the browser kept become one, and the next page follows.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;

use super::answers::Answers;
use super::cookie::Kept;
use super::flow::{Go, Stop};
use super::pages::{self, Complaint, Overview, Sheet};
use super::posted::Posted;
use super::respond::{Leave, Page, tell};
use super::visit::{FROM_OVERVIEW, Visit};
use crate::code::Code;
use crate::http::Shared;
use crate::http::state::Asked;
use crate::refusal::{Declined, Refusal};
use crate::submission::SubmissionId;
use crate::words::{self, Tongue};

/// A form that is being filled in.
pub(super) struct Filling {
    pub(super) asked: Arc<Asked>,
    pub(super) answers: Answers,
    pub(super) submission: SubmissionId,
    /// The code, where the browser has kept it.
    pub(super) code: Option<Code>,
    /// The code that was typed on this very page.
    pub(super) typed: String,
    /// Whether the browser keeps what we ask it to.
    pub(super) kept: bool,
    /// Whether a cookie is written: not when a page is only read, and never over the form of somebody else who uses the
    /// same browser.
    writes: bool,
    /// Whether every answer that came could be read.
    pub(super) whole: bool,
    pub(super) go: Go,
}

impl Filling {
    /// What the browser kept, when a page is only read.
    pub(super) fn of_browser(visit: &Visit, asked: &Arc<Asked>) -> Option<Filling> {
        let Kept { code, submission, answers } = visit.kept(asked)?;
        Some(Filling {
            asked: Arc::clone(asked),
            answers,
            submission,
            code,
            typed: String::new(),
            kept: true,
            writes: false,
            whole: true,
            go: Go::Next,
        })
    }

    /// A form that nothing has been written in.
    pub(super) fn blank(intake: &Shared, asked: &Arc<Asked>) -> Filling {
        Filling {
            asked: Arc::clone(asked),
            answers: Answers::none(&asked.instrument),
            submission: intake.new_submission(),
            code: None,
            typed: String::new(),
            kept: false,
            writes: false,
            whole: true,
            go: Go::Next,
        }
    }

    /// What was posted from the page of an item, or from the overview.
    ///
    /// The form wins over what the browser kept; where the form has no answer and the browser has, a newer page of the
    /// same person wrote it, and it stays. What the browser kept for another code is another person's, and counts for
    /// nothing.
    pub(super) fn of_form(
        intake: &Shared,
        visit: &Visit,
        asked: &Arc<Asked>,
        position: Option<usize>,
        body: &[u8],
    ) -> Filling {
        let posted = Posted::read(&asked.instrument, position, body);
        let cookie = visit.kept(asked);
        let holder = cookie.as_ref().and_then(|kept| kept.code.as_ref()).map(|code| intake.draft_name(code));
        let mine = cookie.is_none() || holder.unwrap_or_default() == posted.holder;
        let kept = cookie.filter(|_| mine);
        let mut answers = posted.answers;
        if let Some(kept) = &kept {
            answers = answers.or(&kept.answers);
            if let (Go::Clear, Some(position)) = (posted.go, position) {
                answers.set(position, survey::Answer::Missing);
            }
        }
        let submission = posted.submission.or(kept.as_ref().map(|kept| kept.submission));
        Filling {
            asked: Arc::clone(asked),
            answers,
            submission: submission.unwrap_or_else(|| intake.new_submission()),
            kept: kept.is_some(),
            code: kept.and_then(|kept| kept.code),
            typed: posted.code,
            writes: mine,
            whole: posted.whole,
            go: posted.go,
        }
    }

    /// The form as the pages show it.
    fn sheet<'a>(&'a self, intake: &Shared, visit: &'a Visit, tongue: Tongue) -> Sheet<'a> {
        Sheet {
            visit,
            asked: &self.asked,
            tongue,
            answers: self.answers.clone(),
            submission: self.submission,
            holder: self.code.as_ref().map(|code| intake.draft_name(code)),
            kept: self.kept,
            whole: self.whole,
        }
    }

    /// The page of a stop; of the start there is none here, and the first item takes its place.
    pub(super) fn show(&self, intake: &Shared, visit: &Visit, tongue: Tongue, stop: Stop, opened: bool) -> Response {
        let position = match stop {
            Stop::Overview => return self.overview(intake, visit, tongue, None),
            Stop::Item(position) => position,
            Stop::Start => 0,
        };
        let Some(item) = self.asked.instrument.items().get(position) else {
            return visit.refuse(&Refusal::NoSuchPage.into(), Some(visit.to_start(&self.asked.wave.id)));
        };
        let sheet = self.sheet(intake, visit, tongue);
        let html = pages::item(&sheet, position, item, opened);
        self.respond(visit, Page { status: StatusCode::OK, tongue, script: sheet.script(), html })
    }

    /// The overview, perhaps with what is wrong.
    pub(super) fn overview(
        &self,
        intake: &Shared,
        visit: &Visit,
        tongue: Tongue,
        declined: Option<&Declined>,
    ) -> Response {
        let sheet = self.sheet(intake, visit, tongue);
        let about_code = matches!(declined, Some(Declined::Refused(Refusal::MistypedCode | Refusal::Code)));
        let stored = self.code.as_ref().map(ToString::to_string);
        let code = if !self.typed.is_empty() {
            Some(self.typed.as_str())
        } else if about_code || stored.is_none() {
            Some(stored.as_deref().unwrap_or_default())
        } else {
            None
        };
        let complaint = declined.map(|declined| Complaint { notice: words::declined(declined), code: about_code });
        let open = !matches!(declined, Some(Declined::Refused(Refusal::WaveClosed)));
        let html = pages::overview(&sheet, &Overview { complaint, code, open });
        let response = self.respond(visit, Page { status: StatusCode::OK, tongue, script: sheet.script(), html });
        match declined {
            Some(declined) => tell(declined, response),
            None => response,
        }
    }

    /// On to the next stop: by way of the browser where it keeps the form, directly where it does not or where there is
    /// something to say that an address cannot carry.
    pub(super) fn go_on(&self, intake: &Shared, visit: &Visit, here: Stop) -> Response {
        let stop = here.after(self.go, self.asked.instrument.items().len());
        let tongue = self.tongue(visit);
        // An item that is changed from the overview leads back there, until another button leads elsewhere.
        let opened = match (here, self.go) {
            (Stop::Overview, Go::Item(_)) => true,
            (_, Go::Clear | Go::Language(_)) => visit.asks(FROM_OVERVIEW),
            _ => false,
        };
        let cookie = self.cookie(visit).filter(|_| self.kept && self.whole && self.typed.is_empty());
        if cookie.is_none() {
            return self.show(intake, visit, tongue, stop, opened);
        }
        let addresses = visit.addresses(&self.asked.wave.id, tongue);
        match stop {
            Stop::Item(position) if opened => visit.lead(&addresses.item_from_overview(position), cookie),
            stop => visit.lead(&addresses.stop(stop), cookie),
        }
    }

    /// The language of the next page.
    pub(super) fn tongue(&self, visit: &Visit) -> Tongue {
        if let Go::Language(tongue) = self.go { visit.allowed(tongue) } else { visit.tongue }
    }

    fn respond(&self, visit: &Visit, page: Page) -> Response {
        visit.respond(&self.asked.wave.id, page, self.cookie(visit), Leave::Abandoned)
    }

    fn cookie(&self, visit: &Visit) -> Option<axum::http::HeaderValue> {
        let kept = Kept { code: self.code.clone(), submission: self.submission, answers: self.answers.clone() };
        visit.keep(&self.asked, &kept).filter(|_| self.writes)
    }
}
