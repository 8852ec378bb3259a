//! Schools, as a city listed them.

use diesel::prelude::*;

use crate::domain::casework::SchoolStage;
use crate::domain::ids::Id;
use crate::domain::school::School;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::schools;
use crate::text_columns;

text_columns!(SchoolStage);

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = schools)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
struct SchoolRow {
    id: Id,
    name: String,
    stage: Option<SchoolStage>,
    postcode: Option<String>,
}

/// All schools, by name.
///
/// # Errors
/// Any failure of the database.
pub fn list(conn: &mut Conn) -> Result<Vec<School>, StoreError> {
    let rows = schools::table.order((schools::name, schools::id)).select(SchoolRow::as_select()).load(conn)?;
    Ok(rows.into_iter().map(|SchoolRow { id, name, stage, postcode }| School { id, name, stage, postcode }).collect())
}

/// Writes a school down, or what is new about it; answers whether it was not there.
///
/// # Errors
/// Any failure of the database.
pub fn put(conn: &mut Conn, school: &School) -> Result<bool, StoreError> {
    let School { id, name, stage, postcode } = school.clone();
    let row = SchoolRow { id, name, stage, postcode };
    if diesel::update(schools::table.find(&school.id)).set(&row).execute(conn)? > 0 {
        return Ok(false);
    }
    diesel::insert_into(schools::table).values(&row).execute(conn)?;
    Ok(true)
}
