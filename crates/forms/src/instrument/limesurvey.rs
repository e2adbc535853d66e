//! LimeSurvey's survey structure (`.lss`): questions, subquestions and answers in tables, older files with the texts in the same rows
//! and newer ones (version 4 and later) with the texts in tables of their own.

use std::collections::BTreeMap;

use survey::{FileError, Language};

use super::foreign::{Battery, Choice, Foreign, Group, List, Place, Question};
use super::lime_tables::{Row, Tables};
use super::texts::{Texts, language, plain};

pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Foreign, FileError> {
    let tables = Tables::read(file, bytes)?;
    let mut reading = Reading { file, tables: &tables, foreign: Foreign::default() };
    reading.survey()?;
    for group in sorted(tables.rows("groups"), "gid", &["group_order"]) {
        reading.group(group);
    }
    Ok(reading.foreign)
}

struct Reading<'a> {
    file: &'a str,
    tables: &'a Tables,
    foreign: Foreign,
}

/// A field of a row, empty where there is none.
fn field<'r>(row: &'r Row, name: &str) -> &'r str {
    row.get(name).map_or("", String::as_str)
}

/// The rows of a table, each id once, in the order the survey shows them.
fn sorted<'t>(rows: &'t [Row], id: &str, order: &[&str]) -> Vec<&'t Row> {
    let mut known: BTreeMap<&str, &Row> = BTreeMap::new();
    for row in rows {
        known.entry(field(row, id)).or_insert(row);
    }
    let mut rows: Vec<&Row> = known.into_values().collect();
    rows.sort_by_key(|row| {
        order.iter().map(|name| field(row, name).parse::<i64>().unwrap_or(i64::MAX)).collect::<Vec<_>>()
    });
    rows
}

impl Reading<'_> {
    fn survey(&mut self) -> Result<(), FileError> {
        let Some(survey) = self.tables.rows("surveys").first() else {
            let remedy = "export with Display/Export > Survey structure (.lss)";
            return Err(FileError::new(self.file, None, "surveys", "it holds no survey", remedy));
        };
        self.foreign.id = format!("limesurvey-{}", field(survey, "sid"));
        for row in self.tables.rows("languages") {
            let tag = field(row, "language");
            if language(tag).is_none() {
                let remedy = "an instrument is asked in nb, nn and en; other languages are not kept";
                let problem = format!("its language `{tag}` is none that we ask in");
                self.foreign.misfits.push(self.place("languages").misfit("language", problem, remedy));
            }
        }
        for row in self.tables.rows("surveys_languagesettings") {
            if let Some(language) = language(field(row, "surveyls_language")) {
                self.foreign.title.set(language, field(row, "surveyls_title"));
            }
        }
        Ok(())
    }

    fn place(&self, element: &str) -> Place {
        Place { within: format!("{}, {element}", self.file), row: None }
    }

    /// The texts of what has this id: from the rows of its own table, or from the table of its texts.
    fn texts(&self, (table, texts_table): (&str, &str), (id_name, id): (&str, &str), text: &str) -> Texts {
        let mut texts = Texts::default();
        for row in self.tables.rows(table).iter().chain(self.tables.rows(texts_table)) {
            if field(row, id_name) == id
                && let Some(language) = language(field(row, "language"))
            {
                texts.set(language, field(row, text));
            }
        }
        texts
    }

    fn group(&mut self, row: &Row) {
        let gid = field(row, "gid");
        let texts = |text| self.texts(("groups", "group_l10ns"), ("gid", gid), text);
        let (title, intro) = (texts("group_name"), texts("description"));
        let condition = field(row, "grelevance");
        let name = if title.is_empty() { format!("group_{gid}") } else { title.any().to_owned() };
        let mut group = Group { name, title, intro, batteries: Vec::new() };
        if !matches!(condition, "" | "1") {
            let problem = format!("group `{}` is asked only when {condition}", group.name);
            let remedy = "we ask everybody: remove the condition in LimeSurvey, or leave the group out";
            return self.foreign.misfits.push(self.place("groups").misfit("grelevance", problem, remedy));
        }
        let in_group: Vec<&Row> = sorted(self.tables.rows("questions"), "qid", &["question_order"]);
        let top = |row: &&Row| field(row, "gid") == gid && matches!(field(row, "parent_qid"), "" | "0");
        for question in in_group.into_iter().filter(top) {
            self.question(question, &mut group);
        }
        self.foreign.groups.push(group);
    }

    fn question(&mut self, row: &Row, group: &mut Group) {
        let (qid, code) = (field(row, "qid"), field(row, "title"));
        let place = self.place(&format!("question {code}"));
        let condition = field(row, "relevance");
        if !matches!(condition, "" | "1") {
            let problem = format!("it is asked only when {}", plain(condition));
            let remedy = "we ask everybody: remove the condition in LimeSurvey, or leave the question out";
            return self.foreign.misfits.push(place.misfit("relevance", problem, remedy));
        }
        if field(row, "other") == "Y" {
            let remedy = "switch `Other` off in LimeSurvey, or leave the question out";
            return self.foreign.misfits.push(place.misfit("other", "it lets people write another answer", remedy));
        }
        let title = self.question_texts(qid);
        let list = match Answers::of(field(row, "type")) {
            Ok(answers) => self.list(answers, qid, place.clone()),
            Err(kind) => {
                let problem = format!("{kind} is not a question with one answer on a scale");
                return self.foreign.misfits.push(place.misfit("type", problem, "leave it out"));
            }
        };
        let parts = self.subquestions(qid, code);
        let questions = if parts.is_empty() {
            vec![Question { place, column: code.to_owned(), wording: title.clone() }]
        } else {
            parts
        };
        // A single question is called what it asks, and so adds nothing as the title of a scale.
        let title = if questions.len() > 1 { title } else { Texts::default() };
        group.batteries.push(Battery { name: code.to_owned(), title, list, questions });
    }

    fn question_texts(&self, qid: &str) -> Texts {
        self.texts(("questions", "question_l10ns"), ("qid", qid), "question").or(&self.texts(
            ("subquestions", "question_l10ns"),
            ("qid", qid),
            "question",
        ))
    }

    fn subquestions(&self, parent: &str, code: &str) -> Vec<Question> {
        let both = [self.tables.rows("subquestions"), self.tables.rows("questions")].concat();
        sorted(&both, "qid", &["scale_id", "question_order"])
            .into_iter()
            .filter(|row| field(row, "parent_qid") == parent)
            .map(|row| {
                let part = field(row, "title");
                let place = self.place(&format!("question {code}, subquestion {part}"));
                Question { place, column: format!("{code}[{part}]"), wording: self.question_texts(field(row, "qid")) }
            })
            .collect()
    }

    /// Adds the question's list of answers and gives its key. Questions with the same answers share one.
    fn list(&mut self, answers: Answers, qid: &str, place: Place) -> String {
        let choices = match answers {
            Answers::Own => self.own_answers(qid),
            Answers::Numbers(last) => (1..=last)
                .map(|number| Choice { code: number.to_string(), label: Texts::same(&number.to_string()) })
                .collect(),
            Answers::YesNo => vec![
                Choice { code: "N".to_owned(), label: Texts::ours("Nei", "Nei", "No") },
                Choice { code: "Y".to_owned(), label: Texts::ours("Ja", "Ja", "Yes") },
            ],
        };
        if let Some((key, _)) = self.foreign.lists.iter().find(|(_, known)| known.choices == choices) {
            return key.clone();
        }
        let key = format!("answers_{}", self.foreign.lists.len() + 1);
        self.foreign.lists.insert(key.clone(), List { place, choices });
        key
    }

    fn own_answers(&self, qid: &str) -> Vec<Choice> {
        let mut choices: Vec<(i64, Choice)> = Vec::new();
        for row in self.tables.rows("answers").iter().filter(|row| field(row, "qid") == qid) {
            let code = field(row, "code");
            let order = field(row, "sortorder").parse().unwrap_or(i64::MAX);
            let position = choices.iter().position(|(_, choice)| choice.code == code);
            let texts = self.texts(("", "answer_l10ns"), ("aid", field(row, "aid")), "answer");
            let language: Option<Language> = language(field(row, "language"));
            if position.is_none() {
                choices.push((order, Choice { code: code.to_owned(), label: texts }));
            }
            let known = choices.iter_mut().find(|(_, choice)| choice.code == code);
            if let (Some((_, choice)), Some(language)) = (known, language) {
                choice.label.set(language, field(row, "answer"));
            }
        }
        choices.sort_by_key(|&(order, _)| order);
        choices.into_iter().map(|(_, choice)| choice).collect()
    }
}

/// Where the answers of a kind of question come from.
enum Answers {
    /// The table of answers.
    Own,
    /// 1 to this number, shown as digits.
    Numbers(u8),
    YesNo,
}

impl Answers {
    /// By LimeSurvey's letter for the kind of question; the name of the kind where it has no answers on one scale.
    fn of(letter: &str) -> Result<Self, String> {
        Ok(match letter {
            "F" | "L" | "!" | "H" => Self::Own,
            "5" | "A" => Self::Numbers(5),
            "B" => Self::Numbers(10),
            "Y" => Self::YesNo,
            other => {
                let name = match other {
                    "C" => "an array of yes, no and uncertain",
                    "E" => "an array of increase, same and decrease",
                    "1" => "an array with two scales",
                    ";" | ":" => "an array of texts or numbers",
                    "M" | "P" => "a multiple choice",
                    "O" => "a list with comment",
                    "R" => "a ranking",
                    "G" => "gender",
                    "I" => "the choice of language",
                    "N" | "K" => "a number",
                    "D" => "a date",
                    "S" | "T" | "U" | "Q" => "a text",
                    "X" => "a text display",
                    "*" => "an equation",
                    "|" => "a file",
                    _ => return Err(format!("a question of kind `{other}`")),
                };
                return Err(name.to_owned());
            }
        })
    }
}
