//! One need in both languages, retired or not.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::routing::Lexicon;
use crate::domain::routing::lexicon::Bilingual;
use crate::store::conn::Conn;
use crate::store::need_code;
use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::lexicon;

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NeedWords {
    /// Dutch.
    #[schema(min_length = 1, max_length = 500)]
    pub nl: String,
    /// English.
    #[schema(min_length = 1, max_length = 500)]
    pub en: String,
}

impl From<&Bilingual> for NeedWords {
    fn from(text: &Bilingual) -> Self {
        Self { nl: text.nl.clone(), en: text.en.clone() }
    }
}

/// A need with all its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NeedEntry {
    /// Code.
    pub code: String,
    /// Short name.
    pub label: NeedWords,
    /// What is meant.
    pub description: NeedWords,
    /// Whether it is not to be chosen any more.
    pub retired: bool,
    /// Counts changes; also the `ETag`. 0 as it comes with the program.
    pub version: i32,
}

/// One need.
///
/// # Errors
/// [`Error::NotFound`].
pub fn read(ctx: &Ctx, code: &str) -> Result<NeedEntry, Error> {
    ctx.db.read(|conn| {
        let lexicon = lexicon::current(ctx, conn)?;
        shown(conn, &lexicon, code)
    })
}

fn shown(conn: &mut Conn, lexicon: &Lexicon, code: &str) -> Result<NeedEntry, Error> {
    let need = lexicon.need(code).ok_or(Error::NotFound)?;
    Ok(NeedEntry {
        code: need.code.clone(),
        label: NeedWords::from(&need.label),
        description: NeedWords::from(&need.description),
        retired: need.retired,
        version: need_code::find(conn, code)?.map_or(0, |row| row.version),
    })
}
