//! The merger and the leadership programme.

use super::wording;

wording! {
    /// The merger: what reaches back, what may be compared, one culture, climate and absence.
    Merger {
        title: "Sammenslåingen", "Samanslåinga", "The merger";
        reach: "Hvor langt tilbake enhetene kan sammenlignes", "Kor langt tilbake einingane kan samanliknast", "How far back units can be compared";
        reach_row: "{wave}: {full} enheter er de samme som da, {merged} er slått sammen av hele enheter, {above} kan bare sammenlignes på nivået over, {none} er nye.", "{wave}: {full} einingar er dei same som då, {merged} er slått saman av heile einingar, {above} kan berre samanliknast på nivået over, {none} er nye.", "{wave}: {full} units are the same as then, {merged} were put together from whole units, {above} can only be compared at the level above, {none} are new.";
        numbers: "I offentlig statistikk følger Asker numrene 0220, 0627 og 0628 til og med 2019, 3025 fra 2020 og 3203 fra 2024.", "I offentleg statistikk følgjer Asker nummera 0220, 0627 og 0628 til og med 2019, 3025 frå 2020 og 3203 frå 2024.", "In public statistics Asker follows the numbers 0220, 0627 and 0628 up to 2019, 3025 from 2020 and 3203 from 2024.";
        may: "Kan de tidligere kommunene sammenlignes?", "Kan dei tidlegare kommunane samanliknast?", "May the former municipalities be compared?";
        may_lead: "Før snitt sammenlignes, prøver vi om utsagnene virker likt blant folk fra de tre kommunene. Ved målingen {wave} holdt det for {held} av {all} skalaer.", "Før snitt blir samanlikna, prøver vi om utsegnene verkar likt blant folk frå dei tre kommunane. Ved målinga {wave} heldt det for {held} av {all} skalaer.", "Before means are compared we test whether the statements work alike among people from the three municipalities. In the round {wave} this held for {held} of {all} scales.";
        may_waves: "Det er prøvd på nytt for hver måling. Den målingen der minst holder, står her.", "Det er prøvd på nytt for kvar måling. Den målinga der minst held, står her.", "It is tested anew in every round. The round in which least holds is given here.";
        culture: "Én kultur?", "Éin kultur?", "One culture?";
        culture_lead: "Tallene viser hvor langt de to tidligere kommunene som ligger lengst fra hverandre, er fra hverandre, når vi tar høyde for at de har ulike tjenester. De gjelder dem som var ansatt før 1. januar 2020. De som kom siden, er holdt utenfor.", "Tala viser kor langt dei to tidlegare kommunane som ligg lengst frå kvarandre, er frå kvarandre, når vi tek høgd for at dei har ulike tenester. Dei gjeld dei som var tilsette før 1. januar 2020. Dei som kom sidan, er haldne utanfor.", "The figures show how far the two former municipalities that are furthest apart are apart, allowing for their different services. They are about those employed before 1 January 2020. Those who came later are left out.";
        gap_chart: "Største forskjell mellom to tidligere kommuner, i poeng", "Største skilnad mellom to tidlegare kommunar, i poeng", "Largest difference between two former municipalities, in points";
        share_chart: "Hvor mye av forskjellene mellom folk som ligger mellom de tidligere kommunene", "Kor mykje av skilnadene mellom folk som ligg mellom dei tidlegare kommunane", "How much of the differences between people lies between the former municipalities";
        chart_note: "Den største av flere målte forskjeller er i snitt for stor, og mest når få har svart. Derfor leses ikke utviklingen av denne figuren alene, men av beregningen i tabellen.", "Den største av fleire målte skilnader er i snitt for stor, og mest når få har svart. Difor les ein ikkje utviklinga av denne figuren åleine, men av utrekninga i tabellen.", "The largest of several measured differences is too large on average, most so where few have answered. So the course is not read off this picture alone, but off the calculation in the table.";
        share_note: "Det som tilfeldigheter alene gir, er trukket fra. 0 betyr at vi ikke finner mer enn det.", "Det som tilfellet åleine gir, er trekt frå. 0 tyder at vi ikkje finn meir enn det.", "What chance alone gives is taken off. 0 means that we find no more than that.";
        described: "Én liten tegning for hver skala, alle med samme akser. {rows}", "Éi lita teikning for kvar skala, alle med dei same aksane. {rows}", "One small picture for each scale, all with the same axes. {rows}";
        gap_between: "{higher} over {lower}", "{higher} over {lower}", "{higher} above {lower}";
        gap: "Største forskjell", "Største skilnad", "Largest difference";
        course: "Utvikling", "Utvikling", "Course";
        course_of: "{scale}: {verdict}.", "{scale}: {verdict}.", "{scale}: {verdict}.";
        course_detail: "Ingen forskjell mellom to av kommunene har neppe endret seg mer enn {most} poeng. Det som regnes som noe, er {margin}.", "Ingen skilnad mellom to av kommunane har neppe endra seg meir enn {most} poeng. Det som blir rekna som noko, er {margin}.", "No difference between two of the municipalities is likely to have changed by more than {most} points. What counts as something is {margin}.";
        all_scales: "Alle skalaer", "Alle skalaer", "All scales";
        afterwards: "De som er ansatt etter sammenslåingen, har snitt {mean} på {scale}.", "Dei som er tilsette etter samanslåinga, har snitt {mean} på {scale}.", "Those employed after the merger have a mean of {mean} on {scale}.";
        adjusted_unit_type: "Sammenlignet innenfor samme slags enhet.", "Samanlikna innanfor same slags eining.", "Compared within the same kind of unit.";
        adjusted_area: "Sammenlignet innenfor samme tjenesteområde.", "Samanlikna innanfor same tenesteområde.", "Compared within the same service area.";
        adjusted_nothing: "Ikke justert for tjenester: sammenligningen ble for smal.", "Ikkje justert for tenester: samanlikninga vart for smal.", "Not adjusted for services: the comparison became too narrow.";
        absence: "Klima og sykefravær", "Klima og sjukefråvær", "Climate and sickness absence";
        absence_row: "{scale}: der snittet er {step} poeng høyere, er det {ratio} ganger så mange tapte dagsverk ({between}; {units} enheter).", "{scale}: der snittet er {step} poeng høgare, er det {ratio} gonger så mange tapte dagsverk ({between}; {units} einingar).", "{scale}: where the mean is {step} points higher there are {ratio} times as many lost working days ({between}; {units} units).";
        none: "Det er ikke sammenlignet noe her: kuben er laget uten denne delen.", "Det er ikkje samanlikna noko her: kuben er laga utan denne delen.", "Nothing is compared here: the cube was made without this part.";
        not_shown: "vises ikke", "blir ikkje vist", "not shown";
    }
}

wording! {
    /// The leadership programme.
    Programme {
        title: "Lederprogrammet", "Leiarprogrammet", "The leadership programme";
        lead: "Alle ledere har vært med. Da finnes det ingen som kan vise hvordan det ville gått uten, og mellom målingene ligger både sammenslåingen og pandemien. Tallene under sier hva som falt sammen i tid. De sier ikke hva som virket.", "Alle leiarar har vore med. Då finst det ingen som kan vise korleis det ville gått utan, og mellom målingane ligg både samanslåinga og pandemien. Tala under seier kva som fall saman i tid. Dei seier ikkje kva som verka.", "All leaders have taken part. So there is nobody to show how it would have gone without, and both the merger and the pandemic lie between the rounds. The figures below say what coincided in time. They do not say what worked.";
        dose: "Hvor langt lederne var kommet", "Kor langt leiarane var komne", "How far leaders had come";
        dose_row: "{wave}: {none} enheter hadde ikke begynt, {some} var i gang, {all} hadde tatt alle fire moduler.", "{wave}: {none} einingar hadde ikkje byrja, {some} var i gang, {all} hadde teke alle fire modulane.", "{wave}: {none} units had not begun, {some} were under way, {all} had taken all four modules.";
        finding: "Hva målingene kan si", "Kva målingane kan seie", "What the rounds can say";
        cannot: "Kan ikke avgjøres.", "Kan ikkje avgjerast.", "Cannot be told.";
        overall: "{scale}: enheter som hadde begynt, endret seg {value} poeng mer enn de som ventet ({between}). En forskjell under {detectable} ville trolig ikke blitt funnet.", "{scale}: einingar som hadde byrja, endra seg {value} poeng meir enn dei som venta ({between}). Ein skilnad under {detectable} ville truleg ikkje blitt funnen.", "{scale}: units that had begun changed by {value} points more than those waiting ({between}). A difference below {detectable} would probably not have been found.";
        before_alike: "Før oppstart gikk gruppene ikke merkbart ulikt (p = {p}). Det beviser ikke at de ville fulgt hverandre etterpå.", "Før oppstart gjekk gruppene ikkje merkbart ulikt (p = {p}). Det provar ikkje at dei ville følgt kvarandre etterpå.", "Before they began the groups did not move noticeably differently (p = {p}). That does not prove that they would have moved alike afterwards.";
        before_unlike: "Allerede før oppstart gikk gruppene ulikt (p = {p}). Da kan forskjellen ikke knyttes til programmet.", "Alt før oppstart gjekk gruppene ulikt (p = {p}). Då kan skilnaden ikkje knytast til programmet.", "The groups moved differently already before they began (p = {p}). So the difference cannot be tied to the programme.";
        before_unknown: "Ingen gruppe er målt to ganger før den begynte, så det kan ikke prøves om gruppene fulgte hverandre.", "Inga gruppe er målt to gonger før ho byrja, så det kan ikkje prøvast om gruppene følgde kvarandre.", "No group was measured twice before it began, so whether they moved alike cannot be tested.";
        late: "{scale}: de som begynte sent, endret seg {value} poeng mer enn de som begynte tidlig ({between}). Begge var med, så dette er ikke virkningen av programmet. En forskjell under {detectable} ville trolig ikke blitt funnet.", "{scale}: dei som byrja seint, endra seg {value} poeng meir enn dei som byrja tidleg ({between}). Begge var med, så dette er ikkje verknaden av programmet. Ein skilnad under {detectable} ville truleg ikkje blitt funnen.", "{scale}: those who began late changed by {value} points more than those who began early ({between}). Both took part, so this is not the effect of the programme. A difference below {detectable} would probably not have been found.";
        chart: "{scale} etter når lederne begynte på programmet", "{scale} etter når leiarane byrja på programmet", "{scale} by when leaders began the programme";
        described: "Én liten tegning for hver gruppe, alle med samme akser. {rows}", "Éi lita teikning for kvar gruppe, alle med dei same aksane. {rows}", "One small picture for each group, all with the same axes. {rows}";
        began_by_first: "Begynt før {wave}", "Byrja før {wave}", "Begun before {wave}";
        began_between: "Begynt mellom {before} og {wave}", "Byrja mellom {before} og {wave}", "Begun {before} to {wave}";
        not_begun: "Ikke begynt", "Ikkje byrja", "Not begun";
        group: "Når lederne begynte", "Når leiarane byrja", "When leaders began";
        units: "Enheter", "Einingar", "Units";
        step_chart: "Forskjellen fra enheter som ventet, {scale}", "Skilnaden frå einingar som venta, {scale}", "The difference from units that waited, {scale}";
        step: "{n} målinger etter oppstart", "{n} målingar etter oppstart", "{n} rounds after the beginning";
        step_before: "{n} målinger før oppstart", "{n} målingar før oppstart", "{n} rounds before the beginning";
        nothing: "ingen forskjell", "ingen skilnad", "no difference";
        none: "Ingen kalender for programmet er lagt inn: programme/modules.csv.", "Ingen kalender for programmet er lagd inn: programme/modules.csv.", "No calendar of the programme has been brought in: programme/modules.csv.";
    }
}
