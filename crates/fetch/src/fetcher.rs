//! One request after the other: robots.txt first, redirects one by one, waiting where it is asked for.

use crate::address::{is_own_network, is_public};
use crate::robots::{self, Robots};
use crate::{Address, Cause, FetchError};
use std::collections::BTreeMap;
use std::io::Read;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use ureq::http::{HeaderMap, Uri};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body};

/// How the program calls itself where robots.txt names programs.
const NAME: &str = "dunlin";

/// How to behave, and what is too much.
#[derive(Debug, Clone, PartialEq)]
pub struct Manners {
    /// Most bytes of a body, unpacked.
    pub bytes: u64,
    /// Longest time for one request, from looking up the name to the last byte.
    pub time: Duration,
    /// Most redirects.
    pub redirects: usize,
    /// Least time between two requests to one host; a site's robots.txt may ask for more.
    pub pause: Duration,
    /// Longest time to wait when a server or its robots.txt asks for it; beyond that is an error.
    pub patience: Duration,
    /// How often a request that failed for the moment is made in all.
    pub tries: u32,
    /// Whether servers on this machine and in private networks (RFC 1918, RFC 4193) may be asked. Never when the address,
    /// or a feed that leads to it, is a stranger's.
    pub own_network: bool,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            bytes: 16 << 20,
            time: Duration::from_secs(30),
            redirects: 5,
            pause: Duration::from_secs(1),
            patience: Duration::from_secs(60),
            tries: 3,
            own_network: false,
        }
    }
}

/// What a server said of a page when it was fetched, to ask later whether it has changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}

/// A page that was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The address it was found at, after redirects.
    pub address: Address,
    /// `Content-Type` as it was sent.
    pub content_type: Option<String>,
    /// What to ask with next time.
    pub seen: Seen,
    /// The body, unpacked.
    pub body: Vec<u8>,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// The page.
    Page(Page),
    /// It has not changed since it was seen.
    NotModified,
}

/// Fetches pages. One for a whole run: it remembers each site's robots.txt and when it was last asked for something.
pub struct Fetcher {
    agent: Agent,
    manners: Manners,
    sites: Mutex<BTreeMap<String, Site>>,
    wait: fn(Duration),
}

/// What is known of a site.
#[derive(Debug, Clone, Default)]
struct Site {
    robots: Option<Arc<Robots>>,
    asked: Option<Instant>,
}

impl Default for Fetcher {
    fn default() -> Self {
        Self::new(Manners::default())
    }
}

impl Fetcher {
    /// A fetcher with the given manners.
    pub fn new(manners: Manners) -> Self {
        Self::with(manners, Own::Nothing, std::thread::sleep)
    }

    /// A fetcher for tests: it may reach servers on this machine, and waits by `wait`. Never for addresses of others.
    #[doc(hidden)]
    pub fn for_tests_on_this_machine(manners: Manners, wait: fn(Duration)) -> Self {
        Self::with(manners, Own::Machine, wait)
    }

    /// A fetcher for tests that takes the server at one port of this machine for one of the public internet, and nothing
    /// else here: what that server sends on to is refused as it would be in earnest.
    #[doc(hidden)]
    pub fn for_tests_at_port(manners: Manners, port: u16, wait: fn(Duration)) -> Self {
        Self::with(manners, Own::Port(port), wait)
    }

    fn with(manners: Manners, own: Own, wait: fn(Duration)) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .timeout_global(Some(manners.time))
            .user_agent(concat!("dunlin/", env!("CARGO_PKG_VERSION"), " (reads news pages for research)"))
            .accept("text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, */*;q=0.5")
            .build();
        let resolver = Checked { inner: DefaultResolver::default(), own, own_network: manners.own_network };
        let agent = Agent::with_parts(config, DefaultConnector::default(), resolver);
        Self { agent, manners, sites: Mutex::new(BTreeMap::new()), wait }
    }

    /// Fetches what is at an address, unless it is as it was `seen`.
    ///
    /// # Errors
    /// When it may not be fetched, cannot be, or is too much; nothing is kept of it then.
    pub fn fetch(&self, address: &Address, seen: &Seen) -> Result<Fetched, FetchError> {
        let mut here = address.clone();
        for _ in 0..=self.manners.redirects {
            self.ask_robots(&here).map_err(|cause| cause.on(&address.to_string()))?;
            match self.patiently(&here, seen, self.manners.bytes) {
                Ok(Answer::Page(page)) => return Ok(Fetched::Page(page)),
                Ok(Answer::NotModified) => return Ok(Fetched::NotModified),
                Ok(Answer::Elsewhere(next)) => here = next,
                Err(cause) => return Err(cause.on(&address.to_string())),
            }
        }
        Err(Cause::TooManyRedirects(self.manners.redirects).on(&address.to_string()))
    }

    /// Makes a request, again where it failed for the moment, with longer and longer pauses.
    fn patiently(&self, address: &Address, seen: &Seen, bytes: u64) -> Result<Answer, Cause> {
        let mut pause = self.manners.pause.max(Duration::from_secs(1));
        let mut tried = 1;
        loop {
            self.keep_distance(address);
            let (cause, asked) = match self.once(address, seen, bytes) {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            let asked = asked.map(Duration::from_secs);
            if let Some(asked) = asked.filter(|asked| *asked > self.manners.patience) {
                return Err(Cause::Later(asked.as_secs()));
            }
            let for_the_moment =
                matches!(cause, Cause::Network(_) | Cause::Status(429 | 500 | 502 | 503 | 504));
            if !for_the_moment || tried >= self.manners.tries {
                return Err(cause);
            }
            (self.wait)(asked.unwrap_or(pause));
            pause = (pause * 2).min(self.manners.patience);
            tried += 1;
        }
    }

    /// Makes one request. With what failed comes how many seconds the server asks to wait.
    fn once(&self, address: &Address, seen: &Seen, bytes: u64) -> Result<Answer, (Cause, Option<u64>)> {
        let mut request = self.agent.get(address.to_string());
        if let Some(etag) = &seen.etag {
            request = request.header("If-None-Match", etag);
        }
        if let Some(date) = &seen.last_modified {
            request = request.header("If-Modified-Since", date);
        }
        let response = request.call().map_err(|error| (cause_of(error), None))?;
        let (head, body) = response.into_parts();
        let field = |name: &str| value(&head.headers, name);
        match head.status.as_u16() {
            200 | 203 => {}
            304 => return Ok(Answer::NotModified),
            301 | 302 | 303 | 307 | 308 => {
                let to =
                    field("location").ok_or((Cause::NoAddress("it leads on without saying where"), None))?;
                return address.join(&to).map(Answer::Elsewhere).map_err(|cause| (cause, None));
            }
            status => {
                return Err((Cause::Status(status), field("retry-after").and_then(|wait| wait.parse().ok())));
            }
        }
        let body = read(body, bytes).map_err(|cause| (cause, None))?;
        Ok(Answer::Page(Page {
            address: address.clone(),
            content_type: field("content-type"),
            seen: Seen { etag: field("etag"), last_modified: field("last-modified") },
            body,
        }))
    }

    /// Waits until enough time has passed since the host was last asked for something.
    fn keep_distance(&self, address: &Address) {
        let wait = {
            let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
            let site = sites.entry(address.site()).or_default();
            let asked = site.robots.as_ref().and_then(|robots| robots.delay).unwrap_or(0.0);
            let pause = self
                .manners
                .pause
                .max(Duration::from_secs_f32(asked.min(self.manners.patience.as_secs_f32())));
            let now = Instant::now();
            let next = site.asked.map_or(now, |last| last + pause).max(now);
            // Whoever comes next waits behind this one.
            site.asked = Some(next);
            next - now
        };
        if !wait.is_zero() {
            (self.wait)(wait);
        }
    }

    /// Asks a site's robots.txt whether an address may be fetched; it is fetched once.
    fn ask_robots(&self, address: &Address) -> Result<(), Cause> {
        let known = self
            .sites
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&address.site())
            .and_then(|site| site.robots.clone());
        let robots = match known {
            Some(robots) => robots,
            None => {
                let robots = Arc::new(self.robots(address)?);
                let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
                sites.entry(address.site()).or_default().robots = Some(Arc::clone(&robots));
                robots
            }
        };
        if robots.allows(address.path()) { Ok(()) } else { Err(Cause::Robots) }
    }

    /// Fetches a site's rules. None that can be had means no rules; a server that fails means no entry.
    fn robots(&self, address: &Address) -> Result<Robots, Cause> {
        let mut here = address.join("/robots.txt")?;
        for _ in 0..=self.manners.redirects {
            match self.patiently(&here, &Seen::default(), robots::LIMIT) {
                Ok(Answer::Page(page)) => {
                    return Ok(Robots::parse(&String::from_utf8_lossy(&page.body), NAME));
                }
                Ok(Answer::Elsewhere(next)) => here = next,
                Ok(Answer::NotModified) | Err(Cause::TooLong(_) | Cause::NoAddress(_)) => break,
                Err(Cause::Status(status)) if (400..500).contains(&status) && status != 429 => break,
                Err(Cause::Status(status)) => {
                    return Err(Cause::RobotsUnread(format!("the server answered {status}")));
                }
                Err(cause) => return Err(cause),
            }
        }
        Ok(Robots::default())
    }
}

/// What a server answers.
enum Answer {
    Page(Page),
    NotModified,
    Elsewhere(Address),
}

fn value(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(|value| value.trim().to_owned())
}

/// Reads a body that may have so many bytes when it is unpacked.
fn read(body: Body, most: u64) -> Result<Vec<u8>, Cause> {
    let mut bytes = Vec::new();
    let mut reader = body.into_with_config().limit(u64::MAX).reader().take(most + 1);
    reader.read_to_end(&mut bytes).map_err(|error| Cause::Network(error.to_string()))?;
    if bytes.len() as u64 > most { Err(Cause::TooLong(most)) } else { Ok(bytes) }
}

fn cause_of(error: ureq::Error) -> Cause {
    match error {
        ureq::Error::HostNotFound => Cause::UnknownHost,
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => {
            Cause::NoAddress("it cannot be written in a request")
        }
        ureq::Error::Io(error) => match error.get_ref().and_then(|inner| inner.downcast_ref::<NotPublic>()) {
            Some(NotPublic(ip)) => Cause::Private(ip.to_string()),
            None => Cause::Network(error.to_string()),
        },
        other => Cause::Network(other.to_string()),
    }
}

/// Looks names up and keeps to the public internet. What it gives out is what is connected to, so that a name cannot
/// mean something else between the check and the connection.
#[derive(Debug)]
struct Checked {
    inner: DefaultResolver,
    own: Own,
    own_network: bool,
}

/// What of this machine may be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Own {
    Nothing,
    /// For tests: everything.
    Machine,
    /// For tests: the server at one port.
    Port(u16),
}

/// The complaint on an address that is not public.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not on the public internet")]
struct NotPublic(IpAddr);

impl Resolver for Checked {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        for address in found.iter() {
            let ip = address.ip();
            let ours = match self.own {
                Own::Nothing => false,
                Own::Machine => true,
                Own::Port(port) => address.port() == port,
            };
            let allowed = is_public(ip) || ours && ip.is_loopback() || self.own_network && is_own_network(ip);
            if !allowed {
                return Err(ureq::Error::Io(std::io::Error::other(NotPublic(ip))));
            }
        }
        Ok(found)
    }
}
