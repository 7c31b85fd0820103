//! A document made ready for the ledger: hashed and packed on whatever thread made it, so that the one writer only writes.

use crate::error::{LedgerError, Result};
use dunlin_record::Record;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Strength of zstd: pages and records shrink to about a sixth in a millisecond or two.
const LEVEL: i32 = 6;

/// Longest thing that is unpacked, in bytes: a damaged length must not take the memory.
const LONGEST: usize = 1 << 30;

/// How the bytes of a document are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A page as it came: HTML, or plain text with its furniture.
    Page,
    /// Words to be taken as they are.
    Text,
}

impl Form {
    /// Its name in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Text => "text",
        }
    }

    /// The form of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        [Self::Page, Self::Text].into_iter().find(|form| form.name() == name)
    }
}

/// A document as it arrives.
#[derive(Debug, Clone, Copy)]
pub struct Arriving<'a> {
    /// Input and place in it, for messages.
    pub place: &'a str,
    /// How its bytes are to be read.
    pub form: Form,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// What was told about it, as JSON: the same text for the same facts.
    pub given: &'a str,
}

impl Arriving<'_> {
    /// By which the same document is known again: SHA-256 over form, told facts and bytes.
    pub fn hash(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        for part in [self.form.name().as_bytes(), self.given.as_bytes(), self.bytes] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hash.finalize().into()
    }

    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub fn sha256(&self) -> String {
        hex(&Sha256::digest(self.bytes))
    }
}

/// A document with its record, ready to be kept.
#[derive(Debug, Clone)]
pub struct Packed {
    pub(crate) place: String,
    pub(crate) form: Form,
    pub(crate) given: String,
    pub(crate) hash: [u8; 32],
    pub(crate) sha256: String,
    pub(crate) bytes: usize,
    pub(crate) source: Vec<u8>,
    pub(crate) line: Vec<u8>,
    pub(crate) record: Record,
}

impl Packed {
    /// Packs a document and the record read from it.
    ///
    /// # Errors
    /// When the record has a span that is none of its text.
    pub fn new(document: &Arriving<'_>, record: Record) -> Result<Self> {
        let line = record
            .to_json()
            .map_err(|source| LedgerError::Record { place: document.place.to_owned(), source })?;
        Ok(Self {
            place: document.place.to_owned(),
            form: document.form,
            given: document.given.to_owned(),
            hash: document.hash(),
            sha256: document.sha256(),
            bytes: document.bytes.len(),
            source: pack(document.bytes),
            line: pack(line.as_bytes()),
            record,
        })
    }

    /// The record inside.
    pub fn record(&self) -> &Record {
        &self.record
    }
}

/// Bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Packs with zstd.
pub(crate) fn pack(bytes: &[u8]) -> Vec<u8> {
    // In memory zstd fails only for want of memory; a frame that holds nothing would be found out on reading.
    zstd::bulk::compress(bytes, LEVEL).unwrap_or_default()
}

/// Undoes [`pack`]; `None` when the bytes are damaged.
pub(crate) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let length = usize::try_from(zstd::zstd_safe::get_frame_content_size(packed).ok()??).ok()?;
    (length <= LONGEST).then_some(())?;
    zstd::bulk::decompress(packed, length).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_back_and_damage_is_seen() {
        for bytes in [&b""[..], b"a", &[7; 100_000]] {
            assert_eq!(unpack(&pack(bytes)).as_deref(), Some(bytes));
        }
        let mut packed = pack(&[7; 100_000]);
        packed.truncate(packed.len() / 2);
        assert_eq!(unpack(&packed), None);
        assert_eq!(unpack(b"no frame"), None);
    }

    #[test]
    fn a_document_is_known_by_bytes_form_and_what_was_told() {
        let one = Arriving { place: "a", form: Form::Page, bytes: b"x", given: "{}" };
        assert_eq!(one.hash(), Arriving { place: "b", ..one }.hash());
        for other in [
            Arriving { form: Form::Text, ..one },
            Arriving { bytes: b"y", ..one },
            Arriving { given: r#"{"id":"1"}"#, ..one },
        ] {
            assert_ne!(one.hash(), other.hash());
        }
    }
}
