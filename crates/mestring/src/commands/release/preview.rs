//! What a release shows and what it withholds, table by table.

use disclosure::utility::{Fate, Kind};
use disclosure::{Reason, Withstood};

/// The tables of a cube with what they show, and how much of what has enough people is shown.
pub(super) fn text<A>(withstood: &Withstood<A>) -> String {
    let cube = &withstood.sealed;
    let utility = cube.utility();
    let mut told = format!(
        "Wave {}: what would be released\n\n{:<34}{:>8}{:>12}{:>12}{:>12}\n",
        cube.header().wave,
        "table",
        "shown",
        "too few",
        "protecting",
        "not asked"
    );
    for (kind, fate) in utility.kinds() {
        let of = |reasons: &[Reason]| reasons.iter().filter_map(|reason| fate.withheld().get(reason)).sum::<usize>();
        let few = of(&[Reason::TooFew, Reason::TooFewEmployees]);
        let protecting = of(&[Reason::ProtectsAnother]);
        let absent = fate.withheld().values().sum::<usize>() - few - protecting;
        let name = kind.to_string();
        told.push_str(&format!("{name:<34}{:>8}{few:>12}{protecting:>12}{absent:>12}\n", fate.shown()));
    }
    let tree = utility.kinds().get(&Kind::TreeMeans).cloned().unwrap_or_default();
    told.push_str(&format!("\nMeans of units with enough answers that are shown: {}\n", share(&tree)));
    told.push_str(&format!("All cells with enough people that are shown: {}\n", share(&utility.total())));
    if !withstood.withheld.is_empty() {
        told.push_str(&format!(
            "Withheld because the attack came close to a hidden cell: {}\n({} rounds of sealing; {} fewer cells are shown for it)\n",
            withstood.withheld.len(),
            withstood.rounds,
            withstood.cost()
        ));
    }
    told
}

fn share(fate: &Fate) -> String {
    let (shown, enough) = (fate.shown(), fate.publishable());
    // Tenths of a percent, rounded down: nothing is called whole that is not.
    let tenths = shown.checked_mul(1000).and_then(|shown| shown.checked_div(enough));
    let percent = tenths.map_or_else(String::new, |tenths| format!(" ({}.{} %)", tenths / 10, tenths % 10));
    format!("{shown} of {enough}{percent}")
}
