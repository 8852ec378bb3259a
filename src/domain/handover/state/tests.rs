use std::fmt::Write as _;

use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::domain::handover::{Owner, PartnerView, owner, partner_view, tally};

const ACTORS: [Actor; 3] = [Actor::Source, Actor::Partner, Actor::System];
const CLEAR: Offer =
    Offer { consent: None, service_active: true, agreement_active: true, open: false, excluded: false };

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default()
}

fn facts(status: HandoverStatus) -> Facts {
    let held_from = (status == HandoverStatus::OnHold).then_some(HandoverStatus::Introduced);
    let introductions = i32::from(matches!(status, HandoverStatus::Introduced | HandoverStatus::TakenOver));
    Facts { status, held_from, warm: true, accompaniment: Accompaniment::None, introductions, no_shows: 0 }
}

/// Everything that could be asked for has been given.
fn full(to: HandoverStatus) -> Request {
    Request {
        to,
        today: today(),
        reasoned: true,
        rejection_coded: true,
        review_on: Some(today()),
        contact_reachable: true,
        introduction_planned: true,
        attended: Some(vec![Attendee::Family, Attendee::Partner]),
        outcome: Some(HandoverOutcome::SupportStarted),
        by: None,
        second_person: true,
        offer: CLEAR,
    }
}

fn bare(to: HandoverStatus) -> Request {
    Request {
        reasoned: false,
        rejection_coded: false,
        review_on: None,
        contact_reachable: false,
        introduction_planned: false,
        attended: None,
        outcome: None,
        second_person: false,
        offer: Offer { consent: Some(ConsentFault::Missing), ..CLEAR },
        ..full(to)
    }
}

fn words(answer: &Answer) -> String {
    match answer {
        Ok(step) => match step.milestone {
            Some(milestone) => format!("{} [{}] counts {milestone}", step.to, step.event),
            None => format!("{} [{}]", step.to, step.event),
        },
        Err(Refusal::Guard(unmet)) => format!("✗ {}", unmet.guard),
        Err(Refusal::Illegal { .. }) => "–".to_owned(),
    }
}

#[test]
fn the_whole_table() {
    let variants = [
        ("warm", true, Accompaniment::None),
        ("warm, accompanied", true, Accompaniment::Brugfiguur),
        ("cold", false, Accompaniment::None),
    ];
    let mut table = String::new();
    for (kind, warm, accompaniment) in variants {
        let _ = writeln!(table, "══ {kind}");
        for status in HandoverStatus::ALL {
            let facts = Facts { warm, accompaniment, ..facts(*status) };
            let standing = (facts.status, facts.held_from);
            let _ = writeln!(table, "{status}: owner {}, partner sees {:?}", owner(standing), partner_view(standing));
            for actor in ACTORS {
                for to in HandoverStatus::ALL {
                    let (with, without) = (step(&facts, &full(*to), actor), step(&facts, &bare(*to), actor));
                    if matches!(with, Err(Refusal::Illegal { .. })) {
                        continue;
                    }
                    let _ = writeln!(
                        table,
                        "    {:<7} → {:<16} {:<44} bare: {}",
                        actor.as_str(),
                        to.as_str(),
                        words(&with),
                        words(&without)
                    );
                }
            }
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn what_is_allowed_is_what_succeeds_when_everything_is_given() {
    for status in HandoverStatus::ALL {
        for (warm, accompaniment) in
            [(true, Accompaniment::None), (true, Accompaniment::Clb), (false, Accompaniment::None)]
        {
            let facts = Facts { warm, accompaniment, ..facts(*status) };
            for actor in ACTORS {
                for to in HandoverStatus::ALL {
                    let legal = allowed(&facts, actor).contains(to);
                    assert_eq!(step(&facts, &full(*to), actor).is_ok(), legal, "{actor}: {status} → {to}");
                }
            }
        }
    }
}

#[rstest]
#[case(Offer { consent: Some(ConsentFault::Expired), ..CLEAR }, "consentExpired")]
#[case(Offer { consent: Some(ConsentFault::Withdrawn), ..CLEAR }, "consentWithdrawn")]
#[case(Offer { consent: Some(ConsentFault::ForAnother), ..CLEAR }, "consentForAnother")]
#[case(Offer { service_active: false, ..CLEAR }, "serviceNotActive")]
#[case(Offer { agreement_active: false, ..CLEAR }, "agreementMissing")]
#[case(Offer { excluded: true, ..CLEAR }, "serviceExcluded")]
fn an_offer_is_not_sent_past_a_closed_gate(#[case] offer: Offer, #[case] guard: &str) {
    let request = Request { offer, ..full(HandoverStatus::Offered) };
    let answer = step(&facts(HandoverStatus::Draft), &request, Actor::Source);
    assert_eq!(words(&answer), format!("✗ {guard}"));
}

#[test]
fn a_family_is_held_for_ten_working_days_at_most() {
    let draft = facts(HandoverStatus::Draft);
    let until = |day| Request { review_on: Some(day), ..full(HandoverStatus::Held) };
    let last = add_working_days(today(), LONGEST_HOLD);
    assert!(step(&draft, &until(last), Actor::Source).is_ok());
    let late = step(&draft, &until(last + chrono::Days::new(1)), Actor::Source);
    assert_eq!(words(&late), "✗ reviewOnTooLate");
    let past = step(&draft, &until(today() - chrono::Days::new(1)), Actor::Source);
    assert_eq!(words(&past), "✗ reviewOnPast");
}

#[rstest]
#[case(HandoverStatus::Introduced)]
#[case(HandoverStatus::IntroPlanned)]
fn a_no_show_counts_and_stays(#[case] to: HandoverStatus) {
    let planned = facts(HandoverStatus::IntroPlanned);
    let request = Request { attended: Some(vec![Attendee::Source, Attendee::Partner]), ..full(to) };
    let Ok(step) = step(&planned, &request, Actor::Source) else { panic!("refused") };
    assert_eq!((step.to, step.no_shows, step.introductions), (HandoverStatus::IntroPlanned, 1, 0));
}

#[rstest]
#[case(Actor::Partner, Side::Source, false)]
#[case(Actor::Partner, Side::Family, true)]
#[case(Actor::Source, Side::Family, true)]
#[case(Actor::Source, Side::System, false)]
#[case(Actor::System, Side::System, true)]
fn a_side_withdraws_for_itself_or_for_the_family(#[case] actor: Actor, #[case] by: Side, #[case] may: bool) {
    let request = Request { by: Some(by), ..full(HandoverStatus::Withdrawn) };
    assert_eq!(step(&facts(HandoverStatus::Accepted), &request, actor).is_ok(), may);
}

fn any_status() -> impl Strategy<Value = HandoverStatus> {
    (0..HandoverStatus::ALL.len()).prop_map(|place| HandoverStatus::ALL[place])
}

fn any_request() -> impl Strategy<Value = Request> {
    (any_status(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(to, given, came, clear)| {
        let attended = if came { vec![Attendee::Family, Attendee::Partner] } else { vec![Attendee::Partner] };
        let request = if given { full(to) } else { bare(to) };
        let attended = request.attended.is_some().then_some(attended);
        Request { attended, offer: if clear { CLEAR } else { request.offer }, ..request }
    })
}

fn any_actor() -> impl Strategy<Value = Actor> {
    (0..ACTORS.len()).prop_map(|place| ACTORS[place])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]
    #[test]
    fn no_sequence_of_legal_steps_breaks_an_invariant(
        warm: bool,
        accompanied: bool,
        steps in prop::collection::vec((any_request(), any_actor()), 1..120),
    ) {
        let accompaniment = if accompanied { Accompaniment::School } else { Accompaniment::None };
        let mut now = Facts { warm, accompaniment, ..facts(HandoverStatus::Draft) };
        let mut offered = false;
        for (request, actor) in steps {
            let Ok(done) = step(&now, &request, actor) else { continue };
            let before = now;
            now = Facts {
                status: done.to,
                held_from: done.held_from,
                introductions: done.introductions,
                no_shows: done.no_shows,
                ..now
            };
            offered |= done.to == HandoverStatus::Offered;

            prop_assert!(!before.status.is_ended() || done.to == HandoverStatus::EnteredInError, "ended stays ended");
            prop_assert!(before.status != HandoverStatus::EnteredInError);
            if done.to == HandoverStatus::TakenOver {
                prop_assert_eq!(actor, Actor::Partner);
                prop_assert!(!warm || now.introductions > 0);
            }
            if done.to == HandoverStatus::Completed {
                prop_assert!(request.outcome.is_some());
                prop_assert_eq!(before.status, HandoverStatus::TakenOver);
            }
            if before.status == HandoverStatus::OnHold && !done.to.is_ended() {
                prop_assert_eq!(Some(done.to), before.held_from, "a pause returns to where it was");
                prop_assert!(done.milestone.is_none(), "and counts nothing twice");
            }
            prop_assert_eq!(now.status == HandoverStatus::OnHold, now.held_from.is_some());
            prop_assert!(now.introductions >= before.introductions && now.no_shows >= before.no_shows);
            let standing = (now.status, now.held_from);
            let seen = partner_view(standing) != PartnerView::Nothing;
            prop_assert!(!seen || offered, "a partner sees nothing that was not offered to it");
            prop_assert_eq!(tally(&[standing]).carried, owner(standing) == Owner::Partner);
            prop_assert!(actor != Actor::System || done.to == HandoverStatus::Withdrawn);
        }
    }
}
