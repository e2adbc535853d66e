//! Ids that are written in this crate, and are therefore known to be well formed.

use survey::{FormerMunicipalityId, Month, Text, UnitId, WaveId};

#[expect(clippy::expect_used, reason = "the ids are put together from fixed words; a test builds every one of them")]
pub(crate) fn unit(id: &str) -> UnitId {
    UnitId::new(id).expect("a unit id of fixed words")
}

#[expect(clippy::expect_used, reason = "the ids are fixed words; a test builds every one of them")]
pub(crate) fn former_municipality(id: &str) -> FormerMunicipalityId {
    FormerMunicipalityId::new(id).expect("a former municipality of fixed words")
}

#[expect(clippy::expect_used, reason = "the ids are fixed words; a test builds every one of them")]
pub(crate) fn wave(id: &str) -> WaveId {
    WaveId::new(id).expect("a wave id of fixed words")
}

#[expect(clippy::expect_used, reason = "the texts are fixed words; a test builds every one of them")]
pub(crate) fn text(nb: &str, nn: &str, en: &str) -> Text {
    Text::new(nb, nn, en).expect("a text of fixed words")
}

#[expect(clippy::expect_used, reason = "months of known years; a test builds every one of them")]
pub(crate) fn month(year: i32, month: u8) -> Month {
    Month::new(year, month).expect("a month of a known year")
}
