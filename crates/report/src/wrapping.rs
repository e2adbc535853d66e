//! Breaking text into lines, for places that cannot do it themselves: terminals and drawings.

/// Where a word that is too long for a line may be broken: after these.
const JOINTS: [char; 2] = ['_', '-'];

/// The text in lines of at most `width` characters, broken between words. A word that is longer than a line is broken after `_` or `-` where
/// it has one, and anywhere where it has none.
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
                let (head, tail) = rest.split_at(break_in(rest, width));
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

/// Where a word that is longer than a line is broken, in bytes.
fn break_in(word: &str, width: usize) -> usize {
    let fits = word.char_indices().nth(width).map_or(word.len(), |(at, _)| at);
    let joint =
        word.char_indices().take_while(|(at, _)| *at < fits).filter(|(_, letter)| JOINTS.contains(letter)).last();
    joint.map_or(fits, |(at, letter)| at + letter.len_utf8())
}

/// The longest word of a text.
pub(crate) fn longest_word(text: &str) -> usize {
    text.split(' ').map(|word| word.chars().count()).max().unwrap_or(0)
}

/// The longest part that [`lines`] never breaks where the line has room for it.
pub(crate) fn longest_part(text: &str) -> usize {
    let parts = text.split(' ').flat_map(|word| word.split_inclusive(JOINTS));
    parts.map(|part| part.chars().count()).max().unwrap_or(0)
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
        assert_eq!(lines("høst 2023-10-01", 10), ["høst", "2023-10-01"]);
        assert_eq!(lines("mastery_climate", 10), ["mastery_", "climate"]);
        assert_eq!(lines("2023-10-01", 8), ["2023-10-", "01"]);
        assert_eq!(lines("", 5), [""]);
        assert_eq!(at_most("en to tre fire fem", 6, 2), ["en to", "tre…"]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_letter_is_lost(text in "[a-zæøå_ -]{0,80}", width in 1_usize..30) {
            let lines = lines(&text, width);
            prop_assert!(lines.iter().all(|line| line.chars().count() <= width));
            let letters = |text: &str| text.chars().filter(|letter| *letter != ' ').collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }

        #[test]
        fn lines_as_wide_as_the_longest_part_break_no_part(text in "[a-zæøå_ -]{1,80}") {
            let parts = |text: &str| -> Vec<String> {
                let words = text.split([' ', '\n']);
                words.flat_map(|word| word.split_inclusive(['_', '-'])).map(str::to_owned).collect()
            };
            let broken = lines(&text, longest_part(&text)).join("\n");
            let whole: Vec<String> = parts(&text).into_iter().filter(|part| !part.is_empty()).collect();
            prop_assert_eq!(parts(&broken).into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>(), whole);
        }
    }
}
