//! The price of protection, counted in cells.

use disclosure::Reason;
use disclosure::utility::Kind;

use crate::sealing::draft_with_absence;
use crate::world::{World, seal};

#[test]
fn cells_are_counted_by_sort_and_mark() {
    let utility = seal(World::family(33, &[3, 10, 8, 12]).draft(&["climate"])).utility();
    let means = &utility.kinds()[&Kind::TreeMeans];
    assert_eq!((means.shown(), means.publishable(), means.share()), (3, 4, Some(0.75)));
    assert_eq!(means.withheld().get(&Reason::TooFew), Some(&1));
    // Of the distributions, those of a hidden mean are lost with it, and eight people are too few for one.
    let distributions = &utility.kinds()[&Kind::Distributions];
    assert_eq!(distributions.shown() + distributions.withheld().values().sum::<usize>(), 5);
    assert!(!utility.kinds().contains_key(&Kind::Figures) && !utility.kinds().contains_key(&Kind::Trend));
    let text = utility.to_string();
    let line = "means of units: 3 of 4 publishable cells are shown (75.0 %), 1 too few answers, 1 hidden to protect another unit\n";
    assert!(text.starts_with(line), "{text}");
    assert_eq!(text.lines().count(), 4, "{text}");
}

#[test]
fn all_sorts_are_summed() {
    let utility = seal(draft_with_absence()).utility();
    let (year, months) = (&utility.kinds()[&Kind::AbsenceYear], &utility.kinds()[&Kind::AbsenceMonths]);
    assert_eq!((year.shown(), year.publishable(), months.shown()), (2, 3, 2));
    let shown: usize = utility.kinds().values().map(|fate| fate.shown()).sum();
    assert_eq!(utility.total().shown(), shown);
    assert_eq!(disclosure::utility::Utility::default().total().share(), None, "nothing of nothing is no share");
}
