//! Reading an instrument from TOML, and every reason to refuse one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use crate::{
    AnswerScale, AnswerScaleId, Direction, FileError, Instrument, InstrumentId, Item, ItemId, Layout, MissingRule,
    Module, ModuleId, Points, Scale, ScaleId, ScaleKind, Text,
};

/// The file as written; promises only that the keys are known and the ids well formed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InstrumentTable {
    id: InstrumentId,
    version: Spanned<String>,
    validated: bool,
    title: Text,
    notice: Text,
    #[serde(default)]
    indices: IndicesTable,
    answer_scale: Vec<AnswerScaleTable>,
    module: Vec<ModuleTable>,
    #[serde(default)]
    composite: Vec<CompositeTable>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct IndicesTable {
    mastery_climate: Option<Spanned<ScaleId>>,
    engagement: Option<Spanned<ScaleId>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerScaleTable {
    id: Spanned<AnswerScaleId>,
    min: Spanned<u8>,
    max: u8,
    labels: Spanned<Vec<Text>>,
    not_relevant: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ModuleTable {
    id: Spanned<ModuleId>,
    title: Text,
    intro: Text,
    #[serde(default)]
    scale: Vec<ScaleTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScaleTable {
    id: Spanned<ScaleId>,
    title: Text,
    description: Text,
    answer_scale: Spanned<AnswerScaleId>,
    missing_rule: Spanned<MissingRule>,
    favourable_from: Spanned<u8>,
    direction: Direction,
    #[serde(default)]
    item: Vec<ItemTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemTable {
    id: Spanned<ItemId>,
    text: Text,
    #[serde(default)]
    reverse: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CompositeTable {
    id: Spanned<ScaleId>,
    title: Text,
    description: Text,
    scales: Spanned<Vec<Spanned<ScaleId>>>,
    missing_rule: Spanned<MissingRule>,
    favourable_from: Spanned<u8>,
    direction: Spanned<Direction>,
}

impl Instrument {
    /// Reads an instrument from the text of a TOML file; `file` is only used in messages.
    ///
    /// # How an organisation loads its own instrument
    ///
    /// Write a file like the one below, put it in the project's `instruments/` folder, and name its `id` and `version` in the
    /// wave. Nothing else has to change: forms, storage, counting and reports all follow the file. If the questionnaire is
    /// somebody else's work, make sure that you may use it, and say in `notice` where it comes from. Set `validated = true` only
    /// for a questionnaire whose measurement properties have been studied and published in the language it is asked in.
    ///
    /// - An `answer_scale` has 2 to 11 points, from 0 or 1 upwards, one label per point, and `not_relevant` if people may
    ///   answer that a question does not apply to them.
    /// - A `module` is a page of the form and the part that a wave can leave out; it has scales, and a scale has items.
    /// - `missing_rule` says who gets a score: `"complete"`, or `{ at_least = 3 }` answers.
    /// - `reverse = true` marks an item for which agreement means little of what is measured. Answers are stored as given.
    /// - A `composite` puts simple scales with the same answer points and the same direction together.
    /// - `[indices]` says which scale is the mastery-climate index and which the engagement index. Leave out what is not measured.
    /// - Every text is needed in nb, nn and en. Item ids become column names and should never change; new wording is a new
    ///   `version`.
    ///
    /// ```
    /// let text = r#"
    /// id = "our-own"
    /// version = "1.0.0"
    /// validated = false
    /// title = { nb = "Vår undersøkelse", nn = "Undersøkinga vår", en = "Our survey" }
    /// notice = { nb = "Ikke validert.", nn = "Ikkje validert.", en = "Not validated." }
    ///
    /// [[answer_scale]]
    /// id = "yes_no"
    /// min = 0
    /// max = 1
    /// labels = [{ nb = "Nei", nn = "Nei", en = "No" }, { nb = "Ja", nn = "Ja", en = "Yes" }]
    /// not_relevant = { nb = "Ikke aktuelt", nn = "Ikkje aktuelt", en = "Does not apply" }
    ///
    /// [[module]]
    /// id = "tools"
    /// title = { nb = "Verktøy", nn = "Verktøy", en = "Tools" }
    /// intro = { nb = "Om utstyret ditt.", nn = "Om utstyret ditt.", en = "About your equipment." }
    ///
    /// [[module.scale]]
    /// id = "tools_work"
    /// title = { nb = "Det virker", nn = "Det verkar", en = "It works" }
    /// description = { nb = "Om utstyret virker.", nn = "Om utstyret verkar.", en = "Whether equipment works." }
    /// answer_scale = "yes_no"
    /// missing_rule = "complete"
    /// favourable_from = 1
    /// direction = "higher_is_better"
    ///
    /// [[module.scale.item]]
    /// id = "tools_work_1"
    /// text = { nb = "Utstyret virker.", nn = "Utstyret verkar.", en = "My equipment works." }
    /// "#;
    /// let instrument = survey::Instrument::from_toml("our-own.toml", text)?;
    /// assert_eq!(instrument.items().len(), 1);
    ///
    /// let refusal = survey::Instrument::from_toml("our-own.toml", &text.replace("\"yes_no\"\nmissing", "\"yes\"\nmissing")).unwrap_err();
    /// assert_eq!(
    ///     refusal.to_string(),
    ///     "our-own.toml, line 24, field answer_scale: there is no answer scale `yes`; use one of `yes_no` or add it"
    /// );
    /// # Ok::<(), survey::FileError>(())
    /// ```
    pub fn from_toml(file: &str, text: &str) -> Result<Self, FileError> {
        let table: InstrumentTable = toml::from_str(text).map_err(|error| FileError::from_toml(file, text, &error))?;
        Reader { file, text, items: Vec::new(), scales: Vec::new(), item_ids: BTreeSet::new() }.read(table)
    }
}

/// What has been read so far.
struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    items: Vec<Item>,
    scales: Vec<Scale>,
    item_ids: BTreeSet<ItemId>,
}

type AnswerScales = BTreeMap<AnswerScaleId, Arc<AnswerScale>>;

impl Reader<'_> {
    fn refuse<T, S>(
        &self,
        at: &Spanned<S>,
        field: &str,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Result<T, FileError> {
        Err(FileError::at(self.file, self.text, &at.span(), field, problem, remedy))
    }

    fn read(mut self, table: InstrumentTable) -> Result<Instrument, FileError> {
        self.check_version(&table.version)?;
        let answer_scales = self.answer_scales(table.answer_scale)?;
        let mut modules: Vec<Module> = Vec::new();
        for module in table.module {
            if modules.iter().any(|known| known.id == *module.id.get_ref()) {
                let problem = format!("module `{}` is there twice", module.id.get_ref());
                return self.refuse(&module.id, "module.id", problem, "give each module its own id");
            }
            modules.push(self.module(module, &answer_scales)?);
        }
        if modules.is_empty() {
            return Err(FileError::new(
                self.file,
                None,
                "module",
                "there are no modules",
                "add at least one [[module]]",
            ));
        }
        for composite in table.composite {
            let composite = self.composite(composite)?;
            self.scales.push(composite);
        }
        let mastery_climate = self.index(table.indices.mastery_climate, "indices.mastery_climate")?;
        let engagement = self.index(table.indices.engagement, "indices.engagement")?;
        Ok(Instrument {
            id: table.id,
            version: table.version.into_inner(),
            title: table.title,
            notice: table.notice,
            validated: table.validated,
            items: self.items,
            scales: self.scales,
            modules,
            mastery_climate,
            engagement,
        })
    }

    fn check_version(&self, version: &Spanned<String>) -> Result<(), FileError> {
        let text = version.get_ref();
        let allowed = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '+');
        if text.is_empty() || text.len() > 32 || !text.chars().all(allowed) {
            let remedy = "write something like \"1.0.0\": at most 32 letters, digits, dots, dashes or plus signs";
            return self.refuse(version, "version", "this is not a version", remedy);
        }
        Ok(())
    }

    fn answer_scales(&self, tables: Vec<AnswerScaleTable>) -> Result<AnswerScales, FileError> {
        let mut answer_scales = AnswerScales::new();
        for table in tables {
            let id = table.id.get_ref().clone();
            if answer_scales.contains_key(&id) {
                let problem = format!("answer scale `{id}` is there twice");
                return self.refuse(&table.id, "answer_scale.id", problem, "give each answer scale its own id");
            }
            let points = match Points::new(*table.min.get_ref(), table.max) {
                Ok(points) => points,
                Err(error) => {
                    let problem = format!("answer scale `{id}`: {error}");
                    return self.refuse(
                        &table.min,
                        "answer_scale.min",
                        problem,
                        "start at 0 or 1 and use 2 to 11 points",
                    );
                }
            };
            let labels = table.labels.get_ref().len();
            if labels != usize::from(points.count()) {
                let problem = format!("answer scale `{id}` has {} points and {labels} labels", points.count());
                return self.refuse(&table.labels, "answer_scale.labels", problem, "write one label per point");
            }
            let labels = table.labels.into_inner();
            let scale = AnswerScale { id: id.clone(), points, labels, not_relevant: table.not_relevant };
            answer_scales.insert(id, Arc::new(scale));
        }
        Ok(answer_scales)
    }

    fn module(&mut self, table: ModuleTable, answer_scales: &AnswerScales) -> Result<Module, FileError> {
        if table.scale.is_empty() {
            let problem = format!("module `{}` has no scales", table.id.get_ref());
            return self.refuse(&table.id, "module.scale", problem, "add a [[module.scale]] or remove the module");
        }
        let mut scales = Vec::new();
        for scale in table.scale {
            let scale = self.scale(scale, table.id.get_ref(), answer_scales)?;
            scales.push(self.scales.len());
            self.scales.push(scale);
        }
        Ok(Module { id: table.id.into_inner(), title: table.title, intro: table.intro, scales })
    }

    fn scale(
        &mut self,
        table: ScaleTable,
        module: &ModuleId,
        answer_scales: &AnswerScales,
    ) -> Result<Scale, FileError> {
        self.check_new_scale(&table.id)?;
        let Some(answer_scale) = answer_scales.get(table.answer_scale.get_ref()) else {
            let known: Vec<String> = answer_scales.keys().map(|id| format!("`{id}`")).collect();
            let problem = format!("there is no answer scale `{}`", table.answer_scale.get_ref());
            let remedy = format!("use one of {} or add it", known.join(", "));
            return self.refuse(&table.answer_scale, "answer_scale", problem, remedy);
        };
        if table.item.is_empty() {
            let problem = format!("scale `{}` has no items", table.id.get_ref());
            return self.refuse(
                &table.id,
                "module.scale.item",
                problem,
                "add a [[module.scale.item]] or remove the scale",
            );
        }
        let points = answer_scale.points;
        self.check_missing_rule(&table.missing_rule, table.item.len())?;
        self.check_size(&table.id, table.item.len())?;
        self.check_favourable(&table.favourable_from, points)?;
        let mut items = Vec::new();
        for item in table.item {
            self.check_new_item(&item.id)?;
            items.push(self.items.len());
            self.items.push(Item {
                id: item.id.into_inner(),
                wording: item.text,
                answer_scale: Arc::clone(answer_scale),
                reversed: item.reverse,
                module: module.clone(),
            });
        }
        Ok(Scale {
            id: table.id.into_inner(),
            title: table.title,
            description: table.description,
            kind: ScaleKind::Simple,
            points,
            items,
            missing_rule: table.missing_rule.into_inner(),
            favourable_from: table.favourable_from.into_inner(),
            direction: table.direction,
        })
    }

    fn composite(&self, table: CompositeTable) -> Result<Scale, FileError> {
        self.check_new_scale(&table.id)?;
        let field = "composite.scales";
        let mut parts: Vec<&Scale> = Vec::new();
        for named in table.scales.get_ref() {
            let id = named.get_ref();
            let Some(part) = self.scales.iter().find(|scale| scale.id == *id) else {
                return self.refuse(
                    named,
                    field,
                    format!("there is no scale `{id}`"),
                    "name scales of the modules above",
                );
            };
            if part.kind != ScaleKind::Simple {
                return self.refuse(named, field, format!("`{id}` is itself a composite"), "name its parts instead");
            }
            if parts.iter().any(|known| known.id == *id) {
                return self.refuse(named, field, format!("scale `{id}` is named twice"), "name it once");
            }
            if part.direction != *table.direction.get_ref() {
                let problem = format!("scale `{id}` does not have the direction of the composite");
                return self.refuse(named, field, problem, "put only scales with the same better end together");
            }
            if parts.first().is_some_and(|first| first.points != part.points) {
                let problem = format!("scale `{id}` has other answer points than the scale before it");
                return self.refuse(named, field, problem, "put only scales with the same answer points together");
            }
            parts.push(part);
        }
        let [first, _, ..] = parts.as_slice() else {
            let problem = format!("composite `{}` has fewer than two scales", table.id.get_ref());
            return self.refuse(&table.scales, field, problem, "name at least two, or use the scale itself");
        };
        let points = first.points;
        let items: Vec<usize> = parts.iter().flat_map(|part| part.items.iter().copied()).collect();
        self.check_missing_rule(&table.missing_rule, items.len())?;
        self.check_size(&table.id, items.len())?;
        self.check_favourable(&table.favourable_from, points)?;
        Ok(Scale {
            kind: ScaleKind::Composite(parts.iter().map(|part| part.id.clone()).collect()),
            id: table.id.into_inner(),
            title: table.title,
            description: table.description,
            points,
            items,
            missing_rule: table.missing_rule.into_inner(),
            favourable_from: table.favourable_from.into_inner(),
            direction: table.direction.into_inner(),
        })
    }

    fn check_new_scale(&self, id: &Spanned<ScaleId>) -> Result<(), FileError> {
        if self.scales.iter().any(|scale| scale.id == *id.get_ref()) {
            let problem = format!("scale `{}` is there twice", id.get_ref());
            return self.refuse(id, "scale.id", problem, "give each scale and composite its own id");
        }
        Ok(())
    }

    fn check_new_item(&mut self, id: &Spanned<ItemId>) -> Result<(), FileError> {
        if Layout::OTHER_COLUMNS.contains(&id.get_ref().as_str()) {
            let problem = format!("`{}` is the name of another column of the answers", id.get_ref());
            return self.refuse(id, "item.id", problem, "give the item another id");
        }
        if !self.item_ids.insert(id.get_ref().clone()) {
            let problem = format!("item `{}` is there twice", id.get_ref());
            return self.refuse(id, "item.id", problem, "give each item its own id");
        }
        Ok(())
    }

    fn check_missing_rule(&self, rule: &Spanned<MissingRule>, items: usize) -> Result<(), FileError> {
        match rule.get_ref() {
            MissingRule::AtLeast(0) => {
                let problem = "a score needs at least one answer";
                self.refuse(rule, "missing_rule", problem, "write { at_least = 1 } or more")
            }
            MissingRule::AtLeast(needed) if usize::from(*needed) > items => {
                let problem = format!("{needed} answers are needed, but there are only {items} items");
                self.refuse(
                    rule,
                    "missing_rule",
                    problem,
                    format!("write {{ at_least = {items} }} or less, or \"complete\""),
                )
            }
            MissingRule::AtLeast(_) | MissingRule::Complete => Ok(()),
        }
    }

    fn check_size(&self, id: &Spanned<ScaleId>, items: usize) -> Result<(), FileError> {
        if items > usize::from(u8::MAX) {
            let problem = format!("scale `{}` has {items} items, more than 255", id.get_ref());
            return self.refuse(id, "scale.item", problem, "split it into several scales");
        }
        Ok(())
    }

    fn check_favourable(&self, from: &Spanned<u8>, points: Points) -> Result<(), FileError> {
        if !points.contains(*from.get_ref()) || *from.get_ref() == points.min() {
            let problem = format!("{} is not an answer point above the lowest", from.get_ref());
            let remedy = format!("write a number from {} to {}", points.min() + 1, points.max());
            return self.refuse(from, "favourable_from", problem, remedy);
        }
        Ok(())
    }

    fn index(&self, named: Option<Spanned<ScaleId>>, field: &str) -> Result<Option<ScaleId>, FileError> {
        let Some(named) = named else { return Ok(None) };
        if !self.scales.iter().any(|scale| scale.id == *named.get_ref()) {
            let problem = format!("there is no scale or composite `{}`", named.get_ref());
            return self.refuse(&named, field, problem, "name one of the file, or leave the key out");
        }
        Ok(Some(named.into_inner()))
    }
}
