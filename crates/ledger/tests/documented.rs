//! `docs/ledger.md` names every table, view and column that a ledger has.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use common::ledger;
use std::path::Path;

#[test]
fn every_table_view_and_column_is_documented() {
    let docs =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/ledger.md")).unwrap();
    let (_folder, ledger) = ledger();
    let db = ledger.connection();
    let sql = "SELECT t.name, c.name FROM pragma_table_list t JOIN pragma_table_xinfo(t.name) c
                WHERE t.schema = 'main' AND t.type IN ('table', 'view') AND t.name NOT LIKE 'sqlite_%'";
    let mut query = db.prepare(sql).unwrap();
    let columns: Vec<(String, String)> =
        query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    assert!(columns.len() > 150, "{}", columns.len());
    // What stands from a heading or row that names the table to the next heading is about it.
    let missing: Vec<String> = columns
        .into_iter()
        .filter(|(table, column)| {
            let named = format!("`{table}`");
            let about = docs.split("\n#").filter(|part| part.contains(&named));
            !about.into_iter().any(|part| part.contains(&format!("`{column}`")))
        })
        .map(|(table, column)| format!("{table}.{column}"))
        .collect();
    assert!(missing.is_empty(), "docs/ledger.md does not name {missing:?}");
}
