//! What is said when something was not done: what happened, what is safe, what to do.

use views::Words;

use crate::refusal::{Declined, Failure, Refusal};

/// A kind of problem for programs, with words for people.
pub(crate) struct Notice {
    pub(crate) kind: &'static str,
    pub(crate) title: Words,
    pub(crate) detail: Words,
}

const fn told(kind: &'static str, title: [&'static str; 3], detail: [&'static str; 3]) -> Notice {
    let [nb, nn, en] = title;
    let [detail_nb, detail_nn, detail_en] = detail;
    Notice { kind, title: Words::new(nb, nn, en), detail: Words::new(detail_nb, detail_nn, detail_en) }
}

/// The words for what was declined.
pub(crate) fn notice(declined: &Declined) -> Notice {
    match declined {
        Declined::Refused(refusal) => refused(refusal),
        Declined::Failed(failure) => failed(*failure),
    }
}

fn refused(refusal: &Refusal) -> Notice {
    match refusal {
        Refusal::SignIn => told(
            "sign-in",
            ["Du må logge inn", "Du må logge inn", "Please sign in"],
            [
                "Ingen er logget inn her, eller så har økten gått ut. Logg inn og prøv igjen.",
                "Ingen er logga inn her, eller så har økta gått ut. Logg inn og prøv igjen.",
                "Nobody has signed in here, or the session has ended. Sign in and try again.",
            ],
        ),
        Refusal::WrongSignIn => told(
            "wrong-sign-in",
            ["Navn eller passord stemmer ikke", "Namn eller passord stemmer ikkje", "Name or password is wrong"],
            [
                "Se etter skrivefeil og prøv igjen. Har du glemt passordet, kan den som drifter løsningen gi deg et nytt.",
                "Sjå etter skrivefeil og prøv igjen. Har du gløymt passordet, kan den som driftar løysinga gi deg eit nytt.",
                "Check the spelling and try again. If you have forgotten the password, whoever runs this can give you a new one.",
            ],
        ),
        Refusal::Patience(_) => told(
            "patience",
            ["Vent et minutt", "Vent eitt minutt", "Please wait a minute"],
            [
                "Det er prøvd for mange passord for dette navnet. Vent et minutt og prøv igjen.",
                "Det er prøvd for mange passord for dette namnet. Vent eitt minutt og prøv igjen.",
                "Too many passwords were tried for this name. Wait a minute and try again.",
            ],
        ),
        Refusal::NotYours => told(
            "not-yours",
            ["Dette er ikke for din rolle", "Dette er ikkje for rolla di", "This is not for your role"],
            [
                "Du er logget inn, men rollen din har ikke denne siden.",
                "Du er logga inn, men rolla di har ikkje denne sida.",
                "You are signed in, but your role does not have this page.",
            ],
        ),
        Refusal::NoSuchPage | Refusal::NoSuchView(_) => told(
            "no-such-page",
            ["Her er det ingenting", "Her er det ingenting", "There is nothing here"],
            [
                "Adressen finnes ikke. Begynn på oversikten.",
                "Adressa finst ikkje. Byrja på oversikta.",
                "The address does not exist. Begin at the overview.",
            ],
        ),
        Refusal::NoSuchRow => told(
            "no-such-row",
            ["Raden finnes ikke", "Rada finst ikkje", "There is no such row"],
            [
                "Det du ser av resultatene, har ikke så mange rader.",
                "Det du ser av resultata, har ikkje så mange rader.",
                "What you see of the results does not have so many rows.",
            ],
        ),
        Refusal::Query(_) | Refusal::NotImplemented(_) => told(
            if matches!(refusal, Refusal::Query(_)) { "query" } else { "not-implemented" },
            ["Spørsmålet kan ikke besvares", "Spørsmålet kan ikkje svarast på", "The request cannot be carried out"],
            [
                "Ingenting er vist. Rett det som står her, og prøv igjen.",
                "Ingenting er vist. Rett det som står her, og prøv igjen.",
                "Nothing was shown. Correct what is named here and try again.",
            ],
        ),
        Refusal::Replaced => told(
            "replaced",
            ["Resultatene er byttet ut", "Resultata er bytte ut", "The results have been replaced"],
            [
                "Mens du leste, kom det nye resultater. Begynn på nytt fra første side, så hører alt sammen.",
                "Medan du las, kom det nye resultat. Byrja på nytt frå første side, så høyrer alt saman.",
                "New results came while you were reading. Begin anew at the first page, so that everything belongs together.",
            ],
        ),
        Refusal::Sql(_) => told(
            "sql",
            ["Spørringen ble ikke kjørt", "Spørjinga vart ikkje køyrd", "The query was not run"],
            ["Ingenting er vist eller endret.", "Ingenting er vist eller endra.", "Nothing was shown or changed."],
        ),
        Refusal::NotOffered => told(
            "not-offered",
            ["Dette er ikke slått på", "Dette er ikkje slått på", "This is not switched on"],
            [
                "Den som drifter løsningen, har startet den uten dette.",
                "Den som driftar løysinga, har starta ho utan dette.",
                "Whoever runs this has started it without it.",
            ],
        ),
        Refusal::Stranger => told(
            "stranger",
            ["Du har ikke tilgang her", "Du har ikkje tilgang her", "You have no access here"],
            [
                "Kommunens innlogging kjente deg, men ingen av gruppene dine har en rolle her. Spør personalavdelingen.",
                "Innlogginga i kommunen kjende deg, men ingen av gruppene dine har ei rolle her. Spør personalavdelinga.",
                "The organisation's sign-in knew you, but none of your groups has a role here. Ask the personnel department.",
            ],
        ),
        other => of_the_request(other),
    }
}

/// What is wrong with the request as such.
fn of_the_request(refusal: &Refusal) -> Notice {
    match refusal {
        Refusal::ForeignOrigin => told(
            "foreign-origin",
            [
                "Skjemaet kom fra et annet nettsted",
                "Skjemaet kom frå ein annan nettstad",
                "The form came from another website",
            ],
            [
                "Ingenting er gjort. Åpne siden her og prøv derfra.",
                "Ingenting er gjort. Opne sida her og prøv derfrå.",
                "Nothing was done. Open the page here and try from there.",
            ],
        ),
        Refusal::NotEncrypted => told(
            "not-encrypted",
            ["Linjen er ikke kryptert", "Linja er ikkje kryptert", "The line is not encrypted"],
            [
                "Passord og tilgangsnøkler tas bare imot over https. Har noen kunnet lese med, bør nøkkelen byttes.",
                "Passord og tilgangsnøklar blir berre tekne imot over https. Har nokon kunna lese med, bør nøkkelen bytast.",
                "Passwords and tokens are only taken over https. If somebody could have read this one, replace it.",
            ],
        ),
        Refusal::Method => told(
            "method",
            [
                "Adressen brukes på en annen måte",
                "Adressa blir brukt på ein annan måte",
                "The address is used in another way",
            ],
            ["Ingenting er gjort.", "Ingenting er gjort.", "Nothing was done."],
        ),
        Refusal::TooLarge => told(
            "too-large",
            ["Forespørselen er for stor", "Førespurnaden er for stor", "The request is too large"],
            ["Ingenting er gjort.", "Ingenting er gjort.", "Nothing was done."],
        ),
        Refusal::ContentType => told(
            "content-type",
            ["Forespørselen har feil innholdstype", "Førespurnaden har feil innhaldstype", "The content type is wrong"],
            ["Ingenting er gjort.", "Ingenting er gjort.", "Nothing was done."],
        ),
        _ => told(
            "unreadable",
            ["Forespørselen kan ikke leses", "Førespurnaden kan ikkje lesast", "The request cannot be read"],
            ["Ingenting er gjort.", "Ingenting er gjort.", "Nothing was done."],
        ),
    }
}

fn failed(failure: Failure) -> Notice {
    let (kind, detail) = match failure {
        Failure::Log => (
            "log",
            [
                "Loggen over innsyn kan ikke skrives, og da vises ingenting. Si fra til den som drifter løsningen.",
                "Loggen over innsyn kan ikkje skrivast, og då blir ingenting vist. Sei frå til den som driftar løysinga.",
                "The log of who looks cannot be written, and then nothing is shown. Tell whoever runs this.",
            ],
        ),
        Failure::Accounts => (
            "accounts",
            [
                "Listen over brukere kan ikke leses, og da slipper ingen inn. Si fra til den som drifter løsningen.",
                "Lista over brukarar kan ikkje lesast, og då slepp ingen inn. Sei frå til den som driftar løysinga.",
                "The list of accounts cannot be read, and then nobody is let in. Tell whoever runs this.",
            ],
        ),
        Failure::Busy => (
            "busy",
            [
                "Mange logger inn akkurat nå. Prøv igjen om litt.",
                "Mange loggar inn akkurat no. Prøv igjen om litt.",
                "Many are signing in just now. Try again in a moment.",
            ],
        ),
        Failure::Issuer => (
            "issuer",
            [
                "Kommunens innlogging svarte ikke som den skal. Prøv igjen, eller logg inn med navn og passord.",
                "Innlogginga i kommunen svarte ikkje som ho skal. Prøv igjen, eller logg inn med namn og passord.",
                "The organisation's sign-in did not answer as it should. Try again, or sign in with name and password.",
            ],
        ),
        Failure::Defect => (
            "defect",
            [
                "Dette er en feil hos oss. Ingenting er endret.",
                "Dette er ein feil hos oss. Ingenting er endra.",
                "This is a defect of ours. Nothing was changed.",
            ],
        ),
    };
    told(kind, ["Det gikk ikke nå", "Det gjekk ikkje no", "That did not work just now"], detail)
}
