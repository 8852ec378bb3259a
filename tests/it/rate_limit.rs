//! How much one caller may ask, and what it is told.

use std::num::NonZeroU32;

use crate::harness::{Backend, World};

#[test]
fn who_asks_too_much_is_told_when_to_come_back_and_others_go_on() {
    let world = World::set(Backend::Sqlite, |config| config.requests_per_minute = NonZeroU32::new(4).unwrap()).unwrap();
    let (team, partner) = (world.team(), world.partner("caw", "00000000-0000-4000-8000-000000000001"));
    for left in (0..4).rev() {
        let answer = team.get("/v1/needs").expect(200);
        assert_eq!(answer.header("ratelimit-policy"), Some("\"caller\";q=4;w=60"));
        assert_eq!(answer.header("ratelimit"), Some(format!("\"caller\";r={left}").as_str()));
    }
    let refused = team.get("/v1/needs").expect(429);
    assert_eq!(refused.json["type"], "urn:problem-type:belgif:tooManyRequests");
    let seconds: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=15).contains(&seconds), "{seconds}");
    partner.get("/v1/needs").expect(200);
    assert_eq!(world.nobody().get("/health/ready").expect(200).header("ratelimit"), None);
    world.finish();
}

#[test]
fn a_stranger_cannot_keep_the_token_endpoint_busy() {
    let world = World::set(Backend::Sqlite, |config| config.requests_per_minute = NonZeroU32::new(2).unwrap()).unwrap();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let mut statuses = (0..3).map(|_| {
        let body = b"grant_type=client_credentials&client_id=nobody&client_secret=wrong";
        world.nobody().send("POST", "/oauth/token", &form, body).status
    });
    assert_eq!((statuses.next(), statuses.next(), statuses.next()), (Some(401), Some(401), Some(429)));
    world.finish();
}
