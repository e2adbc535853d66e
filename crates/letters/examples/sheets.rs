//! Writes sample letters in one, two and three languages to a folder, to be looked at: `cargo run -p letters --example
//! sheets -- DIR`.

use std::error::Error;
use std::path::PathBuf;

use letters::{Channel, Invitation, KeyHolder, Notice, Site};
use survey::{Date, Language, Text, WaveId};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder")?);
    let count = std::env::args().nth(2).map_or(Ok(2), |count| count.parse::<usize>())?;
    let site: Site = "https://svar.asker.kommune.no".parse()?;
    let (title, wave) = (
        Text::new(
            "Medarbeiderundersøkelsen høsten 2026",
            "Medarbeidarundersøkinga hausten 2026",
            "Employee survey, autumn 2026",
        )?,
        WaveId::new("2026-host")?,
    );
    let codes = ["K7QM-2D9X-0VTR-5", "0000-0000-0001-2"];
    let invitation = |number: usize| {
        let code = codes.get(number % 2).copied().unwrap_or_default();
        Invitation {
            id: format!("{}", 104_233 + number),
            unit: None,
            role_class: None,
            channel: if number.is_multiple_of(2) { Channel::Letter } else { Channel::Kiosk },
            code: code.to_owned(),
            link: site.link(&wave, code),
        }
    };
    let invitations: Vec<Invitation> = (0..count).map(invitation).collect();
    for (name, languages, key_holder) in [
        ("nb", &[Language::Nb][..], KeyHolder::Operator),
        ("nb-en", &[Language::Nb, Language::En], KeyHolder::Shared),
        ("nb-nn-en", &Language::ALL, KeyHolder::Shared),
    ] {
        let notice = Notice {
            sender: "Asker kommune",
            title: &title,
            wave: &wave,
            site: &site,
            languages,
            statements: 81,
            closes: Some(Date::new(2026, 10, 14)?),
            contact: None,
            key_holder,
        };
        std::fs::write(folder.join(format!("letters.{name}.html")), letters::letters(&notice, &invitations)?)?;
    }
    Ok(())
}
