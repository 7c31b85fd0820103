//! All reports of one record, and what in it denies what.

use crate::claims::days::{day, days};
use crate::claims::denial::denials;
use crate::claims::event::{Stance, happenings};
use crate::claims::figure::{figures, is_earlier_version};
use crate::claims::report::{ClaimKind, Frame, Report};
use crate::claims::setting::{Setting, Stand};
use crate::claims::source::{Chain, find, link, name_key};
use crate::claims::terms::Terms;
use crate::claims::text::stems;
use dunlin_record::{Attribution, Deadline, Record, Span};

/// The reports of a record, and the pairs (denied, denying) among them by their places in the list.
#[derive(Debug, Default)]
pub(crate) struct Reports {
    pub(crate) all: Vec<Report>,
    pub(crate) denials: Vec<(usize, usize)>,
}

/// Reads the reports of a record.
pub(crate) fn reports(record: &Record, frame: &Frame, setting: &Setting, agency: Option<&str>) -> Reports {
    let text = &record.article.text;
    let mut all: Vec<Report> =
        figures(record, setting, agency).into_iter().map(|f| Report::of_figure(frame, f)).collect();
    all.extend(happenings(record, setting, agency).into_iter().map(|h| Report::of_happening(frame, h)));
    for report in &mut all {
        report.act =
            report.attribution.as_deref().and_then(|id| find(&record.coding, id)).map(|a| a.act.clone());
    }
    for (n, deadline) in record.coding.deadlines.iter().enumerate() {
        all.extend(of_deadline(record, frame, setting, agency, n, deadline));
    }
    let mut pairs = Vec::new();
    for denial in denials(record) {
        let Some(denying) = find(&record.coding, &denial.by).filter(|a| !is_earlier_version(text, a)) else {
            continue;
        };
        let Some(by) = statement(record, frame, setting, agency, denying, Stance::Denied, &mut all) else {
            continue;
        };
        let Some(denied) = denial.of.as_deref().and_then(|id| find(&record.coding, id)) else { continue };
        if let Some(of) = statement(record, frame, setting, agency, denied, Stance::Asserted, &mut all) {
            pairs.push((of, by));
        }
        // What the denied words tell is denied with them.
        let theirs = all.get(by).map(|r| r.stems.clone()).unwrap_or_default();
        for (at, report) in all.iter().enumerate() {
            let told = report.attribution.as_deref() == Some(denied.id.as_str())
                && report.stance == Stance::Asserted;
            let event = report.kind == ClaimKind::Event && report.stems.shared(&theirs) > 0;
            let figure = report.kind == ClaimKind::Figure && denial.whole;
            if told && (event || figure) {
                pairs.push((at, by));
            }
        }
    }
    Reports { all, denials: pairs }
}

/// The place of an attribution's statement among the reports; made where it is not yet there.
fn statement(
    record: &Record,
    frame: &Frame,
    setting: &Setting,
    agency: Option<&str>,
    attribution: &Attribution,
    stance: Stance,
    all: &mut Vec<Report>,
) -> Option<usize> {
    if let Some(at) = all.iter().position(|r| r.kind == ClaimKind::Statement && r.local == attribution.id) {
        return Some(at);
    }
    let text = &record.article.text;
    let place = attribution.cue.first().or(attribution.content.first()).copied()?;
    let stand = Stand::of(&record.article, place)?;
    let content = attribution.content.iter().map(|s| s.of(text)).collect::<Vec<_>>().join(" … ");
    let who = link(record, attribution);
    let mut report = Report::bare(
        frame,
        ClaimKind::Statement,
        &attribution.id,
        stand.sentence,
        Chain::of(record, Some(&attribution.id), agency),
    );
    report.attribution = Some(attribution.id.clone());
    report.words = format!(
        "{} {}: {}",
        if who.name.is_empty() { "(not named)" } else { &who.name },
        attribution.act,
        shortened(&content, 120)
    );
    report.act = Some(attribution.act.clone());
    report.stance = stance;
    report.said =
        attribution.said.as_deref().and_then(day).or(record.article.published.as_deref().and_then(day));
    report.near = Terms::of(&setting.inside(stand.sentence));
    report.towns = Terms::of(&setting.towns(stand.sentence));
    report.stems = Terms::of(&stems(&content));
    all.push(report);
    Some(all.len() - 1)
}

fn of_deadline(
    record: &Record,
    frame: &Frame,
    setting: &Setting,
    agency: Option<&str>,
    n: usize,
    deadline: &Deadline,
) -> Option<Report> {
    let when = deadline.date.as_deref().and_then(days)?;
    let stand = Stand::of(&record.article, deadline.span)?;
    let who = deadline.who.clone().unwrap_or_default();
    let what = deadline.what.clone().unwrap_or_default();
    let chain = Chain::of(record, deadline.according_to.as_deref(), agency);
    let mut report = Report::bare(frame, ClaimKind::Deadline, &format!("d{}", n + 1), stand.sentence, chain);
    let act = if what.is_empty() {
        deadline.span.of(&record.article.text).to_owned()
    } else {
        shortened(&what, 120)
    };
    report.words = format!("{}{}{act}", who, if who.is_empty() { "" } else { ": " });
    report.attribution.clone_from(&deadline.according_to);
    report.stance = Stance::Prospective;
    report.said = record.article.published.as_deref().and_then(day);
    report.slot.noun = name_key(&who);
    report.when = Some(when);
    report.stated = true;
    report.near = Terms::of(&setting.inside(stand.sentence));
    report.stems = Terms::of(&stems(&format!("{who} {what}")));
    Some(report)
}

/// What a page says was wrong in it: the notice and the sentence that tells the fault.
pub(crate) fn corrections(record: &Record) -> Vec<(Span, Option<String>)> {
    let text = &record.article.text;
    let mut found = Vec::new();
    for block in &record.article.blocks {
        let words = block.span.of(text);
        let head = words.get(..words.len().min(40)).unwrap_or(words).to_lowercase();
        let labelled = ["correction", "clarification", "corrected", "editor's note", "editor’s note"]
            .iter()
            .any(|l| head.starts_with(l));
        let low = words.to_lowercase();
        let told = ["an earlier version", "a previous version", "an original version"]
            .iter()
            .find_map(|w| low.find(w));
        let amended = low.contains("was amended on")
            || low.contains("has been corrected")
            || low.contains("incorrectly");
        if told.is_none() && !(labelled && amended) || words.chars().count() > 900 {
            continue;
        }
        if !labelled && !low.contains("version of this") && !amended {
            continue;
        }
        let was = told
            .and_then(|at| words.get(at..))
            .map(|rest| rest.split(". ").next().unwrap_or(rest).trim_end_matches('.').to_owned());
        found.push((block.span, was));
    }
    found
}

/// A text cut behind a word, with a mark where it was cut.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= most {
        return text;
    }
    let cut: String = text.chars().take(most - 1).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([',', ';', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dunlin_record::Article;

    #[test]
    fn a_page_that_corrects_itself_says_what_was_wrong() {
        let of = |text: &str| {
            let record = Record { article: Article::of_paragraphs(text.to_owned()), ..Record::default() };
            corrections(&record).into_iter().map(|(_, was)| was).collect::<Vec<_>>()
        };
        let notice = "The ferry sank.\n\nCorrection: This article was amended on 7 March 2026. An earlier version said it was certified for 160 people; the certificate is for 190.";
        assert_eq!(
            of(notice),
            [Some(
                "An earlier version said it was certified for 160 people; the certificate is for 190"
                    .to_owned()
            )]
        );
        assert!(of("The minister promised a correction of the law.").is_empty());
        assert!(of("An earlier version of the bill would have taxed boats.").is_empty());
    }
}
