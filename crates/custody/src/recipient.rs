//! Sealing to one key many times: `DHKEM(X25519, HKDF-SHA256)` of RFC 9180 with the multiples of the recipient's key kept.
//!
//! A wave's answers are all sealed to the same key, so the work that depends on that key alone is done once: its point is
//! lifted to the Edwards form of the curve and multiplied beforehand ([`EdwardsBasepointTable`], 30 KB). Each answer then
//! takes two multiplications with tables (its one-time key, and the secret it shares with the recipient) instead of two
//! with a table and one without. The bytes are those of the library's own KEM, which opens them: a test compares the two,
//! and the vectors of the RFC go through here.
//!
//! Both forms of a point differ by a sign that X25519 throws away: the result is the first coordinate alone, and that is
//! the same for a point and its negative. Multiplying with a table takes the same time whatever the number is.

use std::fmt;
use std::sync::Arc;

use curve25519_dalek::edwards::{EdwardsBasepointTable, EdwardsPoint};
use curve25519_dalek::montgomery::MontgomeryPoint;
use curve25519_dalek::traits::{BasepointTable, IsIdentity};
use hpke::hybrid_array::typenum::U32;
use hpke::kdf::{HkdfSha256, Kdf};
use hpke::kem::{SharedSecret, X25519HkdfSha256};
use hpke::rand_core::CryptoRng;
use hpke::{Deserializable, HpkeError, Kem, Serializable};
use zeroize::{Zeroize, Zeroizing};

type Library = X25519HkdfSha256;
type PrivateKey = <Library as Kem>::PrivateKey;
type EncappedKey = <Library as Kem>::EncappedKey;

/// A public key with its multiples.
#[derive(Clone)]
pub(crate) struct Recipient {
    bytes: [u8; 32],
    multiples: Arc<EdwardsBasepointTable>,
}

impl Recipient {
    /// The public half of a private key.
    pub(crate) fn of(private: &PrivateKey) -> Recipient {
        let secret = secret_bytes(private);
        Recipient::at(&EdwardsPoint::mul_base_clamped(*secret))
    }

    fn at(point: &EdwardsPoint) -> Recipient {
        let multiples = Arc::new(EdwardsBasepointTable::create(point));
        Recipient { bytes: point.to_montgomery().to_bytes(), multiples }
    }

    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// The X25519 function with the recipient's key.
    fn shared_with(&self, private: &PrivateKey) -> Zeroizing<[u8; 32]> {
        let mut point = self.multiples.mul_base_clamped(*secret_bytes(private)).to_montgomery();
        let shared = Zeroizing::new(point.to_bytes());
        point.zeroize();
        shared
    }
}

impl PartialEq for Recipient {
    fn eq(&self, other: &Recipient) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Recipient {}

impl fmt::Debug for Recipient {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Recipient({:02x?})", self.bytes)
    }
}

impl Serializable for Recipient {
    type OutputSize = U32;

    fn write_exact(&self, into: &mut [u8]) {
        into.copy_from_slice(&self.bytes);
    }
}

impl Deserializable for Recipient {
    /// Takes the bytes that a private key leads to, and no others: points of small order, with which anybody could open
    /// what was sealed, points beside the curve or with a part of small order, which no private key leads to, and numbers
    /// that are not reduced are no recipients.
    fn from_bytes(bytes: &[u8]) -> Result<Recipient, HpkeError> {
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| HpkeError::IncorrectInputLength(32, bytes.len()))?;
        let point = MontgomeryPoint(bytes).to_edwards(0).filter(EdwardsPoint::is_torsion_free);
        let recipient = point.filter(|point| !point.is_identity()).map(|point| Recipient::at(&point));
        recipient.filter(|recipient| recipient.bytes == bytes).ok_or(HpkeError::ValidationError)
    }
}

/// The same KEM as the library's, towards a [`Recipient`].
pub(crate) struct TowardsRecipient;

/// `suite_id` of the KEM in RFC 9180, section 4.1: the word, and the number in two bytes.
const SUITE_ID: [u8; 5] = *b"KEM\x00\x20";

impl Kem for TowardsRecipient {
    type PublicKey = Recipient;
    type PrivateKey = PrivateKey;
    type EncappedKey = EncappedKey;
    type NSecret = <Library as Kem>::NSecret;

    const KEM_ID: u16 = Library::KEM_ID;

    fn sk_to_pk(private: &PrivateKey) -> Recipient {
        Recipient::of(private)
    }

    fn derive_keypair(material: &[u8]) -> (PrivateKey, Recipient) {
        let (private, _) = Library::derive_keypair(material);
        let public = Recipient::of(&private);
        (private, public)
    }

    fn decap(
        private: &PrivateKey,
        sender: Option<&Recipient>,
        encapsulated: &EncappedKey,
    ) -> Result<SharedSecret<Self>, HpkeError> {
        // Senders of answers have no key that would tell who they are.
        if sender.is_some() {
            return Err(HpkeError::DecapError);
        }
        let theirs = Library::decap(private, None, encapsulated)?;
        let mut secret = SharedSecret::<Self>::default();
        secret.0.copy_from_slice(&theirs.0);
        Ok(secret)
    }

    /// `Encap` of RFC 9180, section 4.1.
    fn encap_with_rng(
        recipient: &Recipient,
        sender: Option<(&PrivateKey, &Recipient)>,
        random: &mut impl CryptoRng,
    ) -> Result<(SharedSecret<Self>, EncappedKey), HpkeError> {
        if sender.is_some() {
            return Err(HpkeError::EncapError);
        }
        let (one_time, public) = Library::gen_keypair_with_rng(random);
        let mut context = [0; 64];
        let (encapsulated, ours) = context.split_at_mut(32);
        public.write_exact(encapsulated);
        ours.copy_from_slice(&recipient.bytes);
        let enc = EncappedKey::from_bytes(encapsulated)?;
        let shared = recipient.shared_with(&one_time);
        let mut secret = SharedSecret::<Self>::default();
        HkdfSha256::extract_and_expand(shared.as_slice(), &SUITE_ID, &context, &mut secret.0)?;
        Ok((secret, enc))
    }
}

fn secret_bytes(private: &PrivateKey) -> Zeroizing<[u8; 32]> {
    let mut secret = Zeroizing::new([0; 32]);
    private.write_exact(secret.as_mut_slice());
    secret
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use curve25519_dalek::constants::EIGHT_TORSION;
    use hpke::rand_core::{TryCryptoRng, TryRng};
    use proptest::prelude::*;

    use super::*;

    /// The same bytes for whoever asks.
    struct Given([u8; 32]);

    impl TryRng for Given {
        type Error = Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Infallible> {
            unreachable!("keys are drawn as bytes")
        }

        fn try_next_u64(&mut self) -> Result<u64, Infallible> {
            unreachable!("keys are drawn as bytes")
        }

        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
            bytes.copy_from_slice(&self.0);
            Ok(())
        }
    }

    impl TryCryptoRng for Given {}

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// With the same random bytes both encapsulate to the same bytes and the same secret, and either opens the other's.
        #[test]
        fn the_librarys_kem_and_ours_are_one(theirs in any::<[u8; 32]>(), random in any::<[u8; 32]>()) {
            let (private, public) = Library::derive_keypair(&theirs);
            let recipient = Recipient::of(&private);
            prop_assert_eq!(recipient.to_bytes(), public.to_bytes());
            prop_assert_eq!(&Recipient::from_bytes(&public.to_bytes()).unwrap(), &recipient);

            let (secret, encapsulated) = Library::encap_with_rng(&public, None, &mut Given(random)).unwrap();
            let (ours, enc) = TowardsRecipient::encap_with_rng(&recipient, None, &mut Given(random)).unwrap();
            prop_assert_eq!(ours.0, secret.0);
            prop_assert_eq!(enc.to_bytes(), encapsulated.to_bytes());
            prop_assert_eq!(TowardsRecipient::decap(&private, None, &enc).unwrap().0, secret.0);
            prop_assert_eq!(Library::decap(&private, None, &enc).unwrap().0, ours.0);
        }

        /// A key with any point of small order added, and a number that is no first coordinate on the curve.
        #[test]
        fn only_what_a_private_key_leads_to_is_taken(theirs in any::<[u8; 32]>(), bytes in any::<[u8; 32]>()) {
            let (_, public) = Library::derive_keypair(&theirs);
            let mut key = [0; 32];
            public.write_exact(&mut key);
            let point = MontgomeryPoint(key).to_edwards(0).unwrap();
            for small in EIGHT_TORSION.iter().skip(1) {
                prop_assert!(Recipient::from_bytes(&(point + small).to_montgomery().0).is_err());
            }
            if MontgomeryPoint(bytes).to_edwards(0).is_none() {
                prop_assert!(Recipient::from_bytes(&bytes).is_err());
            }
        }
    }
}
