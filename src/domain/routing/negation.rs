//! "Geen schulden": a trouble that is named only to say that it is not there.
//!
//! A negation cancels a need whose words name the trouble itself (debts, violence, grief). It never cancels a need whose
//! words name what is missing: "geen laptop" and "geen jas" are exactly the need.

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
const NOT_ONLY: &[&str] = &["alleen", "enkel", "slechts", "only", "just", "meteen"];

/// How many words after a denial are denied.
const WINDOW: usize = 3;

/// Whether a word denies.
pub(super) fn denies(folded: &str) -> bool {
    DENIALS.contains(&folded)
}

/// Whether the need that words from `first` on speak of is denied just before them, in the same sentence.
pub(super) fn cancelled(need: &str, words: &[Word], first: usize) -> bool {
    if !TROUBLES.contains(&need) {
        return false;
    }
    let Some(sentence) = words.get(first).map(|word| word.sentence) else { return false };
    (first.saturating_sub(WINDOW)..first).any(|at| {
        words[at].sentence == sentence
            && denies(&words[at].folded)
            && !words.get(at + 1).is_some_and(|next| NOT_ONLY.contains(&next.folded.as_str()))
    })
}
