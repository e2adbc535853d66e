//! Any instrument will do: other points, single items, composites, scales where less is better.

#![expect(clippy::unwrap_used, reason = "a test may stop where its own figures are wrong")]

use std::fmt::Write;
use survey::{Answer, Direction, Instrument, ScaleKind};
use synth::Settings;

fn text(word: &str) -> String {
    format!("{{ nb = \"{word}\", nn = \"{word}\", en = \"{word}\" }}")
}

/// An instrument file: scales as (id, answer scale, items, direction), and composites as (id, parts, direction).
fn instrument(scales: &[(&str, (u8, u8), usize, &str)], composites: &[(&str, &[&str], &str)]) -> Instrument {
    let mut file = format!(
        "id = \"other\"\nversion = \"2\"\nvalidated = false\ntitle = {}\nnotice = {}\n",
        text("Another"),
        text("Made up")
    );
    let mut ranges: Vec<(u8, u8)> = scales.iter().map(|scale| scale.1).collect();
    ranges.sort_unstable();
    ranges.dedup();
    for (min, max) in ranges {
        let labels: Vec<String> = (min..=max).map(|point| text(&format!("label {point}"))).collect();
        write!(file, "[[answer_scale]]\nid = \"from_{min}_to_{max}\"\nmin = {min}\nmax = {max}\n").unwrap();
        writeln!(file, "labels = [{}]", labels.join(", ")).unwrap();
        if max != 7 {
            writeln!(file, "not_relevant = {}", text("does not apply")).unwrap();
        }
    }
    write!(file, "[[module]]\nid = \"all\"\ntitle = {}\nintro = {}\n", text("All"), text("All")).unwrap();
    for (id, (min, max), items, direction) in scales {
        write!(file, "[[module.scale]]\nid = \"{id}\"\ntitle = {0}\ndescription = {0}\n", text(id)).unwrap();
        write!(file, "answer_scale = \"from_{min}_to_{max}\"\nmissing_rule = \"complete\"\n").unwrap();
        write!(file, "favourable_from = {max}\ndirection = \"{direction}\"\n").unwrap();
        for item in 0..*items {
            write!(file, "[[module.scale.item]]\nid = \"{id}_{item}\"\ntext = {}\n", text("Words")).unwrap();
            writeln!(file, "reverse = {}", item == 1).unwrap();
        }
    }
    for (id, parts, direction) in composites {
        write!(file, "[[composite]]\nid = \"{id}\"\ntitle = {0}\ndescription = {0}\nscales = {parts:?}\n", text(id))
            .unwrap();
        write!(file, "missing_rule = \"complete\"\nfavourable_from = 4\ndirection = \"{direction}\"\n").unwrap();
    }
    Instrument::from_toml("other.toml", &file).unwrap()
}

fn other() -> Instrument {
    instrument(
        &[
            ("joy", (1, 5), 3, "higher_is_better"),
            ("pride", (1, 5), 4, "higher_is_better"),
            ("strain", (1, 7), 5, "lower_is_better"),
            ("haste", (1, 7), 2, "lower_is_better"),
            ("advice", (0, 10), 1, "higher_is_better"),
            ("tools", (0, 1), 4, "higher_is_better"),
            ("space", (1, 4), 6, "higher_is_better"),
        ],
        &[("warmth", &["joy", "pride"], "higher_is_better"), ("load", &["strain", "haste"], "lower_is_better")],
    )
}

#[test]
fn every_scale_comes_out_as_its_truth_says() {
    let instrument = other();
    let drawn = synth::municipality(&Settings::asker(5), &instrument);
    let wave = &drawn.waves[0];
    assert!(wave.answers.len() > 3_900, "{}", wave.answers.len());
    for ((scale, truth), in_wave) in
        instrument.scales().iter().zip(&drawn.truth.scales).zip(&drawn.truth.waves[0].scales)
    {
        let points = scale.points();
        let rows: Vec<Vec<f64>> = wave
            .answers
            .iter()
            .filter_map(|record| {
                let of_item = |position: &usize| match record.response.answers()[*position] {
                    Answer::Point(point) if instrument.items()[*position].is_reversed() => {
                        Some(f64::from(points.min() + points.max() - point))
                    }
                    Answer::Point(point) => Some(f64::from(point)),
                    Answer::Missing | Answer::NotRelevant => None,
                };
                scale.items().iter().map(of_item).collect()
            })
            .collect();
        let (n, items) = (rows.len() as f64, scale.items().len());
        let variance = |values: Vec<f64>| {
            let centre = values.iter().sum::<f64>() / n;
            values.iter().map(|x| (x - centre).powi(2)).sum::<f64>() / (n - 1.0)
        };
        let of_items: f64 = (0..items).map(|i| variance(rows.iter().map(|row| row[i]).collect())).sum();
        let of_sums = variance(rows.iter().map(|row| row.iter().sum()).collect());
        let mean = rows.iter().flatten().sum::<f64>() / n / items as f64;
        let sd = of_sums.sqrt() / items as f64;
        assert!((mean - in_wave.mean).abs() < 0.03 + 4.0 * sd / n.sqrt(), "{}: {mean} {}", scale.id(), in_wave.mean);
        assert!((sd / truth.sd - 1.0).abs() < 0.1, "{}: {sd} {}", scale.id(), truth.sd);
        assert_eq!(truth.composite, matches!(scale.kind(), ScaleKind::Composite(_)));
        if items == 1 {
            assert_eq!(truth.alpha, None);
        } else {
            let alpha = items as f64 / (items as f64 - 1.0) * (1.0 - of_items / of_sums);
            assert!((alpha - truth.alpha.unwrap()).abs() < 0.03, "{}: {alpha} {:?}", scale.id(), truth.alpha);
            assert!((0.75..=0.94).contains(&alpha), "{}: {alpha}", scale.id());
        }
        assert!((0.03..=0.15).contains(&truth.icc1), "{}: {}", scale.id(), truth.icc1);
        let middle = f64::midpoint(f64::from(points.min()), f64::from(points.max()));
        assert_eq!(mean > middle, scale.direction() == Direction::HigherIsBetter, "{}: {mean}", scale.id());
    }
    let of = |position: usize| wave.answers.iter().map(move |record| record.response.answers()[position]);
    let strain = instrument.scale(&survey::ScaleId::new("strain").unwrap()).unwrap();
    assert!(strain.items().iter().all(|item| of(*item).all(|answer| answer != Answer::NotRelevant)));
}

#[test]
fn an_instrument_of_one_yes_or_no_question_will_do() {
    let drawn = synth::municipality(
        &Settings { seed: 1, employees: 600 },
        &instrument(&[("tools", (0, 1), 1, "higher_is_better")], &[]),
    );
    let answers = drawn.waves[2].answers.iter().map(|record| record.response.answers()[0]);
    let yes = answers.clone().filter(|answer| *answer == Answer::Point(1)).count();
    assert!(yes > answers.count() / 2);
}

#[test]
fn the_truth_can_be_written_beside_the_data() {
    let drawn = synth::municipality(&Settings { seed: 1, employees: 600 }, &other());
    let truth = serde_json::to_value(&drawn.truth).unwrap();
    assert_eq!(truth["seed"], 1);
    assert!(truth["statement"].as_str().unwrap().contains("theta"));
    let wave = &truth["waves"][1];
    assert_eq!(wave["wave"], "2021-host");
    let units = wave["units"].as_object().unwrap();
    assert_eq!(units.len(), 228);
    let employees: u64 = units.values().map(|unit| unit["employees"].as_u64().unwrap()).sum();
    assert_eq!(employees, 600);
    let scale = &wave["scales"][0];
    assert_eq!(scale["scale"], "joy");
    assert_eq!(scale["former_municipality_means"].as_object().unwrap().len(), 4);
    for of_units in ["unit_means", "unit_effects"] {
        assert_eq!(scale[of_units].as_object().unwrap().len(), 228, "{of_units}");
    }
    assert_eq!(truth["absence"]["period"].as_object().unwrap().len(), 60);
}
