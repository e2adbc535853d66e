//! What was read, which levels ran, how hard the attack tried, and what it could not look at.

use serde_json::{Value, json};
use survey::Language;

use super::pick;
use crate::release::Why;
use crate::verdict::{Examined, Level, NotExamined, Ran};

/// Measures or parts of one gap that are told one by one.
const TOLD_MAX: usize = 8;

/// Each file with its cells.
pub(super) fn files(examined: &Examined, language: Language) -> Vec<String> {
    let words = pick(language, ["celler om runde", "celler om runde", "cells about wave"]);
    let read = examined.files.iter().filter(|read| !read.wave.is_empty());
    read.map(|read| format!("{}: {} {words} {}", read.file, read.cells, read.wave)).collect()
}

/// Each level, and on how much of the release it ran.
pub(super) fn levels(examined: &Examined, language: Language) -> Vec<String> {
    let levels = Level::ALL.into_iter().filter(|level| *level != Level::Consistency);
    levels.map(|level| format!("{} {}", level.code(), level_ran(level, examined, language))).collect()
}

fn level_ran(level: Level, examined: &Examined, language: Language) -> String {
    let ran = examined.ran(level);
    let fully = || pick(language, ["er kjørt", "er køyrd", "ran"]).to_owned();
    match (level, ran) {
        (_, Ran::Fully) => fully(),
        (_, Ran::OneFile) => pick(
            language,
            [
                "trengs ikke: det er bare én fil",
                "trengst ikkje: det er berre éi fil",
                "is not needed: there is one file only",
            ],
        )
        .to_owned(),
        (Level::Groups, Ran::Not) => pick(
            language,
            [
                "er kjørt med mindre: ingen vet hvor mange mennesker hver gruppe har",
                "er køyrd med mindre: ingen veit kor mange menneske kvar gruppe har",
                "ran with less: nobody knows how many people each group has",
            ],
        )
        .to_owned(),
        (Level::Interval, Ran::Not) => pick(
            language,
            [
                "er ikke kjørt: filene sier ikke hvilke svar som er mulige",
                "er ikkje køyrd: filene seier ikkje kva svar som er moglege",
                "did not run: the files do not say which answers are possible",
            ],
        )
        .to_owned(),
        (_, Ran::Not) => pick(
            language,
            [
                "er ikke kjørt: ingen vet hvor mange mennesker hver gruppe har",
                "er ikkje køyrd: ingen veit kor mange menneske kvar gruppe har",
                "did not run: nobody knows how many people each group has",
            ],
        )
        .to_owned(),
        (_, Ran::Partly(done, all)) => {
            let told = match level {
                Level::Groups => [
                    "er kjørt, med kjente antall mennesker for {} av {} mål",
                    "er køyrd, med kjende tal på menneske for {} av {} mål",
                    "ran, with known numbers of people for {} of {} measures",
                ],
                _ => ["er kjørt for {} av {} mål", "er køyrd for {} av {} mål", "ran for {} of {} measures"],
            };
            pick(language, told).replacen("{}", &done.to_string(), 1).replacen("{}", &all.to_string(), 1)
        }
    }
}

/// How much was tried, in two sentences.
pub(super) fn effort(examined: &Examined, language: Language) -> [String; 2] {
    let first = pick(
        language,
        [
            "Undersøkt: {measures} mål, {published} viste og {hidden} skjulte celler.",
            "Undersøkt: {measures} mål, {published} viste og {hidden} skjulte celler.",
            "Examined: {measures} measures, {published} shown and {hidden} hidden cells.",
        ],
    );
    let second = pick(
        language,
        [
            "Prøvd: {differences} differanser, {random} tilfeldige regnestykker, {sums} parsummer med faktorer opp til {bound}, {ranges} områder ({programmes} lineære programmer), {coalitions} grupper av kolleger. Frø {seed}.",
            "Prøvd: {differences} differansar, {random} tilfeldige reknestykke, {sums} parsummar med faktorar opp til {bound}, {ranges} område ({programmes} lineære program), {coalitions} grupper av kollegaer. Frø {seed}.",
            "Tried: {differences} differences, {random} random combinations, {sums} pair sums with factors up to {bound}, {ranges} ranges ({programmes} linear programmes), {coalitions} groups of colleagues. Seed {seed}.",
        ],
    );
    let fill = |text: &str| {
        let places = [
            ("{measures}", examined.measures),
            ("{published}", examined.published),
            ("{hidden}", examined.hidden),
            ("{differences}", examined.differences),
            ("{random}", examined.random),
            ("{sums}", examined.sums),
            ("{bound}", examined.coefficients_max.unsigned_abs()),
            ("{ranges}", examined.ranges),
            ("{programmes}", examined.programmes),
            ("{coalitions}", examined.coalitions),
            ("{seed}", examined.seed),
        ];
        places.iter().fold(text.to_owned(), |text, (place, number)| text.replace(place, &number.to_string()))
    };
    [fill(first), fill(second)]
}

/// What was not examined, one line for each sort: measures with the same gap share it.
pub(super) fn not_examined(not: &[NotExamined], language: Language) -> Vec<String> {
    let mut lines: Vec<(&'static str, Vec<String>)> = Vec::new();
    for gap in not {
        let about = match gap {
            NotExamined::Unread { file, part, .. } => format!("{part} ({file})"),
            NotExamined::WithoutPeople { measure, .. }
            | NotExamined::NoRanges { measure }
            | NotExamined::LargeParts { measure, .. }
            | NotExamined::Ranges { measure, .. }
            | NotExamined::Uncounted { measure, .. }
            | NotExamined::SizesUnknown { measure } => measure.clone(),
        };
        let words = pick(language, gap_words(gap));
        match lines.iter_mut().find(|(known, _)| *known == words) {
            Some((_, abouts)) => abouts.push(about),
            None => lines.push((words, vec![about])),
        }
    }
    let told = |(words, abouts): (&str, Vec<String>)| {
        let shown = abouts.iter().take(TOLD_MAX).map(String::as_str).collect::<Vec<_>>().join("; ");
        let more = abouts.len().checked_sub(TOLD_MAX).filter(|more| *more > 0).map(|more| format!(" … (+ {more})"));
        format!("{words}: {shown}{}", more.unwrap_or_default())
    };
    lines.into_iter().map(told).collect()
}

fn gap_words(gap: &NotExamined) -> [&'static str; 3] {
    match gap {
        NotExamined::Unread { why, .. } => why_words(*why),
        NotExamined::WithoutPeople { .. } => [
            "Viste tall uten antall mennesker, som ikke kan legges sammen",
            "Viste tal utan talet på menneske, som ikkje kan leggjast saman",
            "Shown numbers without their people, which cannot be added up",
        ],
        NotExamined::NoRanges { .. } => [
            "Områder, fordi filene ikke sier hvilke svar som er mulige",
            "Område, fordi filene ikkje seier kva svar som er moglege",
            "Ranges, since the files do not say which answers are possible",
        ],
        NotExamined::LargeParts { .. } => [
            "Regnestykker med tre og fire grupper, som er for mange",
            "Reknestykke med tre og fire grupper, som er for mange",
            "Sums of three and four groups, of which there are too many",
        ],
        NotExamined::Ranges { .. } => [
            "Noen av områdene, som var for mange eller ikke lot seg regne ut",
            "Nokre av områda, som var for mange eller ikkje lét seg rekne ut",
            "Some of the ranges, which were too many or could not be worked out",
        ],
        NotExamined::Uncounted { .. } => [
            "Viste celler der folketallene ikke kjenner noen",
            "Viste celler der folketala ikkje kjenner nokon",
            "Shown cells of people missing from the head counts",
        ],
        NotExamined::SizesUnknown { .. } => [
            "Antall mennesker i hver gruppe er ikke kjent, så hver regnes for å kunne være én",
            "Talet på menneske i kvar gruppe er ikkje kjent, så kvar kan vere éin",
            "People in each group are not known, so each may be one person",
        ],
    }
}

fn why_words(why: Why) -> [&'static str; 3] {
    match why {
        Why::NotASum => {
            ["Ikke en sum over mennesker", "Ikkje ein sum over menneske", "No sum over people, so it gives no equation"]
        }
        Why::Band => [
            "Et bånd sier bare hva et tall ligger mellom",
            "Eit band seier berre kva eit tal ligg mellom",
            "A band only says between which bounds a number lies",
        ],
        Why::OverUnits => [
            "Gjelder enheter, der hver teller likt, ikke mennesker",
            "Gjeld einingar, der kvar tel likt, ikkje menneske",
            "About units that count alike, not about people",
        ],
        Why::FromPrinted => [
            "Etter filen regnet ut av tall som står der",
            "Etter fila rekna ut av tal som står der",
            "Worked out from printed numbers, as the file says",
        ],
        Why::AcrossMeasures => [
            "Sammenhenger mellom skalaer: hver skala er angrepet for seg",
            "Samanhengar mellom skalaer: kvar skala er angripen for seg",
            "Relations between scales: each scale was attacked by itself",
        ],
        Why::OtherTable => [
            "Tabeller og tegninger som ikke leses",
            "Tabellar og teikningar som ikkje blir lesne",
            "Tables and drawings that are not read",
        ],
        Why::Unknown => {
            ["Deler som leseren ikke kjenner", "Delar som lesaren ikkje kjenner", "Parts the reader does not know"]
        }
        Why::NoReader => [
            "Filer det ikke finnes noen leser for ennå",
            "Filer det ikkje finst nokon lesar for enno",
            "Files there is no reader for yet",
        ],
    }
}

/// A gap for a program: its sort, what it is about, and how much.
pub(crate) fn not_examined_code(not: &NotExamined) -> Value {
    match not {
        NotExamined::Unread { file, part, why } => {
            json!({ "gap": "unread", "file": file, "part": part, "why": why.code() })
        }
        NotExamined::WithoutPeople { measure, cells } => {
            json!({ "gap": "without_people", "measure": measure, "cells": cells })
        }
        NotExamined::NoRanges { measure } => json!({ "gap": "no_ranges", "measure": measure }),
        NotExamined::LargeParts { measure, parts } => {
            json!({ "gap": "large_parts", "measure": measure, "parts": parts })
        }
        NotExamined::Ranges { measure, cells } => json!({ "gap": "ranges", "measure": measure, "cells": cells }),
        NotExamined::Uncounted { measure, cells } => json!({ "gap": "uncounted", "measure": measure, "cells": cells }),
        NotExamined::SizesUnknown { measure } => json!({ "gap": "sizes_unknown", "measure": measure }),
    }
}
