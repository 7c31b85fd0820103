//! The language of an article: what the page declares, when its words do not speak against it.

use whatlang::Lang;

/// Words needed before the detector is asked, in characters.
const ENOUGH: usize = 40;
/// How many bytes of the article the detector reads.
const WINDOW: usize = 6000;

/// The language of `text` as ISO 639-1. A declared language (`en-GB`) holds when the text is too short to tell or
/// the detector agrees or is unsure.
pub(crate) fn of(text: &str, declared: Option<&str>) -> Option<String> {
    let declared = declared.and_then(primary);
    let mut end = text.len().min(WINDOW);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let window = text.get(..end).unwrap_or(text);
    let detected =
        whatlang::detect(window).filter(|_| window.chars().filter(|c| c.is_alphabetic()).count() >= ENOUGH);
    match (detected, declared) {
        (Some(found), declared) => {
            let code = iso639_1(found.lang());
            if found.is_reliable() || declared.is_none() {
                code.map(str::to_owned).or(declared)
            } else {
                declared
            }
        }
        (None, declared) => declared,
    }
}

/// The two-letter code at the start of a language tag.
fn primary(tag: &str) -> Option<String> {
    let code = tag.trim().split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
    (code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(code)
}

fn iso639_1(lang: Lang) -> Option<&'static str> {
    Some(match lang {
        Lang::Epo => "eo",
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "no",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str =
        "The harbour master said on Monday that the ferry had left without a pilot, against the rules.";
    const GERMAN: &str =
        "Der Hafenmeister sagte am Montag, die Fähre sei entgegen den Regeln ohne Lotsen ausgelaufen.";

    #[test]
    fn words_win_over_a_wrong_declaration() {
        assert_eq!(of(ENGLISH, None).as_deref(), Some("en"));
        assert_eq!(of(GERMAN, Some("de-AT")).as_deref(), Some("de"));
        assert_eq!(of(&GERMAN.repeat(3), Some("en")).as_deref(), Some("de"));
        assert_eq!(of("No.", Some("en-GB")).as_deref(), Some("en"));
        assert_eq!(of("No.", None), None);
    }
}
