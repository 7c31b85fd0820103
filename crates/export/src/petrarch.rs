//! PETRARCH's lines: date, source, target, code, issues, sentence ids, address, story's source; tab-separated, no header.
//!
//! PETRARCH drops the address column when a story has none, which shifts the columns behind it; here it is empty instead.
//! A side without a code is `---`, as in PETRARCH's output. Issues are counted in PETRARCH from an issue dictionary; here they are the
//! event's PLOVER contexts, each once.

use crate::sides;
use crate::tsv::tsv_line;
use crate::writer::{LeftOut, leave_out};
use dunlin_record::{Actor, Record};

/// One line a pair of actor and recipient.
pub(crate) fn lines(record: &Record, left_out: &mut LeftOut) -> String {
    let mut out = String::new();
    for event in &record.coding.events {
        if !sides::happened(event, left_out) {
            continue;
        }
        let Some(code) = &event.code else {
            leave_out(left_out, "events without a code");
            continue;
        };
        let Some(day) = sides::day(record, event) else {
            leave_out(left_out, "events without a day");
            continue;
        };
        let actor_code = |actor: Option<&Actor>| {
            actor.and_then(|actor| actor.code.clone()).unwrap_or_else(|| "---".to_owned())
        };
        let issues: Vec<String> =
            event.context.iter().map(|context| format!("{},1", context.to_uppercase())).collect();
        for (actor, recipient) in sides::pairs(event) {
            out.push_str(&tsv_line([
                day.replace('-', ""),
                actor_code(actor),
                actor_code(recipient),
                code.clone(),
                issues.join(";"),
                format!("{}_{}", record.article.id, event.id),
                record.article.url.clone().unwrap_or_default(),
                record.article.outlet.clone().unwrap_or_default(),
            ]));
        }
    }
    out
}
