//! A release that says something else of released cells: refused, with the reason and what to do.

use std::path::Path;

use audit::{Finding, Level, Verdict};

/// What of an earlier release would be corrected, and why it cannot be; nothing where no earlier file is contradicted. `own` is the file that would be written.
pub(super) fn told(verdict: &Verdict, own: &str) -> Option<String> {
    let contradicted = |finding: &&Finding| finding.level == Level::Consistency && earlier(finding, own).is_some();
    let mut all = verdict.findings.iter().filter(contradicted);
    let first = all.next()?;
    let file = earlier(first, own)?;
    let name = Path::new(file).file_name().map_or_else(|| file.into(), |name| name.to_string_lossy());
    let place = first.target.first().map_or("", |cell| cell.place.as_str());
    let cells = match all.count() {
        0 => "1 cell".to_owned(),
        more => format!("{} cells", more + 1),
    };
    Some(format!(
        "it says something else of {cells} than {name}, the first {} of {place}. What is released cannot be corrected: the old number less the new one would be \
         about the few people whose rows were changed. Put back the responses, absence, register figures and organisation that {name} was made from, and tell \
         what was wrong in words",
        first.measure
    ))
}

/// The released file that a finding is about, beside the one that would be written.
fn earlier<'f>(finding: &'f Finding, own: &str) -> Option<&'f str> {
    let names_own = finding.how.iter().any(|term| term.file == own);
    finding.how.iter().map(|term| term.file.as_str()).find(|file| names_own && *file != own)
}
