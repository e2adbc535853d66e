//! Every number in a chart's table is the sealed one, formatted by a second, slower hand.

use disclosure::{GroupIndex, GroupKind, IndexRole, PublishedInterval, Sealed, View};
use report::html;
use survey::Language;

use crate::markup::tables;
use crate::pages::CUBE;

/// Norwegian decimals without the report's own code: through integers.
fn norwegian(value: f64, decimals: u32) -> String {
    let text = format!("{:.*}", decimals as usize, value.abs());
    let sign = if value < 0.0 { "\u{2212}" } else { "" };
    format!("{sign}{}", text.replace('.', ","))
}

fn thousands(count: u64) -> String {
    if count < 1_000 { count.to_string() } else { format!("{}\u{202f}{:03}", count / 1_000, count % 1_000) }
}

fn percent(value: f64) -> String {
    format!("{}\u{202f}%", norwegian(value, 1))
}

fn range(interval: Option<PublishedInterval>, decimals: u32) -> String {
    interval.map_or("–".to_owned(), |interval| {
        format!("{}–{}", norwegian(interval.low().max(1.0), decimals), norwegian(interval.high().min(5.0), decimals))
    })
}

fn groups(cube: &Sealed, wanted: impl Fn(GroupKind) -> bool) -> Vec<GroupIndex> {
    cube.group_indices().zip(cube.groups()).filter(|(_, group)| wanted(group.kind)).map(|(index, _)| index).collect()
}

fn total_and_former() -> Vec<GroupIndex> {
    let mut all = groups(&CUBE, |kind| kind == GroupKind::Total);
    all.extend(groups(&CUBE, |kind| kind == GroupKind::FormerMunicipality));
    all
}

fn table(page: &str, caption: &str) -> Vec<Vec<String>> {
    let found: Vec<_> = tables(page).into_iter().filter(|(name, _)| name == caption).collect();
    assert_eq!(found.len(), 1, "{caption}");
    found.into_iter().next().unwrap().1
}

#[test]
fn the_tables_of_the_indices_hold_the_sealed_means() {
    let page = html(&CUBE, Language::Nb).remove(0).content;
    let areas = groups(&CUBE, |kind| kind == GroupKind::ServiceArea);
    for role in [IndexRole::MasteryClimate, IndexRole::Engagement] {
        let scale = CUBE.scales().iter().find(|scale| scale.index == Some(role)).unwrap();
        let title = scale.title.get(Language::Nb);
        for (caption, groups) in [
            (format!("{title} i hvert tjenesteområde"), areas.clone()),
            (format!("{title} etter tidligere kommune"), total_and_former()),
        ] {
            let rows = table(&page, &caption);
            assert_eq!(rows.len(), groups.len() + 1);
            for (row, group) in rows[1..].iter().zip(groups) {
                match CUBE.score(&scale.id, group).view() {
                    View::Shown(score) => {
                        assert_eq!(row[1], norwegian(score.mean(), 2), "{row:?}");
                        assert_eq!(row[2], range(score.interval(), 2));
                        assert_eq!(row[3], thousands(score.n()));
                    }
                    View::Withheld(reason) => assert!(row[1].starts_with(reason.mark(Language::Nb))),
                }
            }
        }
    }
}

#[test]
fn the_tables_of_absence_hold_the_sealed_percentages() {
    let page = html(&CUBE, Language::Nb).remove(0).content;
    let mut areas = groups(&CUBE, |kind| kind == GroupKind::Total);
    areas.extend(groups(&CUBE, |kind| kind == GroupKind::ServiceArea));
    let months: Vec<_> = CUBE.absence_months(areas[0]).map(|(_, cell)| cell).collect();
    assert!(months.len() > 24);
    let year = |groups: Vec<GroupIndex>| groups.into_iter().map(|group| CUBE.absence_year(group)).collect::<Vec<_>>();
    for (caption, cells) in [
        ("Sykefraværet", year(areas)),
        ("Sykefravær etter tidligere kommune", year(total_and_former())),
        ("Sykefravær måned for måned i hele kommunen", months),
    ] {
        let rows = table(&page, caption);
        assert_eq!(rows.len(), cells.len() + 1, "{caption}");
        for (row, cell) in rows[1..].iter().zip(cells) {
            match cell.view() {
                View::Shown(absence) => {
                    assert_eq!(row[1], percent(absence.percent()));
                    assert_eq!(row[2], percent(absence.percent_certified()));
                    assert_eq!(row[3], percent(absence.percent_self_certified()));
                    assert_eq!(row[4], thousands(absence.employees()));
                }
                View::Withheld(reason) => assert!(row[1].starts_with(reason.mark(Language::Nb))),
            }
        }
    }
}

#[test]
fn the_table_of_the_spread_holds_the_sealed_shares() {
    let page = html(&CUBE, Language::Nb).remove(0).content;
    let rows = table(&page, "Fordelingen av svar i hele kommunen, skala for skala");
    assert_eq!(rows.len(), CUBE.scales().len() + 1);
    for (row, scale) in rows[1..].iter().zip(CUBE.scales()) {
        let score = CUBE.score(&scale.id, GroupIndex::new(0)).shown().unwrap();
        let shares = score.distribution().shown().unwrap();
        for point in 1..=5_u8 {
            let share = shares.iter().find(|share| share.point() == point).map_or(0.0, |share| share.share());
            assert_eq!(row[usize::from(point)], format!("{}\u{202f}%", norwegian(share * 100.0, 0)));
        }
        assert_eq!(row[7], thousands(score.n()));
    }
}

#[test]
fn the_table_of_the_trend_ends_with_this_round() {
    let page = html(&CUBE, Language::Nb).remove(0).content;
    let scale = CUBE.scales().iter().find(|scale| scale.index == Some(IndexRole::MasteryClimate)).unwrap();
    let rows = table(&page, "Mestringsklima gjennom målingene, med sammenslåingen");
    let waves = CUBE.waves().len();
    assert_eq!(rows[0].len(), waves + 3);
    let total = GroupIndex::new(0);
    for wave in 0..waves {
        let mean = CUBE.trend_point(&scale.id, total, wave).shown().unwrap();
        assert!(rows[1][wave + 1].starts_with(&norwegian(mean.mean(), 2)), "{:?}", rows[1]);
    }
    let now = CUBE.score(&scale.id, total).shown().unwrap();
    assert!(rows[1][waves + 1].starts_with(&norwegian(now.mean(), 2)));
}

#[test]
fn the_benchmarks_hold_the_sealed_placements() {
    let page = html(&CUBE, Language::Nb).remove(0).content;
    let found: Vec<_> = tables(&page).into_iter().filter(|(caption, _)| caption == "Indikatorer med soner").collect();
    assert_eq!(found.len(), CUBE.plans().len());
    let mut compared = 0;
    for (plan, (_, rows)) in found.iter().enumerate() {
        // A name row, then a row of values.
        for pair in rows[1..].chunks(2) {
            let code = pair[0][0].split(' ').next().unwrap();
            let indicator = CUBE.plans()[plan].indicators.iter().position(|indicator| indicator.code == code).unwrap();
            let placed = CUBE
                .benchmarks_of(plan, GroupIndex::new(0))
                .find(|benchmark| benchmark.indicator() == indicator)
                .unwrap();
            let placement = placed.placement().shown().unwrap();
            // Scores and absence with two decimals, as their limits have; registers with the plan's own.
            let with_two = matches!(placed.basis(), disclosure::Basis::Scale(_) | disclosure::Basis::Absence);
            let decimals = if with_two { 2 } else { CUBE.plans()[plan].indicators[indicator].decimals.into() };
            let value = norwegian(placement.value(), decimals);
            let zone = placement.zone().name(Language::Nb);
            let sure = placement.certainty().phrase(Language::Nb);
            assert!(
                pair[1][0].starts_with(&value) && pair[1][0].contains(zone) && pair[1][0].ends_with(sure),
                "{pair:?}"
            );
            compared += 1;
        }
    }
    assert_eq!(compared, 16);
}

#[test]
fn units_hold_the_sealed_means_with_one_decimal() {
    let page = html(&CUBE, Language::Nb).remove(1).content;
    let scale = CUBE.scales().iter().find(|scale| scale.index == Some(IndexRole::MasteryClimate)).unwrap();
    let mut compared = 0;
    for group in groups(&CUBE, |kind| matches!(kind, GroupKind::Unit { .. })) {
        let row = page.split_once(&format!("id=\"unit-{group}\"")).unwrap().1.split_once("</tr>").unwrap().0;
        if let View::Shown(score) = CUBE.score(&scale.id, group).view() {
            let people = format!("{} svar", thousands(score.n()));
            assert!(row.contains(&format!("<span class=\"figure\">{}</span>", norwegian(score.mean(), 1))), "{row}");
            assert!(row.contains(&people) && row.contains(&range(score.interval(), 1)), "{row}");
            compared += 1;
        }
    }
    assert!(compared > 20, "{compared}");
}
