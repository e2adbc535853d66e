//! When there is no number, there is a reason; and nothing is revealed by accident.

use counts::{NO_ANSWER, ScaleCounts, ScaleShape};
use indices::aggregation::{GroupMoments, UnitSize, one_way};
use indices::agreement::{NullDistribution, rwg_j};
use indices::reliability::{cronbach_alpha, cronbach_alpha_standardised, feldt_interval, item_statistics};
use indices::{Estimate, Ratio, ScaleFinding, ScaleQuality, Why, absence_percent, score};
use survey::{MissingRule, Points};

use crate::drawing::{counted, points};

fn rows<const J: usize>(rows: &[[u8; J]]) -> ScaleCounts {
    let shape = ScaleShape::new(points(), vec![false; J], MissingRule::Complete).unwrap();
    let mut counts = ScaleCounts::new(&shape);
    for row in rows {
        counts.add(row).unwrap();
    }
    counts
}

const TWO_NEEDED: Why = Why::TooFewAnswers { needed: 2 };

#[test]
fn alpha_says_why_it_is_unknown() {
    let check = |counts: ScaleCounts, why: Why| {
        assert_eq!(cronbach_alpha(&counts.moments()).why(), Some(why));
        assert_eq!(cronbach_alpha_standardised(&counts.moments()).why(), Some(why));
    };
    check(rows::<3>(&[]), Why::NoAnswers);
    check(rows(&[[1, 2, NO_ANSWER]]), Why::NoAnswers);
    check(rows(&[[1, 2, 3]]), TWO_NEEDED);
    check(rows(&[[1], [5]]), Why::SingleItem);
    check(rows(&[[4, 4], [4, 4], [4, 4]]), Why::NoVariance);
    check(rows(&[[1, 5], [5, 1], [3, 3]]), Why::NoVariance);
}

#[test]
fn alpha_may_be_negative_and_a_constant_item_is_counted_as_it_stands() {
    // Item variances 4 and 3, total variance 1: 2 · (1 − 7) = −12.
    let contrary = cronbach_alpha(&rows(&[[1, 4], [3, 1], [5, 1]]).moments());
    assert_eq!(contrary.value(), Some(-12.0));
    // Items 1 1, 2 2, 3 3 and a constant: 3/2 · (1 − 2/4) = 3/4, while correlations with a constant do not exist.
    let with_constant = rows(&[[1, 1, 4], [2, 2, 4], [3, 3, 4]]).moments();
    assert_eq!(cronbach_alpha(&with_constant).value(), Some(0.75));
    assert_eq!(cronbach_alpha_standardised(&with_constant).why(), Some(Why::NoVariance));
    let items = item_statistics(&with_constant);
    assert_eq!(items[2].item_rest.why(), Some(Why::NoVariance));
    assert_eq!(items[2].sd.value(), Some(0.0));
    assert_eq!(items[2].alpha_if_dropped.value(), Some(1.0));
}

#[test]
fn item_statistics_say_why_they_are_unknown() {
    let two = item_statistics(&rows(&[[1, 2], [2, 4]]).moments());
    assert_eq!(two[0].alpha_if_dropped.why(), Some(Why::SingleItem));
    assert_eq!(two[0].item_rest.value(), Some(1.0));
    let single = item_statistics(&rows(&[[1], [2]]).moments());
    assert_eq!(single[0].item_rest.why(), Some(Why::SingleItem));
    assert_eq!(single[0].item_total.value(), Some(1.0));
    let one_person = item_statistics(&rows(&[[1, 2]]).moments());
    assert_eq!(one_person[1].mean.value(), Some(2.0));
    assert_eq!(one_person[1].sd.why(), Some(TWO_NEEDED));
    let nobody = item_statistics(&rows::<2>(&[]).moments());
    assert_eq!(nobody[0].mean.why(), Some(Why::NoAnswers));
}

#[test]
fn scores_say_why_they_are_unknown() {
    let nobody = rows::<2>(&[]);
    assert_eq!(score::mean(&nobody).why(), Some(Why::NoAnswers));
    assert_eq!(score::sd(&nobody).why(), Some(Why::NoAnswers));
    assert_eq!(score::favourable_share(&nobody, 4).why(), Some(Why::NoAnswers));
    assert!(score::mean_ratio(&nobody).is_none() && score::answer_distribution(&nobody).is_none());
    let one = rows(&[[2, 3]]);
    assert_eq!((score::mean(&one).value(), score::mean(&one).interval().is_none()), (Some(2.5), true));
    assert_eq!(score::sd(&one).why(), Some(TWO_NEEDED));
    let alike = rows(&[[2, 3], [3, 2], [2, 3]]);
    assert_eq!((score::sd(&alike).value(), score::mean(&alike).interval().is_none()), (Some(0.0), true));
    for (k, n, level) in [(1, 0, 0.95), (2, 1, 0.95), (1, 2, 0.0), (1, 2, 1.0), (1, 2, f64::NAN), (1, 2, -0.5)] {
        assert!(score::wilson_interval(k, n, level).is_none(), "{k} of {n} at {level}");
    }
    for (n, items, level) in [(1, 3, 0.95), (5, 1, 0.95), (5, 3, 0.0), (5, 3, 1.0), (5, 3, f64::NAN)] {
        assert!(feldt_interval(0.8, n, items, level).is_none(), "{n} persons, {items} items at {level}");
    }
}

#[test]
fn agreement_has_three_answers_besides_a_number() {
    let uniform = |counts: &ScaleCounts| rwg_j(&counts.moments(), points(), NullDistribution::Uniform);
    assert_eq!(uniform(&rows::<2>(&[])).err(), Some(Why::NoAnswers));
    assert_eq!(uniform(&rows(&[[1, 2]])).err(), Some(TWO_NEEDED));
    let seven = Points::new(1, 7).unwrap();
    let two = Points::new(0, 1).unwrap();
    let some = rows(&[[1, 2], [2, 2]]).moments();
    assert_eq!(rwg_j(&some, two, NullDistribution::HeavySkew).err(), Some(Why::NoNullVariance));
    assert!(rwg_j(&some, seven, NullDistribution::Uniform).is_ok());
    for custom in [Ratio::new(0, 1), Ratio::new(-1, 2)] {
        assert_eq!(rwg_j(&some, seven, NullDistribution::Custom(custom.unwrap())).err(), Some(Why::NoNullVariance));
    }
}

#[test]
fn null_variances_are_those_of_the_published_table() {
    use NullDistribution::{HeavySkew, ModerateSkew, Normal, SlightSkew, Triangular, Uniform};
    for (null, five, six) in [
        (Uniform, Ratio::new(2, 1), Ratio::new(35, 12)),
        (SlightSkew, Ratio::new(134, 100), Ratio::new(185, 100)),
        (ModerateSkew, Ratio::new(9, 10), Ratio::new(126, 100)),
        (HeavySkew, Ratio::new(44, 100), Ratio::new(69, 100)),
        (Triangular, Ratio::new(132, 100), Ratio::new(145, 100)),
        (Normal, Ratio::new(104, 100), Ratio::new(125, 100)),
    ] {
        for (low, high, expected) in [(1, 5, five), (0, 4, five), (1, 6, six), (0, 5, six)] {
            assert_eq!(null.variance(Points::new(low, high).unwrap()).ok(), expected);
        }
    }
    assert_eq!(Uniform.variance(Points::new(1, 7).unwrap()).ok(), Ratio::new(4, 1));
}

#[test]
fn agreement_at_its_edges() {
    let uniform = |counts: &ScaleCounts| rwg_j(&counts.moments(), points(), NullDistribution::Uniform).unwrap();
    let alike = uniform(&rows(&[[4, 2], [4, 2], [4, 2]]));
    assert_eq!((alike.value, alike.truncated, alike.r_star, alike.mean_item_variance), (1.0, false, 1.0, 0.0));
    // Variances 8 and 8, null 2: v = 4, formula 2 · (−3)/(2 · (−3) + 4) = 3.
    let polarised = uniform(&rows(&[[1, 1], [5, 5]]));
    assert_eq!((polarised.value, polarised.truncated), (0.0, true));
    assert_eq!((polarised.untruncated, polarised.r_star), (Some(3.0), -3.0));
    // v = 2 = J/(J − 1): the pole. Item variances 8 and 0, mean 4, null 2.
    let pole = uniform(&rows(&[[1, 3], [5, 3]]));
    assert_eq!((pole.value, pole.truncated, pole.untruncated), (0.0, true, None));
    // v = 1 exactly: 0 without being truncated. Item variance 2 for one item.
    let chance = uniform(&rows(&[[1], [3]]));
    assert_eq!((chance.value, chance.truncated, chance.untruncated), (0.0, false, Some(0.0)));
}

#[test]
fn analysis_of_variance_says_why_it_is_unknown() {
    let unit = |n, sum, squares| GroupMoments { n, sum, squares };
    assert_eq!(one_way(&[], 1).err(), Some(Why::NoAnswers));
    assert_eq!(one_way(&[unit(0, 0, 0), unit(0, 0, 0)], 1).err(), Some(Why::NoAnswers));
    assert_eq!(one_way(&[unit(3, 6, 14), unit(0, 0, 0)], 1).err(), Some(Why::SingleUnit));
    let singles = one_way(&[unit(1, 1, 1), unit(1, 2, 4)], 1).err();
    assert_eq!(singles, Some(Why::TooFewAnswers { needed: 3 }));
    assert_eq!(one_way(&[unit(2, i128::MAX, 1), unit(2, 1, 1)], 1).err(), Some(Why::TooLarge));
    // Everybody alike.
    let alike = one_way(&[unit(2, 8, 32), unit(3, 12, 48)], 1).unwrap();
    for estimate in [alike.f(), alike.f_p(), alike.icc1(UnitSize::Mean), alike.icc2(), alike.eta2(), alike.omega2()] {
        assert_eq!(estimate.why(), Some(Why::NoVariance));
    }
    // Alike within the units only: all difference is between them.
    let apart = one_way(&[unit(2, 8, 32), unit(2, 2, 2)], 1).unwrap();
    assert_eq!((apart.icc1(UnitSize::Mean).value(), apart.icc2().value()), (Some(1.0), Some(1.0)));
    assert_eq!(apart.f().why(), Some(Why::NoVariance));
    assert!(apart.icc1(UnitSize::Mean).interval().is_none());
    // The same mean everywhere: ICC(1) is negative, −1/(k − 1), and not set to nought.
    let mixed = one_way(&[unit(2, 6, 26), unit(2, 6, 20)], 1).unwrap();
    assert_eq!((mixed.icc1(UnitSize::Mean).value(), mixed.icc2().why()), (Some(-1.0), Some(Why::NoVariance)));
}

#[test]
fn absence_is_two_sums_before_one_division() {
    let percent = |lost, agreed| absence_percent(lost, agreed).map(|rate| (rate.numerator(), rate.denominator()));
    assert_eq!(percent(73, 1000), Some((73, 10)));
    assert_eq!(percent(0, 10), Some((0, 1)));
    assert_eq!(percent(1, 0), None);
    assert_eq!(percent(u128::MAX, 1), None);
}

#[test]
fn debug_reveals_nothing() {
    let counts = rows(&[[1, 2, 3], [3, 4, 5], [5, 1, 2]]);
    let units = [&counts, &counts];
    let anova = one_way(&[GroupMoments { n: 2, sum: 4, squares: 10 }, GroupMoments { n: 2, sum: 10, squares: 52 }], 1);
    let shown = [
        format!("{:?}", ScaleFinding::with_cut(&counts, 4)),
        format!("{:?}", ScaleQuality::with_points(&counts, &units, points())),
        format!("{:?}", score::mean(&counts)),
        format!("{:?}", score::mean(&counts).as_known()),
        format!("{:?}", score::mean(&counts).interval()),
        format!("{:?}", Estimate::Unknown(Why::NoVariance)),
        format!("{:?}", score::mean_ratio(&counts)),
        format!("{:?}", rwg_j(&counts.moments(), points(), NullDistribution::Uniform)),
        format!("{:?}", NullDistribution::Custom(Ratio::new(3, 2).unwrap())),
        format!("{:?}", item_statistics(&counts.moments())),
        format!("{:?}", anova),
    ];
    for text in shown {
        assert!(text.contains("(..)") && !text.chars().any(|c| c.is_ascii_digit()), "{text}");
        assert!(!text.contains("Variance"), "{text}");
    }
}

#[test]
fn a_finding_holds_what_its_parts_say() {
    let counts = counted(&[vec![1, 2], vec![4, 5], vec![4, 4]], false);
    let finding = ScaleFinding::with_cut(&counts, 4);
    assert_eq!((finding.n, finding.mean.value()), (3, score::mean(&counts).value()));
    assert_eq!(finding.mean_ratio, Ratio::new(10, 3));
    assert_eq!(finding.favourable.value(), Some(2.0 / 3.0));
    assert_eq!(finding.distribution, [(1, 1), (2, 1), (3, 0), (4, 3), (5, 1)]);
    assert!(finding.agreement.is_some());
    let nobody = ScaleFinding::with_cut(&rows::<2>(&[]), 4);
    assert!(nobody.n == 0 && nobody.distribution.is_empty() && nobody.agreement.is_none());
}

#[test]
fn quality_needs_units_and_says_so() {
    let counts = rows(&[[1, 2], [4, 5], [4, 4]]);
    let alone = ScaleQuality::with_points(&counts, &[&counts], points());
    assert_eq!((alone.icc1.why(), alone.icc2.why()), (Some(Why::SingleUnit), Some(Why::SingleUnit)));
    let nobody = ScaleQuality::with_points(&rows::<2>(&[]), &[], points());
    assert_eq!(nobody.alpha.why(), Some(Why::NoAnswers));
    assert_eq!((nobody.rwg_j_median, nobody.rwg_j_share_above_070, nobody.units), (None, None, 0));
    // Agreements 1, 1 and 0: median 1, two of three above 0.70.
    let alike = rows(&[[3, 3], [3, 3]]);
    let apart = rows(&[[1, 1], [5, 5]]);
    let mixed = ScaleQuality::with_points(&counts, &[&alike, &apart, &alike], points());
    assert_eq!((mixed.rwg_j_median, mixed.rwg_j_share_above_070), (Some(1.0), Some(2.0 / 3.0)));
}

#[test]
fn seventy_hundredths_are_reached_exactly() {
    // Seven items, variances 8, 2, 1/2 and four times 0: mean 3/2, v = 3/4, 7/4 / (7/4 + 3/4) = 7/10.
    let at = rows(&[[1; 7], [5, 3, 2, 1, 1, 1, 1]]);
    let below = rows(&[[1; 7], [5, 3, 2, 2, 1, 1, 1]]);
    let quality = ScaleQuality::with_points(&at, &[&at, &below], points());
    assert_eq!(quality.rwg_j_share_above_070, Some(0.5));
}
