//! Which scopes may be given to whom, and which roles a worker can have. A scope that does not fit its party would open
//! a door with nothing behind it, so it is refused when it is given, not when it is used.

use crate::domain::access::{Party, Scope};

codes! {
    /// What a worker of the contact point does.
    UserRole {
        /// Takes questions and builds the bridge.
        IntakeWorker = "intake_worker",
        /// Watches overdue work, targets and partners.
        Coordinator = "coordinator",
        /// Watches over personal data.
        DataProtectionOfficer = "data_protection_officer",
        /// Keeps users, clients and settings.
        Administrator = "administrator",
    }
}

/// The scopes that fit a party.
#[must_use]
pub fn fitting(party: &Party) -> &'static [Scope] {
    match party {
        Party::Team => Scope::ALL,
        Party::Partner(_) => {
            &[Scope::HandoversRead, Scope::HandoversDecide, Scope::MapRead, Scope::MapWrite, Scope::EventsRead]
        }
        Party::AlertPoint => &[Scope::AlertsRead, Scope::AlertsDecide, Scope::EventsRead],
    }
}

/// Reads scopes separated by spaces, for a party.
///
/// # Errors
/// Every word that is no scope or does not fit, each with what would have been accepted.
pub fn parse(party: &Party, text: &str) -> Result<Vec<Scope>, Vec<String>> {
    let fitting = fitting(party);
    let (mut scopes, mut faults) = (Vec::new(), Vec::new());
    for word in text.split_whitespace() {
        match word.parse::<Scope>() {
            Ok(scope) if scopes.contains(&scope) => {}
            Ok(scope) if fitting.contains(&scope) => scopes.push(scope),
            _ => faults.push(format!("'{word}' is not one of: {}", join(fitting))),
        }
    }
    if scopes.is_empty() && faults.is_empty() {
        faults.push(format!("at least one scope is needed, out of: {}", join(fitting)));
    }
    if faults.is_empty() { Ok(scopes) } else { Err(faults) }
}

/// Scopes as they stand in tokens and in the database: separated by spaces.
#[must_use]
pub fn join(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_party_gets_only_what_fits() {
        let partner = Party::Partner("org".to_owned());
        assert_eq!(parse(&partner, "handovers:read events:read"), Ok(vec![Scope::HandoversRead, Scope::EventsRead]));
        assert!(parse(&partner, "handovers:read cases:read").is_err());
        assert!(parse(&partner, "handovers:read admin").is_err());
        assert!(parse(&Party::AlertPoint, "alerts:read alerts:decide events:read").is_ok());
        assert!(parse(&Party::AlertPoint, "alerts:read signals:write").is_err(), "it would read what it reports on");
        assert!(parse(&Party::AlertPoint, "cases:read").is_err());
        assert_eq!(parse(&Party::Team, &join(Scope::ALL)), Ok(Scope::ALL.to_vec()));
    }

    #[test]
    fn all_faults_are_named() {
        assert_eq!(parse(&Party::AlertPoint, "nonsense map:read alerts:read").map_err(|faults| faults.len()), Err(2));
        assert_eq!(parse(&Party::Team, "  ").map_err(|faults| faults.len()), Err(1));
        assert_eq!(parse(&Party::Team, "admin admin"), Ok(vec![Scope::Admin]));
    }
}
