//! Needs that coordinators added to those of the program, or named anew.

use diesel::prelude::*;

use crate::domain::moment::Moment;
use crate::domain::routing::lexicon::{Bilingual, OwnNeed};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::need_codes;

/// A need as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = need_codes)]
#[diesel(primary_key(code))]
pub struct NeedCodeRow {
    /// Code.
    pub code: String,
    /// Short name, Dutch.
    pub label_nl: String,
    /// Short name, English.
    pub label_en: String,
    /// What is meant, Dutch.
    pub description_nl: String,
    /// What is meant, English.
    pub description_en: String,
    /// Whether it is not to be chosen any more.
    pub retired: bool,
    /// Client that wrote it.
    pub changed_by: String,
    /// When.
    pub changed_at: Moment,
    /// Counts changes, from 1.
    pub version: i32,
}

/// One of them.
///
/// # Errors
/// Any failure of the database.
pub fn find(conn: &mut Conn, code: &str) -> Result<Option<NeedCodeRow>, StoreError> {
    Ok(need_codes::table.find(code).select(NeedCodeRow::as_select()).first(conn).optional()?)
}

/// All of them, by code.
///
/// # Errors
/// Any failure of the database.
pub fn all(conn: &mut Conn) -> Result<Vec<OwnNeed>, StoreError> {
    let rows = need_codes::table.order(need_codes::code).select(NeedCodeRow::as_select()).load(conn)?;
    let own = |row: NeedCodeRow| OwnNeed {
        code: row.code,
        label: Bilingual { nl: row.label_nl, en: row.label_en },
        description: Bilingual { nl: row.description_nl, en: row.description_en },
        retired: row.retired,
    };
    Ok(rows.into_iter().map(own).collect())
}

/// Writes one, if it still has the version before the one in `row`; 1 where it is the first.
///
/// # Errors
/// [`StoreError::Conflict`]; [`StoreError::Duplicate`] when somebody else wrote the first one at the same moment.
pub fn put(conn: &mut Conn, row: &NeedCodeRow) -> Result<(), StoreError> {
    let rows = if row.version == 1 {
        diesel::insert_into(need_codes::table).values(row).execute(conn)?
    } else {
        let before = need_codes::table.find(&row.code).filter(need_codes::version.eq(row.version - 1));
        diesel::update(before).set(row).execute(conn)?
    };
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}
