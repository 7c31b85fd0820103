//! `dunlin correct`, `undo` and `corrections`.

use super::list::{self, narrow, or_empty, wide};
use crate::command::Outcome;
use crate::options::{Correct, Corrections, Undo};
use anyhow::{Result, bail};
use dunlin::ledger::{Action, Correction, Wanted};
use serde_json::{Map, Value};
use std::io::Write;

/// Makes a correction.
pub(super) fn run(options: &Correct) -> Result<Outcome> {
    let mut ledger = super::open(&options.ledger)?;
    let mut value = Map::new();
    for set in &options.set {
        let Some((field, text)) = set.split_once('=') else {
            bail!("--set {set}: expected FIELD=VALUE, e.g. --set factuality=denied");
        };
        // What is no JSON is meant as words.
        value.insert(
            field.trim().to_owned(),
            serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.into())),
        );
    }
    let action = match (options.hide, options.confirm, value.is_empty()) {
        (true, ..) => Action::Hide,
        (_, true, _) => Action::Confirm,
        (.., false) => Action::Set,
        _ => bail!("nothing to do; give --set FIELD=VALUE, --hide or --confirm"),
    };
    let correction = ledger.correct(&Wanted {
        by: &options.by,
        article: options.article,
        item: &options.item,
        action,
        value: Value::Object(value),
        why: options.why.as_deref(),
    })?;
    writeln!(std::io::stdout(), "{}", told(&correction))?;
    Ok(Outcome::default())
}

/// Takes a correction back.
pub(super) fn undo(options: &Undo) -> Result<Outcome> {
    let mut ledger = super::open(&options.ledger)?;
    let correction = ledger.undo(options.correction, &options.by)?;
    writeln!(std::io::stdout(), "{}", told(&correction))?;
    Ok(Outcome::default())
}

/// Lists corrections.
pub(super) fn list(options: &Corrections) -> Result<Outcome> {
    let ledger = super::open(&options.ledger)?;
    let corrections = ledger.corrections(options.article, options.undone)?;
    let columns = [
        narrow("number", &|c: &Correction| c.id.to_string()),
        narrow("at", &|c: &Correction| c.at.clone()),
        narrow("by", &|c: &Correction| c.by.clone()),
        narrow("item", &|c: &Correction| format!("{}/{}", c.article, c.local)),
        wide("words", 3, &|c: &Correction| c.words.clone()),
        wide("what", 4, &what),
        wide("why", 3, &|c: &Correction| or_empty(c.why.as_ref())),
        narrow("undone", &|c: &Correction| or_empty(c.undone_by.as_ref())),
    ];
    list::write(&mut std::io::stdout().lock(), options.to, &corrections, &columns)?;
    Ok(Outcome::default())
}

fn what(correction: &Correction) -> String {
    match (correction.action, &correction.value) {
        (Action::Set, Value::Object(fields)) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(field, value)| {
                    let was = correction.was.get(field).map_or("nothing".to_owned(), ToString::to_string);
                    format!("{field}: {was} → {value}")
                })
                .collect();
            fields.join(", ")
        }
        (action, _) => action.name().to_owned(),
    }
}

/// A correction on one line.
pub(super) fn told(correction: &Correction) -> String {
    let item = if correction.local.is_empty() { "the article's facts" } else { &correction.local };
    let mut line = format!(
        "correction {} by {}, {item} of article {}",
        correction.id, correction.by, correction.article
    );
    if !correction.words.is_empty() {
        line += &format!(" (“{}”)", correction.words.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    line += &format!(": {}", what(correction));
    if let Some(why) = &correction.why {
        line += &format!(", since {why}");
    }
    if let Some(by) = &correction.undone_by {
        line += &format!("; undone by {by}");
    }
    line
}
