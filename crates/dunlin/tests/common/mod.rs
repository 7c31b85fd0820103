//! What the tests of the command share: running it, and comparing text with a kept file.

#![allow(clippy::unwrap_used, unreachable_pub)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs `dunlin` in the root of the repository with `stdin`.
#[allow(dead_code)]
pub fn dunlin(arguments: &[&str], stdin: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dunlin"))
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let text = stdin.to_owned();
    let feeder = std::thread::spawn(move || {
        // A command that ends without reading its input closes the pipe; that is its right.
        let _ = pipe.write_all(text.as_bytes());
    });
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    output
}

/// Standard output as text.
#[allow(dead_code)]
pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Standard error as text.
#[allow(dead_code)]
pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Compares `now` with the kept file, or rewrites the file under `UPDATE_EXPECT=1`.
#[allow(dead_code)]
pub fn expect_file(path: &Path, now: &str) {
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, now).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    if let Some((number, (was, is))) =
        kept.lines().zip(now.lines()).enumerate().find(|(_, (was, is))| was != is)
    {
        panic!(
            "{}, line {}:\n  kept: {was}\n  now:  {is}\nIf the change is meant: UPDATE_EXPECT=1 cargo test -p dunlin, and read the diff.",
            path.display(),
            number + 1
        );
    }
    assert_eq!(
        kept.len(),
        now.len(),
        "{} is shorter or longer now; UPDATE_EXPECT=1 renews it",
        path.display()
    );
}
