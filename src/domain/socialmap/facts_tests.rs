//! Facts of a small map: areas, audiences, languages, sites.

use super::*;

fn record(id: &str, cells: &[(&str, &str)]) -> Record {
    let fields = cells.iter().map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned())).collect();
    Record { id: id.to_owned(), line: 0, fields }
}

fn map(area: &[(&str, &str)], conditions: &str) -> Candidate {
    let mut rows = Rows::default();
    rows.of.insert(Object::Organization, vec![record("o", &[("name", "Huis")])]);
    let service = [
        ("organization_id", "o"),
        ("name", "Spreekuur"),
        ("description", "<p>Raad</p>"),
        ("status", "active"),
        ("maximum_age", "6"),
        ("eligibility_description", conditions),
    ];
    rows.of.insert(Object::Service, vec![record("s", &service)]);
    let area: Vec<(&str, &str)> = area.iter().copied().chain([("service_id", "s")]).collect();
    rows.of.insert(Object::ServiceArea, vec![record("a", &area)]);
    rows.of.insert(Object::Language, vec![record("l", &[("service_id", "s"), ("code", "FR")])]);
    rows.of.insert(Object::ServiceAtLocation, vec![record("p", &[("service_id", "s"), ("location_id", "x")])]);
    rows.of.insert(Object::Address, vec![record("d", &[("location_id", "x"), ("postal_code", "2800")])]);
    let mut entries = entries(&rows);
    assert_eq!(entries[0].wording.description, "Raad");
    entries.remove(0).candidate
}

#[test]
fn a_list_of_postcodes_counts_before_the_code_of_the_municipality() {
    let service = map(&[("description", "2800"), ("uri", "https://data.vlaanderen.be/id/gemeente/12025")], "");
    assert_eq!(service.area, Area::Within(vec![(2800, 2800)], vec!["2800".to_owned()]));
    let service = map(&[("name", "Duffel"), ("uri", "https://data.vlaanderen.be/id/gemeente/12009")], "");
    assert_eq!(service.area, Area::Within(vec![(2570, 2570)], vec!["Duffel".to_owned()]));
}

#[test]
fn an_area_that_cannot_be_placed_is_unknown_and_not_nowhere() {
    let service = map(&[("name", "De wijk achter het station")], "");
    assert!(matches!(service.area, Area::Unknown(_)));
}

#[test]
fn the_audience_is_read_from_the_conditions_where_no_attribute_says_it() {
    assert_eq!(map(&[("name", "Lier")], "Ouders met jonge kinderen").audiences, [Audience::Adult, Audience::Child]);
    assert_eq!(map(&[("name", "Lier")], "Kinderen tot 6 jaar").audiences, [Audience::Child]);
}

#[test]
fn languages_sites_and_organisation_are_gathered() {
    let service = map(&[("name", "Lier")], "");
    assert_eq!((service.languages, service.sites), (vec!["fr".to_owned()], vec![2800]));
    assert_eq!(service.organization_name, "Huis");
    assert!(!service.has_contact);
}
