//! Which page comes after which.

use crate::words::Tongue;

/// A page that shows or gathers answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Purpose, privacy and the code.
    Start,
    /// The item at this position.
    Item(usize),
    /// All answers at once.
    Overview,
}

/// Which button sent a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Go {
    /// On to the next item; also what Enter means, and whatever no button says.
    Next,
    /// To the item before.
    Back,
    /// Take the answer of this page back, and stay.
    Clear,
    /// To the overview.
    Overview,
    /// To the item with this number, counted from one.
    Item(usize),
    /// Stay, in another language.
    Language(Tongue),
}

impl Go {
    /// Reads the value of a button.
    pub(super) fn parse(text: &str) -> Go {
        match text {
            "back" => Go::Back,
            "clear" => Go::Clear,
            "review" => Go::Overview,
            text => match text.strip_prefix("lang-") {
                Some(tag) => Tongue::parse(tag, true).map_or(Go::Next, Go::Language),
                None => text.parse().map_or(Go::Next, Go::Item),
            },
        }
    }
}

impl Stop {
    /// Where a button leads from here, in a questionnaire of so many items.
    pub(super) fn after(self, go: Go, items: usize) -> Stop {
        let last = items.saturating_sub(1);
        match (go, self) {
            (Go::Clear | Go::Language(_), here) => here,
            (Go::Overview, _) => Stop::Overview,
            (Go::Item(number), here) => {
                number.checked_sub(1).filter(|position| *position < items).map_or(here, Stop::Item)
            }
            (Go::Next, Stop::Start) => Stop::Item(0),
            (Go::Next, Stop::Item(position)) if position < last => Stop::Item(position.saturating_add(1)),
            (Go::Next, Stop::Item(_) | Stop::Overview) => Stop::Overview,
            (Go::Back, Stop::Overview) => Stop::Item(last),
            (Go::Back, Stop::Item(position)) => position.checked_sub(1).map_or(Stop::Start, Stop::Item),
            (Go::Back, Stop::Start) => Stop::Start,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_button_leads_where_it_says() {
        use Stop::{Item, Overview, Start};
        for (here, button, there) in [
            (Item(0), "next", Item(1)),
            (Item(1), "", Item(2)),
            (Item(2), "next", Overview),
            (Item(2), "back", Item(1)),
            (Item(0), "back", Start),
            (Overview, "back", Item(2)),
            (Overview, "next", Overview),
            (Item(1), "clear", Item(1)),
            (Item(1), "lang-nn", Item(1)),
            (Overview, "lang-en", Overview),
            (Item(0), "review", Overview),
            (Overview, "2", Item(1)),
            (Item(0), "3", Item(2)),
            (Overview, "0", Overview),
            (Overview, "4", Overview),
            (Item(1), "99999999999999999999999", Item(2)),
            (Item(1), "lang-xx", Item(2)),
        ] {
            assert_eq!(here.after(Go::parse(button), 3), there, "{here:?} {button}");
        }
    }
}
