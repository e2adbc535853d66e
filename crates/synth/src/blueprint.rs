//! The new municipality on paper: which services it has, what their units are called and how they usually are.
//!
//! Every name of a place of work is invented.

/// One service area: the units right under the top.
pub(crate) struct Area {
    /// Start of the ids of its units.
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    /// Share of all employees.
    pub(crate) share: f64,
    /// How much better or worse the general climate is here, in latent standard deviations.
    pub(crate) climate: f64,
    /// How much readier people here are to answer, in log odds.
    pub(crate) readiness: f64,
}

/// The six service areas. Education and health have three of four employees.
pub(crate) const AREAS: [Area; 6] = [
    Area { code: "opp", name: "Oppvekst", share: 0.42, climate: 0.03, readiness: 0.10 },
    Area { code: "helse", name: "Helse og omsorg", share: 0.34, climate: -0.06, readiness: -0.30 },
    Area { code: "kultur", name: "Kultur og innbyggerdialog", share: 0.05, climate: 0.08, readiness: 0.25 },
    Area { code: "teknisk", name: "Teknisk og eiendom", share: 0.10, climate: -0.04, readiness: -0.10 },
    Area { code: "samfunn", name: "Samfunnsutvikling", share: 0.035, climate: 0.06, readiness: 0.30 },
    Area { code: "adm", name: "Administrasjon", share: 0.055, climate: 0.05, readiness: 0.40 },
];

/// Where the people of a place of work came from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// All from one former municipality.
    Local,
    /// From all three.
    Shared,
}

/// A kind of place of work.
pub(crate) struct Kind {
    /// Position in [`AREAS`].
    pub(crate) area: usize,
    pub(crate) unit_type: &'static str,
    /// One place of work for each name.
    pub(crate) names: &'static [&'static str],
    /// The departments of each; none if it has no departments.
    pub(crate) departments: &'static [&'static str],
    pub(crate) origin: Origin,
    /// Usual size of a department relative to others in the area.
    pub(crate) size: f64,
    /// Mean position, in percent of a full one.
    pub(crate) position_percent: u32,
    /// Usual absence certified by a doctor, in percent of agreed days.
    pub(crate) certified_percent: f64,
}

const fn local(
    (area, unit_type): (usize, &'static str),
    names: &'static [&'static str],
    departments: &'static [&'static str],
    (size, position_percent, certified_percent): (f64, u32, f64),
) -> Kind {
    Kind { area, unit_type, names, departments, origin: Origin::Local, size, position_percent, certified_percent }
}

const fn shared(
    (area, unit_type): (usize, &'static str),
    names: &'static [&'static str],
    departments: &'static [&'static str],
    (size, position_percent, certified_percent): (f64, u32, f64),
) -> Kind {
    Kind { area, unit_type, names, departments, origin: Origin::Shared, size, position_percent, certified_percent }
}

const NURSERIES_SMALL: [&str; 20] = [
    "Tyttebærtunet barnehage",
    "Maurstien barnehage",
    "Ekornstubben barnehage",
    "Lerkereiret barnehage",
    "Bjørnebærkroken barnehage",
    "Kastanjehagen barnehage",
    "Månestråla barnehage",
    "Kløverbakken barnehage",
    "Kongleporten barnehage",
    "Nøtteliten barnehage",
    "Humlehaugen barnehage",
    "Revefaret barnehage",
    "Fjæresteinen barnehage",
    "Soltrappa barnehage",
    "Hasselmusa barnehage",
    "Vårsildra barnehage",
    "Bekkekanten barnehage",
    "Skjærgårdstunet barnehage",
    "Gråspurven barnehage",
    "Fiolveien barnehage",
];
const NURSERIES_LARGE: [&str; 6] = [
    "Blåklokkelia barnehage",
    "Regnbuekollen barnehage",
    "Trollgranskogen barnehage",
    "Saltsteinen barnehage",
    "Eventyrstien barnehage",
    "Gullkornjordet barnehage",
];
const PRIMARY_SCHOOLS: [&str; 16] = [
    "Granhøgda skole",
    "Kleivbakken skole",
    "Ospelifaret skole",
    "Rognehaugen skole",
    "Myrbråtlia skole",
    "Steinslettlia skole",
    "Haukeråstoppen skole",
    "Fjordglimt skole",
    "Nyjordkroken skole",
    "Lindebekken skole",
    "Seljebakkstubben skole",
    "Åsgløtten skole",
    "Elvekroken skole",
    "Hestehagaløkka skole",
    "Skarpskogen skole",
    "Kvernfossen skole",
];
const SECONDARY_SCHOOLS: [&str; 5] = [
    "Vidsyn ungdomsskole",
    "Krokskogløkka ungdomsskole",
    "Nordhøgdåsen ungdomsskole",
    "Strandkleiva ungdomsskole",
    "Bueskogen ungdomsskole",
];
const HOME_CARE: [&str; 6] = [
    "Hjemmetjenesten Dalen",
    "Hjemmetjenesten Åsen",
    "Hjemmetjenesten Fjorden",
    "Hjemmetjenesten Kysten",
    "Hjemmetjenesten Skogen",
    "Hjemmetjenesten Bekken",
];
const NURSING_HOMES: [&str; 6] = [
    "Lindealleen sykehjem",
    "Fjordblikket sykehjem",
    "Bjørkehagestien sykehjem",
    "Solbrekkfaret sykehjem",
    "Havgløtten sykehjem",
    "Kirsebærlunden sykehjem",
];
const ASSISTED_HOMES: [&str; 3] = ["Bofellesskap nord", "Bofellesskap øst", "Bofellesskap sør"];

const NURSERY: (usize, &str) = (0, "barnehage");
const SCHOOL: (usize, &str) = (0, "skole");
const FAMILY: (usize, &str) = (0, "barn og familie");
const HOME: (usize, &str) = (1, "hjemmetjeneste");
const WARD: (usize, &str) = (1, "sykehjem");
const ASSISTED: (usize, &str) = (1, "bofellesskap");
const HEALTH: (usize, &str) = (1, "helsetjeneste");
const WELFARE: (usize, &str) = (1, "nav og velferd");
const CULTURE: (usize, &str) = (2, "kultur");
const DIALOGUE: (usize, &str) = (2, "innbyggerdialog");
const UTILITIES: (usize, &str) = (3, "teknisk drift");
const BUILDINGS: (usize, &str) = (3, "eiendom og renhold");
const PLANNING: (usize, &str) = (4, "plan og byggesak");
const OFFICE: (usize, &str) = (5, "stab og støtte");

/// Every kind of place of work, by service area.
pub(crate) const KINDS: &[Kind] = &[
    local(NURSERY, &NURSERIES_SMALL, &[], (0.85, 86, 9.3)),
    local(NURSERY, &NURSERIES_LARGE, &["småbarn", "storebarn"], (0.75, 86, 9.5)),
    local(SCHOOL, &PRIMARY_SCHOOLS, &["1.–4. trinn", "5.–7. trinn", "SFO"], (1.05, 84, 6.3)),
    local(SCHOOL, &SECONDARY_SCHOOLS, &["8. trinn", "9. trinn", "10. trinn"], (1.0, 92, 5.8)),
    shared(FAMILY, &["Barneverntjenesten"], &["mottak og undersøkelse", "tiltak", "omsorg"], (1.2, 96, 7.6)),
    shared(FAMILY, &["Pedagogisk-psykologisk tjeneste"], &["barnehage og småskole", "ungdom"], (1.0, 92, 5.6)),
    shared(FAMILY, &["Helsestasjonene"], &["helsestasjon nord", "helsestasjon sør", "skolehelse"], (1.3, 85, 6.4)),
    shared(FAMILY, &["Familiesenteret"], &[], (0.7, 90, 5.4)),
    shared(FAMILY, &["Voksenopplæringen"], &["norskopplæring", "grunnskole for voksne"], (1.1, 88, 5.9)),
    shared(FAMILY, &["Fag og forvaltning oppvekst"], &[], (0.9, 97, 4.2)),
    local(HOME, &HOME_CARE, &["gruppe 1", "gruppe 2", "kveld og natt"], (1.1, 71, 9.2)),
    local(WARD, &NURSING_HOMES, &["1. etasje", "2. etasje", "3. etasje", "natt"], (1.0, 67, 9.3)),
    local(ASSISTED, &ASSISTED_HOMES, &["Almeveien", "Bringebærstien", "Kaprifolveien", "Tunet"], (1.0, 68, 9.0)),
    shared(HEALTH, &["Psykisk helse og rus"], &["oppfølging i bolig", "lavterskel", "ungdom og rus"], (0.9, 88, 7.4)),
    shared(HEALTH, &["Rehabilitering"], &["fysioterapi", "ergoterapi", "hverdagsrehabilitering"], (0.7, 90, 5.6)),
    shared(HEALTH, &["Legetjenesten"], &["legevakt", "kommuneleger"], (0.8, 80, 4.9)),
    shared(HEALTH, &["Tildeling og koordinering"], &[], (0.8, 95, 5.4)),
    shared(WELFARE, &["Nav"], &["mottak og veiledning", "ungdom", "økonomisk rådgivning"], (0.9, 97, 6.8)),
    shared(WELFARE, &["Dag- og aktivitetstilbud"], &["dagsenter", "arbeidssenter"], (0.9, 78, 8.2)),
    shared(HEALTH, &["Kjøkken og produksjon"], &[], (0.8, 82, 8.4)),
    shared(HEALTH, &["Fag og forvaltning helse"], &[], (0.8, 97, 4.3)),
    shared(CULTURE, &["Biblioteket"], &["hovedbibliotek", "filialer"], (0.9, 84, 4.6)),
    shared(CULTURE, &["Kulturskolen"], &["musikk", "scene og bilde"], (1.0, 52, 4.0)),
    shared(CULTURE, &["Frivillighet og idrett"], &[], (0.8, 94, 4.1)),
    shared(CULTURE, &["Kulturhuset"], &[], (0.8, 78, 4.4)),
    shared(CULTURE, &["Ungdom og fritid"], &["fritidsklubber", "utekontakt"], (0.9, 74, 5.6)),
    shared(DIALOGUE, &["Innbyggertorget"], &["førstelinje", "digital dialog"], (1.2, 93, 5.3)),
    shared(DIALOGUE, &["Kommunikasjon"], &[], (0.8, 98, 3.6)),
    shared(UTILITIES, &["Vann og avløp"], &["drift", "anlegg", "prosjekt", "renseanlegg"], (0.9, 99, 4.6)),
    shared(UTILITIES, &["Vei og park"], &["vei", "park og idrettsanlegg"], (0.9, 98, 5.0)),
    shared(UTILITIES, &["Brann og redning"], &["beredskap", "forebygging"], (1.1, 88, 4.2)),
    shared(UTILITIES, &["Maskin og transport"], &[], (0.7, 98, 5.4)),
    shared(UTILITIES, &["Avfall og gjenvinning"], &[], (0.8, 96, 5.9)),
    shared(BUILDINGS, &["Eiendomsdrift"], &["vaktmester nord", "vaktmester sør", "vedlikehold"], (0.9, 98, 5.4)),
    shared(BUILDINGS, &["Renhold"], &["skoler", "barnehager", "helsebygg", "kontorbygg"], (1.3, 79, 8.4)),
    shared(BUILDINGS, &["Utbygging"], &[], (0.7, 99, 3.5)),
    shared(PLANNING, &["Plan"], &["arealplan", "samfunnsplan"], (1.0, 97, 3.6)),
    shared(PLANNING, &["Byggesak"], &["saksbehandling", "tilsyn"], (1.0, 97, 4.4)),
    shared(PLANNING, &["Kart og geodata"], &[], (0.9, 97, 3.6)),
    shared(PLANNING, &["Næring og miljø"], &[], (0.8, 96, 3.5)),
    shared(PLANNING, &["Mobilitet"], &[], (0.7, 98, 3.4)),
    shared(PLANNING, &["Landbruk"], &[], (0.6, 93, 3.8)),
    shared(OFFICE, &["HR"], &["lønn", "lederstøtte", "arbeidsmiljø"], (0.9, 96, 4.1)),
    shared(OFFICE, &["Økonomi"], &["regnskap", "budsjett og analyse", "innkjøp"], (0.9, 97, 3.8)),
    shared(OFFICE, &["Digitalisering"], &["drift", "utvikling", "brukerstøtte"], (1.1, 99, 3.2)),
    shared(OFFICE, &["Dokumentsenteret"], &[], (0.9, 93, 5.0)),
    shared(OFFICE, &["Juridisk"], &[], (0.5, 98, 2.8)),
    shared(OFFICE, &["Politisk sekretariat"], &[], (0.5, 97, 3.2)),
    shared(OFFICE, &["Beredskap og sikkerhet"], &[], (0.4, 98, 3.0)),
    shared(OFFICE, &["Skatt og innfordring"], &[], (0.6, 95, 4.4)),
];

/// One former municipality, or the mark of those who came after the merger.
pub(crate) struct Former {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) merged: bool,
    /// Share of the employees at the merger.
    pub(crate) share: f64,
    /// How much better or worse the general climate was for its people at first, in latent standard deviations.
    pub(crate) climate: f64,
}

/// The former municipalities in display order; those employed after the merger come last.
pub(crate) const FORMERS: [Former; 4] = [
    Former { code: "asker", name: "Asker", merged: true, share: 0.64, climate: 0.04 },
    Former { code: "royken", name: "Røyken", merged: true, share: 0.25, climate: -0.03 },
    Former { code: "hurum", name: "Hurum", merged: true, share: 0.11, climate: -0.07 },
    Former { code: "after-merger", name: "Ansatt etter sammenslåingen", merged: false, share: 0.0, climate: 0.02 },
];
