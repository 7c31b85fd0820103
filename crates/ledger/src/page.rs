//! Which page an article is: the identity that holds over its versions.
//!
//! The canonical address where there is one; else the document's own id, with its outlet; else the hash of its bytes.

use dunlin_record::Article;

/// Parameters that tell where a reader came from and not which page it is.
const TRACKING: &[&str] = &[
    "utm_",
    "fbclid",
    "gclid",
    "dclid",
    "msclkid",
    "mc_cid",
    "mc_eid",
    "igshid",
    "ocid",
    "cmpid",
    "ncid",
    "smid",
    "ref_src",
    "guccounter",
    "guce_",
    "yclid",
    "_ga",
    "at_medium",
    "at_campaign",
    "at_custom",
];

/// The key of an article's page. `told_id` is the id that came with the document, if one did.
pub(crate) fn key(article: &Article, told_id: Option<&str>, sha256: &str) -> String {
    if let Some(address) = article.url.as_deref().and_then(address) {
        return format!("url:{address}");
    }
    match told_id {
        Some(id) => format!("id:{}/{id}", article.outlet.as_deref().unwrap_or("")),
        None => format!("sha256:{sha256}"),
    }
}

/// An address reduced to what tells pages apart: without scheme, fragment, tracking and default port, host in lower case.
/// `None` for one that names no single page, such as a site's front page.
pub(crate) fn address(url: &str) -> Option<String> {
    let (scheme, rest) = url.trim().split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let rest = rest.split('#').next()?;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit('@').next()?.to_ascii_lowercase();
    let host = host.strip_suffix(":80").or(host.strip_suffix(":443")).unwrap_or(&host);
    let path = path.trim_end_matches('/');
    let mut kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .filter(|pair| {
            let name = pair.split('=').next().unwrap_or("").to_ascii_lowercase();
            !TRACKING.iter().any(|track| name == *track || (track.ends_with('_') && name.starts_with(track)))
        })
        .collect();
    kept.sort_unstable();
    // A canonical address that is the site's front page is a fault of its template, found on every article.
    if host.is_empty() || (path.is_empty() && kept.is_empty()) {
        return None;
    }
    let mut address = format!("{host}/{path}");
    if !kept.is_empty() {
        address.push('?');
        address.push_str(&kept.join("&"));
    }
    Some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_page_has_one_address() {
        let canonical = Some("post.example/2026/talks".to_owned());
        for url in [
            "https://post.example/2026/talks",
            "http://POST.example:80/2026/talks/",
            "https://post.example/2026/talks?utm_source=x&fbclid=1#top",
        ] {
            assert_eq!(address(url), canonical, "{url}");
        }
        assert_eq!(address("https://post.example/?id=2&a=1").as_deref(), Some("post.example/?a=1&id=2"));
        for none in [
            "https://post.example/",
            "https://post.example",
            "mailto:a@b.example",
            "talks.html",
            "https:///x",
        ] {
            assert_eq!(address(none), None, "{none}");
        }
    }

    #[test]
    fn without_an_address_the_id_and_then_the_bytes_tell() {
        let mut article = Article { outlet: Some("Post".into()), ..Article::default() };
        assert_eq!(key(&article, Some("17"), "ab"), "id:Post/17");
        assert_eq!(key(&article, None, "ab"), "sha256:ab");
        article.url = Some("https://post.example/a".into());
        assert_eq!(key(&article, Some("17"), "ab"), "url:post.example/a");
    }
}
