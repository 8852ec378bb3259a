//! Hard rules: status, area, age, sex, declined before; and the agreement, which lets a service be shown but not offered.

use chrono::NaiveDate;
use serde_json::json;

use crate::domain::casework::SchoolStage;
use crate::domain::routing::gleaned::ToldChild;
use crate::domain::routing::question::{Mentioned, Question, Years, ages};
use crate::domain::socialmap::area::covers;
use crate::domain::socialmap::candidate::{Agreement, Area, Audience, Candidate, OnlyFor, ServiceStatus};

use super::{Answer, Criterion, Ruling, Verdict, weights};

/// Only active services are suggested (HSDS 3.0, `service.status`).
#[must_use]
pub fn status<A: Answer>(service: &Candidate) -> Ruling<A> {
    let (nl, en) = match service.status {
        ServiceStatus::Active => return Ruling::Fits(None),
        ServiceStatus::Inactive => ("de dienst werkt momenteel niet", "the service does not work at present"),
        ServiceStatus::Defunct => ("de dienst bestaat niet meer", "the service no longer exists"),
        ServiceStatus::TemporarilyClosed => ("de dienst is tijdelijk gesloten", "the service is closed for a while"),
    };
    let words = || (nl, en, json!({ "status": service.status, "alert": service.alert }));
    Ruling::Excludes(A::new(Criterion::Status, Verdict::Minus, words))
}

/// The home must lie in the area of the service. An area that cannot be placed excludes nobody.
#[must_use]
pub fn area<A: Answer>(service: &Candidate, postcode: Option<u16>) -> Ruling<A> {
    let reason = |verdict, names: &[String], words: &dyn Fn(String) -> (String, String)| {
        A::new(Criterion::Area, verdict, || {
            let (nl, en) = words(names.join(", "));
            (nl, en, json!({ "postcode": postcode, "areas": names }))
        })
    };
    match (&service.area, postcode) {
        (Area::Everywhere, _) => Ruling::Fits(None),
        (Area::Unknown(names), _) => Ruling::Fits(Some(reason(Verdict::Neutral, names, &|names| {
            (format!("werkingsgebied niet zeker: {names}"), format!("area not certain: {names}"))
        }))),
        (Area::Within(_, names), None) => Ruling::Fits(Some(reason(Verdict::Neutral, names, &|names| {
            let nl = format!("werkt in {names}; de postcode van het gezin is niet gekend");
            (nl, format!("works in {names}; the postcode of the family is not known"))
        }))),
        (Area::Within(ranges, names), Some(postcode)) if covers(ranges, postcode) => {
            Ruling::Fits(Some(reason(Verdict::Plus, names, &|names| {
                (format!("werkt in {postcode} ({names})"), format!("works in {postcode} ({names})"))
            })))
        }
        (Area::Within(_, names), Some(postcode)) => Ruling::Excludes(reason(Verdict::Minus, names, &|names| {
            let nl = format!("werkt niet in {postcode}, wel in {names}");
            (nl, format!("does not work in {postcode}, but in {names}"))
        })),
    }
}

/// The child's age must lie within the limits, where the limits are about the child: those of a service for adults or
/// professionals never exclude because the pupil is young. Of several children, one that fits is enough.
#[must_use]
pub fn age<A: Answer>(service: &Candidate, children: &[Years], told: &[ToldChild]) -> Ruling<A> {
    let limits = (service.minimum_age, service.maximum_age);
    let others = [Audience::Adult, Audience::Professional];
    if limits == (None, None) || service.audiences.iter().any(|audience| others.contains(audience)) {
        return Ruling::Fits(None);
    }
    let data = |child: Option<Years>| {
        let (age, between, stage) = match child {
            Some(Years::Age(age)) => (Some(age), None, None),
            Some(Years::Between(youngest, oldest)) => (None, Some([youngest, oldest]), None),
            Some(Years::Stage(stage)) => (None, None, Some(stage)),
            None => (None, None, None),
        };
        let mut data = json!({
            "age": age, "stage": stage, "minimumAge": service.minimum_age, "maximumAge": service.maximum_age,
        });
        if let Some(between) = between {
            data["between"] = json!(between);
        }
        data
    };
    let reason = |verdict, child: Option<Years>, words: &dyn Fn(String) -> (String, String)| {
        let reason = A::new(Criterion::Age, verdict, || {
            let (nl, en) = words(shown(limits));
            (nl, en, data(child))
        });
        match told.iter().find(|told| child.is_some() && told.years() == child) {
            Some(told) => reason.read_from(&told.because),
            None => reason,
        }
    };
    let Some(first) = children.first() else {
        let words = |shown| {
            let nl = format!("voor {shown} jaar; de leeftijd is niet gekend");
            (nl, format!("for ages {shown}; the age is not known"))
        };
        return Ruling::Fits(Some(reason(Verdict::Neutral, None, &words)));
    };
    if let Some(child) = children.iter().find(|child| within(limits, **child)) {
        let words = |shown| {
            let (nl, en) = named(*child);
            (format!("{nl} past bij {shown}"), format!("{en} fits {shown}"))
        };
        return Ruling::Fits(Some(reason(Verdict::Plus, Some(*child), &words).worth(weights::OF_AGE)));
    }
    let words = |shown| {
        let (nl, en) = named(*first);
        (format!("{nl} valt buiten {shown}"), format!("{en} is outside {shown}"))
    };
    Ruling::Excludes(reason(Verdict::Minus, Some(*first), &words))
}

/// A whole age stands for the year up to the next birthday, so a minimum of 2.5 takes in a child of 2; a stage has its
/// own span.
fn within((least, most): (Option<f64>, Option<f64>), child: Years) -> bool {
    match child {
        Years::Age(age) => {
            let age = f64::from(age);
            least.is_none_or(|least| age + 1.0 > least) && most.is_none_or(|most| age <= most)
        }
        Years::Between(youngest, oldest) => {
            least.is_none_or(|least| f64::from(oldest) + 1.0 > least)
                && most.is_none_or(|most| f64::from(youngest) <= most)
        }
        Years::Stage(stage) => {
            let (youngest, oldest) = ages(stage);
            least.is_none_or(|least| oldest >= least) && most.is_none_or(|most| youngest <= most)
        }
    }
}

fn named(child: Years) -> (String, String) {
    match child {
        Years::Age(age) => (format!("leeftijd {age}"), format!("age {age}")),
        Years::Between(youngest, oldest) => {
            (format!("leeftijd {youngest}–{oldest}"), format!("age {youngest}–{oldest}"))
        }
        Years::Stage(stage) => {
            let (youngest, oldest) = ages(stage);
            let dutch = match stage {
                SchoolStage::Nursery => "kleuter",
                SchoolStage::Primary => "lager",
                SchoolStage::Secondary => "secundair",
            };
            (format!("{dutch} ({youngest}–{oldest})"), format!("{stage} school ({youngest}–{oldest})"))
        }
    }
}

fn shown((least, most): (Option<f64>, Option<f64>)) -> String {
    match (least, most) {
        (Some(least), Some(most)) => format!("{least}–{most}"),
        (Some(least), None) => format!("{least}+"),
        (None, Some(most)) => format!("0–{most}"),
        (None, None) => String::new(),
    }
}

/// A service for one sex is excluded where the question speaks only of the other, among those whom the service is for:
/// a girl does not open a group for mothers, and "she" counts only where no other word says it.
#[must_use]
pub fn sex<A: Answer>(service: &Candidate, said: Mentioned) -> Ruling<A> {
    let Some(only) = service.only_for else { return Ruling::Fits(None) };
    let children = service.audiences.contains(&Audience::Child);
    let adults = !children || service.audiences.len() > 1;
    let named = |child: bool, adult: bool| (children && child) || (adults && adult);
    let (mut female, mut male) = (named(said.girl, said.woman), named(said.boy, said.man));
    if !female && !male {
        // Nobody of that age is named: then whoever is named, and at last the pronouns.
        (female, male) = (said.woman || said.girl, said.man || said.boy);
        if !female && !male {
            (female, male) = (said.she, said.he);
        }
    }
    let (wanted, other, nl, en) = match only {
        OnlyFor::Female => (female, male, "vrouwen en meisjes", "women and girls"),
        OnlyFor::Male => (male, female, "mannen en jongens", "men and boys"),
    };
    let reason = |verdict, words: &dyn Fn() -> (String, String)| {
        A::new(Criterion::Sex, verdict, || {
            let (nl, en) = words();
            (nl, en, json!({ "onlyFor": only }))
        })
    };
    // Where both are named, a service for one of them is meant for whoever comes first.
    let wanted = wanted && !(adults && !children && other && said.first_adult.is_some_and(|first| first != only));
    if wanted {
        Ruling::Fits(Some(reason(Verdict::Plus, &|| (format!("enkel voor {nl}"), format!("for {en} only")))))
    } else if other {
        Ruling::Excludes(reason(Verdict::Minus, &|| {
            let nl = format!("enkel voor {nl}; de vraag gaat over iemand anders");
            (nl, format!("for {en} only; the question is about somebody else"))
        }))
    } else {
        let words =
            || (format!("enkel voor {nl}: ga na of dat past"), format!("for {en} only: check whether that fits"));
        Ruling::Fits(Some(reason(Verdict::Minus, &words).worth(weights::SEX_UNSAID)))
    }
}

/// Whoever declined this very case is not asked again.
#[must_use]
pub fn declined<A: Answer>(service: &Candidate, question: &Question) -> Ruling<A> {
    if !question.declined.contains(&service.id) {
        return Ruling::Fits(None);
    }
    let words = || ("heeft deze vraag al geweigerd", "has declined this question already", json!({}));
    Ruling::Excludes(A::new(Criterion::Declined, Verdict::Minus, words))
}

/// An organisation without an active agreement may be shown; a handover can be offered to it only once there is one.
#[must_use]
pub fn agreement<A: Answer>(service: &Candidate, day: NaiveDate) -> A {
    let active = service.agreement.active_on(day);
    let data = || match service.agreement {
        Agreement::None | Agreement::Signed(_, None) => json!({ "active": active }),
        Agreement::Signed(_, Some(last)) => json!({ "active": active, "validUntil": last }),
    };
    if active {
        let (nl, en) = ("heeft een overeenkomst: een overdracht kan", "has an agreement: a handover can be offered");
        return A::new(Criterion::Agreement, Verdict::Plus, || (nl, en, data()));
    }
    let nl = "geen overeenkomst: aanbieden kan pas als die er is";
    let en = "no agreement: a handover can be offered only once there is one";
    A::new(Criterion::Agreement, Verdict::Minus, || (nl, en, data())).worth(weights::NO_AGREEMENT)
}

#[cfg(test)]
#[path = "hard_tests.rs"]
mod tests;
