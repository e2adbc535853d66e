//! The three shares of a wave's key on their way to their holders and back.

use std::path::{Path, PathBuf};

use anyhow::Result;
use custody::{SHARES, Share, WaveKey};
use survey::{FileError, WaveId};

use crate::exit::Refusal;
use crate::files::read_text;

/// Whom each share is for: the word in file names and records, and the words on the sheet.
const HOLDERS: [Holder; SHARES] = [
    Holder {
        role: "data-protection-officer",
        nb: "personvernombudet",
        nn: "personvernombodet",
        en: "the data protection officer",
    },
    Holder {
        role: "employees-representative",
        nb: "de ansattes representant",
        nn: "representanten for dei tilsette",
        en: "the employees’ representative",
    },
    Holder {
        role: "safety-representative",
        nb: "hovedverneombudet",
        nn: "hovudverneombodet",
        en: "the safety representative",
    },
];

struct Holder {
    role: &'static str,
    nb: &'static str,
    nn: &'static str,
    en: &'static str,
}

/// The sheets to print and hand over, as files with their names.
pub(crate) fn sheets(wave: &WaveId, shares: &[Share; SHARES]) -> Vec<(String, Vec<u8>)> {
    shares.iter().zip(HOLDERS).map(|(share, holder)| (file_name(share, &holder), sheet(wave, share, &holder))).collect()
}

/// The files that the sheets of a wave become, to see that none is in the way.
pub(crate) fn sheet_files(folder: &Path) -> Vec<PathBuf> {
    (1..).zip(HOLDERS).map(|(number, holder): (u8, _)| folder.join(name(number, &holder))).collect()
}

fn file_name(share: &Share, holder: &Holder) -> String {
    name(share.number(), holder)
}

fn name(number: u8, holder: &Holder) -> String {
    format!("share-{number}-{}.txt", holder.role)
}

fn sheet(wave: &WaveId, share: &Share, holder: &Holder) -> Vec<u8> {
    let (number, fingerprint) = (share.number(), share.fingerprint());
    format!(
        "# Nøkkeldel {number} av 3 for undersøkelsen {wave}, til {nb}.\n\
         # To av tre deler må til for å åpne svarene. Én del alene åpner ingenting.\n\
         # 1. Skriv ut arket og lås det inn. Ikke ta bilde av det, og ikke send det.\n\
         # 2. Du blir bedt om å prøve delen før undersøkelsen åpner, og å bruke den når den er lukket.\n\
         # 3. Sammenlign fingeravtrykket med det de andre har: {fingerprint}\n\
         # 4. Makuler arket når du har fått protokollen om at nøkkelen er slettet.\n\
         #\n\
         # Nøkkeldel {number} av 3 for undersøkinga {wave}, til {nn}.\n\
         # To av tre delar må til for å opne svara. Éin del åleine opnar ingenting.\n\
         # 1. Skriv ut arket og lås det inn. Ikkje ta bilete av det, og ikkje send det.\n\
         # 2. Du blir beden om å prøve delen før undersøkinga opnar, og å bruke han når ho er lukka.\n\
         # 3. Samanlikn fingeravtrykket med det dei andre har: {fingerprint}\n\
         # 4. Makuler arket når du har fått protokollen om at nøkkelen er sletta.\n\
         #\n\
         # Share {number} of 3 of the key of survey {wave}, for {en}.\n\
         # Two of three shares open the answers. One share alone opens nothing.\n\
         # 1. Print this sheet and lock it away. Do not photograph or send it.\n\
         # 2. You will be asked to try the share before the survey opens, and to use it when it is closed.\n\
         # 3. Compare the fingerprint with that of the others: {fingerprint}\n\
         # 4. Shred the sheet when you have got the record that the key is destroyed.\n\
         #\n\
         # Lines that begin with # are not part of the share.\n\n{share}\n",
        nb = holder.nb,
        nn = holder.nn,
        en = holder.en,
    )
    .into_bytes()
}

/// The key that the shares in these files make, and the roles of those who hold them.
pub(crate) fn join(files: &[PathBuf]) -> Result<(WaveKey, Vec<String>)> {
    let shares = files.iter().map(|file| read(file)).collect::<Result<Vec<Share>>>()?;
    let roles = shares.iter().map(role_of).collect();
    let key = WaveKey::join(&shares)
        .map_err(|error| Refusal(format!("--share: {error}; give the files of two holders of this wave, each once")))?;
    Ok((key, roles))
}

fn role_of(share: &Share) -> String {
    let holder = HOLDERS.get(usize::from(share.number()).wrapping_sub(1));
    holder.map_or_else(|| format!("share {}", share.number()), |holder| holder.role.to_owned())
}

/// A share as it stands on its sheet, or as its holder typed it: everything but the lines that begin with `#`.
fn read(file: &Path) -> Result<Share> {
    let text = read_text(file)?;
    let mut line = None;
    let mut typed = String::new();
    for (number, said) in (1..).zip(text.lines()) {
        if !said.trim_start().starts_with('#') && !said.trim().is_empty() {
            line = line.or(Some(number));
            typed.push_str(said);
            typed.push(' ');
        }
    }
    Share::parse(&typed).map_err(|error| {
        let remedy = "compare it with the sheet";
        FileError::new(file.display().to_string(), line, "share", error.to_string(), remedy).into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_read_back_and_two_make_the_key() {
        let mut next = 1_u8;
        let mut random = |bytes: &mut [u8]| {
            bytes.fill_with(|| {
                next = next.wrapping_mul(29).wrapping_add(7);
                next
            });
        };
        let key = WaveKey::draw(&mut random);
        let wave = WaveId::new("2026-host").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let sheets = sheets(&wave, &key.split(&mut random));
        let files: Vec<PathBuf> = sheets
            .iter()
            .map(|(name, bytes)| {
                std::fs::write(folder.path().join(name), bytes).unwrap();
                folder.path().join(name)
            })
            .collect();
        assert_eq!(files, sheet_files(folder.path()));
        let (joined, roles) = join(&[files[2].clone(), files[0].clone()]).unwrap();
        assert_eq!(joined.sealing_key(), key.sealing_key());
        assert_eq!(roles, ["safety-representative", "data-protection-officer"]);

        // One alone, and the same twice, are refused in words; a slip is told with file and line.
        for wrong in [vec![files[0].clone()], vec![files[1].clone(), files[1].clone()]] {
            let told = join(&wrong).err().unwrap().to_string();
            assert!(told.contains("--share") && told.contains("two holders"), "{told}");
        }
        let text = std::fs::read_to_string(&files[0]).unwrap();
        let share = text.lines().last().unwrap();
        let slip = if share.ends_with('0') { '1' } else { '0' };
        std::fs::write(&files[0], text.replace(share, &format!("{}{slip}", &share[..share.len() - 1]))).unwrap();
        let told = join(&files[..2]).err().unwrap().to_string();
        let line = text.lines().count();
        assert!(told.contains(&format!("share-1-data-protection-officer.txt, line {line}, field share")), "{told}");
        assert!(!told.contains(share), "a share is never repeated in a message");
    }
}
