//! Means and covariances of the records, and the same from counts.

use counts::ScaleShape;
use indices::factor::SampleMoments;
use survey::{MissingRule, Points};

use super::data::{holzinger_swineford, lq2002};
use crate::reading::{Table, check, folder, statistics};

/// A sum of a few hundred decimal numbers, which lavaan rounds at every step and we once.
const ROUNDED: f64 = 1e-12;

#[test]
fn moments_of_decimal_columns() {
    let Some(folder) = folder("means and covariances by school") else { return };
    let expected = &statistics(&folder, "HolzingerSwineford1939.json")["sample_moments.by_school"]["value"];
    let data = holzinger_swineford(&folder, Some("school"));
    for (school, moments) in ["Pasteur", "Grant-White"].into_iter().zip(data.moments()) {
        for i in 0..9 {
            check(school, Some(moments.mean(i)), &expected[school]["mean"][i], ROUNDED);
            for j in 0..9 {
                let covariance = &expected[school]["cov_divN"]["row_major"][9 * i + j];
                check(school, Some(moments.covariance(i, j)), covariance, ROUNDED);
            }
        }
    }
}

/// Answers that are whole numbers, counted or as columns: the same moments.
#[test]
fn moments_of_counts_and_of_columns() {
    let Some(folder) = folder("moments of lq2002 from counts") else { return };
    let table = Table::read(&folder.join("data/lq2002.csv"));
    let items: Vec<String> = (1..=11).map(|number| format!("LEAD{number:02}")).collect();
    let shape = ScaleShape::new(Points::new(1, 5).unwrap(), vec![false; 11], MissingRule::Complete).unwrap();
    let everybody = vec![String::from("all"); table.column("LEAD01").len()];
    let counted = SampleMoments::of(&table.counted(&shape, &items, &everybody).total.moments()).unwrap();
    let columns = lq2002(&folder).moments().remove(0);
    assert_eq!(counted.n(), columns.n());
    for i in 0..11 {
        for j in 0..11 {
            let difference = (counted.covariance(i, j) - columns.covariance(i, j)).abs();
            assert!(difference <= 1e-14 * counted.covariance(i, i), "{i} {j}: {difference:e}");
        }
    }
}
