//! Why nothing can be told, in words for whoever decided on the programme.

use survey::Language;

use super::Obstacle;

impl Obstacle {
    /// One sentence.
    #[must_use]
    pub fn sentence(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::NobodyBegan, Language::Nb) => "Ingen enhet hadde begynt på programmet ved siste måling.",
            (Self::NobodyBegan, Language::Nn) => "Inga eining hadde byrja på programmet ved siste måling.",
            (Self::NobodyBegan, Language::En) => "No unit had begun the programme by the last round.",
            (Self::SingleWave, Language::Nb) => "Det finnes bare én måling, og en endring trenger to.",
            (Self::SingleWave, Language::Nn) => "Det finst berre éi måling, og ei endring treng to.",
            (Self::SingleWave, Language::En) => "There is a single round, and a change needs two.",
            (Self::NoWaveBefore, Language::Nb) => {
                "Alle som var med, hadde begynt før den første målingen, så ingen er målt før programmet."
            }
            (Self::NoWaveBefore, Language::Nn) => {
                "Alle som var med, hadde byrja før den første målinga, så ingen er målte før programmet."
            }
            (Self::NoWaveBefore, Language::En) => {
                "All who took part had begun before the first round, so nobody was measured before the programme."
            }
            (Self::NobodyLeftToCompare, Language::Nb) => {
                "Alle ledere var med, og ved hver måling etter oppstart hadde også alle andre begynt. Det finnes ingen å sammenligne med."
            }
            (Self::NobodyLeftToCompare, Language::Nn) => {
                "Alle leiarar var med, og ved kvar måling etter oppstart hadde òg alle andre byrja. Det finst ingen å samanlikne med."
            }
            (Self::NobodyLeftToCompare, Language::En) => {
                "All leaders took part, and in every round after a beginning all others had begun as well. There is nobody to compare with."
            }
            (Self::TooFewUnits, Language::Nb) => {
                "For få enheter hadde begynt, eller for få ventet ennå, til å sammenligne."
            }
            (Self::TooFewUnits, Language::Nn) => {
                "For få einingar hadde byrja, eller for få venta enno, til å samanlikne."
            }
            (Self::TooFewUnits, Language::En) => "Too few units had begun, or too few were still waiting, to compare.",
            (Self::NotComputable, Language::Nb) => "Svarene strekker ikke til for beregningen.",
            (Self::NotComputable, Language::Nn) => "Svara strekk ikkje til for utrekninga.",
            (Self::NotComputable, Language::En) => "The answers do not suffice for the calculation.",
        }
    }
}
