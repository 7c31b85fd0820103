//! Irregular forms of English verbs and nouns: what no rule of spelling undoes.
//!
//! Only forms that are nothing else once their tag is known: "found" as a past form is of "find", never of "to found".
//! Compounds of a verb go by it ("withdrew" as "drew").

use crate::labels::Xpos;

/// A verb and its past forms that differ from it.
const VERBS: &[(&str, &[&str])] = &[
    ("arise", &["arose", "arisen"]),
    ("awake", &["awoke", "awoken"]),
    ("be", &["was", "were", "been"]),
    ("bear", &["bore", "borne", "born"]),
    ("beat", &["beaten"]),
    ("become", &["became"]),
    ("begin", &["began", "begun"]),
    ("behold", &["beheld"]),
    ("bend", &["bent"]),
    ("bind", &["bound"]),
    ("bite", &["bit", "bitten"]),
    ("bleed", &["bled"]),
    ("blow", &["blew", "blown"]),
    ("break", &["broke", "broken"]),
    ("breed", &["bred"]),
    ("bring", &["brought"]),
    ("build", &["built"]),
    ("burn", &["burnt"]),
    ("buy", &["bought"]),
    ("catch", &["caught"]),
    ("choose", &["chose", "chosen"]),
    ("cling", &["clung"]),
    ("come", &["came"]),
    ("creep", &["crept"]),
    ("deal", &["dealt"]),
    ("dig", &["dug"]),
    ("do", &["did", "done"]),
    ("draw", &["drew", "drawn"]),
    ("dream", &["dreamt"]),
    ("drink", &["drank", "drunk"]),
    ("drive", &["drove", "driven"]),
    ("dwell", &["dwelt"]),
    ("eat", &["ate", "eaten"]),
    ("fall", &["fell", "fallen"]),
    ("feed", &["fed"]),
    ("feel", &["felt"]),
    ("fight", &["fought"]),
    ("find", &["found"]),
    ("flee", &["fled"]),
    ("fling", &["flung"]),
    ("fly", &["flew", "flown"]),
    ("forbid", &["forbade", "forbidden"]),
    ("forget", &["forgot", "forgotten"]),
    ("forgive", &["forgave", "forgiven"]),
    ("forsake", &["forsook", "forsaken"]),
    ("freeze", &["froze", "frozen"]),
    ("get", &["got", "gotten"]),
    ("give", &["gave", "given"]),
    ("go", &["went", "gone"]),
    ("grind", &["ground"]),
    ("grow", &["grew", "grown"]),
    ("hang", &["hung"]),
    ("have", &["had"]),
    ("hear", &["heard"]),
    ("hide", &["hid", "hidden"]),
    ("hold", &["held"]),
    ("keep", &["kept"]),
    ("kneel", &["knelt"]),
    ("know", &["knew", "known"]),
    ("lay", &["laid"]),
    ("lead", &["led"]),
    ("leap", &["leapt"]),
    ("learn", &["learnt"]),
    ("leave", &["left"]),
    ("lend", &["lent"]),
    ("lie", &["lay", "lain"]),
    ("light", &["lit"]),
    ("lose", &["lost"]),
    ("make", &["made"]),
    ("mean", &["meant"]),
    ("meet", &["met"]),
    ("mow", &["mown"]),
    ("pay", &["paid"]),
    ("prove", &["proven"]),
    ("ride", &["rode", "ridden"]),
    ("ring", &["rang", "rung"]),
    ("rise", &["rose", "risen"]),
    ("run", &["ran"]),
    ("say", &["said"]),
    ("see", &["saw", "seen"]),
    ("seek", &["sought"]),
    ("sell", &["sold"]),
    ("send", &["sent"]),
    ("sew", &["sewn"]),
    ("shake", &["shook", "shaken"]),
    ("shine", &["shone"]),
    ("shoot", &["shot"]),
    ("show", &["shown"]),
    ("shrink", &["shrank", "shrunk"]),
    ("sing", &["sang", "sung"]),
    ("sink", &["sank", "sunk"]),
    ("sit", &["sat"]),
    ("slay", &["slew", "slain"]),
    ("sleep", &["slept"]),
    ("slide", &["slid"]),
    ("sling", &["slung"]),
    ("sow", &["sown"]),
    ("speak", &["spoke", "spoken"]),
    ("speed", &["sped"]),
    ("spend", &["spent"]),
    ("spin", &["spun"]),
    ("spit", &["spat"]),
    ("spoil", &["spoilt"]),
    ("spring", &["sprang", "sprung"]),
    ("stand", &["stood"]),
    ("steal", &["stole", "stolen"]),
    ("stick", &["stuck"]),
    ("sting", &["stung"]),
    ("stink", &["stank", "stunk"]),
    ("strike", &["struck", "stricken"]),
    ("string", &["strung"]),
    ("strive", &["strove", "striven"]),
    ("swear", &["swore", "sworn"]),
    ("sweep", &["swept"]),
    ("swell", &["swollen"]),
    ("swim", &["swam", "swum"]),
    ("swing", &["swung"]),
    ("take", &["took", "taken"]),
    ("teach", &["taught"]),
    ("tear", &["tore", "torn"]),
    ("tell", &["told"]),
    ("think", &["thought"]),
    ("throw", &["threw", "thrown"]),
    ("tread", &["trod", "trodden"]),
    ("wake", &["woke", "woken"]),
    ("wear", &["wore", "worn"]),
    ("weave", &["wove", "woven"]),
    ("weep", &["wept"]),
    ("win", &["won"]),
    ("wind", &["wound"]),
    ("wring", &["wrung"]),
    ("write", &["wrote", "written"]),
];

/// A noun and its plural.
const NOUNS: &[(&str, &str)] = &[
    ("analysis", "analyses"),
    ("calf", "calves"),
    ("child", "children"),
    ("crisis", "crises"),
    ("criterion", "criteria"),
    ("diagnosis", "diagnoses"),
    ("elf", "elves"),
    ("foot", "feet"),
    ("goose", "geese"),
    ("half", "halves"),
    ("hypothesis", "hypotheses"),
    ("knife", "knives"),
    ("leaf", "leaves"),
    ("life", "lives"),
    ("loaf", "loaves"),
    ("louse", "lice"),
    ("man", "men"),
    ("mouse", "mice"),
    ("oasis", "oases"),
    ("ox", "oxen"),
    ("parenthesis", "parentheses"),
    ("phenomenon", "phenomena"),
    ("scarf", "scarves"),
    ("self", "selves"),
    ("shelf", "shelves"),
    ("synthesis", "syntheses"),
    ("thesis", "theses"),
    ("thief", "thieves"),
    ("tooth", "teeth"),
    ("wife", "wives"),
    ("wolf", "wolves"),
    ("woman", "women"),
];

/// What stands before a verb in a compound that is inflected like it.
const VERB_PREFIXES: &[&str] = &["with", "under", "over", "fore", "out", "mis", "inter", "up", "un", "re"];

/// The lemma of a lower-case form that has this tag, if it is irregular and known.
pub(super) fn lemma(form: &str, xpos: Xpos) -> Option<String> {
    match xpos {
        Xpos::Vbd | Xpos::Vbn => verb(form),
        Xpos::Nns => {
            let plain = NOUNS.iter().find(|(_, plural)| *plural == form).map(|&(lemma, _)| lemma.to_owned());
            // "policemen", "spokeswomen", "grandchildren"
            plain.or_else(|| {
                ["men", "children"].iter().zip(["man", "child"]).find_map(|(plural, one)| {
                    let first = form.strip_suffix(plural)?;
                    (first.len() > 2).then(|| format!("{first}{one}"))
                })
            })
        }
        _ => None,
    }
}

fn verb(form: &str) -> Option<String> {
    if let Some((lemma, _)) = VERBS.iter().find(|(_, forms)| forms.contains(&form)) {
        return Some((*lemma).to_owned());
    }
    VERB_PREFIXES.iter().find_map(|prefix| {
        let lemma = verb(form.strip_prefix(prefix)?)?;
        (lemma != "be").then(|| format!("{prefix}{lemma}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn past_forms_and_plurals_are_looked_up_by_their_tag() {
        let of = |form, xpos| lemma(form, xpos);
        assert_eq!(of("withdrew", Xpos::Vbd).as_deref(), Some("withdraw"));
        assert_eq!(of("told", Xpos::Vbn).as_deref(), Some("tell"));
        assert_eq!(of("found", Xpos::Vbd).as_deref(), Some("find"));
        assert_eq!(of("found", Xpos::Vb), None, "they found a party");
        assert_eq!(of("overthrown", Xpos::Vbn).as_deref(), Some("overthrow"));
        assert_eq!(of("misunderstood", Xpos::Vbn).as_deref(), Some("misunderstand"));
        assert_eq!(of("underwent", Xpos::Vbd).as_deref(), Some("undergo"));
        assert_eq!(of("spokeswomen", Xpos::Nns).as_deref(), Some("spokeswoman"));
        assert_eq!(of("crises", Xpos::Nns).as_deref(), Some("crisis"));
        assert_eq!(of("omen", Xpos::Nn), None);
        assert_eq!(of("resumed", Xpos::Vbd), None);
    }

    #[test]
    fn no_form_belongs_to_two_words() {
        let mut forms: Vec<&str> = VERBS.iter().flat_map(|(_, forms)| forms.iter().copied()).collect();
        let all = forms.len();
        forms.sort_unstable();
        forms.dedup();
        assert_eq!(forms.len(), all);
    }
}
