//! What letters say in Dutch (nl-BE): plain and warm, short sentences, readable on a phone.

use chrono::{Datelike, NaiveDate};

use super::{Block, Page, one_line};
use crate::domain::notice::StaleEntry;
use crate::domain::target::{Change, WeeklyReport};

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

fn date(day: NaiveDate) -> String {
    let month = usize::try_from(day.month0()).ok().and_then(|month| MONTHS.get(month)).unwrap_or(&"");
    format!("{} {month} {}", day.day(), day.year())
}

fn families(number: u32) -> String {
    if number == 1 { "1 gezin".to_owned() } else { format!("{number} gezinnen") }
}

fn days(number: u32) -> String {
    if number == 1 { "1 dag".to_owned() } else { format!("{number} dagen") }
}

fn hours(number: u32) -> String {
    if number < 48 { format!("{number} uur") } else { days((number + 12) / 24) }
}

fn decimal(number: f64) -> String {
    format!("{number:.1}").replace('.', ",")
}

fn shown(number: Option<u32>) -> String {
    number.map_or_else(|| "minder dan 5".to_owned(), |number| number.to_string())
}

/// The weekly report.
pub fn weekly(report: &WeeklyReport) -> Page {
    let week = report.week.to_string();
    let week = week.rsplit_once('W').map_or("", |(_, number)| number.trim_start_matches('0'));
    let stand = match report.count {
        Some(count) => format!("{count} van de {} gezinnen", report.goal),
        None => format!("minder dan 5 van de {} gezinnen", report.goal),
    };
    let mut blocks = vec![
        Block::Headline(format!("{}: {stand}", one_line(&report.target))),
        Block::Paragraph(format!("Dit is de stand op {}.{}", date(report.as_of), changed(report))),
    ];
    blocks.extend(outlook(report));
    blocks.push(Block::Progress(picture(report)));
    blocks.push(Block::Heading("De weg van de gezinnen".to_owned()));
    let steps = ["bereikt", "hulp aangeboden", "kennisgemaakt", "overgenomen door een partner", "afgerond"];
    let funnel = steps.iter().zip(report.funnel);
    blocks.push(Block::Rows(funnel.map(|(step, number)| ((*step).to_owned(), shown(number))).collect()));
    if let Some(children) = report.children.filter(|children| *children > 0) {
        let children = if children == 1 { "1 kind".to_owned() } else { format!("{children} kinderen") };
        blocks.push(Block::Paragraph(format!("De gezinnen die meetellen, hebben samen {children}.")));
    }
    blocks.extend(stuck(report));
    blocks.extend(partners(report));
    Page { subject: format!("Week {week}: {stand}"), blocks }
}

fn changed(report: &WeeklyReport) -> String {
    let Some(change) = report.change else { return String::new() };
    let mut text = match change.net {
        Some(0) => " Dat is evenveel als een week geleden.".to_owned(),
        Some(net @ 1..) => {
            format!(" Dat {} {net} meer dan een week geleden.", if net == 1 { "is er" } else { "zijn er" })
        }
        Some(net) => {
            format!(" Dat {} {} minder dan een week geleden.", if net == -1 { "is er" } else { "zijn er" }, -net)
        }
        None => " Dat scheelt minder dan 5 met een week geleden.".to_owned(),
    };
    let Some(Change { gained, merged, voided }) = change.parts else { return text };
    if merged + voided > 0 {
        text.push_str(&format!(" Nieuw: {}.", families(gained)));
    }
    if merged > 0 {
        let verb = if merged == 1 { "bleek" } else { "bleken" };
        text.push_str(&format!(" Dubbel geteld: {} {verb} al mee te tellen onder een andere fiche.", families(merged)));
    }
    if voided > 0 {
        text.push_str(&format!(" Rechtgezet: {} met een overdracht die foutief was ingevoerd.", families(voided)));
    }
    text
}

fn outlook(report: &WeeklyReport) -> Vec<Block> {
    let (goal, end) = (report.goal, date(report.period.end));
    if report.is_met() {
        return vec![Block::Paragraph(format!(
            "Het doel van {goal} gezinnen is gehaald. Dank aan iedereen die mee bruggen bouwde!"
        ))];
    }
    let mut blocks = Vec::new();
    match report.pace_needed {
        Some(pace) => blocks.push(Block::Paragraph(format!(
            "Om tegen {end} aan {goal} te komen, zijn er gemiddeld {} gezinnen per schoolweek nodig.",
            decimal(pace)
        ))),
        None if report.count.is_some() => blocks.push(Block::Paragraph(format!("De periode liep tot {end}."))),
        None => {}
    }
    if let (Some(forecast), Some(_)) = (report.forecast, report.pace_needed) {
        blocks.push(Block::Paragraph(format!(
            "Gaat het verder zoals nu, dan worden het er ongeveer {}: met 8 kansen op 10 tussen {} en {}.",
            forecast.expected, forecast.low, forecast.high
        )));
    }
    blocks
}

fn picture(report: &WeeklyReport) -> String {
    match report.count {
        Some(count) => format!(
            "Grafiek: de lijn loopt van 0 op {} naar {count} nu; het doel is {}; de lichte band is de verwachting.",
            date(report.period.start),
            report.goal
        ),
        None => format!("Grafiek: het doel is {}; voor een lijn is het nog te vroeg.", report.goal),
    }
}

fn stuck(report: &WeeklyReport) -> Vec<Block> {
    let heading = Block::Heading("Wat vastzit".to_owned());
    if report.stuck.is_empty() {
        return vec![heading, Block::Paragraph("Geen enkele overdracht zit vast.".to_owned())];
    }
    let mut lines: Vec<String> = report
        .stuck
        .iter()
        .map(|it| format!("{}: al {} geen beweging ({})", it.case_number, days(it.days), one_line(&it.owner)))
        .collect();
    if report.stuck_more > 0 {
        lines.push(format!("en nog {}", report.stuck_more));
    }
    vec![heading, Block::List(lines)]
}

fn partners(report: &WeeklyReport) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !report.answers.is_empty() {
        blocks.push(Block::Heading("Hoe snel partners antwoorden".to_owned()));
        blocks.push(Block::Paragraph("De helft van de antwoorden kwam binnen deze tijd:".to_owned()));
        let rows = report.answers.iter().map(|it| {
            (
                format!("{} (antwoorden: {})", one_line(&it.organization), shown(it.decisions)),
                it.median_hours.map_or_else(|| "–".to_owned(), hours),
            )
        });
        blocks.push(Block::Rows(rows.collect()));
    }
    if !report.gaps.is_empty() {
        blocks.push(Block::Heading("Waar geen aanbod voor was".to_owned()));
        let rows = report.gaps.iter().map(|it| (one_line(&it.need), shown(it.cases)));
        blocks.push(Block::Rows(rows.collect()));
    }
    blocks
}

/// A partner is asked for an answer.
pub fn handover_offered(case_number: &str, service: &str, answer_by: NaiveDate, url: &str) -> Page {
    Page {
        subject: format!("Nieuwe overdracht {case_number} wacht op uw antwoord"),
        blocks: vec![
            Block::Headline(format!("Overdracht {case_number}")),
            Block::Paragraph("Dag,".to_owned()),
            Block::Paragraph(format!("We vragen uw hulp voor een gezin, met dit aanbod: {service}.")),
            Block::Paragraph(format!("Kunt u ons tegen {} laten weten of u dit opneemt?", date(answer_by))),
            Block::Link {
                words: format!(
                    "Antwoorden kan via de koppeling van uw organisatie, op het adres hieronder. Liever bellen of mailen? Noem dan het nummer {case_number}."
                ),
                url: url.to_owned(),
            },
            Block::Paragraph(
                "Lukt het niet? Weiger gerust, met de reden erbij: dan zoeken we meteen verder voor het gezin."
                    .to_owned(),
            ),
            Block::Paragraph("In dit bericht staan met opzet geen namen. Stuur ze ons ook niet per mail.".to_owned()),
        ],
    }
}

/// Whoever answers for entries of the map is asked whether they are still right.
pub fn freshness(entries: &[StaleEntry], url: &str, until: NaiveDate) -> Page {
    let lines = entries.iter().map(|entry| {
        let checked =
            entry.checked.map_or("nog nooit nagekeken".to_owned(), |day| format!("nagekeken op {}", date(day)));
        format!("{}, {}: {checked}", one_line(&entry.service), one_line(&entry.organization))
    });
    let (subject, many) = match entries {
        [entry] => (format!("Klopt dit nog? {}", one_line(&entry.service)), "Deze dienst staat".to_owned()),
        _ => {
            (format!("Klopt dit nog? {} diensten in de sociale kaart", entries.len()), "Deze diensten staan".to_owned())
        }
    };
    Page {
        subject,
        blocks: vec![
            Block::Headline("Klopt dit nog?".to_owned()),
            Block::Paragraph("Dag,".to_owned()),
            Block::Paragraph(format!(
                "{many} met uw adres in de sociale kaart, en al meer dan een jaar keek niemand na of alles nog klopt."
            )),
            Block::List(lines.collect()),
            Block::Link {
                words: format!(
                    "Klopt het nog? Bevestig het hier, met één klik op een knop. De link werkt tot {}.",
                    date(until)
                ),
                url: url.to_owned(),
            },
            Block::Paragraph(
                "Is er iets veranderd? Antwoord dan op deze mail met wat er anders is, dan passen we het aan."
                    .to_owned(),
            ),
            Block::Paragraph("Zo vinden gezinnen een dienst die er echt is. Dank u wel!".to_owned()),
        ],
    }
}
