//! How each story of the demonstration ends, and the steps that lead there.
//!
//! Pure: a fate is turned into beats with gaps of working minutes. Nobody is named here and nothing is stored.

use crate::demo::days::DAY;
use crate::demo::dice::Dice;

/// One step of a story. `leg` counts the handovers of the story from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beat {
    /// The school phones or mails.
    Open,
    /// Somebody of the team takes it on.
    Assign,
    /// A line in the file.
    Note,
    /// The family becomes known.
    Meet,
    /// The family agrees that the organisation of this leg is told.
    Consent(usize),
    /// A route is chosen.
    Draft(usize),
    /// The family is not ready yet.
    Hold(usize),
    /// Offered to the partner.
    Offer(usize),
    /// The partner opens it.
    Acknowledge(usize),
    /// The partner says yes.
    Accept(usize),
    /// A date for the introduction.
    Plan(usize),
    /// Nobody came.
    NoShow(usize),
    /// Family, source and partner met.
    Introduce(usize),
    /// The partner carries it.
    TakeOver(usize),
    /// The loop is closed.
    Complete(usize),
    /// The partner says no.
    Reject(usize),
    /// It did not work out.
    Fail(usize),
    /// Taken back.
    Withdraw(usize),
    /// The family withdraws its consent.
    Revoke(usize),
    /// Paused.
    Pause(usize),
    /// A mistake.
    Mistake(usize),
    /// The case is closed with an outcome.
    Close(&'static str),
}

/// Where a story stands at the end of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Phoned in, nobody has it yet.
    Fresh,
    /// Being thought about, without a family.
    Thinking,
    /// Closed without a family.
    Closed(&'static str),
    /// A family is known, no handover yet.
    Known,
    /// The family said no.
    Declined,
    /// The handover stands at this step.
    Drafted,
    /// Source keeps the family for now.
    Held,
    /// Waiting for the partner's first look.
    Offered,
    /// Waiting for a decision.
    Acknowledged,
    /// Waiting for a date.
    Accepted,
    /// A date is planned.
    Planned,
    /// Planned again after nobody came.
    Missed,
    /// They met.
    Introduced,
    /// The partner carries it.
    TakenOver,
    /// Without an introduction, because the family wanted it so.
    Cold,
    /// Outcome known, case in aftercare.
    Aftercare,
    /// Outcome known, case closed.
    Bridged,
    /// Paused before they met.
    PausedEarly,
    /// Paused after they met.
    PausedLate,
    /// Declined by the partner, back in the work list.
    Rejected,
    /// Failed before they met.
    FailedEarly,
    /// Failed after they met.
    FailedLate,
    /// Taken back by source or family before they met.
    WithdrawnEarly,
    /// Taken back after they met.
    WithdrawnLate,
    /// Consent withdrawn.
    Revoked,
    /// A mistake, then offered to the right service.
    Mistaken,
}

/// The stories of a first meeting with a family, and how many of each: 180 families.
pub const FAMILIES: &[(Fate, usize)] = &[
    (Fate::Bridged, 24),
    (Fate::Aftercare, 14),
    (Fate::TakenOver, 26),
    (Fate::Cold, 4),
    (Fate::Introduced, 18),
    (Fate::PausedLate, 6),
    (Fate::FailedLate, 5),
    (Fate::WithdrawnLate, 4),
    (Fate::Planned, 9),
    (Fate::Missed, 3),
    (Fate::Accepted, 9),
    (Fate::Acknowledged, 7),
    (Fate::Offered, 9),
    (Fate::Held, 5),
    (Fate::Drafted, 4),
    (Fate::PausedEarly, 3),
    (Fate::Rejected, 6),
    (Fate::FailedEarly, 3),
    (Fate::WithdrawnEarly, 3),
    (Fate::Revoked, 2),
    (Fate::Mistaken, 2),
    (Fate::Known, 9),
    (Fate::Declined, 5),
];

/// The stories of a family that came back with something else: 14 cases.
pub const RETURNS: &[(Fate, usize)] =
    &[(Fate::Known, 5), (Fate::Closed("advice_given"), 4), (Fate::Acknowledged, 2), (Fate::Introduced, 3)];

/// The stories in which no family is named: 66 cases.
pub const NAMELESS: &[(Fate, usize)] = &[
    (Fate::Fresh, 9),
    (Fate::Thinking, 12),
    (Fate::Closed("advice_given"), 33),
    (Fate::Closed("no_offer_found"), 5),
    (Fate::Closed("out_of_scope"), 4),
    (Fate::Closed("duplicate"), 3),
];

impl Fate {
    /// How long ago the last beat was, in working minutes: from, to. Nothing when it may be any time this year.
    #[must_use]
    pub const fn age(self) -> Option<(i64, i64)> {
        match self {
            Self::Fresh => Some((5, 2 * DAY)),
            Self::Thinking | Self::Known | Self::Drafted => Some((30, 8 * DAY)),
            Self::Held => Some((60, 12 * DAY)),
            Self::Offered => Some((10, 4 * DAY)),
            Self::Acknowledged => Some((30, 7 * DAY)),
            Self::Accepted => Some((20, 7 * DAY)),
            Self::Planned | Self::Missed => Some((30, 6 * DAY)),
            Self::Introduced => Some((60, 22 * DAY)),
            Self::Rejected => Some((20, 3 * DAY)),
            Self::PausedEarly | Self::PausedLate => Some((2 * DAY, 25 * DAY)),
            Self::TakenOver | Self::Cold => Some((DAY, 35 * DAY)),
            Self::Aftercare => Some((60, 18 * DAY)),
            Self::Mistaken => Some((DAY, 5 * DAY)),
            Self::Closed(_) | Self::Declined | Self::Bridged | Self::FailedEarly | Self::FailedLate => None,
            Self::WithdrawnEarly | Self::WithdrawnLate | Self::Revoked => None,
        }
    }

    /// The beats of this story, each with the working minutes since the one before.
    #[must_use]
    pub fn beats(self, dice: &mut Dice) -> Vec<(i64, Beat)> {
        let mut story = Story { beats: vec![(0, Beat::Open)], dice };
        match self {
            Self::Fresh => {}
            Self::Thinking => story.think(),
            Self::Closed(outcome) => {
                story.think();
                story.then(20, 3 * DAY, Beat::Close(outcome));
            }
            Self::Known => story.know(),
            Self::Declined => {
                story.know();
                story.then(DAY, 6 * DAY, Beat::Close("family_declined"));
            }
            Self::Mistaken => {
                story.know();
                story.offer(0);
                story.then(15, 300, Beat::Mistake(0));
                story.offer(1);
            }
            _ => story.bridge(self),
        }
        story.beats
    }
}

/// A story while it is being written.
struct Story<'a> {
    beats: Vec<(i64, Beat)>,
    dice: &'a mut Dice,
}

impl Story<'_> {
    fn then(&mut self, from: i64, to: i64, beat: Beat) {
        let gap = self.dice.between(from, to);
        self.beats.push((gap, beat));
    }

    fn think(&mut self) {
        self.then(3, 120, Beat::Assign);
        if self.dice.chance(70) {
            self.then(30, DAY, Beat::Note);
        }
    }

    fn know(&mut self) {
        self.think();
        self.then(20, 2 * DAY, Beat::Meet);
        if self.dice.chance(40) {
            self.then(30, DAY, Beat::Note);
        }
    }

    fn draft(&mut self, leg: usize) {
        self.then(10, DAY, Beat::Consent(leg));
        self.then(2, 30, Beat::Draft(leg));
    }

    fn offer(&mut self, leg: usize) {
        self.draft(leg);
        self.then(2, 45, Beat::Offer(leg));
    }

    fn accept(&mut self, leg: usize) {
        self.offer(leg);
        self.then(20, DAY, Beat::Acknowledge(leg));
        self.then(30, 3 * DAY, Beat::Accept(leg));
    }

    fn plan(&mut self, leg: usize) {
        self.accept(leg);
        self.then(30, 3 * DAY, Beat::Plan(leg));
    }

    fn introduce(&mut self, leg: usize) {
        self.plan(leg);
        if self.dice.chance(8) {
            self.then(DAY, 3 * DAY, Beat::NoShow(leg));
        }
        self.then(DAY, 5 * DAY, Beat::Introduce(leg));
    }

    fn take_over(&mut self, leg: usize) {
        self.introduce(leg);
        self.then(60, 5 * DAY, Beat::TakeOver(leg));
    }

    /// One handover, now and then a second one because the first partner said no.
    fn bridge(&mut self, fate: Fate) {
        self.know();
        let mut leg = 0;
        if fate != Fate::Rejected && self.dice.chance(12) {
            self.offer(leg);
            self.then(60, 3 * DAY, Beat::Reject(leg));
            leg += 1;
        }
        match fate {
            Fate::Drafted => self.draft(leg),
            Fate::Held => {
                self.draft(leg);
                self.then(10, DAY, Beat::Hold(leg));
            }
            Fate::Offered => self.offer(leg),
            Fate::Acknowledged => {
                self.offer(leg);
                self.then(20, DAY, Beat::Acknowledge(leg));
            }
            Fate::Accepted => self.accept(leg),
            Fate::Planned => self.plan(leg),
            Fate::Missed => {
                self.plan(leg);
                self.then(DAY, 3 * DAY, Beat::NoShow(leg));
            }
            Fate::Introduced => self.introduce(leg),
            Fate::TakenOver => self.take_over(leg),
            Fate::Cold => {
                self.accept(leg);
                self.then(DAY, 4 * DAY, Beat::TakeOver(leg));
            }
            Fate::Aftercare | Fate::Bridged => {
                self.take_over(leg);
                self.then(4 * DAY, 14 * DAY, Beat::Complete(leg));
            }
            Fate::PausedEarly => {
                self.accept(leg);
                self.then(DAY, 3 * DAY, Beat::Pause(leg));
            }
            Fate::PausedLate => {
                self.introduce(leg);
                self.then(DAY, 5 * DAY, Beat::Pause(leg));
            }
            Fate::Rejected => {
                self.offer(leg);
                self.then(60, 3 * DAY, Beat::Reject(leg));
            }
            Fate::FailedEarly => {
                self.plan(leg);
                self.then(2 * DAY, 8 * DAY, Beat::Fail(leg));
            }
            Fate::FailedLate => {
                self.introduce(leg);
                self.then(3 * DAY, 10 * DAY, Beat::Fail(leg));
            }
            Fate::WithdrawnEarly => {
                self.offer(leg);
                self.then(DAY, 4 * DAY, Beat::Withdraw(leg));
            }
            Fate::WithdrawnLate => {
                self.introduce(leg);
                self.then(2 * DAY, 8 * DAY, Beat::Withdraw(leg));
            }
            Fate::Revoked => {
                self.accept(leg);
                self.then(DAY, 4 * DAY, Beat::Revoke(leg));
            }
            Fate::Fresh | Fate::Thinking | Fate::Closed(_) | Fate::Known | Fate::Declined | Fate::Mistaken => {}
        }
        if fate == Fate::Bridged {
            self.then(5 * DAY, 18 * DAY, Beat::Close("bridged"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Beat, FAMILIES, Fate, NAMELESS, RETURNS};
    use crate::demo::dice::Dice;

    fn sum(table: &[(Fate, usize)]) -> usize {
        table.iter().map(|row| row.1).sum()
    }

    #[test]
    fn there_are_as_many_stories_as_promised() {
        assert_eq!(sum(FAMILIES), 180);
        assert_eq!(sum(FAMILIES) + sum(RETURNS) + sum(NAMELESS), 260);
    }

    #[test]
    fn a_good_third_of_the_goal_is_introduced() {
        let mut dice = Dice::new(3);
        let met =
            |fate: Fate, dice: &mut Dice| fate.beats(dice).iter().any(|beat| matches!(beat.1, Beat::Introduce(_)));
        let introduced: usize = FAMILIES.iter().filter(|row| met(row.0, &mut dice)).map(|row| row.1).sum();
        assert!((90..110).contains(&introduced), "{introduced}");
    }

    #[test]
    fn each_story_opens_first_and_closes_last() {
        let mut dice = Dice::new(4);
        for (fate, _) in FAMILIES.iter().chain(RETURNS).chain(NAMELESS) {
            let beats = fate.beats(&mut dice);
            assert_eq!(beats.first().map(|beat| beat.1), Some(Beat::Open));
            let close = beats.iter().position(|beat| matches!(beat.1, Beat::Close(_)));
            assert!(close.is_none_or(|at| at + 1 == beats.len()), "{fate:?}");
        }
    }
}
