//! A query string, read by the same schema rules as a body: unknown parameters and wrong values are all named at once.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use validator::Validate;

use crate::usecases::error::{Error, Issue};
use crate::web::extract::body::check;
use crate::web::problem::Failure;
use crate::web::shape;

/// Longest query string that is looked at.
const LONGEST: usize = 8_192;

/// Query parameters that were read and found right.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + ToSchema + Validate + 'static> FromRequest for Query<T> {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request.query_string()).map(Self).map_err(|issues| Error::Invalid(issues).into()))
    }
}

fn read<T: DeserializeOwned + ToSchema + Validate>(text: &str) -> Result<T, Vec<Issue>> {
    if text.len() > LONGEST {
        return Err(vec![Issue::query("(whole query)", format!("is longer than {LONGEST} characters"))]);
    }
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(text).map_err(|_| vec![Issue::query("(whole query)", "is not a query string")])?;
    let mut object = Map::new();
    for (name, value) in pairs {
        let value = typed(&T::name(), &name, value);
        match (object.get_mut(&name), value) {
            (None, value) => {
                object.insert(name, value);
            }
            (Some(Value::Array(known)), Value::Array(more)) => known.extend(more),
            (Some(_), _) => return Err(vec![Issue::query(name, "is given twice")]),
        }
    }
    check(Value::Object(object), "query")
}

/// Turns the text of a parameter into the type that the document gives it; leaves it as text when it does not fit.
fn typed(schema: &str, name: &str, text: String) -> Value {
    let wanted = shape::property(schema, name).map(|property| property["type"].to_string()).unwrap_or_default();
    if wanted.contains("array") {
        return Value::Array(text.split(',').map(|part| Value::String(part.trim().to_owned())).collect());
    }
    let parsed = if wanted.contains("integer") {
        text.parse::<i64>().ok().map(Value::from)
    } else if wanted.contains("number") {
        text.parse::<f64>().ok().map(Value::from)
    } else if wanted.contains("boolean") {
        text.parse::<bool>().ok().map(Value::from)
    } else {
        None
    };
    parsed.unwrap_or(Value::String(text))
}
