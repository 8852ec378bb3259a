//! Maps of chance: rows of all twenty-one objects, with every kind of cell and reference that the standard allows.

use std::collections::BTreeMap;

use netsterk::domain::socialmap::fields::{Field, Kind, fields};
use netsterk::domain::socialmap::{Object, Package, Record};

use crate::harness::dice::Dice;

/// Texts that have been lost or altered on the way somewhere.
const TEXTS: [&str; 30] = [
    "Onthaal",
    " met een spatie ervoor en erna ",
    "twee\nregels",
    "CR LF\r\nhier",
    "een \r alleen",
    "\"geciteerd\", met komma; en puntkomma",
    "\"",
    "=1+1",
    "+32 15 00 00 00",
    "-",
    "@SUM(A1)",
    "\t=tab",
    "'t Huis",
    "'=al beschermd",
    "''=twee keer",
    "<p>Hulp <b>thuis</b></p><script>alert(1)</script>",
    "kinderen < 12 jaar & ouders",
    "&lt;p&gt;",
    "\u{feff}merk",
    "é e\u{301} İ ß",
    "مرحبا",
    "\u{202e}omgekeerd",
    "😀 🧑‍🤝‍🧑",
    "NULL",
    "null",
    "true",
    "0123",
    "1e5",
    "{\"a\": 1}",
    "\u{a0}harde spatie",
];

/// A map of so many rows of each object, the same for the same seed.
pub fn package(seed: u64, most: u64) -> Package {
    let mut making = Making { dice: Dice::new(seed), rows: BTreeMap::new(), serial: 0, seed };
    for &object in Object::ALL {
        let count = 1 + making.dice.roll(most);
        for _ in 0..count {
            let row = making.row(object);
            making.rows.entry(object).or_default().push(row);
        }
    }
    Package { rows: making.rows, capacities: Vec::new() }
}

struct Making {
    dice: Dice,
    rows: BTreeMap<Object, Vec<Record>>,
    serial: u64,
    seed: u64,
}

impl Making {
    fn id(&mut self) -> String {
        self.serial += 1;
        let name = format!("{}-{}", self.seed, self.serial);
        uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, name.as_bytes()).to_string()
    }

    fn one<'t>(&mut self, among: &[&'t str]) -> &'t str {
        among[usize::try_from(self.dice.roll(among.len() as u64)).unwrap()]
    }

    fn some(&mut self, object: Object) -> Option<Record> {
        let rows = self.rows.get(&object)?;
        let count = rows.len() as u64;
        let at = usize::try_from(self.dice.roll(count)).unwrap();
        Some(self.rows[&object][at].clone())
    }

    fn row(&mut self, object: Object) -> Record {
        let mut row = Record { id: self.id(), line: 0, fields: BTreeMap::new() };
        for field in fields(object).iter().skip(1) {
            if let Some(cell) = self.cell(field).filter(|cell| !cell.is_empty()) {
                row.fields.insert(field.name.to_owned(), cell);
            }
        }
        if let Some((entity, link)) = match object {
            Object::Attribute => Some(("link_entity", "link_id")),
            Object::Metadata => Some(("resource_type", "resource_id")),
            _ => None,
        } {
            let about = Object::ALL[usize::try_from(self.dice.roll(21)).unwrap()];
            let about = if self.rows.contains_key(&about) { about } else { Object::Service };
            let id = self.some(about).unwrap().id;
            row.fields.insert(entity.to_owned(), about.to_string());
            row.fields.insert(link.to_owned(), id);
        }
        if object == Object::Service {
            // A programme of another organisation has no place in the JSON.
            row.fields.remove("program_id");
            let program = self.some(Object::Program).unwrap();
            if self.dice.roll(2) == 0 {
                row.fields.insert("organization_id".to_owned(), program.fields["organization_id"].clone());
                row.fields.insert("program_id".to_owned(), program.id);
            }
        }
        row
    }

    fn cell(&mut self, field: &Field) -> Option<String> {
        if !field.required && self.dice.roll(3) == 0 {
            return None;
        }
        if let Some(target) = field.refers_to {
            if field.may_dangle() && self.dice.roll(4) == 0 {
                return Some(self.id());
            }
            return self.some(target).map(|row| row.id);
        }
        Some(match field.kind {
            Kind::Text => self.text(),
            Kind::Uuid => self.id(),
            Kind::Number if field.name == "minimum_age" => self.one(&["0", "2.5", "3"]).to_owned(),
            Kind::Number if field.name == "maximum_age" => self.one(&["3", "12", "17.75"]).to_owned(),
            Kind::Number => self.one(&["0", "7", "2.5", "-51.02", "100000", "0.001"]).to_owned(),
            Kind::Date => self.one(&["2026-02-28", "2024-02-29", "1999-12-31"]).to_owned(),
            Kind::Time => self.one(&["08:30:00", "08:30", "23:59:59+02:00", "10:00:00Z"]).to_owned(),
            Kind::DateTime => self.one(&["2026-09-20T10:11:40.030Z", "2026-01-01T00:00:00+01:00"]).to_owned(),
            Kind::Uri => self.one(&["https://huis.example/a?b=c&d=%20#e", "mailto:a@huis.example"]).to_owned(),
            Kind::Email => self.one(&["onthaal@huis.example", "a+b@huis.example", "=a@huis.example"]).to_owned(),
            Kind::Choice(choices) => self.one(choices).to_owned(),
        })
    }

    fn text(&mut self) -> String {
        match self.dice.roll(10) {
            0 => "lang ".repeat(500),
            1 => {
                let letters = (0..20).filter_map(|_| char::from_u32(1 + self.dice.roll(0x2_ffff) as u32));
                let text: String = letters.collect();
                if text.trim().is_empty() { "x".to_owned() } else { text }
            }
            _ => self.one(&TEXTS).to_owned(),
        }
    }
}
