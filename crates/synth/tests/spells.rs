//! The spells of every employee add up to the truth that the unit sums were drawn from.

#![expect(clippy::unwrap_used, reason = "a test may stop where its own figures are wrong")]

use absence::{
    AbsenceRow, AbsenceSum, AbsenceTable, Band, Denominator, Exactly16, Kind, Months, Rules, SickLeave, SickLeaveFiles,
    unit_sums,
};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use survey::{Date, Month, Register, Source};
use synth::{Municipality, Settings, SickLeaveCsv};

static MUNICIPALITY: LazyLock<Municipality> =
    LazyLock::new(|| synth::municipality(&Settings::asker(2020), &survey::mestring().unwrap()));
static CSV: LazyLock<SickLeaveCsv> =
    LazyLock::new(|| synth::sick_leave(&Settings::asker(2020), &survey::mestring().unwrap()));

fn source<'a>(file: &'a str, text: &'a str) -> Source<'a> {
    Source { file, text }
}

static TABLE: LazyLock<AbsenceTable> = LazyLock::new(|| {
    let register = Register::from_csv(
        source("units.csv", &MUNICIPALITY.units_csv),
        source("former_municipalities.csv", &MUNICIPALITY.former_municipalities_csv),
        source("lineage.csv", &MUNICIPALITY.lineage_csv),
    );
    let months = Months::new(Month::new(2019, 1).unwrap(), Month::new(2023, 12).unwrap()).unwrap();
    let files = SickLeaveFiles {
        positions: source("positions.csv", &CSV.positions),
        spells: source("spells.csv", &CSV.spells),
        holidays: Some(source("holidays.csv", &CSV.holidays)),
        rosters: None,
    };
    let threads = std::num::NonZeroUsize::new(2).unwrap();
    let sick_leave = SickLeave::from_csv(&files, &register.unwrap(), months, threads).unwrap();
    unit_sums(&sick_leave, months, &Rules::employer(Exactly16::NewPeriod), Date::new(2024, 1, 15).unwrap(), threads)
        .unwrap()
});

fn percent(wanted: impl Fn(&AbsenceRow) -> bool) -> f64 {
    let (lost, agreed) = AbsenceSum::of(TABLE.rows().iter().filter(|row| wanted(row))).unwrap().rate().unwrap();
    100.0 * lost as f64 / agreed as f64
}

#[test]
fn agreed_days_and_employees_are_exactly_those_of_the_unit_sums() {
    let sums = AbsenceTable::from_csv(source("absence.csv", &MUNICIPALITY.absence_csv)).unwrap();
    let agreed = |table: &AbsenceTable| -> Vec<(String, u32, u64)> {
        let row = |row: &AbsenceRow| {
            (
                format!("{} {} {}", row.month(), row.unit(), row.former_municipality()),
                row.employees(),
                row.agreed().millionths(),
            )
        };
        table.rows().iter().map(row).collect()
    };
    assert_eq!(agreed(&TABLE), agreed(&sums));
}

#[test]
fn lost_days_follow_the_stated_rates() {
    let truth = &MUNICIPALITY.truth.absence;
    let found = percent(|_| true);
    // Some 30,000 person-years with spells of 50 days: a standard error of a tenth of a percentage point.
    assert!((found - 100.0 * truth.overall).abs() < 0.35, "{found}, stated {}", 100.0 * truth.overall);
    for year in 2019..=2023 {
        let quarter =
            |number: u8| percent(|row| row.month().year() == year && row.month().month().div_ceil(3) == number);
        assert!(quarter(1) > quarter(3), "{year}: {} {}", quarter(1), quarter(3));
    }
    let mut areas: BTreeMap<&str, f64> = BTreeMap::new();
    for (name, stated) in &truth.service_areas {
        areas.insert(name, 100.0 * stated);
    }
    let register = &MUNICIPALITY.units_csv;
    for (name, stated) in areas {
        let units: Vec<&str> =
            register.lines().filter(|line| line.contains(name)).map(|line| line.split(',').next().unwrap()).collect();
        let found = percent(|row| units.contains(&row.unit().as_str()));
        assert!((found / stated - 1.0).abs() < 0.15, "{name}: {found}, stated {stated}");
    }
}

#[test]
fn every_band_kind_and_period_is_there() {
    let sum = AbsenceSum::of(TABLE.rows()).unwrap();
    let (lost, spells) = (sum.lost_in_bands().unwrap(), sum.spells().unwrap());
    for band in Band::ALL {
        let days = lost.get(Kind::SelfCertified, band).millionths() + lost.get(Kind::Certified, band).millionths();
        assert!(
            days > 0 && spells.get(Kind::SelfCertified, band) + spells.get(Kind::Certified, band) > 100,
            "{band:?}"
        );
    }
    let per_employee = spells.iter().map(|(_, _, count)| count).sum::<u64>() as f64 / 30_000.0;
    assert!((1.5..4.0).contains(&per_employee), "{per_employee} spells a year");
    let periods = sum.employer_periods().unwrap();
    assert!(periods.begun > 20_000 && periods.days_after > periods.begun);
    let without = sum.agreed_under(Denominator::HolidaysTakenOut).unwrap().millionths() as f64;
    let share = without / sum.agreed().millionths() as f64;
    assert!((0.88..0.93).contains(&share), "some 25 of 250 days are holiday: {share}");
}

#[test]
fn the_same_seed_gives_the_same_spells() {
    let settings = Settings { seed: 7, employees: 600 };
    let draw = || synth::sick_leave(&settings, &survey::mestring().unwrap()).spells;
    assert_eq!(draw(), draw());
    assert_ne!(draw(), synth::sick_leave(&Settings { seed: 8, ..settings }, &survey::mestring().unwrap()).spells);
}
