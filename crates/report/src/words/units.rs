//! Units: the page of all units, and one unit's own page in the terminal.

use super::wording;

wording! {
    /// Units.
    Units {
        heading: "Alle enheter", "Alle einingar", "All units";
        lead: "Enhetene står i organisasjonens rekkefølge, aldri etter resultat. Enheter har ulike vilkår: bruk tallene til å snakke sammen om hva som virker, og hva dere trenger.", "Einingane står i rekkjefølgja til organisasjonen, aldri etter resultat. Einingar har ulike vilkår: bruk tala til å snakke saman om kva som verkar, og kva de treng.", "The units stand in the order of the organisation, never by result. Units have different conditions: use the numbers to talk about what works and what you need.";
        how_to_read: "Prikken er snittet på skalaen fra {min} til {max}, den tykke streken er usikkerheten, og den loddrette streken er hele kommunen ({whole}). Når streken dekker hele kommunens snitt, kan forskjellen være tilfeldig.", "Prikken er snittet på skalaen frå {min} til {max}, den tjukke streken er uvissa, og den loddrette streken er heile kommunen ({whole}). Når streken dekkjer snittet i heile kommunen, kan skilnaden vere tilfeldig.", "The dot is the mean on the scale from {min} to {max}, the thick bar is the uncertainty, and the upright line is the whole municipality ({whole}). When the bar covers the mean of the whole municipality, the difference may be chance.";
        unit: "Enhet", "Eining", "Unit";
        direct: "{name} og enhetene under", "{name} og einingane under", "{name} and the units below";
        strip_title: "{scale} i {unit}", "{scale} i {unit}", "{scale} in {unit}";
        strip_described: "Snitt {value}, {between}. Hele kommunen {whole}.", "Snitt {value}, {between}. Heile kommunen {whole}.", "Mean {value}, {between}. The whole municipality {whole}.";
        strip_described_alone: "Snitt {value}. Hele kommunen {whole}.", "Snitt {value}. Heile kommunen {whole}.", "Mean {value}. The whole municipality {whole}.";
        no_units: "Denne målingen har ingen enheter under kommunen.", "Denne målinga har ingen einingar under kommunen.", "This round has no units below the municipality.";
        all_scales: "Alle skalaer", "Alle skalaer", "All scales";
        between_short: "Mellom", "Mellom", "Between";
        here: "Her", "Her", "Here";
        whole_short: "Kommunen", "Kommunen", "Municipality";
        compared: "Forskjell", "Skilnad", "Difference";
        hidden: "Hvorfor noe ikke vises", "Kvifor noko ikkje blir vist", "Why something is not shown";
        response: "Svarprosent: {band}", "Svarprosent: {band}", "Response rate: {band}";
        level_above: "Nivået over: {name}", "Nivået over: {name}", "The level above: {name}";
        talk: "Velg én ting å ta vare på og én å gjøre bedre, og snakk om dem sammen.", "Vel éin ting å ta vare på og éin å gjere betre, og snakk om dei saman.", "Choose one thing to keep and one to improve, and talk about them together.";
    }
}
