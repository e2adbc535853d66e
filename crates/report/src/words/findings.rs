//! The first screen: the answer in words and one picture.

use super::wording;

wording! {
    /// The first screen.
    Findings {
        heading: "Det viktigste", "Det viktigaste", "The main points";
        drawn_as_of: "Organisasjonen slik den var {date}. Skjema: {instrument}, versjon {version}.", "Organisasjonen slik han var {date}. Skjema: {instrument}, versjon {version}.", "The organisation as it was on {date}. Questionnaire: {instrument}, version {version}.";
        answered: "{answered} av {invited} inviterte har svart ({percent}).", "{answered} av {invited} inviterte har svart ({percent}).", "{answered} of {invited} invited have answered ({percent}).";
        index_is: "{title} er {value}.", "{title} er {value}.", "{title} is {value}.";
        absence_is: "Sykefraværet er {value} over {months} måneder.", "Sjukefråværet er {value} over {months} månader.", "Sickness absence is {value} over {months} months.";
        zone_of_plan: "Målt mot {plan} er det {shape} {zone} ({certainty}).", "Målt mot {plan} er det {shape} {zone} ({certainty}).", "Held against {plan} it is {shape} {zone} ({certainty}).";
        before_was: "I {year} var det {value}: {phrase}.", "I {year} var det {value}: {phrase}.", "In {year} it was {value}: {phrase}.";
        not_shown: "{title} vises ikke. {sentence}", "{title} blir ikkje vist. {sentence}", "{title} is not shown. {sentence}";
        picture_title: "Mestringsklima, engasjement og sykefravær i hele kommunen", "Meistringsklima, engasjement og sjukefråvær i heile kommunen", "Mastery climate, engagement and sickness absence in the whole municipality";
        picture_described: "Hvert mål står på sin egen linje, med planens soner bak. {rows}", "Kvart mål står på si eiga linje, med sonene i planen bak. {rows}", "Each measure is on a line of its own, with the zones of the plan behind. {rows}";
        measure: "Mål", "Mål", "Measure";
        value: "Verdi", "Verdi", "Value";
        before: "Forrige måling", "Førre måling", "Last time";
        before_year: "{year}: {value}", "{year}: {value}", "{year}: {value}";
        not_measured_before: "ikke målt", "ikkje målt", "not measured";
        not_validated: "Om skjemaet", "Om skjemaet", "About the questionnaire";
        participation: "Hvem har svart", "Kven har svart", "Who has answered";
        participation_lead: "Et snitt sier mest når mange har svart. Svarprosenten står i grove trinn, så ingen skal kunne regne ut hvem som ikke svarte.", "Eit snitt seier mest når mange har svart. Svarprosenten står i grove steg, så ingen skal kunne rekne ut kven som ikkje svarte.", "A mean says most when many have answered. The response rate is given in broad steps, so that nobody can work out who did not answer.";
    }
}
