//! The words of a condition.

use super::super::SelectError;

/// A word, and where it begins in the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) at: usize,
    pub(super) word: Word,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    Name(String),
    Text(String),
    Number(f64),
    Open,
    Close,
    Comma,
}

/// The longest condition.
const CHARACTERS_MAX: usize = 4_096;

/// Takes a text apart.
pub(super) fn words(text: &str) -> Result<Vec<Token>, SelectError> {
    if text.chars().count() > CHARACTERS_MAX {
        return Err(SelectError(format!("the filter is longer than {CHARACTERS_MAX} characters")));
    }
    let mut words = Vec::new();
    let mut rest = text.chars().enumerate().peekable();
    while let Some((at, first)) = rest.next() {
        let word = match first {
            space if space.is_whitespace() => continue,
            '(' => Word::Open,
            ')' => Word::Close,
            ',' => Word::Comma,
            '\'' => Word::Text(quoted(at, &mut rest)?),
            first => {
                let mut plain = String::from(first);
                while let Some((_, next)) = rest.next_if(|(_, next)| is_plain(*next)) {
                    plain.push(next);
                }
                name_or_number(at, plain)?
            }
        };
        words.push(Token { at, word });
    }
    Ok(words)
}

/// A text up to its closing quote; a quote inside is written twice.
fn quoted(
    at: usize,
    rest: &mut std::iter::Peekable<impl Iterator<Item = (usize, char)>>,
) -> Result<String, SelectError> {
    let mut text = String::new();
    while let Some((_, next)) = rest.next() {
        if next != '\'' {
            text.push(next);
        } else if rest.next_if(|(_, next)| *next == '\'').is_some() {
            text.push('\'');
        } else {
            return Ok(text);
        }
    }
    Err(SelectError(format!("the text that begins at character {} of the filter has no closing quote", at + 1)))
}

fn is_plain(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '.' | '-' | '+' | '$' | '/')
}

fn name_or_number(at: usize, plain: String) -> Result<Word, SelectError> {
    let starts = |character: char| character.is_ascii_digit() || matches!(character, '-' | '+' | '.');
    if plain.starts_with(|first: char| first.is_alphabetic() || first == '_') {
        return Ok(Word::Name(plain));
    }
    let number = plain.starts_with(starts).then(|| plain.parse::<f64>().ok()).flatten();
    let number = number.filter(|number| number.is_finite()).ok_or_else(|| {
        SelectError(format!(
            "{plain:?} at character {} of the filter is neither a column nor a number; texts stand in single quotes",
            at + 1
        ))
    })?;
    Ok(Word::Number(number))
}
