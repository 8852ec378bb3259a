//! "Geen schulden": what is named only to say that it is not there, or that it is settled.
//!
//! A plain negation cancels a need whose words name the trouble itself (debts, violence, grief). It never cancels a need
//! whose words name what is missing: "geen laptop" and "geen jas" are exactly the need, "geen honger" is not. A dismissal ("geen nood aan
//! eten", "een tolk hebben we al", "de kleren zijn in orde") cancels whatever its clause speaks of.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::text::Word;

/// Needs whose words name a trouble, so that a negation before them takes it away.
const TROUBLES: &[&str] = &[
    "addiction",
    "bullying-conflict",
    "child-safety",
    "debt",
    "disability",
    "domestic-violence",
    "eviction",
    "exclusion-school",
    "grief",
    "mental-health-child",
    "mental-health-parent",
    "pregnancy",
    "prison-parent",
    "separation",
    "social-isolation",
    "truancy",
];

/// Words that name a trouble whatever the need: "geen honger", "geen luizen".
const TROUBLE: &[&str] = &[
    "honger",
    "hongerig",
    "pijn",
    "tandpijn",
    "buikpijn",
    "kou",
    "luizen",
    "ruzie",
    "schimmel",
    "achterstand",
    "stress",
    "heimwee",
    "koorts",
    "hungry",
    "hunger",
    "pain",
    "lice",
    "cold",
];

/// Words that deny what follows within [`WINDOW`] words.
const DENIALS: &[&str] = &["geen", "niet", "nooit", "zonder", "noch", "no", "not", "never", "without"];

/// After "niet", these turn the denial around: "niet alleen schulden".
const NOT_ONLY: &[&str] = &["alleen", "enkel", "slechts", "only", "just", "meteen", "meer", "genoeg", "goed"];

/// How many words after a denial are denied.
const WINDOW: usize = 3;

/// What dismisses the rest of its clause, and of the clauses that "of" and "en" add to it.
const DISMISS_AFTER: &[&[&str]] = &[
    &["geen", "nood", "aan"],
    &["geen", "probleem", "met"],
    &["geen", "problemen", "met"],
    &["geen", "kwestie", "van"],
    &["geen", "sprake", "van"],
    &["geen", "zorgen", "over"],
    &["geen", "vraag", "over"],
    &["niet", "voor", "de"],
    &["niet", "voor", "het"],
    &["gaat", "niet", "over"],
    &["gaat", "niet", "om"],
    &["niet", "nodig"],
    &["not", "about"],
    &["no", "need", "for"],
    &["does", "not", "need"],
    &["do", "not", "want"],
    &["niets", "te", "maken", "met"],
    &["niet", "te", "maken", "met"],
    &["niets", "met"],
    &["wil", "geen"],
    &["willen", "geen"],
    &["liever", "geen"],
    &["wil", "niets", "van"],
    &["het", "gaat", "niet"],
    &["geen", "kwade"],
];

/// What dismisses the whole clause it stands in.
const DISMISS_WHOLE: &[&[&str]] = &[
    &["in", "orde"],
    &["hebben", "we", "al"],
    &["hebben", "ze", "al"],
    &["heeft", "ze", "al"],
    &["heeft", "hij", "al"],
    &["al", "geregeld"],
    &["is", "geregeld"],
    &["is", "al", "opgelost"],
    &["geen", "probleem"],
    &["netjes", "betaald"],
    &["nooit", "te", "laat", "betaald"],
    &["altijd", "betaald"],
    &["is", "het", "probleem", "niet"],
    &["already", "have"],
    &["gaat", "goed"],
    &["gaat", "prima"],
    &["gaat", "het", "goed"],
    &["loopt", "goed"],
    &["loopt", "prima"],
    &["doet", "het", "goed"],
    &["doet", "het", "schitterend"],
    &["doen", "het", "schitterend"],
    &["zit", "goed"],
    &["geen", "zorg"],
    &["geen", "zorgen"],
    &["is", "gedekt"],
    &["geen", "klachten"],
    &["is", "oke"],
    &["speelt", "geen", "rol"],
    &["speelt", "geen", "grote", "rol"],
    &["is", "er", "niet"],
    &["is", "er", "genoeg"],
    &["is", "het", "punt", "niet"],
    &["gaat", "het", "niet", "over"],
    &["gaat", "het", "niet", "om"],
    &["is", "bijzaak"],
    &["hoeft", "niet"],
    &["is", "opgelost"],
    &["stipt", "betaald"],
    &["is", "betaald"],
    &["not", "being"],
    &["is", "fine"],
    &["are", "fine"],
    &["no", "problem"],
];

/// Whether a word denies.
pub(super) fn denies(folded: &str) -> bool {
    DENIALS.contains(&folded)
}

/// What is taken away again in a text.
pub(super) struct Denied<'a> {
    words: &'a [Word],
    /// Of each word whether its clause dismisses it.
    dismissed: Vec<bool>,
}

impl<'a> Denied<'a> {
    /// Looks for what dismisses.
    pub(super) fn of(words: &'a [Word]) -> Self {
        let clauses = words.chunk_by(|a, b| a.sentence == b.sentence && a.clause == b.clause);
        Self { words, dismissed: clauses.flat_map(dismissed).collect() }
    }

    /// Whether what the words at these places say of a need is taken away again. `denies`: the phrase says itself that
    /// something is missing.
    pub(super) fn cancels(&self, need: &str, denies: bool, taken: &[usize]) -> bool {
        let Some(&first) = taken.first() else { return false };
        let named = || TROUBLE.contains(&self.words[first].folded.as_str());
        let away = || {
            (TROUBLES.contains(&need) && denied(self.words, first, |word| word.sentence))
                || (named() && denied(self.words, first, |word| word.clause))
        };
        self.dismissed[first] || (!denies && away())
    }
}

/// Whether a word is denied just before it, in the same sentence or clause.
fn denied(words: &[Word], first: usize, within: fn(&Word) -> usize) -> bool {
    let Some(part) = words.get(first).map(within) else { return false };
    (first.saturating_sub(WINDOW)..first).any(|at| {
        within(&words[at]) == part
            && denies(&words[at].folded)
            && !words.get(at + 1).is_some_and(|next| NOT_ONLY.contains(&next.folded.as_str()))
    })
}

/// What dismisses, by its first word, and whether it dismisses the whole clause.
type Dismissals = HashMap<&'static str, Vec<(&'static [&'static str], bool)>>;

/// Of each word of a clause whether it is dismissed there.
fn dismissed(clause: &[Word]) -> Vec<bool> {
    static DISMISSALS: LazyLock<Dismissals> = LazyLock::new(|| {
        let mut by_first = Dismissals::new();
        for (list, whole) in [(DISMISS_AFTER, false), (DISMISS_WHOLE, true)] {
            for said in list {
                by_first.entry(said[0]).or_default().push((said, whole));
            }
        }
        by_first
    });
    let mut from = clause.len();
    for (at, word) in clause.iter().enumerate() {
        for (said, whole) in DISMISSALS.get(word.folded.as_str()).into_iter().flatten() {
            let stands = clause.len() - at >= said.len() && clause[at..].iter().zip(*said).all(|(w, s)| w.folded == *s);
            if stands {
                from = from.min(if *whole { 0 } else { at + said.len() });
            }
        }
    }
    (0..clause.len()).map(|at| at >= from).collect()
}
