//! `dunlin watch`: saved conditions, their hits, and where hits go.

use super::list::{self, narrow, or_empty, wide};
use crate::command::Outcome;
use crate::options::{WatchAdd, WatchCommand, WatchHits, WatchList, WatchNames, WatchRun, WatchWhen};
use anyhow::{Context, Result, bail};
use dunlin::ledger::Ledger;
use dunlin::ledger::read::Window;
use dunlin::ledger::watch::{Condition, Delivery, Hit, Watch, When, feed};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Hits that a feed shows.
const FEED: u32 = 100;

/// Runs one of the commands.
pub(super) fn run(command: &WatchCommand) -> Result<Outcome> {
    match command {
        WatchCommand::Add(options) => add(options),
        WatchCommand::List(options) => list(options),
        WatchCommand::Run(options) => find(options),
        WatchCommand::Hits(options) => hits(options),
        WatchCommand::Pause(options) => pause(options, true),
        WatchCommand::Resume(options) => pause(options, false),
        WatchCommand::Remove(options) => {
            super::open(&options.ledger)?.remove_watch(&options.name)?;
            Ok(Outcome::default())
        }
    }
}

fn add(options: &WatchAdd) -> Result<Outcome> {
    let mut ledger = super::open(&options.ledger)?;
    let when = when(options.when);
    if !options.pair.is_empty() && when != When::NewEvent {
        bail!("--pair is for --when new-event: other conditions take --words, --about and --of");
    }
    let condition = Condition {
        when,
        words: options.words.clone(),
        name: options.about.clone(),
        of: options.of.clone(),
        pair: match options.pair.as_slice() {
            [one, other] => Some((one.clone(), other.clone())),
            _ => None,
        },
        within: (when == When::Deadline).then_some(options.within),
        sources: (when == When::Sources).then_some(options.sources),
    };
    let mut delivery = Vec::new();
    if let Some(path) = &options.feed {
        let path = std::path::absolute(path).with_context(|| format!("{}: no such place", path.display()))?;
        let Some(path) = path.to_str() else {
            bail!("{}: the feed's path must be Unicode text", path.display())
        };
        delivery.push(Delivery::Feed(path.to_owned()));
    }
    if let Some(url) = &options.post {
        if !url.starts_with("https://") && !url.starts_with("http://") {
            bail!("{url}: an address to post to begins with https:// or http://");
        }
        delivery.push(Delivery::Post(url.clone()));
    }
    if !options.command.is_empty() {
        delivery.push(Delivery::Command(options.command.clone()));
    }
    let watch = ledger.add_watch(&options.name, &condition, &delivery, options.from_start)?;
    // An empty feed can be subscribed to at once.
    deliver_feed(&ledger, &watch)?;
    Ok(Outcome::default())
}

fn pause(options: &WatchNames, paused: bool) -> Result<Outcome> {
    let mut ledger = super::open(&options.ledger)?;
    for name in &options.names {
        ledger.pause_watch(name, paused)?;
    }
    Ok(Outcome::default())
}

fn when(when: WatchWhen) -> When {
    match when {
        WatchWhen::HigherFigure => When::HigherFigure,
        WatchWhen::Denial => When::Denial,
        WatchWhen::Conflict => When::Conflict,
        WatchWhen::Sources => When::Sources,
        WatchWhen::Deadline => When::Deadline,
        WatchWhen::NewEvent => When::NewEvent,
        WatchWhen::Article => When::Article,
    }
}

fn list(options: &WatchList) -> Result<Outcome> {
    let watches = super::open(&options.ledger)?.watches()?;
    let name = |w: &Watch| w.name.clone();
    let condition = |w: &Watch| in_words(&w.condition);
    let delivery = |w: &Watch| w.delivery.iter().map(place).collect::<Vec<_>>().join(", ");
    let ran = |w: &Watch| {
        let ran = w.ran_at.as_deref().unwrap_or("never");
        if w.paused { format!("{ran}, paused") } else { ran.to_owned() }
    };
    let hits = |w: &Watch| w.hits.to_string();
    let columns = [
        narrow("watch", &name),
        wide("when", 5, &condition),
        wide("to", 4, &delivery),
        narrow("ran", &ran),
        narrow("hits", &hits),
    ];
    list::write(&mut std::io::stdout().lock(), options.to, &watches, &columns)?;
    Ok(Outcome::default())
}

fn in_words(condition: &Condition) -> String {
    let mut words = match condition.when {
        When::HigherFigure => "a figure above the last".to_owned(),
        When::Denial => "a first denial".to_owned(),
        When::Conflict => "figures that cannot both hold".to_owned(),
        When::Sources => format!("{} independent sources", condition.sources.unwrap_or(2)),
        When::Deadline => format!("a deadline within {} days", condition.within.unwrap_or(7)),
        When::NewEvent => "an event never seen between its sides".to_owned(),
        When::Article => "an article".to_owned(),
    };
    let more = [("of", &condition.of), ("in articles with", &condition.words), ("about", &condition.name)];
    for (label, value) in more {
        if let Some(value) = value {
            words.push_str(&format!(", {label} {value}"));
        }
    }
    if let Some((one, other)) = &condition.pair {
        words.push_str(&format!(", between {one} and {other}"));
    }
    words
}

fn place(delivery: &Delivery) -> String {
    match delivery {
        Delivery::Feed(path) => path.clone(),
        Delivery::Command(command) => command.join(" "),
        Delivery::Post(url) => url.clone(),
    }
}

fn find(options: &WatchRun) -> Result<Outcome> {
    let mut ledger = super::open(&options.ledger)?;
    let today = options.today.clone().unwrap_or_else(dunlin::ledger::today);
    let names = if options.names.is_empty() {
        ledger.watches()?.into_iter().map(|w| w.name).collect()
    } else {
        options.names.clone()
    };
    let mut found = Vec::new();
    let mut outcome = Outcome::default();
    for name in names {
        if ledger.watch(&name)?.is_some_and(|watch| watch.paused) {
            eprintln!("dunlin: watch {name} is paused; dunlin watch resume lets it go on");
        }
        found.extend(ledger.run_watch(&name, &today)?);
        if options.no_delivery {
            continue;
        }
        if let Some(watch) = ledger.watch(&name)? {
            outcome.failed += deliver(&mut ledger, &watch)?;
        }
    }
    show(options.to, &found)?;
    Ok(outcome)
}

fn hits(options: &WatchHits) -> Result<Outcome> {
    let ledger = super::open(&options.ledger)?;
    show(options.listed.to, &ledger.watch_hits(options.name.as_deref(), super::window(&options.listed))?)?;
    Ok(Outcome::default())
}

fn show(form: crate::options::ListForm, hits: &[Hit]) -> Result<()> {
    let watch = |h: &Hit| h.watch.clone();
    let said = |h: &Hit| or_empty(h.said.as_ref());
    let title = |h: &Hit| h.title.clone();
    let detail = |h: &Hit| h.detail.clone();
    let article = |h: &Hit| h.article.to_string();
    let columns = [
        narrow("watch", &watch),
        narrow("said", &said),
        wide("hit", 5, &title),
        wide("detail", 5, &detail),
        narrow("article", &article),
    ];
    list::write(&mut std::io::stdout().lock(), form, hits, &columns)
}

/// Hands over what waits. What fails is told on standard error and waits on; the answer is how many deliveries failed.
fn deliver(ledger: &mut Ledger, watch: &Watch) -> Result<u64> {
    let mut failed = 0;
    for (n, delivery) in watch.delivery.iter().enumerate() {
        let waiting = ledger.undelivered(watch.id, n)?;
        if let Delivery::Feed(path) = delivery {
            let written = write_feed(ledger, watch, Path::new(path));
            match written {
                Ok(()) => {
                    for hit in &waiting {
                        ledger.delivered(hit.id, n)?;
                    }
                }
                Err(error) => {
                    eprintln!("dunlin: watch {}: {error:#}; tried again at the next run", watch.name);
                    failed += 1;
                }
            }
            continue;
        }
        for hit in waiting {
            let done = match delivery {
                Delivery::Command(command) => run_command(command, &hit),
                Delivery::Post(url) => post(url, &hit),
                Delivery::Feed(_) => Ok(()),
            };
            match done {
                Ok(()) => ledger.delivered(hit.id, n)?,
                Err(error) => {
                    eprintln!("dunlin: watch {}: {error:#}; tried again at the next run", watch.name);
                    failed += 1;
                    break;
                }
            }
        }
    }
    Ok(failed)
}

fn deliver_feed(ledger: &Ledger, watch: &Watch) -> Result<()> {
    for delivery in &watch.delivery {
        if let Delivery::Feed(path) = delivery {
            write_feed(ledger, watch, Path::new(path))?;
        }
    }
    Ok(())
}

/// Writes the feed whole or not at all: a reader never sees half of it.
fn write_feed(ledger: &Ledger, watch: &Watch, path: &Path) -> Result<()> {
    let hits = ledger.watch_hits(Some(&watch.name), Window::first(FEED))?;
    let beside = path.with_extension("xml.part");
    std::fs::write(&beside, feed::atom(&watch.name, &hits))
        .and_then(|()| std::fs::rename(&beside, path))
        .with_context(|| format!("{}: the feed cannot be written", path.display()))
}

/// Runs a program without a shell, the hit as JSON on its standard input.
fn run_command(command: &[String], hit: &Hit) -> Result<()> {
    let Some((program, arguments)) = command.split_first() else { return Ok(()) };
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        // Standard output is the list of hits.
        .stdout(Stdio::null())
        .spawn()
        .with_context(|| format!("{program}: cannot be run"))?;
    if let Some(mut input) = child.stdin.take() {
        // A program that does not read its input is no failure.
        let _ = writeln!(input, "{}", serde_json::to_string(hit)?);
    }
    let status = child.wait().with_context(|| format!("{program}: was lost"))?;
    if !status.success() {
        bail!("{program}: ended with {status}");
    }
    Ok(())
}

fn post(url: &str, hit: &Hit) -> Result<()> {
    dunlin_fetch::post_json(url, &serde_json::to_string(hit)?)?;
    Ok(())
}
