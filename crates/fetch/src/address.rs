//! Addresses: what may be fetched, how relative ones are resolved, and which hosts are on the public internet.

use crate::Cause;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An http or https address, without a fragment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    secure: bool,
    /// Host in lower case, with the port where it is not the usual one.
    host: String,
    /// Path and query; begins with a slash.
    path: String,
}

impl Address {
    /// Reads an address as people write it.
    ///
    /// # Errors
    /// When it is not http or https, has no host, or carries a password.
    pub fn parse(text: &str) -> Result<Self, Cause> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").ok_or(Cause::NoAddress("no http:// or https://"))?;
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(Cause::NoAddress("only http and https are fetched")),
        };
        let rest = rest.split('#').next().unwrap_or_default();
        let end = rest.find(['/', '?', '\\']).unwrap_or(rest.len());
        let (host, path) = rest.split_at(end);
        if host.contains('@') {
            return Err(Cause::NoAddress("it has a name or password in it"));
        }
        if host.is_empty() || host.starts_with(':') {
            return Err(Cause::NoAddress("it has no host"));
        }
        if !host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte)) {
            return Err(Cause::NoAddress("its host has letters that must be written as xn--…"));
        }
        let mut host = host.to_ascii_lowercase();
        let usual = if secure { ":443" } else { ":80" };
        if let Some(bare) = host.strip_suffix(usual) {
            host.truncate(bare.len());
        }
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Ok(Self { secure, host, path: escaped(&path) })
    }

    /// The address that `link`, found at this one, stands for (RFC 3986, section 5).
    ///
    /// # Errors
    /// As [`Address::parse`].
    pub fn join(&self, link: &str) -> Result<Self, Cause> {
        let link = link.trim();
        let scheme = link.split(['/', '?', '#']).next().unwrap_or_default();
        if scheme.contains(':') {
            return Self::parse(link);
        }
        if let Some(rest) = link.strip_prefix("//") {
            return Self::parse(&format!("{}://{rest}", self.scheme()));
        }
        let link = link.split('#').next().unwrap_or_default();
        let (own_path, _) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let joined = if link.is_empty() {
            self.path.clone()
        } else if link.starts_with('/') {
            link.to_owned()
        } else if link.starts_with('?') {
            format!("{own_path}{link}")
        } else {
            let folder = own_path.rfind('/').map_or("/", |end| own_path.get(..=end).unwrap_or("/"));
            format!("{folder}{link}")
        };
        let (path, query) = match joined.split_once('?') {
            Some((path, query)) => (path, format!("?{query}")),
            None => (joined.as_str(), String::new()),
        };
        let path = escaped(&format!("{}{query}", without_dots(path)));
        Ok(Self { path, ..self.clone() })
    }

    fn scheme(&self) -> &'static str {
        if self.secure { "https" } else { "http" }
    }

    /// Host, with the port where it is not the usual one.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Path and query.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The site it belongs to: scheme, host and port.
    pub fn site(&self) -> String {
        format!("{}://{}", self.scheme(), self.host)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme(), self.host, self.path)
    }
}

/// A path with what may not stand in a request written as `%xx`.
fn escaped(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte > b' ' && byte < 0x7F && !b"\"<>\\^`{|}".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A path with "." and ".." worked out.
fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let mut pieces = path.split('/').skip(1).peekable();
    while let Some(piece) = pieces.next() {
        let last = pieces.peek().is_none();
        match piece {
            "." | ".." => {
                if piece == ".." {
                    parts.pop();
                }
                if last {
                    parts.push("");
                }
            }
            piece => parts.push(piece),
        }
    }
    format!("/{}", parts.join("/"))
}

/// Whether an address is of the public internet (IANA's special-purpose registries of IPv4 and IPv6). What carries an
/// IPv4 address inside is judged by that.
pub(crate) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

/// Whether an address is of this machine or of a private network. The link-local ones, among them the clouds' data
/// service, are neither.
pub(crate) fn is_own_network(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local(),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127, ..)              // this network, private, loopback
            | (100, 64..=127, _)        // shared by providers
            | (169, 254, _)             // link-local, and the clouds' data service
            | (172, 16..=31, _)         // private
            | (192, 0, 0 | 2)           // protocol assignments, documentation
            | (192, 88, 99)             // former 6to4 relays
            | (192, 168, _)             // private
            | (198, 18..=19, _)         // benchmarks
            | (198, 51, 100)            // documentation
            | (203, 0, 113)             // documentation
            | (224..=255, ..) // multicast, reserved, broadcast
    )
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        [0, 0, 0, 0, 0, 0xFFFF, high, low] => v4(high, low), // mapped
        [0x64, 0xFF9B, 0, 0, 0, 0, high, low] => v4(high, low), // NAT64
        [0x2002, high, low, ..] => v4(high, low),            // 6to4
        [0x2001, 0..=0x1FF, ..] => false,                    // protocol assignments, Teredo among them
        [0x2001, 0xDB8, ..] | [0x3FFF, 0..=0xFFF, ..] => false, // documentation
        // The rest of what is given out as global unicast is public; everything else is local, multicast or reserved.
        [first, ..] => (0x2000..=0x3FFF).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_joined() {
        let base = Address::parse(" HTTPS://Kerrin.Example:443/isles/feed.xml?all=1#top ").unwrap();
        assert_eq!(base.to_string(), "https://kerrin.example/isles/feed.xml?all=1");
        for (link, whole) in [
            ("/a", "https://kerrin.example/a"),
            ("b c", "https://kerrin.example/isles/b%20c"),
            ("../c?x=/../y", "https://kerrin.example/c?x=/../y"),
            ("../../../d/./e/..", "https://kerrin.example/d/"),
            ("?page=2", "https://kerrin.example/isles/feed.xml?page=2"),
            ("//other.example", "https://other.example/"),
            ("http://other.example:8080/é", "http://other.example:8080/%C3%A9"),
            ("#x", "https://kerrin.example/isles/feed.xml?all=1"),
        ] {
            assert_eq!(base.join(link).unwrap().to_string(), whole, "{link}");
        }
        for bad in [
            "kerrin.example",
            "ftp://kerrin.example/",
            "https:///x",
            "https://u:p@kerrin.example/",
            "https://kérrin.example/",
        ] {
            assert!(Address::parse(bad).is_err(), "{bad}");
        }
        for bad in ["javascript:alert(1)", "mailto:a@b.example", "file:///etc/passwd"] {
            assert!(base.join(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_the_public_internet_is_public() {
        for public in [
            "93.184.216.34",
            "8.8.8.8",
            "172.15.0.1",
            "172.32.0.1",
            "2606:4700::1",
            "::ffff:8.8.8.8",
            "2002:808:808::1",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for local in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(local.parse().unwrap()), "{local}");
        }
    }
}
