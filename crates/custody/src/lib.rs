//! Envelopes that only the holders of a wave's key can open.
//!
//! What it is: one answer goes into an [`Envelope`] with the wave's [`SealingKey`], which anybody may hold, and comes out
//! again with the wave's [`WaveKey`], which lies in a file of the operator's or exists only as three printed [`Share`]s.
//! [`canaries`] are test answers that the running program seals, so that the people who hold the shares can try them
//! before the wave opens ([`check_canaries`]).
//!
//! What it is not: it stores no envelopes, knows neither codes nor HTTP nor clock, and asks nobody for random bytes; they
//! are handed in.
//!
//! Invariant: sealing needs only the public key; nothing that answers HTTP ever holds a key that opens.
//!
//! | subject | module |
//! |---|---|
//! | the bytes of a closed envelope, its three sizes | [`Envelope`] (`envelope.rs`) |
//! | what is inside: place and answers, padded | `plaintext.rs` |
//! | HPKE, and nothing else of it | `sealing.rs` |
//! | the private key and its file | [`WaveKey`] (`wave_key.rs`, `key_file.rs`) |
//! | any two of three people | [`Share`] (`share.rs`, `gf256.rs`, `written.rs`) |
//! | the rehearsal | [`canaries`] (`canary.rs`) |
//!
//! # What it protects against, and what not
//!
//! Whoever takes the journal, its log, a backup or the disk of the server reads no answer in it, and neither does its
//! administrator, because what opens it is not there. Whoever changes the running program, or reads its memory while an
//! answer passes through, can see that answer; and whoever holds a key file or two shares together with the journal can
//! open it until the key is destroyed. Destroying is overwriting and unlinking: a disk that keeps old blocks, or a copy
//! that somebody made, is beyond any program's reach, which is why shares on paper are the better custody.
//!
//! # Example
//!
//! ```
//! # let mut counter = 0_u8;
//! # let mut random = |bytes: &mut [u8]| bytes.fill_with(|| { counter = counter.wrapping_mul(29).wrapping_add(7); counter });
//! use custody::{Place, WaveKey};
//! use survey::{Answer, FormerMunicipalityId, Response, RoleClass, UnitId, WaveId};
//!
//! let instrument = survey::mestring()?;
//! let wave = WaveId::new("2021-host")?;
//! let place = Place {
//!     unit: UnitId::new("A-1")?,
//!     former_municipality: FormerMunicipalityId::new("hurum")?,
//!     role: Some(RoleClass::Professional),
//! };
//! let response = Response::from_answers(&instrument, vec![Answer::Point(4); instrument.items().len()]).unwrap();
//!
//! let key = WaveKey::draw(&mut random);
//! let envelope = key.sealing_key().seal(&wave, &place, &response, &mut random)?;
//! let record = key.open(&wave, &instrument, envelope.as_bytes())?;
//! assert_eq!((record.role, record.response), (place.role, response));
//!
//! let [first, _, third] = key.split(&mut random);
//! let joined = WaveKey::join(&[third, first])?;
//! assert_eq!(joined.sealing_key(), key.sealing_key());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod canary;
mod envelope;
mod gf256;
mod key_file;
mod plaintext;
mod recipient;
mod sealing;
mod share;
mod wave_key;
mod written;

pub use canary::{canaries, check_canaries};
pub use envelope::{ENVELOPE_SIZES, Envelope, OpenError, SealError, fits};
pub use key_file::KeyFileError;
pub use plaintext::Place;
pub use sealing::{SealingKey, SealingKeyError};
pub use share::{SHARES, SHARES_NEEDED, Share, ShareError};
pub use wave_key::WaveKey;
