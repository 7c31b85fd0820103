//! Passwords: what one may be, and how it is kept.
//!
//! Rules after NIST SP 800-63B: length counts, kinds of characters do not; what everybody tries first is refused. Hashes
//! are argon2id (RFC 9106) with OWASP's parameters; a hash made with others is renewed when its owner signs in.

use super::error::{AccountsError, Result};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// Most bytes of a password that are looked at; longer ones are refused, not cut.
pub(crate) const LONGEST: usize = 1024;

/// Work that one password hash takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for Cost {
    /// OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane.
    fn default() -> Self {
        Self { memory: 19 * 1024, passes: 2, lanes: 1 }
    }
}

impl Cost {
    fn hasher(self) -> Result<Argon2<'static>> {
        let params = Params::new(self.memory, self.passes, self.lanes, None).map_err(failed)?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

fn failed(error: impl std::fmt::Display) -> AccountsError {
    AccountsError::Hash(error.to_string())
}

/// The same characters typed on two keyboards give the same bytes.
fn normal(password: &str) -> String {
    password.nfkc().collect()
}

/// The PHC string of `password`, with a salt of its own.
pub(crate) fn hash(password: &str, cost: Cost) -> Result<String> {
    Ok(cost.hasher()?.hash_password(normal(password).as_bytes()).map_err(failed)?.to_string())
}

/// Whether `password` is the one that `phc` was made of.
pub(crate) fn verify(password: &str, phc: &str) -> bool {
    let Ok(kept) = PasswordHash::new(phc) else { return false };
    // The parameters are those of the kept hash.
    password.len() <= LONGEST && Argon2::default().verify_password(normal(password).as_bytes(), &kept).is_ok()
}

/// Whether `phc` was made with less or other work than `cost` asks for.
pub(crate) fn outdated(phc: &str, cost: Cost) -> bool {
    let params = PasswordHash::new(phc).ok().and_then(|kept| Params::try_from(&kept).ok());
    params.is_none_or(|kept| {
        (kept.m_cost(), kept.t_cost(), kept.p_cost()) != (cost.memory, cost.passes, cost.lanes)
    })
}

/// Words that passwords are built around all over the world; a password that is nothing else with digits and signs
/// around it is refused.
const COMMON: &[&str] = &[
    "abc",
    "abcd",
    "access",
    "admin",
    "administrator",
    "baseball",
    "basketball",
    "batman",
    "changeit",
    "changeme",
    "charlie",
    "computer",
    "default",
    "desk",
    "dragon",
    "dunlin",
    "flower",
    "football",
    "freedom",
    "god",
    "google",
    "hello",
    "iloveyou",
    "internet",
    "jordan",
    "letmein",
    "liverpool",
    "login",
    "loveme",
    "lovely",
    "master",
    "michael",
    "monkey",
    "mustang",
    "newpassword",
    "ninja",
    "pass",
    "passphrase",
    "passw",
    "password",
    "passwort",
    "princess",
    "qazwsx",
    "qwerty",
    "root",
    "secret",
    "security",
    "shadow",
    "spring",
    "summer",
    "sunshine",
    "superman",
    "superuser",
    "temp",
    "temporary",
    "test",
    "trustno",
    "user",
    "welcome",
    "whatever",
    "winter",
    "autumn",
    "zaq",
    "zxcvbn",
];

/// Rows that fingers run along.
const ROWS: &[&str] = &[
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "q1w2e3r4t5y6u7i8o9p0",
];

/// Checks a new password for the person called `name`; at least `shortest` characters.
///
/// # Errors
/// What is wrong with it, and what would do.
pub(crate) fn check(password: &str, name: &str, shortest: usize) -> Result<()> {
    let length = password.graphemes(true).count();
    if length < shortest {
        return Err(AccountsError::refused(format!(
            "A password takes at least {shortest} characters; this one has {length}. Three or four words that do not belong together are long and easy to keep in mind."
        )));
    }
    if password.len() > LONGEST {
        return Err(AccountsError::refused(format!("A password takes at most {LONGEST} bytes.")));
    }
    let refuse = |why: &str| {
        Err(AccountsError::refused(format!(
            "This password is among the first that anybody would try: {why}. Take three or four words that do not belong together."
        )))
    };
    let low = normal(password).to_lowercase();
    let mut kinds: Vec<char> = low.chars().collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.len() < 5 {
        return refuse("it repeats a few characters");
    }
    let name = name.to_lowercase();
    // What stands around the word is cut off first: the digits of a year stand for no letters.
    let core = low.trim_matches(|c: char| !c.is_alphabetic() && c != '@' && c != '$');
    let letters: String = unleet(core).chars().filter(|c| c.is_alphabetic()).collect();
    if !name.is_empty() && (low.replace(&name, "").chars().count() < 5) {
        return refuse("it is the name");
    }
    if made_of_common_words(&letters)
        || made_of_common_words(&low.chars().filter(|c| c.is_alphabetic()).collect::<String>())
    {
        return refuse("it is a common word with digits or signs");
    }
    if runs(&low) {
        return refuse("it runs along the keyboard or the alphabet");
    }
    Ok(())
}

/// Signs that stand for letters, as letters.
fn unleet(low: &str) -> String {
    low.chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        })
        .collect()
}

/// Whether `letters` is nothing but common words, or none at all, one after the other.
fn made_of_common_words(letters: &str) -> bool {
    let mut reached = vec![false; letters.len() + 1];
    if let Some(start) = reached.first_mut() {
        *start = true;
    }
    for at in 0..letters.len() {
        if !reached.get(at).copied().unwrap_or(false) {
            continue;
        }
        for word in COMMON {
            if letters.get(at..).is_some_and(|rest| rest.starts_with(word))
                && let Some(end) = reached.get_mut(at + word.len())
            {
                *end = true;
            }
        }
    }
    !letters.is_empty() && reached.last().copied().unwrap_or(false)
}

/// Whether nearly every character follows the one before it along one of the [`ROWS`], forwards or backwards.
fn runs(low: &str) -> bool {
    let characters: Vec<char> = low.chars().collect();
    let follow = |a: char, b: char| {
        ROWS.iter().any(|row| {
            let (mut ab, mut ba) = (String::from(a), String::from(b));
            ab.push(b);
            ba.push(a);
            row.contains(&ab) || row.contains(&ba)
        })
    };
    let breaks =
        characters.windows(2).filter(|pair| matches!(pair, [a, b] if a != b && !follow(*a, *b))).count();
    breaks * 4 < characters.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: Cost = Cost { memory: 8, passes: 1, lanes: 1 };

    #[test]
    fn a_hash_tells_its_password_from_others() {
        let phc = hash("nine grey plovers wade", CHEAP).unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{phc}");
        assert!(verify("nine grey plovers wade", &phc));
        assert!(!verify("nine grey plovers fade", &phc));
        assert!(!verify("", &phc));
        assert!(!verify("nine grey plovers wade", "not a hash"));
        assert_ne!(phc, hash("nine grey plovers wade", CHEAP).unwrap(), "each has its own salt");
    }

    #[test]
    fn one_password_in_two_encodings_is_one() {
        let phc = hash("caf\u{e9} under the pier", CHEAP).unwrap();
        assert!(verify("cafe\u{301} under the pier", &phc));
    }

    #[test]
    fn hashes_of_less_work_are_told() {
        let phc = hash("nine grey plovers wade", CHEAP).unwrap();
        assert!(!outdated(&phc, CHEAP));
        assert!(outdated(&phc, Cost::default()));
        assert!(outdated("broken", CHEAP));
    }

    #[test]
    fn the_default_is_owasps() {
        assert_eq!(Cost::default(), Cost { memory: 19_456, passes: 2, lanes: 1 });
        Cost::default().hasher().unwrap();
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for bad in [
            "",
            "short",
            "password1234",
            "P@ssw0rd!2026",
            "passwordpassword",
            "letmein-welcome-1",
            "aaaaaaaaaaaaaaa",
            "121212121212",
            "123456789012",
            "qwertyuiopasdf",
            "asdfghjkl;12",
            "abcdefghijklm",
            "1qaz2wsx3edc",
            "welcome2026!!",
            "margot.venn1",
            "adminadminadmin",
            "987654321098",
        ] {
            assert!(check(bad, "margot.venn", 12).is_err(), "{bad}");
        }
    }

    #[test]
    fn phrases_pass_whatever_their_characters() {
        for good in [
            "nine grey plovers wade",
            "zwölf Boxkämpfer jagen",
            "correct-ferry-lamp-otter",
            "кулик на болоте зимой",
            "7f3Kq0-Lmm2vXe",
            "물떼새는 갯벌을 걷는다",
            "the password of my aunt",
        ] {
            assert!(check(good, "margot.venn", 12).is_ok(), "{good}: {:?}", check(good, "margot.venn", 12));
        }
        assert!(check(&"x y z w v ".repeat(200), "m", 12).is_err(), "bounded");
    }
}
