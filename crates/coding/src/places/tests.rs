//! Sentences of our own, with names marked as the model would: `[place]`, `{body}`, `<person>`.

use super::*;
use crate::fixture;
use crate::lexicon::Files;
use dunlin_language::{Name, NameBasis};
use dunlin_record::PlaceKind;
use std::sync::OnceLock;

fn gazetteer() -> &'static Gazetteer {
    static ONCE: OnceLock<Gazetteer> = OnceLock::new();
    ONCE.get_or_init(|| Gazetteer::parse(&Files::embedded().unwrap()).unwrap())
}

/// The places of a text whose words and marks are parted by blanks.
fn places_at(marked: &str, url: Option<&str>) -> Found {
    let (mut lines, mut names, mut open, mut count) = (String::new(), Vec::new(), None, 0);
    for token in marked.split_whitespace() {
        match token {
            "[" | "{" | "<" => open = Some(count),
            "]" | "}" | ">" => {
                let kind = match token {
                    "]" => NameKind::Location,
                    "}" => NameKind::Organization,
                    _ => NameKind::Person,
                };
                names.push(Name {
                    words: open.take().unwrap()..count,
                    kind,
                    score: 0.9,
                    basis: NameBasis::Read,
                });
            }
            _ => {
                let punct = matches!(token, "," | "." | "'s" | ")");
                let glue = if punct { "+" } else { "" };
                let (upos, xpos) = match token {
                    "," | "." => ("PUNCT", token),
                    "'s" => ("PART", "POS"),
                    t if t.starts_with(char::is_uppercase) => ("PROPN", "NNP"),
                    _ => ("NOUN", "NN"),
                };
                let (head, deprel) = if count == 0 { (0, "root") } else { (1, "nmod") };
                lines.push_str(&format!("{glue}{token} {token} {upos} {xpos} {head} {deprel}\n"));
                count += 1;
            }
        }
    }
    let (mut article, mut analysis) = fixture::read(&lines);
    article.url = url.map(str::to_owned);
    analysis.names = names;
    read(&article, &analysis, &[], gazetteer())
}

/// `name, region, country` of every place.
fn places(marked: &str) -> Vec<String> {
    let described = |p: &Place| {
        let parts = [Some(p.name.clone()), p.region.clone(), p.country.clone()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    places_at(marked, None).places.iter().map(described).collect()
}

#[test]
fn a_state_or_country_beside_a_town_says_which_it_is() {
    assert_eq!(places("He left [ Paris ] , [ Texas ] , early"), ["Paris, Texas, USA", "Texas, Texas, USA"]);
    assert_eq!(places("A farm near [ London ] , Ont. , burned")[0], "London, Ontario, CAN");
    assert_eq!(places("The plant in [ Lebanon ] , Pa. , shut")[0], "Lebanon, Pennsylvania, USA");
    assert_eq!(places("They met in [ Athens ] , [ Georgia ] .")[1], "Georgia, Georgia, USA");
}

#[test]
fn a_large_place_is_meant_where_nothing_speaks_against_it() {
    assert_eq!(places("Talks began in [ Paris ] on Monday")[0], "Paris, Île-de-France, FRA");
    assert_eq!(places("A march in [ London ] drew thousands")[0], "London, England, GBR");
}

#[test]
fn places_named_together_lie_together() {
    let caucasus =
        places("Troops left [ Tbilisi ] and [ Gori ] as [ Georgia ] and [ Russia ] agreed a truce");
    assert!(caucasus.contains(&"Georgia, GEO".to_owned()), "{caucasus:?}");
    let south = places(
        "Storms crossed [ Alabama ] , [ Georgia ] and [ Florida ] and hit [ Atlanta ] and [ Savannah ]",
    );
    assert!(south.contains(&"Georgia, Georgia, USA".to_owned()), "{south:?}");
    let ohio = places("Voters in [ Ohio ] turned out . Queues formed in [ Springfield ] and [ Dayton ] .");
    assert!(ohio.contains(&"Springfield, Ohio, USA".to_owned()), "{ohio:?}");
}

#[test]
fn a_name_means_the_same_all_through_an_article() {
    let all =
        places("[ Springfield ] , [ Missouri ] , saw floods . The mayor of [ Springfield ] asked for help");
    assert_eq!(
        (all[0].as_str(), all[2].as_str()),
        ("Springfield, Missouri, USA", "Springfield, Missouri, USA")
    );
}

#[test]
fn an_outlet_writes_about_its_own_town_first() {
    let text = "Schools in [ Richmond ] will close";
    let region = |url| places_at(text, Some(url)).places[0].region.clone();
    assert_eq!(region("https://www.richmondregister.com/a/1").as_deref(), Some("Kentucky"));
    assert_eq!(region("https://richmond.com/news").as_deref(), Some("Virginia"));
}

#[test]
fn adjectives_and_parts_of_names_are_marked_as_such() {
    let found = places_at("Russian envoys met the { Los Angeles County Council } in [ Warsaw ]", None).places;
    let forms: Vec<_> = found.iter().map(|p| (p.name.as_str(), p.form)).collect();
    assert_eq!(forms[0], ("Russia", PlaceForm::Adjective));
    assert_eq!(forms[1], ("Los Angeles County", PlaceForm::PartOfName));
    assert_eq!(forms[2], ("Warsaw", PlaceForm::Name));
    assert_eq!(found[0].kind, PlaceKind::Country);
}

#[test]
fn people_are_no_places() {
    assert!(places("< Jordan Lincoln > met < Austin > and < Paris Jackson >").is_empty());
    assert_eq!(
        places("< Ann Reed > of [ Lincoln ] , Neb. , won"),
        ["Lincoln, Nebraska, USA", "Nebraska, Nebraska, USA"]
    );
}

#[test]
fn what_is_left_out_is_counted() {
    let found = places_at("Smoke rose over [ Nowhere-on-Sea ] all day", None);
    assert!(found.places.is_empty());
    assert_eq!((found.notes[0].kind.as_str(), found.notes[0].count), ("place-unknown", 1));
    // A village that nothing speaks for is less likely than a name that no table knows.
    let found = places_at("Rain fell in [ Oslo ] and the < Sorrel > stayed in [ Sorrel ]", None);
    assert!(found.places.iter().all(|p| p.name == "Oslo"), "{:?}", found.places);
    // Eight American states have one, and nothing tells which.
    let found = places_at("The { Boone County Council } met", None);
    assert!(found.places.is_empty(), "{:?}", found.places);
    assert_eq!((found.notes[0].kind.as_str(), found.notes[0].count), ("place-in-doubt", 1));
}

#[test]
fn seas_and_continents_have_a_middle_but_no_country() {
    let found = places_at("A tanker sank in the [ Red Sea ]", None).places;
    assert_eq!((found[0].kind, found[0].country.as_deref()), (PlaceKind::Region, None));
    assert!((found[0].lat.unwrap() - 20.0).abs() < 2.0);
}

#[test]
fn faults_name_file_and_line() {
    let pairs = |changed: &str, text: &str| {
        let mut all = vec![
            ("actors/countries.tsv", "code\tname\tother_names\tpeople\tcapital\n"),
            ("actors/territories.tsv", "country\tname\tother_names\tpeople\n"),
            ("places/countries.tsv", "country\tlat\tlon\tkey\n"),
            ("places/regions.tsv", "name\tpeople\tcountry\tlat\tlon\tkey\n"),
            ("places/abbreviations.tsv", "country\tname\tshort\n"),
            ("places/heads.tsv", "word\n"),
            ("places/outlets.tsv", "domain\thome\n"),
        ];
        all.retain(|(path, _)| *path != changed);
        all.push((changed, text));
        Files::from_pairs(all.into_iter().map(|(p, t)| (p.to_owned(), t.to_owned())).collect())
    };
    for (file, text) in [
        ("places/countries.tsv", "country\tlat\tlon\tkey\nFRA\t95\t0\t1\n"),
        ("places/regions.tsv", "name\tpeople\tcountry\tlat\tlon\tkey\nBig Sea\t\t\tnorth\t0\t\n"),
        ("places/regions.tsv", "name\tpeople\tcountry\tlat\tlon\tkey\n\tBig\t\t1\t0\t\n"),
    ] {
        let error = Gazetteer::parse(&pairs(file, text)).unwrap_err();
        assert_eq!((error.file.as_str(), error.line), (file, 2), "{error}");
    }
    assert!(Gazetteer::parse(&pairs("places/heads.tsv", "word\npolice\n")).is_ok());
}
