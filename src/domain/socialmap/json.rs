//! JSON text to full services: a list of them, a page with `contents`, one service, or one a line. One service is in
//! memory at a time, however long the text.

use std::fmt;
use std::io::{self, Read};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::fault::RowFault;
use super::flat::{Flattened, Flattening};

/// Reads JSON from wherever it comes, one service in memory at a time.
///
/// # Errors
/// Every fault, at most [`super::fault::MOST`].
pub fn read(file: &str, from: impl Read) -> Result<Flattened, Vec<RowFault>> {
    let mut flattening = Flattening::new(file);
    let mut from = io::BufReader::with_capacity(64 * 1024, from);
    if let Err(reason) = skip_mark(&mut from) {
        flattening.refuse(reason);
        return flattening.finish();
    }
    let mut json = serde_json::Deserializer::from_reader(from);
    while json.end().is_err() {
        if let Err(fault) = Top(&mut flattening).deserialize(&mut json) {
            if !flattening.is_full() {
                flattening.refuse(format!("is not JSON that can be read: {fault}"));
            }
            break;
        }
    }
    flattening.finish()
}

fn skip_mark(from: &mut impl io::BufRead) -> Result<(), String> {
    let start = from.fill_buf().map_err(|fault| fault.to_string())?;
    if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        return Err("is UTF-16; save it as UTF-8".to_owned());
    }
    if start.starts_with(b"\xef\xbb\xbf") {
        from.consume(3);
    }
    Ok(())
}

/// A whole JSON text: a list, a page with `contents`, or one service.
struct Top<'f>(&'f mut Flattening);

/// The services of a list.
struct Listed<'f>(&'f mut Flattening);

const GIVEN_UP: &str = "too many faults";

impl<'de> DeserializeSeed<'de> for Top<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of services, a page of them, or a service")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        Listed(self.0).visit_seq(seq)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let (mut service, mut is_page) = (Map::new(), false);
        while let Some(name) = map.next_key::<String>()? {
            if name == "contents" {
                is_page = true;
                map.next_value_seed(Listed(&mut *self.0))?;
            } else {
                service.insert(name, map.next_value()?);
            }
        }
        if !is_page {
            self.0.take(&Value::Object(service));
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Listed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Listed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of services")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(service) = seq.next_element_seed(std::marker::PhantomData::<Value>)? {
            self.0.take(&service);
            if self.0.is_full() {
                return Err(A::Error::custom(GIVEN_UP));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
