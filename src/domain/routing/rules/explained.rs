//! The rules in words, with what they are worth: what a worker, a partner or an auditor reads. The numbers are those of
//! `weights` and stand nowhere else.

use super::super::lexicon::Bilingual;
use super::{Criterion, weights};

/// A number of a rule, with what it is for.
#[derive(Debug, Clone, PartialEq)]
pub struct Worth {
    /// Points, or days, hours, experiences: the text says which.
    pub value: f64,
    /// What it is for.
    pub text: Bilingual,
}

/// One rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// What it is about.
    pub criterion: Criterion,
    /// It excludes; else it orders.
    pub hard: bool,
    /// What it says.
    pub text: Bilingual,
    /// Its numbers.
    pub worths: Vec<Worth>,
}

fn both(nl: &str, en: &str) -> Bilingual {
    Bilingual { nl: nl.to_owned(), en: en.to_owned() }
}

/// Points as they are written, without what a short float adds to them.
fn points(value: f32, nl: &str, en: &str) -> Worth {
    Worth { value: (f64::from(value) * 1_000.0).round() / 1_000.0, text: both(nl, en) }
}

fn days(value: i64, nl: &str, en: &str) -> Worth {
    Worth { value: i32::try_from(value).map_or(f64::MAX, f64::from), text: both(nl, en) }
}

fn experiences() -> Worth {
    days(i64::from(weights::EXPERIENCES), "ervaringen minstens", "experiences at least")
}

/// Every rule: those that exclude first.
#[must_use]
pub fn criteria() -> Vec<Explained> {
    Criterion::ALL.iter().map(|criterion| explained(*criterion)).collect()
}

fn explained(criterion: Criterion) -> Explained {
    let (hard, nl, en) = words(criterion);
    Explained { criterion, hard, text: both(nl, en), worths: worths(criterion) }
}

#[expect(clippy::too_many_lines, reason = "a table: one entry a criterion")]
fn words(criterion: Criterion) -> (bool, &'static str, &'static str) {
    match criterion {
        Criterion::Status => (true, "De dienst moet actief zijn.", "The service must be active."),
        Criterion::Area => (
            true,
            "Het gezin moet in het werkingsgebied wonen; een gebied dat we niet kunnen plaatsen sluit niemand uit.",
            "The family must live in the area; an area that we cannot place excludes nobody.",
        ),
        Criterion::Age => (
            true,
            "De leeftijd van een van de kinderen moet binnen de grenzen vallen. De grenzen van een dienst voor volwassenen of \
             scholen sluiten geen kind uit.",
            "The age of one of the children must lie within the limits. The limits of a service for adults or schools exclude \
             no child.",
        ),
        Criterion::Sex => (
            true,
            "Een dienst voor één geslacht valt weg als de vraag enkel over het andere gaat.",
            "A service for one sex is left out where the question is only about the other.",
        ),
        Criterion::Declined => (
            true,
            "Wie deze vraag al weigerde, wordt niet opnieuw gevraagd.",
            "Whoever declined this case is not asked again.",
        ),
        Criterion::Agreement => (
            false,
            "Zonder overeenkomst kan een dienst getoond worden, maar niets aangeboden krijgen.",
            "Without an agreement a service can be shown, but nothing can be offered to it.",
        ),
        Criterion::Audience => (
            false,
            "Een vraag over één leerling hoort bij een dienst voor gezinnen, een vraag zonder leerling bij een dienst voor \
             scholen.",
            "A question about one pupil belongs with a service for families, one without a pupil with a service for schools.",
        ),
        Criterion::Need => (
            false,
            "Hoe sterk de dienst over de noden van de vraag gaat; de eerste nood weegt het zwaarst.",
            "How much the service is about the needs of the question; the first need weighs most.",
        ),
        Criterion::Breadth => (
            false,
            "Wie ook bij veel andere noden helpt, komt na wie deze ene goed kent.",
            "Who helps with many other needs too comes after who knows this one well.",
        ),
        Criterion::Text => (
            false,
            "Hoe dicht de woorden van de dienst bij die van de vraag liggen.",
            "How close the words of the service are to those of the question.",
        ),
        Criterion::Language => (
            false,
            "Een taal van het gezin telt mee; ze sluit niets uit, want er zijn tolken.",
            "A language of the family counts; it excludes nothing, since there are interpreters.",
        ),
        Criterion::Distance => (false, "Een plek in de eigen gemeente.", "A site in the family's own municipality."),
        Criterion::Capacity => (
            false,
            "Plaats, wachtlijst of volzet, zolang dat niet te lang geleden gezegd is.",
            "Room, a waiting list or none, as long as that was not said too long ago.",
        ),
        Criterion::Freshness => (false, "Wanneer de fiche laatst nagekeken is.", "When the entry was last checked."),
        Criterion::Contact => {
            (false, "Iemand om mee te praten voor een warme overdracht.", "Somebody to turn to for a warm handover.")
        }
        Criterion::Urgency => (
            false,
            "Moet er vandaag iets gebeuren, dan gaat plaats voor.",
            "Where somebody has to act today, room comes first.",
        ),
        Criterion::School => (
            true,
            "Een programma van een school is er enkel voor haar leerlingen, en komt daar eerst.",
            "A programme of a school is for its pupils only, and comes first there.",
        ),
        Criterion::Season => (
            true,
            "Een seizoensaanbod valt buiten zijn seizoen weg, behalve kort voor het begint.",
            "A seasonal offer is left out of season, except shortly before it begins.",
        ),
        Criterion::Via => (
            false,
            "Wie enkel via een tussenpersoon te bereiken is, wordt getoond met die tussenpersoon erbij.",
            "Whoever is reached only through an intermediary is shown with that intermediary.",
        ),
        Criterion::Online => (
            false,
            "Een onlinedienst zonder werkingsgebied is er voor iedereen.",
            "An online service without an area is there for everybody.",
        ),
        Criterion::Response => (
            false,
            "Hoe snel de dienst het voorbije jaar antwoordde, bij genoeg ervaringen.",
            "How fast the service answered in the past year, given enough experiences.",
        ),
        Criterion::Acceptance => (
            false,
            "Hoe vaak de dienst het voorbije jaar ja zei, bij genoeg ervaringen.",
            "How often the service said yes in the past year, given enough experiences.",
        ),
        Criterion::Outcome => (
            false,
            "Hoe vaak overdrachten het voorbije jaar tot hulp leidden, bij genoeg ervaringen.",
            "How often handovers led to support in the past year, given enough experiences.",
        ),
    }
}

fn worths(criterion: Criterion) -> Vec<Worth> {
    match criterion {
        Criterion::Status | Criterion::Area | Criterion::Declined => Vec::new(),
        Criterion::Age => {
            vec![points(weights::OF_AGE, "voor kinderen van die leeftijd", "for children of that age")]
        }
        Criterion::Sex => vec![points(
            weights::SEX_UNSAID,
            "de vraag zegt niet over wie het gaat",
            "the question does not say whom it is about",
        )],
        Criterion::Agreement => vec![points(weights::NO_AGREEMENT, "geen overeenkomst", "no agreement")],
        Criterion::Audience => vec![
            points(
                weights::FOR_OTHERS,
                "enkel voor scholen, vraag over één leerling",
                "for schools only, one pupil asked for",
            ),
            points(
                weights::FOR_SCHOOLS,
                "voor scholen, vraag zonder leerling",
                "for schools, no pupil in the question",
            ),
        ],
        Criterion::Need => vec![
            points(weights::NEED, "de eerste nood, ten volle", "the first need, fully"),
            points(weights::FURTHER_NEED, "elke verdere nood", "each further need"),
            points(weights::SAME_TOPIC, "hetzelfde onderwerp binnen de nood", "the same topic within the need"),
            points(weights::OTHER_TOPIC, "een ander onderwerp binnen de nood", "another topic within the need"),
        ],
        Criterion::Breadth => vec![
            points(weights::ANOTHER_NEED, "elke andere nood", "each other need"),
            days(i64::from(weights::MANY_NEEDS), "noden die zo tellen, hoogstens", "needs that count so, at most"),
        ],
        Criterion::Text => vec![points(weights::TEXT, "de dichtste woorden van alle", "the closest words of all")],
        Criterion::Language => vec![
            points(weights::LANGUAGE, "spreekt een taal van het gezin", "speaks a language of the family"),
            points(-weights::LANGUAGE / 2.0, "geen taal van het gezin", "no language of the family"),
        ],
        Criterion::Distance => vec![points(weights::NEAR, "in de eigen gemeente", "in the same municipality")],
        Criterion::Capacity => vec![
            points(weights::ROOM, "plaats", "room"),
            points(weights::WAITING, "wachtlijst", "waiting list"),
            points(weights::FULL, "volzet", "full"),
            days(weights::CAPACITY_DAYS, "dagen dat dit geldt", "days that this holds"),
        ],
        Criterion::Freshness => vec![
            points(weights::STALE, "te lang niet nagekeken", "not checked for too long"),
            days(weights::FRESH_DAYS, "dagen tot dan", "days until then"),
        ],
        Criterion::Contact => vec![points(weights::CONTACT, "er is een contact", "there is a contact")],
        Criterion::Via | Criterion::Online => Vec::new(),
        Criterion::School => vec![
            points(weights::OWN_SCHOOL, "hoort bij deze school", "belongs to this very school"),
            points(weights::SCHOOL_UNSAID, "de school is niet gekend", "the school is not known"),
        ],
        Criterion::Season => vec![points(weights::NOT_YET, "moet nog beginnen", "has yet to begin")],
        Criterion::Response => vec![
            points(weights::FAST, "snel", "fast"),
            points(weights::SLOW, "traag", "slow"),
            days(
                i64::from(weights::FAST_HOURS),
                "uur tot dat niet meer snel is",
                "hours until that is not fast any more",
            ),
            days(i64::from(weights::SLOW_HOURS), "uur vanaf wanneer dat traag is", "hours from which it is slow"),
            experiences(),
        ],
        Criterion::Acceptance => vec![
            points(weights::ACCEPTS, "altijd ja; evenveel eraf bij nooit", "always yes; as much off for never"),
            experiences(),
        ],
        Criterion::Outcome => vec![
            points(weights::HELPS, "altijd hulp; evenveel eraf bij nooit", "always support; as much off for never"),
            experiences(),
        ],
        Criterion::Urgency => vec![
            points(weights::URGENT_ROOM, "dringend, en er is plaats", "urgent, and there is room"),
            points(weights::URGENT_WAITS, "dringend, en er is geen plaats", "urgent, and there is no room"),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_explained_once() {
        let explained = criteria();
        assert_eq!(explained.iter().map(|rule| rule.criterion).collect::<Vec<_>>(), Criterion::ALL);
        assert!(explained.iter().all(|rule| rule.text.nl.ends_with('.') && rule.text.en.ends_with('.')));
    }
}
