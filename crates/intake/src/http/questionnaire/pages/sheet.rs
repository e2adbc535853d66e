//! What the pages of one filled-in form share: the form itself, what is wrong with it, and the code.

use maud::{Markup, html};
use survey::Item;

use super::skeleton::{Document, document, language_buttons};
use crate::http::questionnaire::answers::Answers;
use crate::http::questionnaire::scripts::Scripts;
use crate::http::questionnaire::visit::{Addresses, Device, Visit};
use crate::http::state::Asked;
use crate::submission::SubmissionId;
use crate::words::{Notice, Tongue, pages as text};

/// A form as it is filled in just now.
pub(in crate::http::questionnaire) struct Sheet<'a> {
    pub(in crate::http::questionnaire) visit: &'a Visit,
    pub(in crate::http::questionnaire) asked: &'a Asked,
    pub(in crate::http::questionnaire) tongue: Tongue,
    pub(in crate::http::questionnaire) answers: Answers,
    pub(in crate::http::questionnaire) submission: SubmissionId,
    /// The name of the draft, where the code is known.
    pub(in crate::http::questionnaire) holder: Option<String>,
    /// Whether the browser has kept the form, so that a page may be left and found again.
    pub(in crate::http::questionnaire) kept: bool,
    /// Whether every answer that came could be read.
    pub(in crate::http::questionnaire) whole: bool,
}

/// What was wrong with what was sent.
pub(in crate::http::questionnaire) struct Complaint {
    pub(in crate::http::questionnaire) notice: Notice,
    /// Whether it is about the code.
    pub(in crate::http::questionnaire) code: bool,
}

impl Sheet<'_> {
    pub(super) fn addresses(&self) -> Addresses<'_> {
        self.visit.addresses(&self.asked.wave.id, self.tongue)
    }

    /// The items with their positions.
    pub(super) fn items(&self) -> impl Iterator<Item = (usize, &Item)> {
        self.asked.instrument.items().iter().enumerate()
    }

    pub(super) fn wave_title(&self) -> std::borrow::Cow<'_, str> {
        self.tongue.text(&self.asked.wave.title)
    }

    /// The form with everything that travels in it. `first` is the button that Enter presses.
    pub(super) fn form(
        &self,
        action: &str,
        position: Option<usize>,
        first: Option<&Markup>,
        content: &Markup,
    ) -> Markup {
        let own = self.visit.device == Device::Own;
        let said = |words| own.then(|| self.tongue.say(words));
        html! {
            form #form method="post" action=(action) autocomplete="off"
                data-draft=[self.holder.as_deref().filter(|_| own)]
                data-item=[position.map(|position| position.saturating_add(1))]
                data-offline=[said(text::OFFLINE)] data-retrying=[said(text::RETRYING)] data-restored=[said(text::RESTORED)] {
                @if let Some(first) = first { (first) }
                input type="hidden" name="answers" value=(self.answers);
                input type="hidden" name="submission" value=(self.submission);
                @if let Some(holder) = &self.holder { input type="hidden" name="holder" value=(holder); }
                (language_buttons(self.tongue, self.visit.with_mirror))
                p #status role="status" {}
                @if !self.whole { p.error role="alert" { (self.tongue.say(text::DAMAGED)) } }
                (content)
            }
        }
    }

    /// The whole page around a form; a shared tablet gets a way out and a question for whoever seems to have left.
    pub(super) fn page(&self, title: &str, form: &Markup) -> Markup {
        let shared = self.visit.device == Device::Shared;
        let main = html! {
            (form)
            @if shared { footer { p { a href=(self.addresses().fresh_start()) { (self.tongue.say(text::QUIT)) } } } }
        };
        let after = shared.then(|| self.idle());
        document(Document { tongue: self.tongue, title, script: self.script(), main: &main, after })
    }

    /// The script that pages of this form carry.
    pub(in crate::http::questionnaire) fn script(&self) -> Scripts {
        match self.visit.device {
            Device::Own => Scripts::Questionnaire,
            Device::Shared => Scripts::Kiosk,
        }
    }

    /// The button that presses itself on Enter: first in the form, out of sight and out of the way of the keyboard.
    pub(super) fn first_button(&self, value: &str, label: &str, action: Option<&str>) -> Markup {
        html! {
            button.default name="go" value=(value) formaction=[action] tabindex="-1" aria-hidden="true" { (label) }
        }
    }

    fn idle(&self) -> Markup {
        html! {
            dialog #idle data-start=(self.addresses().fresh_start()) aria-labelledby="idle-title" {
                h2 #idle-title { (self.tongue.say(text::IDLE)) }
                p { (self.tongue.say(text::IDLE_HINT)) }
                form method="dialog" { button { (self.tongue.say(text::STAY)) } }
            }
        }
    }
}

/// What was wrong, at the top of the page that can mend it.
pub(super) fn summary(tongue: Tongue, complaint: &Complaint, kept: bool) -> Markup {
    html! {
        section.summary role="alert" tabindex="-1" autofocus {
            h2 { (tongue.say(complaint.notice.title)) }
            p { (tongue.say(complaint.notice.detail)) @if kept { " " (tongue.say(text::KEPT)) } }
            @if complaint.code { p { a href="#code" { (tongue.say(text::TO_CODE)) } } }
        }
    }
}

/// The field for the code, in view and never hidden.
pub(super) fn code_field(tongue: Tongue, typed: &str, complaint: Option<&Complaint>) -> Markup {
    let wrong = complaint.filter(|complaint| complaint.code);
    html! {
        div.code {
            label for="code" { (tongue.say(text::CODE)) }
            p.hint #code-hint { (tongue.say(text::CODE_HINT)) }
            @if let Some(complaint) = wrong { p.error #code-error { (tongue.say(complaint.notice.title)) } }
            input #code type="text" name="code" value=(typed) dir="ltr" maxlength="80" autocomplete="off"
                autocapitalize="characters" spellcheck="false"
                aria-describedby=(if wrong.is_some() { "code-hint code-error" } else { "code-hint" })
                aria-invalid=[wrong.map(|_| "true")];
        }
    }
}
