//! Shares: two of three make the key, one tells nothing, and slips are found.

use custody::{SHARES, Share, ShareError, WaveKey};
use proptest::prelude::*;

use crate::fixture::random;

const SYMBOLS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

fn shares(seed: u64) -> (WaveKey, [Share; SHARES]) {
    let mut random = random(seed);
    let key = WaveKey::draw(&mut random);
    let shares = key.split(&mut random);
    (key, shares)
}

/// A share as it is typed from its paper.
fn copy(share: &Share) -> Share {
    Share::parse(&share.to_string()).unwrap()
}

#[test]
fn any_two_of_three_make_the_key() {
    for seed in 0..50 {
        let (key, [first, second, third]) = shares(seed);
        for pair in [[&first, &second], [&first, &third], [&second, &third]] {
            let joined = WaveKey::join(&pair.map(copy)).unwrap();
            assert_eq!(joined.sealing_key(), key.sealing_key());
            let reversed = WaveKey::join(&[copy(pair[1]), copy(pair[0])]).unwrap();
            assert_eq!(reversed.sealing_key(), key.sealing_key());
        }
        assert_eq!(WaveKey::join(&[first, second, third]).unwrap().sealing_key(), key.sealing_key());
    }
}

fn refusal(shares: &[Share]) -> ShareError {
    WaveKey::join(shares).expect_err("these shares make no key")
}

#[test]
fn one_share_never_makes_the_key() {
    let (_, [first, second, third]) = shares(1);
    assert_eq!(refusal(&[]), ShareError::TooFew { given: 0 });
    for share in [&first, &second, &third] {
        assert_eq!(refusal(&[copy(share)]), ShareError::TooFew { given: 1 });
        assert_eq!(refusal(&[copy(share), copy(share)]), ShareError::Twice { number: share.number() });
    }
    assert_eq!(refusal(&[copy(&first), copy(&second), copy(&first)]), ShareError::Twice { number: 1 });
}

#[test]
fn shares_of_different_keys_are_refused() {
    let (_, [first, second, _]) = shares(1);
    let (_, [other, _, third]) = shares(2);
    assert_eq!(refusal(&[copy(&first), copy(&third)]), ShareError::OtherWave);
    assert_eq!(refusal(&[first, second, copy(&third)]), ShareError::OtherWave);
    // The same number from two waves: the waves are what is wrong.
    let (_, [first, ..]) = shares(1);
    assert_eq!(refusal(&[first, other]), ShareError::OtherWave);
}

/// Two splits of one key bear one fingerprint and lie on different lines.
#[test]
fn shares_of_two_splits_do_not_make_another_key() {
    let mut random = random(3);
    let key = WaveKey::draw(&mut random);
    let [first, second, _] = key.split(&mut random);
    let [_, other, third] = key.split(&mut random);
    assert_eq!(refusal(&[copy(&first), other]), ShareError::NotTheKey);
    assert_eq!(refusal(&[first, second, third]), ShareError::NotTheKey);
}

#[test]
fn shares_are_read_the_way_people_type_them() {
    let (key, [first, second, _]) = shares(4);
    let printed = first.to_string();
    assert_eq!(printed.split('-').count(), 20);
    assert!(printed.starts_with("M123-"), "{printed}");
    assert!(second.to_string().starts_with("M223-"));
    assert_eq!(&printed[5..24], key.sealing_key().fingerprint());
    for typed in [
        printed.to_lowercase(),
        printed.replace('-', ""),
        printed.replace('-', " "),
        printed.replace('-', "\n"),
        printed.replace('-', " – "),
        format!("  {printed}\r\n"),
        printed.replace('1', "I").replace('0', "O"),
        printed.replace('1', "l").replace('0', "o"),
        printed.replace('1', "i"),
    ] {
        assert_eq!(Share::parse(&typed).unwrap().to_string(), printed, "{typed:?}");
    }
}

#[test]
fn what_is_not_a_share_is_told_apart() {
    let printed = shares(5).1[0].to_string();
    let error = |typed: &str| Share::parse(typed).expect_err("not a share");
    assert_eq!(error(""), ShareError::Length { found: 0 });
    assert_eq!(error(&printed[..printed.len() - 1]), ShareError::Length { found: 77 });
    assert_eq!(error(&format!("{printed}0")), ShareError::Length { found: 79 });
    assert_eq!(error(&"0".repeat(1_000_000)), ShareError::Length { found: 1_000_000 });
    assert_eq!(error(&printed.replacen('M', "U", 1)), ShareError::Character { position: 1 });
    assert_eq!(error(&printed.replacen("23-", "2å-", 1)), ShareError::Character { position: 4 });
    let message = error(&printed.replacen("M1", "M2", 1)).to_string();
    assert_eq!(message, "there is a slip in the share; look at group 1");
}

/// Every symbol in every place, changed to every other: all 78 × 31 slips are found, and the right group is named.
#[test]
fn every_single_slip_is_found_and_located() {
    for seed in 0..3 {
        for share in shares(seed).1 {
            let printed = share.to_string();
            let mut tried = 0;
            for (position, symbol) in printed.char_indices().filter(|(_, symbol)| *symbol != '-') {
                for other in SYMBOLS.chars().filter(|other| *other != symbol) {
                    let mut typed = printed.clone();
                    typed.replace_range(position..=position, &other.to_string());
                    let group = Some(position / 5 + 1);
                    assert_eq!(Share::parse(&typed).err(), Some(ShareError::Slip { group }), "{position} {other}");
                    tried += 1;
                }
            }
            assert_eq!(tried, 78 * 31);
        }
    }
}

/// Two neighbours swapped is the other slip that people make; a swap of two distant ones is no harder to find.
#[test]
fn every_swap_of_two_is_found() {
    for share in shares(6).1 {
        let symbols: Vec<char> = share.to_string().chars().filter(|symbol| *symbol != '-').collect();
        for first in 0..symbols.len() {
            for second in (first + 1..symbols.len()).filter(|second| symbols[*second] != symbols[first]) {
                let mut swapped = symbols.clone();
                swapped.swap(first, second);
                let typed: String = swapped.into_iter().collect();
                assert!(matches!(Share::parse(&typed), Err(ShareError::Slip { .. })), "{first} and {second}");
            }
        }
    }
}

proptest! {
    /// Up to four slips anywhere. (The check is a code of minimum distance 5.)
    #[test]
    fn up_to_four_slips_are_found(slips in prop::collection::btree_map(0..78_usize, 1..32_usize, 1..=4), seed in 0..20_u64) {
        let printed = shares(seed).1[1].to_string();
        let mut symbols: Vec<char> = printed.chars().filter(|symbol| *symbol != '-').collect();
        for (position, shift) in slips {
            let value = SYMBOLS.find(symbols[position]).unwrap();
            symbols[position] = SYMBOLS.chars().nth((value + shift) % 32).unwrap();
        }
        let typed: String = symbols.into_iter().collect();
        let refused = matches!(Share::parse(&typed), Err(ShareError::Slip { .. }));
        prop_assert!(refused);
    }

    #[test]
    fn text_from_anywhere_is_refused_without_harm(text in "\\PC{0,200}", symbols in "[0-9A-TV-Za-z -]{70,110}") {
        prop_assert!(Share::parse(&text).is_err());
        prop_assert!(Share::parse(&symbols).is_err());
    }
}

/// The key's bytes as they stand in a share, taken from its printed form without the crate's help.
fn bytes_of(share: &Share) -> Vec<u8> {
    let symbols: Vec<u32> = share
        .to_string()
        .chars()
        .filter(|symbol| *symbol != '-')
        .map(|symbol| u32::try_from(SYMBOLS.find(symbol).unwrap()).unwrap())
        .collect();
    let bits: Vec<u32> =
        symbols[20..72].iter().flat_map(|value| (0..5).rev().map(move |bit| (value >> bit) & 1)).collect();
    bits.chunks_exact(8).map(|byte| u8::try_from(byte.iter().fold(0, |sum, bit| sum * 2 + bit)).unwrap()).collect()
}

/// Chi-square of how often each of the 256 values occurs.
fn chi_square(counts: &[u32; 256]) -> f64 {
    let total: u32 = counts.iter().sum();
    let expected = f64::from(total) / 256.0;
    counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum()
}

/// For each share of one key, split many times: how far its bytes are from uniform.
///
/// Each byte is taken relative to the key's byte in the same place, so that all 32 places can be counted together and a
/// gap that follows the key's bytes is not smeared.
fn statistics(draw: impl Fn(u64, &mut [u8])) -> Vec<f64> {
    let key = WaveKey::draw(&mut random(7));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wave.key");
    key.store(&path).unwrap();
    let secret = std::fs::read(&path).unwrap();
    let mut counts = [[0; 256]; SHARES];
    for seed in 0..4_000 {
        let shares = key.split(&mut |bytes: &mut [u8]| draw(seed, bytes));
        for (counts, share) in counts.iter_mut().zip(&shares) {
            for (byte, of_key) in bytes_of(share).into_iter().zip(&secret) {
                counts[usize::from(byte ^ of_key)] += 1;
            }
        }
    }
    counts.iter().map(chi_square).collect()
}

/// With 255 degrees of freedom the mean is 255 and the standard deviation 22.6; 368 is five of them away, and the chance
/// of more than that is below one in a hundred thousand. The seeds are fixed, so the outcome is.
const UNLIKELY: f64 = 368.0;

#[test]
fn a_share_of_a_fixed_key_is_uniform() {
    let statistics = statistics(|seed, bytes| random(seed)(bytes));
    println!("chi-square over 255 degrees of freedom, shares 1 to 3: {statistics:.1?}");
    assert!(statistics.iter().all(|statistic| *statistic < UNLIKELY), "{statistics:?}");
}

/// The test above is not blind: coefficients that are never 0 are what it must find.
#[test]
fn coefficients_without_zero_would_be_noticed() {
    let statistics = statistics(|seed, bytes| {
        random(seed)(bytes);
        for byte in bytes.iter_mut().filter(|byte| **byte == 0) {
            *byte = 1 + u8::try_from(seed % 255).unwrap();
        }
    });
    println!("chi-square without coefficient 0: {statistics:.1?}");
    assert!(statistics.iter().all(|statistic| *statistic > UNLIKELY), "{statistics:?}");
}
