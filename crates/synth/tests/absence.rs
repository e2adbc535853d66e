//! The sickness absence: readable, and shaped as absence is.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where its own figures are wrong")]

use absence::{AbsenceRow, AbsenceSum, AbsenceTable};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use survey::{Date, Register, Source};
use synth::{Municipality, Settings};

static MUNICIPALITY: LazyLock<Municipality> =
    LazyLock::new(|| synth::municipality(&Settings::asker(1), &survey::mestring().unwrap()));
static TABLE: LazyLock<AbsenceTable> =
    LazyLock::new(|| AbsenceTable::from_csv(Source { file: "absence.csv", text: &MUNICIPALITY.absence_csv }).unwrap());

/// Percent of agreed days lost in the rows that are wanted.
fn percent(wanted: impl Fn(&AbsenceRow) -> bool) -> f64 {
    let sum = AbsenceSum::of(TABLE.rows().iter().filter(|row| wanted(row))).unwrap();
    let (lost, agreed) = sum.rate().unwrap();
    100.0 * lost as f64 / agreed as f64
}

fn area_of() -> impl Fn(&AbsenceRow) -> String {
    let source = |file, text| Source { file, text };
    let register = Register::from_csv(
        source("units.csv", &MUNICIPALITY.units_csv),
        source("former_municipalities.csv", &MUNICIPALITY.former_municipalities_csv),
        source("lineage.csv", &MUNICIPALITY.lineage_csv),
    )
    .unwrap();
    let trees = ["2019-10-01", "2023-10-01"].map(|date| register.at(Date::parse(date).unwrap()).unwrap());
    move |row| {
        let tree = &trees[usize::from(row.month().year() >= 2020)];
        let unit = tree.unit(tree.index_of(row.unit()).unwrap());
        format!("{} / {}", unit.service_area().unwrap().as_str(), unit.unit_type().as_str())
    }
}

#[test]
fn there_are_sixty_months_of_everybody() {
    let months: BTreeSet<_> = TABLE.rows().iter().map(AbsenceRow::month).collect();
    assert_eq!(months.len(), 60);
    assert_eq!(
        (months.first().unwrap().to_string(), months.last().unwrap().to_string()),
        ("2019-01".into(), "2023-12".into())
    );
    for month in months {
        let employees: u32 = TABLE.rows().iter().filter(|row| row.month() == month).map(AbsenceRow::employees).sum();
        assert_eq!(employees, 6_000, "{month}");
    }
}

#[test]
fn the_rate_is_near_eight_percent_and_as_stated() {
    let found = percent(|_| true);
    assert!((7.5..=8.6).contains(&found), "{found}");
    assert!((found - 100.0 * MUNICIPALITY.truth.absence.overall).abs() < 0.1, "{found}");
    let own: u64 = TABLE.rows().iter().map(|row| row.lost_self_certified().millionths()).sum();
    let agreed: u64 = TABLE.rows().iter().map(|row| row.agreed().millionths()).sum();
    let own = 100.0 * own as f64 / agreed as f64;
    assert!((0.8..=1.3).contains(&own), "{own}");
}

#[test]
fn absence_is_highest_in_winter_and_lowest_in_summer() {
    for year in 2019..=2023 {
        let quarters = [1, 4, 7, 10].map(|first| {
            percent(|row| row.month().year() == year && (first..first + 3).contains(&row.month().month()))
        });
        assert!((1..4).all(|later| quarters[0] > quarters[later]), "{year}: {quarters:?}");
        assert!([0, 1, 3].iter().all(|other| quarters[2] < quarters[*other]), "{year}: {quarters:?}");
    }
}

#[test]
fn the_pandemic_raised_it() {
    let march = |year| percent(|row| row.month().year() == year && row.month().month() == 3);
    assert!(march(2020) > march(2019) + 1.0 && march(2022) > march(2023) + 1.0);
}

#[test]
fn care_and_kindergartens_have_twice_the_absence_of_the_offices() {
    let area = area_of();
    for care in ["Helse og omsorg / sykehjem", "Helse og omsorg / hjemmetjeneste", "Oppvekst / barnehage"] {
        let found = percent(|row| area(row) == care);
        assert!((9.0..=11.5).contains(&found), "{care}: {found}");
    }
    let offices = percent(|row| area(row).starts_with("Administrasjon"));
    assert!((4.0..=5.5).contains(&offices), "{offices}");
    for (name, stated) in &MUNICIPALITY.truth.absence.service_areas {
        let found = percent(|row| area(row).starts_with(name.as_str()));
        assert!((found - 100.0 * stated).abs() < 0.4, "{name}: {found}, stated {stated}");
    }
}

#[test]
fn units_differ_around_their_stated_rates() {
    let stated = &MUNICIPALITY.truth.absence.units;
    let units: BTreeSet<_> = TABLE.rows().iter().map(|row| row.unit().clone()).collect();
    assert!(units.iter().eq(stated.keys()));
    let (mut inside, mut all) = (0, 0);
    for unit in &units {
        let found = percent(|row| row.unit() == unit);
        all += 1;
        inside += u32::from((found / 100.0 / stated[unit] - 1.0).abs() < 0.25);
    }
    assert!(f64::from(inside) / f64::from(all) > 0.9, "{inside} of {all}");
}

#[test]
fn agreed_days_are_working_days_of_the_mean_position() {
    // April 2019 has 19 working days and January 22: Easter fell in April.
    let agreed = |month: &str| -> u64 {
        TABLE.rows().iter().filter(|row| row.month().to_string() == month).map(|row| row.agreed().millionths()).sum()
    };
    assert_eq!(agreed("2019-04") * 22, agreed("2019-01") * 19);
    let position = agreed("2019-01") as f64 / (22.0 * 6_000.0 * 1_000_000.0);
    assert!((0.78..=0.88).contains(&position), "{position}");
}
