//! Words as the ledger compares them: what stays the same when an outlet sets a story in its own type.

/// The words of a text in lower case: runs of letters and digits, without the marks around and inside them, so that
/// "Varland’s" and "Varland's" are the same two words, and another outlet's dashes and quotation marks change nothing.
pub(crate) fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase)
}

/// FNV-1a with a closing mix: the same number on every machine and in every version, since it is kept in the file.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut h = 0xcbf2_9ce4_8422_2325u64;
    for &byte in bytes {
        h = (h ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    mix(h)
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): spreads every bit of `h` over all bits.
pub(crate) fn mix(mut h: u64) -> u64 {
    h = (h ^ (h >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    h = (h ^ (h >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    h ^ (h >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typography_changes_no_word() {
        let plain: Vec<_> = words("Varland's minister - \"No\" - said 1,200").collect();
        let set: Vec<_> = words("Varland’s minister — “No” — said 1,200").collect();
        assert_eq!(plain, set);
        assert_eq!(plain, ["varland", "s", "minister", "no", "said", "1", "200"]);
    }
}
