//! Where things happen: names of places with coordinates, from a gazetteer of countries and larger cities.
//!
//! A name that several cities bear is resolved by the country named beside it ("London, Ontario"), then by the
//! countries that the article speaks of, then by size: the usual heuristics of toponym resolution (Leidner 2007).

use crate::actors::{Cast, Class};
use crate::lexicon::{Files, LexiconError};
use dunlin_language::{Analysis, NameKind};
use dunlin_record::{Article, Place, Span};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// A city of the gazetteer.
#[derive(Debug, Clone)]
struct City {
    name: String,
    country: String,
    lat: f64,
    lon: f64,
    people: u64,
    key: String,
}

/// All that `lexicon/places/` says.
#[derive(Debug, Default)]
pub struct Gazetteer {
    cities: Vec<City>,
    by_name: HashMap<String, Vec<usize>>,
    /// Country code → degrees north, degrees east, GeoNames id.
    countries: HashMap<String, (f64, f64, String)>,
}

impl Gazetteer {
    /// Reads the subject `places`.
    pub fn parse(files: &Files) -> Result<Self, LexiconError> {
        let mut gazetteer = Self::default();
        let file = files.need("places/cities.tsv")?;
        let degrees = |line: usize, cell: &str, most: f64| {
            cell.parse::<f64>().ok().filter(|d| d.abs() <= most).ok_or_else(|| {
                file.error(
                    line,
                    format!("`{cell}` is no coordinate"),
                    format!("write degrees from -{most} to {most}"),
                )
            })
        };
        for row in file.table(&["country", "name", "other_names", "lat", "lon", "people", "key"])? {
            let at = gazetteer.cities.len();
            let people = row.cell(5).parse().map_err(|_| {
                file.error(
                    row.line,
                    format!("`{}` is no number of people", row.cell(5)),
                    "write a whole number",
                )
            })?;
            gazetteer.cities.push(City {
                name: row.cell(1).to_owned(),
                country: row.cell(0).to_owned(),
                lat: degrees(row.line, row.cell(3), 90.0)?,
                lon: degrees(row.line, row.cell(4), 180.0)?,
                people,
                key: row.cell(6).to_owned(),
            });
            for name in std::iter::once(row.cell(1)).chain(row.list(2)) {
                gazetteer.by_name.entry(folded(name)).or_default().push(at);
            }
        }
        let file = files.need("places/countries.tsv")?;
        for row in file.table(&["country", "lat", "lon", "key"])? {
            let entry = (
                degrees(row.line, row.cell(1), 90.0)?,
                degrees(row.line, row.cell(2), 180.0)?,
                row.cell(3).to_owned(),
            );
            gazetteer.countries.insert(row.cell(0).to_owned(), entry);
        }
        Ok(gazetteer)
    }

    /// The city called `name` that fits best: in `beside`, else in one of `spoken_of`, else the largest.
    fn city(&self, name: &str, beside: Option<&str>, spoken_of: &BTreeSet<&str>) -> Option<&City> {
        let all = self.by_name.get(&folded(name))?;
        let cities = all.iter().filter_map(|&at| self.cities.get(at));
        cities.max_by_key(|c| {
            (
                Some(c.country.as_str()) == beside,
                spoken_of.contains(c.country.as_str()),
                c.people,
                std::cmp::Reverse(&c.key),
            )
        })
    }
}

fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").replace('’', "'").to_lowercase()
}

/// The places that an article names.
pub fn read(article: &Article, analysis: &Analysis, cast: &Cast, lexicon: &Gazetteer) -> Vec<Place> {
    let spoken_of: BTreeSet<&str> = cast.countries.iter().map(|(_, country)| country.as_str()).collect();
    let mut places: Vec<Place> = Vec::new();
    let mut taken: Vec<Span> = Vec::new();
    for name in analysis.names.iter().filter(|n| n.kind == NameKind::Location) {
        let span = analysis.span(&name.words);
        let text = span.of(&article.text);
        let beside = country_beside(analysis, cast, &name.words);
        if let Some(city) = lexicon.city(text, beside, &spoken_of) {
            // A country's own name is the country, though a town somewhere bears it too.
            if cast.countries.iter().any(|(words, _)| *words == name.words && !is_capital(cast, words)) {
                continue;
            }
            taken.push(span);
            places.push(place(span, &city.name, &city.country, (city.lat, city.lon), &city.key));
        }
    }
    for (words, country) in &cast.countries {
        let span = analysis.span(words);
        if taken.iter().any(|t| t.overlaps(span)) || !cast.is_place_name(words) {
            continue;
        }
        if let Some((lat, lon, key)) = lexicon.countries.get(country) {
            places.push(place(span, span.of(&article.text), country, (*lat, *lon), key));
        }
    }
    places.sort_by_key(|p| (p.span.start, p.span.end));
    for (at, place) in places.iter_mut().enumerate() {
        place.id = format!("p{}", at + 1);
    }
    places
}

fn is_capital(cast: &Cast, words: &Range<usize>) -> bool {
    cast.class_of(words) == Some(Class::Capital)
}

fn place(span: Span, name: &str, country: &str, (lat, lon): (f64, f64), key: &str) -> Place {
    Place {
        id: String::new(),
        span,
        name: name.to_owned(),
        country: Some(country.to_owned()),
        lat: Some(lat),
        lon: Some(lon),
        gazetteer: Some(format!("geonames:{key}")),
    }
}

/// The country that follows a name within two words: "Minsk, Belarus", "Reading in Britain".
fn country_beside<'c>(analysis: &Analysis, cast: &'c Cast, words: &Range<usize>) -> Option<&'c str> {
    let near = |other: &Range<usize>| {
        other.start >= words.end
            && other.start <= words.end + 2
            && analysis.sentence_of(other.start) == analysis.sentence_of(words.start)
    };
    cast.countries.iter().find(|(other, _)| near(other)).map(|(_, country)| country.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_goes_to_the_country_beside_it_then_to_those_spoken_of_then_by_size() {
        let gazetteer = Gazetteer::parse(&Files::embedded().unwrap()).unwrap();
        let none = BTreeSet::new();
        let country = |beside, spoken: &BTreeSet<&str>| {
            gazetteer.city("London", beside, spoken).map(|c| c.country.clone())
        };
        assert_eq!(country(None, &none).as_deref(), Some("GBR"));
        assert_eq!(country(Some("CAN"), &none).as_deref(), Some("CAN"));
        assert_eq!(country(None, &BTreeSet::from(["CAN"])).as_deref(), Some("CAN"));
        assert!(gazetteer.city("Nowhere-on-Sea", None, &none).is_none());
    }

    #[test]
    fn faults_name_file_and_line() {
        let files = |cities: &str| {
            let head = "country\tname\tother_names\tlat\tlon\tpeople\tkey\n";
            Files::from_pairs(vec![
                ("places/cities.tsv".to_owned(), format!("{head}{cities}")),
                ("places/countries.tsv".to_owned(), "country\tlat\tlon\tkey\n".to_owned()),
            ])
        };
        for bad in ["FRA\tX\t\t95\t0\t1\t1\n", "FRA\tX\t\t5\t0\tmany\t1\n", "FRA\tX\t\t5\teast\t1\t1\n"] {
            let error = Gazetteer::parse(&files(bad)).unwrap_err();
            assert_eq!((error.file.as_str(), error.line), ("places/cities.tsv", 2), "{error}");
        }
    }
}
