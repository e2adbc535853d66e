//! The plan's benchmark tables.

use super::wording;

wording! {
    /// The plan's benchmark tables.
    Plans {
        heading: "Planens mål", "Måla i planen", "The plan's benchmarks";
        lead: "Hver sone har en form og et ord: ● ønsket, ◐ akseptert, ○ ikke godkjent. Sonen regnes ut av tallet før det blir avrundet. «Tydelig» betyr at minst 95 av 100 slike målinger ville havnet i samme sone.", "Kvar sone har ei form og eit ord: ● ønskt, ◐ akseptert, ○ ikkje godkjend. Sona blir rekna ut av talet før det blir avrunda. «Tydeleg» tyder at minst 95 av 100 slike målingar ville hamna i den same sona.", "Each zone has a shape and a word: ● desired, ◐ accepted, ○ not approved. The zone is decided on the number before rounding. “Clear” means that at least 95 of 100 such measurements would land in the same zone.";
        notice: "Lånte grenser – ikke planens egne mål", "Lånte grenser – ikkje måla til planen sjølv", "Borrowed limits – not the plan's own targets";
        source: "Kilde: {source}.", "Kjelde: {source}.", "Source: {source}.";
        valid: "Gjelder {from}–{to}.", "Gjeld {from}–{to}.", "Valid {from}–{to}.";
        with_zones: "Indikatorer med soner", "Indikatorar med soner", "Indicators with zones";
        without_zones: "Målt, uten offentlige soner", "Målt, utan offentlege soner", "Measured, without public zones";
        not_measured: "Ikke målt i Mestring", "Ikkje målt i Mestring", "Not measured in Mestring";
        register: "Kan hentes fra: {register}", "Kan hentast frå: {register}", "Can be read from: {register}";
        not_measured_lead: "De står her så ingen skal tro at de er glemt.", "Dei står her så ingen skal tru at dei er gløymde.", "They stand here so that nobody believes they were forgotten.";
        indicator: "Indikator", "Indikator", "Indicator";
        limits: "Grenser", "Grenser", "Limits";
        limits_of: "Ønsket: {desired}. Ikke godkjent: {not_approved}. Alt annet er akseptert.", "Ønskt: {desired}. Ikkje godkjend: {not_approved}. Alt anna er akseptert.", "Desired: {desired}. Not approved: {not_approved}. Everything else is accepted.";
        printed: "Trykt i planen: {desired} | {lowest_accepted} | {not_approved}", "Trykt i planen: {desired} | {lowest_accepted} | {not_approved}", "As printed: {desired} | {lowest_accepted} | {not_approved}";
        no_limits: "Ingen grenser er trykt.", "Ingen grenser er trykte.", "No limits are printed.";
        value: "Verdi", "Verdi", "Value";
        unit: "Måles i", "Blir målt i", "Counted in";
        areas: "Satsingsområdene", "Satsingsområda", "The focus areas";
        areas_lead: "Planen har {count} satsingsområder. Her er skalaene som sier noe om hvert av dem, i hele kommunen.", "Planen har {count} satsingsområde. Her er skalaene som seier noko om kvart av dei, i heile kommunen.", "The plan has {count} focus areas. Here are the scales that say something about each, in the whole municipality.";
        also_in: "Også i: {registers}.", "Også i: {registers}.", "Also in: {registers}.";
        none_asked: "Ingen av spørsmålene i denne målingen handler om dette området.", "Ingen av spørsmåla i denne målinga handlar om dette området.", "None of the questions in this round is about this area.";
        at_least: "minst", "minst", "at least";
        at_most: "høyst", "høgst", "at most";
        below: "under", "under", "below";
        above: "over", "over", "above";
    }
}
