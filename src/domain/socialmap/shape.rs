//! How the objects of HSDS 3.0 stand inside one another in its JSON: what is embedded, and which lists hang on what.
//! From the object schemas of the standard (tag v3.0, CC BY-SA 4.0).
//!
//! Every column that refers to a row stands nowhere in the JSON: it is implied by where the row stands. The two columns
//! that name a parent of the same kind are written out, because nothing is embedded there.

use super::fields::Field;
use super::object::Object;

/// A row or a list of rows that stands inside another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nested {
    /// Name of the property.
    pub name: &'static str,
    /// What stands there.
    pub object: Object,
    /// The column that ties them: of the outer row where one row is embedded, of the inner rows where it is a list.
    pub column: &'static str,
}

const fn nested(name: &'static str, object: Object, column: &'static str) -> Nested {
    Nested { name, object, column }
}

/// The terms that are attached to a row.
pub const ATTRIBUTES: Nested = nested("attributes", Object::Attribute, "link_id");
/// The history of a row.
pub const METADATA: Nested = nested("metadata", Object::Metadata, "resource_id");

const OF_SERVICE: &[Nested] = &[
    nested("phones", Object::Phone, "service_id"),
    nested("schedules", Object::Schedule, "service_id"),
    nested("service_areas", Object::ServiceArea, "service_id"),
    nested("service_at_locations", Object::ServiceAtLocation, "service_id"),
    nested("languages", Object::Language, "service_id"),
    nested("funding", Object::Funding, "service_id"),
    nested("cost_options", Object::CostOption, "service_id"),
    nested("required_documents", Object::RequiredDocument, "service_id"),
    nested("contacts", Object::Contact, "service_id"),
];

const OF_ORGANIZATION: &[Nested] = &[
    nested("funding", Object::Funding, "organization_id"),
    nested("contacts", Object::Contact, "organization_id"),
    nested("phones", Object::Phone, "organization_id"),
    nested("locations", Object::Location, "organization_id"),
    nested("programs", Object::Program, "organization_id"),
    nested("organization_identifiers", Object::OrganizationIdentifier, "organization_id"),
];

const OF_LOCATION: &[Nested] = &[
    nested("languages", Object::Language, "location_id"),
    nested("addresses", Object::Address, "location_id"),
    nested("contacts", Object::Contact, "location_id"),
    nested("accessibility", Object::Accessibility, "location_id"),
    nested("phones", Object::Phone, "location_id"),
    nested("schedules", Object::Schedule, "location_id"),
];

const OF_SERVICE_AT_LOCATION: &[Nested] = &[
    nested("contacts", Object::Contact, "service_at_location_id"),
    nested("phones", Object::Phone, "service_at_location_id"),
    nested("schedules", Object::Schedule, "service_at_location_id"),
];

const OF_CONTACT: &[Nested] = &[nested("phones", Object::Phone, "contact_id")];
const OF_PHONE: &[Nested] = &[nested("languages", Object::Language, "phone_id")];

const IN_SERVICE: &[Nested] = &[
    nested("organization", Object::Organization, "organization_id"),
    nested("program", Object::Program, "program_id"),
];
const IN_SERVICE_AT_LOCATION: &[Nested] = &[nested("location", Object::Location, "location_id")];
const IN_ATTRIBUTE: &[Nested] = &[nested("taxonomy_term", Object::TaxonomyTerm, "taxonomy_term_id")];
const IN_TAXONOMY_TERM: &[Nested] = &[nested("taxonomy_detail", Object::Taxonomy, "taxonomy_id")];

/// The lists that hang on a row, without its attributes and its history.
#[must_use]
pub const fn lists(object: Object) -> &'static [Nested] {
    match object {
        Object::Service => OF_SERVICE,
        Object::Organization => OF_ORGANIZATION,
        Object::Location => OF_LOCATION,
        Object::ServiceAtLocation => OF_SERVICE_AT_LOCATION,
        Object::Contact => OF_CONTACT,
        Object::Phone => OF_PHONE,
        _ => &[],
    }
}

/// The rows that are embedded in a row, and the column that names each.
#[must_use]
pub const fn embedded(object: Object) -> &'static [Nested] {
    match object {
        Object::Service => IN_SERVICE,
        Object::ServiceAtLocation => IN_SERVICE_AT_LOCATION,
        Object::Attribute => IN_ATTRIBUTE,
        Object::TaxonomyTerm => IN_TAXONOMY_TERM,
        _ => &[],
    }
}

/// Whether terms can be attached to a row of this object.
#[must_use]
pub const fn takes_attributes(object: Object) -> bool {
    !matches!(object, Object::Attribute | Object::Metadata | Object::Taxonomy | Object::TaxonomyTerm)
}

/// Whether a row of this object has a history.
#[must_use]
pub const fn takes_metadata(object: Object) -> bool {
    !matches!(object, Object::Metadata)
}

/// Whether a column is said by where the row stands in the JSON.
#[must_use]
pub fn is_implied(object: Object, field: &Field) -> bool {
    match (object, field.name) {
        (Object::Attribute, "link_id") | (Object::Metadata, "resource_id") => true,
        (_, "parent_id" | "parent_organization_id") => false,
        _ => field.refers_to.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fields::fields;
    use super::*;

    #[test]
    fn every_reference_of_the_tables_has_its_place_in_the_json() {
        for &object in Object::ALL {
            for field in fields(object).iter().filter(|field| is_implied(object, field)) {
                let inside = embedded(object).iter().any(|one| one.column == field.name);
                let listed = Object::ALL
                    .iter()
                    .any(|outer| lists(*outer).iter().any(|many| many.object == object && many.column == field.name));
                let general =
                    [ATTRIBUTES, METADATA].iter().any(|many| (many.object, many.column) == (object, field.name));
                assert!(inside || listed || general, "{object}.{}", field.name);
            }
        }
    }

    #[test]
    fn every_place_of_the_json_is_a_column_of_the_tables() {
        let has = |object: Object, column: &str| fields(object).iter().any(|field| field.name == column);
        for &object in Object::ALL {
            assert!(embedded(object).iter().all(|one| has(object, one.column)), "{object}");
            assert!(lists(object).iter().all(|many| has(many.object, many.column)), "{object}");
        }
    }
}
