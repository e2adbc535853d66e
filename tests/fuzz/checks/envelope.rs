//! What must hold for every body in the journal, and for everything that somebody with the public key can seal.

use std::convert::Infallible;
use std::sync::LazyLock;

use custody::{OpenError, Place, WaveKey};
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable, OpModeS, Serializable};
use survey::{Instrument, Response, WaveId};

type Kem = hpke::kem::X25519HkdfSha256;

struct Fixed {
    key: WaveKey,
    wave: WaveId,
    /// A short instrument and the one that is shipped.
    instruments: [Instrument; 2],
    golden: [Vec<u8>; 2],
}

static FIXED: LazyLock<Fixed> = LazyLock::new(|| {
    let short = include_str!("../../../crates/custody/tests/fixtures/three-items.toml");
    let two = include_str!("../../../crates/custody/tests/fixtures/version-2.txt");
    let three = include_str!("../../../crates/custody/tests/fixtures/version-3.txt");
    let golden = |file: &str, name: &str| {
        from_hex(file.lines().find_map(|line| line.strip_prefix(name)).expect("a golden line"))
    };
    Fixed {
        // The key of the golden envelopes, so that there are bodies that open.
        key: WaveKey::draw(&mut |bytes: &mut [u8]| bytes.copy_from_slice(&golden(two, "wave-key-seed "))),
        wave: WaveId::new("2021-host").expect("a wave's id"),
        instruments: [
            Instrument::from_toml("three-items.toml", short).expect("the short instrument"),
            survey::mestring().expect("the shipped instrument"),
        ],
        golden: [golden(two, "envelope "), golden(three, "leader ")],
    }
});

/// The first byte says what the rest is: a body as it stands, or content to seal, as it is or filled up to a size.
pub(crate) fn check(bytes: &[u8]) {
    let Some((choice, rest)) = bytes.split_first() else { return };
    let fixed = &*FIXED;
    let instrument = &fixed.instruments[usize::from(choice >> 7)];
    match choice & 7 {
        0 => {
            // Nobody but the maker of the golden envelopes knows what opens.
            let opened = fixed.key.open(&fixed.wave, instrument, rest);
            assert!(
                opened.is_err() || fixed.golden.iter().any(|golden| rest == golden),
                "a body that nobody sealed opens"
            );
        }
        filling => {
            let mut content = rest.to_vec();
            if let Some(size) = [None, Some(512), Some(2048), Some(8192)][usize::from(filling & 3)] {
                content.resize(size, 0);
            }
            check_content(fixed, instrument, &content);
        }
    }
}

/// Content that opens has one answer per item, each allowed, and sealing what was read gives the same bytes again:
/// there is one way to write an answer and no room to hide anything beside it.
fn check_content(fixed: &Fixed, instrument: &Instrument, content: &[u8]) {
    let body = seal(fixed, content);
    let record = match fixed.key.open(&fixed.wave, instrument, &body) {
        Ok(record) => record,
        Err(refusal) => {
            let seal_is_right = !matches!(refusal, OpenError::Seal | OpenError::Version { .. });
            assert!(seal_is_right, "a body that was sealed rightly is refused for its seal");
            return;
        }
    };
    let answers = record.response.answers().to_vec();
    assert_eq!(answers.len(), instrument.items().len());
    assert_eq!(Response::from_answers(instrument, answers).as_ref(), Ok(&record.response));
    let place = Place { unit: record.unit, former_municipality: record.former_municipality, role: record.role };
    let again =
        fixed.key.sealing_key().seal(&fixed.wave, &place, &record.response, &mut |bytes: &mut [u8]| bytes.fill(7));
    assert!(again.is_ok_and(|again| again.as_bytes() == body), "two contents say the same");
}

/// Sealing without the crate under test.
fn seal(fixed: &Fixed, content: &[u8]) -> Vec<u8> {
    let key = <Kem as hpke::Kem>::PublicKey::from_bytes(&fixed.key.sealing_key().to_bytes()).expect("a public key");
    let (encapsulated, sealed) =
        hpke::single_shot_seal_with_rng::<hpke::aead::ChaCha20Poly1305, hpke::kdf::HkdfSha256, Kem>(
            &OpModeS::Base,
            &key,
            b"mestring envelope 3",
            content,
            fixed.wave.as_str().as_bytes(),
            &mut Sevens,
        )
        .expect("everything can be sealed");
    [&[3][..], &encapsulated.to_bytes(), &sealed].concat()
}

/// Always the same random bytes, so that the same content gives the same body.
struct Sevens;

impl TryRng for Sevens {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(0x0707_0707)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(0x0707_0707_0707_0707)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.fill(7);
        Ok(())
    }
}

impl TryCryptoRng for Sevens {}

fn from_hex(text: &str) -> Vec<u8> {
    let byte = |start| u8::from_str_radix(&text[start..start + 2], 16).expect("two hexadecimal digits");
    (0..text.len()).step_by(2).map(byte).collect()
}
