//! The views: which tables there are, and what each of them holds.

use crate::{Description, Words, columns};

/// One documented table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum View {
    /// Every scale and the absence of the year, for every group.
    Indices,
    /// How the answers spread over the points.
    Distributions,
    /// Indicators of the plans in their zones.
    Benchmarks,
    /// Sickness absence through the months, quarters and years.
    Absence,
    /// How many of the invited answered.
    Participation,
    /// The wide groups through waves and years.
    Trend,
    /// The groups.
    Units,
    /// The plans' indicators.
    Indicators,
    /// What views, columns, words and measures mean.
    Codebook,
}

/// No view has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no view {given}; the views are {}", View::ALL.map(View::name).join(", "))]
pub struct UnknownView {
    /// The name as given.
    pub given: String,
}

impl View {
    /// Every view.
    pub const ALL: [View; 9] = [
        View::Indices,
        View::Distributions,
        View::Benchmarks,
        View::Absence,
        View::Participation,
        View::Trend,
        View::Units,
        View::Indicators,
        View::Codebook,
    ];

    /// The name it is asked for by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            View::Indices => "indices",
            View::Distributions => "distributions",
            View::Benchmarks => "benchmarks",
            View::Absence => "absence",
            View::Participation => "participation",
            View::Trend => "trend",
            View::Units => "units",
            View::Indicators => "indicators",
            View::Codebook => "codebook",
        }
    }

    /// The view of a name.
    pub fn parse(name: &str) -> Result<View, UnknownView> {
        let found = View::ALL.into_iter().find(|view| view.name() == name);
        found.ok_or_else(|| UnknownView { given: name.to_owned() })
    }

    /// What one row is, in a sentence.
    #[must_use]
    pub const fn about(self) -> Words {
        match self {
            View::Indices => Words::new(
                "Én rad for hver skala, hvert tall om den og hver gruppe, med intervall; sykefraværet det siste året er med.",
                "Éi rad for kvar skala, kvart tal om den og kvar gruppe, med intervall; sjukefråværet det siste året er med.",
                "One row for each scale, each statistic of it and each group, with its interval; the year's sickness absence is included.",
            ),
            View::Distributions => Words::new(
                "Én rad for hver skala, gruppe og hvert svartrinn: andelen av svarene.",
                "Éi rad for kvar skala, gruppe og kvart svartrinn: delen av svara.",
                "One row for each scale, group and answer point: the share of the answers.",
            ),
            View::Benchmarks => Words::new(
                "Én rad for hver indikator i hver gruppe og hvert år: verdi, sone og hvor sikkert det er.",
                "Éi rad for kvar indikator i kvar gruppe og kvart år: verdi, sone og kor sikkert det er.",
                "One row for each indicator, group and year: value, zone and how sure that is.",
            ),
            View::Absence => Words::new(
                "Én rad for hver gruppe og periode: tapte av avtalte dagsverk.",
                "Éi rad for kvar gruppe og periode: tapte av avtalte dagsverk.",
                "One row for each group and period: lost out of agreed working days.",
            ),
            View::Participation => Words::new(
                "Én rad for hver gruppe: andelen som har svart, i grove trinn; antall bare for alle under ett.",
                "Éi rad for kvar gruppe: delen som har svart, i grove steg; tal berre for alle under eitt.",
                "One row for each group: the share who answered, in bands; counts for everybody only.",
            ),
            View::Trend => Words::new(
                "Én rad for hvert mål, hver bred gruppe og hver undersøkelse eller hvert år.",
                "Éi rad for kvart mål, kvar brei gruppe og kvar undersøking eller kvart år.",
                "One row for each measure, wide group and wave or year.",
            ),
            View::Units => Words::new(
                "Én rad for hver gruppe: navn, slag og nivået over.",
                "Éi rad for kvar gruppe: namn, slag og nivået over.",
                "One row for each group: name, kind and the level above.",
            ),
            View::Indicators => Words::new(
                "Én rad for hver indikator i hver plan: soner, kilde og gyldighet.",
                "Éi rad for kvar indikator i kvar plan: soner, kjelde og gyldigheit.",
                "One row for each indicator of each plan: zones, source and validity.",
            ),
            View::Codebook => Words::new(
                "Én rad for hvert utvalg, hver kolonne, hvert ord og hvert mål: hva det betyr.",
                "Éi rad for kvart utval, kvar kolonne, kvart ord og kvart mål: kva det tyder.",
                "One row for each view, column, word and measure: what it means.",
            ),
        }
    }

    /// Its columns, in order.
    #[must_use]
    pub fn columns(self) -> Vec<Description> {
        match self {
            View::Indices => columns::indices(),
            View::Distributions => columns::distributions(),
            View::Benchmarks => columns::benchmarks(),
            View::Absence => columns::absence(),
            View::Participation => columns::participation(),
            View::Trend => columns::trend(),
            View::Units => columns::units(),
            View::Indicators => columns::indicators(),
            View::Codebook => columns::codebook(),
        }
    }
}
