//! The statistics as tables of at most 80 columns, for the analyst who asked.

use std::fmt::Write;

use disclosure::HolderReport;

use super::super::figures::{heading, interval, label, number, small};
use super::{Aggregation, Agreement, Reliability, ScaleStatistics, Statistics};

/// Units listed before the table is cut short with a line that says so.
const UNITS_SHOWN: usize = 60;

/// Every scale: reliability, aggregation, agreement per unit.
#[must_use]
pub fn text(report: &HolderReport<Statistics>) -> String {
    let mut text = String::new();
    for (name, scale) in &report.statistics().scales {
        if !text.is_empty() {
            text.push('\n');
        }
        scale_text(&mut text, name, scale);
    }
    text
}

// Writing to a String cannot fail, so the results of `write!` are let go.

fn scale_text(out: &mut String, name: &str, scale: &ScaleStatistics) {
    out.push_str(&heading(name));
    reliability(out, &scale.reliability);
    aggregation(out, &scale.aggregation);
    agreement(out, &scale.agreement);
}

fn reliability(out: &mut String, found: &Reliability) {
    let _ = writeln!(out, "{} of {} rows answered all {} items", found.n_listwise, found.n_rows, found.p);
    let interval = interval(found.alpha_feldt_ci95_psych);
    let _ = writeln!(out, "Cronbach's alpha       {}  {interval}", number(found.alpha_raw_listwise));
    let _ = writeln!(out, "Standardised alpha     {}", number(found.alpha_std_listwise));
    let _ = writeln!(out, "\n{:<24}{:>8}{:>8}{:>10}{:>16}", "item", "mean", "sd", "item-rest", "alpha if gone");
    for (item, mean) in &found.item_mean {
        let of = |statistic: &std::collections::BTreeMap<String, Option<f64>>| {
            number(statistic.get(item).copied().flatten())
        };
        let label = label(item, 23);
        let _ = writeln!(
            out,
            "{label:<24}{:>8}{:>8}{:>10}{:>16}",
            number(*mean),
            of(&found.item_sd),
            of(&found.r_drop),
            of(&found.alpha_if_dropped_raw)
        );
    }
}

fn aggregation(out: &mut String, found: &Aggregation) {
    let (Some(people), Some(units)) = (found.N, found.K) else {
        let _ = writeln!(out, "\nICC: not defined, it needs at least two units and more answers than units");
        return;
    };
    let _ = writeln!(out, "\n{people} people in {units} units, {} a unit", number(found.k_mean));
    let _ = writeln!(out, "ICC(1)                 {}  {}", number(found.ICC1_kmean), interval(found.ICC1_kmean_ci95_F));
    let _ = writeln!(out, "ICC(2)                 {}  {}", number(found.ICC2_aov), interval(found.ICC2_ci95_F));
    let _ = writeln!(out, "MSB, MSW               {}  {}", number(found.MSB), number(found.MSW));
    let _ = writeln!(out, "F                      {}  p {}", number(found.F), small(found.F_p));
}

fn agreement(out: &mut String, found: &Agreement) {
    let summary = found.summary;
    let _ = writeln!(
        out,
        "\nrwg(j), uniform null: median {}, {} of units at least .70",
        number(summary.median),
        summary.share_ge_070.map_or_else(|| "none".to_owned(), |share| format!("{:.0} %", 100.0 * share))
    );
    let _ = writeln!(out, "\n{:<28}{:>8}{:>10}{:>10}{:>10}", "unit", "n", "mean", "sd", "rwg(j)");
    let rows = found.unit.iter().zip(&found.n).zip(&found.scale_mean).zip(&found.scale_sd).zip(&found.rwgj_uniform);
    for ((((unit, n), mean), sd), rwg) in rows.take(UNITS_SHOWN) {
        let label = label(unit, 27);
        let _ = writeln!(out, "{label:<28}{n:>8}{:>10}{:>10}{:>10}", number(*mean), number(*sd), number(*rwg));
    }
    if found.unit.len() > UNITS_SHOWN {
        let _ = writeln!(out, "and {} more units; --format json lists all", found.unit.len() - UNITS_SHOWN);
    }
}
