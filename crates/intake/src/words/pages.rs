//! What the pages of the questionnaire say. A `{}` stands where a number goes.

use super::{Notice, Words, notices::notice};
use crate::journal::Custody;

pub(crate) const LANGUAGES: Words = Words::new("Språk", "Språk", "Language");

// The start.

pub(crate) const PURPOSE: Words = Words::new(
    "Vi spør hvordan det er å jobbe her, for å se hva som virker og hva som må bli bedre der du jobber. Det er {} spørsmål. Det er frivillig å svare, og du kan hoppe over spørsmål.",
    "Vi spør korleis det er å jobbe her, for å sjå kva som verkar og kva som må bli betre der du jobbar. Det er {} spørsmål. Det er frivillig å svare, og du kan hoppe over spørsmål.",
    "We ask what it is like to work here, to see what works and what must get better where you work. There are {} questions. Answering is voluntary, and you may skip questions.",
);

/// Who sees what; what is kept, and how; who could open it, and when codes and key die. Each sentence must be true of
/// this version and of how the wave's key is kept.
pub(crate) const fn privacy(custody: Custody) -> [Words; 3] {
    [
        Words::new(
            "Ingen ser svaret ditt i resultatene: et tall vises først når minst fem har svart, og fordelingen av svar først når minst ti har svart.",
            "Ingen ser svaret ditt i resultata: eit tal blir vist først når minst fem har svart, og fordelinga av svar først når minst ti har svart.",
            "Nobody sees your answer in the results: a figure is shown only when at least five have answered, and the spread of answers only when at least ten have.",
        ),
        Words::new(
            "Vi lagrer svarene, enheten din (leder du en enhet, er det enheten over), hvilken kommune du kom fra og hva slags arbeid arbeidsgiveren har ført deg opp med (leder, høyere utdanning, fagbrev, assistent eller kontor) – ikke navn, tidspunkt eller hvor du svarer fra – og alt forsegles i det vi får det, slik at serveren som tar imot svaret, ikke selv kan åpne det igjen.",
            "Vi lagrar svara, eininga di (leier du ei eining, er det eininga over), kva kommune du kom frå og kva slags arbeid arbeidsgivaren har ført deg opp med (leiar, høgare utdanning, fagbrev, assistent eller kontor) – ikkje namn, tidspunkt eller kvar du svarer frå – og alt blir forsegla i det vi får det, slik at serveren som tek imot svaret, ikkje sjølv kan opne det igjen.",
            "We store your answers, your unit (if you lead a unit, the one above it), the municipality you came from and the kind of work your employer has listed you with (leader, degree, certificate of apprenticeship, assistant or office) – not your name, the time or where you answer from – and seal it all as it arrives, so that the server that takes the answer cannot open it again itself.",
        ),
        match custody {
            Custody::KeyFile => Words::new(
                "De som drifter undersøkelsen, har nøkkelen i en fil og kan teknisk sett åpne svarene mens den pågår; når den er gjort opp, slettes både kodene og nøkkelen, og rekkefølgen svarene kom i, er borte.",
                "Dei som driftar undersøkinga, har nøkkelen i ei fil og kan teknisk sett opne svara medan ho går; når ho er gjord opp, blir både kodane og nøkkelen sletta, og rekkjefølgja svara kom i, er borte.",
                "Those who run the survey have the key in a file and could technically open the answers while it is running; once it is settled both codes and key are deleted, and the order in which answers came is gone.",
            ),
            Custody::Shares => Words::new(
                "Nøkkelen er delt mellom personvernombudet, hovedtillitsvalgt og hovedverneombudet, og to av dem må møtes for å åpne svarene; når undersøkelsen er gjort opp, slettes kodene, nøkkelen skal ødelegges, og rekkefølgen svarene kom i, er borte.",
                "Nøkkelen er delt mellom personvernombodet, hovudtillitsvald og hovudverneombodet, og to av dei må møtast for å opne svara; når undersøkinga er gjord opp, blir kodane sletta, nøkkelen skal øydeleggjast, og rekkjefølgja svara kom i, er borte.",
                "The key is shared between the data protection officer, the chief union representative and the chief safety representative, and two of them must come together to open the answers; once the survey is settled the codes are deleted, the key is to be destroyed, and the order in which answers came is gone.",
            ),
        },
    ]
}

pub(crate) const CODE: Words = Words::new("Koden din", "Koden din", "Your code");
pub(crate) const CODE_HINT: Words = Words::new(
    "Den står i brevet eller meldingen du fikk. Mellomrom, bindestreker og små bokstaver er i orden. Koden er brukt først når du har fått kvitteringen.",
    "Han står i brevet eller meldinga du fekk. Mellomrom, bindestrekar og små bokstavar er i orden. Koden er brukt først når du har fått kvitteringa.",
    "It is in the letter or message you got. Spaces, dashes and small letters are fine. The code is used only when you have got the receipt.",
);
pub(crate) const TO_CODE: Words = Words::new("Gå til koden", "Gå til koden", "Go to the code");
pub(crate) const BEGIN: Words = Words::new("Begynn", "Begynn", "Begin");
pub(crate) const ABOUT: Words = Words::new("Om skjemaet", "Om skjemaet", "About this questionnaire");

// A question.

pub(crate) const QUESTION: Words = Words::new("Spørsmål {} av {}", "Spørsmål {} av {}", "Question {} of {}");
pub(crate) const NEXT: Words = Words::new("Neste", "Neste", "Next");
pub(crate) const BACK: Words = Words::new("Tilbake", "Tilbake", "Back");
pub(crate) const CLEAR: Words = Words::new("Fjern svaret", "Fjern svaret", "Remove the answer");
pub(crate) const LOOK_OVER: Words = Words::new("Gå til oversikten", "Gå til oversikta", "Go to the overview");
pub(crate) const DAMAGED: Words = Words::new(
    "Noen av svarene kunne ikke leses, og de spørsmålene står nå uten svar. Resten er her fortsatt. Se over før du sender inn.",
    "Nokre av svara kunne ikkje lesast, og dei spørsmåla står no utan svar. Resten er her framleis. Sjå over før du sender inn.",
    "Some of the answers could not be read, and those questions now have no answer. The rest is still here. Look it over before you send.",
);

// What the script says.

pub(crate) const OFFLINE: Words = Words::new(
    "Du er uten nett. Det du har svart, er her fortsatt, og vi prøver igjen av oss selv.",
    "Du er utan nett. Det du har svart, er her framleis, og vi prøver igjen av oss sjølve.",
    "You have no network. What you have answered is still here, and we try again by ourselves.",
);
pub(crate) const RETRYING: Words = Words::new(
    "Vi får ikke kontakt. Det du har svart, er her fortsatt, og vi prøver igjen av oss selv.",
    "Vi får ikkje kontakt. Det du har svart, er her framleis, og vi prøver igjen av oss sjølve.",
    "We cannot get through. What you have answered is still here, and we try again by ourselves.",
);
pub(crate) const RESTORED: Words = Words::new(
    "Vi fant svarene du hadde begynt på, på denne enheten.",
    "Vi fann svara du hadde byrja på, på denne eininga.",
    "We found the answers you had begun, on this device.",
);

// Looking over.

pub(crate) const OVERVIEW: Words = Words::new("Se over svarene", "Sjå over svara", "Look over your answers");
pub(crate) const ALL_ANSWERED: Words = Words::new(
    "Du har svart på alle {} spørsmål.",
    "Du har svart på alle {} spørsmåla.",
    "You have answered all {} questions.",
);
pub(crate) const SOME_UNANSWERED: Words = Words::new(
    "Du har svart på {} av {} spørsmål. {} står uten svar, og det er i orden.",
    "Du har svart på {} av {} spørsmål. {} står utan svar, og det er i orden.",
    "You have answered {} of {} questions. {} have no answer, and that is fine.",
);
pub(crate) const UNANSWERED: Words = Words::new("Ikke svart", "Ikkje svart", "No answer");
pub(crate) const CHANGE: Words = Words::new("Endre {}", "Endre {}", "Change {}");
pub(crate) const TO_SEND: Words =
    Words::new("Gå rett til innsendingen", "Gå rett til innsendinga", "Go straight to sending");
pub(crate) const SEND: Words = Words::new("Send inn", "Send inn", "Send");
pub(crate) const SEND_HINT: Words = Words::new(
    "Svaret kan ikke endres etterpå: da måtte vi ha visst hvilket som er ditt.",
    "Svaret kan ikkje endrast etterpå: då måtte vi ha visst kva for eit som er ditt.",
    "The answer cannot be changed afterwards: we would have to know which one is yours.",
);
pub(crate) const KEPT: Words = Words::new(
    "Det du har svart, står her fortsatt.",
    "Det du har svart, står her framleis.",
    "What you have answered is still here.",
);

// The receipt.

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

// Ways out of a refusal.

pub(crate) const TO_FORM: Words = Words::new("Til skjemaet", "Til skjemaet", "To the form");
pub(crate) const TO_START: Words = Words::new("Til starten", "Til starten", "To the start");

/// A page of the questionnaire was asked for by a browser that holds no answers to show on it.
pub(crate) const PAGE_GONE: Notice = notice(
    "page-gone",
    Words::new("Her er det ingen svar å vise", "Her er det ingen svar å vise", "There are no answers to show here"),
    Words::new(
        "Svarene er hos deg til du sender dem inn, og denne nettleseren har ingen. Har du fått kvittering, er svaret ditt trygt lagret, og du er ferdig. Ellers begynner du på starten. Koden er ikke brukt av at du ser på denne siden.",
        "Svara er hos deg til du sender dei inn, og denne nettlesaren har ingen. Har du fått kvittering, er svaret ditt trygt lagra, og du er ferdig. Elles byrjar du på starten. Koden blir ikkje brukt av at du ser på denne sida.",
        "Answers stay with you until you send them, and this browser has none. If you have got a receipt, your answer is safely stored and you are done. Otherwise begin at the start. Looking at this page does not use a code.",
    ),
);

// A shared tablet.

pub(crate) const SHARED_HINT: Words = Words::new(
    "Andre bruker dette nettbrettet etter deg. Blir det stående urørt, slettes svarene som ikke er sendt inn, og det går tilbake hit.",
    "Andre bruker dette nettbrettet etter deg. Blir det ståande urørt, blir svar som ikkje er sende inn, sletta, og det går tilbake hit.",
    "Others use this tablet after you. If it is left untouched, answers that have not been sent are deleted, and it comes back here.",
);
pub(crate) const QUIT: Words =
    Words::new("Avslutt og slett svarene", "Avslutt og slett svara", "Stop and delete the answers");
pub(crate) const SHARED_DONE: Words = Words::new(
    "Koden er brukt. Siden går tilbake til starten av seg selv om 20 sekunder.",
    "Koden er brukt. Sida går tilbake til starten av seg sjølv om 20 sekund.",
    "The code has been used. This page goes back to the start by itself in 20 seconds.",
);
pub(crate) const IDLE: Words = Words::new("Er du her fortsatt?", "Er du her framleis?", "Are you still here?");
pub(crate) const IDLE_HINT: Words = Words::new(
    "Om et halvt minutt slettes svarene, og nettbrettet går tilbake til starten.",
    "Om eit halvt minutt blir svara sletta, og nettbrettet går tilbake til starten.",
    "In half a minute the answers are deleted, and the tablet goes back to the start.",
);
pub(crate) const STAY: Words = Words::new("Ja, fortsett", "Ja, hald fram", "Yes, go on");

#[cfg(test)]
mod tests {
    use survey::Language;

    use super::*;

    #[test]
    fn privacy_is_three_sentences_and_says_who_holds_the_key() {
        for language in Language::ALL {
            let [file, shares] =
                [Custody::KeyFile, Custody::Shares].map(|custody| privacy(custody).map(|one| one.get(language)));
            for sentence in file.iter().chain(&shares) {
                assert_eq!(sentence.matches(['.', '!', '?']).count(), 1, "{sentence}");
                assert!(sentence.ends_with('.'));
            }
            assert_eq!(file[..2], shares[..2]);
            assert_ne!(file[2], shares[2]);
        }
    }

    #[test]
    fn a_text_has_the_same_places_for_numbers_in_every_language() {
        for words in [PURPOSE, QUESTION, ALL_ANSWERED, SOME_UNANSWERED, CHANGE] {
            let places = |language| words.get(language).matches("{}").count();
            assert!(
                places(Language::Nb) > 0 && Language::ALL.into_iter().all(|one| places(one) == places(Language::Nb))
            );
        }
    }
}
