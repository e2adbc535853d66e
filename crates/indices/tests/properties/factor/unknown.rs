//! What cannot be known says why.

use indices::Why;
use indices::factor::{
    Coefficient, CutOffs, Equality, Level, MeanStructure, Model, ModelFault, SampleMoments, Scaling, Settings, fit,
    fit_incomplete, fit_two_level, invariance,
};

use super::{TWO_FACTORS, answers, model, moments, slices};

#[test]
fn what_cannot_be_known_says_why() {
    let good = moments(&answers(100, &[3, 3], 1, 0.0));
    let two = model(TWO_FACTORS, 6);
    let configural = Equality::full(Level::Configural);
    let settings = Settings::default();
    let why = |groups: &[SampleMoments], model: &Model, equality: &Equality, settings: Settings| {
        fit(model, groups, equality, settings).unwrap_err()
    };
    assert_eq!(why(&[], &two, &configural, settings), Why::NoAnswers);
    assert_eq!(why(std::slice::from_ref(&good), &two, &Equality::full(Level::Metric), settings), Why::SingleGroup);
    let groups = [good.clone(), good.clone()];
    assert_eq!(invariance(&two, &groups[..1], settings, &CutOffs::CHEN).unwrap_err(), Why::SingleGroup);
    let left = Settings { means: MeanStructure::Left, ..settings };
    assert_eq!(why(&groups, &two, &Equality::full(Level::Scalar), left), Why::OutsideDomain);
    // The model names an item that the data do not have.
    let wide = model("f=i0,i1,i2;g=i3,i4,i7", 8);
    assert_eq!(why(std::slice::from_ref(&good), &wide, &configural, settings), Why::OutsideDomain);
    // Two factors of two items that have nothing to do with each other.
    let apart = [2.0, 1.0, 0.0, 0.0, 1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 2.0, 1.0, 0.0, 0.0, 1.0, 2.0];
    let apart = SampleMoments::given(100, &[0.0; 4], &apart).unwrap();
    assert_eq!(why(&[apart], &model("f=i0,i1;g=i2,i3", 4), &configural, settings), Why::NotIdentified);
    // Every intercept released: nothing is left to tell the latent mean by.
    let released = (0..6).map(|item| Coefficient::Intercept { item }).collect();
    let equality = Equality { level: Level::Scalar, released };
    assert_eq!(why(&groups, &two, &equality, settings), Why::NotIdentified);

    let columns: [&[f64]; 3] = [&[1.0, 2.0, 3.0], &[2.0, 2.0, 2.0], &[1.0, 3.0, 2.0]];
    assert_eq!(SampleMoments::of_columns(&columns).unwrap_err(), Why::NotPositiveDefinite, "a constant item");
    assert_eq!(SampleMoments::of_columns(&[]).unwrap_err(), Why::NoAnswers);
    assert_eq!(SampleMoments::of_columns(&[&[1.0], &[2.0]]).unwrap_err(), Why::TooFewAnswers { needed: 2 });
    assert_eq!(SampleMoments::of_columns(&[&[1.0, 2.0], &[2.0]]).unwrap_err(), Why::OutsideDomain);
    assert_eq!(SampleMoments::of_columns(&[&[1.0, f64::NAN]]).unwrap_err(), Why::OutsideDomain);
    assert_eq!(SampleMoments::of_columns(&[&[1e300, -1e300]]).unwrap_err(), Why::NotPositiveDefinite);

    let gaps: [&[Option<f64>]; 3] =
        [&[Some(1.0), Some(2.0), None], &[Some(2.0), Some(1.0), None], &[None, None, Some(1.0)]];
    let nobody: &[Option<f64>] = &[None, None];
    let one = model("f=i0,i1,i2", 3);
    let incomplete = |columns: &[&[Option<f64>]]| {
        fit_incomplete(&one, &[columns.to_vec()], &configural, Scaling::Marker).unwrap_err()
    };
    assert_eq!(incomplete(&gaps), Why::EmptyCell, "items 1 and 3 were never answered together");
    assert_eq!(incomplete(&[nobody; 3]), Why::NoAnswers);
    assert_eq!(incomplete(&[nobody; 2]), Why::OutsideDomain);
}

#[test]
fn what_is_wrong_with_a_model_is_named_with_its_place() {
    let names = ["a", "b", "c", "d"];
    let table: [(&str, ModelFault, Option<usize>); 11] = [
        ("", ModelFault::NoFactor, None),
        ("f=a,b,c;g", ModelFault::NoEqualsSign("g".to_owned()), Some(9)),
        ("=a,b", ModelFault::UnnamedFactor, Some(1)),
        ("f= ", ModelFault::EmptyFactor("f".to_owned()), Some(1)),
        ("f=a,b,c; g = d", ModelFault::OneItem("g".to_owned()), Some(10)),
        ("f=a,b", ModelFault::TwoItems("f".to_owned()), None),
        ("f=a,b, x", ModelFault::UnknownItem("x".to_owned()), Some(8)),
        ("f=a,,b", ModelFault::UnnamedItem("f".to_owned()), Some(5)),
        ("f=a,b,a", ModelFault::ItemTwice("a".to_owned()), Some(7)),
        ("f=a,b;f=c,d", ModelFault::FactorTwice("f".to_owned()), Some(7)),
        ("å=a,b,c;g=a,b,d", ModelFault::TooManyParameters { parameters: 11, moments: 10 }, None),
    ];
    for (text, fault, character) in table {
        let error = Model::parse(text, &names).unwrap_err();
        assert_eq!((error.fault(), error.character()), (&fault, character), "{text}");
        assert!(!error.to_string().is_empty());
    }
}

#[test]
fn two_levels_that_cannot_be_had_say_why() {
    let model_of_three = model("f=i0,i1,i2", 3);
    let columns = answers(6, &[3], 3, 0.0);
    let why =
        |between: &Model, units: &[u64]| fit_two_level(&model_of_three, between, &slices(&columns), units).unwrap_err();
    assert_eq!(why(&model_of_three, &[1; 6]), Why::SingleUnit);
    assert_eq!(why(&model_of_three, &[1, 2, 3, 4, 5, 6]), Why::TooFewAnswers { needed: 7 });
    assert_eq!(why(&model_of_three, &[1, 1, 2]), Why::OutsideDomain, "a unit for each person");
    assert_eq!(why(&model("f=i0,i1,i3", 4), &[1, 1, 1, 2, 2, 2]), Why::OutsideDomain, "the same items at both levels");
}
