//! The closed lists of words, with what they mean.

use disclosure::benchmarks::{Reach, Told};
use disclosure::{GroupKind, Reason, ResponseBand, Zone, words_of_work};
use survey::{Language, RoleClass};

use crate::{Code, Value};

/// Whether a number is shown, or why not.
pub(crate) static STATUS: [Code; 6] = [
    Code::new("shown", "vist", "vist", "shown"),
    Code::new("too_few", "for få svar", "for få svar", "too few answers"),
    Code::new("too_few_employees", "for få ansatte", "for få tilsette", "too few employees"),
    Code::new(
        "protects_another",
        "skjult for å beskytte en annen enhet",
        "skjult for å verne ei anna eining",
        "hidden to protect another unit",
    ),
    Code::new("not_asked", "ikke spurt", "ikkje spurt", "not asked"),
    Code::new("not_measured", "ikke målt", "ikkje målt", "not measured"),
];

/// What sort of group a row is about.
pub(crate) static GROUP_KIND: [Code; 7] = [
    Code::new("total", "alle", "alle", "everybody"),
    Code::new("unit", "enhet med alt under seg", "eining med alt under seg", "unit with everything below it"),
    Code::new("service_area", "tjenesteområde", "tenesteområde", "service area"),
    Code::new("unit_type", "enhetstype", "einingstype", "unit type"),
    Code::new("former_municipality", "tidligere kommune", "tidlegare kommune", "former municipality"),
    Code::new("role_class", "slags arbeid", "slags arbeid", "kind of work"),
    Code::new(
        "crossed",
        "de i en enhet eller et tjenesteområde som kom fra én kommune eller gjør ett slags arbeid",
        "dei i ei eining eller eit tenesteområde som kom frå éin kommune eller gjer eitt slags arbeid",
        "those of a unit or service area from one former municipality or in one kind of work",
    ),
];

/// What kind of work the people of a row do.
pub(crate) static ROLE: [Code; 6] = [
    Code::new("*", "alle", "alle", "all"),
    work(RoleClass::Leader),
    work(RoleClass::Professional),
    work(RoleClass::Skilled),
    work(RoleClass::Assistant),
    work(RoleClass::Office),
];

const fn work(role: RoleClass) -> Code {
    Code::new(
        role.as_str(),
        words_of_work(role, Language::Nb),
        words_of_work(role, Language::Nn),
        words_of_work(role, Language::En),
    )
}

/// What is said of a measure.
pub(crate) static STATISTIC: [Code; 9] = [
    Code::new("mean", "gjennomsnitt", "gjennomsnitt", "mean"),
    Code::new(
        "sd",
        "standardavvik mellom personer",
        "standardavvik mellom personar",
        "standard deviation between people",
    ),
    Code::new("favourable", "andel som er enige", "del som er einige", "share who agree"),
    Code::new("rwg_j", "enighet i gruppen, rwg(j)", "semje i gruppa, rwg(j)", "agreement within the group, rwg(j)"),
    Code::new("alpha", "Cronbachs alfa", "Cronbachs alfa", "Cronbach's alpha"),
    Code::new("icc1", "ICC(1)", "ICC(1)", "ICC(1)"),
    Code::new("icc2", "ICC(2)", "ICC(2)", "ICC(2)"),
    Code::new("rate", "prosent", "prosent", "percent"),
    Code::new("value", "verdi", "verdi", "value"),
];

/// The zones of a plan.
pub(crate) static ZONE: [Code; 3] = [
    Code::new("desired", "ønsket", "ønskt", "desired"),
    Code::new("accepted", "akseptert", "akseptert", "accepted"),
    Code::new("not_approved", "ikke godkjent", "ikkje godkjent", "not approved"),
];

/// How sure a zone is.
pub(crate) static CERTAINTY: [Code; 4] = [
    Code::new("clear", "tydelig", "tydeleg", "clear"),
    Code::new("may_be_chance", "kan være tilfeldig", "kan vere tilfeldig", "may be chance"),
    Code::new("too_few", "for få til å si", "for få til å seie", "too few to say"),
    Code::new("full_count", "alle er talt", "alle er talde", "everybody is counted"),
];

/// Where a unit lies among its likes.
pub(crate) static REACH: [Code; 3] = [
    Code::new("usual", "som ventet", "som venta", "as expected"),
    Code::new("unusual", "uvanlig", "uvanleg", "unusual"),
    Code::new("far_out", "langt utenfor", "langt utanfor", "far out"),
];

/// Ways of moving a value.
pub(crate) static STEP: [Code; 4] = [
    Code::new("answer", "svar flyttet ett trinn", "svar flytta eitt trinn", "an answer moved by one point"),
    Code::new("lost_day", "tapt dagsverk", "tapt dagsverk", "a lost day"),
    Code::new("person", "person", "person", "a person"),
    Code::new("unit", "enhet", "eining", "a unit"),
];

/// The two ways to go.
pub(crate) static TOWARDS: [Code; 2] =
    [Code::new("lower", "lavere", "lågare", "lower"), Code::new("higher", "høyere", "høgare", "higher")];

/// What may be said of a difference.
pub(crate) static VERDICT: [Code; 3] = [
    Code::new("clearly_apart", "tydelig forskjell", "tydeleg skilnad", "clearly apart"),
    Code::new("about_the_same", "omtrent likt", "omtrent likt", "about the same"),
    Code::new("may_be_chance", "kan være tilfeldig", "kan vere tilfeldig", "may be chance"),
];

/// How long a stretch of absence is.
pub(crate) static STRETCH: [Code; 4] = [
    Code::new("month", "måned", "månad", "month"),
    Code::new("quarter", "kvartal", "kvartal", "quarter"),
    Code::new("twelve_months", "tolv måneder", "tolv månader", "twelve months"),
    Code::new("year", "kalenderår", "kalenderår", "calendar year"),
];

/// How many of the invited answered.
pub(crate) static BAND: [Code; 4] = [
    Code::new("below_50", "under 50 %", "under 50 %", "below 50 %"),
    Code::new("from_50", "50–69 %", "50–69 %", "50–69 %"),
    Code::new("from_70", "70–84 %", "70–84 %", "70–84 %"),
    Code::new("from_85", "85 % eller mer", "85 % eller meir", "85 % or more"),
];

/// Which way is better.
pub(crate) static DIRECTION: [Code; 2] = [
    Code::new("higher", "høyere er bedre", "høgare er betre", "higher is better"),
    Code::new("lower", "lavere er bedre", "lågare er betre", "lower is better"),
];

/// What a row of the codebook is about.
pub(crate) static ENTRY: [Code; 4] = [
    Code::new("view", "utvalg", "utval", "view"),
    Code::new("column", "kolonne", "kolonne", "column"),
    Code::new("code", "verdi i en kolonne", "verdi i ein kolonne", "value of a column"),
    Code::new("measure", "mål", "mål", "measure"),
];

/// Shown, or the reason why not.
pub(crate) fn status(withheld: Option<Reason>) -> Value {
    Value::word(&STATUS, withheld.map_or("shown", Reason::word))
}

pub(crate) fn group_kind(kind: GroupKind) -> Value {
    let word = match kind {
        GroupKind::Total => "total",
        GroupKind::Unit { .. } => "unit",
        GroupKind::ServiceArea => "service_area",
        GroupKind::UnitType => "unit_type",
        GroupKind::FormerMunicipality => "former_municipality",
        GroupKind::RoleClass => "role_class",
        GroupKind::Crossed => "crossed",
    };
    Value::word(&GROUP_KIND, word)
}

pub(crate) fn role(role: Option<RoleClass>) -> Value {
    Value::word(&ROLE, role.map_or("*", RoleClass::as_str))
}

pub(crate) fn zone(zone: Zone) -> Value {
    Value::word(&ZONE, zone.word())
}

pub(crate) fn certainty(certainty: Told) -> Value {
    Value::word(&CERTAINTY, certainty.word())
}

pub(crate) fn reach(reach: Reach) -> Value {
    Value::word(&REACH, reach.word())
}

pub(crate) fn band(band: ResponseBand) -> Value {
    let word = match band {
        ResponseBand::Below50 => "below_50",
        ResponseBand::From50 => "from_50",
        ResponseBand::From70 => "from_70",
        ResponseBand::From85 => "from_85",
    };
    Value::word(&BAND, word)
}
