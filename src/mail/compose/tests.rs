//! How letters read.

use chrono::NaiveDate;

use super::Composer;
use crate::domain::language::Language;
use crate::domain::notice::{Draft, Letter, Matter, Scribe};
use crate::domain::target::{Change, Forecast, Gap, PartnerAnswer, Period, Plot, Stuck, WeeklyReport, shown_change};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

fn report() -> WeeklyReport {
    WeeklyReport {
        target: "300 gezinnen in het onderwijs".to_owned(),
        week: crate::domain::calendar::IsoWeek::of(day("2026-11-23")),
        as_of: day("2026-11-23"),
        period: Period { start: day("2026-09-01"), end: day("2027-08-31") },
        goal: 300,
        count: Some(62),
        children: Some(118),
        change: Some(shown_change(Change { gained: 5, merged: 1, voided: 0 }, true)),
        pace_needed: Some(8.44),
        forecast: Some(Forecast { expected: 281, low: 240, high: 325, level: 0.8 }),
        funnel: [Some(120), Some(88), Some(62), Some(41), Some(17)],
        stuck: vec![Stuck { case_number: "26-0031".into(), owner: "An Peeters".into(), days: 12 }],
        stuck_more: 3,
        answers: vec![PartnerAnswer {
            organization: "Huis van het Kind".into(),
            median_hours: Some(20),
            decisions: Some(9),
        }],
        gaps: vec![Gap { need: "Huisvesting".into(), cases: Some(6) }],
        plot: Plot {
            line: vec![(0.0, 0.0), (0.23, 0.17)],
            goal: 0.83,
            forecast: Some(((0.23, 0.17), [0.67, 0.78, 0.9])),
            top: 360,
            months: vec![(0.0, 9)],
        },
    }
}

fn write(matter: Matter, language: Language) -> Letter {
    let draft = Draft {
        id: "0192".to_owned(),
        to: "schepen@mechelen.example".to_owned(),
        language,
        matter,
        unsubscribe_url: Some("https://netsterk.example/unsubscribe/abc".to_owned()),
    };
    match Composer::new("netsterk.example").write(&draft) {
        Ok(letter) => letter,
        Err(refusal) => panic!("{refusal}"),
    }
}

fn shown(letter: &Letter) -> String {
    format!("Message-ID: {}\nSubject: {}\n\n{}", letter.message_id, letter.subject, letter.text)
}

#[test]
fn the_weekly_mail_in_dutch() {
    let letter = write(Matter::Weekly(Box::new(report())), Language::Dutch);
    insta::assert_snapshot!(shown(&letter));
    insta::assert_snapshot!("the_weekly_mail_in_dutch_html", letter.html);
    assert!(letter.pictures.iter().all(|picture| picture.png.starts_with(b"\x89PNG")));
}

#[test]
fn the_weekly_mail_in_english() {
    insta::assert_snapshot!(shown(&write(Matter::Weekly(Box::new(report())), Language::English)));
}

#[test]
fn the_first_week_for_a_reader_outside_the_team() {
    let early = WeeklyReport {
        count: None,
        children: None,
        change: None,
        forecast: None,
        funnel: [Some(7), None, None, None, Some(0)],
        stuck: vec![],
        stuck_more: 0,
        answers: vec![],
        gaps: vec![Gap { need: "Huisvesting".into(), cases: None }],
        ..report()
    };
    insta::assert_snapshot!(shown(&write(Matter::Weekly(Box::new(early)), Language::Dutch)));
}

#[test]
fn a_small_change_is_not_told_outside_the_team() {
    let change = Some(shown_change(Change { gained: 6, merged: 1, voided: 2 }, false));
    let answers = vec![PartnerAnswer { organization: "CAW".into(), median_hours: None, decisions: None }];
    let quiet = WeeklyReport { change, answers, ..report() };
    let [dutch, english] = [Language::Dutch, Language::English]
        .map(|language| write(Matter::Weekly(Box::new(quiet.clone())), language).text);
    assert!(dutch.contains("Dat scheelt minder dan 5 met een week geleden."), "{dutch}");
    assert!(english.contains("That differs from a week ago by fewer than 5."), "{english}");
    for told in ["Rechtgezet", "Dubbel", "Nieuw", "New:", "Counted twice", "Put right", "CAW (antwoorden: 2"] {
        assert!(!dutch.contains(told) && !english.contains(told), "{told}");
    }
}

#[test]
fn the_goal_is_met() {
    let met = WeeklyReport { count: Some(300), pace_needed: Some(0.0), ..report() };
    let letter = write(Matter::Weekly(Box::new(met)), Language::Dutch);
    assert!(letter.text.contains("Het doel van 300 gezinnen is gehaald."), "{}", letter.text);
    assert!(!letter.text.contains("Om tegen"), "{}", letter.text);
}

#[test]
fn a_handover_is_offered() {
    let offered = |service: &str| Matter::HandoverOffered {
        case_number: "26-0427".to_owned(),
        service: service.to_owned(),
        answer_by: day("2026-11-27"),
        answer_url: "https://netsterk.example/v1/handovers/0192".to_owned(),
    };
    insta::assert_snapshot!(shown(&write(offered("Budgetbegeleiding"), Language::Dutch)));
    assert!(write(offered("Budgetbegeleiding"), Language::English).text.contains("26-0427"));
}

#[test]
fn c2_marked_up_names_are_words() {
    let hostile = "<script>alert(1)</script> [x](javascript:alert(1)) \"'><img src=x onerror=y>";
    let mut report = report();
    report.target = hostile.to_owned();
    report.answers[0].organization = hostile.to_owned();
    report.stuck[0].owner = hostile.to_owned();
    report.gaps[0].need = hostile.to_owned();
    let offered = Matter::HandoverOffered {
        case_number: "26-0427".to_owned(),
        service: hostile.to_owned(),
        answer_by: day("2026-11-27"),
        answer_url: "https://netsterk.example/v1/handovers/0192".to_owned(),
    };
    for matter in [Matter::Weekly(Box::new(report)), offered] {
        let letter = write(matter, Language::Dutch);
        assert!(!letter.html.contains("<script") && !letter.html.contains("<img src=x"), "{}", letter.html);
        assert!(!letter.html.contains("href=\"javascript"), "{}", letter.html);
        assert!(letter.html.contains("&#60;script&#62;") || letter.html.contains("&lt;script&gt;"), "{}", letter.html);
    }
}

#[test]
fn c1_names_with_line_breaks_stay_in_one_line() {
    let hostile = format!("a\r\nBcc: iedereen@example.org\u{2028}b\u{0}{}", "x".repeat(10_000));
    let offered = Matter::HandoverOffered {
        case_number: "26-0427".to_owned(),
        service: hostile,
        answer_by: day("2026-11-27"),
        answer_url: "https://netsterk.example/v1/handovers/0192".to_owned(),
    };
    let letter = write(offered, Language::Dutch);
    assert!(letter.text.lines().all(|line| !line.starts_with("Bcc") && line.chars().count() < 250), "{}", letter.text);
    assert_eq!(letter.subject.lines().count(), 1);
}
