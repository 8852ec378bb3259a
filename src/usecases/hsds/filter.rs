//! Which rows a list of the open door shows. Every filter narrows what the others left.

use std::collections::HashSet;

use crate::domain::ids::Id;
use crate::domain::moment::Moment;
use crate::domain::routing::text::fold;
use crate::domain::socialmap::area;
use crate::domain::socialmap::candidate::Area;
use crate::domain::socialmap::centroid;
use crate::store::conn::Conn;
use crate::usecases::atlas;
use crate::usecases::catalogue::{Catalogue, Listed, Place, Term};
use crate::usecases::ctx::Ctx;
use crate::usecases::error::{Error, Issue};

/// What services, and services at locations, are narrowed to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// Words, as in the search of the map.
    pub search: Option<String>,
    /// With this term.
    pub taxonomy_term_id: Option<Id>,
    /// With any term of this taxonomy.
    pub taxonomy_id: Option<Id>,
    /// Of this organisation.
    pub organization_id: Option<Id>,
    /// Changed at this moment or later.
    pub modified_after: Option<Moment>,
    /// Working in this postcode.
    pub postcode: Option<u16>,
    /// Offered within so many metres of the middle of the postcode.
    pub proximity: Option<i64>,
}

/// What terms are narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TermFilter {
    /// Words of the name or the code.
    pub search: Option<String>,
    /// Of this taxonomy.
    pub taxonomy_id: Option<Id>,
    /// Right below this term.
    pub parent_id: Option<Id>,
    /// Without a term above them.
    pub top_only: bool,
}

/// Filters that have been looked up.
struct Sieve<'c> {
    catalogue: &'c Catalogue,
    filter: &'c Filter,
    /// Services that the words and the postcode leave.
    left: Option<HashSet<Id>>,
    middle: Option<centroid::Point>,
    /// Of each of these there must be one.
    terms: Vec<HashSet<usize>>,
}

impl<'c> Sieve<'c> {
    fn new(ctx: &Ctx, conn: &mut Conn, catalogue: &'c Catalogue, filter: &'c Filter) -> Result<Self, Error> {
        let middle = middle(filter)?;
        Ok(Self { catalogue, filter, left: left(ctx, conn, filter)?, middle, terms: terms(catalogue, filter) })
    }

    fn takes(&self, service: &Listed) -> bool {
        let filter = self.filter;
        filter.organization_id.as_ref().is_none_or(|id| service.organization_id == *id)
            // A service that does not say when it changed may have changed.
            && filter.modified_after.is_none_or(|after| service.modified.as_ref().is_none_or(|(at, _)| *at >= after))
            && self.left.as_ref().is_none_or(|left| left.contains(&service.id))
    }

    fn has_term(&self, of: &[usize]) -> bool {
        self.terms.iter().all(|wanted| of.iter().any(|term| wanted.contains(term)))
    }

    fn is_near(&self, place: &Place) -> bool {
        let (Some(middle), Some(metres)) = (self.middle, self.filter.proximity) else { return true };
        #[expect(clippy::cast_precision_loss, reason = "metres on a globe are far from where it begins")]
        place.point.is_some_and(|point| point.metres_to(middle) <= metres as f64)
    }

    fn service(&self, service: &Listed) -> bool {
        let near = || service.places.iter().any(|place| self.is_near(&self.catalogue.places[*place]));
        self.takes(service)
            && self.has_term(&service.terms)
            && (self.middle.is_none() || self.filter.proximity.is_none() || near())
    }

    fn place(&self, place: &Place) -> bool {
        let service = &self.catalogue.services[place.service];
        let terms: Vec<usize> = place.terms.iter().chain(&service.terms).copied().collect();
        self.takes(service) && self.has_term(&terms) && self.is_near(place)
    }
}

/// The services that are left, by their place in the catalogue.
///
/// # Errors
/// [`Error::Invalid`] for a distance from nowhere; any failure of the database.
pub fn services(ctx: &Ctx, conn: &mut Conn, catalogue: &Catalogue, filter: &Filter) -> Result<Vec<usize>, Error> {
    let sieve = Sieve::new(ctx, conn, catalogue, filter)?;
    let all = catalogue.services.iter().enumerate();
    Ok(all.filter(|(_, service)| sieve.service(service)).map(|(place, _)| place).collect())
}

/// The services at locations that are left: their ids.
///
/// # Errors
/// As [`services`].
pub fn places(ctx: &Ctx, conn: &mut Conn, catalogue: &Catalogue, filter: &Filter) -> Result<Vec<Id>, Error> {
    let sieve = Sieve::new(ctx, conn, catalogue, filter)?;
    Ok(catalogue.places.iter().filter(|place| sieve.place(place)).map(|place| place.id.clone()).collect())
}

/// The terms that are left: their ids.
#[must_use]
pub fn terms_of(catalogue: &Catalogue, filter: &TermFilter) -> Vec<Id> {
    let fits = |term: &&Term| {
        has_words(&term.words, filter.search.as_deref())
            && filter.taxonomy_id.as_ref().is_none_or(|id| term.taxonomy.as_ref() == Some(id))
            && filter.parent_id.as_ref().is_none_or(|id| term.parent.as_ref() == Some(id))
            && !(filter.top_only && term.parent.is_some())
    };
    catalogue.terms.iter().filter(fits).map(|term| term.id.clone()).collect()
}

/// Rows whose folded words hold every word of a search: their ids.
#[must_use]
pub fn named(rows: &[(Id, String)], search: Option<&str>) -> Vec<Id> {
    rows.iter().filter(|(_, words)| has_words(words, search)).map(|(id, _)| id.clone()).collect()
}

fn has_words(folded: &str, search: Option<&str>) -> bool {
    search.is_none_or(|search| fold(search).split_whitespace().all(|word| folded.contains(word)))
}

/// The point from which distances are counted.
fn middle(filter: &Filter) -> Result<Option<centroid::Point>, Error> {
    match (filter.proximity, filter.postcode) {
        (None, _) => Ok(None),
        (Some(_), None) => {
            Err(Error::Invalid(vec![Issue::query("proximity", "is a distance from a postcode; send `postcode` too")]))
        }
        (Some(_), Some(code)) => centroid::of(code).map(Some).ok_or_else(|| {
            Error::Invalid(vec![Issue::query(
                "postcode",
                format!("{code} is not a Belgian postcode that we can place"),
            )])
        }),
    }
}

/// Services that have the words and work in the postcode; `None` where neither is asked for.
fn left(ctx: &Ctx, conn: &mut Conn, filter: &Filter) -> Result<Option<HashSet<Id>>, Error> {
    let words = filter.search.as_deref().map(fold).filter(|words| !words.trim().is_empty());
    if words.is_none() && filter.postcode.is_none() {
        return Ok(None);
    }
    let atlas = atlas::current(ctx, conn)?;
    let found = match &words {
        Some(words) => atlas.index.scores(words).map_err(|fault| Error::Internal(fault.to_string()))?,
        None => std::collections::HashMap::new(),
    };
    let fits = |service: &crate::domain::socialmap::Candidate| {
        words.as_ref().is_none_or(|words| {
            let words = words.trim();
            found.contains_key(&service.id)
                || fold(&service.name).contains(words)
                || fold(&service.organization_name).contains(words)
        }) && filter.postcode.is_none_or(|code| match &service.area {
            Area::Within(ranges, _) => area::covers(ranges, code),
            // Nobody is left out on an area that cannot be placed.
            Area::Everywhere | Area::Unknown(_) => true,
        })
    };
    Ok(Some(atlas.roster.services().iter().filter(|service| fits(service)).map(|service| service.id.clone()).collect()))
}

/// The terms that are asked for: those with the id, and those of the taxonomy.
fn terms(catalogue: &Catalogue, filter: &Filter) -> Vec<HashSet<usize>> {
    let all = |fits: &dyn Fn(&Term) -> bool| {
        catalogue.terms.iter().enumerate().filter(|(_, term)| fits(term)).map(|(place, _)| place).collect()
    };
    let one = filter.taxonomy_term_id.as_ref().map(|id| all(&|term| term.id == *id));
    let any = filter.taxonomy_id.as_ref().map(|id| all(&|term| term.taxonomy.as_ref() == Some(id)));
    one.into_iter().chain(any).collect()
}
