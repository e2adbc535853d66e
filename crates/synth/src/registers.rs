//! Register figures per unit, former municipality and year, and the units' own absence targets, as their files hold them.

use crate::blueprint::{AREAS, FORMERS};
use crate::draws::Draws;
use crate::ids;
use crate::organisation::{MERGER_YEAR, Organisation, Workplace};

/// The years that registers tell about: the whole ones before the last wave.
const YEARS: std::ops::RangeInclusive<i32> = 2019..=2022;
/// The year the units' own targets are for: that of the last wave.
const TARGET_YEAR: i32 = 2023;
/// Employees who leave within a year, before age and place of work.
const LEAVERS: f64 = 0.085;
/// Apprentices among the employees of services that have them.
const APPRENTICES: f64 = 0.014;

/// The file of register figures: position size, full-time, education, turnover, apprentices and women.
pub(crate) fn figures_csv(organisation: &Organisation, draws: &mut Draws) -> String {
    let mut text = "figure,year,unit,former_municipality,numerator,denominator,source,vintage\n".to_owned();
    for year in YEARS {
        let workplaces = if year < MERGER_YEAR { &organisation.before } else { &organisation.after };
        for workplace in workplaces {
            let (begin, end) = (workplace.staff(ids::month(year, 1)), workplace.staff(ids::month(year, 12)));
            for ((former, at_begin), at_end) in FORMERS.iter().zip(begin).zip(end) {
                let mut row = |figure: &str, numerator: String, of: u32| {
                    let (unit, former, read) = (&workplace.unit, former.code, year + 1);
                    text.push_str(&format!(
                        "{figure},{year},{unit},{former},{numerator},{of},HR-systemet,{read}-02-15\n"
                    ));
                };
                if at_end > 0 {
                    row("position_size", full_time_equivalents(workplace, at_end), at_end);
                    for (figure, share) in shares(workplace) {
                        row(figure, some_of(at_end, share, draws).to_string(), at_end);
                    }
                }
                if at_begin > 0 {
                    row("turnover", some_of(at_begin, LEAVERS, draws).to_string(), at_begin);
                }
            }
        }
    }
    text
}

/// The file of targets: each establishment aims a little below what is usual for its kind.
pub(crate) fn targets_csv(organisation: &Organisation) -> String {
    let mut text = "unit,year,target\n".to_owned();
    for (unit, certified_percent) in &organisation.establishments {
        text.push_str(&format!("{unit},{TARGET_YEAR},{:.1}\n", certified_percent + 1.0));
    }
    text
}

fn full_time_equivalents(workplace: &Workplace, people: u32) -> String {
    let hundredths = u64::from(workplace.position_percent) * u64::from(people);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// How usual each thing is among those who work here: full-time, education, apprenticeship, being a woman.
fn shares(workplace: &Workplace) -> [(&'static str, f64); 4] {
    let position = f64::from(workplace.position_percent) / 100.0;
    let area = AREAS.get(workplace.area).map_or("", |area| area.code);
    let (education, apprentices, women) = match area {
        "opp" => (0.86, APPRENTICES, 0.83),
        "helse" => (0.82, 2.0 * APPRENTICES, 0.86),
        "teknisk" => (0.74, 1.5 * APPRENTICES, 0.29),
        _ => (0.92, 0.3 * APPRENTICES, 0.63),
    };
    let full_time = (1.9 * position - 0.95).clamp(0.02, 0.98);
    [("full_time", full_time), ("education", education), ("apprentices", apprentices), ("women", women)]
}

/// How many of some people, each by chance.
fn some_of(people: u32, share: f64, draws: &mut Draws) -> u32 {
    (0..people).map(|_| u32::from(draws.uniform() < share)).sum()
}
