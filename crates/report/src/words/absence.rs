//! Words of the absence through the years.

use super::wording;

wording! {
    /// Words of the absence through the years.
    Absence {
        quarters: "Kvartal for kvartal", "Kvartal for kvartal", "Quarter by quarter";
        quarters_lead: "Sammenlign med samme kvartal året før, for fraværet er alltid høyest om vinteren og lavest om sommeren. Bevegelige helligdager og ferier flytter også på tallene.", "Samanlikn med same kvartal året før, for fråværet er alltid høgast om vinteren og lågast om sommaren. Flyttbare heilagdagar og feriar flyttar òg på tala.", "Compare with the same quarter of the year before, for absence is always highest in winter and lowest in summer. Movable holidays and vacations move the figures too.";
        quarters_chart: "Sykefravær kvartal for kvartal i hele kommunen", "Sjukefråvær kvartal for kvartal i heile kommunen", "Sickness absence quarter by quarter in the whole municipality";
        quarters_described: "Én søyle for hvert kvartal, fra null. {rows}", "Éi søyle for kvart kvartal, frå null. {rows}", "One bar for each quarter, from zero. {rows}";
        quarter_name: "{number}. kv.", "{number}. kv.", "Q{number}";
        quarter: "Kvartal", "Kvartal", "Quarter";
        quarter_of: "{number}. kvartal {year}", "{number}. kvartal {year}", "quarter {number} of {year}";
        same_quarter: "Mot samme kvartal året før", "Mot same kvartal året før", "Against the same quarter a year before";
        four_quarters: "Siste fire kvartaler", "Siste fire kvartal", "Last four quarters";
        holidays_out: "Uten ferie i nevneren", "Utan ferie i nemnaren", "Holidays taken out";
        points: "{number} prosentpoeng", "{number} prosentpoeng", "{number} percentage points";
        denominators: "Prosenten regner ferie med i avtalte dager, slik den nasjonale statistikken gjør. Arbeidsgivers egen statistikk trekker ferie fra; da blir prosenten høyere, uten at noen er mer syke.", "Prosenten reknar ferie med i avtalte dagar, slik den nasjonale statistikken gjer. Arbeidsgjevars eigen statistikk trekkjer ferie frå; då blir prosenten høgare, utan at nokon er meir sjuke.", "The percentage keeps holidays among the agreed days, as the national statistics do. The employer's own statistics take holidays out; the percentage is then higher, though nobody is more ill.";
        extracted: "Tallene er hentet ut av lønnssystemet {day}. Sene sykmeldinger kan endre dem.", "Tala er henta ut av lønssystemet {day}. Seine sjukmeldingar kan endre dei.", "The figures were taken out of the payroll system on {day}. Late certificates can change them.";
        parted: "Hva forskjellene kommer av", "Kva skilnadene kjem av", "What the differences come from";
        parted_lead: "Et område med mange ansatte i sykehjem og barnehager får høyere fravær enn et med mange på kontor, uten at noen er mer syke i samme slags arbeid. Derfor deler vi forskjellen i to: det som kommer av at folk jobber i andre tjenester, og det som er igjen når vi sammenligner samme tjeneste med samme tjeneste. Delingen sier ikke hvorfor.", "Eit område med mange tilsette i sjukeheimar og barnehagar får høgare fråvær enn eit med mange på kontor, utan at nokon er meir sjuke i same slags arbeid. Difor deler vi skilnaden i to: det som kjem av at folk jobbar i andre tenester, og det som er att når vi samanliknar same teneste med same teneste. Delinga seier ikkje kvifor.", "A place with many people in nursing homes and kindergartens has more absence than one with many in offices, though nobody is more ill in the same kind of work. So we split the difference in two: what comes from people working in other services, and what is left when the same service is compared with the same service. The split does not say why.";
        parted_former: "De tidligere kommunene mot hele kommunen i {year}: tjenester og fravær hver for seg", "Dei tidlegare kommunane mot heile kommunen i {year}: tenester og fråvær kvar for seg", "The former municipalities against the whole in {year}: services and absence apart";
        parted_years: "Hele kommunen mot året før: tjenester og fravær hver for seg", "Heile kommunen mot året før: tenester og fråvær kvar for seg", "The whole municipality against the year before: services and absence apart";
        parted_described: "To søyler for hver rad, til hver sin side av null. {rows}", "To søyler for kvar rad, til kvar si side av null. {rows}", "Two bars for each row, to either side of zero. {rows}";
        parted_row: "{name}: {mix} fra tjenestene, {rate} fra fraværet i samme tjeneste.", "{name}: {mix} frå tenestene, {rate} frå fråværet i same teneste.", "{name}: {mix} from the services, {rate} from absence in the same service.";
        mix: "andre tjenester", "andre tenester", "other services";
        rate: "annet fravær i samme tjeneste", "anna fråvær i same teneste", "other absence in the same service";
        less: "lavere", "lågare", "lower";
        more: "høyere", "høgare", "higher";
        standardised: "Med kommunens tjenester", "Med kommunens tenester", "With the municipality's services";
        against: "{year} mot {before}", "{year} mot {before}", "{year} against {before}";
        lengths: "Korte og lange fravær", "Korte og lange fråvær", "Short and long absences";
        lengths_lead: "Dagene er talt etter hvor langt hele fraværet ble. De korte er mange og gir få dager; de lange er få og gir mange.", "Dagane er talde etter kor langt heile fråværet vart. Dei korte er mange og gjev få dagar; dei lange er få og gjev mange.", "Days are counted by how long the whole absence became. The short ones are many and make few days; the long ones are few and make many.";
        length: "Lengde", "Lengd", "Length";
        begun: "Fravær som begynte", "Fråvær som byrja", "Absences that began";
        up_to_3: "1–3 dager", "1–3 dagar", "1–3 days";
        from_4: "4–16 dager", "4–16 dagar", "4–16 days";
        from_17: "17 dager til 8 uker", "17 dagar til 8 veker", "17 days to 8 weeks";
        over_56: "Over 8 uker", "Over 8 veker", "Over 8 weeks";
        lengths_year: "Hele kommunen i {year}", "Heile kommunen i {year}", "The whole municipality in {year}";
        periods: "I {year} begynte det {begun} arbeidsgiverperioder, med {inside} kalenderdager som kommunen betalte. {after} fraværsdager kom etter de seksten dagene. Er det nøyaktig 16 dager mellom to fravær, er det regnet som {rule}.", "I {year} byrja det {begun} arbeidsgjevarperiodar, med {inside} kalenderdagar som kommunen betalte. {after} fråværsdagar kom etter dei seksten dagane. Er det nøyaktig 16 dagar mellom to fråvær, er det rekna som {rule}.", "In {year} {begun} employer periods began, with {inside} calendar days that the municipality paid. {after} days of absence came after the sixteen days. Where exactly 16 days lie between two absences, it is taken as {rule}.";
        same_period: "samme periode", "same periode", "the same period";
        new_period: "en ny periode", "ein ny periode", "a new period";
    }
}
