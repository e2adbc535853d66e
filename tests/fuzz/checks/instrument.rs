//! What must hold for every text that is read as an instrument.

use std::collections::BTreeSet;

use survey::{Instrument, Language, MissingRule, Scale, ScaleKind, Text};

/// A refusal says where and what; whatever is read keeps every promise of the type, and so does each part of it.
pub(crate) fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Instrument::from_toml("fuzzed.toml", text) {
        Err(refusal) => assert!(refusal.to_string().starts_with("fuzzed.toml"), "{refusal}"),
        Ok(instrument) => {
            check_promises(&instrument);
            for module in instrument.modules() {
                let part = instrument.select(&[module.id().clone()]).expect("a module of the instrument");
                assert_eq!(part.modules().len(), 1);
                check_promises(&part);
            }
        }
    }
}

fn check_promises(instrument: &Instrument) {
    all_different(instrument.items().iter().map(|item| item.id().as_str()));
    all_different(instrument.scales().iter().map(|scale| scale.id().as_str()));
    all_different(instrument.modules().iter().map(|module| module.id().as_str()));
    assert!(!instrument.modules().is_empty() && !instrument.items().is_empty());
    in_every_language(instrument.title());
    in_every_language(instrument.notice());
    for item in instrument.items() {
        in_every_language(item.wording());
        let scale = item.answer_scale();
        assert!(scale.points().min() <= 1 && (2..=11).contains(&scale.points().count()));
        assert_eq!(scale.labels().len(), usize::from(scale.points().count()));
        scale.labels().iter().chain(scale.not_relevant()).for_each(in_every_language);
        assert!(instrument.modules().iter().any(|module| module.id() == item.module()));
    }
    for scale in instrument.scales() {
        check_scale(instrument, scale);
    }
    let mut asked: Vec<usize> = Vec::new();
    for module in instrument.modules() {
        in_every_language(module.title());
        in_every_language(module.intro());
        assert!(!module.scales().is_empty());
        for scale in instrument.scales_of(module) {
            assert_eq!(scale.kind(), &ScaleKind::Simple);
            asked.extend(scale.items());
        }
        assert_eq!(instrument.scales_of(module).count(), module.scales().len());
    }
    // Every item is asked once, in the order of the instrument.
    assert!(asked.into_iter().eq(0..instrument.items().len()));
    for index in [instrument.mastery_climate(), instrument.engagement()].into_iter().flatten() {
        assert!(instrument.scale(index.id()).is_some());
    }
}

fn check_scale(instrument: &Instrument, scale: &Scale) {
    in_every_language(scale.title());
    in_every_language(scale.description());
    assert!((1..=255).contains(&scale.items().len()));
    assert_eq!(scale.items().iter().collect::<BTreeSet<_>>().len(), scale.items().len());
    assert_eq!(instrument.items_of(scale).count(), scale.items().len());
    assert!(instrument.items_of(scale).all(|item| item.answer_scale().points() == scale.points()));
    assert!(scale.favourable_from() > scale.points().min() && scale.points().contains(scale.favourable_from()));
    if let MissingRule::AtLeast(answers) = scale.missing_rule() {
        assert!((1..=scale.items().len()).contains(&usize::from(answers)));
    }
    if let ScaleKind::Composite(parts) = scale.kind() {
        let found: Vec<&Scale> = instrument.parts_of(scale).collect();
        assert_eq!(found.len(), parts.len());
        assert!(found.iter().all(|part| part.kind() == &ScaleKind::Simple && part.points() == scale.points()));
        assert!(found.iter().flat_map(|part| part.items()).eq(scale.items()));
    }
}

fn all_different<'a>(ids: impl Iterator<Item = &'a str>) {
    let mut seen = BTreeSet::new();
    ids.for_each(|id| assert!(seen.insert(id), "{id} is there twice"));
}

fn in_every_language(text: &Text) {
    assert!(Language::ALL.into_iter().all(|language| !text.get(language).trim().is_empty()));
}
