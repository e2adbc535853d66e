//! The names of eight capital letters that every variable and segment has besides its long one.

use std::collections::BTreeSet;

use crate::layout::segments;
use crate::{Dictionary, Kind, VariableName};

/// The longest short name.
const BYTES_MAX: usize = 8;

/// For every variable, the short names of its segments; numbers have one.
///
/// A long name that is short enough and has only English letters is its own short name; the others get one with a number.
pub(super) fn of(dictionary: &Dictionary) -> Vec<Vec<String>> {
    let own: Vec<Option<String>> = dictionary.variables.iter().map(|variable| own(&variable.name)).collect();
    let mut taken: BTreeSet<String> = own.iter().flatten().cloned().collect();
    let mut number = 0_u64;
    let mut numbered = || {
        loop {
            number += 1;
            let name = format!("V{number}");
            if taken.insert(name.clone()) {
                return name;
            }
        }
    };
    own.into_iter()
        .zip(&dictionary.variables)
        .map(|(own, variable)| {
            let count = match &variable.kind {
                Kind::Number(_) => 1,
                Kind::Text(text) => segments(text.width).count(),
            };
            let mut names = vec![own.unwrap_or_else(&mut numbered)];
            names.extend((1..count).map(|_| numbered()));
            names
        })
        .collect()
}

fn own(name: &VariableName) -> Option<String> {
    let name = name.as_str();
    (name.len() <= BYTES_MAX && name.is_ascii()).then(|| name.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Numeric, Textual, Variable};

    #[test]
    fn short_names_are_their_own_or_numbered_past_those() {
        let name = |text| VariableName::parse(text).unwrap();
        let number = || Numeric::whole(1).unwrap();
        let dictionary = Dictionary::new(vec![
            Variable::new(name("trivsel_på_jobb"), number()),
            Variable::new(name("v1"), number()),
            Variable::new(name("tekst"), Textual::of_width(600).unwrap()),
            Variable::new(name("på"), number()),
        ])
        .unwrap();
        assert_eq!(of(&dictionary), [vec!["V2"], vec!["V1"], vec!["TEKST", "V3", "V4"], vec!["V5"]]);
    }
}
