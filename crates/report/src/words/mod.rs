//! What the report says, in bokmål, nynorsk and English side by side, so that no language can lack a line.
//!
//! Some lines have places to fill, such as `{n}`; all three languages have the same places, and a test says so.

mod absence;
mod common;
mod findings;
mod merger;
mod method;
mod plans;
mod sections;
mod standing;
mod units;

use survey::Language;

/// Declares one chapter of words: each line is `field: bokmål, nynorsk, English;`.
macro_rules! wording {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $nb:literal, $nn:literal, $en:literal;)* }) => {
        $(#[$doc])*
        pub(crate) struct $name {
            $(pub(crate) $field: &'static str,)*
        }
        impl $name {
            pub(crate) const NB: $name = $name { $($field: $nb,)* };
            pub(crate) const NN: $name = $name { $($field: $nn,)* };
            pub(crate) const EN: $name = $name { $($field: $en,)* };
            /// Every line with its name, in the order of the languages.
            #[cfg(test)]
            pub(crate) const LINES: &'static [(&'static str, [&'static str; 3])] =
                &[$((stringify!($field), [$nb, $nn, $en]),)*];
        }
    };
}
pub(crate) use wording;

/// Every chapter in one language.
pub(crate) struct Words {
    pub(crate) absence: absence::Absence,
    pub(crate) common: common::Common,
    pub(crate) findings: findings::Findings,
    pub(crate) sections: sections::Sections,
    pub(crate) plans: plans::Plans,
    pub(crate) standing: standing::Standing,
    pub(crate) units: units::Units,
    pub(crate) method: method::Method,
    pub(crate) merger: merger::Merger,
    pub(crate) programme: merger::Programme,
}

static NB: Words = Words {
    absence: absence::Absence::NB,
    common: common::Common::NB,
    findings: findings::Findings::NB,
    sections: sections::Sections::NB,
    plans: plans::Plans::NB,
    standing: standing::Standing::NB,
    units: units::Units::NB,
    method: method::Method::NB,
    merger: merger::Merger::NB,
    programme: merger::Programme::NB,
};
static NN: Words = Words {
    absence: absence::Absence::NN,
    common: common::Common::NN,
    findings: findings::Findings::NN,
    sections: sections::Sections::NN,
    plans: plans::Plans::NN,
    standing: standing::Standing::NN,
    units: units::Units::NN,
    method: method::Method::NN,
    merger: merger::Merger::NN,
    programme: merger::Programme::NN,
};
static EN: Words = Words {
    absence: absence::Absence::EN,
    common: common::Common::EN,
    findings: findings::Findings::EN,
    sections: sections::Sections::EN,
    plans: plans::Plans::EN,
    standing: standing::Standing::EN,
    units: units::Units::EN,
    method: method::Method::EN,
    merger: merger::Merger::EN,
    programme: merger::Programme::EN,
};

/// The words of a language.
pub(crate) const fn words(language: Language) -> &'static Words {
    match language {
        Language::Nb => &NB,
        Language::Nn => &NN,
        Language::En => &EN,
    }
}

/// Fills the places of a line. What is filled in is not searched again.
pub(crate) fn fill(line: &str, places: &[(&str, &str)]) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            text.push('{');
            rest = after;
            continue;
        };
        if let Some((_, value)) = places.iter().find(|(place, _)| *place == name) {
            text.push_str(value);
        }
        rest = behind;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn places(line: &str) -> BTreeSet<&str> {
        line.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
    }

    #[test]
    fn every_language_has_every_line_with_the_same_places() {
        let chapters = [
            absence::Absence::LINES,
            common::Common::LINES,
            findings::Findings::LINES,
            sections::Sections::LINES,
            plans::Plans::LINES,
            standing::Standing::LINES,
            units::Units::LINES,
            method::Method::LINES,
            merger::Merger::LINES,
            merger::Programme::LINES,
        ];
        for (name, [nb, nn, en]) in chapters.concat() {
            for line in [nb, nn, en] {
                assert!(!line.trim().is_empty(), "{name} is empty");
                assert_eq!(places(line), places(nb), "{name}");
            }
            // A line without words of its own, such as "{name}: {value}.", may be the same everywhere, and so may one short word.
            let words: usize =
                nb.split(['{', '}']).step_by(2).map(|part| part.chars().filter(|c| c.is_alphabetic()).count()).sum();
            assert!(nb != en || words < 9, "{name} is not translated: {nb}");
        }
    }

    #[test]
    fn filled_values_are_not_filled_again() {
        assert_eq!(fill("{a} av {b}.", &[("a", "{b}"), ("b", "5")]), "{b} av 5.");
        assert_eq!(fill("{unknown}{", &[]), "{");
    }
}
