//! The bodies by which entries are written, for the published document: drawn from the field tables, as the checks are.

use serde_json::{Map, Value};
use utoipa::openapi::schema::{AdditionalProperties, ArrayBuilder, Object as Schema, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{KnownFormat, RefOr, SchemaFormat};
use utoipa::{PartialSchema, ToSchema};

use super::entry::{branches, camel, columns};
use super::fields::{Field, Kind};
use super::object::Object;

macro_rules! bodies {
    ($($(#[$meta:meta])* $name:ident = $object:ident, $is_new:literal, [$($link:literal $needed:literal),*]);+ $(;)?) => {$(
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<utoipa::openapi::schema::Schema> {
                let schema = row(Object::$object, false, $is_new);
                $(let schema = linked(schema, $link, $needed);)*
                schema.build().into()
            }
        }

        impl ToSchema for $name {}
    )+};
}

bodies! {
    /// A new service.
    NewService = Service, true, ["organizationId" true];
    /// A change of a service: what is not named stays, a list stands for the whole list.
    ServiceChange = Service, false, [];
    /// A new organisation.
    NewOrganization = Organization, true, [];
    /// A change of an organisation; `retired` takes only `false`, for one that is offered again.
    OrganizationChange = Organization, false, ["retired" false];
    /// A new location.
    NewLocation = Location, true, ["organizationId" false];
    /// A change of a location; `retired` takes only `false`, for one that is offered again.
    LocationChange = Location, false, ["retired" false];
}

fn linked(schema: ObjectBuilder, link: &str, is_needed: bool) -> ObjectBuilder {
    let kind = if link == "retired" { Type::Boolean } else { Type::String };
    let schema = schema.property(link, ObjectBuilder::new().schema_type(kind));
    if is_needed { schema.required(link) } else { schema }
}

fn row(object: Object, with_id: bool, needs_all: bool) -> ObjectBuilder {
    let mut schema = ObjectBuilder::new().additional_properties(Some(AdditionalProperties::FreeForm(false)));
    if with_id {
        let id = ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::String, Type::Null]));
        schema = schema.property("id", id.description(Some("The row that stays; leave it out for a new row.")));
    }
    for field in columns(object) {
        schema = schema.property(camel(field.name), cell(field));
        // What a new service is, is known: active, and checked today.
        if needs_all && field.required && !(object == Object::Service && field.name == "status") {
            schema = schema.required(camel(field.name));
        }
    }
    for branch in branches(object) {
        let rows = ArrayBuilder::new().items(row(branch.object, true, true)).max_items(Some(200));
        schema = schema.property(branch.name, rows);
    }
    schema
}

fn cell(field: &Field) -> Schema {
    let kind = if field.kind == Kind::Number { Type::Number } else { Type::String };
    let mut schema = ObjectBuilder::new();
    schema = if field.required {
        schema.schema_type(kind)
    } else {
        schema.schema_type(SchemaType::from_iter([kind, Type::Null]))
    };
    match field.kind {
        Kind::Date => schema = schema.format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))),
        Kind::Choice(choices) => {
            let mut values: Vec<Value> = choices.iter().map(|choice| Value::from(*choice)).collect();
            if !field.required {
                values.push(Value::Null);
            }
            schema = schema.enum_values(Some(values));
        }
        Kind::Text | Kind::Uuid | Kind::Number | Kind::Time | Kind::DateTime | Kind::Uri | Kind::Email => {}
    }
    schema.build()
}

/// A body in the words of the field tables, as it was sent: an object. `edit` says what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Written(pub Map<String, Value>);

impl PartialSchema for Written {
    fn schema() -> RefOr<utoipa::openapi::schema::Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .additional_properties(Some(AdditionalProperties::FreeForm(true)))
            .description(Some("An entry of the social map, in the words of HSDS 3.0, in lowerCamelCase."))
            .build()
            .into()
    }
}

impl ToSchema for Written {}
