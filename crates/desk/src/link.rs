//! Addresses with parameters, written so that any text may stand in them.

use std::fmt::Write;

/// `text` as it may stand in a parameter of an address.
pub(crate) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// `path` with the parameters that are not empty.
pub(crate) fn with(path: &str, parameters: &[(&str, &str)]) -> String {
    let mut out = path.to_owned();
    let mut mark = '?';
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = write!(out, "{mark}{name}={}", encoded(value));
        mark = '&';
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_can_leave_its_parameter() {
        assert_eq!(
            with("/search", &[("q", "a&b=\"ü\" <c>"), ("from", "")]),
            "/search?q=a%26b%3D%22%C3%BC%22+%3Cc%3E"
        );
    }
}
