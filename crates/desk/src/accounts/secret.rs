//! Secrets that the desk hands out: session ids, API tokens, invitations, the first-run token.
//!
//! Each is 256 bits from the system's random source. Only its SHA-256 is kept: whoever reads the account file can not
//! sign in with what stands there. A plain hash does, since nobody can guess 256 bits; passwords, which people choose,
//! take argon2id ([`super::password`]).

use super::error::{AccountsError, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use std::fmt;
use subtle::ConstantTimeEq;

/// SHA-256 of a secret.
pub(crate) type Digest = [u8; 32];

/// A secret that was just made. It prints as nothing, so that it cannot slip into a log; [`Secret::expose`] hands it out.
pub struct Secret(String);

impl Secret {
    /// 256 random bits as 43 characters of base64url.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub(crate) fn new() -> Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| AccountsError::Random)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The secret itself, to be shown or sent once.
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub(crate) fn digest(&self) -> Digest {
        digest(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What is kept of the secret `text`.
pub(crate) fn digest(text: &str) -> Digest {
    Sha256::digest(text.as_bytes()).into()
}

/// Whether two hashes are the same, in a time that does not tell where they differ.
pub(crate) fn same(a: &Digest, b: &Digest) -> bool {
    bool::from(a.ct_eq(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_long_new_and_unprinted() {
        let (a, b) = (Secret::new().unwrap(), Secret::new().unwrap());
        assert_eq!(a.expose().len(), 43);
        assert_ne!(a.expose(), b.expose());
        assert!(!format!("{a:?}").contains(a.expose()));
        assert!(same(&a.digest(), &digest(a.expose())) && !same(&a.digest(), &b.digest()));
    }
}
