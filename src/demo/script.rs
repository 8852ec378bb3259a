//! The script: 260 stories laid out on the line of working minutes, each with its question, school and household.
//!
//! Same day, same script. Pure; `play` acts it out through the use cases.

use chrono::Datelike;

use crate::demo::days::{DAY, Days};
use crate::demo::dice::Dice;
use crate::demo::fate::{Beat, FAMILIES, Fate, NAMELESS, RETURNS};
use crate::demo::household::{Household, Wish, invent};
use crate::demo::pool::{Pool, Question, Route};
use crate::domain::school::School;

/// One case from its first call on.
#[derive(Debug, Clone)]
pub struct Plot<'a> {
    /// How it ends.
    pub fate: Fate,
    /// What the school asked.
    pub question: &'a Question,
    /// Which school asked.
    pub school: &'a School,
    /// Name and role of who asked, when that was said.
    pub asker: Option<(&'a str, &'a str)>,
    /// Postcode, when that was said.
    pub postcode: String,
    /// Language at home.
    pub language: String,
    /// Index in [`Script::households`] of the family it is about, if one becomes known.
    pub household: Option<usize>,
    /// Where it is led, one per handover.
    pub legs: Vec<&'a Route>,
    /// Working minute and beat, in order.
    pub beats: Vec<(i64, Beat)>,
}

/// Everything that happens.
#[derive(Debug, Clone)]
pub struct Script<'a> {
    /// The families.
    pub households: Vec<Household>,
    /// The cases.
    pub plots: Vec<Plot<'a>>,
}

impl<'a> Script<'a> {
    /// Writes the script for these days.
    #[must_use]
    pub fn write(pool: &'a Pool, days: &Days, seed: u64) -> Self {
        let mut writer = Writer {
            pool,
            year: days.span().map_or(2026, |span| span.0.year()),
            length: days.minutes(),
            dice: Dice::new(seed),
            households: Vec::new(),
            queue: Vec::new(),
        };
        let mut plots = Vec::new();
        for fate in each(FAMILIES) {
            plots.extend(writer.about_family(fate));
        }
        for fate in each(RETURNS) {
            plots.extend(writer.again(fate, &plots));
        }
        for fate in each(NAMELESS) {
            plots.extend(writer.nameless(fate));
        }
        plots.sort_by_key(|plot| plot.beats.first().map(|beat| beat.0));
        Self { households: writer.households, plots }
    }

    /// All beats of all plots in the order in which they happen: minute, plot, beat.
    #[must_use]
    pub fn in_order(&self) -> Vec<(i64, usize, Beat)> {
        let beats = self.plots.iter().enumerate();
        let mut all: Vec<_> =
            beats.flat_map(|(plot, it)| it.beats.iter().map(move |beat| (beat.0, plot, beat.1))).collect();
        all.sort_by_key(|(minute, plot, _)| (*minute, *plot));
        all
    }
}

fn each(table: &[(Fate, usize)]) -> impl Iterator<Item = Fate> {
    table.iter().flat_map(|(fate, times)| std::iter::repeat_n(*fate, *times))
}

struct Writer<'a> {
    pool: &'a Pool,
    year: i32,
    length: i64,
    dice: Dice,
    households: Vec<Household>,
    queue: Vec<&'a Question>,
}

impl<'a> Writer<'a> {
    /// The next question that will do; every question comes up before one comes up again.
    fn question(&mut self, will_do: impl Fn(&Question) -> bool) -> Option<&'a Question> {
        let waiting = self.queue.iter().rposition(|question| will_do(question));
        if let Some(at) = waiting {
            return Some(self.queue.remove(at));
        }
        let mut again: Vec<&'a Question> = self.pool.questions.iter().collect();
        self.dice.shuffle(&mut again);
        let at = again.iter().rposition(|question| will_do(question))?;
        let found = again.remove(at);
        self.queue.splice(0..0, again);
        Some(found)
    }

    /// A question for which the map has at least `legs` services for a family at this postcode.
    fn answerable(&mut self, postcode: &str, legs: usize) -> Option<(&'a Question, Vec<&'a Route>)> {
        let pool = self.pool;
        let routes = |question: &Question| pool.routes_for(&question.needs, question.age, postcode);
        let question = self.question(|question| routes(question).len() >= legs)?;
        Some((question, routes(question)))
    }

    fn about_family(&mut self, fate: Fate) -> Option<Plot<'a>> {
        let beats = fate.beats(&mut self.dice);
        let postcode = self.dice.weighted(&self.pool.people.streets, |streets| streets.weight)?.postcode.clone();
        let (question, routes) = self.answerable(&postcode, legs(&beats))?;
        let school = self.school(question, &postcode)?;
        let wish = Wish { postcode: &postcode, question, school_id: &school.id, year: self.year };
        let household = invent(self.pool, &mut self.dice, wish, self.households.len())?;
        self.households.push(household);
        self.plot(fate, beats, question, routes, school, self.households.len() - 1)
    }

    /// A family that was met before asks again, after that first time.
    fn again(&mut self, fate: Fate, earlier: &[Plot<'a>]) -> Option<Plot<'a>> {
        let beats = fate.beats(&mut self.dice);
        let met = |plot: &&Plot<'a>| {
            matches!(plot.fate, Fate::Bridged | Fate::Aftercare | Fate::TakenOver) && plot.household.is_some()
        };
        let candidates: Vec<&Plot<'a>> = earlier.iter().filter(met).collect();
        let before = *self.dice.pick(&candidates)?;
        let (question, routes) = self.answerable(&before.postcode, legs(&beats))?;
        let mut plot = self.plot(fate, beats, question, routes, before.school, before.household?)?;
        let known = before.beats.iter().find(|beat| beat.1 == Beat::Meet).map_or(0, |beat| beat.0) + DAY;
        let opened = plot.beats.first().map_or(0, |beat| beat.0);
        if opened < known {
            let shift = (known - opened).min(self.length - 1 - plot.beats.last().map_or(0, |beat| beat.0)).max(0);
            plot.beats.iter_mut().for_each(|beat| beat.0 += shift);
        }
        Some(plot)
    }

    fn nameless(&mut self, fate: Fate) -> Option<Plot<'a>> {
        let beats = fate.beats(&mut self.dice);
        let question = self.question(|_| true)?;
        let postcode = self.dice.weighted(&self.pool.people.streets, |streets| streets.weight)?.postcode.clone();
        let school = self.school(question, &postcode)?;
        let mut plot = self.plot(fate, beats, question, Vec::new(), school, 0)?;
        plot.household = None;
        plot.postcode = if self.dice.chance(80) { postcode } else { String::new() };
        plot.language = question.language_hint.clone().unwrap_or_default();
        Some(plot)
    }

    fn plot(
        &mut self,
        fate: Fate,
        beats: Vec<(i64, Beat)>,
        question: &'a Question,
        routes: Vec<&'a Route>,
        school: &'a School,
        household: usize,
    ) -> Option<Plot<'a>> {
        let askers = &self.pool.people.askers;
        let role = self.dice.weighted(&askers.roles, |role| role.weight)?.code.as_str();
        let asker =
            if self.dice.chance(75) { self.dice.pick(&askers.names).map(|name| (name.as_str(), role)) } else { None };
        let beats = self.place(fate, beats);
        let legs = routes.into_iter().take(legs(&beats)).collect();
        let home = self.households.get(household);
        let (postcode, language) = home.map(|home| (home.postcode.clone(), home.language.clone())).unwrap_or_default();
        Some(Plot { fate, question, school, asker, postcode, language, household: Some(household), legs, beats })
    }

    /// Puts a story on the line: its last beat as old as its fate asks, its first not before the line begins.
    fn place(&mut self, fate: Fate, beats: Vec<(i64, Beat)>) -> Vec<(i64, Beat)> {
        let duration: i64 = beats.iter().map(|beat| beat.0).sum();
        let room = (self.length - 1).max(1);
        let (youngest, oldest) = fate.age().unwrap_or((30, room));
        let longest = (room - youngest).max(1);
        let shrink = |minutes: i64| if duration > longest { minutes * longest / duration } else { minutes };
        let duration = shrink(duration);
        let oldest = oldest.min(room - duration).max(youngest.min(room - duration));
        let mut minute = room - duration - self.dice.between(youngest.min(oldest), oldest);
        let laid = beats.into_iter().map(|(gap, beat)| {
            minute += shrink(gap);
            (minute, beat)
        });
        laid.collect()
    }

    /// A school for this question: of the right stage, rather near the family.
    fn school(&mut self, question: &Question, postcode: &str) -> Option<&'a School> {
        let right = |school: &&School| {
            question.stage.as_deref().is_none_or(|stage| school.stage.is_some_and(|own| own.as_str() == stage))
        };
        let schools: Vec<&School> = self.pool.schools.iter().filter(right).collect();
        let weight = |school: &&School| {
            let at = school.postcode.as_deref().unwrap_or_default();
            if at == postcode { 6 } else { i64::from(at.starts_with("28")) }
        };
        self.dice.weighted(&schools, weight).copied()
    }
}

/// How many handovers a story has.
fn legs(beats: &[(i64, Beat)]) -> usize {
    beats.iter().filter(|beat| matches!(beat.1, Beat::Draft(_))).count()
}

#[cfg(test)]
mod tests {
    use super::Script;
    use crate::demo::days::Days;
    use crate::demo::fate::Beat;
    use crate::demo::pool::Pool;
    use std::collections::BTreeSet;

    fn days(text: &str) -> Result<Days, Box<dyn std::error::Error>> {
        Ok(Days::until(text.parse()?))
    }

    #[test]
    fn the_script_is_whole_and_repeats_itself() -> Result<(), Box<dyn std::error::Error>> {
        let (pool, days) = (Pool::load()?, days("2026-11-22T09:00:00Z")?);
        let script = Script::write(&pool, &days, 1);
        assert_eq!((script.households.len(), script.plots.len()), (180, 260));
        assert_eq!(format!("{script:?}"), format!("{:?}", Script::write(&pool, &days, 1)));
        Ok(())
    }

    #[test]
    fn every_beat_lies_within_the_days_and_in_order() -> Result<(), Box<dyn std::error::Error>> {
        let pool = Pool::load()?;
        for now in ["2026-11-22T09:00:00Z", "2026-09-02T09:00:00Z", "2027-06-30T09:00:00Z", "2027-01-04T09:00:00Z"] {
            let days = days(now)?;
            let script = Script::write(&pool, &days, 1);
            for plot in &script.plots {
                assert!(plot.beats.is_sorted_by_key(|beat| beat.0), "{now} {plot:?}");
                assert!(plot.beats.iter().all(|beat| (0..days.minutes()).contains(&beat.0)), "{now} {plot:?}");
                let legs = plot.beats.iter().filter(|beat| matches!(beat.1, Beat::Draft(_))).count();
                assert_eq!(plot.legs.len(), legs);
            }
        }
        Ok(())
    }

    #[test]
    fn a_family_is_met_before_it_comes_back() -> Result<(), Box<dyn std::error::Error>> {
        let (pool, days) = (Pool::load()?, days("2026-11-22T09:00:00Z")?);
        let script = Script::write(&pool, &days, 1);
        let mut met = BTreeSet::new();
        let households = script.in_order().into_iter().filter(|beat| beat.2 == Beat::Meet);
        let order: Vec<_> = households.filter_map(|(_, plot, _)| script.plots.get(plot)?.household).collect();
        assert!(order.iter().filter(|household| !met.insert(**household)).count() >= 9);
        Ok(())
    }
}
