//! What was found about the merger, in words.

use survey::Language;

use super::{CultureCourse, GoesWith, Measurement};

impl CultureCourse {
    /// The verdict, in a phrase.
    #[must_use]
    pub fn phrase(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Converging, Language::Nb) => "nærmer seg hverandre",
            (Self::Converging, Language::Nn) => "nærmar seg kvarandre",
            (Self::Converging, Language::En) => "converging",
            (Self::StandingStill, Language::Nb) => "står stille",
            (Self::StandingStill, Language::Nn) => "står stille",
            (Self::StandingStill, Language::En) => "standing still",
            (Self::DriftingApart, Language::Nb) => "glir fra hverandre",
            (Self::DriftingApart, Language::Nn) => "glir frå kvarandre",
            (Self::DriftingApart, Language::En) => "drifting apart",
            (Self::CannotBeTold, Language::Nb) => "kan ikke avgjøres",
            (Self::CannotBeTold, Language::Nn) => "kan ikkje avgjerast",
            (Self::CannotBeTold, Language::En) => "cannot be told",
        }
    }

    /// What it means, in a sentence.
    #[must_use]
    pub fn sentence(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Converging, Language::Nb) => {
                "Forskjellene mellom de tidligere kommunene er blitt mindre, og mer enn tilfeldigheter forklarer."
            }
            (Self::Converging, Language::Nn) => {
                "Skilnadene mellom dei tidlegare kommunane er blitt mindre, og meir enn det tilfeldige forklarer."
            }
            (Self::Converging, Language::En) => {
                "The differences between the former municipalities have become smaller, by more than chance explains."
            }
            (Self::StandingStill, Language::Nb) => {
                "Ingen forskjell mellom to av de tidligere kommunene har endret seg nok til å bety noe."
            }
            (Self::StandingStill, Language::Nn) => {
                "Ingen skilnad mellom to av dei tidlegare kommunane har endra seg nok til å bety noko."
            }
            (Self::StandingStill, Language::En) => {
                "No difference between two of the former municipalities has changed enough to matter."
            }
            (Self::DriftingApart, Language::Nb) => {
                "Forskjellene mellom de tidligere kommunene er blitt større, og mer enn tilfeldigheter forklarer."
            }
            (Self::DriftingApart, Language::Nn) => {
                "Skilnadene mellom dei tidlegare kommunane er blitt større, og meir enn det tilfeldige forklarer."
            }
            (Self::DriftingApart, Language::En) => {
                "The differences between the former municipalities have become larger, by more than chance explains."
            }
            (Self::CannotBeTold, Language::Nb) => {
                "Svarene viser verken at forskjellene har endret seg, eller at de er som før."
            }
            (Self::CannotBeTold, Language::Nn) => {
                "Svara viser verken at skilnadene har endra seg, eller at dei er som før."
            }
            (Self::CannotBeTold, Language::En) => {
                "The answers show neither that the differences have changed nor that they are as before."
            }
        }
    }
}

impl Measurement {
    /// What may be compared, in a sentence.
    #[must_use]
    pub fn sentence(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Equal, Language::Nb) => "Utsagnene virker likt i de tre kommunene. Snittene kan sammenlignes.",
            (Self::Equal, Language::Nn) => "Utsegnene verkar likt i dei tre kommunane. Snitta kan samanliknast.",
            (Self::Equal, Language::En) => {
                "The statements work alike in the three municipalities. Means may be compared."
            }
            (Self::EqualInPart, Language::Nb) => {
                "Noen utsagn virker ulikt i de tre kommunene. Vi sammenligner bare de utsagnene som virker likt."
            }
            (Self::EqualInPart, Language::Nn) => {
                "Nokre utsegner verkar ulikt i dei tre kommunane. Vi samanliknar berre dei utsegnene som verkar likt."
            }
            (Self::EqualInPart, Language::En) => {
                "Some statements work differently in the three municipalities. We compare only those that work alike."
            }
            (Self::RelationsOnly, Language::Nb) => {
                "Utsagnene har ulikt nivå i de tre kommunene uten at det skalaen måler, er ulikt. Snittene kan ikke sammenlignes."
            }
            (Self::RelationsOnly, Language::Nn) => {
                "Utsegnene har ulikt nivå i dei tre kommunane utan at det skalaen måler, er ulikt. Snitta kan ikkje samanliknast."
            }
            (Self::RelationsOnly, Language::En) => {
                "The statements stand at different levels without a difference in what the scale measures. Means may not be compared."
            }
            (Self::Different, Language::Nb) => {
                "Utsagnene måler ikke det samme i de tre kommunene. Ingenting kan sammenlignes."
            }
            (Self::Different, Language::Nn) => {
                "Utsegnene måler ikkje det same i dei tre kommunane. Ingenting kan samanliknast."
            }
            (Self::Different, Language::En) => {
                "The statements do not measure the same in the three municipalities. Nothing may be compared."
            }
            (Self::FewAnswers, Language::Nb) => "Ikke kontrollert: for få hele svar i en av kommunene.",
            (Self::FewAnswers, Language::Nn) => "Ikkje kontrollert: for få heile svar i ein av kommunane.",
            (Self::FewAnswers, Language::En) => "Not checked: too few complete answers in one of the municipalities.",
            (Self::FewItems, Language::Nb) => "Ikke kontrollert: én eller to utsagn er for lite til å prøve det.",
            (Self::FewItems, Language::Nn) => "Ikkje kontrollert: éi eller to utsegner er for lite til å prøve det.",
            (Self::FewItems, Language::En) => "Not checked: one or two statements are too few to test it.",
            (Self::NotOneFactor, Language::Nb) => "Ikke kontrollert: utsagnene måler flere ting på en gang.",
            (Self::NotOneFactor, Language::Nn) => "Ikkje kontrollert: utsegnene måler fleire ting på ein gong.",
            (Self::NotOneFactor, Language::En) => "Not checked: the statements measure several things at once.",
            (Self::NotComputable, Language::Nb) => "Ikke kontrollert: beregningen har ingen løsning.",
            (Self::NotComputable, Language::Nn) => "Ikkje kontrollert: utrekninga har inga løysing.",
            (Self::NotComputable, Language::En) => "Not checked: the calculation has no solution.",
        }
    }
}

impl GoesWith {
    /// What may be said, in a sentence, and never more.
    #[must_use]
    pub fn sentence(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::LessAbsence, Language::Nb) => "Enheter med bedre klima hadde lavere sykefravær.",
            (Self::LessAbsence, Language::Nn) => "Einingar med betre klima hadde lågare sjukefråvær.",
            (Self::LessAbsence, Language::En) => "Units with a better climate had lower sickness absence.",
            (Self::MoreAbsence, Language::Nb) => "Enheter med bedre klima hadde høyere sykefravær.",
            (Self::MoreAbsence, Language::Nn) => "Einingar med betre klima hadde høgare sjukefråvær.",
            (Self::MoreAbsence, Language::En) => "Units with a better climate had higher sickness absence.",
            (Self::NotToldApart, Language::Nb) => {
                "Tallene viser ikke om klima og sykefravær henger sammen mellom enheter."
            }
            (Self::NotToldApart, Language::Nn) => {
                "Tala viser ikkje om klima og sjukefråvær heng saman mellom einingar."
            }
            (Self::NotToldApart, Language::En) => {
                "The figures do not show whether climate and absence go together over units."
            }
        }
    }

    /// What goes with every such sentence.
    #[must_use]
    pub fn limits(language: Language) -> &'static str {
        match language {
            Language::Nb => {
                "Dette er en sammenheng mellom enheter i samme tjenesteområde og år. Den sier ikke at det ene fører til det andre, og den sier ingenting om enkeltpersoner."
            }
            Language::Nn => {
                "Dette er ein samanheng mellom einingar i same tenesteområde og år. Han seier ikkje at det eine fører til det andre, og han seier ingenting om einskildpersonar."
            }
            Language::En => {
                "This is an association between units of one service area and year. It does not say that the one brings about the other, and it says nothing about single persons."
            }
        }
    }
}
