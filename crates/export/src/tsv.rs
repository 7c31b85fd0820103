//! Lines of text tables: comma-separated with quotes, and tab-separated without.

/// One line of CSV (RFC 4180, with `\n`).
pub(crate) fn csv_line<T: AsRef<[u8]>>(cells: impl IntoIterator<Item = T>) -> String {
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    // Writing to memory does not fail, and a line of any number of cells is a valid first line.
    let written = writer.write_record(cells).and_then(|()| writer.flush().map_err(Into::into));
    debug_assert!(written.is_ok());
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// One line of tab-separated cells. These layouts have no quoting: tabs and line breaks in a cell become blanks.
pub(crate) fn tsv_line<T: AsRef<str>>(cells: impl IntoIterator<Item = T>) -> String {
    let mut line = String::new();
    for (i, cell) in cells.into_iter().enumerate() {
        if i > 0 {
            line.push('\t');
        }
        line.push_str(&one_line(cell.as_ref()));
    }
    line.push('\n');
    line
}

/// Runs of white space and control characters as one blank.
pub(crate) fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_quotes_what_needs_it_and_tsv_folds() {
        assert_eq!(
            csv_line(["a,b", "say \"no\"", "", "two\nlines"]),
            "\"a,b\",\"say \"\"no\"\"\",,\"two\nlines\"\n"
        );
        assert_eq!(tsv_line(["a\tb", "two\n\nlines ", ""]), "a b\ttwo lines\t\n");
    }
}
