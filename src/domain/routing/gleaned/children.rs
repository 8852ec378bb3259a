//! The children of a question: ages and years of school brought together, so that "L3, 9 jaar" is one child.

use super::age::{self, Aged, MOST};
use super::stage::{self, School};
use super::tokens::{Token, quote};
use super::{ToldChild, people};

/// How far an age may lie from the years of a class: pupils are early, late, or do a year twice.
const APART: u8 = 2;

/// The children that a text speaks of.
pub(super) fn read(text: &str, tokens: &[Token<'_>]) -> Vec<ToldChild> {
    let schools = stage::read(tokens);
    let mut taken = vec![false; tokens.len()];
    for school in schools.iter().filter(|school| !school.general) {
        taken[school.first..=school.last].fill(true);
    }
    let ages = age::read(text, tokens, &taken);
    let mut children: Vec<ToldChild> = Vec::new();
    for aged in &ages {
        let child = of_age(text, tokens, aged);
        if !children.iter().any(|known| (known.age, known.oldest) == (child.age, child.oldest)) {
            children.push(child);
        }
    }
    for school in schools.iter().filter(|school| !school.general || ages.is_empty()) {
        join(&mut children, text, tokens, school);
    }
    children.truncate(MOST);
    children
}

fn of_age(text: &str, tokens: &[Token<'_>], aged: &Aged) -> ToldChild {
    // "14-jarige dochter": the word that follows belongs to it.
    let follows = tokens.get(aged.last + 1).filter(|next| {
        tokens[aged.last].folded.contains("jarig") && people::who(&next.folded).is_some() && !next.opens_clause()
    });
    let last = if follows.is_some() { aged.last + 1 } else { aged.last };
    ToldChild {
        age: (aged.oldest - aged.youngest <= 1).then_some(aged.age),
        stage: None,
        youngest: Some(aged.youngest),
        oldest: Some(aged.oldest),
        because: vec![quote(text, tokens, aged.first, last)],
    }
}

/// A year of school belongs to the child whose age lies near; else it is another child.
fn join(children: &mut Vec<ToldChild>, text: &str, tokens: &[Token<'_>], school: &School) {
    let words = quote(text, tokens, school.first, school.last);
    let same = children.iter_mut().find(|child| match (school.ages, child.youngest, child.oldest) {
        (Some((least, most)), Some(youngest), Some(oldest)) if child.age.is_some() => {
            youngest <= most + APART && least <= oldest + APART
        }
        (ages, youngest, oldest) => child.stage == Some(school.stage) && ages == youngest.zip(oldest),
    });
    match same {
        Some(child) => {
            child.stage = Some(school.stage);
            if !child.because.contains(&words) {
                child.because.push(words);
            }
        }
        None => children.push(ToldChild {
            age: None,
            stage: Some(school.stage),
            youngest: school.ages.map(|(least, _)| least),
            oldest: school.ages.map(|(_, most)| most),
            because: vec![words],
        }),
    }
}
