//! How answers spread: bars that part at the middle answer, which lies across the line in grey.

use super::intervals::count;
use super::pen::{Anchor, BODY, Format, Ink, Pen, SMALL, Spoken, characters_in, drawing};
use crate::wrapping::at_most;

/// One scale.
pub(crate) struct Row<'a> {
    pub(crate) label: String,
    /// The share of each answer point, lowest first, or the mark of a withheld cell.
    pub(crate) shares: Result<Vec<f64>, &'a str>,
    /// What the lower and the upper half come to, written.
    pub(crate) ends: (String, String),
}

/// A chart of rows.
pub(crate) struct Spread<'a> {
    pub(crate) rows: Vec<Row<'a>>,
    /// The words for the lowest and the highest answer.
    pub(crate) poles: (&'a str, &'a str),
    /// The answer points of the key.
    pub(crate) points: Vec<u8>,
}

const KEY: i32 = 34;
const BAR: i32 = 20;

impl Spread<'_> {
    /// Both drawings, wide and narrow.
    pub(crate) fn draw(&self, spoken: &Spoken<'_>) -> Option<String> {
        let wide = self.drawn(Format::Wide, (206, Format::Wide.width()), 34, spoken)?;
        Some(wide + &self.drawn(Format::Narrow, (0, Format::Narrow.width()), 48, spoken)?)
    }

    fn drawn(&self, format: Format, (left, right): (i32, i32), pitch: i32, spoken: &Spoken<'_>) -> Option<String> {
        // Room on both sides for what the halves come to.
        let (from, to) = (left + 46, right - 46);
        let (low_most, high_most) = self.rows.iter().filter_map(|row| row.shares.as_ref().ok()).fold(
            (0.01_f64, 0.01_f64),
            |(low_most, high_most), shares| {
                let (low, high) = sides(shares);
                (low_most.max(low), high_most.max(high))
            },
        );
        let per_share = f64::from(to - from) / (low_most + high_most);
        let zero = f64::from(from) + low_most * per_share;
        let height = KEY + pitch * count(self.rows.len()) + 4;
        drawing(format, height, spoken, |pen| {
            self.key(pen, left, right);
            let mut y = KEY;
            for row in &self.rows {
                let bar_y = y + pitch - BAR - 6;
                if format == Format::Wide {
                    let lines = at_most(&row.label, characters_in(left - 4, SMALL + 1), 2);
                    let mut line_y = bar_y + BAR / 2 - (count(lines.len()) - 1) * 7;
                    for line in &lines {
                        pen.text(line, (0, line_y), Anchor::Start, SMALL + 1, Ink::Text);
                        line_y += 15;
                    }
                } else {
                    let lines = at_most(&row.label, characters_in(right, BODY), 1);
                    pen.text(&lines.concat(), (0, bar_y - 11), Anchor::Start, BODY, Ink::Text);
                }
                match &row.shares {
                    Ok(shares) => bar(pen, row, shares, zero, per_share, bar_y),
                    Err(mark) => {
                        let axis = super::pen::Axis { low: 0.0, high: 1.0, from, to };
                        super::intervals::hidden(pen, mark, axis, bar_y + BAR / 2);
                    }
                }
                if format == Format::Narrow {
                    // Names stand above the bars here, and the line keeps clear of them.
                    pen.line((whole(zero), bar_y - 3), (whole(zero), bar_y + BAR + 3), Ink::Line, 1);
                }
                y += pitch;
            }
            if format == Format::Wide {
                pen.line((whole(zero), KEY), (whole(zero), height - 4), Ink::Line, 1);
            }
        })
    }

    /// Five squares from the lowest answer to the highest, with the words of the two ends.
    fn key(&self, pen: &mut Pen<'_>, left: i32, right: i32) {
        let squares = count(self.points.len());
        let width = squares * 26;
        let start = i32::midpoint(left, right) - width / 2;
        for (place, point) in (0_i32..).zip(&self.points) {
            let x = start + place * 26;
            pen.block((x, 2), (x + 24, 20), Ink::Step(step(usize::try_from(place).unwrap_or(0), self.points.len())));
            let ink = if matches!(step_place(place, squares), 0 | 4) { Ink::Paper } else { Ink::Text };
            pen.text(&point.to_string(), (x + 12, 11), Anchor::Middle, SMALL, ink);
        }
        pen.text(self.poles.0, (start - 8, 11), Anchor::End, SMALL, Ink::Muted);
        pen.text(self.poles.1, (start + width + 6, 11), Anchor::Start, SMALL, Ink::Muted);
    }
}

fn step_place(place: i32, squares: i32) -> i32 {
    if squares > 1 { place * 4 / (squares - 1) } else { 2 }
}

fn bar(pen: &mut Pen<'_>, row: &Row<'_>, shares: &[f64], zero: f64, per_share: f64, top: i32) {
    let (low, high) = sides(shares);
    let mut x = zero - low * per_share;
    let begin = whole(x);
    for (place, share) in shares.iter().enumerate() {
        let next = x + share * per_share;
        let (from, to) = (whole(x), whole(next));
        if to > from {
            pen.block((from, top), (to, top + BAR), Ink::Step(step(place, shares.len())));
            if to - from > 3 && place > 0 {
                pen.line((from, top), (from, top + BAR), Ink::Paper, 1);
            }
        }
        x = next;
    }
    let end = whole(zero + high * per_share);
    pen.text(&row.ends.0, (begin - 6, top + BAR / 2), Anchor::End, SMALL, Ink::Muted);
    pen.text(&row.ends.1, (end + 6, top + BAR / 2), Anchor::Start, SMALL, Ink::Text);
}

/// What lies on each side of the middle, half of a middle answer on either.
pub(crate) fn sides(shares: &[f64]) -> (f64, f64) {
    let half = shares.len() / 2;
    let middle = if shares.len().is_multiple_of(2) { 0.0 } else { shares.get(half).copied().unwrap_or(0.0) / 2.0 };
    let (low, high) = halves(shares);
    (low + middle, high + middle)
}

/// The answers below the middle and those above it, without a middle answer.
pub(crate) fn halves(shares: &[f64]) -> (f64, f64) {
    let half = shares.len() / 2;
    (shares.iter().take(half).sum(), shares.iter().rev().take(half).sum())
}

/// The colour step of an answer: the first is 0, the last is 4.
fn step(place: usize, points: usize) -> u8 {
    let last = points.saturating_sub(1).max(1);
    u8::try_from((place * 4 + last / 2) / last).unwrap_or(4)
}

fn whole(distance: f64) -> i32 {
    super::pen::Axis { low: 0.0, high: 10_000.0, from: 0, to: 10_000 }.at(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_answer_lies_across_the_line() {
        let (low, high) = sides(&[0.1, 0.2, 0.3, 0.3, 0.1]);
        assert!((low - 0.45).abs() < 1e-12 && (high - 0.55).abs() < 1e-12);
        let (low, high) = sides(&[0.1, 0.2, 0.3, 0.4]);
        assert!((low - 0.3).abs() < 1e-12 && (high - 0.7).abs() < 1e-12);
    }

    #[test]
    fn steps_run_from_the_first_colour_to_the_last() {
        for (points, expect) in [(5, vec![0, 1, 2, 3, 4]), (2, vec![0, 4]), (3, vec![0, 2, 4]), (4, vec![0, 1, 3, 4])] {
            assert_eq!((0..points).map(|place| step(place, points)).collect::<Vec<_>>(), expect);
        }
    }
}
