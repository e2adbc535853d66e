//! The columns of every view: names that never change, with labels for people.

use crate::codes::{
    BAND, CERTAINTY, DIRECTION, ENTRY, GROUP_KIND, REACH, ROLE, STATISTIC, STATUS, STEP, STRETCH, TOWARDS, VERDICT,
    ZONE,
};
use crate::{Description, Kind, Words};

const fn column(name: &'static str, kind: Kind, nb: &'static str, nn: &'static str, en: &'static str) -> Description {
    Description::new(name, kind, Words::new(nb, nn, en))
}

const WAVE: Description = column("wave", Kind::Text, "Undersøkelse", "Undersøking", "Wave");
const N: Description =
    column("n", Kind::Whole, "Antall personer bak tallet", "Talet på personar bak talet", "People behind the number");
const VALUE: Description = column("value", Kind::Number, "Verdi", "Verdi", "Value");
const LOWER: Description = column("lower", Kind::Number, "Nedre grense", "Nedre grense", "Lower end of the interval");
const UPPER: Description = column("upper", Kind::Number, "Øvre grense", "Øvre grense", "Upper end of the interval");
const LEVEL: Description =
    column("level", Kind::Number, "Intervallets nivå", "Nivået til intervallet", "Level of the interval");
const CELL: Description =
    column("status", Kind::Code(&STATUS), "Vist, eller hvorfor ikke", "Vist, eller kvifor ikkje", "Shown, or why not");
const MEASURE: Description = column("measure", Kind::Text, "Mål", "Mål", "Measure");
const MEASURE_NAME: Description =
    column("measure_name", Kind::Text, "Målets navn", "Namnet på målet", "Name of the measure");

/// Whom a row is about.
fn place() -> Vec<Description> {
    vec![
        WAVE,
        column("unit", Kind::Text, "Enhet (* er alle)", "Eining (* er alle)", "Unit (* is everybody)"),
        column("name", Kind::Text, "Navn", "Namn", "Name"),
        column("group_kind", Kind::Code(&GROUP_KIND), "Slags gruppe", "Slags gruppe", "Kind of group"),
        column("service_area", Kind::Text, "Tjenesteområde", "Tenesteområde", "Service area"),
        column(
            "former_municipality",
            Kind::Text,
            "Tidligere kommune (* er alle)",
            "Tidlegare kommune (* er alle)",
            "Former municipality (* is all)",
        ),
        column(
            "role",
            Kind::Code(&ROLE),
            "Slags arbeid (* er alle)",
            "Slags arbeid (* er alle)",
            "Kind of work (* is all)",
        ),
    ]
}

fn after(mut first: Vec<Description>, more: impl IntoIterator<Item = Description>) -> Vec<Description> {
    first.extend(more);
    first
}

pub(crate) fn indices() -> Vec<Description> {
    let statistic =
        column("statistic", Kind::Code(&STATISTIC), "Hva som er regnet ut", "Kva som er rekna ut", "Statistic");
    after(place(), [MEASURE, MEASURE_NAME, statistic, N, VALUE, LOWER, UPPER, LEVEL, CELL])
}

pub(crate) fn distributions() -> Vec<Description> {
    let point = column("point", Kind::Whole, "Svartrinn", "Svartrinn", "Answer point");
    let share = column(
        "share",
        Kind::Number,
        "Andel av svarene, 0 til 1",
        "Del av svara, 0 til 1",
        "Share of the answers, 0 to 1",
    );
    after(place(), [MEASURE, MEASURE_NAME, point, N, share, CELL])
}

pub(crate) fn trend() -> Vec<Description> {
    let period = column(
        "period",
        Kind::Text,
        "Undersøkelsen eller året tallet gjelder",
        "Undersøkinga eller året talet gjeld",
        "The wave or year that the number is for",
    );
    let date = column("date", Kind::Text, "Dato", "Dato", "Date");
    after(place(), [MEASURE, MEASURE_NAME, period, date, N, VALUE, LOWER, UPPER, LEVEL, CELL])
}

pub(crate) fn participation() -> Vec<Description> {
    after(
        place(),
        [
            column("invited", Kind::Whole, "Inviterte", "Inviterte", "Invited"),
            column("answered", Kind::Whole, "Svar", "Svar", "Answers"),
            column("band", Kind::Code(&BAND), "Andel som har svart", "Del som har svart", "Share who answered"),
            CELL,
        ],
    )
}

pub(crate) fn absence() -> Vec<Description> {
    let number = |name, nb, nn, en| column(name, Kind::Number, nb, nn, en);
    after(
        place(),
        [
            column("period", Kind::Text, "Periode", "Periode", "Period"),
            column("stretch", Kind::Code(&STRETCH), "Slags periode", "Slags periode", "Kind of period"),
            column("employees", Kind::Whole, "Ansatte i snitt", "Tilsette i snitt", "Employees on average"),
            number("percent", "Sykefravær, prosent", "Sjukefråvær, prosent", "Sickness absence, percent"),
            number("percent_self_certified", "Egenmeldt, prosent", "Eigenmeldt, prosent", "Self-certified, percent"),
            number("percent_certified", "Legemeldt, prosent", "Legemeldt, prosent", "Certified by a doctor, percent"),
            number("lost_days", "Tapte dagsverk", "Tapte dagsverk", "Lost working days"),
            number("agreed_days", "Avtalte dagsverk", "Avtalte dagsverk", "Agreed working days"),
            CELL,
        ],
    )
}

pub(crate) fn benchmarks() -> Vec<Description> {
    let number = |name, nb, nn, en| column(name, Kind::Number, nb, nn, en);
    after(
        place(),
        [
            column("plan", Kind::Text, "Plan", "Plan", "Plan"),
            column("indicator", Kind::Text, "Indikator", "Indikator", "Indicator"),
            column("indicator_name", Kind::Text, "Indikatorens navn", "Namnet på indikatoren", "Name of the indicator"),
            column("year", Kind::Whole, "År", "År", "Year"),
            column("period", Kind::Text, "Målt over", "Målt over", "Measured over"),
            N,
            VALUE,
            LOWER,
            UPPER,
            column("zone", Kind::Code(&ZONE), "Sone", "Sone", "Zone"),
            column("certainty", Kind::Code(&CERTAINTY), "Hvor sikkert", "Kor sikkert", "How sure"),
            number("p_desired", "Sannsynlighet for ønsket", "Sannsyn for ønskt", "Probability of desired"),
            number("p_accepted", "Sannsynlighet for akseptert", "Sannsyn for akseptert", "Probability of accepted"),
            number(
                "p_not_approved",
                "Sannsynlighet for ikke godkjent",
                "Sannsyn for ikkje godkjent",
                "Probability of not approved",
            ),
            column(
                "flip_steps",
                Kind::Whole,
                "Færrest trinn til en annen sone",
                "Færrast steg til ei anna sone",
                "Fewest steps into another zone",
            ),
            column("flip_step", Kind::Code(&STEP), "Slags trinn", "Slags steg", "Kind of step"),
            column("flip_towards", Kind::Code(&TOWARDS), "Vei", "Veg", "Way"),
            column("flip_zone", Kind::Code(&ZONE), "Sonen de ender i", "Sona dei endar i", "The zone they end in"),
            number("against_type", "Mot andre av samme type", "Mot andre av same type", "Against others of its type"),
            number("against_type_lower", "Nedre grense", "Nedre grense", "Lower end of the interval"),
            number("against_type_upper", "Øvre grense", "Øvre grense", "Upper end of the interval"),
            column(
                "against_type_verdict",
                Kind::Code(&VERDICT),
                "Hva forskjellen sier",
                "Kva skilnaden seier",
                "What the difference says",
            ),
            column(
                "funnel",
                Kind::Code(&REACH),
                "Plass blant likemenn",
                "Plass mellom likemenn",
                "Place among its likes",
            ),
            column("source", Kind::Text, "Kilde", "Kjelde", "Source"),
            CELL,
        ],
    )
}

pub(crate) fn units() -> Vec<Description> {
    after(
        place(),
        [
            column("id", Kind::Text, "Gruppens kjennetegn", "Kjenneteiknet til gruppa", "Identifier of the group"),
            column("parent", Kind::Text, "Nivået over", "Nivået over", "The level above"),
            column("depth", Kind::Whole, "Trinn under toppen", "Steg under toppen", "Steps below the top"),
            column("unit_type", Kind::Text, "Enhetstype", "Einingstype", "Type of unit"),
        ],
    )
}

pub(crate) fn indicators() -> Vec<Description> {
    let text = |name, nb, nn, en| column(name, Kind::Text, nb, nn, en);
    vec![
        WAVE,
        text("plan", "Plan", "Plan", "Plan"),
        text("plan_title", "Planens navn", "Namnet på planen", "Title of the plan"),
        column("area", Kind::Whole, "Satsingsområde", "Satsingsområde", "Focus area"),
        text("area_title", "Satsingsområdets navn", "Namnet på satsingsområdet", "Title of the focus area"),
        text("indicator", "Indikator", "Indikator", "Indicator"),
        text("title_nb", "Navn på bokmål", "Namn på bokmål", "Title in bokmål"),
        text("title_nn", "Navn på nynorsk", "Namn på nynorsk", "Title in nynorsk"),
        text("title_en", "Navn på engelsk", "Namn på engelsk", "Title in English"),
        text("counted_in", "Måles i", "Blir målt i", "Counted in"),
        column("direction", Kind::Code(&DIRECTION), "Hva som er bedre", "Kva som er betre", "Which way is better"),
        text("desired", "Ønsket", "Ønskt", "Desired"),
        text("lowest_accepted", "Lavest akseptert", "Lågast akseptert", "Lowest accepted"),
        text("not_approved", "Ikke godkjent", "Ikkje godkjent", "Not approved"),
        text("zones_version", "Utgave av sonene", "Utgåve av sonene", "Edition of the zones"),
        column("valid_from", Kind::Whole, "Gjelder fra", "Gjeld frå", "Valid from"),
        column("valid_to", Kind::Whole, "Gjelder til", "Gjeld til", "Valid to"),
        text("register", "Register", "Register", "Register"),
        text("source", "Kilde", "Kjelde", "Source"),
        text("note", "Merknad", "Merknad", "Note"),
    ]
}

pub(crate) fn codebook() -> Vec<Description> {
    let text = |name, nb, nn, en| column(name, Kind::Text, nb, nn, en);
    vec![
        column("entry", Kind::Code(&ENTRY), "Hva raden forklarer", "Kva rada forklarer", "What the row explains"),
        text("view", "Utvalg", "Utval", "View"),
        text("column", "Kolonne", "Kolonne", "Column"),
        text("word", "Ord i kolonnen", "Ord i kolonnen", "Word in the column"),
        text("type", "Type", "Type", "Type"),
        text("label_nb", "Forklaring på bokmål", "Forklaring på bokmål", "Label in bokmål"),
        text("label_nn", "Forklaring på nynorsk", "Forklaring på nynorsk", "Label in nynorsk"),
        text("label_en", "Forklaring på engelsk", "Forklaring på engelsk", "Label in English"),
        text("about_nb", "Mer om det, bokmål", "Meir om det, bokmål", "More about it in bokmål"),
        text("about_nn", "Mer om det, nynorsk", "Meir om det, nynorsk", "More about it in nynorsk"),
        text("about_en", "Mer om det, engelsk", "Meir om det, engelsk", "More about it in English"),
        column("lowest", Kind::Whole, "Laveste trinn", "Lågaste steg", "Lowest point"),
        column("highest", Kind::Whole, "Høyeste trinn", "Høgaste steg", "Highest point"),
    ]
}
