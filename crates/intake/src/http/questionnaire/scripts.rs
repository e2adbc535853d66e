//! The scripts that pages may carry. No page needs one.

use std::sync::LazyLock;

use axum::http::HeaderValue;

use crate::http::headers::policy_for;

/// The script that a page carries between its only `<script>` tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) enum Scripts {
    /// No script at all, and the browser is told to run none.
    None,
    /// A draft on the device, and patience without a network.
    Questionnaire,
    /// A shared tablet goes back to its start when nobody touches it.
    Kiosk,
}

/// A script as it goes out, and the policy that lets it and no other run.
struct Script {
    text: String,
    policy: HeaderValue,
}

static QUESTIONNAIRE: LazyLock<Script> = LazyLock::new(|| Script::of(include_str!("../script.js")));
static KIOSK: LazyLock<Script> = LazyLock::new(|| Script::of(include_str!("../kiosk.js")));

impl Script {
    /// Without the indentation and the whole lines of comment that only its readers need; a page weighs less then.
    fn of(source: &str) -> Script {
        let lines = source.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
        let text = lines.collect::<Vec<_>>().join("\n");
        Script { policy: policy_for(&text), text }
    }
}

impl Scripts {
    /// What stands between the tags.
    pub(in crate::http) fn text(self) -> Option<&'static str> {
        self.script().map(|script| script.text.as_str())
    }

    /// The content policy of a page with this script; none means that the usual one holds.
    pub(in crate::http) fn policy(self) -> Option<HeaderValue> {
        self.script().map(|script| script.policy.clone())
    }

    fn script(self) -> Option<&'static Script> {
        match self {
            Scripts::None => None,
            Scripts::Questionnaire => Some(&QUESTIONNAIRE),
            Scripts::Kiosk => Some(&KIOSK),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_goes_out_without_comments_and_cannot_end_its_own_tag() {
        assert_eq!(
            Script::of("// why\n(() => {\n  // how\n  act(); // now\n\n})();\n").text,
            "(() => {\nact(); // now\n})();"
        );
        for script in [Scripts::Questionnaire, Scripts::Kiosk] {
            let text = script.text().unwrap();
            assert!(!text.contains("</") && !text.contains("<!--"), "{script:?}");
            assert!(!text.contains('`') || text.lines().all(|line| line.matches('`').count() % 2 == 0), "{script:?}");
        }
    }
}
