//! A draft as the text of an instrument file.

use std::fmt::{self, Write};

use survey::Language;

use super::draft::{Draft, DraftAnswerScale, DraftModule, DraftScale};
use super::texts::Texts;

impl Draft {
    /// Every text is there in every language, or is copied from `from`.
    pub(super) fn toml_text(&self, from: Language) -> String {
        let mut text = String::new();
        // Writing into a string cannot fail.
        let written = Writer { out: &mut text, from }.draft(self);
        debug_assert!(written.is_ok());
        text
    }
}

struct Writer<'a> {
    out: &'a mut String,
    from: Language,
}

impl Writer<'_> {
    fn draft(&mut self, draft: &Draft) -> fmt::Result {
        writeln!(
            self.out,
            "# From {}. To be checked: which end of each scale is better, which items are",
            one_line(&draft.file)
        )?;
        writeln!(self.out, "# reversed, who gets a score, and from which score on a person counts as agreeing.")?;
        writeln!(self.out, "\nid = {}\nversion = {}\nvalidated = false\n", quoted(&draft.id), quoted(&draft.version))?;
        self.text("title", &draft.title)?;
        self.text(
            "notice",
            &Texts::ours(
                "Skjemaet er hentet fra et annet verktøy. Det er ikke sagt at det er et validert måleinstrument.",
                "Skjemaet er henta frå eit anna verktøy. Det er ikkje sagt at det er eit validert måleinstrument.",
                "The questionnaire comes from another tool. Nobody has said that it is a validated instrument.",
            ),
        )?;
        draft.answer_scales.iter().try_for_each(|scale| self.answer_scale(scale))?;
        draft.modules.iter().try_for_each(|module| self.module(module))
    }

    fn answer_scale(&mut self, scale: &DraftAnswerScale) -> fmt::Result {
        let points = &scale.answers.points;
        let (min, max) = (points.first().map_or(1, |p| p.0), points.last().map_or(1, |p| p.0));
        writeln!(self.out, "\n[[answer_scale]]\nid = {}\nmin = {min}\nmax = {max}\nlabels = [", quoted(&scale.id))?;
        for (_, choice) in points {
            let (text, copied) = self.inline(&choice.label);
            writeln!(self.out, "    {text},{copied}")?;
        }
        writeln!(self.out, "]")?;
        if let Some(apart) = &scale.answers.not_relevant {
            let (text, copied) = self.inline(&apart.label);
            writeln!(self.out, "not_relevant = {text}{copied}")?;
        }
        Ok(())
    }

    fn module(&mut self, module: &DraftModule) -> fmt::Result {
        writeln!(self.out, "\n[[module]]\nid = {}", quoted(&module.id))?;
        self.text("title", &module.title)?;
        self.text("intro", &module.intro)?;
        module.scales.iter().try_for_each(|scale| self.scale(scale))
    }

    fn scale(&mut self, scale: &DraftScale) -> fmt::Result {
        writeln!(self.out, "\n[[module.scale]]\nid = {}", quoted(&scale.id))?;
        self.text("title", &scale.title)?;
        self.text("description", &scale.title)?;
        writeln!(self.out, "answer_scale = {}\nmissing_rule = \"complete\"", quoted(&scale.answer_scale))?;
        writeln!(self.out, "favourable_from = {}\ndirection = \"higher_is_better\"", scale.favourable_from)?;
        for item in &scale.items {
            writeln!(self.out, "\n[[module.scale.item]]\nid = {}", quoted(&item.id))?;
            self.text("text", &item.text)?;
        }
        Ok(())
    }

    fn text(&mut self, key: &str, texts: &Texts) -> fmt::Result {
        for language in Language::ALL {
            let (text, copied) = self.in_language(texts, language);
            let mark = if copied { format!(" # copied from {}", self.from) } else { String::new() };
            writeln!(self.out, "{key}.{language} = {}{mark}", quoted(text))?;
        }
        Ok(())
    }

    /// The three languages on one line, and what to say behind it.
    fn inline(&self, texts: &Texts) -> (String, String) {
        let parts: Vec<String> = Language::ALL
            .into_iter()
            .map(|language| format!("{language} = {}", quoted(self.in_language(texts, language).0)))
            .collect();
        let copied: Vec<&str> = texts.missing().into_iter().map(Language::code).collect();
        let mark = if copied.is_empty() {
            String::new()
        } else {
            format!(" # {} copied from {}", copied.join(", "), self.from)
        };
        (format!("{{ {} }}", parts.join(", ")), mark)
    }

    fn in_language<'t>(&self, texts: &'t Texts, language: Language) -> (&'t str, bool) {
        match texts.get(language) {
            Some(text) => (text, false),
            None => (texts.get(self.from).unwrap_or_default(), true),
        }
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A name that stays within a comment.
fn one_line(name: &str) -> String {
    name.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}
