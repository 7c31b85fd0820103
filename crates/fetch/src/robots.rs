//! robots.txt (RFC 9309): what a site wants programs to leave alone.

/// Longest file that is read, in bytes: RFC 9309 asks for 500 kibibytes at least.
pub(crate) const LIMIT: u64 = 512_000;

/// The rules of a site that hold for us.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Robots {
    rules: Vec<Rule>,
    /// Seconds that a site asks to wait between requests. Not in the RFC and common all the same.
    pub(crate) delay: Option<f32>,
}

#[derive(Debug, Clone, PartialEq)]
struct Rule {
    allow: bool,
    pattern: String,
}

impl Robots {
    /// Reads the rules for the program called `agent` (in lower case). The groups that name it hold; if none does, those
    /// for `*`.
    pub(crate) fn parse(text: &str, agent: &str) -> Self {
        let (mut own, mut general) = (Self::default(), Self::default());
        let (mut own_found, mut for_own, mut for_all, mut in_rules) = (false, false, false, false);
        for line in text.trim_start_matches('\u{feff}').split(['\n', '\r']) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                // Names that follow each other share their rules.
                if in_rules {
                    (for_own, for_all, in_rules) = (false, false, false);
                }
                let name = value.split(['/', ' ']).next().unwrap_or_default().to_ascii_lowercase();
                for_own |= name == agent;
                for_all |= name == "*";
                own_found |= for_own;
                continue;
            }
            let rule = match key.as_str() {
                "allow" => Some(true),
                "disallow" => Some(false),
                "crawl-delay" => None,
                _ => continue,
            };
            in_rules = true;
            for (holds, robots) in [(for_own, &mut own), (for_all, &mut general)] {
                match rule {
                    _ if !holds => {}
                    Some(allow) if !value.is_empty() => {
                        robots.rules.push(Rule { allow, pattern: normal(value) });
                    }
                    Some(_) => {}
                    None => {
                        robots.delay =
                            value.parse().ok().filter(|delay: &f32| delay.is_finite() && *delay >= 0.0)
                    }
                }
            }
        }
        if own_found { own } else { general }
    }

    /// Whether a path (with its query) may be read. The longest rule that fits decides, and "allow" when two are as long.
    pub(crate) fn allows(&self, path: &str) -> bool {
        let path = normal(path);
        let fitting = self.rules.iter().filter(|rule| fits(rule.pattern.as_bytes(), path.as_bytes()));
        let best = fitting.max_by_key(|rule| (rule.pattern.len(), rule.allow));
        path == "/robots.txt" || best.is_none_or(|rule| rule.allow)
    }
}

/// A path or pattern with `%xx` in upper case, unreserved characters written plainly and others as `%xx`.
fn normal(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = String::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        if byte == b'%'
            && let Some(value) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())
        {
            at += 3;
            if value.is_ascii_alphanumeric() || b"-._~".contains(&value) {
                out.push(char::from(value));
            } else {
                out.push_str(&format!("%{value:02X}"));
            }
            continue;
        }
        at += 1;
        if byte.is_ascii_graphic() {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Whether a pattern fits the beginning of a path: `*` stands for anything, `$` at the end for the end. Takes time in
/// proportion to both lengths multiplied at most, whatever stars there are.
fn fits(pattern: &[u8], path: &[u8]) -> bool {
    let (pattern, anchored) = match pattern.strip_suffix(b"$") {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let (mut p, mut s) = (0, 0);
    // Where to go on when what follows the last star does not fit: one further on in the path.
    let mut again: Option<(usize, usize)> = None;
    loop {
        match (pattern.get(p), path.get(s)) {
            (Some(b'*'), _) => {
                p += 1;
                again = Some((p, s));
            }
            (Some(want), Some(have)) if want == have => {
                p += 1;
                s += 1;
            }
            (None, _) if !anchored || s == path.len() => return true,
            _ => match again {
                Some((after, from)) if from < path.len() => {
                    again = Some((after, from + 1));
                    (p, s) = (after, from + 1);
                }
                _ => return false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rule_decides() {
        let robots = Robots::parse(
            "# isles\nUser-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /private/\nAllow: /private/open\nDisallow: /*.pdf$\nDisallow:\nCrawl-delay: 2\n",
            "dunlin",
        );
        for (path, allowed) in [
            ("/", true),
            ("/private/x", false),
            ("/private/open/x", true),
            ("/%70rivate/x", false),
            ("/a.pdf", false),
            ("/a.pdf?x", true),
            ("/robots.txt", true),
        ] {
            assert_eq!(robots.allows(path), allowed, "{path}");
        }
        assert_eq!(robots.delay, Some(2.0));
    }

    #[test]
    fn rules_for_us_hold_alone_and_groups_join() {
        let robots = Robots::parse(
            "User-agent: *\nDisallow: /\n\nUser-agent: Dunlin/2.0\nUser-agent: gull\nDisallow: /a\n\nUser-agent: dunlin\nDisallow: /b\r\nDisallow: /caf\u{e9}",
            "dunlin",
        );
        assert!(
            robots.allows("/x")
                && !robots.allows("/a")
                && !robots.allows("/b")
                && !robots.allows("/caf%C3%A9")
        );
        assert!(Robots::parse("<html>not found</html>", "dunlin").allows("/"));
        assert!(!Robots::parse("user-agent:*\ndisallow:/", "dunlin").allows("/x"));
    }

    #[test]
    fn a_pattern_of_stars_ends() {
        let pattern = "*a".repeat(200);
        let robots = Robots::parse(&format!("User-agent: *\nDisallow: /{pattern}b$"), "dunlin");
        assert!(robots.allows(&format!("/{}", "a".repeat(5000))));
    }
}
