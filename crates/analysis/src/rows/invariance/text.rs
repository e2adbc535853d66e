//! The sequence of invariance in 80 columns, with what it means for whoever wants to compare.

use std::fmt::Write;

use disclosure::HolderReport;

use super::super::Unknown;
use super::super::figures::{heading, label, number, small};
use super::{Continuous, InOrder, Invariance, Ordered};

/// Score tests listed for a level that does not hold.
const TESTS_SHOWN: usize = 5;

/// Each level, what it costs in fit, and what may be compared.
#[must_use]
pub fn text(report: &HolderReport<Invariance>) -> String {
    let mut text = String::new();
    match report.statistics() {
        Invariance::Continuous(found) => continuous(&mut text, found),
        Invariance::Ordered(found) => ordered(&mut text, found),
    }
    text
}

// Writing to a String cannot fail, so the results of `write!` are let go.

fn opening(out: &mut String, group: &str, sizes: &InOrder<usize>, how: &str) {
    out.push_str(&heading(&format!("The same in every {group}?")));
    let _ = writeln!(out, "{how}; people with every answer:");
    for (group, n) in &sizes.0 {
        let _ = writeln!(out, "  {:<40}{n:>8}", label(group, 39));
    }
}

fn continuous(out: &mut String, found: &Continuous) {
    opening(out, &found.group, &found.group_n, "maximum likelihood");
    let _ = writeln!(
        out,
        "\n{:<12}{:>10}{:>6}{:>9}{:>8}{:>8}{:>8}{:>9}{:>10}",
        "equal", "chi2", "df", "p", "CFI", "RMSEA", "SRMR", "d CFI", "verdict"
    );
    for (level, fit) in &found.fit.0 {
        let delta = of(&found.delta_vs_previous, level).and_then(|delta| delta.d_cfi);
        let verdict = of(&found.verdict, level).copied().unwrap_or("-");
        let _ = writeln!(
            out,
            "{level:<12}{:>10}{:>6}{:>9}{:>8}{:>8}{:>8}{:>9}{verdict:>10}",
            number(Some(fit.chisq)),
            fit.df,
            small(fit.pvalue),
            number(fit.cfi),
            number(fit.rmsea),
            number(Some(fit.srmr)),
            number(delta)
        );
    }
    reading(out, found);
    for note in &found.notes {
        let _ = writeln!(out, "Note: {note}.");
    }
    reasons(out, &found.unknown);
}

/// What may be compared, in words, and what stands in the way.
fn reading(out: &mut String, found: &Continuous) {
    let holds = |level: &str| of(&found.verdict, level).map(|verdict| *verdict == "holds");
    if found.fit.0.is_empty() {
        return;
    }
    let says = match (holds("metric"), holds("scalar")) {
        (Some(true), Some(true)) => "Means may be compared: loadings and intercepts are equal (Chen 2007).",
        (Some(true), Some(false)) => "Relations may be compared, means not: some intercepts differ between groups.",
        (Some(true), None) => "Relations may be compared; whether means may be is not known.",
        (Some(false), _) => "Groups may not be compared: the items measure differently in them.",
        (None, _) => "Whether groups may be compared is not known.",
    };
    let _ = writeln!(out, "\n{says}");
    for level in ["metric", "scalar"] {
        let Some(tests) = of(&found.score_tests, level).filter(|_| holds(level) == Some(false)) else { continue };
        let _ = writeln!(out, "\nWhat stands in the way of {level}, greatest first:");
        let rows = tests.lhs.iter().zip(&tests.op).zip(&tests.rhs).zip(&tests.group).zip(&tests.x2).zip(&tests.epc);
        for (((((lhs, op), rhs), group), x2), epc) in rows.take(TESTS_SHOWN) {
            let written = label(format!("{lhs} {op} {rhs}").trim_end(), 30);
            let _ = writeln!(out, "  {written:<30} in {:<20} X2 {x2:>8.3}  by {epc:>7.3}", label(group, 19));
        }
        if let Some(partial) = of(&found.partial, level) {
            let _ = writeln!(out, "Released {}: {}.", partial.released.join(", "), partial.verdict);
        }
    }
}

fn ordered(out: &mut String, found: &Ordered) {
    opening(out, &found.group, &found.group_n, "ordered answers, WLSMV");
    let _ =
        writeln!(out, "\n{:<32}{:>10}{:>6}{:>9}{:>8}{:>8}{:>7}", "equal", "chi2", "df", "p", "CFI", "RMSEA", "SRMR");
    for (level, fit) in &found.fit.0 {
        let _ = writeln!(
            out,
            "{:<32}{:>10}{:>6}{:>9}{:>8}{:>8}{:>7}",
            level.replace('_', ", "),
            number(fit.chisq_scaled),
            fit.df,
            small(fit.pvalue_scaled),
            number(fit.cfi_scaled),
            number(fit.rmsea_scaled),
            number(fit.srmr)
        );
    }
    let _ = writeln!(out, "\n{:<32}{:>10}{:>6}{:>9}{:>8}", "one more equality costs", "chi2", "df", "p", "d CFI");
    for (level, delta) in &found.delta_vs_previous.0 {
        let _ = writeln!(
            out,
            "{:<32}{:>10}{:>6}{:>9}{:>8}",
            level.replace('_', ", "),
            number(delta.d_chisq_scaled),
            delta.d_df,
            small(delta.pvalue),
            number(delta.d_cfi_scaled)
        );
    }
    let _ = writeln!(out, "chi2 and indices are scaled and shifted; scaled chi2 must not be subtracted.");
    reasons(out, &found.unknown);
}

fn reasons(out: &mut String, unknown: &Unknown) {
    for (field, why) in unknown.iter() {
        let _ = writeln!(out, "No {field}: {why}.");
    }
}

fn of<'a, T>(entries: &'a InOrder<T>, level: &str) -> Option<&'a T> {
    entries.0.iter().find(|(name, _)| name == level).map(|(_, entry)| entry)
}
