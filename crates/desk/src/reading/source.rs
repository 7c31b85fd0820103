//! The page an article was read from: as plain text with the story's words lit, as the bytes themselves, and the record
//! as JSON. Nothing of a page ever reaches the browser as markup.

use crate::fault::Fault;
use crate::frame::{Desk, Frame, Here, Page, page};
use crate::markup::{Html, escape};
use askama::Template;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use dunlin_ledger::read::ArticleRow;
use dunlin_record::{PageBytes, Record};
use std::fmt::Write;

/// Longest source that is shown in a page; longer ones are downloaded.
const SHOWN: usize = 2 * 1024 * 1024;

#[derive(Template)]
#[template(path = "source.html")]
struct SourcePage {
    frame: Frame,
    row: ArticleRow,
    record: Record,
    place: String,
    given: String,
    length: usize,
    text: Html,
    cut: bool,
}

/// `GET /article/{id}/source`
pub(crate) async fn show(desk: Desk, Path(id): Path<i64>) -> Page {
    let (row, record, source) = desk
        .state
        .with(move |ledger| {
            let row = ledger.article_row(id)?.ok_or_else(|| Fault::NoSuch(format!("article {id}")))?;
            Ok((row, ledger.record(id)?, ledger.source(id)?))
        })
        .await?;
    let cut = source.bytes.len() > SHOWN;
    let bytes = source.bytes.get(..SHOWN).unwrap_or(&source.bytes);
    let text = lit(bytes, &record);
    let title = format!("Source of {}", row.headline.as_deref().unwrap_or("an article"));
    page(&SourcePage {
        frame: desk.frame(Here::Nowhere, title),
        place: source.place,
        given: if source.given == "{}" { String::new() } else { source.given },
        length: source.bytes.len(),
        row,
        record,
        text,
        cut,
    })
}

/// The source as escaped text; what the article was read from is lit.
fn lit(bytes: &[u8], record: &Record) -> Html {
    let charset = record.article.source.charset.as_deref().unwrap_or("UTF-8");
    let encoding = encoding_rs::Encoding::for_label(charset.as_bytes()).unwrap_or(encoding_rs::UTF_8);
    let decoded = |from: usize, to: usize| match bytes.get(from..to) {
        Some(piece) => escape(&encoding.decode_without_bom_handling(piece).0),
        None => String::new(),
    };
    let mut ranges: Vec<PageBytes> =
        record.article.blocks.iter().flat_map(|block| block.page_bytes.iter().copied()).collect();
    ranges.sort();
    let mut out = String::with_capacity(bytes.len() + bytes.len() / 4);
    let mut at = 0;
    for range in ranges {
        let clamp = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
        let (start, end) = (clamp(range.start).max(at), clamp(range.end));
        if end > start {
            let _ = write!(
                out,
                "{}<mark><span class=\"lit\">{}</span></mark>",
                decoded(at, start),
                decoded(start, end)
            );
            at = end;
        }
    }
    out.push_str(&decoded(at, bytes.len()));
    Html::trusted(out)
}

/// `GET /article/{id}/source/raw`: the bytes, to keep; never to be shown by the browser.
pub(crate) async fn raw(desk: Desk, Path(id): Path<i64>) -> Result<Response, Fault> {
    let source = desk
        .state
        .with(move |ledger| {
            ledger.article_row(id)?.ok_or_else(|| Fault::NoSuch(format!("article {id}")))?;
            Ok(ledger.source(id)?)
        })
        .await?;
    let name = format!("attachment; filename=\"{}.page\"", source.sha256.get(..16).unwrap_or("source"));
    Ok((
        [
            (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
            (header::CONTENT_DISPOSITION, name),
            (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
        ],
        source.bytes,
    )
        .into_response())
}

/// `GET /article/{id}/record.json`: the record as the machine made it.
pub(crate) async fn record(desk: Desk, Path(id): Path<i64>) -> Result<Response, Fault> {
    let line = desk
        .state
        .with(move |ledger| {
            ledger.article_row(id)?.ok_or_else(|| Fault::NoSuch(format!("article {id}")))?;
            Ok(ledger.record_line(id)?)
        })
        .await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], line).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use dunlin_record::{Article, Block, BlockRole, Span};

    #[test]
    fn a_page_is_shown_as_text_with_the_story_lit() {
        let bytes = b"<script>x</script><p>Ferry</p>";
        let block = Block {
            role: BlockRole::Paragraph,
            span: Span::new(0, 5),
            page_bytes: vec![PageBytes::new(21, 26), PageBytes::new(900, 901)],
            credit: None,
        };
        let record =
            Record { article: Article { blocks: vec![block], ..Article::default() }, ..Record::default() };
        assert_eq!(
            lit(bytes, &record).to_string(),
            "&lt;script&gt;x&lt;/script&gt;&lt;p&gt;<mark><span class=\"lit\">Ferry</span></mark>&lt;/p&gt;"
        );
    }
}
