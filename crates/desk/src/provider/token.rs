//! ID tokens: whether one was signed by its issuer, for this desk, for this sign-in, and holds now (OpenID Connect Core,
//! 3.1.3.7). Parsing, times, issuer and audience are the `jsonwebtoken` crate's; signatures are *ring*'s.

use crate::accounts::secret::{Digest, digest, same};
use jsonwebtoken::crypto::{CryptoProvider, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result as JwtResult};
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::signature::{Error as SignatureError, Verifier};
use jsonwebtoken::{
    Algorithm, AlgorithmFamily, DecodingKey, DecodingKeyKind, Validation, decode, decode_header,
};
use ring::signature as crypto;
use serde::Deserialize;
use serde_json::Value;

/// Signatures by public keys only: with a shared secret, or none, whoever knows the client could sign.
const ALGORITHMS: &[Algorithm] = &[
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Clocks may differ by this many seconds.
const LEEWAY: u64 = 60;

/// An issuer's keys.
#[derive(Debug, Clone, Default)]
pub(super) struct Keys(Vec<Jwk>);

impl Keys {
    /// The keys of a JWK set; ones of kinds that are not known here are left out.
    pub(super) fn of(set: &Value) -> Self {
        let keys = set.get("keys").and_then(Value::as_array).into_iter().flatten();
        Self(keys.filter_map(|key| serde_json::from_value(key.clone()).ok()).collect())
    }

    /// The key that `token` says it was signed with; without a name, the only one of its family.
    fn key(&self, kid: Option<&str>, algorithm: Algorithm) -> Option<DecodingKey> {
        let name = format!("{algorithm:?}");
        let usable = |key: &&Jwk| {
            !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption))
                && key
                    .common
                    .key_algorithm
                    .is_none_or(|own| serde_json::to_value(own).is_ok_and(|own| own == name))
        };
        let mut fitting = self
            .0
            .iter()
            .filter(usable)
            .filter(|key| kid.is_none() || key.common.key_id.as_deref() == kid)
            .filter_map(|key| DecodingKey::from_jwk(key).ok())
            .filter(|key| key.family() == family(algorithm));
        let first = fitting.next()?;
        if kid.is_none() && fitting.next().is_some() {
            return None;
        }
        Some(first)
    }
}

fn family(algorithm: Algorithm) -> AlgorithmFamily {
    use Algorithm as A;
    match algorithm {
        A::RS256 | A::RS384 | A::RS512 | A::PS256 | A::PS384 | A::PS512 => AlgorithmFamily::Rsa,
        A::ES256 | A::ES384 => AlgorithmFamily::Ec,
        A::EdDSA => AlgorithmFamily::Ed,
        _ => AlgorithmFamily::Hmac,
    }
}

/// What an ID token says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Claims {
    pub(super) sub: String,
    #[serde(default)]
    aud: Audience,
    azp: Option<String>,
    iat: Option<u64>,
    nonce: Option<String>,
    pub(super) email: Option<String>,
    #[serde(default)]
    email_verified: Value,
    pub(super) name: Option<String>,
    pub(super) preferred_username: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Audience {
    #[default]
    Nobody,
    One(String),
    Many(Vec<String>),
}

impl Claims {
    /// The e-mail address, if the provider says that it is theirs.
    pub(super) fn verified_email(&self, trusted: bool) -> Option<&str> {
        let verified = trusted || self.email_verified == true || self.email_verified == "true";
        self.email.as_deref().filter(|_| verified)
    }
}

/// Why a token is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    #[error("its key is not among the issuer's")]
    UnknownKey,
    #[error("it is signed by {0}, which is not taken")]
    Algorithm(String),
    #[error("{0}")]
    Token(String),
    #[error("it was given out for another client")]
    Party,
    #[error("it belongs to another sign-in")]
    Nonce,
    #[error("it comes from the future")]
    Future,
    #[error("it names nobody")]
    Nobody,
}

/// Checks `token`: what it says, if all of it holds.
pub(super) fn claims(
    token: &str,
    keys: &Keys,
    issuer: &str,
    client: &str,
    nonce: &Digest,
) -> Result<Claims, Refused> {
    // Signatures are checked by ring; setting it twice does nothing.
    let _ = RING.install_default();
    let told = |error: jsonwebtoken::errors::Error| Refused::Token(error.to_string());
    let header = decode_header(token).map_err(told)?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(Refused::Algorithm(format!("{:?}", header.alg)));
    }
    let key = keys.key(header.kid.as_deref(), header.alg).ok_or(Refused::UnknownKey)?;
    let mut validation = Validation::new(header.alg);
    validation.leeway = LEEWAY;
    validation.validate_nbf = true;
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[client]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    let claims: Claims = decode(token, &key, &validation).map_err(told)?.claims;
    let several = matches!(&claims.aud, Audience::Many(all) if all.len() > 1);
    let party = match &claims.azp {
        Some(party) => party == client,
        None => !several,
    };
    if !party {
        return Err(Refused::Party);
    }
    let given = digest(claims.nonce.as_deref().unwrap_or_default());
    if !same(&given, nonce) {
        return Err(Refused::Nonce);
    }
    let now = jsonwebtoken::get_current_timestamp();
    if claims.iat.is_none_or(|made| made > now.saturating_add(LEEWAY)) {
        return Err(Refused::Future);
    }
    if claims.sub.is_empty() || claims.sub.len() > 255 {
        return Err(Refused::Nobody);
    }
    Ok(claims)
}

/// The `jsonwebtoken` crate's signatures, by ring. The desk signs nothing.
static RING: CryptoProvider = CryptoProvider {
    signer_factory: |_, _| Err(ErrorKind::UnsupportedAlgorithm.into()),
    verifier_factory: verifier,
    key_utils: KeyUtils::new_unimplemented(),
};

struct RingVerifier {
    algorithm: Algorithm,
    key: DecodingKey,
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> JwtResult<Box<dyn JwtVerifier>> {
    if !ALGORITHMS.contains(algorithm) || key.family() != family(*algorithm) {
        return Err(ErrorKind::InvalidKeyFormat.into());
    }
    Ok(Box::new(RingVerifier { algorithm: *algorithm, key: key.clone() }))
}

impl JwtVerifier for RingVerifier {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl Verifier<Vec<u8>> for RingVerifier {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), SignatureError> {
        let rsa = match self.algorithm {
            Algorithm::RS256 => Some(&crypto::RSA_PKCS1_2048_8192_SHA256),
            Algorithm::RS384 => Some(&crypto::RSA_PKCS1_2048_8192_SHA384),
            Algorithm::RS512 => Some(&crypto::RSA_PKCS1_2048_8192_SHA512),
            Algorithm::PS256 => Some(&crypto::RSA_PSS_2048_8192_SHA256),
            Algorithm::PS384 => Some(&crypto::RSA_PSS_2048_8192_SHA384),
            Algorithm::PS512 => Some(&crypto::RSA_PSS_2048_8192_SHA512),
            _ => None,
        };
        let curve: Option<&dyn crypto::VerificationAlgorithm> = match self.algorithm {
            Algorithm::ES256 => Some(&crypto::ECDSA_P256_SHA256_FIXED),
            Algorithm::ES384 => Some(&crypto::ECDSA_P384_SHA384_FIXED),
            Algorithm::EdDSA => Some(&crypto::ED25519),
            _ => None,
        };
        let done = match (self.key.kind(), rsa, curve) {
            (DecodingKeyKind::RsaModulusExponent { n, e }, Some(rsa), _) => {
                crypto::RsaPublicKeyComponents { n, e }.verify(rsa, message, signature)
            }
            (DecodingKeyKind::SecretOrDer(bytes), None, Some(curve)) => {
                crypto::UnparsedPublicKey::new(curve, bytes).verify(message, signature)
            }
            _ => return Err(SignatureError::new()),
        };
        done.map_err(|_| SignatureError::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A key made for this test; its private half was thrown away when the token below was signed.
    const MODULUS: &str = "1-Ox0fu17HhalupLtjur6l0DyudzcXZJCULGbkD_MuuOZmM70dgFMfekJRIBQ5nYxoDnaMga-U_9Qw6ZB_NNVfxl7SbXEaAd\
        bbE1LzblaZIq3YYKkTWpCmydxuTnzTv_8RH0k-23b2ZJoHx1EZZQufRSKTUQAdTMn5K4HbSIQtEcAwSoYuxJrGx-yIlemmOT\
        Qfh7BmqnPfFFvyUhKLhjP8cp_Z5ArD7rw67RmeaLxlnECb0Zi9YrgvMafhgIivUIhhKq9ukv8QhYzMCF2q7mamCi8wKRNFJQ\
        ZCdmUQyxxQjZlDvHzJ6yozaLvYVIsHiBBTMPtz-g6Sy4Rw-xeD2P2Q";
    const HEAD_AND_CLAIMS: &str = "eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiAiaHR0cHM6Ly9pZC5leGFtcGxlIiwgImF1ZCI6IFsiZGVzayJd\
        LCAic3ViIjogIjc3IiwgIm5vbmNlIjogIm4iLCAiaWF0IjogMTcwMDAwMDAwMCwgImV4cCI6IDQxMDI0NDQ4MDAsICJlbWFp\
        bCI6ICJtYXJnb3RAcHJlc3MuZXhhbXBsZSIsICJlbWFpbF92ZXJpZmllZCI6ICJ0cnVlIn0";
    const SIGNATURE: &str = "pIwzVwnFInTcEQidqI07N1oYgGh_KEs6kXmAXQik-wu091mccXfmIqpq5wuS-r4yAhLmpHKK3guoa5GVbWZr_iIEMKvIqFJ4\
        MREjYRUhBbUngXeRDCrpc8FJFiXS8iGQ9UDVe4q6oI4vRwf5KEIAO6gVczU-vC7hauL2Zglak6ul0-fLKu-UJfhOmkoDCBrX\
        8RXlvFcNa-LlrXE4pEyqCpObjzzHUQOSqp9FTKZUssOzmoTinFXLXIBaZqT7mJXG2g4oTGUi-_J_4ThrguLv5xJPje-Kn13H\
        f2q-J62yoXvgsO3IYEGScZH3sELl_HEhZnDReoL0tisFoIabKClwpA";

    fn keys(kid: &str) -> Keys {
        Keys::of(&json!({"keys": [{"kty": "RSA", "kid": kid, "use": "sig", "n": MODULUS, "e": "AQAB"}]}))
    }

    #[test]
    fn rsa_signatures_are_checked() {
        let check =
            |token: &str, keys: &Keys| claims(token, keys, "https://id.example", "desk", &digest("n"));
        let token = format!("{HEAD_AND_CLAIMS}.{SIGNATURE}");
        let found = check(&token, &keys("r1")).unwrap();
        assert_eq!((found.sub.as_str(), found.verified_email(false)), ("77", Some("margot@press.example")));
        assert_eq!(check(&token, &keys("other")), Err(Refused::UnknownKey));
        let changed =
            format!("{HEAD_AND_CLAIMS}.{}", SIGNATURE.replacen(|c: char| c.is_ascii_lowercase(), "A", 1));
        assert!(matches!(check(&changed, &keys("r1")), Err(Refused::Token(_))));
        let encryption =
            json!({"keys": [{"kty": "RSA", "kid": "r1", "use": "enc", "n": MODULUS, "e": "AQAB"}]});
        assert_eq!(
            check(&token, &Keys::of(&encryption)),
            Err(Refused::UnknownKey),
            "a key for something else"
        );
        let other = json!({"keys": [{"kty": "RSA", "kid": "r1", "alg": "PS256", "n": MODULUS, "e": "AQAB"}]});
        assert_eq!(check(&token, &Keys::of(&other)), Err(Refused::UnknownKey), "a key for another algorithm");
    }
}
