//! Comparisons as a careful colleague would lay them out, in 80 columns.

use std::fmt::Write;

use disclosure::HolderReport;

use super::super::figures::{ends, heading, label, number, small};
use super::{Comparisons, Pair, ScaleComparison, UnitComparison};

/// Units listed before the table is cut short with a line that says so.
const UNITS_SHOWN: usize = 40;

/// Every scale: its groups, every two of them, and the units that stand out.
#[must_use]
pub fn text(report: &HolderReport<Comparisons>) -> String {
    let mut text = String::new();
    for (name, scale) in &report.statistics().scales {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&heading(name));
        groups(&mut text, scale);
        pairs(&mut text, &scale.pairs);
        units(&mut text, &scale.units);
    }
    text
}

// Writing to a String cannot fail, so the results of `write!` are let go.

fn groups(out: &mut String, scale: &ScaleComparison) {
    let _ = writeln!(out, "{:<30}{:>8}{:>8}{:>10}{:>10}", "group", "people", "units", "mean", "sd");
    for group in &scale.groups {
        let (mean, sd) = (number(group.mean), number(group.sd));
        let _ = writeln!(out, "{:<30}{:>8}{:>8}{mean:>10}{sd:>10}", label(&group.group, 29), group.n, group.units);
    }
}

fn pairs(out: &mut String, pairs: &[Pair]) {
    if pairs.is_empty() {
        let _ = writeln!(out, "\nOne group only: there is nothing to compare.");
        return;
    }
    let _ =
        writeln!(out, "\n{:<28}{:>8}{:>18}{:>9}{:>8}{:>8}", "first minus second", "differ", "95 %", "p", "g", "delta");
    for pair in pairs {
        let [first, second] = &pair.groups;
        let names = format!("{} - {}", label(first, 12), label(second, 12));
        let _ = writeln!(
            out,
            "{names:<28}{:>8}{:>18}{:>9}{:>8}{:>8}",
            number(pair.difference),
            ends(pair.ci_CR2),
            small(pair.p_CR2_holm),
            number(pair.hedges_g),
            number(pair.cliffs_delta)
        );
    }
    let adjusted =
        if pairs.len() > 1 { format!(" p is adjusted for {} pairs (Holm).", pairs.len()) } else { String::new() };
    let _ = writeln!(out, "Intervals and p let people of one unit resemble each other (CR2, Satterthwaite).");
    let _ = writeln!(out, "g is Hedges' g, delta Cliff's.{adjusted}");
    for pair in pairs {
        for (field, why) in pair.unknown.iter() {
            let _ = writeln!(out, "{} - {}: no {field}: {why}", pair.groups[0], pair.groups[1]);
        }
    }
}

fn units(out: &mut String, units: &[UnitComparison]) {
    let known = units.iter().filter(|unit| unit.p_BH.is_some()).count();
    let mut apart: Vec<&UnitComparison> = units.iter().filter(|unit| unit.p_BH.is_some_and(|p| p < 0.05)).collect();
    apart.sort_by(|a, b| a.difference_from_rest.unwrap_or(0.0).total_cmp(&b.difference_from_rest.unwrap_or(0.0)));
    let _ = writeln!(out, "\n{} of {known} units differ from all others (false discoveries held to 5 %).", apart.len());
    if apart.is_empty() {
        return;
    }
    let _ = writeln!(out, "{:<30}{:>8}{:>10}{:>12}{:>18}", "unit", "people", "mean", "from rest", "95 %");
    for unit in apart.iter().take(UNITS_SHOWN) {
        let _ = writeln!(
            out,
            "{:<30}{:>8}{:>10}{:>12}{:>18}",
            label(&unit.unit, 29),
            unit.n,
            number(unit.mean),
            number(unit.difference_from_rest),
            ends(unit.rest_ci)
        );
    }
    if apart.len() > UNITS_SHOWN {
        let _ = writeln!(out, "and {} more units; --format json lists all", apart.len() - UNITS_SHOWN);
    }
}
