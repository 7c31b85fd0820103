//! When an article came out, in one clock.

use dunlin_record::Article;
use jiff::Timestamp;

/// Day and, where the page states it, the instant of publication.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Moment {
    /// `YYYY-MM-DD`, in the page's own time zone.
    pub(crate) day: Option<String>,
    /// UTC to the second, `2026-03-05T15:42:10Z`; `None` when the page states no hour or no zone.
    pub(crate) instant: Option<String>,
}

impl Moment {
    /// The moment an article states.
    pub(crate) fn of(article: &Article) -> Self {
        let instant = article
            .published_at
            .as_deref()
            .and_then(|at| at.parse::<Timestamp>().ok())
            .map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        Self { day: article.published.clone(), instant }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_brought_to_one_clock() {
        let at = |text: &str| {
            Moment::of(&Article { published_at: Some(text.into()), ..Article::default() }).instant
        };
        assert_eq!(at("2026-03-03T06:40:00+01:00").as_deref(), Some("2026-03-03T05:40:00Z"));
        assert_eq!(at("2026-03-09T20:17:00"), None, "no zone, no instant");
    }
}
