//! The lexicon's files: the ones inside the program, or those of a folder that the user gives.

use super::error::LexiconError;
use super::reader::{File, is_lexicon_file};
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../lexicon");

/// All `.tsv` and `.txt` files of a lexicon folder, ordered by path.
#[derive(Debug, Clone)]
pub struct Files {
    /// Path inside the folder, with `/` between its parts, and content.
    files: Vec<(String, String)>,
    /// The tables (`.bin`) that are read where they lie, by path.
    blobs: Vec<(String, Cow<'static, [u8]>)>,
}

impl Files {
    /// The lexicon that is built into the program.
    pub fn embedded() -> Result<Self, LexiconError> {
        let (mut files, mut blobs) = (Vec::new(), Vec::new());
        collect_embedded(&EMBEDDED, &mut files, &mut blobs)?;
        Ok(Self { blobs, ..Self::from_pairs(files) })
    }

    /// The lexicon in the folder `dir`. A subject (`actors/`, `times/`, …) that the folder lacks is the built-in one, and
    /// so are the tables of `events/` that hold for any ontology: whoever writes types and patterns of his own need give
    /// nothing else.
    pub fn open(dir: &Path) -> Result<Self, LexiconError> {
        let (mut files, mut blobs) = (Vec::new(), Vec::new());
        collect_folder(dir, "", &mut files, &mut blobs)?;
        if files.is_empty() {
            return Err(LexiconError::new(
                &dir.display().to_string(),
                0,
                "no .tsv or .txt file in the folder",
                "give the folder that holds actors/, events/ and the other subjects",
            ));
        }
        let (mut own_files, mut own_blobs) = (Vec::new(), Vec::new());
        collect_embedded(&EMBEDDED, &mut own_files, &mut own_blobs)?;
        let given: BTreeSet<String> = files.iter().map(|(path, _)| subject(path).to_owned()).collect();
        let present: BTreeSet<String> = files.iter().map(|(path, _)| path.clone()).collect();
        let lacks = |path: &str| {
            !given.contains(subject(path)) || FOR_ANY_ONTOLOGY.contains(&path) && !present.contains(path)
        };
        files.extend(own_files.into_iter().filter(|(path, _)| lacks(path)));
        let tables: BTreeSet<String> = blobs.iter().map(|(path, _)| path.clone()).collect();
        // A table that is not text is never edited: it stands for itself wherever it is missing.
        blobs.extend(own_blobs.into_iter().filter(|(path, _)| !tables.contains(path)));
        blobs.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(Self { blobs, ..Self::from_pairs(files) })
    }

    /// Files given as path and content, in any order. For tests and for lexicons kept elsewhere.
    pub fn from_pairs(mut files: Vec<(String, String)>) -> Self {
        files.retain(|(path, _)| is_lexicon_file(path));
        files.sort();
        Self { files, blobs: Vec::new() }
    }

    /// The table at `path` (`places/gazetteer.bin`), borrowed where it is the program's own.
    pub fn blob(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        self.blobs.iter().find(|(p, _)| p == path).map(|(_, bytes)| bytes.clone())
    }

    /// The files of one subject (`actors`), ordered by path.
    pub fn under(&self, subject: &str) -> impl Iterator<Item = File<'_>> {
        let folder = format!("{subject}/");
        self.files.iter().filter(move |(path, _)| path.starts_with(&folder)).map(|(p, t)| File::new(p, t))
    }

    /// The file at `path` (`actors/countries.tsv`).
    pub fn get(&self, path: &str) -> Option<File<'_>> {
        let at = self.files.binary_search_by(|(p, _)| p.as_str().cmp(path)).ok()?;
        self.files.get(at).map(|(p, t)| File::new(p, t))
    }

    /// The file at `path`, or a fault that says it is missing.
    pub fn need(&self, path: &str) -> Result<File<'_>, LexiconError> {
        self.get(path).ok_or_else(|| {
            LexiconError::new(
                path,
                0,
                "the file is missing",
                "copy it from the lexicon that ships with dunlin",
            )
        })
    }

    /// SHA-256 over all paths and contents, lower-case hexadecimal: the record's `made_by.lexicon`. Of a table only
    /// its head is read, which holds a digest of the rest.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (path, text) in &self.files {
            // Lengths first, so that no two different sets of files give the same stream of bytes.
            for part in [path, text] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part.as_bytes());
            }
        }
        for (path, bytes) in &self.blobs {
            hash.update(path);
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes.get(..BLOB_HEAD).unwrap_or(bytes));
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Tables of `events/` that say nothing of types.
const FOR_ANY_ONTOLOGY: &[&str] = &[
    "events/confidence.tsv",
    "events/irregular.tsv",
    "events/light.tsv",
    "events/mishaps.tsv",
    "events/word_classes.tsv",
];

/// The folder that a path begins with.
fn subject(path: &str) -> &str {
    path.split_once('/').map_or("", |(subject, _)| subject)
}

/// The bytes of a table's head: its kind and a digest of the rest.
const BLOB_HEAD: usize = 48;

type Blobs = Vec<(String, Cow<'static, [u8]>)>;

fn collect_embedded(
    dir: &Dir<'static>,
    out: &mut Vec<(String, String)>,
    blobs: &mut Blobs,
) -> Result<(), LexiconError> {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        if is_lexicon_file(&path) {
            let text = file.contents_utf8().ok_or_else(|| not_utf8(&path))?;
            out.push((path, text.to_owned()));
        } else if path.ends_with(".bin") {
            blobs.push((path, Cow::Borrowed(file.contents())));
        }
    }
    dir.dirs().try_for_each(|inner| collect_embedded(inner, out, blobs))
}

fn collect_folder(
    dir: &Path,
    prefix: &str,
    out: &mut Vec<(String, String)>,
    blobs: &mut Blobs,
) -> Result<(), LexiconError> {
    let unreadable = |error| LexiconError::unreadable(dir.to_owned(), &error);
    for entry in std::fs::read_dir(dir).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(unreadable)?.is_dir() {
            collect_folder(&entry.path(), &format!("{path}/"), out, blobs)?;
        } else if is_lexicon_file(&path) {
            let bytes = std::fs::read(entry.path())
                .map_err(|error| LexiconError::unreadable(entry.path(), &error))?;
            out.push((path.clone(), String::from_utf8(bytes).map_err(|_| not_utf8(&path))?));
        } else if path.ends_with(".bin") {
            let bytes = std::fs::read(entry.path())
                .map_err(|error| LexiconError::unreadable(entry.path(), &error))?;
            blobs.push((path, Cow::Owned(bytes)));
        }
    }
    Ok(())
}

fn not_utf8(path: &str) -> LexiconError {
    LexiconError::new(path, 0, "the file is not UTF-8", "save it as UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(list: &[(&str, &str)]) -> Files {
        Files::from_pairs(list.iter().map(|(p, t)| (p.to_string(), t.to_string())).collect())
    }

    #[test]
    fn digest_does_not_depend_on_order_and_sees_every_change() {
        let one = pairs(&[("a/x.tsv", "1"), ("b/y.txt", "2")]);
        let two = pairs(&[("b/y.txt", "2"), ("a/x.tsv", "1"), ("README.md", "not an entry")]);
        assert_eq!(one.digest(), two.digest());
        assert_ne!(one.digest(), pairs(&[("a/x.tsv", "1b"), ("b/y.txt", "2")]).digest());
        assert_ne!(one.digest(), pairs(&[("a/x.tsv", "12"), ("b/y.txt", "")]).digest());
        assert_eq!(one.digest().len(), 64);
    }

    #[test]
    fn a_subject_is_a_folder() {
        let files = pairs(&[("times/z.tsv", ""), ("timesheets/a.tsv", ""), ("times/a.txt", "")]);
        let paths: Vec<_> = files.under("times").map(|f| f.path().to_owned()).collect();
        assert_eq!(paths, ["times/a.txt", "times/z.tsv"]);
        assert_eq!(files.need("times/none.tsv").unwrap_err().file, "times/none.tsv");
    }

    #[test]
    fn a_folder_reads_as_the_embedded_lexicon_does() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lexicon");
        assert_eq!(Files::open(&folder).unwrap().digest(), Files::embedded().unwrap().digest());
        let error = Files::open(Path::new("/no/such/folder")).unwrap_err();
        assert!(error.to_string().contains("/no/such/folder"), "{error}");
    }
}
