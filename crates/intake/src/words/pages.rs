//! What the pages of the questionnaire say.

use super::Words;

pub(crate) const LANGUAGES: Words = Words::new("Språk", "Språk", "Language");

/// Who sees what, what is kept, and when the code dies. Each sentence must be true of this version.
pub(crate) const PRIVACY: [Words; 3] = [
    Words::new(
        "Ingen ser svaret ditt i resultatene: et tall vises først når minst fem har svart, og fordelingen av svar først når minst ti har svart.",
        "Ingen ser svaret ditt i resultata: eit tal blir vist først når minst fem har svart, og fordelinga av svar først når minst ti har svart.",
        "Nobody sees your answer in the results: a figure is shown only when at least five have answered, and the spread of answers only when at least ten have.",
    ),
    Words::new(
        "Vi lagrer svarene, enheten din og hvilken kommune du kom fra – ikke navn, tidspunkt eller hvor du svarer fra.",
        "Vi lagrar svara, eininga di og kva kommune du kom frå – ikkje namn, tidspunkt eller kvar du svarer frå.",
        "We store your answers, your unit and the municipality you came from – not your name, the time or where you answer from.",
    ),
    Words::new(
        "Svarene ligger ikke kryptert mens undersøkelsen pågår, så de som drifter serveren, kan teknisk sett lese dem; når den er gjort opp, slettes kodene, og rekkefølgen svarene kom i, er borte.",
        "Svara ligg ikkje krypterte medan undersøkinga går, så dei som driftar serveren, kan teknisk sett lese dei; når ho er gjord opp, blir kodane sletta, og rekkjefølgja svara kom i, er borte.",
        "Answers are not encrypted while the survey is running, so those who operate the server could technically read them; once it is settled the codes are deleted, and the order in which answers came is gone.",
    ),
];

pub(crate) const CODE: Words = Words::new("Koden din", "Koden din", "Your code");
pub(crate) const CODE_HINT: Words = Words::new(
    "26 bokstaver og sifre fra brevet eller meldingen du fikk. Mellomrom, bindestreker og små bokstaver er i orden. Koden er brukt først når du har fått kvitteringen.",
    "26 bokstavar og siffer frå brevet eller meldinga du fekk. Mellomrom, bindestrekar og små bokstavar er i orden. Koden er brukt først når du har fått kvitteringa.",
    "26 letters and digits from the letter or message you got. Spaces, dashes and small letters are fine. The code is used only when you have got the receipt.",
);
pub(crate) const TO_CODE: Words = Words::new("Gå til koden", "Gå til koden", "Go to the code");
pub(crate) const SKIP: Words = Words::new(
    "Du velger selv hva du svarer på, og kan hoppe over spørsmål.",
    "Du vel sjølv kva du svarer på, og kan hoppe over spørsmål.",
    "You choose what to answer, and may skip questions.",
);
pub(crate) const QUESTION: Words = Words::new("Spørsmål", "Spørsmål", "Question");
pub(crate) const OF: Words = Words::new("av", "av", "of");
pub(crate) const SEND: Words = Words::new("Send inn", "Send inn", "Send");
pub(crate) const SEND_HINT: Words = Words::new(
    "Svaret kan ikke endres etterpå: da måtte vi ha visst hvilket som er ditt.",
    "Svaret kan ikkje endrast etterpå: då måtte vi ha visst kva for eit som er ditt.",
    "The answer cannot be changed afterwards: we would have to know which one is yours.",
);
pub(crate) const KEPT: Words = Words::new(
    "Det du har fylt ut, står her fortsatt.",
    "Det du har fylt ut, står her framleis.",
    "What you filled in is still here.",
);
pub(crate) const ABOUT: Words = Words::new("Om skjemaet", "Om skjemaet", "About this questionnaire");

pub(crate) const THANKS: Words =
    Words::new("Takk! Svaret ditt er lagret", "Takk! Svaret ditt er lagra", "Thank you! Your answer is stored");
pub(crate) const RECEIPT: Words = Words::new("Kvittering", "Kvittering", "Receipt");
pub(crate) const RECEIPT_HINT: Words = Words::new(
    "Kvitteringen viser at et svar er lagret. Den sier ikke hva du svarte, og ingen kan finne svaret ditt med den.",
    "Kvitteringa viser at eit svar er lagra. Ho seier ikkje kva du svarte, og ingen kan finne svaret ditt med henne.",
    "The receipt shows that an answer is stored. It does not say what you answered, and nobody can find your answer with it.",
);
pub(crate) const DONE: Words = Words::new(
    "Du kan lukke siden nå. Koden er brukt.",
    "Du kan lukke sida no. Koden er brukt.",
    "You can close this page now. The code has been used.",
);
pub(crate) const BACK: Words = Words::new("Til skjemaet", "Til skjemaet", "To the form");
