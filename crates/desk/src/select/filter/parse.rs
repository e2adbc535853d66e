//! From words to a condition. `not` binds closest, then `and`, then `or`.

use views::Table;

use super::super::SelectError;
use super::super::field::Field;
use super::lex::{Token, Word, words};
use super::{Comparison, Filter, Literal, Part};

/// Brackets and `not` within each other.
const DEPTH_MAX: usize = 40;

pub(super) fn parse(table: &Table, text: &str) -> Result<Filter, SelectError> {
    let mut parser = Parser { table, words: words(text)?.into_iter().peekable(), depth: 0 };
    if parser.words.peek().is_none() {
        return Ok(Filter::Always(true));
    }
    let filter = parser.either()?;
    match parser.words.next() {
        None => Ok(filter),
        Some(token) => Err(refuse(&token, "nothing more was expected here; join conditions with and or or")),
    }
}

struct Parser<'t> {
    table: &'t Table,
    words: std::iter::Peekable<std::vec::IntoIter<Token>>,
    depth: usize,
}

/// One side of a comparison.
enum Operand {
    Field(Field),
    Literal(Literal),
    Condition(Filter),
}

impl Parser<'_> {
    fn either(&mut self) -> Result<Filter, SelectError> {
        let mut left = self.both()?;
        while self.take_name("or") {
            left = Filter::Or(Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Filter, SelectError> {
        let mut left = self.condition()?;
        while self.take_name("and") {
            left = Filter::And(Box::new(left), Box::new(self.condition()?));
        }
        Ok(left)
    }

    fn condition(&mut self) -> Result<Filter, SelectError> {
        if self.take_name("not") {
            return self.deeper(|parser| Ok(Filter::Not(Box::new(parser.condition()?))));
        }
        let left = self.operand()?;
        let Some(token) = self.words.next_if(|token| is_comparison(&token.word)) else {
            return match left {
                Operand::Condition(filter) => Ok(filter),
                Operand::Field(_) | Operand::Literal(_) => Err(self.refuse_next("a comparison was expected here")),
            };
        };
        if token.word == Word::Name("in".to_owned()) {
            return self.among(&token, left);
        }
        let comparison = comparison(&token.word).ok_or_else(|| refuse(&token, "this is no comparison"))?;
        let right = self.operand()?;
        self.compare(&token, left, comparison, right)
    }

    fn compare(
        &self,
        token: &Token,
        left: Operand,
        comparison: Comparison,
        right: Operand,
    ) -> Result<Filter, SelectError> {
        match (left, right) {
            (Operand::Field(field), Operand::Literal(literal)) => {
                self.check(token, field, &literal)?;
                Ok(Filter::Compare(field, comparison, literal))
            }
            (Operand::Literal(literal), Operand::Field(field)) => {
                self.check(token, field, &literal)?;
                Ok(Filter::Compare(field, comparison.turned(), literal))
            }
            (Operand::Condition(filter), Operand::Condition(Filter::Always(wanted)))
            | (Operand::Condition(Filter::Always(wanted)), Operand::Condition(filter)) => match comparison {
                Comparison::Eq => Ok(Filter::Is(Box::new(filter), wanted)),
                Comparison::Ne => Ok(Filter::Not(Box::new(Filter::Is(Box::new(filter), wanted)))),
                _ => Err(refuse(token, "true and false are only compared with eq and ne")),
            },
            _ => Err(refuse(token, "a column is compared with a text in single quotes, a number or null")),
        }
    }

    fn among(&mut self, token: &Token, left: Operand) -> Result<Filter, SelectError> {
        let Operand::Field(field) = left else { return Err(refuse(token, "a column belongs before in")) };
        self.expect(&Word::Open, "a bracket with values belongs after in")?;
        let mut literals = Vec::new();
        loop {
            match self.operand()? {
                Operand::Literal(literal) => {
                    self.check(token, field, &literal)?;
                    literals.push(literal);
                }
                _ => return Err(refuse(token, "only values belong in the bracket after in")),
            }
            if self.words.next_if(|token| token.word == Word::Comma).is_none() {
                self.expect(&Word::Close, "a comma or a closing bracket was expected here")?;
                return Ok(Filter::Among(field, literals));
            }
        }
    }

    fn operand(&mut self) -> Result<Operand, SelectError> {
        let Some(token) = self.words.next() else {
            return Err(SelectError("the filter ends too early: a column or a value is missing".to_owned()));
        };
        match &token.word {
            Word::Text(text) => Ok(Operand::Literal(Literal::Text(text.clone()))),
            Word::Number(number) => Ok(Operand::Literal(Literal::Number(*number))),
            Word::Open => {
                let inner = self.deeper(Parser::either)?;
                self.expect(&Word::Close, "a closing bracket was expected here")?;
                Ok(Operand::Condition(inner))
            }
            Word::Name(name) => match name.as_str() {
                "null" => Ok(Operand::Literal(Literal::Null)),
                "true" => Ok(Operand::Condition(Filter::Always(true))),
                "false" => Ok(Operand::Condition(Filter::Always(false))),
                "contains" => self.function(&token, Part::Any),
                "startswith" => self.function(&token, Part::Start),
                "endswith" => self.function(&token, Part::End),
                name => Field::of(self.table, name).map(Operand::Field),
            },
            Word::Close | Word::Comma => Err(refuse(&token, "a column or a value was expected here")),
        }
    }

    fn function(&mut self, token: &Token, part: Part) -> Result<Operand, SelectError> {
        self.expect(&Word::Open, "a bracket belongs after the name of a function")?;
        let column = self.operand()?;
        self.expect(&Word::Comma, "a comma was expected here")?;
        let text = self.operand()?;
        self.expect(&Word::Close, "a closing bracket was expected here")?;
        match (column, text) {
            (Operand::Field(field), Operand::Literal(Literal::Text(text))) if !field.is_number(self.table) => {
                Ok(Operand::Condition(Filter::Matches(field, part, text)))
            }
            _ => Err(refuse(token, "a function takes a column of texts and a text in single quotes")),
        }
    }

    /// Texts are compared with texts, and numbers with numbers.
    fn check(&self, token: &Token, field: Field, literal: &Literal) -> Result<(), SelectError> {
        let name = field.name(self.table);
        match (field.is_number(self.table), literal) {
            (true, Literal::Text(_)) => Err(refuse(token, &format!("{name} is a number: write it without quotes"))),
            (false, Literal::Number(_)) => Err(refuse(token, &format!("{name} is a text: write it in single quotes"))),
            _ => Ok(()),
        }
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, SelectError>) -> Result<T, SelectError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(SelectError(format!("the filter has more than {DEPTH_MAX} brackets within each other")));
        }
        let found = inner(self)?;
        self.depth -= 1;
        Ok(found)
    }

    fn take_name(&mut self, name: &str) -> bool {
        self.words.next_if(|token| matches!(&token.word, Word::Name(found) if found == name)).is_some()
    }

    fn expect(&mut self, word: &Word, otherwise: &str) -> Result<(), SelectError> {
        if self.words.next_if(|token| token.word == *word).is_some() {
            return Ok(());
        }
        Err(self.refuse_next(otherwise))
    }

    fn refuse_next(&mut self, problem: &str) -> SelectError {
        match self.words.next() {
            Some(token) => refuse(&token, problem),
            None => SelectError(format!("the filter ends too early: {problem}")),
        }
    }
}

fn is_comparison(word: &Word) -> bool {
    comparison(word).is_some() || matches!(word, Word::Name(name) if name == "in")
}

fn comparison(word: &Word) -> Option<Comparison> {
    let Word::Name(name) = word else { return None };
    Some(match name.as_str() {
        "eq" => Comparison::Eq,
        "ne" => Comparison::Ne,
        "gt" => Comparison::Gt,
        "ge" => Comparison::Ge,
        "lt" => Comparison::Lt,
        "le" => Comparison::Le,
        _ => return None,
    })
}

fn refuse(token: &Token, problem: &str) -> SelectError {
    SelectError(format!("the filter cannot be read at character {}: {problem}", token.at + 1))
}
