//! The price of protection, counted in cells.

use disclosure::Reason;
use disclosure::utility::Kind;

use crate::sealing::draft_with_absence;
use crate::tampered::draft_of_every_sort;
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
    let shares = &utility.kinds()[&Kind::FavourableShares];
    assert_eq!(shares.shown() + shares.withheld().values().sum::<usize>(), 5);
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

/// Four groups in every table but that of figures, which has the whole alone; a hidden mean counts as a hidden distribution and a hidden share.
#[test]
fn every_cell_of_every_sort_is_counted_once() {
    let utility = seal(draft_of_every_sort()).utility();
    let cells = |kind: Kind| {
        let fate = &utility.kinds()[&kind];
        (fate.shown() + fate.withheld().values().sum::<usize>(), fate.shown())
    };
    let four = [Kind::TreeMeans, Kind::Trend, Kind::Participation, Kind::AbsenceYear, Kind::AbsenceMonths];
    assert!(four.into_iter().all(|kind| cells(kind).0 == 4), "{utility}");
    assert_eq!([Kind::Distributions, Kind::FavourableShares].map(|kind| cells(kind).0), [4, 4]);
    assert_eq!((cells(Kind::TreeMeans).1, cells(Kind::Figures)), (4, (1, 1)));
    let withheld = |fate: &disclosure::utility::Fate| fate.withheld().values().sum::<usize>();
    let hidden: usize = utility.kinds().values().map(withheld).sum();
    assert!(hidden > 4);
    assert_eq!(withheld(&utility.total()), hidden);
    let few = |fate: &disclosure::utility::Fate| fate.withheld().get(&Reason::TooFew).copied().unwrap_or(0);
    assert_eq!(few(&utility.total()), utility.kinds().values().map(few).sum::<usize>());
}
