//! Families that were written down twice: two merges, one of them undone, so that the count has something to explain.

use crate::demo::intake::as_told;
use crate::demo::stage::{Stage, lost};
use crate::usecases::error::Error;
use crate::usecases::family::merge::{MergeFamily, merge, undo};
use crate::usecases::family::register::register;

/// Records two households again in other words, and merges them with the first writing.
///
/// # Errors
/// Any failure of the use cases.
pub fn merged(stage: &Stage<'_>) -> Result<(), Error> {
    let known: Vec<(usize, String)> = stage.families.iter().map(|(home, id)| (*home, id.clone())).take(2).collect();
    for (place, (home, family_id)) in known.into_iter().enumerate() {
        let mut other = stage.script.households.get(home).ok_or_else(|| lost("household"))?.clone();
        other.name = other.name.to_uppercase();
        other.street = String::new();
        other.number = String::new();
        other.members.retain(|person| person.role == "child");
        let caller = stage.cast.workers.first().ok_or_else(|| lost("worker"))?;
        let mut told = as_told(&other, None)?;
        (told.street, told.number) = (None, None);
        let double = register(stage.ctx, caller, &told, None)?.family;
        let reason = "Zelfde telefoonnummer en zelfde kinderen, door twee scholen gebeld.".to_owned();
        let merge = merge(stage.ctx, caller, &double.id, &MergeFamily { into: family_id, reason }, None)?;
        if place == 1 {
            undo(stage.ctx, &stage.cast.coordinator, &merge.id, None)?;
        }
    }
    Ok(())
}
