//! A directory's next package: its changes count, ours stay, what it no longer sends is retired, others are left alone.

use std::collections::BTreeMap;

use netsterk::domain::socialmap::entry::Cells;
use netsterk::domain::socialmap::{Object, Package, Record};
use netsterk::store::error::StoreError;
use netsterk::store::map::{self, Origin};
use netsterk::usecases::error::Error;
use netsterk::usecases::map::import::{Summary, import_from};

use super::{generate, read, rows, tables};
use crate::harness::{World, on_both};

fn bring(world: &World, directory: &str, package: &Package) -> Summary {
    import_from(&world.app.ctx, directory, package, |_, _| {}).unwrap()
}

fn row<'p>(package: &'p mut Package, object: Object, id: &str) -> &'p mut Record {
    package.rows.get_mut(&object).unwrap().iter_mut().find(|row| row.id == id).unwrap()
}

fn cells(world: &World, object: Object, id: &str) -> Option<Cells> {
    let out = rows(&read(&tables(world)));
    out.get(&object)?.iter().find(|row| row.id == id).map(|row| row.fields.clone())
}

/// Changes a cell of a row by hand, as an editor does.
fn edit(world: &World, object: Object, id: &str, column: &str, cell: &str) {
    let edited = |conn: &mut _| {
        let kept = map::kept(conn, object)?.remove(id).unwrap();
        let mut row = Record { id: id.to_owned(), line: 0, fields: serde_json::from_str(&kept.fields).unwrap() };
        row.fields.insert(column.to_owned(), cell.to_owned());
        let origin = Origin { directory: &kept.directory, imported: kept.imported.as_deref() };
        map::put(conn, object, &row, origin, Some(&kept))?;
        map::mark(conn, object, &row)?;
        Ok::<_, StoreError>(())
    };
    world.app.ctx.db.write(edited).unwrap();
}

on_both!(each_field_is_merged_and_what_is_ours_stays, |world: &World| {
    let mut package = generate::package(7, 6);
    let id = package.of(Object::Service)[0].id.clone();
    let service = row(&mut package, Object::Service, &id);
    service.fields.insert("status".to_owned(), "active".to_owned());
    service.fields.insert("alert".to_owned(), "van hen".to_owned());
    service.fields.insert("wait_time".to_owned(), "een week".to_owned());
    bring(world, "stad", &package);
    edit(world, Object::Service, &id, "alert", "van ons");
    edit(world, Object::Service, &id, "fees", "gratis");
    let phone = package.of(Object::Phone)[0].id.clone();
    edit(world, Object::Phone, &phone, "number", "015 99 99 99");

    // The same package again: nothing happens, ours stays.
    assert!(!bring(world, "stad", &package).changes());
    let now = cells(world, Object::Service, &id).unwrap();
    assert_eq!(
        (now["alert"].as_str(), now["fees"].as_str(), now["wait_time"].as_str()),
        ("van ons", "gratis", "een week")
    );

    // The directory changes another field: that comes, ours stays.
    row(&mut package, Object::Service, &id).fields.insert("wait_time".to_owned(), "een maand".to_owned());
    let summary = bring(world, "stad", &package);
    assert_eq!((summary.services.changed, summary.others.changed), (1, 0), "{summary:?}");
    let now = cells(world, Object::Service, &id).unwrap();
    assert_eq!((now["alert"].as_str(), now["wait_time"].as_str()), ("van ons", "een maand"));
    assert_eq!(cells(world, Object::Phone, &phone).unwrap()["number"], "015 99 99 99");

    // It changes the very field: it has the last word.
    row(&mut package, Object::Service, &id).fields.insert("alert".to_owned(), "van hen, nieuw".to_owned());
    row(&mut package, Object::Service, &id).fields.remove("fees");
    assert_eq!(bring(world, "stad", &package).services.changed, 1);
    let now = cells(world, Object::Service, &id).unwrap();
    assert_eq!(
        (now["alert"].as_str(), now.get("wait_time").map(String::as_str)),
        ("van hen, nieuw", Some("een maand"))
    );
    assert!(!bring(world, "stad", &package).changes());
});

/// A package without a service and what only hangs on it.
fn without(package: &Package, service: &str) -> Package {
    let mut less = package.clone();
    less.rows.get_mut(&Object::Service).unwrap().retain(|row| row.id != service);
    loop {
        let before = less.len();
        let known: std::collections::HashSet<String> = less.rows.values().flatten().map(|row| row.id.clone()).collect();
        for (object, rows) in &mut less.rows {
            let columns = netsterk::domain::socialmap::fields::fields(*object);
            rows.retain(|row| {
                columns.iter().filter(|field| field.name != "id" && !field.may_dangle()).all(|field| {
                    let link = field.refers_to.is_some() || matches!(field.name, "link_id" | "resource_id");
                    !link || row.get(field.name).is_none_or(|id| known.contains(id))
                })
            });
        }
        if less.len() == before {
            return less;
        }
    }
}

on_both!(what_disappears_is_retired_in_its_directory_only_and_may_come_back, |world: &World| {
    let (mut mine, other) = (generate::package(11, 5), generate::package(12, 5));
    let id = mine.of(Object::Service)[0].id.clone();
    row(&mut mine, Object::Service, &id).fields.insert("status".to_owned(), "active".to_owned());
    bring(world, "stad", &mine);
    bring(world, "buren", &other);
    let before = rows(&read(&tables(world)));
    let less = without(&mine, &id);
    let summary = bring(world, "stad", &less);
    assert_eq!((summary.services.gone, summary.services.changed, summary.services.new), (1, 0, 0), "{summary:?}");
    assert_eq!(cells(world, Object::Service, &id).unwrap()["status"], "inactive");
    // What describes it stays with it; what the package still holds and what is the neighbours' is as it was.
    let after = rows(&read(&tables(world)));
    for (object, rows) in &before {
        for row in rows {
            let kept = after[object].iter().find(|kept| kept.id == row.id);
            let sent = less.of(*object).iter().chain(other.of(*object)).any(|sent| sent.id == row.id);
            if sent {
                assert_eq!(kept, Some(row), "{object}");
            }
            if row.get("service_id") == Some(&id) || row.get("link_id") == Some(&id) {
                assert!(kept.is_some(), "{object} {row:?}");
            }
        }
    }
    // The retired map is sound: it can be brought in elsewhere.
    assert!(!bring(world, "stad", &less).changes(), "a second time nothing is gone");

    // It is told in its history, and to whoever asks what changed lately.
    let gone = cells(world, Object::Service, &id).unwrap();
    assert!(gone["last_modified"].as_str() >= "2026-11", "{gone:?}");
    let told = world.team().get(&format!("/v1/services/{id}/history")).expect(200).json["items"].clone();
    assert_eq!((&told[0]["action"], &told[0]["field"]), (&"retire".into(), &"status".into()), "{told}");

    let summary = bring(world, "stad", &mine);
    assert_eq!((summary.services.changed, summary.services.gone), (1, 0), "{summary:?}");
    let as_it_was = |map: &BTreeMap<Object, Vec<Record>>| {
        let mut map = map.clone();
        map.remove(&Object::Metadata);
        map.get_mut(&Object::Service).unwrap().iter_mut().for_each(|row| _ = row.fields.remove("last_modified"));
        map
    };
    assert_eq!(as_it_was(&rows(&read(&tables(world)))), as_it_was(&before), "it is back as it was");
});

on_both!(a_row_that_is_gone_from_a_service_that_stays_is_taken_out_unless_it_was_edited, |world: &World| {
    let mut package = generate::package(21, 6);
    let service = package.of(Object::Service)[0].id.clone();
    let area = |id: &str| Record {
        id: id.to_owned(),
        line: 0,
        fields: [("service_id".to_owned(), service.clone()), ("name".to_owned(), "Mechelen".to_owned())].into(),
    };
    let (one, two) = ("0f7d5a5e-0000-4000-8000-000000000001", "0f7d5a5e-0000-4000-8000-000000000002");
    package.rows.get_mut(&Object::ServiceArea).unwrap().extend([area(one), area(two)]);
    bring(world, "stad", &package);
    edit(world, Object::ServiceArea, two, "name", "Mechelen en Willebroek");
    package.rows.get_mut(&Object::ServiceArea).unwrap().retain(|row| row.id != one && row.id != two);
    let attributes = package.rows.get_mut(&Object::Attribute).unwrap();
    attributes.retain(|row| row.get("link_id") != Some(one) && row.get("link_id") != Some(two));
    let summary = bring(world, "stad", &package);
    assert_eq!((summary.others.gone, summary.services.gone), (1, 0), "{summary:?}");
    assert_eq!(cells(world, Object::ServiceArea, one), None);
    assert_eq!(cells(world, Object::ServiceArea, two).unwrap()["name"], "Mechelen en Willebroek");
    assert!(!bring(world, "stad", &package).changes());
});

on_both!(rows_of_another_directory_are_not_written_over, |world: &World| {
    let mut package = generate::package(31, 4);
    bring(world, "stad", &package);
    // The same rows under another name say the same: nothing happens.
    assert!(!bring(world, "buren", &package).changes());
    let id = package.of(Object::Organization)[0].id.clone();
    let term = package.of(Object::TaxonomyTerm)[0].id.clone();
    row(&mut package, Object::Organization, &id).fields.insert("name".to_owned(), "Andere naam".to_owned());
    row(&mut package, Object::TaxonomyTerm, &term).fields.insert("name".to_owned(), "Andere term".to_owned());
    let before = tables(world);
    let refused = import_from(&world.app.ctx, "buren", &package, |_, _| {}).unwrap_err();
    let Error::Invalid(issues) = refused else { panic!("{refused}") };
    assert_eq!(issues.len(), 1, "classifications are shared: {issues:?}");
    assert!(issues[0].name.ends_with(&id) && issues[0].detail.contains("'stad'"), "{issues:?}");
    assert_eq!(tables(world), before);
    for name in ["", "own", "Stad", "a b", "../x"] {
        assert!(matches!(import_from(&world.app.ctx, name, &package, |_, _| {}), Err(Error::Invalid(_))), "{name}");
    }
});

on_both!(what_was_changed_over_the_interface_stays_and_is_told_as_metadata, |world: &World| {
    let files = crate::map::demo_files();
    let package = read(&files);
    bring(world, "stad", &package);
    let team = world.team();
    let spoken = package.of(Object::Language).iter().find(|row| row.get("service_id").is_some()).unwrap();
    let service = spoken.get("service_id").unwrap();
    let path = format!("/v1/services/{service}");
    let etag = team.get(&path).expect(200).etag();
    let change = serde_json::json!({ "alert": "Verhuisd", "languages": [] });
    team.patch(&path, &etag, &change).expect(200);

    // The same package again: our words stay, and what was taken out does not come back.
    assert!(!bring(world, "stad", &package).changes());
    assert_eq!(cells(world, Object::Service, service).unwrap()["alert"], "Verhuisd");
    assert_eq!(cells(world, Object::Language, &spoken.id), None);
    // The directory changes the very row: it is there again.
    let mut next = package.clone();
    row(&mut next, Object::Language, &spoken.id).fields.insert("note".to_owned(), "alleen op dinsdag".to_owned());
    assert_eq!(bring(world, "stad", &next).others.new, 1);
    assert_eq!(cells(world, Object::Language, &spoken.id).unwrap()["note"], "alleen op dinsdag");

    let shown = world.nobody().get(&format!("/hsds/services/{service}")).expect(200).json;
    let lines = shown["metadata"].as_array().unwrap();
    let told = lines.iter().find(|line| line["field_name"] == "alert").unwrap();
    assert_eq!((&told["replacement_value"], &told["last_action_type"]), (&"Verhuisd".into(), &"update".into()));
    crate::hsds::schema::check("service", &shown);
    assert_eq!(cells(world, Object::Metadata, told["id"].as_str().unwrap()).unwrap()["resource_id"], service);
});

on_both!(g1_what_a_directory_changes_changes_the_version_of_the_entry, |world: &World| {
    let mut package = generate::package(41, 3);
    let service = package.of(Object::Service)[0].id.clone();
    let location = package.of(Object::Location)[0].id.clone();
    let fresh = |number: u8, cells: &[(&str, &str)]| Record {
        id: format!("0f7d5a5e-0000-4000-8000-0000000000{number:02}"),
        line: 0,
        fields: cells.iter().map(|(column, cell)| ((*column).to_owned(), (*cell).to_owned())).collect(),
    };
    bring(world, "stad", &package);
    let team = world.team();
    let (of_service, of_location) = (format!("/v1/services/{service}"), format!("/v1/locations/{location}"));
    let read = |path: &str| team.get(path).expect(200);
    let (before, other) = (read(&of_service), read(&of_location));

    // A phone of the service, and an address of the location; and the language of that phone afterwards.
    let phone = fresh(1, &[("service_id", &service), ("number", "015 77 77 77")]);
    let language = fresh(3, &[("phone_id", &phone.id), ("code", "fr")]);
    let cells = [("address_1", "Bruul 1"), ("city", "Mechelen"), ("state_province", "Antwerpen"), ("country", "BE")];
    let mut address = fresh(2, &[("location_id", &location), ("postal_code", "2800"), ("address_type", "physical")]);
    address.fields.extend(cells.map(|(column, cell)| (column.to_owned(), cell.to_owned())));
    package.rows.entry(Object::Phone).or_default().push(phone.clone());
    package.rows.entry(Object::Address).or_default().push(address);
    bring(world, "stad", &package);
    team.patch(&of_service, &before.etag(), &serde_json::json!({ "phones": [] })).expect(412);
    assert_eq!(team.get_with(&of_location, &[("if-none-match", &other.etag())]).status, 200);
    team.patch(&of_location, &other.etag(), &serde_json::json!({ "addresses": [] })).expect(412);
    let before = read(&of_service);
    package.rows.entry(Object::Language).or_default().push(language);
    bring(world, "stad", &package);
    team.patch(&of_service, &before.etag(), &serde_json::json!({ "phones": [] })).expect(412);
    let before = read(&of_service);
    package.rows.get_mut(&Object::Language).unwrap().pop();
    bring(world, "stad", &package);
    team.patch(&of_service, &before.etag(), &serde_json::json!({ "phones": [] })).expect(412);

    // What stayed as it was keeps its version.
    let before = read(&of_service);
    assert!(!bring(world, "stad", &package).changes());
    assert_eq!(read(&of_service).etag(), before.etag());
    team.patch(&of_service, &before.etag(), &serde_json::json!({ "phones": [] })).expect(200);
});

on_both!(a_row_is_not_written_over_one_that_was_changed_meanwhile, |world: &World| {
    let package = generate::package(43, 2);
    bring(world, "stad", &package);
    for object in [Object::Organization, Object::Service, Object::Location] {
        let id = &package.of(object)[0].id;
        let late = world.app.ctx.db.write(|conn| {
            let kept = map::kept(conn, object)?.remove(id).unwrap();
            let row = Record { id: id.clone(), line: 0, fields: serde_json::from_str(&kept.fields).unwrap() };
            let origin = Origin { directory: &kept.directory, imported: kept.imported.as_deref() };
            map::put(conn, object, &row, origin, Some(&kept))?;
            map::put(conn, object, &row, origin, Some(&kept))
        });
        assert!(matches!(late, Err(StoreError::Conflict)), "{object}: {late:?}");
    }
});

on_both!(what_comes_under_a_merged_organisation_goes_to_the_one_that_stands_for_it, |world: &World| {
    bring(world, "stad", &doubles("active", None));
    let team = world.team();
    let body = serde_json::json!({ "name": "Het huis", "description": "x" });
    let other = team.post("/v1/organizations", &body).expect(201).id();
    let id = |number: u8| format!("0f7d5a5e-0000-4000-8000-0000000000{number:02}");
    let owner =
        |number: u8| team.get(&format!("/v1/services/{}", id(number))).expect(200).json["organizationId"].clone();
    let merge = serde_json::json!({ "object": "organization", "id": id(1), "into": other, "reason": "dubbel" });
    let merged = team.post("/v1/map/merges", &merge).expect(201);
    for _ in 0..2 {
        bring(world, "stad", &doubles("active", Some("active")));
        assert_eq!((owner(2), owner(4)), (other.as_str().into(), other.as_str().into()));
    }
    let undone = team.post(&format!("/v1/map/merges/{}/undo", merged.id()), &serde_json::json!({})).expect(200);
    assert!(undone.json["serviceIds"].as_array().unwrap().contains(&id(4).into()), "{}", undone.text);
    assert_eq!((owner(2), owner(4)), (id(1).into(), id(1).into()));
    assert!(!bring(world, "stad", &doubles("active", Some("active"))).changes());
});

on_both!(room_of_a_time_to_come_is_not_taken_over, |world: &World| {
    let mut package = doubles("active", None);
    let room = |updated: &str| {
        let cells = [("service_id", "0f7d5a5e-0000-4000-8000-000000000002"), ("state", "open"), ("updated", updated)];
        let fields = cells.map(|(column, cell)| (column.to_owned(), cell.to_owned())).into();
        Record { id: "0f7d5a5e-0000-4000-8000-000000000009".to_owned(), line: 0, fields }
    };
    for (updated, taken) in [("2030-01-01T00:00:00Z", 0), ("2026-11-01T00:00:00Z", 1)] {
        package.capacities = vec![room(updated)];
        assert_eq!(bring(world, "stad", &package).capacities, taken, "{updated}");
    }
});

/// A house with a service and its double, in these states.
fn doubles(first: &str, second: Option<&str>) -> Package {
    let id = |number: u8| format!("0f7d5a5e-0000-4000-8000-0000000000{number:02}");
    let row = |number: u8, cells: &[(&str, &str)]| Record {
        id: id(number),
        line: 0,
        fields: cells.iter().map(|(column, cell)| ((*column).to_owned(), (*cell).to_owned())).collect(),
    };
    let service =
        |number: u8, status: &str| row(number, &[("name", "Klas"), ("status", status), ("organization_id", &id(1))]);
    let mut package = Package::default();
    package.rows.insert(Object::Organization, vec![row(1, &[("name", "Huis"), ("description", "Een huis.")])]);
    let services = [(2, Some(first)), (3, Some("active")), (4, second)];
    let services = services.into_iter().filter_map(|(number, status)| Some(service(number, status?)));
    package.rows.insert(Object::Service, services.collect());
    package
}

on_both!(what_was_merged_or_retired_does_not_come_to_life_with_the_next_package, |world: &World| {
    bring(world, "stad", &doubles("active", None));
    let team = world.team();
    let id = |number: u8| format!("0f7d5a5e-0000-4000-8000-0000000000{number:02}");
    let status = |number: u8| team.get(&format!("/v1/services/{}", id(number))).expect(200).json["status"].clone();
    let merge = serde_json::json!({ "object": "service", "id": id(2), "into": id(3), "reason": "dubbel" });
    let merged = team.post("/v1/map/merges", &merge).expect(201);
    for theirs in ["temporarily closed", "active"] {
        bring(world, "stad", &doubles(theirs, None));
        assert_eq!((status(2), status(3)), ("inactive".into(), "active".into()), "{theirs}");
    }
    team.post(&format!("/v1/map/merges/{}/undo", merged.id()), &serde_json::json!({})).expect(200);
    assert_eq!(status(2), "active");

    let house = format!("/v1/organizations/{}", id(1));
    let etag = team.get(&house).expect(200).etag();
    team.json("DELETE", &house, &[("if-match", &etag)], &serde_json::json!({})).expect(200);
    bring(world, "stad", &doubles("active", Some("active")));
    assert_eq!((status(3), status(4)), ("inactive".into(), "inactive".into()), "nothing new is offered there");
});
