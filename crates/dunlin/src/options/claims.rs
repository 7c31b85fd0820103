//! The commands on what a ledger compares: claims, conflicts, copies, watches.

use super::ledger::{LedgerFile, ListForm, Listed, Which};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct Claims {
    /// Only claims reported by articles with these words
    #[arg(value_name = "WORDS")]
    pub(crate) words: Option<String>,
    #[command(flatten)]
    pub(crate) ledger: LedgerFile,
    /// One claim with all its reports, by its number
    #[arg(long, value_name = "CLAIM")]
    pub(crate) id: Option<i64>,
    /// Of this kind
    #[arg(long, value_enum)]
    pub(crate) kind: Option<Kind>,
    /// Beginnings of words of the claim itself
    #[arg(long, value_name = "WORDS")]
    pub(crate) of: Option<String>,
    /// Reported by this article
    #[arg(long, value_name = "ARTICLE")]
    pub(crate) article: Option<i64>,
    /// Events between these two, in either direction: a word of the name, or a country by its three letters
    #[arg(long, num_args = 2, value_names = ["ONE", "OTHER"])]
    pub(crate) pair: Vec<String>,
    /// With so many independent sources at least
    #[arg(long, value_name = "N", default_value = "0")]
    pub(crate) sources: u16,
    #[command(flatten)]
    pub(crate) which: Which,
    #[command(flatten)]
    pub(crate) listed: Listed,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// So many of something
    Figure,
    /// Somebody did something
    Event,
    /// What somebody said where another denies it, and the denial
    Statement,
    /// Somebody must do something by a day
    Deadline,
}

#[derive(Args)]
pub(crate) struct Conflicts {
    /// Only those with a report in an article with these words
    #[arg(value_name = "WORDS")]
    pub(crate) words: Option<String>,
    #[command(flatten)]
    pub(crate) ledger: LedgerFile,
    /// Of this kind; may be given several times. Conflicts and denials without it
    #[arg(long, value_enum)]
    pub(crate) kind: Vec<Rival>,
    /// Updates and revisions too
    #[arg(long, conflicts_with = "kind")]
    pub(crate) all: bool,
    /// What pages say was wrong in them, instead
    #[arg(long, conflicts_with_all = ["kind", "all", "of"])]
    pub(crate) corrected: bool,
    /// Beginnings of words of one of the two claims
    #[arg(long, value_name = "WORDS")]
    pub(crate) of: Option<String>,
    /// With a report of this article
    #[arg(long, value_name = "ARTICLE")]
    pub(crate) article: Option<i64>,
    #[command(flatten)]
    pub(crate) which: Which,
    #[command(flatten)]
    pub(crate) listed: Listed,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Rival {
    /// They cannot both hold
    Conflict,
    /// One denies the other
    Denial,
    /// The later one tells a later state
    Update,
    /// The same source has changed what it says
    Revision,
}

#[derive(Args)]
pub(crate) struct Copies {
    /// Number of an article; all without it
    #[arg(value_name = "ARTICLE")]
    pub(crate) article: Option<i64>,
    #[command(flatten)]
    pub(crate) ledger: LedgerFile,
    #[command(flatten)]
    pub(crate) listed: Listed,
}

#[derive(Subcommand)]
pub(crate) enum WatchCommand {
    /// Saves a condition
    #[command(
        after_help = "Examples:\n  dunlin watch add toll -L my.ledger --when higher-figure --of killed --feed toll.xml\n  dunlin watch add sources -L my.ledger --when sources --words ferry --post https://hooks.example/dunlin\n  dunlin watch add due -L my.ledger --when deadline --within 3 -- notify-send Dunlin\n\nA command is run without a shell, once a hit, with the hit as JSON on its standard input."
    )]
    Add(WatchAdd),
    /// Lists the saved conditions
    List(WatchList),
    /// Looks at what came in since the last run, keeps the hits and delivers them
    Run(WatchRun),
    /// Lists the hits that were kept, newest first
    Hits(WatchHits),
    /// Lets conditions look at nothing until they go on
    Pause(WatchNames),
    /// Lets paused conditions go on, with what came in meanwhile
    Resume(WatchNames),
    /// Removes a condition and its hits
    Remove(WatchRemove),
}

#[derive(Args)]
pub(crate) struct WatchAdd {
    /// What it is called
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) ledger: LedgerFile,
    /// What it waits for
    #[arg(long, value_enum)]
    pub(crate) when: WatchWhen,
    /// In articles with these words
    #[arg(long, value_name = "WORDS")]
    pub(crate) words: Option<String>,
    /// In articles that speak of this person, body, place or thing
    #[arg(long, value_name = "NAME")]
    pub(crate) about: Option<String>,
    /// Beginnings of words of the claim
    #[arg(long, value_name = "WORDS")]
    pub(crate) of: Option<String>,
    /// Sides of an event, in either direction: a word of the name, or a country by its three letters
    #[arg(long, num_args = 2, value_names = ["ONE", "OTHER"])]
    pub(crate) pair: Vec<String>,
    /// Days ahead, for deadlines
    #[arg(long, value_name = "DAYS", default_value = "7")]
    pub(crate) within: u16,
    /// Independent sources, for sources
    #[arg(long, value_name = "N", default_value = "2", value_parser = clap::value_parser!(u16).range(2..))]
    pub(crate) sources: u16,
    /// Writes hits to this Atom feed
    #[arg(long, value_name = "FILE")]
    pub(crate) feed: Option<PathBuf>,
    /// Posts hits to this address, as JSON
    #[arg(long, value_name = "URL")]
    pub(crate) post: Option<String>,
    /// Looks at everything the ledger holds, not only at what comes in from now on
    #[arg(long)]
    pub(crate) from_start: bool,
    /// Runs this program for each hit
    #[arg(last = true, value_name = "COMMAND")]
    pub(crate) command: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WatchWhen {
    /// A figure above all that were given before for the same quantity
    HigherFigure,
    /// The first denial of something
    Denial,
    /// Figures that cannot both hold
    Conflict,
    /// A claim that gets a second (or --sources N-th) independent source
    Sources,
    /// A deadline that is --within so many days
    Deadline,
    /// An event of a type never seen between its two sides
    NewEvent,
    /// An article
    Article,
}

#[derive(Args)]
pub(crate) struct WatchList {
    #[command(flatten)]
    pub(crate) ledger: LedgerFile,
    /// Form of the output
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) to: ListForm,
}

#[derive(Args)]
pub(crate) struct WatchRun {
    /// Which; all without any
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    #[command(flatten)]
    pub(crate) ledger: LedgerFile,
    /// The day that deadlines are counted from, YYYY-MM-DD; today without it
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    pub(crate) today: Option<String>,
    /// Form of the output
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) to: ListForm,
    /// Finds and shows hits without delivering them
    #[arg(long)]
    pub(crate) no_delivery: bool,
}

#[derive(Args)]
pub(crate) struct WatchHits {
    /// Of this watch; of all without it
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) ledger: LedgerFile,
    #[command(flatten)]
    pub(crate) listed: Listed,
}

#[derive(Args)]
pub(crate) struct WatchNames {
    /// Which
    #[arg(value_name = "NAME", required = true)]
    pub(crate) names: Vec<String>,
    #[command(flatten)]
    pub(crate) ledger: LedgerFile,
}

#[derive(Args)]
pub(crate) struct WatchRemove {
    /// Which
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) ledger: LedgerFile,
}
