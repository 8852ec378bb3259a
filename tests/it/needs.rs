//! The code list of needs: added to, named anew, retired; what was said with a retired code stays readable.

use serde_json::json;

use crate::harness::{World, on_both, phone_case};

on_both!(a_need_is_added_named_anew_and_retired, |world: &World| {
    let team = world.team();
    let words = |nl: &str| json!({ "label": { "nl": nl, "en": "Pets" }, "description": { "nl": nl, "en": "Pets" } });
    let put = |code: &str, etag: Option<&str>, body: &serde_json::Value| {
        let headers: Vec<(&str, &str)> = etag.map(|tag| ("if-match", tag)).into_iter().collect();
        team.json("PUT", &format!("/v1/needs/{code}"), &headers, body)
    };
    assert_eq!(team.get("/v1/needs").expect(200).json["total"], 47);
    let made = put("pets", None, &words("Huisdieren")).expect(201);
    assert_eq!(made.etag(), "\"1\"");
    assert_eq!(team.get("/v1/needs").expect(200).json["total"], 48);
    put("pets", None, &words("x")).expect(428);
    put("pets", Some("\"7\""), &words("x")).expect(412);
    put("cats", Some("\"1\""), &words("x")).expect(412);

    // It can be chosen, and found by phrases that are added to it.
    let mut case = phone_case();
    case["needs"] = json!(["pets", "food"]);
    let case = team.post("/v1/cases", &case).expect(201);
    team.post("/v1/needs/pets/phrases", &json!({ "phrase": "hamster" })).expect(201);
    let asked = team.post("/v1/suggestions", &json!({ "question": "De hamster slaapt." })).expect(200);
    assert_eq!(asked.json["needs"][0]["code"], "pets");

    // The program's own are named anew; the list speaks both languages.
    let food = team.get("/v1/needs/food").expect(200);
    assert_eq!((food.etag(), food.json["version"].clone()), ("\"0\"".to_owned(), json!(0)));
    put("food", Some("\"0\""), &words("Honger")).expect(200);
    assert!(team.get("/v1/needs").expect(200).text.contains("Honger"));
    assert!(team.get_with("/v1/needs", &[("accept-language", "en")]).expect(200).text.contains("Pets"));

    // Retired: not listed, not chosen, not proposed, but readable.
    let mut retired = words("Huisdieren");
    retired["retired"] = json!(true);
    put("pets", Some("\"1\""), &retired).expect(200);
    assert_eq!(team.get("/v1/needs").expect(200).json["total"], 47);
    assert_eq!(team.get("/v1/needs?retired=true").expect(200).json["total"], 48);
    assert_eq!(team.get("/v1/needs/pets").expect(200).json["retired"], true);
    assert_eq!(team.get(&format!("/v1/cases/{}", case.id())).expect(200).json["needs"], json!(["pets", "food"]));
    let mut again = phone_case();
    again["needs"] = json!(["pets", "nonsense"]);
    assert_eq!(team.post("/v1/cases", &again).expect(400).issues(), ["needs.0", "needs.1"]);
    let asked = team.post("/v1/suggestions", &json!({ "question": "De hamster slaapt." })).expect(200);
    assert!(!asked.json["needs"].to_string().contains("pets"));
    put("pets", Some("\"2\""), &words("Huisdieren")).expect(200);
    assert_eq!(team.get("/v1/needs").expect(200).json["total"], 48);

    let wrong =
        json!({ "label": { "nl": " ", "en": "a\nb" }, "description": { "nl": "85.07.30-033.28", "en": "x" }, "x": 1 });
    assert_eq!(put("pets", Some("\"3\""), &wrong).expect(400).issues(), ["description.nl", "x"]);
    let wrong = json!({ "label": { "nl": " ", "en": "a\nb" }, "description": { "nl": "85.07.30-033.28", "en": "x" } });
    assert_eq!(put("P", None, &wrong).expect(400).issues(), ["code", "description.nl", "label.en", "label.nl"]);
});
