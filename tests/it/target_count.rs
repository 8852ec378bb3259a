//! J1 through the doors: whatever happens to families, each is counted once, explained, and equal to the recount; and
//! what was told of a day stays true.

use std::collections::{BTreeMap, BTreeSet};

use netsterk::usecases::target::recount;
use serde_json::json;

use crate::harness::dice::Dice;
use crate::harness::http::Caller;
use crate::harness::{World, on_both, phone_case};
use crate::scene::{Partner, consent, contact, household, partner, step};

/// A world in which families come and go, with what the test knows of them.
struct Year<'w> {
    world: &'w World,
    partner: Partner,
    families: Vec<String>,
    /// Families and the handovers by which they count.
    met: BTreeSet<(usize, String)>,
    /// Merges in force: id, from, into.
    merges: Vec<(String, usize, usize)>,
}

impl<'w> Year<'w> {
    fn new(world: &'w World, families: usize) -> Self {
        netsterk::usecases::target::ensure(&world.app.ctx).unwrap();
        world.worker("collega");
        let partner = partner(world, "Sociaal Huis");
        let team = world.team();
        let families = (0..families)
            .map(|number| {
                let household = household(&format!("Gezin {number}"), &format!("0475 00 00 {number:02}"));
                let family = team.post("/v1/families", &household).expect(201).id();
                consent(&team, &family, &partner);
                family
            })
            .collect();
        Self { world, partner, families, met: BTreeSet::new(), merges: Vec::new() }
    }

    fn team(&self) -> Caller {
        self.world.team()
    }

    /// A new case of a family is carried as far as the introduction; answers the handover.
    fn introduce(&mut self, family: usize) -> String {
        let (team, partner) = (self.team(), self.world.partner("sociaal-huis", &self.partner.organization));
        let mut case = phone_case();
        case["familyId"] = json!(self.families[family]);
        let case = team.post("/v1/cases", &case).expect(201);
        let body = json!({ "serviceId": self.partner.service, "warm": true, "accompaniment": "none" });
        let draft = team.post(&format!("/v1/cases/{}/handovers", case.id()), &body).expect(201);
        let offered = step(&team, &draft, &json!({ "to": "offered" })).expect(200);
        let accepted = step(&partner, &offered, &contact()).expect(200);
        let introduction = json!({ "at": "2028-01-01T13:00:00Z", "place": "school", "mode": "in_person" });
        let planned = json!({ "to": "intro_planned", "introduction": introduction });
        let planned = step(&partner, &accepted, &planned).expect(200);
        step(&team, &planned, &json!({ "to": "introduced", "attended": ["family", "source", "partner"] })).expect(200);
        self.met.insert((family, draft.id()));
        draft.id()
    }

    /// A handover turns out to be an error; it counts for nobody any more.
    fn take_back(&mut self, handover: &str) {
        let team = self.team();
        let path = format!("/v1/handovers/{handover}");
        let error = json!({ "to": "entered_in_error", "reason": "x", "secondPerson": "collega@netsterk.example" });
        team.step(&format!("{path}/transitions"), &team.get(&path).expect(200).etag(), &error).expect(200);
        self.met.retain(|(_, met)| met != handover);
    }

    /// Two families turn out to be one, if that is possible now.
    fn merge(&mut self, from: usize, into: usize) -> bool {
        let path = format!("/v1/families/{}/merge", self.families[from]);
        let merged = self.team().post(&path, &json!({ "into": self.families[into], "reason": "zelfde gezin" }));
        if merged.status == 201 {
            self.merges.push((merged.id(), from, into));
        } else {
            assert!([400, 409].contains(&merged.status), "{}", merged.text);
        }
        merged.status == 201
    }

    /// A merge was wrong.
    fn separate(&mut self, place: usize) {
        let (merge, ..) = self.merges.remove(place);
        self.team().post(&format!("/v1/merges/{merge}/undo"), &json!({})).expect(200);
    }

    fn stands_for(&self, family: usize) -> usize {
        let further = self.merges.iter().find(|(_, from, _)| *from == family);
        further.map_or(family, |(_, _, into)| self.stands_for(*into))
    }

    /// What the count must be, by what the test knows.
    fn expected(&self) -> usize {
        self.met.iter().map(|(family, _)| self.stands_for(*family)).collect::<BTreeSet<_>>().len()
    }

    /// Counted, explained and counted again: three times the same.
    #[track_caller]
    fn holds(&self, what: &str) {
        let (team, target) = (self.team(), self.target(0));
        let seen = team.get(&format!("/v1/targets/{target}")).expect(200).json;
        let explained = team.get(&format!("/v1/targets/{target}/families?limit=200")).expect(200).json;
        assert_eq!(seen["count"], self.expected(), "{what}: counted");
        assert_eq!(explained["total"], self.expected(), "{what}: explained");
        assert_eq!(seen["funnel"]["introduced"], seen["count"], "{what}");
        let found = recount(&self.world.app.ctx).unwrap();
        assert!(found.is_equal(), "{what}: {found:?}");
    }

    /// The targets that there are, oldest first.
    fn target(&self, place: usize) -> String {
        let mut targets: Vec<(String, String)> = self.team().get("/v1/targets").expect(200).json["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|target| (target["period"]["start"].to_string(), target["id"].as_str().unwrap().to_owned()))
            .collect();
        targets.sort();
        targets[place].1.clone()
    }

    fn counted_on(&self, target: &str, day: &str) -> serde_json::Value {
        self.team().get(&format!("/v1/targets/{target}?asOf={day}")).expect(200).json["count"].clone()
    }
}

on_both!(j1_a_merge_and_its_undo_move_the_count_and_say_why, |world: &World| {
    let mut year = Year::new(world, 2);
    year.introduce(0);
    year.introduce(1);
    year.holds("two families");
    assert!(year.merge(0, 1));
    year.holds("merged");
    let families = format!("/v1/targets/{}/families", year.target(0));
    let one = year.team().get(&families).expect(200).json["items"][0].clone();
    assert_eq!((&one["reference"], &one["alsoKnownAs"]), (&json!("G-0002"), &json!(["G-0001"])));
    year.separate(0);
    year.holds("separated");
    let both = year.team().get(&families).expect(200).json;
    assert!(both["items"].as_array().unwrap().iter().all(|family| family["alsoKnownAs"] == json!([])), "{both}");
});

on_both!(j1_a_family_that_comes_back_counts_once_a_school_year, |world: &World| {
    let mut year = Year::new(world, 1);
    year.introduce(0);
    world.clock.turn_to("2027-03-01T09:00:00Z");
    let again = year.introduce(0);
    year.holds("a second case");
    world.clock.turn_to("2027-03-02T09:00:00Z");
    year.take_back(&again);
    year.holds("the second was an error");
    world.clock.turn_to("2027-09-10T09:00:00Z");
    netsterk::usecases::target::ensure(&world.app.ctx).unwrap();
    let (old, new) = (year.target(0), year.target(1));
    assert_eq!((year.counted_on(&old, "2027-08-31"), year.counted_on(&new, "2027-09-10")), (json!(1), json!(0)));
    year.introduce(0);
    assert_eq!((year.counted_on(&old, "2027-08-31"), year.counted_on(&new, "2027-09-10")), (json!(1), json!(1)));
    let found = recount(&world.app.ctx).unwrap();
    assert!(found.is_equal() && found.targets.len() == 2, "{found:?}");
});

on_both!(j1_whatever_happens_the_count_holds_and_yesterday_stays, |world: &World| {
    const FAMILIES: u64 = 6;
    let mut year = Year::new(world, FAMILIES as usize);
    let (mut dice, mut told) = (Dice::new(300), BTreeMap::new());
    for day in 17..=30 {
        world.clock.turn_to(&format!("2026-11-{day}T09:00:00Z"));
        for _ in 0..2 {
            let (one, other) = (dice.roll(FAMILIES) as usize, dice.roll(FAMILIES) as usize);
            let what = match dice.roll(5) {
                0 | 1 => format!("{one} is introduced by {}", year.introduce(one)),
                2 => format!("{one} is merged into {other}: {}", year.merge(one, other)),
                3 if !year.merges.is_empty() => {
                    let place = dice.roll(year.merges.len() as u64) as usize;
                    year.separate(place);
                    format!("merge {place} is undone")
                }
                _ => {
                    let handover = year.met.iter().next().map(|(_, handover)| handover.clone());
                    handover.iter().for_each(|handover| year.take_back(handover));
                    format!("{handover:?} was an error")
                }
            };
            year.holds(&format!("on the {day}th {what}"));
        }
        told.insert(day, year.expected());
    }
    let target = year.target(0);
    for (day, count) in told {
        assert_eq!(year.counted_on(&target, &format!("2026-11-{day}")), count, "as of the {day}th");
    }
});
