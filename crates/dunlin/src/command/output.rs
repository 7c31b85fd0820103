//! Where the output goes.

use crate::options::Run;
use anyhow::{Context, Result, bail};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Where the output goes. An ordinary file is written under a neighbouring name and takes its own name when complete,
/// so that a run cut off never leaves half a file that looks whole. Anything else (a device, a pipe) is written to
/// as it stands, and a link stays a link: what it points to is renewed.
pub(crate) struct Output {
    name: String,
    writer: Box<dyn Write + Send>,
    rename: Option<Rename>,
}

/// A file under its neighbouring name, which goes away unless it is given its own.
struct Rename {
    part: PathBuf,
    path: PathBuf,
    done: bool,
}

impl Drop for Rename {
    fn drop(&mut self) {
        if !self.done {
            // The run failed and has said why; what could not be removed is named after what it is.
            let _ = std::fs::remove_file(&self.part);
        }
    }
}

/// What the name of an output stands for.
pub(super) enum Kind {
    /// An ordinary file, there or not, without links on the way to it.
    File(PathBuf),
    /// A device, a pipe.
    Other,
}

/// What is said when something cannot be written.
pub(super) fn cannot(path: &Path) -> String {
    format!("{}: cannot be written; check that the folder exists and is yours to write in", path.display())
}

/// What `path` stands for.
pub(super) fn kind(path: &Path) -> Result<Kind> {
    Ok(match std::fs::metadata(path) {
        Ok(there) if there.is_dir() => bail!("{}: is a folder; name a file in it", path.display()),
        Ok(there) if !there.is_file() => Kind::Other,
        Ok(_) => Kind::File(path.canonicalize().with_context(|| cannot(path))?),
        Err(_) => Kind::File(path.to_owned()),
    })
}

/// `path` with `end` behind its name.
pub(super) fn beside(path: &Path, end: &str) -> Result<PathBuf> {
    let mut name = path.file_name().context("-o needs the name of a file")?.to_owned();
    name.push(end);
    Ok(path.with_file_name(name))
}

impl Output {
    /// Opens the file named in `run`, or standard output.
    pub(crate) fn open(run: &Run) -> Result<Self> {
        let Some(path) = &run.output else {
            let writer = Box::new(BufWriter::new(std::io::stdout()));
            return Ok(Self { name: "standard output".to_owned(), writer, rename: None });
        };
        let name = path.display().to_string();
        let path = match kind(path)? {
            Kind::File(path) => path,
            Kind::Other => {
                let file =
                    std::fs::OpenOptions::new().write(true).open(path).with_context(|| cannot(path))?;
                return Ok(Self { name, writer: Box::new(BufWriter::new(file)), rename: None });
            }
        };
        let part = beside(&path, ".part")?;
        let file = std::fs::File::create(&part).with_context(|| cannot(&path))?;
        let rename = Some(Rename { part, path, done: false });
        Ok(Self { name, writer: Box::new(BufWriter::new(file)), rename })
    }

    /// Its name for messages.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The stream itself, for who writes it on his own; [`Output::finish`] then only gives the file its name.
    pub(super) fn take_writer(&mut self) -> Box<dyn Write + Send> {
        std::mem::replace(&mut self.writer, Box::new(std::io::sink()))
    }

    /// The files that are this output, finished and unfinished: they must not be read as input.
    pub(super) fn own(&self) -> Vec<PathBuf> {
        let files = self.rename.iter().flat_map(|rename| [&rename.part, &rename.path]);
        files.filter_map(|path| path.canonicalize().ok()).collect()
    }

    /// Writes out what is buffered and gives a file its name.
    pub(crate) fn finish(mut self) -> Result<()> {
        self.writer.flush()?;
        drop(self.writer);
        if let Some(rename) = &mut self.rename {
            std::fs::rename(&rename.part, &rename.path).with_context(|| {
                format!("{}: cannot be renamed to {}", rename.part.display(), rename.path.display())
            })?;
            rename.done = true;
        }
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.writer.flush()
    }
}
