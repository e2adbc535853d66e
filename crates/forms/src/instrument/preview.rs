//! What would become what, for somebody who decides whether it is right.

use std::fmt;

use super::draft::{Draft, DraftAnswerScale, counted};

impl fmt::Display for Draft {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{} becomes instrument `{}`, version {}", self.file, self.id, self.version)?;
        for scale in &self.answer_scales {
            answers(out, scale)?;
        }
        for module in &self.modules {
            writeln!(out, "\nmodule `{}`: {}", module.id, module.title.any())?;
            for scale in &module.scales {
                let items = counted(scale.items.len(), "item", "items");
                writeln!(out, "  scale `{}`: {items}, answered with `{}`", scale.id, scale.answer_scale)?;
                for item in &scale.items {
                    writeln!(
                        out,
                        "    item `{}` from {}, `{}`: {}",
                        item.id,
                        item.place,
                        item.column,
                        item.text.any()
                    )?;
                }
            }
        }
        writeln!(
            out,
            "\nassumed, for no questionnaire of another tool says it: a high answer is good, no item is reversed,"
        )?;
        writeln!(out, "and a score needs every answer. Correct the file where that is wrong.")?;
        for note in &self.notes {
            writeln!(out, "note: {note}")?;
        }
        section(out, "does not fit", self.misfits().iter().map(ToString::to_string).collect())?;
        section(out, "missing texts", self.missing_texts())
    }
}

fn section(out: &mut fmt::Formatter<'_>, title: &str, lines: Vec<String>) -> fmt::Result {
    writeln!(out, "\n{title}: {}", if lines.is_empty() { "nothing".to_owned() } else { lines.len().to_string() })?;
    lines.into_iter().try_for_each(|line| writeln!(out, "  {line}"))
}

fn answers(out: &mut fmt::Formatter<'_>, scale: &DraftAnswerScale) -> fmt::Result {
    writeln!(out, "\nanswer scale `{}` from {}", scale.id, scale.place)?;
    for (point, choice) in &scale.answers.points {
        writeln!(out, "  {point} = `{}` {}", choice.code, choice.label.any())?;
    }
    if let Some(apart) = &scale.answers.not_relevant {
        writeln!(out, "  not relevant = `{}` {}", apart.code, apart.label.any())?;
    }
    if scale.answers.by_order {
        writeln!(out, "  (the codes are no numbers in a row, so the points are the order of the list)")?;
    }
    let coded = scale.answers.points.iter().any(|(point, choice)| choice.code != point.to_string());
    if coded {
        let pairs: Vec<String> =
            scale.answers.points.iter().map(|(point, choice)| format!("\"{}\" = {point}", choice.code)).collect();
        writeln!(out, "  in the mapping of its answers: answers = {{ {} }}", pairs.join(", "))?;
    }
    Ok(())
}
