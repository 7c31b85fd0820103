//! Posting JSON to an address that a user has named, for watches.

use std::time::Duration;

/// How long one post may take in all.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why something could not be posted.
#[derive(Debug, thiserror::Error)]
#[error("{address}: {cause}; check the address and whether its server runs")]
pub struct PostError {
    /// The address.
    pub address: String,
    /// What happened.
    pub cause: String,
}

/// Posts `json` to `address`. Unlike pages, the address may be on this machine or in a private network: the user
/// has named it. Redirects are not
/// followed, so that nobody else can name another.
///
/// # Errors
/// When the server cannot be reached, or answers with anything but success.
pub fn post_json(address: &str, json: &str) -> Result<(), PostError> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .max_redirects(0)
        .http_status_as_error(false)
        .build()
        .into();
    let failed = |cause: String| PostError { address: address.to_owned(), cause };
    let answer = agent
        .post(address)
        .header("content-type", "application/json")
        .send(json)
        .map_err(|error| failed(error.to_string()))?;
    let status = answer.status();
    if status.is_success() { Ok(()) } else { Err(failed(format!("the server answered {status}"))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};

    fn server(answer: &'static str) -> (String, std::thread::JoinHandle<String>) {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/hook", listener.local_addr().unwrap());
        let thread = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut got = Vec::new();
            let mut part = [0; 1024];
            while !String::from_utf8_lossy(&got).ends_with('}') {
                let n = stream.read(&mut part).unwrap();
                got.extend_from_slice(&part[..n]);
            }
            stream.write_all(answer.as_bytes()).unwrap();
            String::from_utf8(got).unwrap()
        });
        (address, thread)
    }

    #[test]
    fn json_arrives_and_a_refusal_is_told() {
        let (address, thread) = server("HTTP/1.1 204 No Content\r\n\r\n");
        post_json(&address, "{\"title\":\"toll\"}").unwrap();
        let got = thread.join().unwrap();
        assert!(got.starts_with("POST /hook ") && got.ends_with("{\"title\":\"toll\"}"), "{got}");

        let (address, thread) = server("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
        let refused = post_json(&address, "{}").unwrap_err();
        thread.join().unwrap();
        assert!(refused.to_string().contains("403"), "{refused}");
    }
}
