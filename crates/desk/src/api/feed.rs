//! Atom feeds (RFC 4287), for feed readers: the newest articles, or those that a search finds.

use super::Answer;
use super::articles::row;
use super::params::Params;
use crate::fault::Fault;
use crate::frame::Desk;
use crate::people::Door;
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use dunlin_ledger::Ledger;
use dunlin_ledger::read::{ArticleRow, Order};
use dunlin_ledger::watch::feed::escaped;
use std::fmt::Write;

/// One entry of a feed.
pub(super) struct Entry {
    /// Path of its page; with the desk's address its id.
    pub(super) path: String,
    pub(super) title: String,
    /// RFC 3339.
    pub(super) updated: String,
    pub(super) author: String,
    pub(super) summary: String,
}

/// The feed under `path` as XML. `origin` is the desk's own address.
pub(super) fn atom(origin: &str, path: &str, title: &str, entries: &[Entry]) -> String {
    let updated = entries.iter().map(|entry| entry.updated.as_str()).max().unwrap_or("1970-01-01T00:00:00Z");
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n",
    );
    let own = escaped(&format!("{origin}{path}"));
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "<id>{own}</id>\n<title>{}</title>\n<updated>{}</updated>\n<link rel=\"self\" href=\"{own}\"/>",
        escaped(title),
        escaped(updated)
    );
    for entry in entries {
        let page = escaped(&format!("{origin}{}", entry.path));
        let _ = writeln!(
            out,
            "<entry>\n<id>{page}</id>\n<title>{}</title>\n<updated>{}</updated>\n<author><name>{}</name></author>\n\
             <link rel=\"alternate\" href=\"{page}\"/>\n<summary>{}</summary>\n</entry>",
            escaped(&entry.title),
            escaped(&entry.updated),
            escaped(&entry.author),
            escaped(&entry.summary)
        );
    }
    out.push_str("</feed>\n");
    out
}

/// The desk's own address, as this request reached it.
pub(super) fn origin(desk: &Desk, headers: &HeaderMap) -> String {
    let site = match desk.state.door() {
        Door::People(entrance) => entrance.site().map(|site| site.origin.clone()),
        Door::Local => None,
    };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    site.unwrap_or_else(|| format!("http://{host}"))
}

/// A feed as an answer.
pub(super) fn answer(xml: String) -> Answer {
    Ok(([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], xml).into_response())
}

/// An article as an entry.
pub(super) fn entry(ledger: &Ledger, article: &ArticleRow, summary: String) -> Result<Entry, Fault> {
    let versions = ledger.versions(article.id)?;
    let added =
        versions.into_iter().find(|version| version.article == article.id).map(|version| version.added_at);
    Ok(Entry {
        path: format!("/article/{}", article.id),
        title: article.headline.clone().unwrap_or_else(|| format!("Article {}", article.id)),
        updated: added.unwrap_or_else(|| "1970-01-01T00:00:00Z".into()),
        author: article.outlet.clone().unwrap_or_else(|| "unknown".into()),
        summary,
    })
}

pub(super) async fn articles(desk: Desk, headers: HeaderMap, mut params: Params) -> Answer {
    let filter = params.filter()?;
    let window = params.window()?;
    params.done()?;
    let title = match &filter.words {
        Some(words) => format!("{}: {words}", desk.state.ledger_name()),
        None => format!("{}: newest articles", desk.state.ledger_name()),
    };
    let entries = desk
        .state
        .with(move |ledger| {
            let found = ledger.articles(&filter, Order::Newest, window).map_err(super::told)?;
            found
                .hits
                .into_iter()
                .map(|hit| {
                    let article = row(ledger, hit.article.id)?;
                    entry(ledger, &article, hit.snippet.replace(['⟦', '⟧'], ""))
                })
                .collect::<Result<Vec<_>, Fault>>()
        })
        .await?;
    answer(atom(&origin(&desk, &headers), &params.at(window.offset), &title, &entries))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_headline_breaks_out_of_a_feed() {
        let entry = Entry {
            path: "/article/1".into(),
            title: "</title><script>alert(1)</script> & \u{0}\u{b}more".into(),
            updated: "2026-03-05T10:00:00Z".into(),
            author: "\"Post\"".into(),
            summary: "]]>".into(),
        };
        let xml = atom("http://localhost", "/feeds/articles.atom", "News", &[entry]);
        assert!(
            xml.contains("<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</title>"),
            "{xml}"
        );
        assert!(
            !xml.contains("<script") && !xml.contains('\u{0}') && xml.contains("<summary>]]&gt;</summary>")
        );
        assert!(xml.contains("<updated>2026-03-05T10:00:00Z</updated>"));
    }
}
