//! A page of text, eighty columns wide unless somebody has more room, readable without colour.

use std::collections::BTreeSet;

use disclosure::Reason;
use survey::Language;

use crate::wrapping::lines;

/// The widest line where nothing else is said.
pub(crate) const WIDTH: usize = 80;

/// One place in a row: where it begins, how wide it is, and which way it leans.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stop {
    pub(crate) at: usize,
    pub(crate) width: usize,
    pub(crate) right: bool,
}

impl Stop {
    pub(crate) const fn left(at: usize, width: usize) -> Stop {
        Stop { at, width, right: false }
    }

    pub(crate) const fn right(at: usize, width: usize) -> Stop {
        Stop { at, width, right: true }
    }
}

/// Text in the making.
pub(crate) struct Sheet {
    language: Language,
    width: usize,
    text: String,
    /// Why something was withheld, to be explained at the end.
    reasons: BTreeSet<Reason>,
}

impl Sheet {
    pub(crate) const fn new(language: Language) -> Sheet {
        Sheet::of_width(language, WIDTH)
    }

    pub(crate) const fn of_width(language: Language, width: usize) -> Sheet {
        Sheet { language, width, text: String::new(), reasons: BTreeSet::new() }
    }

    /// The title of the page.
    pub(crate) fn title(&mut self, title: &str) {
        let titled = lines(title, self.width);
        let longest = titled.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        for line in titled {
            self.push(&line);
        }
        self.push(&"=".repeat(longest));
    }

    /// A heading, with one blank line before it.
    pub(crate) fn heading(&mut self, heading: &str) {
        self.blank();
        let headed = lines(heading, self.width);
        let longest = headed.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        for line in headed {
            self.push(&line);
        }
        self.push(&"-".repeat(longest));
    }

    pub(crate) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// Running text, broken between words and indented.
    pub(crate) fn paragraph(&mut self, indent: usize, text: &str) {
        for line in lines(text, self.width.saturating_sub(indent)) {
            self.push(&format!("{:indent$}{line}", ""));
        }
    }

    /// Text whose lines after the first are indented.
    pub(crate) fn hanging(&mut self, indent: usize, text: &str) {
        for (number, line) in lines(text, self.width.saturating_sub(indent)).into_iter().enumerate() {
            let before = if number == 0 { 0 } else { indent };
            self.push(&format!("{:before$}{line}", ""));
        }
    }

    /// A row of places. What does not fit its place goes on below it, still in its place.
    pub(crate) fn row(&mut self, cells: &[(Stop, &str)]) {
        let broken: Vec<(Stop, Vec<String>)> =
            cells.iter().map(|(stop, text)| (*stop, lines(text, stop.width))).collect();
        let height = broken.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0);
        for number in 0..height {
            let mut line = String::new();
            let mut used = 0;
            for (stop, texts) in &broken {
                let Some(text) = texts.get(number) else { continue };
                let length = text.chars().count();
                let start = if stop.right { stop.at + stop.width.saturating_sub(length) } else { stop.at };
                let gap = start.saturating_sub(used);
                line.extend(std::iter::repeat_n(' ', gap));
                line.push_str(text);
                used += gap + length;
            }
            self.push(&line);
        }
    }

    /// The mark of a withheld cell; its reason is explained at the end.
    pub(crate) fn withheld(&mut self, reason: Reason) -> &'static str {
        self.reasons.insert(reason);
        reason.mark(self.language)
    }

    /// Every mark on the sheet with its friendly sentence.
    pub(crate) fn explain(&mut self, heading: &str) {
        if self.reasons.is_empty() {
            return;
        }
        self.heading(heading);
        for reason in std::mem::take(&mut self.reasons) {
            let mark = reason.mark(self.language);
            self.paragraph(2, &format!("{mark}: {}", reason.sentence(self.language)));
        }
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }

    fn push(&mut self, line: &str) {
        self.text.push_str(line.trim_end_matches(' '));
        self.text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_keep_their_columns_when_text_runs_on() {
        let mut sheet = Sheet::new(Language::Nb);
        sheet.row(&[(Stop::left(0, 6), "en to tre"), (Stop::right(8, 5), "4,1"), (Stop::left(15, 4), "mer")]);
        assert_eq!(sheet.finish(), "en to     4,1  mer\ntre\n");
    }

    #[test]
    fn a_reason_is_explained_once_however_often_it_stands() {
        let mut sheet = Sheet::new(Language::En);
        assert_eq!(sheet.withheld(Reason::TooFew), "too few answers");
        sheet.withheld(Reason::TooFew);
        sheet.explain("Why");
        assert_eq!(sheet.finish().matches("stay hidden").count(), 1);
    }
}
