//! Zips: WACZ, whose web archives are read, and any other, whose files are read as inputs of their own.
//!
//! The table of contents is read by the `zip` crate; the members are then read straight from the file, one after the
//! other. What is packed to be opened by an office program is refused.

use super::{LeftOut, Place};
use crate::{Documents, Given, Limits, PageError};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::rc::Rc;
use zip::{CompressionMethod, ZipArchive};

/// Most members that are listed; a table of contents can name more than memory holds.
const MEMBERS: usize = 1 << 20;

/// A member, and where its bytes stand.
struct Member {
    name: String,
    start: u64,
    packed: u64,
    size: u64,
    deflated: bool,
}

/// The documents of a zip.
pub(super) fn documents<'r>(
    file: impl BufRead + Seek + 'r,
    place: &Place,
    given: &Given,
    limits: &Limits,
) -> Documents<'r> {
    let mut left = LeftOut::default();
    match list(file, &mut left) {
        Err(cause) => super::once(Err(PageError::failure(&*place.name, cause.0, cause.1))),
        Ok((file, members)) => Box::new(Zipped {
            file: Rc::new(RefCell::new(file)),
            members,
            place: place.unpacked(),
            given: given.clone(),
            limits: limits.clone(),
            current: None,
            left: Some(left),
        }),
    }
}

/// The members that are to be read.
fn list<R: BufRead + Seek>(
    file: R,
    left: &mut LeftOut,
) -> Result<(R, VecDeque<Member>), (String, &'static str)> {
    let mut archive = ZipArchive::new(file).map_err(|error| {
        (format!("this is a zip whose table of contents cannot be read ({error})"), "get it again")
    })?;
    if archive.len() > MEMBERS {
        return Err((
            format!("it lists {} files, {MEMBERS} are the most that is read", archive.len()),
            "unpack it and give the folder",
        ));
    }
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.into_owned()).collect();
    let is = |name: &str| names.iter().any(|one| one == name);
    if is("[Content_Types].xml") || is("mimetype") || is("META-INF/container.xml") {
        return Err(("this is an office document or book".to_owned(), "save it as plain text or HTML"));
    }
    let web_archive = |name: &str| name.starts_with("archive/") && !name.ends_with('/');
    let is_wacz = is("datapackage.json") && names.iter().any(|name| web_archive(name));
    let mut members = VecDeque::new();
    for at in 0..archive.len() {
        let Ok(member) = archive.by_index_raw(at) else {
            left.count("whose entry is damaged", "");
            continue;
        };
        if member.is_dir() {
            continue;
        }
        let name = member.name().map(|name| name.into_owned()).unwrap_or_else(|_| format!("file {}", at + 1));
        let hidden = name
            .split('/')
            .any(|part| part.starts_with('.') && !matches!(part, "." | "..") || part == "__MACOSX");
        let deflated = member.compression() == CompressionMethod::Deflated;
        if is_wacz && !web_archive(&name) {
            left.count("of the archive's index and description", "");
        } else if hidden {
            left.count("that are hidden", "");
        } else if member.encrypted() {
            left.count("that need a password", "");
        } else if !deflated && member.compression() != CompressionMethod::Stored {
            left.count("packed in a way that is not read", &member.compression().to_string());
        } else if let Some(start) = member.data_start() {
            let (packed, size) = (member.compressed_size(), member.size());
            members.push_back(Member { name, start, packed, size, deflated });
        } else {
            left.count("whose entry is damaged", "");
        }
    }
    Ok((archive.into_inner(), members))
}

struct Zipped<'r, R> {
    file: Rc<RefCell<R>>,
    members: VecDeque<Member>,
    place: Place,
    given: Given,
    limits: Limits,
    current: Option<Documents<'r>>,
    left: Option<LeftOut>,
}

impl<'r, R: BufRead + Seek + 'r> Iterator for Zipped<'r, R> {
    type Item = Result<crate::RawDocument, PageError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(document) = self.current.as_mut().and_then(Iterator::next) {
                return Some(document);
            }
            self.current = None;
            let Some(member) = self.members.pop_front() else {
                return self.left.take()?.note(&self.place.name, "files", "").map(Err);
            };
            let place = Place { name: self.place.part(&member.name), depth: self.place.depth };
            let section = Section { file: Rc::clone(&self.file), at: member.start, left: member.packed };
            let reader: Box<dyn BufRead + 'r> = if member.deflated {
                Box::new(BufReader::new(Inflated {
                    inner: flate2::read::DeflateDecoder::new(section),
                    left: member.size,
                }))
            } else {
                Box::new(BufReader::with_capacity(1 << 16, section))
            };
            self.current = Some(super::documents(reader, &place, &self.given, &self.limits));
        }
    }
}

/// Some bytes of a file that others read too.
struct Section<R> {
    file: Rc<RefCell<R>>,
    at: u64,
    left: u64,
}

impl<R: Read + Seek> Read for Section<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let mut file = self.file.borrow_mut();
        file.seek(SeekFrom::Start(self.at))?;
        let count = file.read(buffer.get_mut(..most).unwrap_or_default())?;
        self.at += count as u64;
        self.left -= count as u64;
        Ok(count)
    }
}

/// An unpacked member, which must not become longer than the table of contents says: a zip bomb does.
struct Inflated<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Inflated<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let damaged = |cause: String| io::Error::new(io::ErrorKind::InvalidData, cause);
        let count = self
            .inner
            .read(buffer)
            .map_err(|error| damaged(format!("it is packed and damaged ({error})")))?;
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => return Err(damaged("it unpacks to more than the zip says of it".to_owned())),
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RawDocument;
    use std::io::{Cursor, Write};
    use zip::write::SimpleFileOptions;

    fn zip(members: &[(&str, &[u8], CompressionMethod)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes, method) in members {
            writer.start_file(*name, SimpleFileOptions::default().compression_method(*method)).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn read(bytes: Vec<u8>) -> Vec<Result<RawDocument, PageError>> {
        crate::documents_of_file(Cursor::new(bytes), "news.zip", &Given::default(), &Limits::default())
            .collect()
    }

    const RECORD: &[u8] = b"WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: https://kerrin.example/a\r\n\
        Content-Type: text/html\r\nContent-Length: 26\r\n\r\n<p>A ship ran aground.</p>\r\n\r\n";

    #[test]
    fn the_archives_of_a_wacz_are_read() {
        let all = read(zip(&[
            ("datapackage.json", b"{}", CompressionMethod::Deflated),
            ("pages/pages.jsonl", b"{\"format\": \"json-pages-1.0\"}", CompressionMethod::Deflated),
            ("archive/data.warc", RECORD, CompressionMethod::Stored),
        ]));
        let first = all[0].as_ref().unwrap();
        assert_eq!(first.given.url.as_deref(), Some("https://kerrin.example/a"));
        assert!(first.place.starts_with("news.zip, archive/data.warc, record 1"), "{}", first.place);
        assert!(all.last().unwrap().as_ref().unwrap_err().to_string().contains("left out 2 files"));
    }

    #[test]
    fn the_files_of_a_zip_are_inputs() {
        let all = read(zip(&[
            ("a.txt", b"A ship ran aground.", CompressionMethod::Deflated),
            (".hidden", b"x", CompressionMethod::Stored),
            ("b.jsonl", b"{\"text\":\"One.\"}\n{\"text\":\"Two.\"}\n", CompressionMethod::Stored),
        ]));
        assert_eq!(all.iter().filter(|document| document.is_ok()).count(), 3);
        assert_eq!(all[1].as_ref().unwrap().place, "news.zip, b.jsonl, line 1");
        let office = read(zip(&[("[Content_Types].xml", b"<x/>", CompressionMethod::Stored)]));
        assert!(office[0].as_ref().unwrap_err().cause.contains("office"));
    }

    #[test]
    fn a_member_that_unpacks_to_more_than_it_should_is_left() {
        let mut bytes = zip(&[("a.txt", &[b'x'; 5000], CompressionMethod::Deflated)]);
        // The size in the table of contents, 24 bytes into its entry.
        let entry = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
        bytes[entry + 24..entry + 28].copy_from_slice(&10u32.to_le_bytes());
        let all = read(bytes);
        assert!(all[0].as_ref().unwrap_err().to_string().contains("more than the zip says"), "{all:?}");
    }
}
