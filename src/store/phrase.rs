//! Phrases that were added to the wording of needs. What was taken away stays, with who did it and when.

use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::routing::own_phrase::{OwnPhrase, PhraseLanguage, PhraseWeight};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::need_phrases;
use crate::text_columns;

text_columns!(PhraseWeight, PhraseLanguage);

/// A phrase as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = need_phrases)]
pub struct PhraseRow {
    /// UUIDv7.
    pub id: Id,
    /// Code of the need.
    pub need: String,
    /// Language.
    pub language: PhraseLanguage,
    /// The words.
    pub phrase: String,
    /// The words, folded: two that differ only in capitals and accents are the same.
    pub folded: String,
    /// How much it says.
    pub weight: PhraseWeight,
    /// Who added it.
    pub added_by: String,
    /// When.
    pub added_at: Moment,
    /// Who took it away.
    pub removed_by: Option<String>,
    /// When.
    pub removed_at: Option<Moment>,
    /// Counts changes, from 1.
    pub version: i32,
}

/// Adds a phrase.
///
/// # Errors
/// [`StoreError::Duplicate`] when the need has it already.
pub fn insert(conn: &mut Conn, row: &PhraseRow) -> Result<(), StoreError> {
    diesel::insert_into(need_phrases::table).values(row).execute(conn)?;
    Ok(())
}

/// The phrases of a need, the oldest first; with those that were taken away where wanted.
///
/// # Errors
/// Any failure of the database.
pub fn of_need(conn: &mut Conn, need: &str, removed: bool) -> Result<Vec<PhraseRow>, StoreError> {
    let mut query = need_phrases::table.filter(need_phrases::need.eq(need)).into_boxed();
    if !removed {
        query = query.filter(need_phrases::removed_at.is_null());
    }
    Ok(query.order(need_phrases::id).select(PhraseRow::as_select()).load(conn)?)
}

/// Every phrase that counts, in the order in which they were added.
///
/// # Errors
/// Any failure of the database.
pub fn all(conn: &mut Conn) -> Result<Vec<OwnPhrase>, StoreError> {
    let rows = need_phrases::table
        .filter(need_phrases::removed_at.is_null())
        .order(need_phrases::id)
        .select(PhraseRow::as_select())
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| OwnPhrase { need: row.need, language: row.language, text: row.phrase, weight: row.weight })
        .collect())
}

/// One phrase of a need that counts.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn find(conn: &mut Conn, need: &str, id: &str) -> Result<PhraseRow, StoreError> {
    Ok(need_phrases::table
        .filter(need_phrases::id.eq(id))
        .filter(need_phrases::need.eq(need))
        .filter(need_phrases::removed_at.is_null())
        .select(PhraseRow::as_select())
        .first(conn)?)
}

/// Takes a phrase away, if it still has this version.
///
/// # Errors
/// [`StoreError::Conflict`] when it has another one.
pub fn remove(conn: &mut Conn, id: &str, version: i32, by: &str, at: Moment) -> Result<(), StoreError> {
    let rows = diesel::update(
        need_phrases::table
            .filter(need_phrases::id.eq(id))
            .filter(need_phrases::version.eq(version))
            .filter(need_phrases::removed_at.is_null()),
    )
    .set((need_phrases::removed_by.eq(by), need_phrases::removed_at.eq(at), need_phrases::version.eq(version + 1)))
    .execute(conn)?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}
