//! Breaking text into lines, for places that cannot do it themselves: terminals and drawings.

/// The text in lines of at most `width` characters, broken between words; a longer word is broken where it must be.
pub(crate) fn lines(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0_usize;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let mut rest = word;
        loop {
            let length = rest.chars().count();
            let gap = usize::from(used > 0);
            if used + gap + length <= width {
                if gap == 1 {
                    line.push(' ');
                }
                line.push_str(rest);
                used += gap + length;
                break;
            }
            if used > 0 {
                lines.push(std::mem::take(&mut line));
                used = 0;
            } else {
                let cut = rest.char_indices().nth(width).map_or(rest.len(), |(at, _)| at);
                let (head, tail) = rest.split_at(cut);
                lines.push(head.to_owned());
                rest = tail;
                if rest.is_empty() {
                    break;
                }
            }
        }
    }
    if used > 0 || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// At most `count` lines; what does not fit ends in an ellipsis.
pub(crate) fn at_most(text: &str, width: usize, count: usize) -> Vec<String> {
    let mut all = lines(text, width);
    if all.len() > count {
        all.truncate(count);
        if let Some(last) = all.last_mut() {
            while last.chars().count() >= width {
                last.pop();
            }
            last.push('…');
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_stay_whole_where_they_fit() {
        assert_eq!(lines("tiltro til egen jobbkompetanse", 14), ["tiltro til", "egen", "jobbkompetanse"]);
        assert_eq!(lines("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(lines("", 5), [""]);
        assert_eq!(at_most("en to tre fire fem", 6, 2), ["en to", "tre…"]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_letter_is_lost(text in "[a-zæøå ]{0,80}", width in 1_usize..30) {
            let lines = lines(&text, width);
            prop_assert!(lines.iter().all(|line| line.chars().count() <= width));
            let letters = |text: &str| text.chars().filter(|letter| *letter != ' ').collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
