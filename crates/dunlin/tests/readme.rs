//! README shows what the program really prints: each block marked `<!-- printed by: COMMAND -->` is compared
//! with what the command prints now. `my.ledger` is a ledger of the example pages, the same one for all blocks.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use common::{dunlin, expect_file, root, stdout};

#[test]
fn the_shown_output_is_the_real_one() {
    let path = root().join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let mut renewed = String::new();
    let mut rest = readme.as_str();
    let mut blocks = 0;
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("my.ledger").to_str().unwrap().to_owned();
    while let Some((before, after)) = rest.split_once("<!-- printed by: dunlin ") {
        let (command, after) = after.split_once(" -->\n```text\n").unwrap();
        let (_, after) = after.split_once("```").unwrap();
        let own = |argument| if argument == "my.ledger" { ledger.as_str() } else { argument };
        let arguments: Vec<&str> = command.split(' ').map(own).collect();
        if arguments.contains(&ledger.as_str()) && !std::path::Path::new(&ledger).exists() {
            assert!(dunlin(&["add", "examples/", "--quiet", "--ledger", &ledger], "").status.success());
        }
        let printed = stdout(&dunlin(&arguments, ""));
        assert!(!printed.is_empty(), "{command} prints nothing");
        renewed +=
            &format!("{before}<!-- printed by: dunlin {command} -->\n```text\n{}\n```", printed.trim_end());
        rest = after;
        blocks += 1;
    }
    assert!(blocks > 0, "README shows no output");
    renewed += rest;
    expect_file(&path, &renewed);
}
