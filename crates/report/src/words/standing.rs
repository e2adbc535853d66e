//! The yearly report against the plan, and where units stand among their likes.

use super::wording;

wording! {
    /// The yearly report against the plan.
    Standing {
        heading: "Årsrapport mot planen", "Årsrapport mot planen", "Yearly report against the plan";
        short: "Planen", "Planen", "The plan";
        lead: "Her står planens indikatorer år for år, i hele kommunen og i hver av de tidligere kommunene. Sonen regnes ut av tallet før det blir avrundet. Bak hvert tall står hvor sikkert det er.", "Her står indikatorane i planen år for år, i heile kommunen og i kvar av dei tidlegare kommunane. Sona blir rekna ut av talet før det blir avrunda. Bak kvart tal står kor sikkert det er.", "Here are the plan's indicators year by year, in the whole municipality and in each former municipality. The zone is decided on the number before rounding. Each number is followed by how sure it is.";
        zones_heading: "Soner år for år", "Soner år for år", "Zones year by year";
        zones_chart: "Indikatorene med soner, år for år: {plan}", "Indikatorane med soner, år for år: {plan}", "The indicators with zones, year by year: {plan}";
        zones_note: "● ønsket, ◐ akseptert, ○ ikke godkjent. Tykk skrift betyr at sonen er tydelig, eller at alle er talt med. Vanlig skrift betyr at den kan være tilfeldig. Skravert felt vises ikke. – betyr ikke målt.", "● ønskt, ◐ akseptert, ○ ikkje godkjend. Feit skrift tyder at sona er tydeleg, eller at alle er talde med. Vanleg skrift tyder at ho kan vere tilfeldig. Skravert felt blir ikkje vist. – tyder ikkje målt.", "● desired, ◐ accepted, ○ not approved. Bold means that the zone is clear, or that everybody was counted. Plain type means that it may be chance. A hatched field is not shown. – means not measured.";
        zones_described: "For hver indikator en rad for hele kommunen og en for hver av de tidligere kommunene, med en rute for hvert år. {rows}", "For kvar indikator ei rad for heile kommunen og ei for kvar av dei tidlegare kommunane, med ei rute for kvart år. {rows}", "For each indicator a row for the whole municipality and one for each former municipality, with a field for each year. {rows}";
        said: "{indicator}, {who}: {years}.", "{indicator}, {who}: {years}.", "{indicator}, {who}: {years}.";
        indicator: "Indikator", "Indikator", "Indicator";
        funnel_heading: "Enheter av samme type", "Einingar av same type", "Units of the same type";
        funnel_lead: "Små enheter spriker mer enn store, uten at noe er galt. Trakten viser hvor 95 av 100 enheter av samme type og størrelse ville ligge (mørkt felt) og 998 av 1000 (lyst felt). Vi rangerer ikke enheter: to enheter inne i trakten er ikke påvist ulike.", "Små einingar sprikjer meir enn store, utan at noko er gale. Trakta viser kvar 95 av 100 einingar av same type og storleik ville liggje (mørkt felt) og 998 av 1000 (lyst felt). Vi rangerer ikkje einingar: to einingar inne i trakta er ikkje påviste ulike.", "Small units spread more than large ones without anything being wrong. The funnel shows where 95 of 100 units of the same type and size would lie (dark field), and 998 of 1,000 (light field). We do not rank units: two units inside the funnel have not been shown to differ.";
        funnel_chart: "{scale} i enheter av samme type, etter hvor mange som svarte", "{scale} i einingar av same type, etter kor mange som svarte", "{scale} in units of the same type, by how many answered";
        funnel_described: "Ett bilde for hver type. {rows}", "Eitt bilete for kvar type. {rows}", "One picture for each type. {rows}";
        funnel_row: "{type}: {units} enheter rundt {mean}, {outside} utenfor det mørke feltet.", "{type}: {units} einingar rundt {mean}, {outside} utanfor det mørke feltet.", "{type}: {units} units around {mean}, {outside} outside the dark field.";
        funnel_note: "Hver prikk er en enhet som kan vises. Linjen er typens snitt. Feltene tar høyde for at enheter er ulike også når ingenting er galt.", "Kvar prikk er ei eining som kan visast. Linja er snittet for typen. Felta tek høgd for at einingar er ulike også når ingenting er gale.", "Each dot is a unit that can be shown. The line is the mean of the type. The fields allow for units being different even when nothing is wrong.";
        unit_type: "Type enhet", "Type eining", "Type of unit";
        units: "Enheter", "Einingar", "Units";
        spread: "Ulikhet", "Ulikskap", "Spread";
        outside_inner: "Utenfor 95 av 100", "Utanfor 95 av 100", "Outside 95 of 100";
        outside_outer: "Utenfor 998 av 1000", "Utanfor 998 av 1000", "Outside 998 of 1,000";
        answers_axis: "antall svar", "tal på svar", "answers";
        yearly_heading: "Alle indikatorer, område for område", "Alle indikatorar, område for område", "All indicators, area by area";
        no_area: "Indikatorer", "Indikatorar", "Indicators";
        sources: "Kilde: {source}.", "Kjelde: {source}.", "Source: {source}.";
        read: "Lest {date}.", "Lese {date}.", "Read {date}.";
        from_answers: "svarene i målingen", "svara i målinga", "the answers of the round";
        from_absence: "kommunens fraværsstatistikk", "fråværsstatistikken til kommunen", "the municipality's absence statistics";
        flips: "Hva skal til for en annen sone?", "Kva skal til for ei anna sone?", "What would it take to change zone?";
        flips_lead: "Når lite skal til, er sonen mindre verdt enn tallet.", "Når lite skal til, er sona mindre verd enn talet.", "Where little is needed, the zone is worth less than the number.";
        likes: "sammen med like enheter: {desired} % / {accepted} % / {not_approved} %", "saman med like einingar: {desired} % / {accepted} % / {not_approved} %", "with like units counted: {desired} % / {accepted} % / {not_approved} %";
        against: "{difference} mot de andre av samme type ({low} til {high}), {verdict}", "{difference} mot dei andre av same type ({low} til {high}), {verdict}", "{difference} against the others of its type ({low} to {high}), {verdict}";
        reach_unusual: "utenfor der 95 av 100 like enheter ville ligge", "utanfor der 95 av 100 like einingar ville liggje", "outside where 95 of 100 like units would lie";
        reach_far: "utenfor der 998 av 1000 like enheter ville ligge", "utanfor der 998 av 1000 like einingar ville liggje", "outside where 998 of 1,000 like units would lie";
        rule: "Sonen regnes ut av tallet før avrunding. Tydelig: minst 95 av 100 slike målinger ville havnet i samme sone.", "Sona blir rekna ut av talet før avrunding. Tydeleg: minst 95 av 100 slike målingar ville hamna i same sone.", "The zone is decided on the number before rounding. Clear: at least 95 of 100 such measurements would land in the same zone.";
        unmeasured: "Ikke målt her", "Ikkje målt her", "Not measured here";
        next: "Neste: mestring benchmark --by unit --format csv gir alle tall for hver enhet.", "Neste: mestring benchmark --by unit --format csv gir alle tal for kvar eining.", "Next: mestring benchmark --by unit --format csv gives every number of each unit.";
        to_report: "Se planen år for år, og enheter av samme type", "Sjå planen år for år, og einingar av same type", "See the plan year by year, and units of the same type";
    }
}
