//! Every sentence of letters and messages, in three languages. A language that lacked one would not compile.

use survey::{Date, Language};

/// The sentences of one language.
pub(crate) struct Words {
    pub(crate) language_name: &'static str,
    pub(crate) question: &'static str,
    pub(crate) invitation: &'static str,
    pub(crate) scan: &'static str,
    pub(crate) go_to: &'static str,
    pub(crate) your_code: &'static str,
    pub(crate) qr_label: &'static str,
    pub(crate) unseen: &'static str,
    pub(crate) unseen_more: &'static str,
    pub(crate) key_with_operator: &'static str,
    pub(crate) key_shared: &'static str,
    pub(crate) once: &'static str,
    pub(crate) once_more: &'static str,
    pub(crate) closes: &'static str,
    pub(crate) no_closing: &'static str,
    pub(crate) no_phone: &'static str,
    pub(crate) no_phone_more: &'static str,
    pub(crate) ask: &'static str,
    pub(crate) ask_colleagues: &'static str,
    pub(crate) new_letter: &'static str,
    pub(crate) message: &'static str,
    pub(crate) reminder: &'static str,
    months: [&'static str; 12],
    day_and_month: &'static str,
}

impl Words {
    pub(crate) fn of(language: Language) -> &'static Words {
        match language {
            Language::Nb => &NB,
            Language::Nn => &NN,
            Language::En => &EN,
        }
    }

    pub(crate) fn date(&self, date: Date) -> String {
        let month = self.months.get(usize::from(date.month()).saturating_sub(1)).copied().unwrap_or_default();
        let (day, year) = (date.day().to_string(), date.year().to_string());
        self.day_and_month.replace("{day}", &day).replace("{month}", month).replace("{year}", &year)
    }
}

const NB: Words = Words {
    language_name: "Bokmål",
    question: "Hvordan har du det på jobben?",
    invitation: "Du er invitert til å svare på {statements} korte påstander. Det er frivillig.",
    scan: "Skann med telefonen",
    go_to: "Gå til",
    your_code: "og skriv koden din",
    qr_label: "QR-kode som åpner undersøkelsen med koden fylt inn",
    unseen: "Ingen kan se hvem som har svart.",
    unseen_more: "Svaret lagres uten navn og tidspunkt, men med enhet, kommune og slags arbeid. Vi viser bare tall for grupper der minst fem har svart. En leder telles i enheten over.",
    key_with_operator: "Svaret låses når du sender det. De som drifter undersøkelsen, har nøkkelen og kan teknisk sett åpne svar, men de er uten navn. Nøkkelen slettes når undersøkelsen er ferdig.",
    key_shared: "Svaret låses når du sender det. Nøkkelen er delt mellom personvernombudet, de ansattes representant og verneombudet, så ingen kan åpne svar alene.",
    once: "Koden virker én gang.",
    once_more: "Den er brukt først når du har fått kvittering. Ikke gi den til andre.",
    closes: "Svar senest {date}.",
    no_closing: "Svar når det passer for deg, gjerne denne uken.",
    no_phone: "Har du ikke telefon?",
    no_phone_more: "Bruk et nettbrett eller en PC på jobben. Skriv adressen og koden. Du logger ikke inn.",
    ask: "Spørsmål, eller mistet brevet?",
    ask_colleagues: "Spør verneombudet eller den tillitsvalgte på arbeidsplassen din.",
    new_letter: "Et nytt brev gjør det gamle ugyldig.",
    message: "{sender} inviterer deg til {title}. Hvordan har du det på jobben? Svar her, uten å logge inn: [link]\n{closing} Ingen kan se hvem som har svart. Lenken er din og virker én gang, så ikke send den videre.\n",
    reminder: "Til alle fra {sender}: {title} er åpen. {closing}\nBruk koden i brevet eller lenken i meldingen du fikk: {entry}\nIngen kan se hvem som har svart, derfor går denne påminnelsen til alle. Har du svart, kan du se bort fra dette. Takk!\n",
    months: [
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ],
    day_and_month: "{day}. {month} {year}",
};

const NN: Words = Words {
    language_name: "Nynorsk",
    question: "Korleis har du det på jobben?",
    invitation: "Du er invitert til å svare på {statements} korte påstandar. Det er frivillig.",
    scan: "Skann med telefonen",
    go_to: "Gå til",
    your_code: "og skriv koden din",
    qr_label: "QR-kode som opnar undersøkinga med koden fylt inn",
    unseen: "Ingen kan sjå kven som har svart.",
    unseen_more: "Svaret blir lagra utan namn og tidspunkt, men med eining, kommune og slags arbeid. Vi viser berre tal for grupper der minst fem har svart. Ein leiar blir rekna med i eininga over.",
    key_with_operator: "Svaret blir låst når du sender det. Dei som driftar undersøkinga, har nøkkelen og kan teknisk sett opne svar, men dei er utan namn. Nøkkelen blir sletta når undersøkinga er ferdig.",
    key_shared: "Svaret blir låst når du sender det. Nøkkelen er delt mellom personvernombodet, representanten for dei tilsette og verneombodet, så ingen kan opne svar åleine.",
    once: "Koden verkar éin gong.",
    once_more: "Han er brukt først når du har fått kvittering. Ikkje gi han til andre.",
    closes: "Svar seinast {date}.",
    no_closing: "Svar når det passar for deg, gjerne denne veka.",
    no_phone: "Har du ikkje telefon?",
    no_phone_more: "Bruk eit nettbrett eller ein PC på jobben. Skriv adressa og koden. Du loggar ikkje inn.",
    ask: "Spørsmål, eller mista brevet?",
    ask_colleagues: "Spør verneombodet eller den tillitsvalde på arbeidsplassen din.",
    new_letter: "Eit nytt brev gjer det gamle ugyldig.",
    message: "{sender} inviterer deg til {title}. Korleis har du det på jobben? Svar her, utan å logge inn: [link]\n{closing} Ingen kan sjå kven som har svart. Lenkja er di og verkar éin gong, så ikkje send ho vidare.\n",
    reminder: "Til alle frå {sender}: {title} er open. {closing}\nBruk koden i brevet eller lenkja i meldinga du fekk: {entry}\nIngen kan sjå kven som har svart, derfor går denne påminninga til alle. Har du svart, kan du sjå bort frå dette. Takk!\n",
    months: NB.months,
    day_and_month: NB.day_and_month,
};

const EN: Words = Words {
    language_name: "English",
    question: "How are things at work?",
    invitation: "You are invited to answer {statements} short statements. It is voluntary.",
    scan: "Scan with your phone",
    go_to: "Go to",
    your_code: "and type your code",
    qr_label: "QR code that opens the survey with the code filled in",
    unseen: "Nobody can see who has answered.",
    unseen_more: "Your answer is stored without name and time, but with unit, municipality and kind of work. We only show numbers for groups where at least five have answered. A leader is counted in the unit above.",
    key_with_operator: "Your answer is locked when you send it. Those who run the survey have the key and could technically open answers, but they have no names. The key is deleted when the survey is finished.",
    key_shared: "Your answer is locked when you send it. The key is shared by the data protection officer, the employees’ and the safety representative, so nobody can open answers alone.",
    once: "The code works once.",
    once_more: "It is used only when you have got a receipt. Do not give it to others.",
    closes: "Answer by {date}.",
    no_closing: "Answer when it suits you, preferably this week.",
    no_phone: "No phone?",
    no_phone_more: "Use a tablet or a computer at work. Type the address and the code. There is no login.",
    ask: "Questions, or lost the letter?",
    ask_colleagues: "Ask the safety representative or the union representative where you work.",
    new_letter: "A new letter replaces the old one.",
    message: "{sender} invites you to {title}. How are things at work? Answer here, without logging in: [link]\n{closing} Nobody can see who has answered. The link is yours and works once, so do not pass it on.\n",
    reminder: "To everybody from {sender}: {title} is open. {closing}\nUse the code in the letter or the link in the message you got: {entry}\nNobody can see who has answered, so this reminder goes to everybody. If you have answered, you can ignore it. Thank you!\n",
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    day_and_month: "{day} {month} {year}",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_the_way_people_say_them() {
        let date = Date::new(2026, 10, 1).unwrap();
        let said = Language::ALL.map(|language| Words::of(language).date(date));
        assert_eq!(said, ["1. oktober 2026", "1. oktober 2026", "1 October 2026"]);
        assert_eq!(Words::of(Language::En).date(Date::new(2026, 12, 31).unwrap()), "31 December 2026");
    }
}
