//! The sections of the overview, each with a subject as its heading and one sentence on how to read it.

use super::wording;

wording! {
    /// The sections of the overview.
    Sections {
        areas: "Tjenesteområdene", "Tenesteområda", "The service areas";
        areas_lead: "Prikken er snittet. Den tykke streken viser hvor snittet trolig ligger når vi tar høyde for tilfeldigheter. Områdene står i organisasjonens rekkefølge, ikke etter resultat.", "Prikken er snittet. Den tjukke streken viser kvar snittet truleg ligg når vi tek høgd for det tilfeldige. Områda står i rekkjefølgja til organisasjonen, ikkje etter resultat.", "The dot is the mean. The thick bar shows where the mean probably lies once chance is allowed for. The areas stand in the order of the organisation, not by result.";
        area_chart: "{scale} i hvert tjenesteområde", "{scale} i kvart tenesteområde", "{scale} in each service area";
        former: "De tidligere kommunene", "Dei tidlegare kommunane", "The former municipalities";
        former_lead: "Tallene følger hvor du var ansatt før 1. januar 2020. De sier noe om tre organisasjoner med ulik historie, og ingenting om den enkelte.", "Tala følgjer kvar du var tilsett før 1. januar 2020. Dei seier noko om tre organisasjonar med ulik historie, og ingenting om den einskilde.", "The numbers follow where you were employed before 1 January 2020. They say something about three organisations with different histories, and nothing about any one person.";
        former_chart: "{scale} etter tidligere kommune", "{scale} etter tidlegare kommune", "{scale} by former municipality";
        work: "Etter slags arbeid", "Etter slags arbeid", "By kind of work";
        work_lead: "Tallene følger hva slags arbeid folk gjør. Noen svar sier ingenting om det, og de er bare med i hele kommunen. Vi deler ikke en enkelt enhet etter arbeid, for da kunne noen bli kjent igjen.", "Tala følgjer kva slags arbeid folk gjer. Nokre svar seier ingenting om det, og dei er berre med i heile kommunen. Vi deler ikkje ei einskild eining etter arbeid, for då kunne nokon bli kjende att.", "The numbers follow what kind of work people do. Some answers say nothing of it, and they count in the whole municipality only. We do not divide a single unit by work, because somebody could be recognised.";
        work_chart: "{scale} etter slags arbeid", "{scale} etter slags arbeid", "{scale} by kind of work";
        work_in_areas: "{scale} etter slags arbeid i hvert tjenesteområde", "{scale} etter slags arbeid i kvart tenesteområde", "{scale} by kind of work in each service area";
        area: "Tjenesteområde", "Tenesteområde", "Service area";
        absence_former_chart: "Sykefravær etter tidligere kommune", "Sjukefråvær etter tidlegare kommune", "Sickness absence by former municipality";
        interval_described: "Én rad for hver. {rows}", "Éi rad for kvar. {rows}", "One row for each. {rows}";
        row_shown: "{name}: {value}.", "{name}: {value}.", "{name}: {value}.";
        row_shown_interval: "{name}: {value}, {between}.", "{name}: {value}, {between}.", "{name}: {value}, {between}.";
        row_hidden: "{name}: {mark}.", "{name}: {mark}.", "{name}: {mark}.";
        compared: "Mot hele kommunen", "Mot heile kommunen", "Against the whole municipality";
        spread: "Slik fordelte svarene seg", "Slik fordelte svara seg", "How the answers spread";
        spread_lead: "Søylene deler seg ved det midterste svaret, og tallet ved hver ende er andelen på den siden. Svar på utsagn som er snudd, er snudd tilbake, så {max} alltid betyr mest av det skalaen heter.", "Søylene deler seg ved det midtarste svaret, og talet ved kvar ende er delen på den sida. Svar på utsegner som er snudde, er snudde tilbake, så {max} alltid tyder mest av det skalaen heiter.", "The bars part at the middle answer, and the number at each end is the share on that side. Answers to reversed statements are turned back, so {max} always means most of what the scale is called.";
        spread_chart: "Fordelingen av svar i hele kommunen, skala for skala", "Fordelinga av svar i heile kommunen, skala for skala", "The spread of answers in the whole municipality, scale by scale";
        spread_described: "For hver skala: hvor mange svar som lå under og over det midterste. {rows}", "For kvar skala: kor mange svar som låg under og over det midtarste. {rows}", "For each scale: how many answers lay below and above the middle. {rows}";
        spread_row: "{name}: {low} under, {high} over.", "{name}: {low} under, {high} over.", "{name}: {low} below, {high} above.";
        lowest: "lavest", "lågast", "lowest";
        highest: "høyest", "høgast", "highest";
        scale: "Skala", "Skala", "Scale";
        favourable: "Andel med høyt snitt", "Del med høgt snitt", "Share with a high mean";
        answer_point: "Svar {point}", "Svar {point}", "Answer {point}";
        trend: "Utviklingen", "Utviklinga", "Over time";
        trend_lead: "Målingene står med rett avstand i tid. Den loddrette streken er 1. januar 2020, da Hurum, Røyken og Asker ble én kommune. Den tynne linjen er hele kommunen. Ikke de samme menneskene svarer hver gang, så en endring kan også komme av hvem som har sluttet og begynt.", "Målingane står med rett avstand i tid. Den loddrette streken er 1. januar 2020, då Hurum, Røyken og Asker vart éin kommune. Den tynne linja er heile kommunen. Det er ikkje dei same menneska som svarer kvar gong, så ei endring kan òg kome av kven som har slutta og byrja.", "The rounds are spaced by time. The upright line is 1 January 2020, when Hurum, Røyken and Asker became one municipality. The thin line is the whole municipality. It is not the same people who answer each time, so a change may also come from who has left and who has joined.";
        trend_chart: "{scale} gjennom målingene, med sammenslåingen", "{scale} gjennom målingane, med samanslåinga", "{scale} through the rounds, with the merger";
        trend_described: "Én liten tegning for hver gruppe, alle med samme akser. {rows}", "Éi lita teikning for kvar gruppe, alle med dei same aksane. {rows}", "One small picture for each group, all with the same axes. {rows}";
        merger: "én kommune", "éin kommune", "one municipality";
        merger_day: "1.1.2020", "1.1.2020", "1 Jan 2020";
        change: "Fra forrige", "Frå førre", "Since last time";
        absence: "Sykefraværet", "Sjukefråværet", "Sickness absence";
        absence_lead: "Sykefravær er tapte dagsverk i prosent av avtalte dagsverk. Det er telt, ikke spurt, men det svinger med årstid og tilfeldigheter. Vi viser bare summer for grupper med minst {min} ansatte.", "Sjukefråvær er tapte dagsverk i prosent av avtalte dagsverk. Det er talt, ikkje spurt, men det svingar med årstid og det tilfeldige. Vi viser berre summar for grupper med minst {min} tilsette.", "Sickness absence is lost working days in percent of agreed working days. It is counted, not asked, but it moves with the season and with chance. We only show sums for groups of at least {min} employees.";
        months_chart: "Sykefravær måned for måned i hele kommunen", "Sjukefråvær månad for månad i heile kommunen", "Sickness absence month by month in the whole municipality";
        months_described: "Én søyle for hver måned, fra null. {rows}", "Éi søyle for kvar månad, frå null. {rows}", "One bar for each month, from zero. {rows}";
        months_span: "Lavest {low} i {low_month}, høyest {high} i {high_month}.", "Lågast {low} i {low_month}, høgast {high} i {high_month}.", "Lowest {low} in {low_month}, highest {high} in {high_month}.";
        month: "Måned", "Månad", "Month";
        in_all: "I alt", "I alt", "In all";
    }
}
