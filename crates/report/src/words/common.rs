//! Words that stand in many places.

use super::wording;

wording! {
    /// Words that stand in many places.
    Common {
        whole: "Hele kommunen", "Heile kommunen", "The whole municipality";
        language_name: "Bokmål", "Nynorsk", "English";
        languages: "Språk", "Språk", "Language";
        skip: "Gå til innholdet", "Gå til innhaldet", "Skip to the content";
        pages: "Sider", "Sider", "Pages";
        overview: "Oversikt", "Oversikt", "Overview";
        all_units: "Alle enheter", "Alle einingar", "All units";
        contents: "Innhold", "Innhald", "Contents";
        table_of: "Tallene i tegningen", "Tala i teikninga", "The numbers in the drawing";
        no_drawing: "Tegningen kunne ikke lages. Tallene står i tabellen.", "Teikninga kunne ikkje lagast. Tala står i tabellen.", "The drawing could not be made. The numbers are in the table.";
        group: "Hvem", "Kven", "Who";
        mean: "Snitt", "Snitt", "Mean";
        interval: "Usikkerhet", "Uvisse", "Uncertainty";
        zone: "Sone", "Sone", "Zone";
        answers: "Svar", "Svar", "Answers";
        answers_n: "{n} svar", "{n} svar", "{n} answers";
        employees_n: "{n} ansatte", "{n} tilsette", "{n} employees";
        months_n: "{n} md.", "{n} md.", "{n} mo.";
        employees: "Ansatte", "Tilsette", "Employees";
        response: "Svarprosent", "Svarprosent", "Response rate";
        absence: "Sykefravær", "Sjukefråvær", "Sickness absence";
        certified: "legemeldt", "legemeldt", "certified by a doctor";
        self_certified: "egenmeldt", "eigenmeldt", "self-certified";
        clear_difference: "tydelig forskjell", "tydeleg skilnad", "clear difference";
        about_the_same: "omtrent likt", "omtrent likt", "about the same";
        may_be_chance: "kan være tilfeldig", "kan vere tilfeldig", "may be chance";
        too_few_to_say: "for få til å si", "for få til å seie", "too few to say";
        between: "mellom {low} og {high}", "mellom {low} og {high}", "between {low} and {high}";
        of_points: "{value} av {max}", "{value} av {max}", "{value} out of {max}";
        lower_is_better: "lavt er best", "lågt er best", "low is best";
        look_above: "Nivået over er {name}.", "Nivået over er {name}.", "The level above is {name}.";
        zones_from: "Sonene er fra {plan}.", "Sonene er frå {plan}.", "The zones are from {plan}.";
        no_zone: "ingen sone", "inga sone", "no zone";
        about_zones: "Les om grensene", "Les om grensene", "Read about the limits";
        no_zones: "Planene har ingen offentlig sone for dette.", "Planane har inga offentleg sone for dette.", "The plans have no public zone for this.";
    }
}
