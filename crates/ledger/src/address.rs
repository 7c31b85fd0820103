//! Addresses that were fetched, with what their servers said: what has not changed since is not sent again.

use crate::error::{At, Result};
use crate::ledger::Ledger;
use rusqlite::params;

/// What a server said of one address when it was fetched last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AddressSeen {
    /// The address.
    pub address: String,
    /// Its `ETag`.
    pub etag: Option<String>,
    /// Its `Last-Modified`.
    pub last_modified: Option<String>,
}

impl Ledger {
    /// Every address that was fetched, in their order.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn addresses(&self) -> Result<Vec<AddressSeen>> {
        self.rows("SELECT address, etag, last_modified FROM address ORDER BY address", [], |row| {
            Ok(AddressSeen { address: row.get(0)?, etag: row.get(1)?, last_modified: row.get(2)? })
        })
    }

    /// Notes what servers said. Only for addresses whose documents are all kept: they are not asked for again until they
    /// change.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn note_addresses(&mut self, seen: &[AddressSeen]) -> Result<()> {
        let now = Self::now();
        let batch = self.batch()?;
        for one in seen {
            batch
                .transaction()
                .prepare_cached(
                    "INSERT INTO address (address, etag, last_modified, at) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (address) DO UPDATE
                        SET etag = excluded.etag, last_modified = excluded.last_modified, at = excluded.at",
                )
                .and_then(|mut query| query.execute(params![one.address, one.etag, one.last_modified, now]))
                .at(batch.path())?;
        }
        batch.commit()
    }
}
