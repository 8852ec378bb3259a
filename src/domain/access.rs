//! Who may do what. Deny by default: a scope says which doors may be tried, the [`Reach`] says which rows are behind them.

use std::collections::BTreeSet;

use crate::domain::ids::Id;

codes! {
    /// OAuth scopes (API.md, "Who may call").
    Scope {
        /// Read cases, their timeline and suggestions.
        CasesRead = "cases:read",
        /// Open and change cases, start and steer handovers as the source.
        CasesWrite = "cases:write",
        /// Read the identity of a family, with a purpose.
        FamiliesRead = "families:read",
        /// Record families and consents, merge and undo.
        FamiliesWrite = "families:write",
        /// Read handovers.
        HandoversRead = "handovers:read",
        /// Take steps in a handover.
        HandoversDecide = "handovers:decide",
        /// Read the social map with capacity and agreements.
        MapRead = "map:read",
        /// Change the social map and record agreements.
        MapWrite = "map:write",
        /// Read signals and alerts.
        AlertsRead = "alerts:read",
        /// Confirm signals; acknowledge, treat and close alerts.
        AlertsDecide = "alerts:decide",
        /// Report absences and other signals of a school.
        SignalsWrite = "signals:write",
        /// Read targets; manage subscriptions to the weekly mail.
        TargetsRead = "targets:read",
        /// Read the event feed.
        EventsRead = "events:read",
        /// Access log, outbox.
        Admin = "admin",
    }
}

/// For whom a caller acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Party {
    /// The contact point itself.
    Team,
    /// A welfare partner: the organisation of the social map that it belongs to.
    Partner(Id),
    /// The central alert point (CMP).
    AlertPoint,
}

/// Which rows a caller can see. Every store query that returns case data takes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// All rows of the team.
    Team,
    /// Only what was offered to this organisation.
    Organization(Id),
    /// Only alerts in the mandate of the alert point.
    AlertPoint,
}

/// An authenticated caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Row id of the client.
    pub id: Id,
    /// Public name of the client (`client_id`), as it stands in timelines and the access log.
    pub client_id: String,
    /// For whom it acts.
    pub party: Party,
    /// What its token allows.
    pub scopes: BTreeSet<Scope>,
}

impl Principal {
    /// The rows that this caller can see.
    #[must_use]
    pub fn reach(&self) -> Reach {
        match &self.party {
            Party::Team => Reach::Team,
            Party::Partner(organization_id) => Reach::Organization(organization_id.clone()),
            Party::AlertPoint => Reach::AlertPoint,
        }
    }

    /// Whether the token carries a scope.
    #[must_use]
    pub fn has(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}
