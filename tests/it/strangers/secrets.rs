//! What there is to see in a world, and by which words it would be known if it leaked: a case with its family, a handover
//! that one partner accepted, a merge, a signal and its alert, a reader of the weekly mail.

use netsterk::domain::access::Scope;
use serde_json::{Value, json};

use crate::harness::World;
use crate::harness::http::Caller;
use crate::scene::{
    self, Partner, case_with_family, consent, contact, household, partner, partner_without_agreement, step,
};

/// Words that stand in somebody else's rows and nowhere in those of a stranger.
pub const WORDS: [&str; 13] = [
    "Vandenproef",
    "12 34 56",
    "Bruul",
    "Samira",
    "wolkenkrabber",
    "fluisternota",
    "briefopener",
    "naaldhak",
    "PUPIL-77",
    "lezer@mechelen.example",
    "475123456",
    "Roosmarijn Contact",
    "geheimzinnig voorstel",
];

/// Ids of what there is.
pub struct Secrets {
    pub team: Caller,
    pub mine: Partner,
    pub case: String,
    pub family: String,
    pub sibling: String,
    pub consent: String,
    pub merge: String,
    pub handover: String,
    pub signal: String,
    pub alert: String,
    pub target: String,
    pub subscription: String,
    /// In the map: a proposal of the partner, a merge, a location of the partner.
    pub proposal: String,
    pub map_merge: String,
    pub location: String,
    pub phrase: String,
}

impl Secrets {
    pub fn laid_out(world: &World) -> Self {
        let (team, mine) = (world.team(), partner(world, "Sociaal Huis"));
        let (case, family) = case_with_family(&team, WORDS[0], "0475 12 34 56");
        let path = format!("/v1/cases/{}", case.id());
        let question = json!({ "question": "Ze wonen in een wolkenkrabber en hebben niets te eten." });
        team.patch(&path, &team.get(&path).expect(200).etag(), &question).expect(200);
        team.post(&format!("{path}/notes"), &json!({ "text": "fluisternota: mama belt morgen" })).expect(201);
        let consent = consent(&team, &family, &mine).id();
        let body = json!({ "serviceId": mine.service, "warm": false, "overrideReason": "briefopener",
            "message": "naaldhak, graag snel" });
        let draft = team.post(&format!("{path}/handovers"), &body).expect(201);
        let offered = step(&team, &draft, &json!({ "to": "offered" })).expect(200);
        step(&mine.caller, &offered, &contact()).expect(200);
        let other = team.post("/v1/families", &household("Vandenproeff", "0475 65 43 21")).expect(201).id();
        let merge = json!({ "into": family, "reason": "zelfde gezin" });
        let merge = team.post(&format!("/v1/families/{other}/merge"), &merge).expect(201).id();
        let sibling = team.post("/v1/families", &household("Peeters", "0475 11 11 11")).expect(201).id();
        let report = json!({ "schoolId": "s-1", "pupilRef": WORDS[8], "asOf": "2026-11-13", "halfDays": { "B": 12 } });
        let signals = team.post("/v1/signals", &report).expect(201).json["signals"].clone();
        let signal = signals.as_array().unwrap().iter().find(|signal| signal["rule"] == "absence-10").unwrap();
        let signal = signal["id"].as_str().unwrap().to_owned();
        let to = json!({ "to": "confirmed" });
        let confirmed = team.step(&format!("/v1/signals/{signal}/transitions"), "\"1\"", &to).expect(200);
        netsterk::usecases::target::ensure(&world.app.ctx).unwrap();
        let reader = json!({ "email": WORDS[9], "language": "nl" });
        let location = json!({ "organizationId": mine.organization, "locationType": "physical", "name": "Kelder",
            "contacts": [{ "name": WORDS[11] }] });
        let changes = json!({ "alternateName": WORDS[12], "contacts": [{ "name": WORDS[11] }] });
        let proposal = json!({ "object": "service", "id": mine.service, "changes": changes });
        let (one, two) =
            (partner_without_agreement(world, "Dubbel Een"), partner_without_agreement(world, "Dubbel Twee"));
        let merge_of_map = json!({ "object": "organization", "id": one.organization, "into": two.organization,
            "reason": "briefopener" });
        Self {
            location: team.post("/v1/locations", &location).expect(201).id(),
            proposal: mine.caller.post("/v1/map/proposals", &proposal).expect(201).id(),
            map_merge: team.post("/v1/map/merges", &merge_of_map).expect(201).id(),
            case: case.id(),
            family,
            sibling,
            consent,
            merge,
            handover: draft.id(),
            signal,
            alert: confirmed.json["alertId"].as_str().unwrap().to_owned(),
            target: team.get("/v1/targets").expect(200).json["items"][0]["id"].as_str().unwrap().to_owned(),
            phrase: team.post("/v1/needs/food/phrases", &json!({ "phrase": "niks in de kast" })).expect(201).id(),
            subscription: team.post("/v1/subscriptions", &reader).expect(201).id(),
            team,
            mine,
        }
    }

    /// Ids that a stranger may know and must not get anything for.
    pub fn ids(&self) -> Vec<&str> {
        let Self { case, family, sibling, consent, merge, handover, signal, alert, subscription, .. } = self;
        let of_the_map = [&self.proposal, &self.map_merge];
        let others = [case, family, sibling, consent, merge, handover, signal, alert, subscription];
        others.into_iter().chain(of_the_map).map(String::as_str).collect()
    }

    /// Panics where an answer holds something of somebody else.
    #[track_caller]
    pub fn none_in(&self, text: &str, asked: &str) {
        for secret in WORDS.iter().chain(&self.ids()) {
            // What was asked for may be said back.
            assert!(asked.contains(secret) || !text.contains(secret), "{asked}: {secret} stands in {text}");
        }
    }
}

/// Another partner with every scope there is, also those that it should never be given; with an offer of its own, even
/// for the same case.
pub fn other_partner(world: &World, secrets: &Secrets) -> Partner {
    let every = Scope::ALL.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ");
    let mut other = partner_without_agreement(world, "Welzijnsschakel");
    let agreement = format!("/v1/organizations/{}/agreement", other.organization);
    secrets.team.json("PUT", &agreement, &[], &scene::agreement()).expect(201);
    consent(&secrets.team, &secrets.family, &other);
    let body: Value = json!({ "serviceId": other.service, "warm": true, "accompaniment": "none" });
    let own = secrets.team.post(&format!("/v1/cases/{}/handovers", secrets.case), &body).expect(201);
    step(&secrets.team, &own, &json!({ "to": "offered" })).expect(200);
    other.caller = world.caller("greedy", "partner", Some(&other.organization), &every);
    other
}
