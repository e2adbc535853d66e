//! What must hold for the body of every posted form.

use std::sync::LazyLock;

use survey::{Instrument, Response};

static INSTRUMENT: LazyLock<Instrument> = LazyLock::new(|| survey::mestring().expect("the shipped instrument"));

/// The first byte is the page the form is on; 0 is the overview. Every answer that is read is allowed, and the text
/// that answers travel on as reads as the same answers, with nothing left over.
pub(crate) fn check(bytes: &[u8]) {
    let Some((page, body)) = bytes.split_first() else { return };
    let position = usize::from(*page).checked_sub(1);
    let form = intake::fuzzing::form(&INSTRUMENT, position, body);
    assert_eq!(form.answers.len(), INSTRUMENT.items().len());
    assert!(Response::from_answers(&INSTRUMENT, form.answers.clone()).is_ok(), "an answer that is not allowed");
    let again = intake::fuzzing::form(&INSTRUMENT, None, format!("answers={}", form.text).as_bytes());
    assert_eq!((&again.answers, &again.text, again.whole), (&form.answers, &form.text, true));
}
