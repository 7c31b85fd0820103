//! What the command line's INPUT names: files, folders, standard input, addresses.

use crate::web::{self, Web};
use dunlin_page::kind::{self, Kind};
use dunlin_page::{Documents, Given, Limits};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// One input to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input, written `-`.
    Standard,
    /// A file.
    File(PathBuf),
    /// An address of the web.
    Web(String),
}

/// Why an input cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {cause}; check the name and that you may read it")]
pub struct InputError {
    /// The path.
    pub path: String,
    /// The system's reason.
    pub cause: std::io::Error,
}

impl Input {
    /// Its name for messages.
    pub fn name(&self) -> String {
        match self {
            Self::Standard => "standard input".to_owned(),
            Self::File(path) => path.display().to_string(),
            Self::Web(address) => address.clone(),
        }
    }

    /// Opens it.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn open(&self) -> Result<Box<dyn BufRead>, InputError> {
        match self {
            Self::Standard => Ok(Box::new(BufReader::new(std::io::stdin()))),
            Self::File(path) => match File::open(path) {
                Ok(file) => Ok(Box::new(BufReader::new(file))),
                Err(cause) => Err(InputError { path: self.name(), cause }),
            },
            Self::Web(address) => {
                let cause = std::io::Error::other("an address cannot be read here");
                Err(InputError { path: address.clone(), cause })
            }
        }
    }

    /// Its documents, as a stream; `web` fetches what is an address, and `read` counts the bytes of files that were read.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn documents(
        &self,
        web: &Arc<Web>,
        given: &Given,
        limits: &Limits,
        read: &Arc<AtomicU64>,
    ) -> Result<Documents<'static>, InputError> {
        let name = self.name();
        match self {
            Self::Web(address) => Ok(web.documents(address, given, limits)),
            Self::Standard => {
                let input = Box::new(BufReader::new(std::io::stdin()));
                Ok(dunlin_page::documents(input, &name, given, limits))
            }
            Self::File(path) => match File::open(path) {
                Ok(file) => {
                    let mut file =
                        BufReader::with_capacity(1 << 16, Counted { file, read: Arc::clone(read) });
                    if let Some(list) = list_of_feeds(&mut file) {
                        return Ok(web.documents_of_list(&list, &name, given, limits));
                    }
                    Ok(dunlin_page::documents_of_file(file, &name, given, limits))
                }
                Err(cause) => Err(InputError { path: name, cause }),
            },
        }
    }
}

/// A file that counts what is read of it.
struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Longest list of feeds that is read, in bytes.
const LIST: u64 = 4 << 20;

/// The list of feeds (OPML) that a file is; the file as it was when it is something else.
fn list_of_feeds(file: &mut impl BufRead) -> Option<Vec<u8>> {
    // What cannot be read fails again where it is read, and is said there.
    let start = file.fill_buf().ok()?;
    if kind::sniff(start.get(..kind::SNIFFED).unwrap_or(start)) != Kind::Opml {
        return None;
    }
    let mut list = Vec::new();
    file.take(LIST).read_to_end(&mut list).ok()?;
    Some(list)
}

/// The inputs that `names` stand for, in their order; a folder stands for the files below it, sorted by path,
/// without those whose name begins with a dot. A name that cannot be looked at is an error in its place.
pub fn expand(names: &[PathBuf]) -> Vec<Result<Input, InputError>> {
    let mut out = Vec::new();
    for name in names {
        if name.as_os_str() == "-" {
            out.push(Ok(Input::Standard));
        } else if let Some(address) = name.to_str().filter(|name| web::is_address(name)) {
            out.push(Ok(Input::Web(address.to_owned())));
        } else {
            walk(name, true, &mut out);
        }
    }
    out
}

fn walk(path: &Path, named: bool, out: &mut Vec<Result<Input, InputError>>) {
    let failed = |cause| Err(InputError { path: path.display().to_string(), cause });
    // A link inside a folder is followed to a file but not to a folder: a circle of links must end.
    let kind = match std::fs::metadata(path) {
        Ok(kind) => kind,
        Err(cause) => return out.push(failed(cause)),
    };
    if !named && !kind.is_dir() && !kind.is_file() {
        // Nobody may ever write to a pipe that lies about in a folder.
        return out.push(failed(io::Error::other(
            "it is a pipe or a device, which is read only when it is named itself",
        )));
    }
    if !kind.is_dir() {
        return out.push(Ok(Input::File(path.to_owned())));
    }
    if !named && path.is_symlink() {
        return;
    }
    let mut inside = Vec::new();
    match std::fs::read_dir(path) {
        Err(cause) => out.push(failed(cause)),
        Ok(entries) => {
            for entry in entries {
                match entry {
                    Ok(entry) => inside.push(entry.path()),
                    Err(cause) => out.push(failed(cause)),
                }
            }
        }
    }
    inside.sort();
    for path in inside {
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if !hidden {
            walk(&path, false, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_its_files_in_order_and_a_missing_name_keeps_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("b")).unwrap();
        for name in ["c.txt", "a.txt", "b/z.html", ".hidden"] {
            std::fs::write(at(name), "x").unwrap();
        }
        let found = expand(&[
            at("missing"),
            folder.path().to_owned(),
            PathBuf::from("-"),
            "https://kerrin.example/".into(),
        ]);
        let names: Vec<_> = found
            .iter()
            .map(|input| match input {
                Ok(Input::File(path)) => path.strip_prefix(folder.path()).unwrap().display().to_string(),
                Ok(Input::Standard) => "-".into(),
                Ok(Input::Web(address)) => address.clone(),
                Err(_) => "error".into(),
            })
            .collect();
        assert_eq!(names, ["error", "a.txt", "b/z.html", "c.txt", "-", "https://kerrin.example/"]);
    }
}
