//! The words a page of the report is read by: names of columns, marks and kinds of work.

use crate::release::Mark;

/// The words of columns and marks, in the three languages of the report.
pub(super) const MEAN: [&str; 2] = ["Snitt", "Mean"];
pub(super) const ANSWERS: [&str; 2] = ["Svar", "Answers"];
pub(super) const ABSENCE: [&str; 3] = ["Sykefravær", "Sjukefråvær", "Sickness absence"];
pub(super) const MARKS: [(&str, Mark); 13] = [
    ("for få svar", Mark::TooFew),
    ("too few answers", Mark::TooFew),
    ("for få ansatte", Mark::TooFew),
    ("for få tilsette", Mark::TooFew),
    ("too few employees", Mark::TooFew),
    ("skjult for å beskytte en annen enhet", Mark::ProtectsAnother),
    ("skjult for å verne ei anna eining", Mark::ProtectsAnother),
    ("hidden to protect another unit", Mark::ProtectsAnother),
    ("ikke spurt", Mark::Absent),
    ("ikkje spurt", Mark::Absent),
    ("not asked", Mark::Absent),
    ("ikke målt", Mark::Absent),
    ("ikkje målt", Mark::Absent),
];

/// The kinds of work as the files name them, and as the report does in its three languages.
const ROLES: [(&str, [&str; 3]); 5] = [
    ("leader", ["Ledere", "Leiarar", "Leaders"]),
    ("professional", ["Ansatte med høyere utdanning", "Tilsette med høgare utdanning", "Staff with a degree"]),
    ("skilled", ["Fagarbeidere", "Fagarbeidarar", "Skilled workers"]),
    ("assistant", ["Assistenter", "Assistentar", "Assistants"]),
    ("office", ["Kontoransatte", "Kontortilsette", "Office staff"]),
];

/// The kind of work that a row or a column is named after.
pub(super) fn role(name: &str) -> Option<&'static str> {
    ROLES.iter().find(|(_, names)| names.contains(&name)).map(|(word, _)| *word)
}
