//! What a release shows and what it withholds, table by table.

use std::collections::BTreeMap;

use disclosure::{GroupIndex, GroupKind, Reason, Released, Sealed};

/// Cells of one table: shown, and withheld by reason.
#[derive(Default)]
struct Tally {
    shown: u64,
    withheld: BTreeMap<Reason, u64>,
}

impl Tally {
    fn add<T>(&mut self, cell: &Released<T>) {
        match cell.withheld() {
            None => self.shown += 1,
            Some(reason) => *self.withheld.entry(reason).or_default() += 1,
        }
    }

    fn of(&self, reason: Reason) -> u64 {
        self.withheld.get(&reason).copied().unwrap_or(0)
    }

    /// Cells there is something to say about: shown or hidden, not unasked.
    fn few(&self) -> u64 {
        self.of(Reason::TooFew) + self.of(Reason::TooFewEmployees)
    }
}

/// The tables of a cube with what they show, and how much of the tree that has enough people is shown.
pub(super) fn text(cube: &Sealed) -> String {
    let mut told = format!(
        "Wave {}: what would be released\n\n{:<34}{:>8}{:>12}{:>12}{:>12}\n",
        cube.header().wave,
        "table",
        "shown",
        "too few",
        "protecting",
        "not asked"
    );
    for (name, tally) in tables(cube) {
        let absent = tally.of(Reason::NotAsked) + tally.of(Reason::NotMeasured);
        let protecting = tally.of(Reason::ProtectsAnother);
        told.push_str(&format!("{name:<34}{:>8}{:>12}{protecting:>12}{absent:>12}\n", tally.shown, tally.few()));
    }
    let tree = tree(cube);
    let enough = tree.shown + tree.of(Reason::ProtectsAnother);
    told.push_str(&format!(
        "\nMeans of units with enough answers that are shown: {} of {enough}{}\n",
        tree.shown,
        percent(tree.shown, enough)
    ));
    told
}

fn percent(part: u64, whole: u64) -> String {
    // Tenths of a percent, rounded down: nothing is called whole that is not.
    part.checked_mul(1000)
        .and_then(|part| part.checked_div(whole))
        .map_or_else(String::new, |tenths| format!(" ({}.{} %)", tenths / 10, tenths % 10))
}

fn is_unit(cube: &Sealed, group: GroupIndex) -> bool {
    cube.group(group).is_some_and(|group| matches!(group.kind, GroupKind::Unit { .. } | GroupKind::Total))
}

/// The units' means, over all scales.
fn tree(cube: &Sealed) -> Tally {
    let mut tree = Tally::default();
    for scale in cube.scales() {
        cube.group_indices()
            .filter(|group| is_unit(cube, *group))
            .for_each(|group| tree.add(cube.score(&scale.id, group)));
    }
    tree
}

fn tables(cube: &Sealed) -> [(&'static str, Tally); 8] {
    let [mut means, mut distributions, mut favourable, mut trend, mut year, mut months, mut course, mut placements] =
        std::array::from_fn(|_| Tally::default());
    for scale in cube.scales() {
        for group in cube.group_indices() {
            let score = cube.score(&scale.id, group);
            means.add(score);
            if let Some(score) = score.shown() {
                distributions.add(score.distribution());
                favourable.add(score.favourable());
            }
            if !cube.group(group).is_some_and(|group| matches!(group.kind, GroupKind::Unit { .. })) {
                (0..cube.waves().len()).for_each(|wave| trend.add(cube.trend_point(&scale.id, group, wave)));
            }
        }
    }
    for group in cube.group_indices() {
        year.add(cube.absence_year(group));
        cube.absence_months(group).for_each(|(_, cell)| months.add(cell));
        if !cube.group(group).is_some_and(|group| matches!(group.kind, GroupKind::Unit { .. })) {
            let rates = cube.absence_course();
            rates.periods().into_iter().for_each(|period| course.add(rates.rate(group, period)));
        }
    }
    cube.benchmarks().iter().for_each(|benchmark| placements.add(benchmark.placement()));
    [
        ("means of scales", means),
        ("distributions, where a mean is", distributions),
        ("favourable shares, where a mean is", favourable),
        ("means of earlier waves", trend),
        ("absence of the year", year),
        ("absence by month", months),
        ("absence by quarter and year", course),
        ("places on the plans' indicators", placements),
    ]
}
