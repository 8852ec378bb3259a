//! The stage: what acting out the script needs at hand, and what became of each plot so far.

use std::collections::BTreeMap;

use crate::demo::cast::Cast;
use crate::demo::clock::ScriptClock;
use crate::demo::days::Days;
use crate::demo::dice::Dice;
use crate::demo::pool::{Partner, Pool};
use crate::demo::script::Script;
use crate::domain::access::Principal;
use crate::domain::ids::Id;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;

/// Everything at hand.
pub struct Stage<'a> {
    /// The use cases' surroundings, on the script's clock.
    pub ctx: &'a Ctx,
    /// The script's clock.
    pub clock: &'a ScriptClock,
    /// The pools.
    pub pool: &'a Pool,
    /// The days.
    pub days: &'a Days,
    /// The script.
    pub script: &'a Script<'a>,
    /// The actors.
    pub cast: &'a Cast,
    /// Chance for what the script leaves open.
    pub dice: Dice,
    /// What became of each plot.
    pub acts: Vec<Act>,
    /// Families by household.
    pub families: BTreeMap<usize, Id>,
}

/// What became of one plot so far.
#[derive(Debug, Clone, Default)]
pub struct Act {
    /// The case.
    pub case_id: Id,
    /// Which worker has it.
    pub worker: usize,
    /// Consents by leg.
    pub consents: BTreeMap<usize, Id>,
    /// Handovers by leg: id, version, who goes along.
    pub handovers: BTreeMap<usize, Walk>,
}

/// One handover on its way.
#[derive(Debug, Clone)]
pub struct Walk {
    /// Id.
    pub id: Id,
    /// Version after the last step.
    pub version: i32,
    /// Whether the source has to confirm the introduction.
    pub accompanied: bool,
}

impl Stage<'_> {
    /// A sentence from a pool.
    pub fn say(&mut self, list: &[String]) -> Option<String> {
        self.dice.pick(list).cloned()
    }

    /// The worker of a plot.
    ///
    /// # Errors
    /// When the cast has no workers.
    pub fn worker(&self, plot: usize) -> Result<&Principal, Error> {
        let worker = self.acts.get(plot).map_or(0, |act| act.worker);
        self.cast.workers.get(worker).ok_or_else(|| lost("worker"))
    }

    /// The partner of a leg: as caller, and its data.
    ///
    /// # Errors
    /// When the script leads to an organisation that is no partner.
    pub fn partner(&self, plot: usize, leg: usize) -> Result<(&Principal, &Partner), Error> {
        let route = self.script.plots.get(plot).and_then(|plot| plot.legs.get(leg)).ok_or_else(|| lost("leg"))?;
        let caller = self.cast.partners.get(&route.organization_id).ok_or_else(|| lost("partner"))?;
        let partner = self.pool.partners.iter().find(|one| one.organization_id == route.organization_id);
        Ok((caller, partner.ok_or_else(|| lost("partner"))?))
    }

    /// The handover of a leg.
    ///
    /// # Errors
    /// When it was not drafted yet.
    pub fn walk(&self, plot: usize, leg: usize) -> Result<Walk, Error> {
        self.acts.get(plot).and_then(|act| act.handovers.get(&leg)).cloned().ok_or_else(|| lost("handover"))
    }
}

/// The script asked for something that is not there: a fault of ours.
#[must_use]
pub fn lost(what: &str) -> Error {
    Error::Internal(format!("the script of the demonstration lost a {what}"))
}

/// Turns a code of the pools into one of a code list.
///
/// # Errors
/// When the pools hold a code that does not exist.
pub fn code<T: std::str::FromStr<Err = crate::domain::codes::UnknownCode>>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|error: crate::domain::codes::UnknownCode| Error::Internal(error.to_string()))
}
