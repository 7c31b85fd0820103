//! The best dependency tree over given arc scores: a maximum spanning tree with exactly one word under the root, by
//! the algorithm of Chu and Liu (1965) and Edmonds (1967).
//!
//! One root is had by taking a sum from every arc that leaves the root which no gain elsewhere can make up for
//! (every word can be any other's head, so a tree with one root always exists).

/// The head of each word: `Some` of another word, `None` for the one under the root.
///
/// `scores(dependent, candidate)` is asked for `dependent` in `0..words` and `candidate` in `0..=words`, 0 for the root
/// and `i + 1` for word `i`; a word's score as its own head is not asked. What is no number counts as very low.
pub fn tree(words: usize, scores: impl Fn(usize, usize) -> f32) -> Vec<Option<usize>> {
    if let Some(heads) = greedy(words, &scores) {
        return heads;
    }
    let nodes = words + 1;
    // One row a node, one column a possible head; node 0 is the root. Its row and the diagonal are never looked at.
    let mut table = vec![f64::NEG_INFINITY; nodes * nodes];
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    for dependent in 1..nodes {
        for head in (0..nodes).filter(|&head| head != dependent) {
            let score = f64::from(scores(dependent - 1, head));
            let score = if score.is_nan() { -1e9 } else { score.clamp(-1e9, 1e9) };
            table[dependent * nodes + head] = score;
            (least, most) = (least.min(score), most.max(score));
        }
    }
    let cost = if words > 1 { (most - least + 1.0) * nodes as f64 } else { 0.0 };
    for dependent in 1..nodes {
        table[dependent * nodes] -= cost;
    }
    spanning_tree(&mut table, nodes).into_iter().skip(1).map(|head| head.checked_sub(1)).collect()
}

/// The best head of each word by itself, if together they are a tree with one root: then no tree is better. Of equal heads
/// the first is chosen, as below.
fn greedy(words: usize, scores: &impl Fn(usize, usize) -> f32) -> Option<Vec<Option<usize>>> {
    let mut heads = vec![0; words + 1];
    let mut root = false;
    for (dependent, head) in heads.iter_mut().skip(1).enumerate() {
        let mut best = f32::NEG_INFINITY;
        for candidate in (0..=words).filter(|&candidate| candidate != dependent + 1) {
            let score = scores(dependent, candidate);
            if score > best {
                (best, *head) = (score, candidate);
            }
        }
        if best == f32::NEG_INFINITY || root && *head == 0 {
            return None;
        }
        root |= *head == 0;
    }
    let tree = root && find_cycle(&heads).is_none();
    tree.then(|| heads.into_iter().skip(1).map(|head| head.checked_sub(1)).collect())
}

/// A cycle that was made one node, which goes by the name of its first member.
struct Contraction {
    /// Its members, each with the head it had in the cycle.
    members: Vec<(usize, usize)>,
    /// For each node outside: the member that an arc from the node reaches, and the member whose arc reaches the node.
    through: Vec<(usize, usize)>,
}

/// The heads of a maximum spanning tree of nodes `0..nodes` with root 0 (whose own head is given as 0).
///
/// Each cycle of best heads is contracted where it lies in the table, which costs a row and a column for each of its
/// members; afterwards the contractions are opened again, the last first.
fn spanning_tree(table: &mut [f64], nodes: usize) -> Vec<usize> {
    let best = |table: &[f64], gone: &[bool], node: usize| {
        let row = &table[node * nodes..(node + 1) * nodes];
        let mut head = 0;
        for candidate in 1..nodes {
            if row[candidate] > row[head] && candidate != node && !gone[candidate] {
                head = candidate;
            }
        }
        head
    };
    let mut gone = vec![false; nodes];
    let mut heads: Vec<usize> =
        (0..nodes).map(|node| if node == 0 { 0 } else { best(table, &gone, node) }).collect();
    let mut contractions: Vec<Contraction> = Vec::new();
    while let Some(cycle) = find_cycle(&heads) {
        let name = cycle[0];
        let members: Vec<(usize, usize)> = cycle.iter().map(|&member| (member, heads[member])).collect();
        // An arc into the cycle gains what it scores and loses the cycle's own arc to the member it reaches.
        let own: Vec<f64> = members.iter().map(|&(member, head)| table[member * nodes + head]).collect();
        for &member in &cycle {
            gone[member] = true;
        }
        let mut through = vec![(name, name); nodes];
        for node in (0..nodes).filter(|&node| !gone[node]) {
            let (mut into, mut out) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
            for (&member, own) in cycle.iter().zip(&own) {
                let gain = table[member * nodes + node] - own;
                if gain > into {
                    (into, through[node].0) = (gain, member);
                }
                if node != 0 && table[node * nodes + member] > out {
                    (out, through[node].1) = (table[node * nodes + member], member);
                }
            }
            table[name * nodes + node] = into;
            table[node * nodes + name] = out;
        }
        gone[name] = false;
        for &member in cycle.iter().skip(1) {
            // No node of its own until the cycle is opened: under the root it is in no cycle.
            heads[member] = 0;
        }
        heads[name] = best(table, &gone, name);
        for node in (1..nodes).filter(|&node| node != name && !gone[node]) {
            if cycle.contains(&heads[node]) {
                // The arc it had is the best of those that leave the cycle, and is still the best of all.
                heads[node] = name;
            }
        }
        contractions.push(Contraction { members, through });
    }
    while let Some(Contraction { members, through }) = contractions.pop() {
        let Some(&(name, _)) = members.first() else { continue };
        let inside = |node: usize| members.iter().any(|&(member, _)| member == node);
        let entry = heads[name];
        for node in 1..nodes {
            if heads[node] == name && !gone[node] && node != name {
                heads[node] = through[node].1;
            }
        }
        for &(member, head) in &members {
            gone[member] = false;
            heads[member] = head;
        }
        let reached = through[entry].0;
        heads[if inside(reached) { reached } else { name }] = entry;
    }
    heads
}

/// The nodes of a cycle that following `heads` ends in, if any does.
fn find_cycle(heads: &[usize]) -> Option<Vec<usize>> {
    // 0: not seen; otherwise the walk that saw the node first.
    let mut seen = vec![0; heads.len()];
    for start in 1..heads.len() {
        let mut node = start;
        while node != 0 && seen[node] == 0 {
            seen[node] = start;
            node = heads[node];
        }
        if node != 0 && seen[node] == start {
            let mut cycle = vec![node];
            let mut next = heads[node];
            while next != node {
                cycle.push(next);
                next = heads[next];
            }
            return Some(cycle);
        }
    }
    None
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The largest sum of any tree with one root, by trying all choices of heads.
    fn best_by_trying(words: usize, scores: &dyn Fn(usize, usize) -> f32) -> f64 {
        let mut best = f64::NEG_INFINITY;
        let choices = (words + 1).pow(words as u32);
        for mut choice in 0..choices {
            let mut heads = vec![0; words];
            for head in &mut heads {
                *head = choice % (words + 1);
                choice /= words + 1;
            }
            if is_tree(&heads.iter().map(|&head| head.checked_sub(1)).collect::<Vec<_>>()) {
                best = best
                    .max(heads.iter().enumerate().map(|(word, &head)| f64::from(scores(word, head))).sum());
            }
        }
        best
    }

    /// One root, and every word hangs on it.
    pub(crate) fn is_tree(heads: &[Option<usize>]) -> bool {
        let reaches_root = |word: usize| {
            let mut at = Some(word);
            for _ in 0..=heads.len() {
                match at {
                    Some(word) => at = heads[word],
                    None => return true,
                }
            }
            false
        };
        heads.iter().filter(|head| head.is_none()).count() == 1 && (0..heads.len()).all(reaches_root)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn no_tree_is_better(words in 1usize..6, numbers in prop::collection::vec(-20i8..20, 30)) {
            let scores = |dependent: usize, head: usize| f32::from(numbers[(dependent * (words + 1) + head) % 30]);
            let heads = tree(words, scores);
            prop_assert!(is_tree(&heads), "{:?}", heads);
            let sum: f64 =
                heads.iter().enumerate().map(|(w, h)| f64::from(scores(w, h.map_or(0, |h| h + 1)))).sum();
            prop_assert_eq!(sum, best_by_trying(words, &scores));
        }

        #[test]
        fn long_sentences_and_wild_scores_give_trees(
            words in 1usize..60,
            numbers in prop::collection::vec(prop_oneof![8 => any::<f32>(), 1 => Just(f32::NAN)], 97),
        ) {
            let heads = tree(words, |dependent, head| numbers[(dependent * 31 + head * 7) % 97]);
            prop_assert!(is_tree(&heads), "{:?}", heads);
        }
    }

    #[test]
    fn two_words_that_each_prefer_the_root_share_it() {
        let scores = [[9.0, f32::NAN, 1.0], [8.0, 2.0, f32::NAN]];
        assert_eq!(tree(2, |dependent, head| scores[dependent][head]), [None, Some(0)]);
        assert_eq!(tree(0, |_, _| 0.0), []);
        assert_eq!(tree(1, |_, _| f32::NEG_INFINITY), [None]);
    }
}
