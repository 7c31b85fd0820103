//! Every layout is read back with a reader that knows nothing of the writer, and must say what the record says.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

use dunlin_export::{Cell, Exporter, Format, Kind, TABLES, rows};
use dunlin_record::*;
use std::collections::BTreeMap;
use std::path::Path;

const TEXT: &str = "Talks on 𝔘 fail\n\nFreedonia's minister told \"Le Café\" on Monday that Ruritania had shelled Mudport, killing at least 12; 5 percent.";

fn span(words: &str) -> Span {
    let start = TEXT.find(words).expect("words of the text");
    Span::new(start, start + words.len())
}

fn actor(words: &str, code: &str, country: Option<&str>, sector: Option<&str>) -> Actor {
    Actor {
        text: words.into(),
        span: span(words),
        entity: (words == "Freedonia").then(|| "n1".into()),
        code: (!code.is_empty()).then(|| code.into()),
        country: country.map(Into::into),
        sector: sector.map(Into::into),
        inferred: false,
    }
}

fn event(id: &str, factuality: Factuality) -> Event {
    Event {
        id: id.into(),
        kind: Some("ASSAULT".into()),
        mode: Some("heavy-weapons".into()),
        context: vec!["military".into(), "territory".into()],
        code: Some("194".into()),
        quad: Some(Quad::MaterialConflict),
        score: Some(-9.5),
        actor: vec![actor("Ruritania", "RURMIL", Some("RUR"), Some("MIL"))],
        recipient: vec![
            actor("Freedonia", "FRDGOV", Some("FRD"), Some("GOV")),
            actor("Le Café", "NGOUNO", None, None),
        ],
        when: When {
            value: Some("2026-03-02T10:00".into()),
            basis: WhenBasis::Stated,
            time: Some("t1".into()),
        },
        place: Some("p1".into()),
        factuality,
        according_to: vec!["a1".into()],
        trigger: vec![span("shelled")],
        sentence: Span::new(span("Freedonia's").start, TEXT.len()),
        rule: "assault/shell".into(),
        confidence: 0.83,
    }
}

fn record() -> Record {
    let headline = Span::new(0, span("fail").end);
    let paragraph = Span::new(span("Freedonia's").start, TEXT.len());
    let block = |role, span| Block { role, span, page_bytes: vec![], credit: None };
    Record {
        article: Article {
            id: "https://example.org/a?b=1".into(),
            url: Some("https://www.example.org/a?b=1".into()),
            outlet: Some("The Example".into()),
            section: vec!["World".into(), "Asia".into()],
            headline: Some("Talks on 𝔘 fail".into()),
            published: Some("2026-03-03".into()),
            published_basis: PublishedBasis::Page,
            language: Some("en".into()),
            text: TEXT.into(),
            source: Source {
                sha256: "ab".repeat(32),
                media_type: "text/html".into(),
                bytes: 321,
                charset: None,
            },
            blocks: vec![block(BlockRole::Headline, headline), block(BlockRole::Paragraph, paragraph)],
            ..Article::default()
        },
        coding: Coding {
            entities: vec![Entity {
                id: "n1".into(),
                name: "Freedonia, \"the Free\"".into(),
                kind: EntityType::Place,
                mentions: vec![Mention { span: span("Freedonia"), kind: MentionKind::Name }],
                codes: vec![],
            }],
            attributions: vec![Attribution {
                id: "a1".into(),
                source: vec![span("Freedonia's minister")],
                cue: vec![span("told")],
                content: vec![headline.cover(span("Talks")), span("that Ruritania had shelled Mudport")],
                source_entity: None,
                source_kind: SourceKind::Person,
                unnamed: None,
                act: "say".into(),
                form: Form::Direct,
                within: None,
                said: Some("2026-03-02".into()),
                said_time: Some("t1".into()),
                rule: "model".into(),
                confidence: 0.9,
            }],
            times: vec![TimeExpression {
                id: "t1".into(),
                span: span("Monday"),
                kind: TimeType::Date,
                value: Some("2026-03-02".into()),
                modifier: None,
                quant: None,
                freq: None,
                basis: TimeBasis::Relative,
                anchor: Some("published".into()),
            }],
            amounts: vec![
                amount("q1", "at least 12", Some(12.0), None, Some("killed"), "people"),
                amount("q2", "5 percent", Some(5.0), Some(5.0), None, "percent"),
            ],
            places: vec![Place {
                id: "p1".into(),
                span: span("Mudport"),
                name: "Mudport".into(),
                kind: PlaceKind::Town,
                form: PlaceForm::Name,
                country: Some("AUT".into()),
                region: Some("Lowbank".into()),
                lat: Some(-1.25),
                lon: Some(100.0),
                gazetteer: Some("geonames:42".into()),
            }],
            events: vec![event("e1", Factuality::Happened), event("e2", Factuality::Denied)],
            ..Coding::default()
        },
        notes: vec![Note::new(Stage::Coding, "event-without-actor", 2, Some("two\nlines".to_owned()))],
        made_by: MadeBy { dunlin: "0.1.0".into(), weights: "w".into(), lexicon: "l".into() },
    }
}

fn amount(
    id: &str,
    words: &str,
    low: Option<f64>,
    high: Option<f64>,
    befell: Option<&str>,
    unit: &str,
) -> Amount {
    Amount {
        id: id.into(),
        span: span(words),
        low,
        high,
        approx: false,
        unit: Some(unit.into()),
        of: vec![],
        share_of: None,
        befell: befell.map(Into::into),
        change: None,
        when: None,
        according_to: Some("a1".into()),
        confidence: 1.0,
    }
}

/// Exports the record twice, into one target, and gives what was left out.
fn to_folder(format: Format, folder: &Path) -> BTreeMap<&'static str, u64> {
    let mut exporter = Exporter::folder(format, folder).unwrap();
    exporter.write(&record()).unwrap();
    exporter.write(&record()).unwrap();
    exporter.finish().unwrap()
}

fn to_text(format: Format) -> (String, BTreeMap<&'static str, u64>) {
    let file = tempfile::NamedTempFile::new().unwrap();
    let writer = Box::new(file.reopen().unwrap());
    let mut exporter = Exporter::stream(format, "test", writer).unwrap();
    exporter.write(&record()).unwrap();
    let left_out = exporter.finish().unwrap();
    (std::fs::read_to_string(file.path()).unwrap(), left_out)
}

/// Tab-separated cells of a file without quoting.
fn cells(text: &str) -> Vec<Vec<&str>> {
    text.lines().map(|line| line.split('\t').collect()).collect()
}

fn slice(text: &str, start: &str, end: &str) -> String {
    let (start, end): (usize, usize) = (start.parse().unwrap(), end.parse().unwrap());
    text.chars().skip(start).take(end - start).collect()
}

#[test]
fn every_row_has_its_tables_columns_and_kinds() {
    let record = record();
    let mut seen = BTreeMap::new();
    rows(&record, &mut |table, cells| {
        assert_eq!(cells.len(), table.columns.len(), "{}", table.name);
        for (cell, column) in cells.iter().zip(table.columns) {
            let fits = matches!(
                (cell, column.kind),
                (Cell::Null, _)
                    | (Cell::Text(_), Kind::Text)
                    | (Cell::Int(_), Kind::Int)
                    | (Cell::Float(_), Kind::Float)
                    | (Cell::Bool(_), Kind::Bool)
            );
            assert!(fits, "{}.{}: {cell:?}", table.name, column.name);
        }
        *seen.entry(table.name).or_insert(0) += 1;
    });
    assert_eq!((seen["articles"], seen["events"], seen["actors"], seen["blocks"]), (1, 2, 6, 2));
    assert!(TABLES.iter().all(|table| matches!(table.columns[0].name, "article" | "id")));
}

#[test]
fn csv_reads_back_and_its_offsets_are_characters() {
    let folder = tempfile::tempdir().unwrap();
    assert!(to_folder(Format::Csv, folder.path()).is_empty(), "the tables hold everything");
    for table in TABLES {
        let mut reader = csv::Reader::from_path(folder.path().join(format!("{}.csv", table.name))).unwrap();
        let header: Vec<String> = reader.headers().unwrap().iter().map(Into::into).collect();
        assert_eq!(header, table.columns.iter().map(|c| c.name.to_owned()).collect::<Vec<_>>());
        let mut wanted = Vec::new();
        rows(&record(), &mut |t, cells| {
            if t.name == table.name {
                wanted.push(cells.iter().map(Cell::to_text).collect::<Vec<_>>());
            }
        });
        let read: Vec<Vec<String>> =
            reader.records().map(|r| r.unwrap().iter().map(Into::into).collect()).collect();
        assert_eq!(read, [wanted.clone(), wanted].concat(), "{}", table.name);
    }
    let mut times = csv::Reader::from_path(folder.path().join("times.csv")).unwrap();
    let row = times.records().next().unwrap().unwrap();
    assert_eq!((&row[2], slice(TEXT, &row[3], &row[4])), ("Monday", "Monday".to_owned()));
    assert!(
        folder.path().read_dir().unwrap().all(|f| !f.unwrap().path().to_string_lossy().ends_with(".part"))
    );
}

#[test]
fn parquet_reads_back() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    let folder = tempfile::tempdir().unwrap();
    to_folder(Format::Parquet, folder.path());
    for table in TABLES {
        let file = std::fs::File::open(folder.path().join(format!("{}.parquet", table.name))).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let mut wanted = Vec::new();
        rows(&record(), &mut |t, cells| {
            if t.name == table.name {
                wanted.push(cells.iter().map(Cell::to_text).collect::<Vec<_>>());
            }
        });
        let read: Vec<Vec<String>> = reader
            .get_row_iter(None)
            .unwrap()
            .map(|row| {
                let row = row.unwrap();
                row.get_column_iter()
                    .map(|(_, field)| match field {
                        Field::Null => String::new(),
                        Field::Str(text) => text.clone(),
                        Field::Long(n) => n.to_string(),
                        Field::Double(x) => x.to_string(),
                        Field::Bool(b) => b.to_string(),
                        other => panic!("{other:?}"),
                    })
                    .collect()
            })
            .collect();
        assert_eq!(read, [wanted.clone(), wanted].concat(), "{}", table.name);
    }
    let again = tempfile::tempdir().unwrap();
    to_folder(Format::Parquet, again.path());
    let bytes = |folder: &tempfile::TempDir| std::fs::read(folder.path().join("events.parquet")).unwrap();
    assert_eq!(bytes(&folder), bytes(&again), "same records, same bytes");
}

#[test]
fn gdelt_has_its_columns_codes_and_countries() {
    let folder = tempfile::tempdir().unwrap();
    let left_out = to_folder(Format::Gdelt, folder.path());
    assert_eq!(left_out["denied events (the layout knows no factuality)"], 2);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let (events, mentions, gkg) =
        (read("events.export.CSV"), read("events.mentions.CSV"), read("articles.gkg.csv"));
    let (events, mentions, gkg) = (cells(&events), cells(&mentions), cells(&gkg));
    assert!(events.iter().all(|row| row.len() == 61) && events.len() == 4, "two recipients, two records");
    assert!(mentions.iter().all(|row| row.len() == 16) && gkg.iter().all(|row| row.len() == 27));
    let e = &events[0];
    assert_eq!((e[1], e[2], e[3], e[4]), ("20260302", "202603", "2026", "2026.2521"));
    assert_eq!((e[5], e[7], e[12], e[6]), ("RURMIL", "RUR", "MIL", "RURITANIA"));
    assert_eq!((events[1][15], events[1][18], events[1][22]), ("NGOUNO", "UNO", "NGO"));
    assert_eq!((e[25], e[26], e[27], e[28], e[29], e[30]), ("1", "194", "194", "19", "4", "-10.0"));
    assert_eq!(
        (e[51], e[52], e[53], e[56], e[57], e[58]),
        ("4", "Mudport", "AU", "-1.25", "100", "42"),
        "FIPS, not ISO"
    );
    assert_eq!((e[59], e[60]), ("20260303000000", "https://www.example.org/a?b=1"));
    let m = &mentions[0];
    assert_eq!((m[0], m[4], m[10], m[11]), (e[0], "example.org", "1", "80"));
    assert_eq!(slice(TEXT, m[9], &(m[9].parse::<usize>().unwrap() + 7).to_string()), "shelled");
    assert_eq!(m[15], "according_to=Freedonia's minister");
    let g = &gkg[0];
    assert_eq!(g[5], "KILL#12##0######");
    assert_eq!(g[22].split('|').nth(2), Some("told"));
    assert_eq!(g[16].split('#').take(4).collect::<Vec<_>>(), ["3", "3", "2", "2026"]);
    assert_eq!(left_out["shares in the GKG (the layout knows no percentages)"], 2);
    let ids: std::collections::BTreeSet<_> = events.iter().map(|row| row[0]).collect();
    assert_eq!(ids.len(), 2, "an id belongs to the event, not to the run");
}

#[test]
fn plover_keeps_every_event_with_its_auxiliary_mode() {
    let (text, left_out) = to_text(Format::Plover);
    assert!(left_out.is_empty());
    let events: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(events.len(), 2);
    let e = &events[0];
    assert_eq!(e["event"], serde_json::json!(["ASSAULT"]));
    assert_eq!((&e["date"], &e["quad_code"]), (&"2026-03-02".into(), &4.into()));
    assert_eq!((&e["actor"][0]["code"], &e["actor"][0]["sector"]), (&"RUR".into(), &"MIL".into()));
    assert_eq!((&e["recipient"][1]["code"], &e["recipient"][1]["sector"]), (&"NGO".into(), &"UNO".into()));
    assert_eq!(e["mode"], serde_json::json!(["heavy-weapons"]));
    assert_eq!(events[1]["mode"], serde_json::json!(["heavy-weapons", "negation"]));
    for required in ["id", "date", "actor", "event"] {
        assert!(!e[required].is_null(), "{required}");
    }
}

#[test]
fn polecat_has_forty_columns() {
    let (text, left_out) = to_text(Format::Polecat);
    assert_eq!(left_out.values().sum::<u64>(), 1);
    let lines = cells(&text);
    assert!(lines.iter().all(|row| row.len() == 40) && lines.len() == 2);
    let at = |name: &str| lines[1][lines[0].iter().position(|column| *column == name).unwrap()];
    assert_eq!(
        (at("Event Type"), at("Event Mode"), at("Contexts")),
        ("ASSAULT", "heavy-weapons", "military;territory")
    );
    assert_eq!((at("Recipient Country"), at("Recipient Name Raw")), ("FRD", "Freedonia;Le Café"));
    assert_eq!((at("GeoNames ID"), at("Latitude"), at("Language")), ("42", "-1.25", "en"));
}

#[test]
fn petrarch_keeps_its_columns_without_an_address() {
    let mut bare = record();
    bare.article.url = None;
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut exporter = Exporter::stream(Format::Petrarch, "test", Box::new(file.reopen().unwrap())).unwrap();
    exporter.write(&record()).unwrap();
    exporter.write(&bare).unwrap();
    exporter.finish().unwrap();
    let text = std::fs::read_to_string(file.path()).unwrap();
    let lines = cells(&text);
    assert!(lines.len() == 4 && lines.iter().all(|row| row.len() == 8));
    assert_eq!(lines[0][..5], ["20260302", "RURMIL", "FRDGOV", "194", "MILITARY,1;TERRITORY,1"]);
    assert_eq!((lines[0][6], lines[2][6], lines[2][7]), ("https://www.example.org/a?b=1", "", "The Example"));
}

#[test]
fn brat_offsets_name_the_words_in_code_points() {
    let folder = tempfile::tempdir().unwrap();
    to_folder(Format::Brat, folder.path());
    let text = std::fs::read_to_string(folder.path().join("https___example.org_a_b_1.txt")).unwrap();
    let ann = std::fs::read_to_string(folder.path().join("https___example.org_a_b_1~2.ann")).unwrap();
    assert_eq!(text, TEXT);
    let mut bound = std::collections::BTreeSet::new();
    for line in ann.lines().filter(|line| line.starts_with('T')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let (_, offsets) = fields[1].split_once(' ').unwrap();
        let words: Vec<String> = offsets
            .split(';')
            .map(|pair| {
                let (start, end) = pair.split_once(' ').unwrap();
                slice(TEXT, start, end)
            })
            .collect();
        assert_eq!(words.join(" "), fields[2]);
        assert!(!fields[2].contains('\n'));
        bound.insert(fields[0]);
    }
    let events: Vec<&str> = ann.lines().filter(|line| line.starts_with('E')).collect();
    assert_eq!(events.len(), 3, "one attribution, two events");
    for event in events {
        for role in event.split('\t').nth(1).unwrap().split(' ') {
            assert!(bound.contains(role.split_once(':').unwrap().1), "{role}");
        }
    }
    assert!(ann.contains("Recipient2:T"));
    assert!(ann.lines().any(|line| line.starts_with('A') && line.ends_with("denied")));
}

#[test]
fn a_failed_run_leaves_no_half_file_and_a_file_is_no_folder() {
    let folder = tempfile::tempdir().unwrap();
    let exporter = Exporter::folder(Format::Csv, folder.path()).unwrap();
    drop(exporter);
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    let file = folder.path().join("there");
    std::fs::write(&file, "x").unwrap();
    let error = Exporter::folder(Format::Csv, &file).err().unwrap().to_string();
    assert!(error.contains("name a folder"), "{error}");
    assert!(Exporter::stream(Format::Csv, "standard output", Box::new(std::io::sink())).is_err());
}
