//! What the page about the server says. Every sentence is true of the server that shows it.

use super::Words;

pub(crate) const TITLE: Words =
    Words::new("Dette lover serveren nå", "Dette lovar serveren no", "What this server promises now");

pub(crate) const ANSWERS: Words = Words::new("Svar", "Svar", "Answers");
pub(crate) const TAKEN: Words = Words::new(
    "Svar tas imot. Kvitteringen kommer først når svaret er skrevet til disken.",
    "Svar blir tekne imot. Kvitteringa kjem først når svaret er skrive til disken.",
    "Answers are taken. The receipt comes only when the answer has been written to the disk.",
);
pub(crate) const STOPPED: Words = Words::new(
    "Svar tas ikke imot nå, og ingen får kvittering: disken sviktet. Serveren må startes på nytt, og da blir filen sjekket først. Svar som har fått kvittering, er på disken.",
    "Svar blir ikkje tekne imot no, og ingen får kvittering: disken svikta. Serveren må startast på nytt, og då blir fila sjekka først. Svar som har fått kvittering, er på disken.",
    "No answers are taken now, and nobody gets a receipt: the disk failed. The server has to be restarted, and then the file is checked first. Answers that got a receipt are on the disk.",
);

pub(crate) const COPY: Words = Words::new("To disker", "To diskar", "Two disks");
pub(crate) const COPY_ON: Words = Words::new(
    "Hvert svar er skrevet til to disker før kvitteringen kommer.",
    "Kvart svar er skrive til to diskar før kvitteringa kjem.",
    "Every answer is written to two disks before the receipt comes.",
);
pub(crate) const COPY_OFF: Words = Words::new(
    "Svaret er på én disk når kvitteringen kommer. Går den disken i stykker før neste sikkerhetskopi, er svaret tapt.",
    "Svaret er på éin disk når kvitteringa kjem. Går den disken sund før neste tryggingskopi, er svaret tapt.",
    "The answer is on one disk when the receipt comes. If that disk breaks before the next backup, the answer is lost.",
);

pub(crate) const WAY: Words = Words::new("På vei hit", "På veg hit", "On the way here");
pub(crate) const WAY_TLS: Words = Words::new(
    "Serveren krypterer forbindelsen selv.",
    "Serveren krypterer sambandet sjølv.",
    "The server encrypts the connection itself.",
);
pub(crate) const WAY_PROXY: Words = Words::new(
    "Forbindelsen er kryptert fram til en mellomtjener foran serveren. Den som drifter mellomtjeneren, kan teknisk sett lese det som går gjennom den.",
    "Sambandet er kryptert fram til ein mellomtenar framfor serveren. Den som driftar mellomtenaren, kan teknisk sett lese det som går gjennom han.",
    "The connection is encrypted up to a proxy in front of the server. Whoever runs the proxy could technically read what passes through it.",
);
pub(crate) const WAY_CLEAR: Words = Words::new(
    "Serveren krypterer ikke forbindelsen, og den er ikke stilt inn for en mellomtjener som gjør det. Slik skal den bare brukes til utprøving.",
    "Serveren krypterer ikkje sambandet, og han er ikkje stilt inn for ein mellomtenar som gjer det. Slik skal han berre brukast til utprøving.",
    "The server does not encrypt the connection, and it is not set up for a proxy that does. Use it like this for trying out only.",
);

pub(crate) const KEY: Words = Words::new("Hvem kan åpne svarene", "Kven kan opne svara", "Who can open the answers");
pub(crate) const NO_WAVE: Words =
    Words::new("Ingen undersøkelse er åpen nå.", "Inga undersøking er open no.", "No survey is open now.");
pub(crate) const KEY_FILE: Words = Words::new(
    "Svarene er låst mens undersøkelsen er åpen. Nøkkelen ligger i en fil hos dem som drifter serveren, så de kan teknisk sett lese svarene til undersøkelsen er gjort opp.",
    "Svara er låste medan undersøkinga er open. Nøkkelen ligg i ei fil hos dei som driftar serveren, så dei kan teknisk sett lese svara til undersøkinga er gjord opp.",
    "Answers are locked while the survey is open. The key is in a file kept by those who run the server, so they could technically read the answers until the survey is settled.",
);
pub(crate) const KEY_SHARES: Words = Words::new(
    "Svarene er låst mens undersøkelsen er åpen. Nøkkelen er delt i tre og ligger ikke på serveren: to av de tre som har hver sin del, må møtes for å åpne svarene.",
    "Svara er låste medan undersøkinga er open. Nøkkelen er delt i tre og ligg ikkje på serveren: to av dei tre som har kvar sin del, må møtast for å opne svara.",
    "Answers are locked while the survey is open. The key is in three parts and not on the server: two of the three who each have a part must meet to open the answers.",
);
pub(crate) const REHEARSED: Words = Words::new(
    "Det er prøvd med testsvar før undersøkelsen åpnet.",
    "Det er prøvd med testsvar før undersøkinga opna.",
    "This was tried with test answers before the survey opened.",
);
pub(crate) const NOT_REHEARSED: Words = Words::new(
    "Det er ikke prøvd med testsvar.",
    "Det er ikkje prøvd med testsvar.",
    "This has not been tried with test answers.",
);

pub(crate) const GUESSING: Words = Words::new("Gjetting på koder", "Gjetting på kodar", "Guessing codes");
pub(crate) const CALM: Words =
    Words::new("Rolig: det kommer få feil koder.", "Roleg: det kjem få feil kodar.", "Quiet: few wrong codes come in.");
pub(crate) const ALARM: Words = Words::new(
    "Noen prøver kanskje koder på måfå, nå eller i løpet av den siste timen. Mens det skjer, tar hver kode litt lenger tid. Ingen er stengt ute, og ingen koder er avslørt.",
    "Nokon prøver kanskje kodar på måfå, no eller i løpet av den siste timen. Medan det skjer, tek kvar kode litt lengre tid. Ingen er stengde ute, og ingen kodar er avslørte.",
    "Somebody may be trying out codes, now or within the last hour. While it goes on, each code takes a little longer. Nobody is shut out, and no code has been found.",
);

pub(crate) const COUNTS: Words =
    Words::new("Siden serveren startet", "Sidan serveren starta", "Since the server started");
pub(crate) const COUNTS_HINT: Words = Words::new(
    "Tallene er rundet nedover til 10, 20, 50, 100, 200, 500 og så videre, så ingen kan se når et enkelt svar kom. De ligger bare i minnet.",
    "Tala er runda nedover til 10, 20, 50, 100, 200, 500 og så vidare, så ingen kan sjå når eit enkelt svar kom. Dei ligg berre i minnet.",
    "The numbers are rounded down to 10, 20, 50, 100, 200, 500 and so on, so that nobody can see when a single answer came. They are in memory only.",
);
pub(crate) const FEW: Words = Words::new("færre enn 10", "færre enn 10", "fewer than 10");
pub(crate) const AT_LEAST: Words = Words::new("minst", "minst", "at least");
pub(crate) const COUNT_STORED: Words = Words::new("Svar lagret", "Svar lagra", "Answers stored");
pub(crate) const COUNT_REPEATED: Words = Words::new(
    "Svar sendt på nytt, lagret én gang",
    "Svar sende på nytt, lagra éin gong",
    "Answers sent again, stored once",
);
pub(crate) const COUNT_REFUSED: Words = Words::new("Avslag", "Avslag", "Refusals");
pub(crate) const COUNT_FAILED: Words = Words::new("Feil hos oss", "Feil hos oss", "Failures of ours");
pub(crate) const COUNT_DROPPED: Words = Words::new(
    "Forbindelser vi brøt fordi ingenting kom",
    "Samband vi braut fordi ingenting kom",
    "Connections we ended because nothing came",
);
pub(crate) const COUNT_DELAYED: Words =
    Words::new("Koder som måtte vente", "Kodar som måtte vente", "Codes that had to wait");

pub(crate) const STORE: Words = Words::new("Lagringen i detalj", "Lagringa i detalj", "Storage in detail");
pub(crate) const VERSION: Words = Words::new("Mestring, versjon", "Mestring, versjon", "Mestring, version");
