//! Addresses as inputs: a page, or a feed (or list of feeds) whose items are followed to their pages.
//!
//! What is fetched goes through the same readers as a file. What servers said of their pages can be kept by the caller
//! ([`Web::known`], [`Web::learned`]), so that next time only what has changed is sent.

use dunlin_fetch::{Address, FetchError, Fetched, Fetcher, Page};
use dunlin_page::kind::{self, Kind};
use dunlin_page::{
    Body, Documents, Feed, FeedItem, FeedWords, Given, Limits, PageError, RawDocument, Weight,
};
use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};
use std::io::Cursor;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

pub use dunlin_fetch::Seen;

/// Most items of one feed that are followed; feeds put the newest first.
const ITEMS: usize = 500;

/// Reads from the web. One for a whole run.
#[derive(Default)]
pub struct Web {
    fetcher: Fetcher,
    known: BTreeMap<String, Seen>,
    learned: Mutex<BTreeMap<String, Seen>>,
}

/// Whether an input's name is an address.
pub fn is_address(name: &str) -> bool {
    let lower = name.get(..8).unwrap_or(name).to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://")
}

impl Web {
    /// With a fetcher of one's own.
    pub fn new(fetcher: Fetcher) -> Self {
        Self { fetcher, ..Self::default() }
    }

    /// Takes what was learned before, by address: what is as it was then is not sent again, and gives no document.
    #[must_use]
    pub fn known(mut self, known: BTreeMap<String, Seen>) -> Self {
        self.known = known;
        self
    }

    /// What servers said of the pages and feeds that were fetched since the last call, by address. A feed is among them only
    /// when each of its items was fetched, or is gone for good: an unchanged feed is not read again. To be kept only when
    /// the pages themselves are kept.
    pub fn learned(&self) -> BTreeMap<String, Seen> {
        std::mem::take(&mut self.learned.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The documents at an address, as a stream: those of the page there, or of the pages that the feed there points to.
    pub fn documents(self: &Arc<Self>, address: &str, given: &Given, limits: &Limits) -> Documents<'static> {
        let mut reading = Reading {
            web: Arc::clone(self),
            given: given.clone(),
            limits: limits.clone(),
            todo: VecDeque::new(),
            current: None,
            ready: VecDeque::new(),
        };
        match Address::parse(address) {
            Ok(address) => reading.todo.push_back(Task::Anything(address)),
            Err(cause) => {
                reading.ready.push_back(Err(failure(address, cause, "write it as https://host/path")))
            }
        }
        Box::new(reading)
    }

    /// The documents of the feeds that a list (OPML) names.
    pub fn documents_of_list(
        self: &Arc<Self>,
        list: &[u8],
        name: &str,
        given: &Given,
        limits: &Limits,
    ) -> Documents<'static> {
        let listed = dunlin_page::outline(list);
        if listed.is_empty() {
            return Box::new(std::iter::once(Err(failure(
                name,
                "the list names no feeds",
                "give the feeds' addresses",
            ))));
        }
        let (web, given, limits) = (Arc::clone(self), given.clone(), limits.clone());
        Box::new(listed.into_iter().flat_map(move |feed| web.documents(&feed.url, &given, &limits)))
    }

    fn fetch(&self, address: &Address) -> Result<Fetched, FetchError> {
        let known = self.known.get(&address.to_string());
        self.fetcher.fetch(address, known.unwrap_or(&Seen::default()))
    }

    fn learn(&self, address: String, seen: Seen) {
        self.learned.lock().unwrap_or_else(PoisonError::into_inner).insert(address, seen);
    }
}

/// Something that is to be fetched.
enum Task {
    /// An address that the user or a list names.
    Anything(Address),
    /// An item of a feed, with its address if it has one.
    Item(Option<Address>, FeedItem, Rc<Source>),
}

/// The feed that an item came in.
struct Source {
    name: String,
    title: Option<String>,
    seen: Seen,
    /// Items that were not tried yet.
    left: Cell<usize>,
    /// Whether an item failed that may be there another time.
    missing: Cell<bool>,
}

struct Reading {
    web: Arc<Web>,
    given: Given,
    limits: Limits,
    todo: VecDeque<Task>,
    current: Option<Documents<'static>>,
    ready: VecDeque<Result<RawDocument, PageError>>,
}

impl Iterator for Reading {
    type Item = Result<RawDocument, PageError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(document) = self.current.as_mut().and_then(Iterator::next) {
                return Some(document);
            }
            self.current = None;
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            match self.todo.pop_front()? {
                Task::Anything(address) => self.anything(&address),
                Task::Item(address, item, source) => {
                    self.item(address, item, &source);
                    source.left.set(source.left.get().saturating_sub(1));
                    if source.left.get() == 0 && !source.missing.get() {
                        self.web.learn(source.name.clone(), source.seen.clone());
                    }
                }
            }
        }
    }
}

impl Reading {
    /// Reads whatever is at an address.
    fn anything(&mut self, address: &Address) {
        match self.web.fetch(address) {
            Err(error) => self.ready.push_back(Err(unfetched(error))),
            Ok(Fetched::NotModified) => {
                self.ready.push_back(Err(note(
                    &address.to_string(),
                    "it has not changed since it was last fetched",
                )));
            }
            Ok(Fetched::Page(page)) => {
                let name = address.to_string();
                let start = page.body.get(..kind::SNIFFED).unwrap_or(&page.body);
                let json = matches!(kind::sniff(start), Kind::Jsonl | Kind::Json);
                match kind::sniff(start) {
                    Kind::Feed | Kind::Jsonl | Kind::Json => match dunlin_page::feed(&page.body, &name) {
                        Ok(feed) => self.feed(feed, &name, &page),
                        Err(_) if json => self.page(page, &name, Given::default()),
                        Err(error) => self.ready.push_back(Err(error)),
                    },
                    Kind::Opml => {
                        let list = self.web.documents_of_list(&page.body, &name, &self.given, &self.limits);
                        self.current = Some(list);
                    }
                    _ => self.page(page, &name, Given::default()),
                }
            }
        }
    }

    /// Puts the items of a feed in line. `page` is where it was found.
    fn feed(&mut self, feed: Feed, name: &str, page: &Page) {
        self.ready.extend(feed.faults.into_iter().map(Err));
        let count = feed.items.len();
        if count == 0 {
            self.ready.push_back(Err(note(name, "the feed has no items")));
        }
        if count > ITEMS {
            let cause = format!("the feed has {count} items, of which the first {ITEMS} are followed");
            self.ready.push_back(Err(note(name, &cause)));
        }
        let source = Rc::new(Source {
            name: name.to_owned(),
            title: feed.title,
            seen: page.seen.clone(),
            left: Cell::new(count.min(ITEMS)),
            missing: Cell::new(false),
        });
        let tasks = feed.items.into_iter().take(ITEMS).map(|item| {
            let address = item.url.as_deref().and_then(|url| page.address.join(url).ok());
            Task::Item(address, item, Rc::clone(&source))
        });
        // What a list named after this feed waits.
        for task in tasks.rev() {
            self.todo.push_front(task);
        }
    }

    /// Reads the page of an item; where it cannot be had, what the feed carries of it.
    fn item(&mut self, address: Option<Address>, item: FeedItem, source: &Source) {
        let fetched = address.as_ref().map(|address| self.web.fetch(address));
        if let Some(Err(error)) = &fetched
            && error.cause.is_passing()
        {
            source.missing.set(true);
        }
        let told = Given {
            published_from: item.published.is_some().then(|| "feed".to_owned()),
            published: item.published.clone(),
            ..Given::default()
        };
        match fetched {
            Some(Ok(Fetched::Page(page))) => {
                let name = address.map(|address| address.to_string()).unwrap_or_default();
                self.page(page, &name, told);
            }
            // It is known already.
            Some(Ok(Fetched::NotModified)) => {}
            failed => {
                let carried = self.carried(&item, told, source);
                match (failed, carried) {
                    (Some(Err(error)), Some(document)) => {
                        let cause = format!("{}; the feed's own words of it are read instead", error.cause);
                        self.ready.push_back(Err(note(&error.address, &cause)));
                        self.ready.push_back(Ok(document));
                    }
                    (Some(Err(error)), None) => self.ready.push_back(Err(unfetched(error))),
                    (_, Some(document)) => self.ready.push_back(Ok(document)),
                    (_, None) => {
                        let title = item.title.as_deref().unwrap_or("without a title");
                        let cause = format!("left out an item with no address and no words ({title})");
                        self.ready.push_back(Err(note(&source.name, &cause)));
                    }
                }
            }
        }
    }

    /// An item's article as the feed carries it, when it carries it whole.
    fn carried(&self, item: &FeedItem, told: Given, source: &Source) -> Option<RawDocument> {
        let (body, content_type) = match &item.words {
            FeedWords::Html(html) => {
                (Body::Page(html.clone().into_bytes()), Some("text/html; charset=utf-8".to_owned()))
            }
            FeedWords::Text(text) => (Body::Text(text.clone()), None),
            FeedWords::Summary(_) | FeedWords::None => return None,
        };
        let own = Given {
            id: item.id.clone(),
            url: item.url.clone(),
            outlet: item.source.clone(),
            title: item.title.clone(),
            byline: item.byline.clone(),
            content_type,
            ..told
        };
        let mut given = own.or(&self.given);
        given.outlet = given.outlet.or_else(|| source.title.clone());
        Some(RawDocument { place: item.url.clone().unwrap_or_else(|| source.name.clone()), given, body })
    }

    /// Reads a page that was fetched through the readers of files.
    fn page(&mut self, page: Page, name: &str, told: Given) {
        self.web.learn(name.to_owned(), page.seen);
        let own = Given { url: Some(page.address.to_string()), content_type: page.content_type, ..told };
        // A feed's day is only a default: the user's wins over it, and the page's own over both unless the user gave one.
        let given =
            if self.given.published.is_some() { self.given.clone().or(&own) } else { own.or(&self.given) };
        self.current =
            Some(dunlin_page::documents_of_file(Cursor::new(page.body), name, &given, &self.limits));
    }
}

fn failure(place: &str, cause: impl ToString, remedy: &str) -> PageError {
    PageError {
        place: place.to_owned(),
        cause: cause.to_string(),
        remedy: remedy.to_owned(),
        weight: Weight::Failure,
    }
}

fn note(place: &str, cause: &str) -> PageError {
    PageError {
        place: place.to_owned(),
        cause: cause.to_owned(),
        remedy: String::new(),
        weight: Weight::Note,
    }
}

fn unfetched(error: FetchError) -> PageError {
    failure(&error.address, &error.cause, error.remedy)
}
