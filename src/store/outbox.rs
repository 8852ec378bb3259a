//! What waits to leave the house. Written in the transaction of the work that causes it; sent by the worker.

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::notice::Notice;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::outbox;
use crate::store::types::to_json;

/// Puts a notice in the outbox, to be sent from `at` on. `about` is the id of what it is about, for looking it up.
///
/// # Errors
/// Any failure of the database.
pub fn enqueue(conn: &mut Conn, id: &Id, notice: &Notice, about: &str, at: Moment) -> Result<(), StoreError> {
    diesel::insert_into(outbox::table)
        .values((
            outbox::id.eq(id),
            outbox::notice.eq(to_json(notice)?),
            outbox::about.eq(about),
            outbox::state.eq("waiting"),
            outbox::attempts.eq(0),
            outbox::next_attempt_at.eq(at),
            outbox::created_at.eq(at),
        ))
        .execute(conn)?;
    Ok(())
}
