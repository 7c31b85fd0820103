//! Signing in through a provider that the owner trusts: OpenID Connect (Core 1.0), or OAuth 2 with a page that says who
//! it is.
//!
//! ```text
//! /sign-in/with/NAME ──state, nonce, PKCE──▶ provider ──code──▶ /sign-in/from/NAME ──code + verifier──▶ token endpoint
//!                                                    ID token ──signature, issuer, audience, time, nonce──▶ who
//! ```
//!
//! The authorization code flow of RFC 9700: PKCE (RFC 7636) always, `state` bound to the browser by a cookie, the issuer
//! checked where the provider names itself (RFC 9207). Who may come in is said by the owner's file ([`config`]); somebody
//! who is known already keeps their account and role. An account with a password is never taken over by a provider.

mod config;
mod flow;
mod http;
mod token;

pub use config::{Provider, ProviderError, read};
pub(crate) use flow::routes;
