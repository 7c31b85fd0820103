//! What the command line's INPUT names: files, folders, standard input.

use dunlin_page::{Documents, Given, Limits};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// One input to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input, written `-`.
    Standard,
    /// A file.
    File(PathBuf),
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
        }
    }

    /// Its documents, as a stream.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn documents(&self, given: &Given, limits: &Limits) -> Result<Documents<'static>, InputError> {
        let name = self.name();
        match self {
            Self::Standard => {
                let input = Box::new(BufReader::new(std::io::stdin()));
                Ok(dunlin_page::documents(input, &name, given, limits))
            }
            Self::File(path) => match File::open(path) {
                Ok(file) => {
                    let file = BufReader::with_capacity(1 << 16, file);
                    Ok(dunlin_page::documents_of_file(file, &name, given, limits))
                }
                Err(cause) => Err(InputError { path: name, cause }),
            },
        }
    }
}

/// The inputs that `names` stand for, in their order; a folder stands for the files below it, sorted by path,
/// without those whose name begins with a dot. A name that cannot be looked at is an error in its place.
pub fn expand(names: &[PathBuf]) -> Vec<Result<Input, InputError>> {
    let mut out = Vec::new();
    for name in names {
        if name.as_os_str() == "-" {
            out.push(Ok(Input::Standard));
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
        let found = expand(&[at("missing"), folder.path().to_owned(), PathBuf::from("-")]);
        let names: Vec<_> = found
            .iter()
            .map(|input| match input {
                Ok(Input::File(path)) => path.strip_prefix(folder.path()).unwrap().display().to_string(),
                Ok(Input::Standard) => "-".into(),
                Err(_) => "error".into(),
            })
            .collect();
        assert_eq!(names, ["error", "a.txt", "b/z.html", "c.txt", "-"]);
    }
}
