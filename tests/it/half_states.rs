//! What would be a half state: rows that only make sense together, of which some are missing. Asked of the database itself.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use netsterk::store::db::Db;
use netsterk::store::error::StoreError;

const NEVER: &[(&str, &str)] = &[
    (
        "a case without its first line",
        "cases c WHERE NOT EXISTS (SELECT 1 FROM timeline t WHERE t.case_id = c.id AND t.kind = 'case.opened')",
    ),
    (
        "a case without its event",
        "cases c WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.subject = c.id AND e.kind LIKE '%.case.opened')",
    ),
    ("a case without its needs", "cases c WHERE NOT EXISTS (SELECT 1 FROM case_needs n WHERE n.case_id = c.id)"),
    (
        "a case of a version that no line tells",
        "cases c WHERE version <> (SELECT max(version) FROM timeline t WHERE t.case_id = c.id AND t.handover_id IS NULL)",
    ),
    ("a line without its case", "timeline t WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id)"),
    (
        "a family without its sealed identity",
        "families f WHERE NOT EXISTS (SELECT 1 FROM identities i WHERE i.family_id = f.id AND i.kind = 'household')",
    ),
    (
        "a family without a case, a milestone and two members",
        "families f WHERE (SELECT count(*) FROM family_members m WHERE m.family_id = f.id) <> 2 OR NOT EXISTS \
            (SELECT 1 FROM milestones m JOIN cases c ON c.family_id = f.id WHERE m.case_id = c.id AND m.kind = 'reached')",
    ),
    (
        "a handover with more or fewer lines than steps",
        "handovers h WHERE version <> (SELECT count(*) FROM timeline t WHERE t.handover_id = h.id)",
    ),
    (
        "a handover in a state that its last line does not tell",
        "handovers h WHERE NOT EXISTS (SELECT 1 FROM timeline t WHERE t.handover_id = h.id \
            AND t.version = h.version AND t.to_state = h.status)",
    ),
    (
        "an offer without exactly one letter",
        "handovers h WHERE (SELECT count(*) FROM outbox o WHERE o.about = h.id) <> \
            CASE WHEN offered_at IS NULL THEN 0 ELSE 1 END",
    ),
    (
        "an offer without its consent frozen",
        "handovers WHERE offered_at IS NOT NULL AND (frozen_consent IS NULL OR consent_id IS NULL)",
    ),
    (
        "a handover further than its case",
        "handovers h JOIN cases c ON c.id = h.case_id WHERE c.status <> CASE WHEN h.status = 'draft' THEN 'new' \
            WHEN h.status = 'taken_over' THEN 'aftercare' ELSE 'bridging' END",
    ),
    ("an event twice", "(SELECT subject FROM events GROUP BY subject, sequence HAVING count(*) > 1) twice"),
    ("a docket twice", "(SELECT docket FROM cases GROUP BY docket HAVING count(*) > 1) twice"),
];

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = Text)]
    id: String,
}

/// Those that there are.
pub fn found(db: &Db) -> Vec<&'static str> {
    let is_there = |rows: &str| {
        let query = diesel::sql_query(format!("SELECT count(*) AS n FROM {rows}"));
        db.read(|conn| query.get_result::<Count>(conn).map_err(StoreError::from)).unwrap().n > 0
    };
    NEVER.iter().filter(|(_, rows)| is_there(rows)).map(|(what, _)| *what).collect()
}

/// Letters that the worker had in hand when it was killed. As if the lease had run out, they are due again.
pub fn letters_in_hand(db: &Db) -> Vec<String> {
    let found: Result<Vec<Id>, StoreError> = db.write(|conn| {
        let held = "SELECT id FROM outbox WHERE state = 'waiting' AND leased_until IS NOT NULL";
        let held = diesel::sql_query(held).load::<Id>(conn)?;
        diesel::sql_query("UPDATE outbox SET leased_until = NULL, leased_by = NULL WHERE state = 'waiting'")
            .execute(conn)?;
        Ok(held)
    });
    found.unwrap().into_iter().map(|row| row.id).collect()
}
