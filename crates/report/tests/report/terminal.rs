//! The terminal pages.

use disclosure::{GroupIndex, GroupKind, Reason, View};
use report::{terminal, terminal_unit};
use survey::Language;

use crate::markup::joined;
use crate::pages::CUBE;

fn check_width(page: &str) {
    for line in page.lines() {
        assert!(line.chars().count() <= 80, "{} columns: {line}", line.chars().count());
        assert_eq!(line, line.trim_end(), "a line ends in spaces");
        assert!(!line.contains('\u{1b}') && !line.contains('\t') && !line.contains("NaN"));
    }
}

#[test]
fn no_line_is_wider_than_eighty_columns() {
    for language in Language::ALL {
        check_width(&terminal(&CUBE, language));
        for group in CUBE.groups() {
            check_width(&terminal_unit(&CUBE, &group.id, language).unwrap());
        }
    }
    assert_eq!(terminal_unit(&CUBE, "no-such-unit", Language::Nb), None);
}

#[test]
fn a_benchmark_stands_on_one_line_with_value_zone_and_certainty() {
    for language in Language::ALL {
        let page = terminal(&CUBE, language);
        let mut found = 0;
        for benchmark in CUBE.benchmarks().iter().filter(|benchmark| benchmark.group() == GroupIndex::new(0)) {
            let Some(placement) = benchmark.placement().shown() else { continue };
            let indicator = &CUBE.plans()[benchmark.plan()].indicators[benchmark.indicator()];
            let with_two = matches!(benchmark.basis(), disclosure::Basis::Scale(_) | disclosure::Basis::Absence);
            let decimals = if with_two { 2 } else { usize::from(indicator.decimals) };
            let value = format!("{:.decimals$}", placement.value());
            let value = if language == Language::En { value } else { value.replace('.', ",") };
            let (zone, sure) = (placement.zone().name(language), placement.certainty().phrase(language));
            let line = page
                .lines()
                .find(|line| line.contains(&value) && line.contains(zone) && line.trim_end().ends_with(sure));
            assert!(line.is_some(), "{value} {zone} {sure}");
            found += 1;
        }
        assert_eq!(found, 16);
        for plan in CUBE.plans() {
            let words = joined(&page);
            assert!(words.contains(plan.notice.get(language)));
        }
    }
}

#[test]
fn a_unit_shows_every_scale_or_says_why_not() {
    let mut withheld = 0;
    let units =
        CUBE.group_indices().zip(CUBE.groups()).filter(|(_, group)| matches!(group.kind, GroupKind::Unit { .. }));
    for (index, group) in units {
        for language in Language::ALL {
            let page = terminal_unit(&CUBE, &group.id, language).unwrap();
            let words = joined(&page);
            for scale in CUBE.scales() {
                // A long title goes on below its row.
                let title = scale.title.get(language);
                assert!(title.split(' ').all(|word| words.contains(word)), "{title}");
                if let View::Withheld(reason) = CUBE.score(&scale.id, index).view() {
                    withheld += 1;
                    assert!(
                        words.contains(&format!("{}: {}", reason.mark(language), reason.sentence(language))),
                        "{page}"
                    );
                }
            }
        }
    }
    assert!(withheld > 0);
}

#[test]
fn a_withheld_scale_shows_no_number_of_the_unit() {
    let units =
        CUBE.group_indices().zip(CUBE.groups()).filter(|(_, group)| matches!(group.kind, GroupKind::Unit { .. }));
    let mut checked = 0;
    for (index, group) in units {
        let all_withheld =
            CUBE.scales().iter().all(|scale| CUBE.score(&scale.id, index).withheld() == Some(Reason::TooFew));
        if !all_withheld {
            continue;
        }
        let page = terminal_unit(&CUBE, &group.id, Language::Nb).unwrap();
        let scale = CUBE.scales()[0].title.get(Language::Nb);
        let row = page.lines().find(|line| line.trim_start().starts_with(scale)).unwrap();
        // The only number in the row is the municipality's, at the right.
        let total = CUBE.score(&CUBE.scales()[0].id, GroupIndex::new(0)).shown().unwrap();
        let whole = format!("{:.1}", total.mean()).replace('.', ",");
        assert_eq!(row.replace(&whole, "").chars().filter(char::is_ascii_digit).count(), 0, "{row}");
        checked += 1;
    }
    assert!(checked > 0);
}

#[test]
fn the_benchmark_command_s_text_fits_eighty_columns_and_names_every_indicator() {
    use disclosure::benchmarks::By;
    for language in Language::ALL {
        for by in [By::FormerMunicipality, By::ServiceArea, By::UnitType, By::Unit] {
            let page = report::terminal_benchmark(&CUBE, &[0, 1], by, language);
            check_width(&page);
            for indicator in CUBE.plans().iter().flat_map(|plan| &plan.indicators) {
                assert!(joined(&page).contains(indicator.title.get(language)), "{}", indicator.code);
            }
        }
    }
}

#[test]
fn the_csv_has_a_field_for_every_column_and_no_withheld_number() {
    use disclosure::benchmarks::{Benchmarking, By, rows, yearly};
    let benchmarking = Benchmarking::of(&CUBE);
    let mut all = rows(&benchmarking, 0, By::Unit);
    all.extend(yearly(&benchmarking, 1));
    let text = report::benchmark_csv(&all);
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().unwrap().split(',').collect();
    let place = |name: &str| columns.iter().position(|column| *column == name).unwrap();
    let mut withheld = 0;
    for line in lines.filter(|line| !line.contains('"')) {
        let fields: Vec<&str> = line.split(',').collect();
        assert_eq!(fields.len(), columns.len(), "{line}");
        if !fields[place("withheld")].is_empty() {
            withheld += 1;
            for name in ["value", "low", "high", "n", "zone", "p_desired", "p_desired_among_likes", "against_type"] {
                assert!(fields[place(name)].is_empty(), "{name}: {line}");
            }
        }
    }
    assert!(withheld > 100, "{withheld}");
}
