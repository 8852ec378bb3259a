//! How a state machine says no. Every machine of the house answers with the same two kinds, so that every door can
//! translate them the same way: a step that does not exist from here, or one whose condition is not met yet.

/// Why a step was not taken. `S` is the code list of states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal<S> {
    /// There is no such step from here for this actor; these there are.
    Illegal {
        /// States that this actor can reach from here.
        allowed: Vec<S>,
    },
    /// The step exists, but a condition is not met.
    Guard(Unmet),
}

/// A condition that is not met: a stable name for machines, a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    /// Name of the guard, lowerCamelCase; part of the API.
    pub guard: &'static str,
    /// What is missing, in one sentence without personal data.
    pub detail: &'static str,
}

impl<S> Refusal<S> {
    /// A guard that is not met.
    #[must_use]
    pub const fn guard(guard: &'static str, detail: &'static str) -> Self {
        Self::Guard(Unmet { guard, detail })
    }
}
