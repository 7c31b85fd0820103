//! The command line.

mod claims;
mod ledger;

pub(crate) use claims::{
    Claims, Conflicts, Copies, Kind, Rival, WatchAdd, WatchCommand, WatchHits, WatchList, WatchNames,
    WatchRun, WatchWhen,
};
pub(crate) use ledger::{
    Add, AddForm, Correct, Corrections, Diff, Dossier, LedgerCommand, LedgerFile, ListForm, Listed, Quotes,
    Recode, Search, Show, ShowForm, Timeline, Undo, Which,
};

use crate::command::Shard;
use clap::{Args, Parser, Subcommand, ValueEnum};
use dunlin_export::Format;
use std::path::PathBuf;

const AFTER_HELP: &str = "\
Examples:
  dunlin code examples/                         every page of a folder, summed up on the terminal
  dunlin code story.html -o story.jsonl         one record (a JSON line) for the page
  dunlin code crawl.warc.gz -o crawl.jsonl      every page of a web archive; what else is in it is counted
  dunlin code crawl/ -o crawl.jsonl --resume    go on where a run was cut off
  dunlin code crawl/ -o 03.jsonl --shard 3/16   one part of sixteen; put together in order they are the whole
  dunlin code page.txt --published 2026-03-02   tell the day, where the page does not
  dunlin code examples/ --to parquet -o tables  tables for R, pandas, DuckDB; also csv, gdelt, plover, polecat, petrarch, brat
  dunlin export story.jsonl --to gdelt -o out   the same from records made before
  dunlin add examples/ --ledger my.ledger       code and keep; again and again: the same page makes no double
  dunlin search \"river talks\" --ledger my.ledger   find again; also quotes, timeline, dossier
  dunlin serve --ledger my.ledger               read, look up, compare and print in the browser
  dunlin parse story.html                       sentences, tokens, tags, trees (CoNLL-U)
  dunlin explain \"Ruritania rejected talks with Freedonia.\"
";

/// Turns news pages into attributed, dated, checkable records of who did what to whom, according to whom.
#[derive(Parser)]
#[command(name = "dunlin", version, after_help = AFTER_HELP, max_term_width = 110)]
pub(crate) struct Options {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Codes pages: one record a document, in the order of the input
    Code(Code),
    /// Writes records made before in another layout: tables, GDELT, PLOVER, POLECAT, PETRARCH, brat
    #[command(
        after_help = "Examples:\n  dunlin export records.jsonl --to csv -o tables/\n  dunlin export - --to plover < records.jsonl > events.jsonl"
    )]
    Export(Export),
    #[command(flatten)]
    Ledger(LedgerCommand),
    /// Reads pages into sentences, tokens, tags and trees
    Parse(Parse),
    /// Shows how a sentence is read: its tree, the rules that fired, and why others did not
    Explain(Explain),
    /// Checks dictionaries and lexicons of your own
    Lexicon {
        #[command(subcommand)]
        command: LexiconCommand,
    },
    /// Opens the desk over a ledger: web pages to read, look up, search, compare, correct, print
    #[command(
        after_help = "Examples:\n  dunlin serve --ledger my.ledger                on this machine only, without signing in\n  dunlin serve -L my.ledger --accounts           with accounts; the first link makes the owner's\n  dunlin serve -L my.ledger --site https://desk.example.org --listen 0.0.0.0:8417\n                                                 for others, behind a proxy that speaks TLS"
    )]
    Serve(Serve),
    /// Prints the JSON Schema of a record
    Schema,
    /// Prints a completion script for a shell
    #[command(
        after_help = "Example:\n  dunlin completions bash > ~/.local/share/bash-completion/completions/dunlin"
    )]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// What can be done with dictionaries and lexicons.
#[derive(Subcommand)]
pub(crate) enum LexiconCommand {
    /// Names every line that cannot be used as it is written, with cause and remedy; exits with 1 if there is an error
    Check {
        /// PETRARCH dictionaries (files or folders), or folders laid out like lexicon/
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Also code the example sentences of the event patterns, and name those that do not come out as stated
        #[arg(long)]
        examples: bool,
    },
    /// Ranks what a corpus has and the lexicon lacks: verbs and nouns between actors that no entry has, entries none of
    /// which fits, names without a code; each with its count and sentences
    #[command(
        after_help = "Examples:\n  dunlin lexicon gaps news/ > gaps.txt\n  dunlin lexicon gaps news.jsonl --petrarch dictionaries/ --petrarch-alone --top 20"
    )]
    Gaps(Box<Gaps>),
}

#[derive(Args)]
pub(crate) struct Gaps {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) with: With,
    #[command(flatten)]
    pub(crate) run: Run,
    /// How many of each kind to show
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) top: usize,
    /// How many sentences to show with each
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(crate) examples: usize,
}

/// What is read.
#[derive(Args)]
pub(crate) struct Inputs {
    /// Files, folders, addresses (https://…) of pages and feeds, or - for standard input. HTML, plain text (with or without
    /// the page's furniture), JSON documents, WARC and WACZ, RSS, Atom, NITF, NewsML-G2, ninjs, e-mail, zips and anything
    /// packed with gzip or Zstandard are told apart by their content
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Day of publication, YYYY-MM-DD. Wins over what a page states, with a note; a JSONL document's own field wins over it
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) published: Option<String>,
    /// Publisher. Wins over what a page states; a JSONL document's own field wins over it
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Option<String>,
}

/// What it is read with.
#[derive(Args, Clone)]
pub(crate) struct With {
    /// A lexicon of your own instead of the built-in one: a folder laid out like lexicon/
    #[arg(long, value_name = "DIR", env = "DUNLIN_LEXICON")]
    pub(crate) lexicon: Option<PathBuf>,
    /// PETRARCH dictionaries of your own to code events with: a file or folder; may be given several times. On top of the
    /// lexicon, or with --petrarch-alone instead of its events
    #[arg(long, value_name = "PATH")]
    pub(crate) petrarch: Vec<PathBuf>,
    /// Code events with the PETRARCH dictionaries alone
    #[arg(long, requires = "petrarch")]
    pub(crate) petrarch_alone: bool,
    /// Leave out events that are less sure than this, 0 to 1, and count them in a note; 0 keeps all. 0.8 keeps those that
    /// the summary lists first
    #[arg(long, value_name = "SHARE", value_parser = share, default_value_t = dunlin_coding::events::LEAST_CONFIDENCE)]
    pub(crate) min_confidence: f32,
    /// Language model that reads: accurate without it
    #[arg(long, value_enum, conflicts_with = "weights")]
    pub(crate) model: Option<Model>,
    /// Weights of your own instead of the built-in ones, as training/ writes them
    #[arg(long, value_name = "FILE", env = "DUNLIN_WEIGHTS")]
    pub(crate) weights: Option<PathBuf>,
}

/// How the desk is opened.
#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) ledger: LedgerFile,
    /// Where to listen; other addresses than this machine's own need accounts
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8417")]
    pub(crate) listen: std::net::SocketAddr,
    /// Lets people sign in, with accounts in a file beside the ledger (FILE.desk); so it stays once there are some
    #[arg(long)]
    pub(crate) accounts: bool,
    /// The address that people type, where it is not the one listened on: https://desk.example.org
    #[arg(long, value_name = "URL")]
    pub(crate) site: Option<String>,
    /// Providers that people may sign in with (OpenID Connect, OAuth 2): a JSON file
    #[arg(long, value_name = "FILE")]
    pub(crate) providers: Option<PathBuf>,
    /// Prints a link with which the account NAME gets a new password, and ends; for an owner who forgot theirs. A desk
    /// that runs need not be stopped for it
    #[arg(long, value_name = "NAME")]
    pub(crate) new_password: Option<String>,
    /// Threads that code pages which are added; all cores without it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
    #[command(flatten)]
    pub(crate) with: With,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Model {
    /// Reads best
    Accurate,
    /// For archives: many times faster, with more mistakes
    Fast,
}

/// How it runs and where its output goes.
#[derive(Args)]
pub(crate) struct Run {
    /// Where to write; standard output without it. Written whole or not at all
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,
    /// Threads; all cores without it. The output is the same for any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// No progress on standard error
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Args)]
pub(crate) struct Code {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) with: With,
    #[command(flatten)]
    pub(crate) run: Run,
    /// Form of the output: summary on a terminal, jsonl elsewhere
    #[arg(long, value_enum)]
    pub(crate) to: Option<CodeForm>,
    /// Go on with a run that was cut off: keep the whole records of FILE.part, code only what is missing. For records
    /// (jsonl) in a file of -o, with the same options and inputs; the same bytes come out as from one run
    #[arg(long, requires = "output")]
    pub(crate) resume: bool,
    /// Code only part K of N of the documents. The parts' records, put together in the order of K, are those of one run
    #[arg(long, value_name = "K/N")]
    pub(crate) shard: Option<Shard>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CodeForm {
    /// One record a line (layout: dunlin schema)
    Jsonl,
    /// A page to be read by a person
    Summary,
    /// A folder of comma-separated tables, one a kind of record
    Csv,
    /// The same tables in Parquet
    Parquet,
    /// A folder with GDELT's events, mentions and knowledge graph
    Gdelt,
    /// PLOVER's JSON, one event a line
    Plover,
    /// POLECAT's 40 columns
    Polecat,
    /// PETRARCH's lines
    Petrarch,
    /// A folder of brat stand-off, two files a document
    Brat,
    /// Sentences, tags and trees as CoNLL-U, without the codings: what dunlin parse writes
    Conllu,
}

impl CodeForm {
    /// The layout, for those of other tools.
    pub(crate) fn exported(self) -> Option<Format> {
        match self {
            Self::Jsonl | Self::Summary | Self::Conllu => None,
            Self::Csv => Some(Format::Csv),
            Self::Parquet => Some(Format::Parquet),
            Self::Gdelt => Some(Format::Gdelt),
            Self::Plover => Some(Format::Plover),
            Self::Polecat => Some(Format::Polecat),
            Self::Petrarch => Some(Format::Petrarch),
            Self::Brat => Some(Format::Brat),
        }
    }
}

#[derive(Args)]
pub(crate) struct Export {
    /// Files of records as dunlin code writes them (JSONL), folders of them, or - for standard input
    #[arg(required = true, value_name = "RECORDS")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) run: Run,
    /// Layout of the output
    #[arg(long, value_enum)]
    pub(crate) to: CodeForm,
}

#[derive(Args)]
pub(crate) struct Parse {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) with: With,
    #[command(flatten)]
    pub(crate) run: Run,
    /// Form of the output
    #[arg(long, value_enum, default_value = "conllu")]
    pub(crate) to: ParseForm,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ParseForm {
    /// CoNLL-U, documents parted by "# newdoc id = ID"
    Conllu,
}

#[derive(Args)]
pub(crate) struct Explain {
    /// A sentence, or a file to read; of a file, every sentence is shown
    #[arg(value_name = "SENTENCE|FILE")]
    pub(crate) subject: String,
    /// Show only this sentence of a file, counted from 1
    #[arg(long, value_name = "N")]
    pub(crate) sentence: Option<usize>,
    /// Day of publication, YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) published: Option<String>,
    #[command(flatten)]
    pub(crate) with: With,
}

/// A day as the options take it. The calendar is checked too: a wrong day would shift every relative date.
fn day(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    if let [year, month, day] = parts.as_slice()
        && digits(year, 4)
        && digits(month, 2)
        && digits(day, 2)
        && let (Ok(year), Ok(month), Ok(day)) =
            (year.parse::<u32>(), month.parse::<u32>(), day.parse::<u32>())
        && (1..=days_in(year, month)).contains(&day)
    {
        return Ok(text.to_owned());
    }
    Err("expected a day of the calendar as YYYY-MM-DD, e.g. 2026-03-02".to_owned())
}

/// Days of a month, 0 for a month that is none.
fn days_in(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// A share between 0 and 1.
fn share(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("give a number from 0 to 1, such as 0.8".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory;
        Options::command().debug_assert();
    }

    #[test]
    fn a_share_lies_between_nothing_and_all() {
        assert_eq!((share("0"), share("0.8"), share("1")), (Ok(0.0), Ok(0.8), Ok(1.0)));
        for bad in ["-0.1", "1.01", "NaN", "sure", ""] {
            assert!(share(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_days_of_the_calendar_are_taken() {
        for good in ["2019-12-30", "2024-02-29"] {
            assert_eq!(day(good).as_deref(), Ok(good));
        }
        for bad in ["2023-02-29", "2019-13-01", "2019-1-1", "yesterday", "2019-12-30T10:00", "２０１９-12-30"]
        {
            assert!(day(bad).is_err(), "{bad}");
        }
    }
}
