//! Why something was not done, in words: what happened, what is safe, what to do.

use super::Words;
use crate::refusal::{Declined, Failure, Refusal};

/// Why an answer was not taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Notice {
    /// The same in every language, for programs.
    pub(crate) kind: &'static str,
    /// What happened.
    pub(crate) title: Words,
    /// What is safe and what to do.
    pub(crate) detail: Words,
}

pub(super) const fn notice(kind: &'static str, title: Words, detail: Words) -> Notice {
    Notice { kind, title, detail }
}

/// The words for everything that can be declined.
pub(crate) fn declined(declined: &Declined) -> Notice {
    match declined {
        Declined::Refused(refusal) => refused(refusal),
        Declined::Failed(failure) => failed(*failure),
    }
}

fn refused(refusal: &Refusal) -> Notice {
    match refusal {
        Refusal::UnknownWave => notice(
            "unknown-wave",
            Words::new("Vi finner ikke undersøkelsen", "Vi finn ikkje undersøkinga", "We cannot find the survey"),
            Words::new(
                "Adressen peker på en undersøkelse som ikke finnes. Sjekk adressen i brevet eller meldingen du fikk. Ingenting er gått tapt, og ingen kode er brukt.",
                "Adressa peikar på ei undersøking som ikkje finst. Sjekk adressa i brevet eller meldinga du fekk. Ingenting er gått tapt, og ingen kode er brukt.",
                "The address points to a survey that does not exist. Check the address in the letter or message you got. Nothing has been lost, and no code has been used.",
            ),
        ),
        Refusal::WaveClosed => notice(
            "wave-closed",
            Words::new("Undersøkelsen er avsluttet", "Undersøkinga er avslutta", "The survey has ended"),
            Words::new(
                "Den tar ikke imot flere svar, og det du fylte ut nå, er ikke lagret hos oss. Har du svart før, er det svaret med. Resultatet kommer i rapporten.",
                "Ho tek ikkje imot fleire svar, og det du fylte ut no, er ikkje lagra hos oss. Har du svart før, er det svaret med. Resultatet kjem i rapporten.",
                "It takes no more answers, and what you filled in now is not stored with us. If you answered before, that answer counts. The results come in the report.",
            ),
        ),
        Refusal::MistypedCode => notice(
            "mistyped-code",
            Words::new("Koden er skrevet feil", "Koden er skriven feil", "The code is not written as it should be"),
            Words::new(
                "Sammenlign med brevet eller meldingen du fikk. Små bokstaver, mellomrom og bindestreker er i orden. \
                 Ingenting er lagret, og ingen kode er brukt.",
                "Samanlikn med brevet eller meldinga du fekk. Små bokstavar, mellomrom og bindestrekar er i orden. \
                 Ingenting er lagra, og ingen kode er brukt.",
                "Compare it with the letter or message you got. Small letters, spaces and dashes are fine. \
                 Nothing has been stored, and no code has been used.",
            ),
        ),
        Refusal::Code => notice(
            "code",
            Words::new(
                "Denne koden kan ikke brukes her",
                "Denne koden kan ikkje brukast her",
                "This code cannot be used here",
            ),
            Words::new(
                "Enten er den skrevet feil, eller du har fått et nyere brev, eller så har den alt gitt et svar. Har du \
                 sendt inn før, er det svaret trygt lagret. Ingenting nytt er lagret. Vi sier ikke hvilken grunn det er, \
                 så ingen kan prøve seg fram. Trenger du en ny kode, så si fra til den som ga deg brevet.",
                "Anten er han skriven feil, eller du har fått eit nyare brev, eller så har han alt gitt eit svar. Har du \
                 sendt inn før, er det svaret trygt lagra. Ingenting nytt er lagra. Vi seier ikkje kva grunn det er, \
                 så ingen kan prøve seg fram. Treng du ein ny kode, så sei frå til den som gav deg brevet.",
                "It is mistyped, or a newer letter has replaced it, or it has given its answer already. If you have sent \
                 before, that answer is safely stored. Nothing new has been stored. We do not say which reason it is, so \
                 that nobody can try codes out. If you need a new code, tell whoever gave you the letter.",
            ),
        ),
        Refusal::Answers(_) => notice(
            "wrong-answers",
            Words::new("Noen svar kunne ikke leses", "Nokre svar kunne ikkje lesast", "Some answers could not be read"),
            Words::new(
                "Ingenting er lagret, og koden er ikke brukt. Se over svarene, rett det som er feil, og send inn igjen.",
                "Ingenting er lagra, og koden er ikkje brukt. Sjå over svara, rett det som er feil, og send inn att.",
                "Nothing has been stored, and the code has not been used. Look over the answers, put right what is wrong, and send again.",
            ),
        ),
        Refusal::NothingAnswered => notice(
            "nothing-answered",
            Words::new(
                "Du har ikke svart på noe ennå",
                "Du har ikkje svart på noko enno",
                "You have not answered anything yet",
            ),
            Words::new(
                "Svar på minst ett spørsmål før du sender inn. Ingenting er lagret, og koden er ikke brukt.",
                "Svar på minst eitt spørsmål før du sender inn. Ingenting er lagra, og koden er ikkje brukt.",
                "Answer at least one question before you send. Nothing has been stored, and the code has not been used.",
            ),
        ),
        Refusal::ParticipationGone => notice(
            "participation-gone",
            Words::new("Undersøkelsen er gjort opp", "Undersøkinga er gjord opp", "The survey has been settled"),
            Words::new(
                "Kodene er slettet, så deltakelsen kan ikke telles lenger. Den står i rapporten.",
                "Kodane er sletta, så deltakinga kan ikkje teljast lenger. Ho står i rapporten.",
                "The codes have been deleted, so participation can no longer be counted. It is in the report.",
            ),
        ),
        other => misread(other),
    }
}

/// Refusals that a person with a browser hardly ever meets.
fn misread(refusal: &Refusal) -> Notice {
    match refusal {
        Refusal::SubmissionNumber => notice(
            "submission-number",
            Words::new(
                "Innsendingens nummer mangler",
                "Nummeret på innsendinga manglar",
                "The submission number is missing",
            ),
            Words::new(
                "«submission» skal være 32 heksadesimale tegn, laget én gang per svar og det samme ved hvert nytt forsøk.",
                "«submission» skal vere 32 heksadesimale teikn, laga éin gong per svar og det same ved kvart nytt forsøk.",
                "“submission” must be 32 hexadecimal digits, made up once per answer and the same with every retry.",
            ),
        ),
        Refusal::ContentType => notice(
            "content-type",
            Words::new(
                "Vi leser ikke denne typen innhold",
                "Vi les ikkje denne typen innhald",
                "We do not read this type of content",
            ),
            Words::new(
                "Bruk skjemaet på nettsiden, eller send JSON til API-et. Ingenting er lagret, og koden er ikke brukt.",
                "Bruk skjemaet på nettsida, eller send JSON til API-et. Ingenting er lagra, og koden er ikkje brukt.",
                "Use the form on the web page, or send JSON to the API. Nothing has been stored, and the code has not been used.",
            ),
        ),
        Refusal::TooLarge => notice(
            "too-large",
            Words::new("Innholdet er for stort", "Innhaldet er for stort", "The content is too large"),
            Words::new(
                "Et svar er mindre enn 64 KiB. Ingenting er lagret, og koden er ikke brukt. Gå tilbake til skjemaet og send inn derfra.",
                "Eit svar er mindre enn 64 KiB. Ingenting er lagra, og koden er ikkje brukt. Gå tilbake til skjemaet og send inn derifrå.",
                "An answer is smaller than 64 KiB. Nothing has been stored, and the code has not been used. Go back to the form and send it from there.",
            ),
        ),
        Refusal::TooSlow => notice(
            "too-slow",
            Words::new("Vi fikk ikke hele svaret", "Vi fekk ikkje heile svaret", "We did not get the whole answer"),
            Words::new(
                "Nettet brukte for lang tid. Ingenting er lagret, og koden er ikke brukt. Send inn igjen.",
                "Nettet brukte for lang tid. Ingenting er lagra, og koden er ikkje brukt. Send inn att.",
                "The network took too long. Nothing has been stored, and the code has not been used. Send it again.",
            ),
        ),
        Refusal::ForeignOrigin => notice(
            "foreign-origin",
            Words::new(
                "Dette kom ikke fra siden vår",
                "Dette kom ikkje frå sida vår",
                "This did not come from our page",
            ),
            Words::new(
                "Nettleseren sier at et annet nettsted sendte skjemaet. Derfor er ingenting lagret, og koden er ikke brukt. \
                 Åpne adressen i brevet eller meldingen du fikk, og send inn derfra.",
                "Nettlesaren seier at ein annan nettstad sende skjemaet. Difor er ingenting lagra, og koden er ikkje brukt. \
                 Opne adressa i brevet eller meldinga du fekk, og send inn derifrå.",
                "The browser says that another website sent the form. So nothing has been stored, and the code has not \
                 been used. Open the address in the letter or message you got, and send it from there.",
            ),
        ),
        Refusal::NotEncrypted => notice(
            "not-encrypted",
            Words::new(
                "Skriv https:// foran adressen",
                "Skriv https:// framfor adressa",
                "Write https:// in front of the address",
            ),
            Words::new(
                "Adressen ble åpnet uten kryptering, og slik tar vi ikke imot svar. Ingenting er lagret, og koden er ikke \
                 brukt. Skriv adressen på nytt med https:// først.",
                "Adressa vart opna utan kryptering, og slik tek vi ikkje imot svar. Ingenting er lagra, og koden er ikkje \
                 brukt. Skriv adressa på nytt med https:// først.",
                "The address was opened without encryption, and we take no answers that way. Nothing has been stored, and \
                 the code has not been used. Write the address again with https:// first.",
            ),
        ),
        Refusal::NoSuchPage => notice(
            "no-such-page",
            Words::new("Her er det ingen side", "Her er det inga side", "There is no page here"),
            Words::new(
                "Sjekk adressen i brevet eller meldingen du fikk. Ingenting er gått tapt, og ingen kode er brukt.",
                "Sjekk adressa i brevet eller meldinga du fekk. Ingenting er gått tapt, og ingen kode er brukt.",
                "Check the address in the letter or message you got. Nothing has been lost, and no code has been used.",
            ),
        ),
        Refusal::Method => notice(
            "method",
            Words::new(
                "Adressen tar ikke imot dette",
                "Adressa tek ikkje imot dette",
                "The address does not take this",
            ),
            Words::new(
                "Her er det ingenting å se, og ingenting er brukt eller lagret. Gå til adressen i brevet eller meldingen du fikk. Programmer finner metodene i /api/v1/openapi.json.",
                "Her er det ingenting å sjå, og ingenting er brukt eller lagra. Gå til adressa i brevet eller meldinga du fekk. Program finn metodane i /api/v1/openapi.json.",
                "There is nothing to see here, and nothing has been used or stored. Go to the address in the letter or message you got. Programs find the methods in /api/v1/openapi.json.",
            ),
        ),
        _ => notice(
            "unreadable",
            Words::new(
                "Vi kunne ikke lese innholdet",
                "Vi kunne ikkje lese innhaldet",
                "We could not read the content",
            ),
            Words::new(
                "Innholdet har ikke den formen adressen tar imot. Ingenting er lagret.",
                "Innhaldet har ikkje den forma adressa tek imot. Ingenting er lagra.",
                "The content does not have the form this address takes. Nothing has been stored.",
            ),
        ),
    }
}

fn failed(failure: Failure) -> Notice {
    match failure {
        Failure::Busy => notice(
            "busy",
            Words::new("Mange svarer akkurat nå", "Mange svarer akkurat no", "Many people are answering just now"),
            Words::new(
                "Dette forsøket ble ikke lagret. Vent et øyeblikk og send inn igjen.",
                "Dette forsøket vart ikkje lagra. Vent ein augneblink og send inn att.",
                "This attempt was not stored. Wait a moment and send it again.",
            ),
        ),
        Failure::NoRoom => notice(
            "no-room",
            Words::new(
                "Vi kan ikke lagre akkurat nå",
                "Vi kan ikkje lagre akkurat no",
                "We cannot store answers just now",
            ),
            Words::new(
                "Lagringen vår er full eller tar ikke imot noe nå. Dette forsøket ble ikke lagret. Prøv igjen om litt.",
                "Lagringa vår er full eller tek ikkje imot noko no. Dette forsøket vart ikkje lagra. Prøv igjen om litt.",
                "Our storage is full or takes nothing now. This attempt was not stored. Try again in a while.",
            ),
        ),
        Failure::Stopped => notice(
            "stopped",
            Words::new(
                "Vi tar ikke imot svar akkurat nå",
                "Vi tek ikkje imot svar akkurat no",
                "We take no answers just now",
            ),
            Words::new(
                "Serveren må startes på nytt. Dette forsøket ble ikke lagret. Prøv igjen senere.",
                "Serveren må startast på nytt. Dette forsøket vart ikkje lagra. Prøv igjen seinare.",
                "The server has to be restarted. This attempt was not stored. Try again later.",
            ),
        ),
        Failure::Unknown => notice(
            "outcome-unknown",
            Words::new(
                "Vi vet ikke om svaret ble lagret",
                "Vi veit ikkje om svaret vart lagra",
                "We do not know whether the answer was stored",
            ),
            Words::new(
                "Send inn igjen herfra om litt. Kom svaret fram første gang, får du kvitteringen for det. Ingen svar telles to ganger.",
                "Send inn att herifrå om litt. Kom svaret fram første gongen, får du kvitteringa for det. Ingen svar blir talde to gonger.",
                "Send it again from here in a while. If it arrived the first time, you get the receipt for that. No answer is counted twice.",
            ),
        ),
        Failure::Defect => notice(
            "defect",
            Words::new("Noe gikk galt hos oss", "Noko gjekk gale hos oss", "Something went wrong here"),
            Words::new(
                "Ingenting ble lagret. Prøv igjen, og hjelper det ikke, så si fra til den som ga deg koden.",
                "Ingenting vart lagra. Prøv igjen, og hjelper det ikkje, så sei frå til den som gav deg koden.",
                "Nothing was stored. Try again, and if that does not help, tell whoever gave you the code.",
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use survey::Language;

    use super::*;

    #[test]
    fn every_kind_of_problem_has_a_name_of_its_own_and_words_in_every_language() {
        let all: Vec<Declined> = [
            Refusal::UnknownWave,
            Refusal::WaveClosed,
            Refusal::MistypedCode,
            Refusal::Code,
            Refusal::Answers(Vec::new()),
            Refusal::NothingAnswered,
            Refusal::SubmissionNumber,
            Refusal::Unreadable(String::new()),
            Refusal::ContentType,
            Refusal::TooLarge,
            Refusal::TooSlow,
            Refusal::ForeignOrigin,
            Refusal::NotEncrypted,
            Refusal::NoSuchPage,
            Refusal::Method,
            Refusal::ParticipationGone,
        ]
        .map(Declined::Refused)
        .into_iter()
        .chain(
            [Failure::Busy, Failure::NoRoom, Failure::Stopped, Failure::Unknown, Failure::Defect].map(Declined::Failed),
        )
        .collect();
        let kinds: BTreeSet<&str> = all.iter().map(|kind| declined(kind).kind).collect();
        assert_eq!(kinds.len(), all.len(), "two problems share a name");
        for kind in &all {
            let Notice { title, detail, .. } = declined(kind);
            for language in Language::ALL {
                assert!(!title.get(language).is_empty() && !detail.get(language).is_empty(), "{kind:?}");
            }
        }
    }
}
