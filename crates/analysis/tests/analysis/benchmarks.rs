//! Findings on the plans: every group has a row, nothing is placed that was not measured, and an edge is exact.

use std::collections::BTreeSet;

use absence::AbsenceTable;
use disclosure::{Basis, Certainty, PublishedBenchmark, Reason, Sealed, Zone};
use plan::{Measure, Plan};
use survey::{Instrument, Record, Source};

use crate::fixture::{Folder, analyse, group, made, people, record, register, scale, shown, wave};

const UNITS: &str = "\
kom,Kommune,,,kommune,,2015-01-01,
a,Avdeling A,kom,Oppvekst,avdeling,asker,2015-01-01,
b,Avdeling B,kom,Teknisk,avdeling,hurum,2015-01-01,
";

fn plans() -> Vec<Plan> {
    vec![plan::shipped::asker_2017_2020().unwrap(), plan::shipped::temaplan_2020_2023().unwrap()]
}

fn sealed(instrument: &Instrument, records: Vec<Record>, absence: &AbsenceTable) -> Sealed {
    let folder = Folder::new();
    let settled = folder.settle(&wave("w", "2023-10-01", instrument, &[]), instrument, records, 1_000);
    analyse(&register(UNITS, ""), &[settled], absence, &plans()).unwrap()
}

fn absence() -> AbsenceTable {
    let mut text = String::from(
        "unit,former_municipality,month,employees,lost_days_self_certified,lost_days_certified,agreed_days\n",
    );
    for month in 1..=9 {
        // 7.3 % to the day in a, and in b two ten-thousandths of a day less in the last month.
        let short = if month == 9 { "36.4998" } else { "36.5" };
        text += &format!("a,asker,2023-{month:02},25,6.5,30,500\nb,hurum,2023-{month:02},25,0,{short},500\n");
    }
    AbsenceTable::from_csv(Source { file: "absence.csv", text: &text }).unwrap()
}

/// The row of an indicator of the first plan in a group.
fn row<'a>(cube: &'a Sealed, code: &str, id: &str) -> &'a PublishedBenchmark {
    let position = plans()[0].indicators().iter().position(|indicator| indicator.code() == code).unwrap();
    let mut rows = cube.benchmarks_of(0, group(cube, id)).filter(|row| row.indicator() == position);
    rows.next().unwrap()
}

fn spread() -> [&'static str; 10] {
    ["1", "2", "3", "4", "5", "4", "4", "5", "5", "3"]
}

#[test]
fn every_indicator_stands_beside_every_group() {
    let instrument = survey::mestring().unwrap();
    let mut records = people(&instrument, "a", "asker", &spread());
    records.extend(people(&instrument, "b", "hurum", &spread()));
    let cube = sealed(&instrument, records, &absence());
    let plans = plans();
    let indicators: usize = plans.iter().map(|plan| plan.indicators().len()).sum();
    assert_eq!(cube.benchmarks().len(), indicators * cube.groups().len());
    let keys: BTreeSet<_> = cube.benchmarks().iter().map(|row| (row.plan(), row.indicator(), row.group())).collect();
    assert_eq!(keys.len(), cube.benchmarks().len());

    let (mut external, mut of_absence, mut of_scale, mut of_registers) = (0, 0, 0, 0);
    for row in cube.benchmarks() {
        let indicator = &plans[row.plan()].indicators()[row.indicator()];
        let asked = |id: &str| shown(&cube, &cube.group(row.group()).unwrap().id, id).is_some();
        match (indicator.measure(), row.basis()) {
            (Measure::External { .. }, Basis::External) => {
                external += 1;
                assert_eq!(row.placement().withheld(), Some(Reason::NotMeasured), "{}", indicator.code());
            }
            (Measure::SicknessAbsenceRate, Basis::Absence) => {
                of_absence += 1;
                let measured = cube.absence_year(row.group()).shown().is_some();
                assert_eq!(row.placement().shown().is_some(), measured && indicator.zones().is_some());
            }
            (Measure::ScaleMean(id), Basis::Scale(found)) => {
                of_scale += 1;
                assert_eq!(id, found);
                let placed = asked(id.as_str()) && indicator.zones().is_some();
                assert_eq!(row.placement().shown().is_some(), placed, "{}", indicator.code());
                if let Some(placement) = row.placement().shown() {
                    let mean = cube.score(id, row.group()).shown().unwrap().mean();
                    assert_eq!(placement.value().to_bits(), mean.to_bits());
                }
            }
            (Measure::UnitsReachingTarget | Measure::Register(_), Basis::Targets | Basis::Register(_)) => {
                of_registers += 1;
                assert_eq!(row.placement().withheld(), Some(Reason::NotMeasured), "no register file was given");
            }
            (measure, basis) => panic!("{}: {measure:?} rests on {basis:?}", indicator.code()),
        }
    }
    assert!(external > 0 && of_absence > 0 && of_scale > 0, "{external}, {of_absence}, {of_scale}");
    assert!(of_registers > 0);
}

/// Fifteen answers to autonomy (three items, 1 to 5) whose exact mean is `thirds` / 45.
fn autonomy(instrument: &Instrument, unit: &str, thirds: u32) -> Vec<Record> {
    // Twelve people and what they ticked in all; the last three share what is left.
    let mut sums = vec![13, 13, 11, 15, 14, 10, 13, 14, 13, 12, 13, 12];
    sums.extend(shared(thirds - sums.iter().sum::<u32>()));
    let answer = |sum: u32| {
        let points = shared(sum).map(|point| point.to_string());
        record(instrument, unit, "asker", &points.each_ref().map(String::as_str))
    };
    sums.into_iter().map(answer).collect()
}

/// A sum in three parts, as even as can be.
fn shared(sum: u32) -> [u32; 3] {
    [0, 1, 2].map(|more: u32| (sum + more) / 3)
}

#[test]
fn four_point_two_is_desired_and_a_hair_less_is_not() {
    let instrument = made("1", 5, &[("autonomy", 3, "\"complete\"")]);
    // 189/45 is 4.2 exactly. Adding fifteen thirds as floats does not give 4.2 in every order.
    let naive = |records: &[Record]| {
        let score = |record: &Record| {
            let points = record.response.answers().iter().filter_map(|answer| answer.point());
            points.map(f64::from).sum::<f64>() / 3.0
        };
        records.iter().map(|record| score(record) / 15.0).sum::<f64>()
    };
    let mut records = autonomy(&instrument, "a", 189);
    assert_ne!(naive(&records).to_bits(), 4.2_f64.to_bits(), "pick answers that floats get wrong");
    records.extend(autonomy(&instrument, "b", 188));
    let cube = sealed(&instrument, records, &AbsenceTable::default());
    assert_eq!(shown(&cube, "a", "autonomy"), Some((15, 4.2)));
    let zone = |id: &str| row(&cube, "MA.2.2", id).placement().shown().unwrap().zone();
    assert_eq!((zone("a"), zone("b"), zone("kom")), (Zone::Desired, Zone::Accepted, Zone::Accepted));
}

#[test]
fn three_point_seven_five_is_not_approved_and_a_hair_more_is_accepted() {
    let instrument = made("1", 5, &[("autonomy", 1, "\"complete\"")]);
    // 75 and 76 twentieths.
    let points = |last: &'static str| {
        let mut points =
            vec!["5", "5", "4", "4", "3", "3", "2", "4", "5", "4", "4", "3", "4", "5", "4", "3", "2", "5", "4"];
        points.push(last);
        points
    };
    let mut records = people(&instrument, "a", "asker", &points("2"));
    records.extend(people(&instrument, "b", "asker", &points("3")));
    let cube = sealed(&instrument, records, &AbsenceTable::default());
    assert_eq!((shown(&cube, "a", "autonomy"), shown(&cube, "b", "autonomy")), (Some((20, 3.75)), Some((20, 3.8))));
    let placement = |id: &str| row(&cube, "MA.2.2", id).placement().shown().unwrap();
    assert_eq!((placement("a").zone(), placement("b").zone()), (Zone::NotApproved, Zone::Accepted));
    assert_eq!(placement("a").certainty(), Certainty::MayBeChance, "no value at an edge is sure");
}

#[test]
fn a_rate_on_the_edge_is_exact_too() {
    let instrument = made("1", 5, &[("climate", 1, "\"complete\"")]);
    let mut records = people(&instrument, "a", "asker", &spread());
    records.extend(people(&instrument, "b", "hurum", &spread()));
    let cube = sealed(&instrument, records, &absence());
    let zone = |id: &str| row(&cube, "MA.1.1", id).placement().shown().unwrap().zone();
    // Below 7.3 is desired; 7.3 itself is not.
    assert_eq!((zone("a"), zone("b"), zone("kom")), (Zone::Accepted, Zone::Desired, Zone::Desired));
}

#[test]
fn a_scale_on_other_points_is_never_placed() {
    for (max, placed) in [(6, false), (5, true), (4, false)] {
        let instrument = made("1", max, &[("autonomy", 3, "\"complete\"")]);
        let points = ["1", "2", "3", "4", "3", "4", "4", "2", "3", "4"];
        let cube = sealed(&instrument, people(&instrument, "a", "asker", &points), &AbsenceTable::default());
        assert_eq!(shown(&cube, "kom", "autonomy"), Some((10, 3.0)), "1 to {max}");
        let row = row(&cube, "MA.2.2", "kom");
        assert_eq!(row.basis(), &Basis::Scale(scale("autonomy")));
        assert_eq!(row.placement().shown().is_some(), placed, "1 to {max}");
        assert!(placed || row.placement().withheld() == Some(Reason::NotMeasured));
    }
}

#[test]
fn a_scale_that_was_not_asked_has_a_row_without_a_value() {
    let instrument = made("1", 5, &[("climate", 1, "\"complete\"")]);
    let cube = sealed(&instrument, people(&instrument, "a", "asker", &spread()), &AbsenceTable::default());
    assert_eq!(row(&cube, "MA.2.2", "kom").placement().withheld(), Some(Reason::NotMeasured));
    assert_eq!(row(&cube, "MA.1.1", "kom").placement().withheld(), Some(Reason::NotMeasured));
}
