//! Which articles repeat another's words, and who had them first.
//!
//! Three steps. A [`Sketch`] samples the word runs of the paragraphs (MinHash with a fixed threshold instead of a fixed
//! number of minima; furniture, headline and byline never take part). Articles that share samples are looked up by
//! index and compared word by word ([`compare()`]), which gives the [`Relation`] and the shares. A [`Credit`] tells whose story it
//! is by its own words. Copies make a story; a partial reprint stands between stories.

mod compare;
mod credit;
mod sketch;
pub(crate) mod store;

pub use compare::{Likeness, Relation, compare};
pub use credit::{Credit, CreditBasis, credit, outlet_key, same_outlet};
pub use sketch::Sketch;

use dunlin_record::Article;
use rusqlite::Connection;

/// Copies among articles of which nothing else is kept: the ledger's own way of finding them, in memory.
#[derive(Debug)]
pub struct Copies {
    db: Connection,
    articles: usize,
}

impl Copies {
    /// Without any article yet.
    ///
    /// # Errors
    /// When SQLite has no memory.
    pub fn in_memory() -> rusqlite::Result<Self> {
        let db = Connection::open_in_memory()?;
        crate::ledger::MIGRATIONS.iter().try_for_each(|sql| db.execute_batch(sql))?;
        Ok(Self { db, articles: 0 })
    }

    /// Adds an article; the first one is number 0.
    ///
    /// # Errors
    /// When SQLite has no memory.
    pub fn add(&mut self, article: &Article) -> rusqlite::Result<usize> {
        let number = self.articles;
        store::take_in(&self.db, number as i64, article)?;
        self.articles += 1;
        Ok(number)
    }

    /// The number of the earliest added article of the story that this one belongs to; its own when it is no copy.
    ///
    /// # Errors
    /// When there is no such article.
    pub fn story(&self, article: usize) -> rusqlite::Result<usize> {
        store::story_of(&self.db, article as i64).map(|story| story as usize)
    }

    /// The articles of which this one reprints a part, or that reprint a part of it.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn partial(&self, article: usize) -> rusqlite::Result<Vec<usize>> {
        self.db
            .prepare_cached(
                "SELECT second FROM copy WHERE first = ?1 AND relation = 'partial'
                 UNION SELECT first FROM copy WHERE second = ?1 AND relation = 'partial' ORDER BY 1",
            )?
            .query_map([article as i64], |row| row.get::<_, i64>(0).map(|a| a as usize))?
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_found_in_memory_as_in_a_ledger() {
        let sentence = |n: usize| {
            format!("Gate {n} of the dam at Kerrin was closed by guard {} on day {}. ", n * 7, n * 31)
        };
        let story: String = (1..20).map(sentence).collect();
        let other: String = (40..60).map(sentence).collect();
        let mut copies = Copies::in_memory().unwrap();
        for text in [&story, &other, &story] {
            copies.add(&Article::of_paragraphs(text.clone())).unwrap();
        }
        assert_eq!([0, 1, 2].map(|article| copies.story(article).unwrap()), [0, 1, 0]);
        assert!(copies.partial(1).unwrap().is_empty());
    }
}
