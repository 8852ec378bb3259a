//! Invented households: names that go together, children, a street and a number that nobody has.

use chrono::NaiveDate;

use crate::demo::dice::Dice;
use crate::demo::pool::{Names, Pool, Question};

/// Somebody of a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// `parent`, `guardian` or `child`.
    pub role: &'static str,
    /// First name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Birth date of a child.
    pub birth_date: Option<NaiveDate>,
    /// School of the child that the question is about.
    pub school_id: Option<String>,
}

/// A family as the team records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    /// Family name.
    pub name: String,
    /// Language at home.
    pub language: String,
    /// Postcode.
    pub postcode: String,
    /// Street.
    pub street: String,
    /// House number.
    pub number: String,
    /// Phone number, unlike any other.
    pub phone: String,
    /// Mail address, if known.
    pub email: Option<String>,
    /// Adults first, then children.
    pub members: Vec<Person>,
}

/// What is already certain about a household.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// Where it lives.
    pub postcode: &'a str,
    /// What was asked about its child.
    pub question: &'a Question,
    /// School of that child.
    pub school_id: &'a str,
    /// The year in which its children have their age.
    pub year: i32,
}

/// Invents a household, unlike those that are `taken`; nothing when a pool is empty.
#[must_use]
pub fn invent(pool: &Pool, dice: &mut Dice, wish: Wish<'_>, taken: usize) -> Option<Household> {
    let Wish { postcode, question, .. } = wish;
    let hint = question.language_hint.as_ref();
    let speaks = |names: &&Names| hint.is_none_or(|hint| names.languages.iter().any(|one| one.code == *hint));
    let fitting: Vec<&Names> = pool.people.pools.iter().filter(speaks).collect();
    let fitting = if fitting.is_empty() { pool.people.pools.iter().collect() } else { fitting };
    let names = *dice.weighted(&fitting, |names| names.weight)?;
    let name = dice.pick(&names.surnames)?.clone();
    let language = hint.cloned().or_else(|| Some(dice.weighted(&names.languages, |one| one.weight)?.code.clone()))?;
    let streets = pool.people.streets.iter().find(|streets| streets.postcode == postcode)?;
    // The prefix 0400 is not given out.
    let phone = format!("+32 400 00 {:02} {:02}", taken / 100, taken % 100);
    Some(Household {
        email: dice.chance(45).then(|| format!("gezin{}@post.example", taken + 101)),
        street: dice.pick(&streets.names)?.clone(),
        number: dice.between(1, 140).to_string(),
        postcode: postcode.to_owned(),
        members: members(dice, names, &name, wish)?,
        name,
        language,
        phone,
    })
}

fn members(dice: &mut Dice, names: &Names, surname: &str, wish: Wish<'_>) -> Option<Vec<Person>> {
    let question = wish.question;
    let adult = |first: &String, last: &String| Person {
        role: "parent",
        first_name: first.clone(),
        last_name: last.clone(),
        birth_date: None,
        school_id: None,
    };
    let mut people = Vec::new();
    let (mother, father) = (dice.chance(88), dice.chance(62));
    if mother || !father {
        people.push(adult(dice.pick(&names.mothers)?, dice.pick(&names.surnames)?));
    }
    if father {
        people.push(adult(dice.pick(&names.fathers)?, &surname.to_owned()));
    }
    let first = question.age.unwrap_or(match question.stage.as_deref() {
        Some("nursery") => 4,
        Some("secondary") => 14,
        _ => 9,
    });
    let mut firsts = names.children.clone();
    dice.shuffle(&mut firsts);
    for (place, first_name) in firsts.into_iter().take(usize::try_from(dice.between(1, 4)).ok()?).enumerate() {
        let age = if place == 0 { first } else { dice.between(1, 16) };
        people.push(Person {
            role: "child",
            first_name,
            last_name: surname.to_owned(),
            birth_date: born(dice, wish.year, age),
            school_id: (place == 0).then(|| wish.school_id.to_owned()),
        });
    }
    Some(people)
}

/// A birthday for a child that is this old in the autumn of `year`.
fn born(dice: &mut Dice, year: i32, age: i64) -> Option<NaiveDate> {
    let year = year - i32::try_from(age).ok()?;
    NaiveDate::from_ymd_opt(year, 1, 1)?.checked_add_days(chrono::Days::new(u64::try_from(dice.between(0, 240)).ok()?))
}

#[cfg(test)]
mod tests {
    use super::{Wish, invent};
    use crate::demo::dice::Dice;
    use crate::demo::pool::Pool;

    #[test]
    fn no_two_households_share_a_phone_number() -> Result<(), serde_json::Error> {
        let (pool, mut dice) = (Pool::load()?, Dice::new(9));
        let mut homes = Vec::new();
        for question in &pool.questions {
            let wish = Wish { postcode: "2800", question, school_id: "990101", year: 2026 };
            homes.extend(invent(&pool, &mut dice, wish, homes.len()));
        }
        assert_eq!(homes.len(), pool.questions.len());
        let phones: std::collections::BTreeSet<_> = homes.iter().map(|home| &home.phone).collect();
        assert_eq!(phones.len(), homes.len());
        assert!(homes.iter().all(|home| home.members.iter().any(|person| person.role == "child")));
        Ok(())
    }
}
