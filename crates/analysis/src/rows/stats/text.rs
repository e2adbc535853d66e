//! The statistics as tables of at most 80 columns, for the analyst who asked.

use std::collections::BTreeMap;
use std::fmt::Write;

use disclosure::HolderReport;

use super::super::Unknown;
use super::super::figures::{heading, interval, label, number, small};
use super::{Aggregation, Climate, Reliability, ScaleStatistics, Statistics};

/// Units listed before the table is cut short with a line that says so.
const UNITS_SHOWN: usize = 60;

/// Persons from whom on alpha's distribution-free interval is known to cover what it says; the table leaves it out below.
const DISTRIBUTION_FREE_FROM: u64 = 50;

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
    climate(out, &scale.climate);
    agreement(out, scale);
}

fn reliability(out: &mut String, found: &Reliability) {
    let _ = writeln!(out, "{} of {} rows answered all {} items", found.n_listwise, found.n_rows, found.p);
    let (feldt, free) = (interval(found.alpha_feldt_ci95_psych), interval(found.alpha_distribution_free_ci95));
    let _ = writeln!(out, "Cronbach's alpha       {}  {feldt}", number(found.alpha_raw_listwise));
    if !free.is_empty() && found.n_listwise >= DISTRIBUTION_FREE_FROM {
        let _ = writeln!(out, "  skewed answers too          {free}");
    }
    let _ = writeln!(out, "Standardised alpha     {}", number(found.alpha_std_listwise));
    let _ = writeln!(out, "Guttman's lambda-2     {}", number(found.guttman_listwise.lambda2));
    match &found.omega_cfa_1factor_ML {
        Some(factor) => {
            let _ = writeln!(out, "Omega, one factor      {}", number(factor.omega_total_model));
            if factor.df > 0 {
                let (cfi, rmsea, srmr) =
                    (number(Some(factor.cfi)), number(Some(factor.rmsea)), number(Some(factor.srmr)));
                let _ = writeln!(out, "how one factor fits    CFI {cfi}, RMSEA {rmsea}, SRMR {srmr}");
            }
        }
        None => missing(out, "Omega, one factor", &found.unknown, "omega_cfa_1factor_ML"),
    }
    if !found.opposed_items.is_empty() {
        let items = found.opposed_items.join(", ");
        let _ = writeln!(out, "These pull against the others; should --reverse name them? {items}");
    }
    items(out, found);
}

fn items(out: &mut String, found: &Reliability) {
    let _ = writeln!(out, "\n{:<24}{:>8}{:>8}{:>10}{:>16}", "item", "mean", "sd", "item-rest", "alpha if gone");
    for (item, mean) in &found.item_mean {
        let of = |statistic: &BTreeMap<String, Option<f64>>| number(statistic.get(item).copied().flatten());
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

/// A line that says why a number is not there.
fn missing(out: &mut String, name: &str, unknown: &Unknown, field: &str) {
    if let Some((_, why)) = unknown.iter().find(|(unknown, _)| *unknown == field) {
        let _ = writeln!(out, "{name:<23}- ({why})");
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
    match &found.profile_REML {
        Some(fit) => {
            let _ = writeln!(
                out,
                "ICC(1) by REML         {}  variance between units {:.3}, within {:.3}",
                number(fit.ICC1),
                fit.tau2,
                fit.sigma2
            );
            let _ = writeln!(out, "if units did not differ  p {}", small(found.tau2_boundary_p));
        }
        None => missing(out, "ICC(1) by REML", &found.unknown, "profile_REML"),
    }
    let _ = writeln!(out, "MSB, MSW               {}  {}", number(found.MSB), number(found.MSW));
    let _ = writeln!(out, "F                      {}  p {}", number(found.F), small(found.F_p));
}

/// May units be compared, and how many of them have a climate of their own?
fn climate(out: &mut String, found: &Climate) {
    let _ = writeln!(out, "\nUnits are {} on this scale:", found.verdict);
    for reason in &found.reasons {
        let _ = writeln!(out, "  {reason}");
    }
    let count = |verdict: &str| found.unit_verdict.iter().filter(|of_unit| **of_unit == verdict).count();
    let counted: Vec<String> = ["shared climate", "weakly shared", "mixed views", "too few to say"]
        .into_iter()
        .map(|verdict| format!("{verdict} {}", count(verdict)))
        .collect();
    let _ = writeln!(out, "{}", counted.join(", "));
}

fn agreement(out: &mut String, scale: &ScaleStatistics) {
    let (found, means, climate) = (&scale.agreement, &scale.unit_means, &scale.climate);
    let summary = found.summary;
    let _ = writeln!(
        out,
        "\nrwg(j), uniform null: median {}, {} of units at least .70",
        number(summary.median),
        summary.share_ge_070.map_or_else(|| "none".to_owned(), |share| format!("{:.0} %", 100.0 * share))
    );
    let _ =
        writeln!(out, "\n{:<28}{:>7}{:>8}{:>8}{:>10}{:>9}{:>8}", "unit", "n", "mean", "sd", "shrunken", "rwg(j)", "AD");
    for (at, unit) in found.unit.iter().enumerate().take(UNITS_SHOWN) {
        let of = |values: &[Option<f64>]| number(values.get(at).copied().flatten());
        let _ = writeln!(
            out,
            "{:<18}{:>6}{:>7}{:>7}{:>10}{:>8}{:>7}  {}",
            label(unit, 17),
            found.n.get(at).copied().unwrap_or_default(),
            of(&found.scale_mean),
            of(&found.scale_sd),
            of(&means.eb_mean),
            of(found.of_null("rwgj_uniform")),
            of(&found.AD_mean),
            climate.unit_verdict.get(at).copied().unwrap_or_default()
        );
    }
    if found.unit.len() > UNITS_SHOWN {
        let _ = writeln!(out, "and {} more units; --format json lists all", found.unit.len() - UNITS_SHOWN);
    }
}
