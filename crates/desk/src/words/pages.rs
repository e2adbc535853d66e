//! The words of the pages.

use views::Words;

use crate::role::Role;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $nb:literal, $nn:literal, $en:literal;)*) => {
        $($(#[$doc])* pub(crate) const $name: Words = Words::new($nb, $nn, $en);)*
    };
}

words! {
    SKIP: "Gå til innholdet", "Gå til innhaldet", "Skip to the content";
    LANGUAGES: "Språk", "Språk", "Language";
    LANGUAGE: "Bokmål", "Nynorsk", "English";
    PAGES: "Sider", "Sider", "Pages";
    DESK: "Resultater", "Resultat", "Results";
    OVERVIEW: "Oversikt", "Oversikt", "Overview";
    OWN_UNIT: "Min enhet", "Mi eining", "My unit";
    SIGNED_IN_AS: "Logget inn som", "Logga inn som", "Signed in as";
    SIGN_IN: "Logg inn", "Logg inn", "Sign in";
    SIGN_OUT: "Logg ut", "Logg ut", "Sign out";
    NAME: "Brukernavn", "Brukarnamn", "Name";
    PASSWORD: "Passord", "Passord", "Password";
    WITH_ISSUER: "Logg inn med kommunens innlogging", "Logg inn med innlogginga i kommunen", "Sign in with the organisation's account";
    GO_ON: "Gå videre", "Gå vidare", "Go on";
    SIGNED_IN: "Du er logget inn", "Du er logga inn", "You are signed in";
    WAVES: "Undersøkelser", "Undersøkingar", "Surveys";
    NO_WAVES: "Ingen resultater er frigitt ennå.", "Ingen resultat er frigjevne enno.", "No results have been released yet.";
    REFERENCE_DATE: "Organisasjonen slik den var", "Organisasjonen slik han var", "The organisation as it was on";
    SURVEY: "Undersøkelse", "Undersøking", "Survey";
    TABLES: "Tabeller", "Tabellar", "Tables";
    WHAT: "Hva den viser", "Kva han viser", "What it shows";
    TABLE: "Tabell", "Tabell", "Table";
    ROWS: "Rader", "Rader", "Rows";
    FILTER: "Velg rader", "Vel rader", "Choose rows";
    ANY: "alle", "alle", "all";
    APPLY: "Vis", "Vis", "Show";
    CLEAR: "Vis alle rader", "Vis alle rader", "Show all rows";
    CONDITION: "Vilkår", "Vilkår", "Condition";
    CONDITION_HINT: "For eksempel: n ge 30 and startswith(name,'Kultur')", "Til dømes: n ge 30 and startswith(name,'Kultur')", "For example: n ge 30 and startswith(name,'Kultur')";
    DOWNLOAD: "Last ned alle radene", "Last ned alle radene", "Download all the rows";
    FIRST_OF: "Viser {shown} av {total} rader.", "Viser {shown} av {total} rader.", "Showing {shown} of {total} rows.";
    ALL_SHOWN: "Viser alle {total} rader.", "Viser alle {total} rader.", "Showing all {total} rows.";
    NONE: "Ingen rader passer.", "Ingen rader passar.", "No rows match.";
    NEXT: "Neste rader", "Neste rader", "Next rows";
    BEGIN_ANEW: "Til første rad", "Til første rad", "To the first row";
    HIDDEN: "Der et tall mangler, står grunnen i kolonnen «Vist, eller hvorfor ikke». Se da på nivået over.", "Der eit tal manglar, står grunnen i kolonnen «Vist, eller kvifor ikkje». Sjå då på nivået over.", "Where a number is missing, the column “Shown, or why not” says why. Look at the level above instead.";
    UNIT_LEAD: "Her er tallene for enheten din og alt under den. Du ser også nivåene over, men ikke enhetene ved siden av.", "Her er tala for eininga di og alt under ho. Du ser òg nivåa over, men ikkje einingane ved sida av.", "These are the numbers of your unit and everything below it. You also see the levels above, but not the units beside it.";
    UNIT_UNKNOWN: "Enheten din er ikke med i de frigitte resultatene.", "Eininga di er ikkje med i dei frigjevne resultata.", "Your unit is not part of the released results.";
    BELOW: "Enheter", "Einingar", "Units";
    FOR_PROGRAMS: "For Excel, Power BI, R og Python", "For Excel, Power BI, R og Python", "For Excel, Power BI, R and Python";
    ODATA_LEAD: "OData-adressen er", "OData-adressa er", "The OData address is";
}

/// What a role is called.
pub(crate) const fn role(role: Role) -> Words {
    match role {
        Role::Hr => Words::new("personalavdelingen", "personalavdelinga", "the personnel department"),
        Role::Leader => Words::new("leder", "leiar", "leader"),
        Role::Politician => Words::new("folkevalgt", "folkevald", "elected member"),
        Role::Representative => {
            Words::new("tillitsvalgt eller verneombud", "tillitsvald eller verneombod", "employees' representative")
        }
    }
}
