//! Pages of a list: how many, after what, and what was found.

use crate::domain::ids::Id;
use crate::domain::moment::Moment;

/// Largest page that is given out.
pub const MOST: i64 = 200;

/// A place in a list that is ordered by a time and then by id. Stable: rows that come later do not shift it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Time of the last row that was seen.
    pub at: Moment,
    /// Its id.
    pub id: Id,
}

/// Which part of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Number of rows, 1 to [`MOST`].
    pub limit: i64,
    /// Continue behind this row.
    pub after: Option<Place>,
}

/// A page that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// The rows, at most as many as asked for.
    pub items: Vec<T>,
    /// Whether more rows follow.
    pub more: bool,
    /// How many rows the whole list has for this caller.
    pub total: i64,
}

impl<T> Listed<T> {
    /// Makes a page of `limit + 1` rows that were loaded: the extra one only tells that more follow.
    #[must_use]
    pub fn cut(mut rows: Vec<T>, limit: i64, total: i64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(0);
        let more = rows.len() > limit;
        rows.truncate(limit);
        Self { items: rows, more, total }
    }

    /// The same page with every row turned into something else.
    pub fn map<U>(self, each: impl FnMut(T) -> U) -> Listed<U> {
        Listed { items: self.items.into_iter().map(each).collect(), more: self.more, total: self.total }
    }
}
