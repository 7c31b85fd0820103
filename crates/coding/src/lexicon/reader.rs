//! Reads the two shapes of lexicon file: tables (`.tsv`) and entries (`.txt`).
//!
//! In both, `#` at the start of a line or after white space opens a comment, and blank lines mean nothing.
//! A table has a header line with its column names and cells parted by single tabs. An entry begins with a line
//! at the margin, `keyword name`, and goes on with indented lines, `key value`.

use super::error::LexiconError;

/// Whether `path` names a file that the lexicon reads.
pub(crate) fn is_lexicon_file(path: &str) -> bool {
    path.ends_with(".tsv") || path.ends_with(".txt")
}

/// One file of a lexicon.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    path: &'a str,
    text: &'a str,
}

/// A line that says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// Counted from 1.
    pub number: usize,
    /// Without comment and without white space at its end.
    pub text: &'a str,
}

/// One row of a table; cells in the order in which the columns were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    /// Line number.
    pub line: usize,
    /// Trimmed cells, one for every column asked for; empty for a cell that the row leaves out.
    pub cells: Vec<&'a str>,
}

/// One entry: `keyword name` and the lines below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block<'a> {
    /// Line number of the entry's first line.
    pub line: usize,
    /// First word of the first line.
    pub keyword: &'a str,
    /// The rest of the first line.
    pub name: &'a str,
    /// The indented lines.
    pub fields: Vec<Field<'a>>,
}

/// One indented line of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<'a> {
    /// Line number.
    pub line: usize,
    /// Its first word.
    pub key: &'a str,
    /// The rest.
    pub value: &'a str,
}

impl<'a> File<'a> {
    /// A file with this path and content.
    pub fn new(path: &'a str, text: &'a str) -> Self {
        Self { path, text }
    }

    /// Its path inside the lexicon's folder.
    pub fn path(&self) -> &'a str {
        self.path
    }

    /// A fault at `line` of this file.
    pub fn error(&self, line: usize, cause: impl Into<String>, remedy: impl Into<String>) -> LexiconError {
        LexiconError::new(self.path, line, cause, remedy)
    }

    /// The lines that say something.
    pub fn lines(&self) -> impl Iterator<Item = Line<'a>> + use<'a> {
        let text = self.text.strip_prefix('\u{feff}').unwrap_or(self.text);
        text.lines().enumerate().filter_map(|(index, line)| {
            let text = without_comment(line).trim_end();
            (!text.is_empty()).then_some(Line { number: index + 1, text })
        })
    }

    /// The rows of a table. Its header must name every one of `columns`; it may hold others.
    pub fn table(&self, columns: &[&str]) -> Result<Vec<Row<'a>>, LexiconError> {
        let mut lines = self.lines();
        let Some(header) = lines.next() else {
            return Err(self.error(
                0,
                "the table has no header line",
                format!("begin with {}", columns.join("⇥")),
            ));
        };
        let named: Vec<&str> = header.text.split('\t').map(str::trim).collect();
        let mut places = Vec::with_capacity(columns.len());
        for column in columns {
            let Some(place) = named.iter().position(|name| name == column) else {
                return Err(self.error(
                    header.number,
                    format!("the header has no column `{column}`"),
                    format!("name the columns {}, parted by tabs", columns.join(", ")),
                ));
            };
            places.push(place);
        }
        lines
            .map(|line| {
                let cells: Vec<&str> = line.text.split('\t').map(str::trim).collect();
                if cells.len() > named.len() {
                    return Err(self.error(
                        line.number,
                        format!("{} cells, but the header names {} columns", cells.len(), named.len()),
                        "remove the tabs too many, or name the column in the header",
                    ));
                }
                let cells = places.iter().map(|&place| cells.get(place).copied().unwrap_or("")).collect();
                Ok(Row { line: line.number, cells })
            })
            .collect()
    }

    /// The entries of the file, in order.
    pub fn blocks(&self) -> Result<Vec<Block<'a>>, LexiconError> {
        let mut blocks: Vec<Block<'a>> = Vec::new();
        for line in self.lines() {
            if line.text.starts_with([' ', '\t']) {
                let (key, value) = first_word(line.text.trim_start());
                let Some(block) = blocks.last_mut() else {
                    return Err(self.error(
                        line.number,
                        "an indented line before the first entry",
                        "begin an entry at the margin: `keyword name`",
                    ));
                };
                block.fields.push(Field { line: line.number, key, value });
            } else {
                let (keyword, name) = first_word(line.text);
                blocks.push(Block { line: line.number, keyword, name, fields: Vec::new() });
            }
        }
        Ok(blocks)
    }
}

impl<'a> Row<'a> {
    /// The cell of the column asked for at place `column`; empty past the end.
    pub fn cell(&self, column: usize) -> &'a str {
        self.cells.get(column).copied().unwrap_or("")
    }

    /// The same, split at `|` into its non-empty, trimmed parts.
    pub fn list(&self, column: usize) -> impl Iterator<Item = &'a str> + use<'a> {
        self.cell(column).split('|').map(str::trim).filter(|part| !part.is_empty())
    }
}

fn first_word(text: &str) -> (&str, &str) {
    text.split_once(char::is_whitespace).map_or((text, ""), |(word, rest)| (word, rest.trim()))
}

fn without_comment(line: &str) -> &str {
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        if c == '#' && before.is_whitespace() {
            return &line[..at];
        }
        before = c;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_table_gives_the_columns_asked_for() {
        let file = File::new("t.tsv", "# words\nname\tcode\tnote\nfoo\tF#1\t  # rest\n\nbar\n");
        let rows = file.table(&["code", "name"]).unwrap();
        assert_eq!(
            rows,
            [Row { line: 3, cells: vec!["F#1", "foo"] }, Row { line: 5, cells: vec!["", "bar"] }]
        );
    }

    #[test]
    fn faults_name_file_line_and_remedy() {
        let wide = File::new("t.tsv", "name\nfoo\tbar\n").table(&["name"]).unwrap_err();
        assert_eq!((wide.file.as_str(), wide.line), ("t.tsv", 2));
        let missing = File::new("t.tsv", "name\n").table(&["code"]).unwrap_err();
        assert_eq!(missing.line, 1);
        assert!(missing.remedy.contains("code"), "{missing}");
        let stray = File::new("t.txt", "\n  verb run\n").blocks().unwrap_err();
        assert_eq!(stray.line, 2);
    }

    #[test]
    fn entries_have_a_head_and_indented_lines() {
        let file =
            File::new("t.txt", "pattern go-away\n  verb go # moves\n\n  yes \"They went.\"\npattern other\n");
        let blocks = file.blocks().unwrap();
        assert_eq!(blocks.len(), 2);
        assert_eq!((blocks[0].keyword, blocks[0].name), ("pattern", "go-away"));
        assert_eq!(blocks[0].fields[1], Field { line: 4, key: "yes", value: "\"They went.\"" });
    }

    proptest! {
        #[test]
        fn never_panics(text in "(\\PC|\t|\n|#| ){0,200}") {
            let file = File::new("t", &text);
            let _ = file.table(&["a"]);
            let _ = file.blocks();
        }
    }
}
