//! Asking a provider: over TLS, without following it elsewhere, with bounds on time and size.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::time::Duration;

/// Longest time for one question.
const PATIENCE: Duration = Duration::from_secs(10);

/// Most bytes of an answer.
const LARGEST: u64 = 1 << 20;

/// A client for one provider.
#[derive(Debug, Clone)]
pub(super) struct Http {
    agent: ureq::Agent,
}

impl Http {
    pub(super) fn new() -> Self {
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .user_agent("dunlin-desk")
            .build()
            .new_agent();
        Self { agent }
    }

    /// Whether `address` is one that secrets may be sent to.
    pub(super) fn check(address: &str) -> Result<(), String> {
        let uri: axum::http::Uri = address.parse().map_err(|_| format!("{address:?} is no address"))?;
        let authority = uri.authority().map(|authority| authority.as_str()).unwrap_or_default();
        let here = uri.scheme_str() == Some("http") && crate::safe::is_loopback(authority);
        let sound = !authority.is_empty() && !authority.contains('@') && !address.contains('#');
        if sound && (here || uri.scheme_str() == Some("https")) {
            Ok(())
        } else {
            Err(format!("{address:?} is no https address"))
        }
    }

    /// A JSON document.
    pub(super) fn get(&self, address: &str, bearer: Option<&str>) -> Result<Value, String> {
        Self::check(address)?;
        let mut request = self.agent.get(address).header("accept", "application/json");
        if let Some(token) = bearer {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let answer = request.call().map_err(|error| format!("{address} did not answer: {error}"))?;
        Self::json(address, answer)
    }

    /// The answer to a form. `login` is the client's id and secret for the header.
    pub(super) fn post(
        &self,
        address: &str,
        form: &[(&str, &str)],
        login: Option<(&str, &str)>,
    ) -> Result<Value, String> {
        Self::check(address)?;
        let mut request = self
            .agent
            .post(address)
            .header("accept", "application/json")
            .header("content-type", "application/x-www-form-urlencoded");
        if let Some((id, secret)) = login {
            // RFC 6749, 2.3.1: both are form-encoded first.
            let pair = format!("{}:{}", crate::link::encoded(id), crate::link::encoded(secret));
            request = request.header("authorization", format!("Basic {}", STANDARD.encode(pair)));
        }
        let body: Vec<String> =
            form.iter().map(|(name, value)| format!("{name}={}", crate::link::encoded(value))).collect();
        // The reason is told without the form: a code and a verifier stand in it.
        let answer =
            request.send(body.join("&")).map_err(|error| format!("{address} did not answer: {error}"))?;
        Self::json(address, answer)
    }

    fn json(address: &str, mut answer: ureq::http::Response<ureq::Body>) -> Result<Value, String> {
        let status = answer.status();
        let text = answer
            .body_mut()
            .with_config()
            .limit(LARGEST)
            .read_to_string()
            .map_err(|error| format!("the answer of {address} could not be read: {error}"))?;
        let value: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
        if !status.is_success() || !value.is_object() {
            let said = value.get("error").and_then(Value::as_str).unwrap_or("no reason given");
            let said: String = said.chars().filter(|c| !c.is_control()).take(80).collect();
            return Err(format!("{address} answered {status} ({said})"));
        }
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_over_tls_only() {
        for fine in ["https://id.example/token", "http://127.0.0.1:8080/token", "http://localhost/token"] {
            assert!(Http::check(fine).is_ok(), "{fine}");
        }
        for bad in [
            "http://id.example/token",
            "file:///etc/passwd",
            "https://",
            "id.example",
            "http://127.0.0.1.id.example/",
            "https://a:b@id.example/",
            "https://id.example/#x",
        ] {
            assert!(Http::check(bad).is_err(), "{bad}");
        }
    }
}
