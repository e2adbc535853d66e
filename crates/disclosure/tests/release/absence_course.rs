//! Absence through the years: what a period rests on, small counts, and the way back in.

use absence::{AbsenceRow, AbsenceSum, Banded, Details, EmployerPeriods, Exactly16, Period, PersonDays};
use disclosure::{AbsenceFinding, Comparison, CourseFinding, Draft, GroupIndex, MixAndRate, Reason, Sealed};
use serde_json::Value;
use survey::{FormerMunicipalityId, Month, UnitId};

use crate::world::{World, seal};

const WHOLE: GroupIndex = GroupIndex::new(0);
const YEAR: Period = Period::Year(2022);

fn part(number: usize) -> GroupIndex {
    GroupIndex::new(number + 1)
}

/// What a month of a group is made of.
#[derive(Clone, Copy)]
struct Course {
    employees: u32,
    /// Employees with a lost day; each of all employees then loses so many half days of twenty.
    absent: u32,
    halves: u32,
    /// Absences begun in January: of the employee's own word, and certified. All are short.
    own: u32,
    certified: u32,
    /// Employer periods in January: days inside and after.
    periods: (u32, u32, u32),
}

impl From<(u32, u32, u32)> for Course {
    /// Employees, absent each month, absences begun: all certified.
    fn from((employees, absent, begun): (u32, u32, u32)) -> Course {
        Course { employees, absent, halves: 1, own: 0, certified: begun, periods: (begun, begun, 0) }
    }
}

fn row(month: Month, of: Course) -> AbsenceRow {
    let days = |halves: u32| PersonDays::from_millionths(u64::from(halves) * 500_000);
    let is_january = month.month() == 1;
    let in_january = |count: u32| if is_january { count } else { 0 };
    let lost = if of.absent > 0 { days(of.employees * of.halves) } else { PersonDays::ZERO };
    let own_lost = days(2 * in_january(of.own));
    let (mut bands, mut spells) = (Banded::default(), Banded::default());
    *bands.get_mut(absence::Kind::SelfCertified, absence::Band::UpTo3) = own_lost;
    *bands.get_mut(absence::Kind::Certified, absence::Band::UpTo3) = lost;
    *spells.get_mut(absence::Kind::SelfCertified, absence::Band::UpTo3) = in_january(of.own);
    *spells.get_mut(absence::Kind::Certified, absence::Band::UpTo3) = in_january(of.certified);
    let (begun, inside, after) = of.periods;
    let employer_periods = Some(EmployerPeriods {
        begun: in_january(begun),
        days_inside: in_january(inside),
        days_after: in_january(after),
        exactly_16: Exactly16::NewPeriod,
    });
    let details = Details {
        lost: Some(bands),
        spells: Some(spells),
        employees_absent: Some(of.absent),
        holiday: Some(days(2 * of.employees)),
        employer_periods,
        largest: None,
        largest_12_months: None,
        vintage: None,
    };
    let (unit, former) = (UnitId::new("u").unwrap(), FormerMunicipalityId::new("f").unwrap());
    let row = AbsenceRow::new(unit, former, month, of.employees, [own_lost, lost, days(40 * of.employees)]);
    row.unwrap().with(details).unwrap()
}

/// A whole of three parts through 2022.
fn draft<C: Into<Course>>(parts: [C; 3]) -> Draft {
    let parts = parts.map(Into::into);
    let sizes = parts.map(|of: Course| u64::from(of.employees));
    let mut draft = World::family(sizes.iter().sum(), &sizes).draft(&["climate"]);
    add_period(&mut draft, parts, YEAR);
    draft
}

/// The months of a period, and what is found of it.
fn add_period(draft: &mut Draft, parts: [Course; 3], period: Period) {
    let mut sums = vec![AbsenceSum::default(); 4];
    for month in period.months() {
        let mut whole = AbsenceSum::default();
        for (at, of) in parts.into_iter().enumerate() {
            let of_month = AbsenceSum::of([&row(month, of)]).unwrap();
            draft.absence_months.insert((part(at), month), AbsenceFinding::of(&of_month, None));
            whole.merge(&of_month).unwrap();
            sums[at + 1].merge(&of_month).unwrap();
        }
        draft.absence_months.insert((WHOLE, month), AbsenceFinding::of(&whole, None));
        sums[0].merge(&whole).unwrap();
    }
    for (at, sum) in sums.into_iter().enumerate() {
        draft.absence_course.insert((GroupIndex::new(at), period), CourseFinding { sum, comparison: None });
    }
}

fn spells_withheld(sealed: &Sealed) -> Vec<Option<Reason>> {
    (0..4).map(|group| sealed.absence_course().spells(GroupIndex::new(group), YEAR).withheld()).collect()
}

#[test]
fn a_year_is_the_sum_of_its_months_with_and_without_holidays() {
    let sealed = seal(draft([(20, 5, 5), (30, 6, 6), (40, 7, 7)]));
    let year = sealed.absence_course().rate(WHOLE, YEAR).shown().unwrap();
    // 90 employees lose half a day of twenty each month; one of the twenty is holiday.
    assert!((year.percent() - 2.5).abs() < 1e-12);
    assert!((year.percent_holidays_out().unwrap() - 100.0 * 0.5 / 19.0).abs() < 1e-12);
    assert_eq!((year.employees(), year.lost().to_string().as_str()), (90, "540"));
    let spells = sealed.absence_course().spells(part(0), YEAR).shown().unwrap();
    assert_eq!((spells.certified(), spells.self_certified()), (5, 0));
    assert!((spells.per_hundred() - 25.0).abs() < 1e-12);
    assert_eq!(sealed.absence_course().employer_periods(WHOLE, YEAR).shown().unwrap().begun(), 18);
}

#[test]
fn one_withheld_month_withholds_the_year() {
    let mut draft = draft([(20, 5, 5), (30, 6, 6), (40, 7, 7)]);
    let june = Month::new(2022, 6).unwrap();
    let few = AbsenceSum::of([&row(june, (20, 2, 0).into())]).unwrap();
    draft.absence_months.insert((part(0), june), AbsenceFinding::of(&few, None));
    let sealed = seal(draft);
    let why = |group| sealed.absence_course().rate(group, YEAR).withheld();
    // Two absent in June: the smallest part and the next are withheld that month, and so is their year.
    assert_eq!(why(part(0)), Some(Reason::ProtectsAnother));
    assert_eq!(why(part(1)), Some(Reason::ProtectsAnother));
    assert_eq!((why(part(2)), why(WHOLE)), (None, None));
    assert_eq!(sealed.absence_course().spells(part(0), YEAR).withheld(), Some(Reason::ProtectsAnother));
}

#[test]
fn a_month_that_is_missing_makes_no_year() {
    let mut draft = draft([(20, 5, 5), (30, 6, 6), (40, 7, 7)]);
    draft.absence_months.remove(&(part(1), Month::new(2022, 3).unwrap()));
    assert_eq!(seal(draft).absence_course().rate(part(1), YEAR).withheld(), Some(Reason::NotMeasured));
}

#[test]
fn one_or_two_absences_are_hidden_and_cannot_be_worked_out() {
    let shown = spells_withheld(&seal(draft([(20, 5, 5), (30, 6, 6), (40, 7, 7)])));
    assert_eq!(shown, [None; 4]);
    let two = spells_withheld(&seal(draft([(20, 5, 2), (30, 6, 6), (40, 7, 7)])));
    let hidden = Some(Reason::ProtectsAnother);
    assert_eq!(two, [None, hidden, hidden, None], "2 begun follow from the whole unless 6 are hidden with them");
    // Nobody away at all points at nobody.
    assert_eq!(spells_withheld(&seal(draft([(20, 0, 0), (30, 6, 6), (40, 7, 7)]))), [None; 4]);
    // Days of an absence that began earlier are of somebody.
    assert_eq!(spells_withheld(&seal(draft([(20, 5, 0), (30, 6, 6), (40, 7, 7)])))[1], hidden);
}

#[test]
fn a_comparison_needs_people_in_every_area() {
    let compared = |smallest_area| {
        let mut draft = draft([(20, 5, 5), (30, 6, 6), (40, 7, 7)]);
        let parts = Some(MixAndRate { mix: 1.65, rate: -0.35 });
        let comparison = Comparison { smallest_area, standardised: Some(7.0), to_whole: parts, to_year_before: None };
        draft.absence_course.get_mut(&(part(1), YEAR)).unwrap().comparison = Some(comparison);
        let sealed = seal(draft);
        let cell = sealed.absence_course().comparison(part(1), YEAR);
        (cell.shown().and_then(|comparison| comparison.to_whole()).map(|parts| parts.mix), cell.withheld())
    };
    assert_eq!(compared(10), (Some(1.65), None));
    // The year before is not there, and the distance to it would tell where it is.
    let mut draft = draft([(20, 5, 5), (30, 6, 6), (40, 7, 7)]);
    let parts = Some(MixAndRate { mix: 1.0, rate: 1.0 });
    let comparison = Comparison { smallest_area: 50, standardised: None, to_whole: parts, to_year_before: parts };
    draft.absence_course.get_mut(&(part(1), YEAR)).unwrap().comparison = Some(comparison);
    let sealed = seal(draft);
    let comparison = sealed.absence_course().comparison(part(1), YEAR).shown().unwrap();
    assert!(comparison.to_whole().is_some() && comparison.to_year_before().is_none());
    assert_eq!(compared(9), (None, Some(Reason::TooFewEmployees)));
}

/// The standardised rate and the distance to the whole tell where the whole is.
#[test]
fn a_comparison_does_not_lead_to_a_hidden_whole() {
    for is_hidden in [false, true] {
        let mut draft = draft([(20, 5, 5), (30, 6, 6), (40, 7, 7)]);
        let parts = Some(MixAndRate { mix: 1.0, rate: 1.0 });
        let comparison =
            Comparison { smallest_area: 50, standardised: Some(7.0), to_whole: parts, to_year_before: None };
        draft.absence_course.get_mut(&(part(1), YEAR)).unwrap().comparison = Some(comparison);
        if is_hidden {
            draft.absence_months.remove(&(WHOLE, Month::new(2022, 3).unwrap()));
        }
        let sealed = seal(draft);
        let comparison = sealed.absence_course().comparison(part(1), YEAR).shown().unwrap();
        assert_eq!((comparison.standardised().is_none(), comparison.to_whole().is_none()), (is_hidden, is_hidden));
    }
}

#[test]
fn every_year_has_its_own_counts_and_a_quarter_has_none() {
    let before = Period::Year(2021);
    let quarter = Period::Quarter(2022, 1);
    let now = [(20, 5, 5), (30, 6, 6), (40, 7, 7)].map(Course::from);
    let mut draft = draft(now);
    add_period(&mut draft, now, quarter);
    add_period(&mut draft, now.map(|of| Course { halves: 2, certified: of.certified + 4, ..of }), before);
    let sealed = seal(draft);
    let course = sealed.absence_course();
    let begun = |period| course.spells(part(0), period).shown().map(|spells| spells.certified());
    assert_eq!([YEAR, before, quarter].map(begun), [Some(5), Some(9), None]);
    assert!(course.rate(part(0), quarter).shown().is_some());
    // Five in a hundred then, half of it now.
    let change = |period| course.rate(part(0), period).shown().unwrap().change();
    assert!((change(YEAR).unwrap() + 2.5).abs() < 1e-12 && change(before).is_none());
    let extracted = course.extracted();
    assert!(extracted.some_unstated && extracted.first.is_none() && extracted.last.is_none());
}

#[test]
fn one_or_two_of_a_kind_are_hidden_though_their_band_has_more() {
    let of = |own: u32| {
        let few = Course { own, ..(20, 5, 5).into() };
        spells_withheld(&seal(draft([
            few,
            Course { own: 6, ..(30, 6, 6).into() },
            Course { own: 7, ..(40, 7, 7).into() },
        ])))[1]
    };
    assert_eq!([0, 1, 2, 3].map(of), [None, Some(Reason::ProtectsAnother), Some(Reason::ProtectsAnother), None]);
}

/// Days of a period that began earlier are of somebody; no days at all point at nobody.
#[test]
fn days_of_an_employer_period_without_a_beginning_are_of_somebody() {
    let of = |periods: (u32, u32, u32)| {
        let first = Course { periods, ..(20, 5, 5).into() };
        let sealed = seal(draft([first, (30, 6, 6).into(), (40, 7, 7).into()]));
        sealed.absence_course().employer_periods(part(0), YEAR).withheld()
    };
    let hidden = Some(Reason::ProtectsAnother);
    let cases = [(0, 0, 0), (0, 4, 0), (0, 0, 4), (0, 4, 4), (2, 4, 0), (3, 4, 0)];
    assert_eq!(cases.map(of), [None, hidden, hidden, hidden, hidden, None]);
}

#[test]
fn a_course_travels_and_a_tampered_one_is_refused() {
    let mut draft = draft([(20, 5, 2), (30, 6, 6), (40, 7, 7)]);
    draft.absence_months.remove(&(part(2), Month::new(2022, 3).unwrap()));
    let sealed = seal(draft);
    let text = serde_json::to_string(&sealed).unwrap();
    let back: Sealed = serde_json::from_str(&text).unwrap();
    assert_eq!(back, sealed);
    let refused = |what: &str, change: &dyn Fn(&mut Value)| {
        let mut cube = serde_json::to_value(&sealed).unwrap();
        change(&mut cube["absence_course"]);
        let error = serde_json::from_value::<Sealed>(cube).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains("the cube"), "{what}: {error}");
    };
    fn entry<'a>(course: &'a mut Value, list: &str, group: usize) -> &'a mut Value {
        course[list].as_array_mut().unwrap().iter_mut().find(|entry| entry["group"] == group).unwrap()
    }
    refused("a rate whose months are not there", &|course| {
        let shown = entry(course, "rates", 1)["cell"].clone();
        entry(course, "rates", 3)["cell"] = shown;
    });
    refused("a small count", &|course| {
        let mut shown = entry(course, "spells", 0)["cell"].clone();
        shown["shown"]["certified"] = 2.into();
        shown["shown"]["bands"][0]["spells"] = 2.into();
        entry(course, "spells", 1)["cell"] = shown;
    });
    refused("a count that leaves a small one", &|course| {
        let mut shown = entry(course, "spells", 0)["cell"].clone();
        shown["shown"]["certified"] = 13.into();
        shown["shown"]["bands"][0]["spells"] = 13.into();
        entry(course, "spells", 2)["cell"] = shown;
    });
    refused("more than everything", &|course| entry(course, "rates", 0)["cell"]["shown"]["percent"] = 101.0.into());
    refused("a group that is not there", &|course| entry(course, "rates", 0)["group"] = 99.into());
    refused("a cell twice", &|course| {
        let twice = entry(course, "rates", 0).clone();
        course["rates"].as_array_mut().unwrap().push(twice);
    });
}
