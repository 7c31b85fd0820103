//! Which actors and agents a run of words names.

use crate::actors::Actors;
use crate::agents::{Agents, Role};
use crate::dates::Day;
use crate::phrase::{Link, Phrase};
use crate::text::Text;

/// The number of tokens of `list`, from its start, over which `phrase` stands; `None` when it does not stand there.
fn length(phrase: &Phrase, list: &[usize], text: &Text) -> Option<usize> {
    let mut at = 0;
    let mut link = Link::Close;
    for (word, next) in &phrase.words {
        let mut here = at;
        loop {
            let token = list.get(here)?;
            if text.word(*token) == word {
                break;
            }
            if link == Link::Close {
                return None;
            }
            here += 1;
        }
        at = here + 1;
        link = *next;
    }
    Some(at)
}

/// An actor in a run of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NamedActor {
    /// Code on the day; `None` when the dictionary knows the name but has no code for the day.
    pub(crate) code: Option<String>,
    /// Where it stands in the list.
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// The actor whose name begins the list.
pub(crate) fn actor_at(actors: &Actors, list: &[usize], text: &Text, day: Option<Day>) -> Option<NamedActor> {
    let first = list.first()?;
    let found = actors.beginning(text.word(*first)).filter_map(|(p, e)| Some((length(p, list, text)?, e)));
    // Names are sorted by length; of equal ones the first with a code for the day.
    // One whose code is of a stated time goes before another that bears the name at all times: of two presidents of
    // one name the one in office.
    let mut best: Option<(NamedActor, bool)> = None;
    for (to, entry) in found {
        let code = entry.code_on(day).filter(|c| !c.starts_with("---")).map(str::to_owned);
        let dated = code.is_some() && entry.is_dated_on(day);
        let better = best.as_ref().is_none_or(|(b, was_dated)| {
            b.code.is_none() && code.is_some() || dated && !was_dated && b.to == to
        });
        if better {
            best = Some((NamedActor { code, from: 0, to }, dated));
        }
    }
    best.map(|(named, _)| named)
}

/// The agent whose phrase begins the list, and over how many tokens it stands.
pub(crate) fn agent_at<'a>(agents: &'a Agents, list: &[usize], text: &Text) -> Option<(&'a Role, usize)> {
    let first = list.first()?;
    agents.beginning(text.word(*first)).find_map(|(p, role)| Some((role, length(p, list, text)?)))
}

/// The first actor of the list.
pub(crate) fn first_actor(
    actors: &Actors,
    list: &[usize],
    text: &Text,
    day: Option<Day>,
) -> Option<NamedActor> {
    (0..list.len()).find_map(|at| {
        let found = actor_at(actors, list.get(at..)?, text, day)?;
        found.code.is_some().then(|| NamedActor { from: at, to: at + found.to, ..found })
    })
}

/// The agents of the list outside of `actor`, in order.
pub(crate) fn agents<'a>(
    agents: &'a Agents,
    list: &[usize],
    text: &Text,
    actor: Option<&NamedActor>,
) -> Vec<&'a Role> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < list.len() {
        if let Some(actor) = actor.filter(|a| (a.from..a.to).contains(&at)) {
            at = actor.to;
            continue;
        }
        match agent_at(agents, list.get(at..).unwrap_or(&[]), text) {
            Some((role, length)) => {
                found.push(role);
                at += length.max(1);
            }
            None => at += 1,
        }
    }
    found
}

/// An actor's code with the roles of its agents; one that the code has already, on a border of three letters, is not
/// added again. Without an actor the code begins with `---`.
pub(crate) fn composed(actor: Option<&str>, roles: &[&Role]) -> Option<String> {
    if actor.is_none() && roles.is_empty() {
        return None;
    }
    let mut code = actor.unwrap_or("---").to_owned();
    for role in roles {
        let has = (0..code.len())
            .step_by(3)
            .any(|at| code.get(at..).is_some_and(|rest| rest.starts_with(&role.code)));
        if has {
            continue;
        }
        code = if role.before { format!("{}{code}", role.code) } else { format!("{code}{}", role.code) };
    }
    Some(code)
}
