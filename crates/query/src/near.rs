//! What somebody may have meant who typed a name that is not there.

use std::collections::BTreeSet;
use std::fmt;

/// The most names that are told.
const TOLD: usize = 3;
/// With so few names, all are told when none is near.
const FEW: usize = 12;

/// The names nearest to one that is not there; or all of them, when none is near and they are few.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Near {
    near: Vec<String>,
    all: Vec<String>,
}

impl Near {
    /// The nearest names to a given one.
    ///
    /// A name is near when it takes at most a third of the given letters, and at least two, to make one into the other, by adding, leaving
    /// out, exchanging one letter or two neighbours (the distance of optimal string alignment); or when one of them holds the other.
    #[must_use]
    pub fn of<'n>(given: &str, names: impl IntoIterator<Item = &'n str>) -> Near {
        let names: BTreeSet<&str> = names.into_iter().collect();
        let small = given.to_lowercase();
        let reach = (small.chars().count() / 3).max(2);
        let mut ranked: Vec<(usize, &str)> = Vec::new();
        for name in names.iter().copied() {
            let candidate = name.to_lowercase();
            let distance = distance(&small, &candidate);
            let is_part = small.chars().count() > 2 && (candidate.contains(&small) || small.contains(&candidate));
            // Two letters of a short name are all of it.
            if is_part || (distance <= reach && distance < candidate.chars().count()) {
                ranked.push((distance, name));
            }
        }
        ranked.sort_unstable();
        let near: Vec<String> = ranked.into_iter().take(TOLD).map(|(_, name)| name.to_owned()).collect();
        let few = near.is_empty() && names.len() <= FEW;
        Near { near, all: names.into_iter().filter(|_| few).map(str::to_owned).collect() }
    }

    /// The near names, nearest first.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.near
    }
}

impl fmt::Display for Near {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.near.as_slice(), self.all.as_slice()) {
            ([], []) => Ok(()),
            ([], all) => write!(f, "; there are: {}", all.join(", ")),
            (near, _) => write!(f, "; near: {}", near.join(", ")),
        }
    }
}

/// The distance of optimal string alignment, in characters: three rows of the table are enough.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=to.len()).collect();
    let mut last: Option<char> = None;
    for (row, letter) in from.chars().enumerate() {
        let mut current = vec![row + 1];
        let mut left = row + 1;
        for (column, other) in to.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX - 1);
            let mut best = (at(&above, column + 1) + 1).min(left + 1);
            best = best.min(at(&above, column) + usize::from(letter != *other));
            let previous = column.checked_sub(1).and_then(|previous| Some((previous, *to.get(previous)?)));
            if let (Some((previous, swapped)), Some(last)) = (previous, last)
                && letter == swapped
                && last == *other
            {
                best = best.min(at(&before, previous) + 1);
            }
            current.push(best);
            left = best;
        }
        before = std::mem::replace(&mut above, current);
        last = Some(letter);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_counts_letters() {
        for (from, to, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("kitten", "sitting", 3),
            ("mastery_climat", "mastery_climate", 1),
            ("enagement", "engagement", 1),
            ("untis", "units", 1),
            ("ca", "abc", 3),
            ("tjeneste\u{e6}", "tjenesteå", 1),
        ] {
            assert_eq!(distance(from, to), expected, "{from} {to}");
            assert_eq!(distance(to, from), expected, "{to} {from}");
        }
    }

    #[test]
    fn near_names_are_told_nearest_first_and_far_ones_only_where_they_are_few() {
        let names = ["mastery_climate", "performance_climate", "engagement"];
        assert_eq!(Near::of("mastery_climat", names).to_string(), "; near: mastery_climate");
        assert_eq!(Near::of("climate", names).names(), ["mastery_climate", "performance_climate"]);
        assert_eq!(Near::of("xyz", names).to_string(), "; there are: engagement, mastery_climate, performance_climate");
        let many: Vec<String> = (100..200).map(|unit| format!("unit-{unit}")).collect();
        assert_eq!(Near::of("xyz", many.iter().map(String::as_str)).to_string(), "");
        assert_eq!(Near::of("unit-1000", many.iter().map(String::as_str)).names().first().unwrap(), "unit-100");
        assert_eq!(Near::of("a", ["b", "c"]).to_string(), "; there are: b, c");
    }
}
