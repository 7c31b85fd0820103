//! `dunlin serve`: the desk over a ledger.

use super::{Outcome, open as open_engine, threads_of};
use crate::options::{Serve, With};
use anyhow::{Context, Result};
use dunlin::coding::Files;
use dunlin::keep::{self, Done};
use dunlin::ledger::{Added as Kept, Ledger};
use dunlin::{Dunlin, Given, RawDocument, Weight, documents_of_file};
use dunlin_desk::accounts::{Accounts, Rules, file_of};
use dunlin_desk::{Added, Coder, Door, Entrance, Incoming, Known, Progress, Site, State, Told, provider};
use dunlin_fetch::{Address, Fetched, Fetcher, Manners, Seen};
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{SystemTime, UNIX_EPOCH};

/// Opens the desk, and works until it is told to stop.
pub(crate) fn run(options: &Serve) -> Result<Outcome> {
    if let Some(name) = &options.new_password {
        writeln!(std::io::stdout().lock(), "{}", renewal(options, name)?)?;
        return Ok(Outcome::default());
    }
    // A desk over nothing is a good place to add the first page.
    drop(Ledger::create(&options.ledger.ledger)?);
    let coder = Facade {
        with: options.with.clone(),
        threads: threads_of(options.threads),
        engine: OnceLock::new(),
        fetcher: Fetcher::new(Manners::default()),
        lexicon: Names::read(options.with.lexicon.as_deref())?,
    };
    let (door, token) = door(options)?;
    let state = State::behind(door, &options.ledger.ledger, Arc::new(coder))?;
    let site = options.site.clone();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no threads")?;
    let served: Result<(), dunlin_desk::ServeError> =
        runtime.block_on(dunlin_desk::serve(state, options.listen, |address| {
            let site = site.unwrap_or_else(|| format!("http://{address}"));
            eprintln!("dunlin: the desk is open at {site}; Ctrl-C closes it");
            if let Some(token) = token {
                eprintln!("dunlin: there are no accounts yet; whoever opens this makes the owner's:");
                eprintln!("  {}/invitation?code={token}", site.trim_end_matches('/'));
            }
        }));
    served?;
    Ok(Outcome::default())
}

/// How people come in, with the token that makes the first account where there is none.
fn door(options: &Serve) -> Result<(Door, Option<String>)> {
    let file = file_of(&options.ledger.ledger);
    // Once there are accounts, nobody gets in without one by forgetting an option.
    if !options.accounts && options.site.is_none() && !Accounts::are_at(&file)? {
        return Ok((Door::Local, None));
    }
    let accounts = Accounts::open(&file, Rules::default())?;
    let token = accounts.first_run(now())?;
    let site = options.site.as_deref().map(Site::new).transpose()?;
    let providers = options.providers.as_deref().map(provider::read).transpose()?.unwrap_or_default();
    let token = token.map(|secret| secret.expose().to_owned());
    Ok((Door::People(Arc::new(Entrance::new(accounts, site, providers))), token))
}

/// The link with which the account `name` gets a new password. Whoever may write the account file may have one: that
/// is whoever runs the desk.
fn renewal(options: &Serve, name: &str) -> Result<String> {
    let file = file_of(&options.ledger.ledger);
    if !Accounts::are_at(&file)? {
        anyhow::bail!(
            "{}: there are no accounts; dunlin serve --accounts prints the link that makes the first",
            file.display()
        );
    }
    let site = match &options.site {
        Some(site) => Site::new(site).map(|_| site.trim_end_matches('/').to_owned())?,
        None => format!("http://{}", options.listen),
    };
    let link = Accounts::open(&file, Rules::default())?.renewal(name, now())?;
    Ok(format!("{site}/invitation?code={}", link.expose()))
}

/// Seconds since 1970.
fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    i64::try_from(now).unwrap_or(i64::MAX)
}

/// Adds pages through the library's facade.
struct Facade {
    with: With,
    threads: usize,
    /// Opened with the first page that is added: reading needs no model.
    engine: OnceLock<Result<Dunlin, String>>,
    fetcher: Fetcher,
    lexicon: Names,
}

impl Coder for Facade {
    fn add(
        &self,
        ledger: &Path,
        what: Incoming,
        told: &Told,
        tell: &mut dyn FnMut(Progress),
    ) -> Result<(), String> {
        let mut given =
            Given { published: told.published.clone(), outlet: told.outlet.clone(), ..Given::default() };
        let (name, bytes) = match what {
            Incoming::File { name, bytes } => (name, bytes),
            Incoming::Text(text) => ("pasted text".to_owned(), text.into_bytes()),
            Incoming::Address(address) => {
                tell(Progress::Doing(format!("Fetching {address}")));
                let parsed = Address::parse(&address).map_err(|cause| format!("{address}: {cause}"))?;
                match self.fetcher.fetch(&parsed, &Seen::default()).map_err(|error| error.to_string())? {
                    Fetched::Page(page) => {
                        given.url = Some(page.address.to_string());
                        (page.address.to_string(), page.body)
                    }
                    Fetched::NotModified => {
                        return Err(format!("{address}: the server sent nothing; try again later"));
                    }
                }
            }
        };
        tell(Progress::Doing("Opening the language model".into()));
        let engine =
            self.engine.get_or_init(|| open_engine(&self.with).map_err(|error| format!("{error:#}")));
        let engine = engine.as_ref().map_err(Clone::clone)?;
        tell(Progress::Doing(format!("Reading {name}")));
        let mut ledger = Ledger::open(ledger).map_err(|error| error.to_string())?;
        let mut documents: Vec<Result<RawDocument, String>> = Vec::new();
        for document in documents_of_file(Cursor::new(bytes), &name, &given, engine.limits()) {
            match document {
                Ok(document) => documents.push(Ok(document)),
                Err(note) if note.weight == Weight::Note => tell(Progress::Noted(note.to_string())),
                Err(error) => documents.push(Err(error.to_string())),
            }
        }
        let total = documents.len();
        let mut done: Vec<Done<String>> = Vec::new();
        keep::add(engine, &mut ledger, documents.into_iter(), self.threads, |one| done.push(one))
            .map_err(|error| error.to_string())?;
        for one in done {
            tell(progress(&ledger, one));
        }
        if total == 0 {
            Err(format!("{name} holds no documents; send a page, a text, a feed or an archive"))
        } else {
            Ok(())
        }
    }

    fn look_up(&self, name: &str) -> Vec<Known> {
        self.lexicon.find(name)
    }
}

/// What is told of one document.
fn progress(ledger: &Ledger, done: Done<String>) -> Progress {
    let (article, new) = match done.added {
        Ok(Kept::New(article) | Kept::Version { article, .. }) => (article, true),
        Ok(Kept::Known(article) | Kept::Told(article)) => (article, false),
        Err(trouble) => return Progress::Failed(trouble.to_string()),
    };
    let headline = ledger.article_row(article).ok().flatten().and_then(|row| row.headline);
    Progress::Added(Added { article, headline: headline.unwrap_or(done.place), new })
}

/// The names of the actor lexicon, by their words in lower case.
struct Names {
    entries: Vec<Known>,
    by_name: BTreeMap<String, Vec<usize>>,
}

impl Names {
    /// Reads the tables of actors, the built-in ones or those of a lexicon of one's own.
    fn read(lexicon: Option<&Path>) -> Result<Self> {
        let files = match lexicon {
            Some(folder) => Files::open(folder)?,
            None => Files::embedded()?,
        };
        let mut names = Self { entries: Vec::new(), by_name: BTreeMap::new() };
        for file in files.under("actors") {
            // Tables without names of actors (nouns of agents, sectors) hold no entries.
            let rows = file.table(&["code", "name"]).or_else(|_| file.table(&["country", "name"]));
            let Ok(rows) = rows else { continue };
            let column = |name: &str| file.table(&[name]).unwrap_or_default();
            let columns =
                ["sector", "role", "means", "from", "to", "other_names", "people", "capital"].map(column);
            for (at, row) in rows.iter().enumerate() {
                let cell = |column: usize| {
                    let rows = columns.get(column);
                    rows.and_then(|rows| rows.get(at)).map_or("", |row| row.cell(0)).to_owned()
                };
                let some = |text: String| (!text.is_empty()).then_some(text);
                let spelled = [row.cell(1).to_owned(), cell(5), cell(6), cell(7)].join("|");
                let role = some(cell(1)).or_else(|| some(cell(2)));
                names.entries.push(Known {
                    name: row.cell(1).replace('|', ", "),
                    code: format!("{}{}", row.cell(0), cell(0)),
                    role,
                    from: some(cell(3)),
                    to: some(cell(4)),
                    file: file.path().to_owned(),
                });
                for name in spelled.split('|').map(str::trim).filter(|name| !name.is_empty()) {
                    names.by_name.entry(name.to_lowercase()).or_default().push(names.entries.len() - 1);
                }
            }
        }
        Ok(names)
    }

    /// Entries of a name, or of a country's code.
    fn find(&self, asked: &str) -> Vec<Known> {
        let asked = asked.trim().to_lowercase();
        let asked = asked.strip_suffix("’s").or(asked.strip_suffix("'s")).unwrap_or(&asked);
        let mut found: Vec<usize> = self.by_name.get(asked).cloned().unwrap_or_default();
        if found.is_empty() && asked.len() == 3 {
            let countries =
                self.entries.iter().enumerate().filter(|(_, entry)| entry.file.ends_with("countries.tsv"));
            found.extend(
                countries.filter(|(_, entry)| entry.code.eq_ignore_ascii_case(asked)).map(|(at, _)| at),
            );
        }
        found.dedup();
        found.into_iter().filter_map(|at| self.entries.get(at).cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Facade, Names};
    use dunlin::ledger::Ledger;
    use dunlin_desk::{Coder, Incoming, Told};
    use dunlin_fetch::{Fetcher, Manners};
    use std::io::{BufRead, BufReader, Write as _};
    use std::net::TcpListener;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// A server that sends whoever asks for `/to/X` on to X, and counts who comes.
    fn server(asked: &'static AtomicUsize) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                asked.fetch_add(1, Ordering::SeqCst);
                let mut first = String::new();
                BufReader::new(stream.try_clone().unwrap()).read_line(&mut first).unwrap();
                let path = first.split(' ').nth(1).unwrap_or_default();
                let answer = match path.strip_prefix("/to/") {
                    Some(place) => format!("302 Found\r\nLocation: {place}"),
                    None if path == "/robots.txt" => "404 Not Found".to_owned(),
                    None => "200 OK".to_owned(),
                };
                let _ = write!(stream, "HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            }
        });
        port
    }

    #[test]
    fn a_public_server_cannot_send_the_desk_into_its_own_network() {
        static PUBLIC: AtomicUsize = AtomicUsize::new(0);
        static INSIDE: AtomicUsize = AtomicUsize::new(0);
        let (public, inside) = (server(&PUBLIC), server(&INSIDE));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ledger");
        drop(Ledger::create(&path).unwrap());
        let desk = Facade {
            with: crate::options::With {
                lexicon: None,
                petrarch: Vec::new(),
                petrarch_alone: false,
                model: None,
                weights: None,
                min_confidence: 0.0,
            },
            threads: 1,
            engine: OnceLock::new(),
            fetcher: Fetcher::for_tests_at_port(Manners::default(), public, |_| {}),
            lexicon: Names::read(None).unwrap(),
        };
        let add =
            |address: String| desk.add(&path, Incoming::Address(address), &Told::default(), &mut |_| {});
        for place in [
            format!("http://127.0.0.1:{inside}/"),
            format!("http://localhost:{inside}/"),
            format!("http://2130706433:{inside}/"),
            format!("http://0x7f000001:{inside}/"),
            format!("http://[::ffff:127.0.0.1]:{inside}/"),
            format!("//127.0.0.1:{inside}/"),
            "http://169.254.169.254/latest/meta-data/".to_owned(),
            "http://10.0.0.1/".to_owned(),
            "http://[fd00::1]/".to_owned(),
        ] {
            let why = add(format!("http://127.0.0.1:{public}/to/{place}")).unwrap_err();
            assert!(why.contains("not on the public internet"), "{place}: {why}");
        }
        for place in ["file:///etc/passwd", "ftp://127.0.0.1/", "javascript:alert(1)"] {
            assert!(add(format!("http://127.0.0.1:{public}/to/{place}")).is_err(), "{place}");
        }
        assert!(PUBLIC.load(Ordering::SeqCst) > 9, "the first server was asked");
        assert_eq!(INSIDE.load(Ordering::SeqCst), 0, "the one inside never was");
        assert!(Ledger::open(&path).unwrap().article_row(1).unwrap().is_none());
    }

    #[test]
    fn the_dictionary_knows_countries_bodies_and_offices_by_date() {
        let names = Names::read(None).unwrap();
        let norway = names.find("Norway’s");
        assert!(
            norway.iter().any(|entry| entry.code == "NOR" && entry.file.ends_with("countries.tsv")),
            "{norway:?}"
        );
        assert_eq!(names.find("nor").first().map(|entry| entry.name.as_str()), Some("Norway"));
        let karzai = names.find("Hamid Karzai");
        assert!(
            karzai.iter().any(|entry| entry.code == "AFGGOV" && entry.from.is_some() && entry.to.is_some()),
            "{karzai:?}"
        );
        assert!(names.find("White House").iter().any(|entry| entry.role.is_some()));
        assert!(names.find("nobody at all").is_empty());
    }
}
