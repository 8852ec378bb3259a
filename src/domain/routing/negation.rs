//! "Geen schulden": what is named only to say that it is not there, or that it is settled.
//!
//! A plain negation cancels a need whose words name the trouble itself (debts, violence, grief). It never cancels a need
//! whose words name what is missing: "geen laptop" and "geen jas" are exactly the need. A dismissal ("geen nood aan
//! eten", "een tolk hebben we al", "de kleren zijn in orde") cancels whatever its clause speaks of.

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

/// Whether what the words at these places say of a need is taken away again. `denies`: the phrase says itself that
/// something is missing.
pub(super) fn cancelled(need: &str, denies: bool, words: &[Word], taken: &[usize]) -> bool {
    let Some(&first) = taken.first() else { return false };
    dismissed(words, first) || (!denies && TROUBLES.contains(&need) && denied(words, first))
}

/// Whether a word is denied just before it, in the same sentence.
fn denied(words: &[Word], first: usize) -> bool {
    let Some(sentence) = words.get(first).map(|word| word.sentence) else { return false };
    (first.saturating_sub(WINDOW)..first).any(|at| {
        words[at].sentence == sentence
            && denies(&words[at].folded)
            && !words.get(at + 1).is_some_and(|next| NOT_ONLY.contains(&next.folded.as_str()))
    })
}

fn dismissed(words: &[Word], at: usize) -> bool {
    let same = |place: usize| words[place].sentence == words[at].sentence && words[place].clause == words[at].clause;
    let start = (0..at).rev().take_while(|place| same(*place)).last().unwrap_or(at);
    let end = (at..words.len()).take_while(|place| same(*place)).last().unwrap_or(at) + 1;
    let clause: Vec<&str> = words[start..end].iter().map(|word| word.folded.as_str()).collect();
    let within = at - start;
    let whole = DISMISS_WHOLE.iter().any(|said| clause.windows(said.len()).any(|part| part == *said));
    whole
        || DISMISS_AFTER.iter().any(|said| {
            let place = clause.windows(said.len()).position(|part| part == *said);
            place.is_some_and(|place| place + said.len() <= within)
        })
}
