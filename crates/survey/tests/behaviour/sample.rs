//! A small instrument and a small organisation that the tests read, and break.

use survey::{Date, Instrument, Register, Source};

/// Two modules, three scales with five items, one composite, both indices.
pub(crate) const INSTRUMENT: &str = r#"id = "sample"
version = "1.2.0"
validated = false
title = { nb = "Prøve", nn = "Prøve", en = "Sample" }
notice = { nb = "Ikke validert.", nn = "Ikkje validert.", en = "Not validated." }

[indices]
mastery_climate = "mastery"
engagement = "both"

[[answer_scale]]
id = "agreement5"
min = 1
max = 5
labels = [
  { nb = "Helt uenig", nn = "Heilt ueinig", en = "Strongly disagree" },
  { nb = "Uenig", nn = "Ueinig", en = "Disagree" },
  { nb = "Verken eller", nn = "Verken eller", en = "Neither" },
  { nb = "Enig", nn = "Einig", en = "Agree" },
  { nb = "Helt enig", nn = "Heilt einig", en = "Strongly agree" },
]
not_relevant = { nb = "Ikke aktuelt", nn = "Ikkje aktuelt", en = "Not relevant" }

[[answer_scale]]
id = "yes_no"
min = 0
max = 1
labels = [{ nb = "Nei", nn = "Nei", en = "No" }, { nb = "Ja", nn = "Ja", en = "Yes" }]

[[module]]
id = "climate"
title = { nb = "Klima", nn = "Klima", en = "Climate" }
intro = { nb = "Om enheten din.", nn = "Om eininga di.", en = "About your unit." }

[[module.scale]]
id = "mastery"
title = { nb = "Mestring", nn = "Meistring", en = "Mastery" }
description = { nb = "Å få det til.", nn = "Å få det til.", en = "Managing." }
answer_scale = "agreement5"
missing_rule = { at_least = 1 }
favourable_from = 4
direction = "higher_is_better"

[[module.scale.item]]
id = "mastery_1"
text = { nb = "Jeg får det til.", nn = "Eg får det til.", en = "I manage." }

[[module.scale.item]]
id = "mastery_2"
text = { nb = "Jeg gir opp.", nn = "Eg gir opp.", en = "I give up." }
reverse = true

[[module.scale]]
id = "support"
title = { nb = "Støtte", nn = "Støtte", en = "Support" }
description = { nb = "Å få hjelp.", nn = "Å få hjelp.", en = "Getting help." }
answer_scale = "agreement5"
missing_rule = "complete"
favourable_from = 4
direction = "higher_is_better"

[[module.scale.item]]
id = "support_1"
text = { nb = "Jeg får hjelp.", nn = "Eg får hjelp.", en = "I get help." }

[[module]]
id = "tools"
title = { nb = "Verktøy", nn = "Verktøy", en = "Tools" }
intro = { nb = "Om utstyret.", nn = "Om utstyret.", en = "About equipment." }

[[module.scale]]
id = "trouble"
title = { nb = "Trøbbel", nn = "Trøbbel", en = "Trouble" }
description = { nb = "Ting som svikter.", nn = "Ting som sviktar.", en = "Things that fail." }
answer_scale = "yes_no"
missing_rule = "complete"
favourable_from = 1
direction = "lower_is_better"

[[module.scale.item]]
id = "trouble_1"
text = { nb = "Noe svikter.", nn = "Noko sviktar.", en = "Something fails." }

[[module.scale.item]]
id = "trouble_2"
text = { nb = "Alt virker.", nn = "Alt verkar.", en = "Everything works." }
reverse = true

[[composite]]
id = "both"
title = { nb = "Begge", nn = "Begge", en = "Both" }
description = { nb = "Mestring og støtte.", nn = "Meistring og støtte.", en = "Mastery and support." }
scales = ["support", "mastery"]
missing_rule = { at_least = 3 }
favourable_from = 4
direction = "higher_is_better"
"#;

/// The sample instrument.
pub(crate) fn instrument() -> Instrument {
    Instrument::from_toml("sample.toml", INSTRUMENT).unwrap()
}

/// Three municipalities become one on the first day of 2020.
pub(crate) const UNITS: &str = "\
unit,name,parent,service_area,unit_type,former_municipality,valid_from,valid_to
R,Regionen,,,top,,2018-01-01,2020-01-01
A,Asker gamle,R,,municipality,asker,2018-01-01,2020-01-01
B,Røyken,R,,municipality,royken,2018-01-01,2020-01-01
A-skole,Skolen,A,school,school,asker,2018-01-01,2020-01-01
A-hjem,Sykehjemmet,A,care,home,asker,2018-01-01,
B-skole,Den andre skolen,B,school,school,royken,2018-01-01,2020-01-01
K,Asker,,,top,,2020-01-01,
O,Oppvekst,K,school,area,,2020-01-01,
V,Velferd,K,care,area,,2020-01-01,
O1,Skolen,O,,school,asker,2020-01-01,
O2,Den andre skolen,O,,school,royken,2020-01-01,
V1,Legevakta,V,emergency,clinic,,2020-01-01,
";

/// The former municipalities of the sample organisation.
pub(crate) const FORMER: &str = "\
id,name,merged
asker,Asker,true
royken,Røyken,true
after-merger,Ansatt etter sammenslåingen,false
";

/// What became what in the sample organisation.
pub(crate) const LINEAGE: &str = "\
old_unit,new_unit
R,K
A-skole,O1
B-skole,O1
B-skole,O2
A,O
A,V
B,O2
B,V1
";

/// Reads an organisation from three texts.
pub(crate) fn register_of(units: &str, former: &str, lineage: &str) -> Result<Register, String> {
    Register::from_csv(
        Source { file: "units.csv", text: units },
        Source { file: "former_municipalities.csv", text: former },
        Source { file: "lineage.csv", text: lineage },
    )
    .map_err(|errors| errors.to_string())
}

/// The sample organisation: `A-hjem` has to be moved from `A` to `V` when `A` ends.
pub(crate) fn register() -> Register {
    register_of(&units(), FORMER, LINEAGE).unwrap()
}

/// The units of the sample organisation, with the move of `A-hjem` written as two rows.
pub(crate) fn units() -> String {
    let before = "A-hjem,Sykehjemmet,A,care,home,asker,2018-01-01,2020-01-01";
    let after = "A-hjem,Sykehjemmet,V,care,home,asker,2020-01-01,";
    UNITS.replace("A-hjem,Sykehjemmet,A,care,home,asker,2018-01-01,", &format!("{before}\n{after}"))
}

/// A date.
pub(crate) fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}
