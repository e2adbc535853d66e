//! The kinds of work in words.

use survey::{Language, RoleClass};

/// Those who do a kind of work, as a heading or a row names them.
#[must_use]
pub const fn words_of_work(role: RoleClass, language: Language) -> &'static str {
    match (role, language) {
        (RoleClass::Leader, Language::Nb) => "Ledere",
        (RoleClass::Leader, Language::Nn) => "Leiarar",
        (RoleClass::Leader, Language::En) => "Leaders",
        (RoleClass::Professional, Language::Nb) => "Ansatte med høyere utdanning",
        (RoleClass::Professional, Language::Nn) => "Tilsette med høgare utdanning",
        (RoleClass::Professional, Language::En) => "Staff with a degree",
        (RoleClass::Skilled, Language::Nb) => "Fagarbeidere",
        (RoleClass::Skilled, Language::Nn) => "Fagarbeidarar",
        (RoleClass::Skilled, Language::En) => "Skilled workers",
        (RoleClass::Assistant, Language::Nb) => "Assistenter",
        (RoleClass::Assistant, Language::Nn) => "Assistentar",
        (RoleClass::Assistant, Language::En) => "Assistants",
        (RoleClass::Office, Language::Nb) => "Kontoransatte",
        (RoleClass::Office, Language::Nn) => "Kontortilsette",
        (RoleClass::Office, Language::En) => "Office staff",
    }
}
