//! Fields of every HSDS 3.0 object as data: name, type, required, reference. From the tabular data package of the
//! standard (tag v3.0, CC BY-SA 4.0). Two things of that file are not followed: it calls `program.organization_id` unique
//! (an organisation may have several programmes), and it wants a previous and a new value for every change, although one
//! of them is empty where something was filled in or taken out.

use super::object::Object;

/// What a cell may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A UUID.
    Uuid,
    /// A decimal number.
    Number,
    /// `YYYY-MM-DD`.
    Date,
    /// `HH:MM` or `HH:MM:SS`, with or without an offset.
    Time,
    /// RFC 3339.
    DateTime,
    /// An address with a scheme.
    Uri,
    /// A mail address.
    Email,
    /// One of a closed list.
    Choice(&'static [&'static str]),
}

/// One column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Name of the column.
    pub name: &'static str,
    /// What it may hold.
    pub kind: Kind,
    /// Whether it may not be empty.
    pub required: bool,
    /// The object whose id it holds.
    pub refers_to: Option<Object>,
}

const fn field(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: false, refers_to: None }
}

const fn text(name: &'static str) -> Field {
    field(name, Kind::Text)
}

const fn id() -> Field {
    field("id", Kind::Uuid).required()
}

const fn link(name: &'static str, object: Object) -> Field {
    let mut field = field(name, Kind::Uuid);
    field.refers_to = Some(object);
    field
}

impl Field {
    const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Whether it may name a row that is not in the package: the standard declares no reference for parents, and a
    /// package of one city names umbrella bodies of the whole country.
    #[must_use]
    pub fn may_dangle(&self) -> bool {
        matches!(self.name, "parent_id" | "parent_organization_id")
    }
}

const STATUS: Kind = Kind::Choice(&["active", "inactive", "defunct", "temporarily closed"]);
const PLACE: Kind = Kind::Choice(&["physical", "postal", "virtual"]);
const DAY: Kind = Kind::Choice(&["MO", "TU", "WE", "TH", "FR", "SA", "SU"]);
const RHYTHM: Kind = Kind::Choice(&["WEEKLY", "MONTHLY"]);

const ORGANIZATION: &[Field] = &[
    id(),
    text("name").required(),
    text("alternate_name"),
    text("description").required(),
    field("email", Kind::Email),
    field("website", Kind::Uri),
    text("tax_status"),
    text("tax_id"),
    field("year_incorporated", Kind::Number),
    text("legal_status"),
    text("logo"),
    field("uri", Kind::Uri),
    link("parent_organization_id", Object::Organization),
];

const PROGRAM: &[Field] = &[
    id(),
    link("organization_id", Object::Organization).required(),
    text("name").required(),
    text("alternate_name"),
    text("description").required(),
];

const SERVICE: &[Field] = &[
    id(),
    link("organization_id", Object::Organization).required(),
    link("program_id", Object::Program),
    text("name").required(),
    text("alternate_name"),
    text("description"),
    field("url", Kind::Uri),
    field("email", Kind::Email),
    field("status", STATUS).required(),
    text("interpretation_services"),
    text("application_process"),
    text("fees_description"),
    text("wait_time"),
    text("fees"),
    text("accreditations"),
    text("eligibility_description"),
    field("minimum_age", Kind::Number),
    field("maximum_age", Kind::Number),
    field("assured_date", Kind::Date),
    field("assurer_email", Kind::Email),
    text("licenses"),
    text("alert"),
    field("last_modified", Kind::DateTime),
];

const LOCATION: &[Field] = &[
    id(),
    field("location_type", PLACE).required(),
    field("url", Kind::Uri),
    link("organization_id", Object::Organization),
    text("name"),
    text("alternate_name"),
    text("description"),
    text("transportation"),
    field("latitude", Kind::Number),
    field("longitude", Kind::Number),
    text("external_identifier"),
    text("external_identifier_type"),
];

const SERVICE_AT_LOCATION: &[Field] = &[
    id(),
    link("service_id", Object::Service).required(),
    link("location_id", Object::Location).required(),
    text("description"),
];

const TAXONOMY: &[Field] =
    &[id(), text("name").required(), text("description").required(), field("uri", Kind::Uri), text("version")];

const TAXONOMY_TERM: &[Field] = &[
    id(),
    text("code"),
    text("name").required(),
    text("description").required(),
    link("parent_id", Object::TaxonomyTerm),
    text("taxonomy"),
    text("language"),
    link("taxonomy_id", Object::Taxonomy),
    field("term_uri", Kind::Uri),
];

const ATTRIBUTE: &[Field] = &[
    id(),
    field("link_id", Kind::Uuid).required(),
    link("taxonomy_term_id", Object::TaxonomyTerm).required(),
    text("link_type"),
    text("link_entity").required(),
    text("value"),
];

const CONTACT: &[Field] = &[
    id(),
    link("organization_id", Object::Organization),
    link("service_id", Object::Service),
    link("service_at_location_id", Object::ServiceAtLocation),
    link("location_id", Object::Location),
    text("name"),
    text("title"),
    text("department"),
    field("email", Kind::Email),
];

const PHONE: &[Field] = &[
    id(),
    link("location_id", Object::Location),
    link("service_id", Object::Service),
    link("organization_id", Object::Organization),
    link("contact_id", Object::Contact),
    link("service_at_location_id", Object::ServiceAtLocation),
    text("number").required(),
    field("extension", Kind::Number),
    text("type"),
    text("description"),
];

const ADDRESS: &[Field] = &[
    id(),
    link("location_id", Object::Location),
    text("attention"),
    text("address_1").required(),
    text("address_2"),
    text("city").required(),
    text("region"),
    text("state_province").required(),
    text("postal_code").required(),
    text("country").required(),
    field("address_type", PLACE).required(),
];

const SCHEDULE: &[Field] = &[
    id(),
    link("service_id", Object::Service),
    link("location_id", Object::Location),
    link("service_at_location_id", Object::ServiceAtLocation),
    field("valid_from", Kind::Date),
    field("valid_to", Kind::Date),
    field("dtstart", Kind::Date),
    field("timezone", Kind::Number),
    field("until", Kind::Date),
    field("count", Kind::Number),
    field("wkst", DAY),
    field("freq", RHYTHM),
    field("interval", Kind::Number),
    text("byday"),
    text("byweekno"),
    text("bymonthday"),
    text("byyearday"),
    text("description"),
    field("opens_at", Kind::Time),
    field("closes_at", Kind::Time),
    field("schedule_link", Kind::Uri),
    text("attending_type"),
    text("notes"),
];

const SERVICE_AREA: &[Field] = &[
    id(),
    link("service_id", Object::Service),
    text("name"),
    text("description"),
    text("extent"),
    text("extent_type"),
    text("uri"),
];

const LANGUAGE: &[Field] = &[
    id(),
    link("service_id", Object::Service),
    link("location_id", Object::Location),
    link("phone_id", Object::Phone),
    text("name"),
    text("code"),
    text("note"),
];

const COST_OPTION: &[Field] = &[
    id(),
    link("service_id", Object::Service).required(),
    field("valid_from", Kind::Date),
    field("valid_to", Kind::Date),
    text("option"),
    text("currency"),
    field("amount", Kind::Number),
    text("amount_description"),
];

const REQUIRED_DOCUMENT: &[Field] =
    &[id(), link("service_id", Object::Service), text("document"), field("uri", Kind::Uri)];

const ACCESSIBILITY: &[Field] =
    &[id(), link("location_id", Object::Location), text("description"), text("details"), field("url", Kind::Uri)];

const FUNDING: &[Field] =
    &[id(), link("organization_id", Object::Organization), link("service_id", Object::Service), text("source")];

const ORGANIZATION_IDENTIFIER: &[Field] = &[
    id(),
    link("organization_id", Object::Organization).required(),
    text("identifier_scheme"),
    text("identifier_type").required(),
    text("identifier").required(),
];

const METADATA: &[Field] = &[
    id(),
    field("resource_id", Kind::Uuid).required(),
    text("resource_type").required(),
    field("last_action_date", Kind::Date).required(),
    text("last_action_type").required(),
    text("field_name").required(),
    text("previous_value"),
    text("replacement_value"),
    text("updated_by").required(),
];

const META_TABLE_DESCRIPTION: &[Field] = &[id(), text("name"), text("language"), text("character_set")];

/// The columns of an object's table.
#[must_use]
pub const fn fields(object: Object) -> &'static [Field] {
    match object {
        Object::Organization => ORGANIZATION,
        Object::Program => PROGRAM,
        Object::Service => SERVICE,
        Object::Location => LOCATION,
        Object::ServiceAtLocation => SERVICE_AT_LOCATION,
        Object::Taxonomy => TAXONOMY,
        Object::TaxonomyTerm => TAXONOMY_TERM,
        Object::Attribute => ATTRIBUTE,
        Object::Contact => CONTACT,
        Object::Phone => PHONE,
        Object::Address => ADDRESS,
        Object::Schedule => SCHEDULE,
        Object::ServiceArea => SERVICE_AREA,
        Object::Language => LANGUAGE,
        Object::CostOption => COST_OPTION,
        Object::RequiredDocument => REQUIRED_DOCUMENT,
        Object::Accessibility => ACCESSIBILITY,
        Object::Funding => FUNDING,
        Object::OrganizationIdentifier => ORGANIZATION_IDENTIFIER,
        Object::Metadata => METADATA,
        Object::MetaTableDescription => META_TABLE_DESCRIPTION,
    }
}

/// Columns of `service_capacity.csv`, the table that HSDS 3.1 adds and that we already read: what is ours in it is the
/// state, in the words of our own capacity.
pub const CAPACITY: &[Field] = &[
    id(),
    link("service_id", Object::Service).required(),
    field("available", Kind::Number),
    field("maximum", Kind::Number),
    field("state", Kind::Choice(&["open", "waiting_list", "full"])).required(),
    field("updated", Kind::DateTime).required(),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_starts_with_its_id_and_names_no_column_twice() {
        for object in Object::ALL {
            let columns = fields(*object);
            assert_eq!(columns[0], id(), "{object}");
            let mut names: Vec<_> = columns.iter().map(|field| field.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), columns.len(), "{object}");
        }
        assert_eq!(Object::ALL.len(), 21);
    }

    #[test]
    fn no_reference_points_to_a_table_that_is_read_later() {
        for object in Object::ALL {
            for target in fields(*object).iter().filter_map(|field| field.refers_to) {
                assert!(target <= *object, "{object} refers to {target}");
            }
        }
    }
}
