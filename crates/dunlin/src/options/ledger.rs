//! The commands that work on a ledger.

use super::claims::{Claims, Conflicts, Copies, WatchCommand};
use super::{Inputs, With, day};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum LedgerCommand {
    /// Codes pages and keeps them in a ledger; the same page again makes no double, a changed one a new version
    #[command(
        after_help = "Examples:\n  dunlin add pages/ --ledger my.ledger\n  dunlin add news.jsonl --ledger my.ledger --model fast\n  dunlin add https://news.example/feed.xml --ledger my.ledger\n  dunlin add feeds.opml crawl.warc.gz --ledger my.ledger\n\nA run that was cut off goes on where it was when it is started again."
    )]
    Add(Add),
    /// Finds articles by words, phrases, names, speakers, event types, places, days, outlets
    #[command(
        after_help = "Examples:\n  dunlin search '\"river talks\" oslo' --ledger my.ledger\n  dunlin search sanction* -L my.ledger --event THREATEN --since 2026-03-01\n  dunlin search -L my.ledger --speaker 'Henrik Lossen' --to json"
    )]
    Search(Search),
    /// Shows one article of a ledger: its record, its versions, its corrections
    Show(Show),
    /// Shows what changed between two versions of a page
    Diff(Diff),
    /// Who said what
    #[command(
        after_help = "Examples:\n  dunlin quotes --by 'Henrik Lossen' --ledger my.ledger\n  dunlin quotes --by analysts --act warn -L my.ledger --to markdown"
    )]
    Quotes(Quotes),
    /// What happened or is due on which day, and when it was said
    Timeline(Timeline),
    /// All about one name: offices, events, quotes, figures, deadlines, forecasts
    Dossier(Dossier),
    /// What is claimed, by whom, over many articles: one line a claim, with its independent sources
    #[command(
        after_help = "Examples:\n  dunlin claims --of aboard --ledger my.ledger\n  dunlin claims --id 17 -L my.ledger\n  dunlin claims --kind event --pair Varland Orrenia -L my.ledger\n\nHow claims are merged and sources counted: docs/claims.md"
    )]
    Claims(Claims),
    /// What does not agree: figures that cannot both hold, and denials; with --all updates and revisions too
    #[command(
        after_help = "Examples:\n  dunlin conflicts --ledger my.ledger\n  dunlin conflicts ferry -L my.ledger --all --to markdown\n  dunlin conflicts --corrected -L my.ledger"
    )]
    Conflicts(Conflicts),
    /// Which articles repeat another's words, and who had them first
    Copies(Copies),
    /// Saved conditions on what the ledger learns
    Watch {
        #[command(subcommand)]
        command: WatchCommand,
    },
    /// Makes new records from the kept sources, after a new lexicon or model, and shows what changed
    Recode(Recode),
    /// Says that a record is wrong, or right: hides an item, sets fields of it, confirms it
    #[command(
        after_help = "Examples:\n  dunlin correct 17 e3 --set factuality=denied --by Ada -L my.ledger\n  dunlin correct 17 q2 --hide --why 'a phone number' --by Ada -L my.ledger\n  dunlin correct 17 --set published=2026-03-04 --by Ada -L my.ledger\n\nThe machine's own record stays beside it; dunlin undo takes a correction back."
    )]
    Correct(Correct),
    /// Takes a correction back
    Undo(Undo),
    /// Lists corrections
    Corrections(Corrections),
}

/// Which ledger.
#[derive(Args)]
pub(crate) struct LedgerFile {
    /// The ledger's file
    #[arg(short = 'L', long, value_name = "FILE", env = "DUNLIN_LEDGER")]
    pub(crate) ledger: PathBuf,
}

/// How a list is written.
#[derive(Args)]
pub(crate) struct Listed {
    /// Form of the output
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) to: ListForm,
    /// At most so many
    #[arg(long, value_name = "N", default_value = "50")]
    pub(crate) limit: u32,
    /// After so many
    #[arg(long, value_name = "N", default_value = "0")]
    pub(crate) offset: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListForm {
    /// For the terminal
    Table,
    /// One array, with everything that is known of each
    Json,
    /// A table in Markdown
    Markdown,
}

/// Days of publication.
#[derive(Args)]
pub(crate) struct DayRange {
    /// First day, YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) since: Option<String>,
    /// Last day, YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) until: Option<String>,
}

/// Which articles.
#[derive(Args)]
pub(crate) struct Which {
    /// Articles that speak of this person, body, place or thing
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Articles in which this one is a source
    #[arg(long, value_name = "NAME")]
    pub(crate) speaker: Option<String>,
    /// Articles with an event of this PLOVER type or code
    #[arg(long, value_name = "TYPE")]
    pub(crate) event: Option<String>,
    /// Articles with this place, or a country by its three letters
    #[arg(long, value_name = "PLACE")]
    pub(crate) place: Option<String>,
    /// Articles of this outlet
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Option<String>,
    /// Articles of this section
    #[arg(long, value_name = "NAME")]
    pub(crate) section: Option<String>,
    #[command(flatten)]
    pub(crate) days: DayRange,
    /// Older versions of pages too
    #[arg(long)]
    pub(crate) older_versions: bool,
}

#[derive(Args)]
pub(crate) struct Add {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) ledger: LedgerFile,
    #[command(flatten)]
    pub(crate) with: With,
    /// Threads; all cores without it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Form of the report: a summary, or one JSON line a document
    #[arg(long, value_enum, default_value = "summary")]
    pub(crate) to: AddForm,
    /// Seconds to wait for another program that writes to the ledger
    #[arg(long, value_name = "SECONDS", default_value = "60")]
    pub(crate) wait: u64,
    /// Fetches from this machine and from private networks too; for addresses and feeds that you trust
    #[arg(long)]
    pub(crate) own_network: bool,
    /// No progress and no summary
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AddForm {
    /// Changed pages with what changed, and how many of each
    Summary,
    /// What became of each document, one a line
    Jsonl,
}

#[derive(Args)]
pub(crate) struct Search {
    /// Words that must all stand in headline or text; "several words" is a phrase, word* a beginning, -word unwanted,
    /// one OR other
    #[arg(value_name = "WORDS", allow_hyphen_values = true)]
    pub(crate) words: Option<String>,
    #[command(flatten)]
    pub(crate) ledger: LedgerFile,
    #[command(flatten)]
    pub(crate) which: Which,
    #[command(flatten)]
    pub(crate) listed: Listed,
    /// Best fit first instead of newest first
    #[arg(long)]
    pub(crate) best: bool,
}

#[derive(Args)]
pub(crate) struct Show {
    /// Number of the article, as search lists it
    #[arg(value_name = "ARTICLE")]
    pub(crate) article: i64,
    #[command(flatten)]
    pub(crate) ledger: LedgerFile,
    /// What to show
    #[arg(long, value_enum, default_value = "summary")]
    pub(crate) to: ShowForm,
    /// As the machine read it, without people's corrections
    #[arg(long)]
    pub(crate) uncorrected: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ShowForm {
    /// A page to be read by a person
    Summary,
    /// The record, one JSON line
    Jsonl,
    /// The text alone
    Text,
    /// The bytes that it was read from
    Source,
}

#[derive(Args)]
pub(crate) struct Diff {
    /// Number of an article. Alone, it is compared with the version before it
    #[arg(value_name = "ARTICLE")]
    pub(crate) article: i64,
    /// Number of the article that it became
    #[arg(value_name = "NEWER")]
    pub(crate) newer: Option<i64>,
    #[command(flatten)]
    pub(crate) ledger: LedgerFile,
    /// Form of the output
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) to: ListForm,
}

#[derive(Args)]
pub(crate) struct Quotes {
    /// Who said it: a name, or the words for a source without one ("analysts")
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// What is done with the words: say, deny, warn, promise, …
    #[arg(long, value_name = "ACT")]
    pub(crate) act: Option<String>,
    /// Only words in quotation marks
    #[arg(long)]
    pub(crate) in_quotes: bool,
    /// In articles with these words
    #[arg(long, value_name = "WORDS")]
    pub(crate) words: Option<String>,
    #[command(flatten)]
    pub(crate) ledger: LedgerFile,
    #[command(flatten)]
    pub(crate) which: Which,
    #[command(flatten)]
    pub(crate) listed: Listed,
}

#[derive(Args)]
pub(crate) struct Timeline {
    /// Only articles with these words
    #[arg(value_name = "WORDS")]
    pub(crate) words: Option<String>,
    #[command(flatten)]
    pub(crate) ledger: LedgerFile,
    /// First day of the timeline, YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) from: Option<String>,
    /// Last day of the timeline, YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) through: Option<String>,
    #[command(flatten)]
    pub(crate) which: Which,
    #[command(flatten)]
    pub(crate) listed: Listed,
}

#[derive(Args)]
pub(crate) struct Dossier {
    /// The name
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) ledger: LedgerFile,
    /// Form of the output
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) to: ListForm,
    /// At most so many of each kind
    #[arg(long, value_name = "N", default_value = "20")]
    pub(crate) limit: u32,
}

#[derive(Args)]
pub(crate) struct Recode {
    /// Numbers of articles; all whose record was made with another program, model or lexicon without any
    #[arg(value_name = "ARTICLE")]
    pub(crate) articles: Vec<i64>,
    #[command(flatten)]
    pub(crate) ledger: LedgerFile,
    #[command(flatten)]
    pub(crate) with: With,
    /// Threads; all cores without it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Only show what would change
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// No progress
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Args)]
pub(crate) struct Correct {
    /// Number of the article
    #[arg(value_name = "ARTICLE")]
    pub(crate) article: i64,
    /// The item: e1, a1, q1, t1, p1, n1 as the record has it; d1, f1, r1 for the first deadline, forecast, precedent;
    /// nothing for the article's own facts
    #[arg(value_name = "ITEM", default_value = "")]
    pub(crate) item: String,
    #[command(flatten)]
    pub(crate) ledger: LedgerFile,
    /// Sets a field to a value (JSON, or words); may be given several times
    #[arg(long, value_name = "FIELD=VALUE", conflicts_with_all = ["hide", "confirm"])]
    pub(crate) set: Vec<String>,
    /// Hides the item
    #[arg(long, conflicts_with = "confirm")]
    pub(crate) hide: bool,
    /// Confirms the item
    #[arg(long)]
    pub(crate) confirm: bool,
    /// Who says so
    #[arg(long, value_name = "NAME", env = "DUNLIN_BY")]
    pub(crate) by: String,
    /// Why
    #[arg(long, value_name = "WORDS")]
    pub(crate) why: Option<String>,
}

#[derive(Args)]
pub(crate) struct Undo {
    /// Number of the correction
    #[arg(value_name = "CORRECTION")]
    pub(crate) correction: i64,
    #[command(flatten)]
    pub(crate) ledger: LedgerFile,
    /// Who takes it back
    #[arg(long, value_name = "NAME", env = "DUNLIN_BY")]
    pub(crate) by: String,
}

#[derive(Args)]
pub(crate) struct Corrections {
    /// Number of an article; all without it
    #[arg(value_name = "ARTICLE")]
    pub(crate) article: Option<i64>,
    #[command(flatten)]
    pub(crate) ledger: LedgerFile,
    /// Form of the output
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) to: ListForm,
    /// Those taken back too
    #[arg(long)]
    pub(crate) undone: bool,
}
