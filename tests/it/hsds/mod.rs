//! The open door: HSDS 3.0 for anybody, and nothing that is not for everybody.

mod lists;
pub mod schema;

use serde_json::Value;

use crate::harness::World;
use crate::harness::http::Answer;
use crate::map::{bring, demo_files};

/// A world with the demonstration map.
fn laid_out(world: &World) {
    bring(world, &demo_files());
}

/// Reads a page of a list, and holds it against the envelope.
#[track_caller]
fn page(world: &World, path: &str) -> Value {
    let page = get(world, path).expect(200).json;
    let rows = page["contents"].as_array().unwrap().len();
    assert_eq!(page["size"], rows);
    assert_eq!(page["empty"], rows == 0);
    assert_eq!(page["first_page"], page["page_number"] == 1);
    assert_eq!(page["last_page"], page["page_number"].as_u64() >= page["total_pages"].as_u64());
    page
}

fn get(world: &World, path: &str) -> Answer {
    world.nobody().get(&format!("/hsds{path}"))
}

/// Ids of the rows of a page.
fn ids(page: &Value) -> Vec<String> {
    page["contents"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}
