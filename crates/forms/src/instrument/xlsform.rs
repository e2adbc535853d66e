//! XLSForm: a workbook with the sheets `survey`, `choices` and `settings`.

use calamine::Data;
use survey::{FileError, Language};

use super::foreign::{Battery, Choice, Foreign, Group, List, Place, Question};
use super::texts::{Texts, language};
use crate::sheets::{Sheet, Workbook, text};

/// What each row of a sheet says, by heading, with where it says it.
struct Rows {
    place: String,
    headings: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
}

pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Foreign, FileError> {
    let mut workbook = Workbook::open(file, bytes)?;
    let mut needed = |name: &str| {
        workbook.sheet(name)?.map(Rows::of).ok_or_else(|| {
            let remedy = "an XLSForm has the sheets survey and choices; correct the sheet's name or give another file";
            FileError::new(file, None, "", format!("there is no sheet `{name}`"), remedy)
        })
    };
    let (survey, choices) = (needed("survey")?, needed("choices")?);
    let settings = workbook.sheet("settings")?.map(Rows::of);
    let mut reading = Reading::new(file, settings.as_ref());
    reading.languages(&survey);
    reading.languages(&choices);
    reading.choices(&choices)?;
    reading.survey(&survey)?;
    Ok(reading.foreign)
}

impl Rows {
    fn of(sheet: Sheet) -> Self {
        let mut rows = sheet.rows.into_iter().map(|(row, cells)| (row, cells.iter().map(cell).collect::<Vec<_>>()));
        let headings = rows.next().map(|(_, headings)| headings).unwrap_or_default();
        Self {
            place: sheet.place,
            headings,
            rows: rows.filter(|(_, cells)| cells.iter().any(|c| !c.is_empty())).collect(),
        }
    }

    fn column(&self, heading: &str) -> Option<usize> {
        self.headings.iter().position(|known| known.eq_ignore_ascii_case(heading))
    }

    fn needs(&self, heading: &str) -> Result<(), FileError> {
        if self.column(heading).is_some() {
            return Ok(());
        }
        Err(FileError::new(
            &self.place,
            Some(1),
            heading,
            "there is no such column",
            "an XLSForm has it; correct the heading",
        ))
    }

    fn get<'a>(&self, cells: &'a [String], heading: &str) -> &'a str {
        self.column(heading).and_then(|column| cells.get(column)).map_or("", String::as_str)
    }

    fn at(&self, row: u64) -> Place {
        Place { within: self.place.clone(), row: Some(row) }
    }
}

fn cell(cell: &Data) -> String {
    text(cell).trim().to_owned()
}

/// Columns of a question that change whom it is asked of or what may be answered; our forms ask everybody and let answers be open.
const CONDITIONS: [(&str, &str); 5] = [
    ("relevant", "it is asked only under a condition"),
    ("constraint", "its answers are constrained"),
    ("calculation", "it is calculated"),
    ("choice_filter", "its answers depend on other answers"),
    ("repeat_count", "it is asked several times"),
];

struct Reading {
    foreign: Foreign,
    /// What a heading without a language means.
    unnamed: Language,
    /// Groups that are open, outermost first.
    open: Vec<Opened>,
    group: Option<Group>,
    unasked: Vec<String>,
}

struct Opened {
    group: Group,
    /// Why nothing in it fits.
    refused: Option<String>,
}

impl Reading {
    fn new(file: &str, settings: Option<&Rows>) -> Self {
        let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        let first = settings.and_then(|rows| rows.rows.first().map(|(_, cells)| (rows, cells)));
        let said = |heading: &str| first.map_or("", |(rows, cells)| rows.get(cells, heading));
        let or_stem = |text: &str| if text.is_empty() { stem.to_owned() } else { text.to_owned() };
        let unnamed = language(said("default_language")).unwrap_or_default();
        let mut title = Texts::default();
        title.set(unnamed, &or_stem(said("form_title")));
        let foreign =
            Foreign { id: or_stem(said("form_id")), version: said("version").to_owned(), title, ..Foreign::default() };
        Self { foreign, unnamed, open: Vec::new(), group: None, unasked: Vec::new() }
    }

    /// Headings such as `label::Polski (pl)` are of no language that we ask in.
    fn languages(&mut self, rows: &Rows) {
        for heading in &rows.headings {
            let Some((kind, tag)) = heading.split_once("::") else { continue };
            if kind.trim().eq_ignore_ascii_case("label") && language(tag).is_none() {
                let place = rows.at(1);
                let remedy = "an instrument is asked in nb, nn and en; other languages are not kept";
                self.foreign.misfits.push(place.misfit(
                    heading,
                    "its texts are in a language that we do not ask in",
                    remedy,
                ));
            }
        }
        if rows.column("label").is_some() {
            let note = format!("{}: the heading `label` names no language and is read as {}", rows.place, self.unnamed);
            self.foreign.notes.push(note);
        }
    }

    fn texts(&self, rows: &Rows, cells: &[String], kind: &str) -> Texts {
        let mut texts = Texts::default();
        for (heading, cell) in rows.headings.iter().zip(cells) {
            let named = heading.split_once("::").filter(|(known, _)| known.trim().eq_ignore_ascii_case(kind));
            if let Some(language) = named.and_then(|(_, tag)| language(tag)) {
                texts.set(language, cell);
            }
        }
        texts.set(self.unnamed, rows.get(cells, kind));
        texts
    }

    fn choices(&mut self, rows: &Rows) -> Result<(), FileError> {
        let list_name = if rows.column("list_name").is_some() { "list_name" } else { "list name" };
        rows.needs(list_name).and_then(|()| rows.needs("name"))?;
        for (row, cells) in &rows.rows {
            let (list, code) = (rows.get(cells, list_name), rows.get(cells, "name"));
            if list.is_empty() || code.is_empty() {
                let (problem, remedy) = ("an answer without its list or its name", "fill both in, or remove the row");
                return Err(FileError::new(&rows.place, Some(*row), "name", problem, remedy));
            }
            let (label, place) = (self.texts(rows, cells, "label"), rows.at(*row));
            let entry =
                self.foreign.lists.entry(list.to_owned()).or_insert_with(|| List { place, choices: Vec::new() });
            entry.choices.push(Choice { code: code.to_owned(), label });
        }
        Ok(())
    }

    fn survey(&mut self, rows: &Rows) -> Result<(), FileError> {
        rows.needs("type").and_then(|()| rows.needs("name"))?;
        for (row, cells) in &rows.rows {
            let kind = rows.get(cells, "type").split_whitespace().collect::<Vec<_>>().join(" ");
            let (name, place) = (rows.get(cells, "name"), rows.at(*row));
            match kind.to_ascii_lowercase().replace('_', " ").as_str() {
                "" => {}
                "begin group" => self.begin(name, &self.texts(rows, cells, "label"), None, rows, cells, &place),
                "begin repeat" => {
                    let repeated = Some("it is inside a repeat, and we ask each question once".to_owned());
                    self.begin(name, &self.texts(rows, cells, "label"), repeated, rows, cells, &place);
                }
                "end group" | "end repeat" => self.end(&place)?,
                _ => self.question(&kind, name, rows, cells, place),
            }
        }
        if let Some(opened) = self.open.first() {
            let problem = format!("group `{}` is begun and not ended", opened.group.name);
            return Err(FileError::new(&rows.place, None, "type", problem, "add a row `end_group`"));
        }
        self.close();
        if !self.unasked.is_empty() {
            let names = self.unasked.join(", ");
            self.foreign.notes.push(format!("not kept, for they tell who answered, when or on what: {names}"));
        }
        Ok(())
    }

    fn begin(
        &mut self,
        name: &str,
        title: &Texts,
        refused: Option<String>,
        rows: &Rows,
        cells: &[String],
        place: &Place,
    ) {
        self.close();
        let outer = self.open.last().and_then(|opened| opened.refused.clone());
        let condition = rows.get(cells, "relevant");
        let conditional = (!condition.is_empty()).then(|| format!("its group `{name}` is asked only when {condition}"));
        if let Some(problem) = &conditional {
            let remedy = "we ask everybody: remove the condition in the other tool, or leave the group out";
            self.foreign.misfits.push(place.misfit("relevant", problem.clone(), remedy));
        }
        let group = Group { name: name.to_owned(), title: title.clone(), ..Group::default() };
        self.open.push(Opened { group, refused: outer.or(refused).or(conditional) });
    }

    fn end(&mut self, place: &Place) -> Result<(), FileError> {
        self.close();
        match self.open.pop() {
            Some(_) => Ok(()),
            None => {
                Err(place.misfit("type", "a group is ended that was not begun", "remove the row, or begin the group"))
            }
        }
    }

    /// Ends the run of questions that a group has so far.
    fn close(&mut self) {
        self.foreign.groups.extend(self.group.take().filter(|group| !group.batteries.is_empty()));
    }

    fn question(&mut self, kind: &str, name: &str, rows: &Rows, cells: &[String], place: Place) {
        let mut misfit = |field: &str, problem: String, remedy: &str| {
            self.foreign.misfits.push(place.misfit(field, problem, remedy));
        };
        let (first, list) = kind.split_once(' ').unwrap_or((kind, ""));
        match first.to_ascii_lowercase().as_str() {
            "select_one" => {}
            "start" | "end" | "today" | "deviceid" | "username" | "phonenumber" | "simserial" | "subscriberid"
            | "email" | "audit" | "start-geopoint" => return self.unasked.push(name.to_owned()),
            _ => {
                let problem = format!("`{kind}` is not a question with one answer on a scale");
                return misfit("type", problem, "only select_one can be asked; leave it out");
            }
        }
        if let Some(refused) = self.open.last().and_then(|opened| opened.refused.clone()) {
            return misfit("type", refused, "take the question out of its group in the other tool, or leave it out");
        }
        if list.ends_with(" or_other") {
            return misfit(
                "type",
                "it lets people write another answer".to_owned(),
                "remove or_other, or leave it out",
            );
        }
        for (heading, problem) in CONDITIONS {
            let condition = rows.get(cells, heading);
            if !condition.is_empty() {
                return misfit(
                    heading,
                    format!("{problem}: {condition}"),
                    "remove the condition, or leave the question out",
                );
            }
        }
        let question = Question { place, column: name.to_owned(), wording: self.texts(rows, cells, "label") };
        self.push(list, question);
    }

    /// A question with the answers of the one before it belongs to the same scale.
    fn push(&mut self, list: &str, question: Question) {
        let group = self.group.get_or_insert_with(|| match self.open.last() {
            Some(opened) => {
                Group { name: opened.group.name.clone(), title: opened.group.title.clone(), ..Group::default() }
            }
            None => Group { name: self.foreign.id.clone(), title: self.foreign.title.clone(), ..Group::default() },
        });
        match group.batteries.last_mut().filter(|battery| battery.list == list) {
            Some(battery) => battery.questions.push(question),
            None => {
                group.batteries.push(Battery { list: list.to_owned(), questions: vec![question], ..Battery::default() })
            }
        }
    }
}
