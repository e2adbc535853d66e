//! Numbers as the text forms print them.

use super::Bounds;

/// Three decimals, or a dash.
pub(super) fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
}

/// A probability: three decimals, or that it is smaller.
pub(super) fn small(value: Option<f64>) -> String {
    match value {
        Some(value) if value < 0.001 => "< 0.001".to_owned(),
        other => number(other),
    }
}

/// An interval in words, or nothing.
pub(super) fn interval(bounds: Option<Bounds>) -> String {
    bounds.map_or_else(String::new, |bounds| format!("95 % from {:.3} to {:.3}", bounds.lower, bounds.upper))
}

/// Both ends of an interval in a column, or a dash.
pub(super) fn ends(bounds: Option<Bounds>) -> String {
    bounds.map_or_else(|| "-".to_owned(), |bounds| format!("{:.3} to {:.3}", bounds.lower, bounds.upper))
}

/// The first characters of a label, so that a column keeps its width.
pub(super) fn label(text: &str, width: usize) -> String {
    text.chars().take(width).collect()
}

/// A heading with a line under it.
pub(super) fn heading(name: &str) -> String {
    let name = label(name, 80);
    format!("{name}\n{}\n", "-".repeat(name.chars().count()))
}
