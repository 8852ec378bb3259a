//! What letters say in English; the same as in Dutch, sentence by sentence.

use chrono::NaiveDate;

use super::{Block, Page, one_line};
use crate::domain::notice::StaleEntry;
use crate::domain::target::{Change, WeeklyReport};

fn date(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

fn families(number: u32) -> String {
    if number == 1 { "1 family".to_owned() } else { format!("{number} families") }
}

fn days(number: u32) -> String {
    if number == 1 { "1 day".to_owned() } else { format!("{number} days") }
}

fn hours(number: u32) -> String {
    if number < 48 { format!("{number} h") } else { days((number + 12) / 24) }
}

fn shown(number: Option<u32>) -> String {
    number.map_or_else(|| "fewer than 5".to_owned(), |number| number.to_string())
}

/// The weekly report.
pub fn weekly(report: &WeeklyReport) -> Page {
    let week = report.week.to_string();
    let week = week.rsplit_once('W').map_or("", |(_, number)| number.trim_start_matches('0'));
    let stand = format!("{} of {} families", shown(report.count), report.goal);
    let mut blocks = vec![
        Block::Headline(format!("{}: {stand}", one_line(&report.target))),
        Block::Paragraph(format!("This is the position on {}.{}", date(report.as_of), changed(report))),
    ];
    blocks.extend(outlook(report));
    blocks.push(Block::Progress(picture(report)));
    blocks.push(Block::Heading("The way of the families".to_owned()));
    let steps = ["reached", "help offered", "introduced", "taken over by a partner", "completed"];
    let funnel = steps.iter().zip(report.funnel);
    blocks.push(Block::Rows(funnel.map(|(step, number)| ((*step).to_owned(), shown(number))).collect()));
    if let Some(children) = report.children.filter(|children| *children > 0) {
        let children = if children == 1 { "1 child".to_owned() } else { format!("{children} children") };
        blocks.push(Block::Paragraph(format!("The families that count have {children} between them.")));
    }
    blocks.extend(stuck(report));
    blocks.extend(partners(report));
    Page { subject: format!("Week {week}: {stand}"), blocks }
}

fn changed(report: &WeeklyReport) -> String {
    let Some(change) = report.change else { return String::new() };
    let mut text = match change.net {
        Some(0) => " That is as many as a week ago.".to_owned(),
        Some(net @ 1..) => format!(" That is {net} more than a week ago."),
        Some(net) => format!(" That is {} fewer than a week ago.", -net),
        None => " That differs from a week ago by fewer than 5.".to_owned(),
    };
    let Some(Change { gained, merged, voided }) = change.parts else { return text };
    if merged + voided > 0 {
        text.push_str(&format!(" New: {}.", families(gained)));
    }
    if merged > 0 {
        text.push_str(&format!(" Counted twice: {} already counted under another record.", families(merged)));
    }
    if voided > 0 {
        text.push_str(&format!(" Put right: {} with a handover that was entered in error.", families(voided)));
    }
    text
}

fn outlook(report: &WeeklyReport) -> Vec<Block> {
    let (goal, end) = (report.goal, date(report.period.end));
    if report.is_met() {
        return vec![Block::Paragraph(format!(
            "The goal of {goal} families is met. Thank you to everyone who helped build bridges!"
        ))];
    }
    let mut blocks = Vec::new();
    match report.pace_needed {
        Some(pace) => blocks.push(Block::Paragraph(format!(
            "To come to {goal} by {end}, {pace:.1} families per school week are needed on average."
        ))),
        None if report.count.is_some() => blocks.push(Block::Paragraph(format!("The period ended on {end}."))),
        None => {}
    }
    if let (Some(forecast), Some(_)) = (report.forecast, report.pace_needed) {
        blocks.push(Block::Paragraph(format!(
            "If it goes on as now, it will be about {}: with 8 chances in 10 between {} and {}.",
            forecast.expected, forecast.low, forecast.high
        )));
    }
    blocks
}

fn picture(report: &WeeklyReport) -> String {
    match report.count {
        Some(count) => format!(
            "Chart: the line runs from 0 on {} to {count} now; the goal is {}; the light band is the forecast.",
            date(report.period.start),
            report.goal
        ),
        None => format!("Chart: the goal is {}; it is too early for a line.", report.goal),
    }
}

fn stuck(report: &WeeklyReport) -> Vec<Block> {
    let heading = Block::Heading("What is stuck".to_owned());
    if report.stuck.is_empty() {
        return vec![heading, Block::Paragraph("No handover is stuck.".to_owned())];
    }
    let mut lines: Vec<String> = report
        .stuck
        .iter()
        .map(|it| format!("{}: no movement for {} ({})", it.case_number, days(it.days), one_line(&it.owner)))
        .collect();
    if report.stuck_more > 0 {
        lines.push(format!("and {} more", report.stuck_more));
    }
    vec![heading, Block::List(lines)]
}

fn partners(report: &WeeklyReport) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !report.answers.is_empty() {
        blocks.push(Block::Heading("How fast partners answer".to_owned()));
        blocks.push(Block::Paragraph("Half of the answers came within this time:".to_owned()));
        let rows = report.answers.iter().map(|it| {
            (
                format!("{} (answers: {})", one_line(&it.organization), shown(it.decisions)),
                it.median_hours.map_or_else(|| "–".to_owned(), hours),
            )
        });
        blocks.push(Block::Rows(rows.collect()));
    }
    if !report.gaps.is_empty() {
        blocks.push(Block::Heading("What there was no offer for".to_owned()));
        let rows = report.gaps.iter().map(|it| (one_line(&it.need), shown(it.cases)));
        blocks.push(Block::Rows(rows.collect()));
    }
    blocks
}

/// A partner is asked for an answer.
pub fn handover_offered(case_number: &str, service: &str, answer_by: NaiveDate, url: &str) -> Page {
    Page {
        subject: format!("New handover {case_number} awaits your answer"),
        blocks: vec![
            Block::Headline(format!("Handover {case_number}")),
            Block::Paragraph("Hello,".to_owned()),
            Block::Paragraph(format!("We ask for your help for a family, with this service: {service}.")),
            Block::Paragraph(format!("Could you let us know by {} whether you take this on?", date(answer_by))),
            Block::Link {
                words: format!(
                    "You can answer through your organisation's connection, at the address below. Rather phone or mail? Then quote the number {case_number}."
                ),
                url: url.to_owned(),
            },
            Block::Paragraph(
                "Not possible? Feel free to decline, with the reason: then we look further for the family at once."
                    .to_owned(),
            ),
            Block::Paragraph(
                "This message holds no names on purpose. Please do not mail them to us either.".to_owned(),
            ),
        ],
    }
}

/// Whoever answers for entries of the map is asked whether they are still right.
pub fn freshness(entries: &[StaleEntry], url: &str, until: NaiveDate) -> Page {
    let lines = entries.iter().map(|entry| {
        let checked = entry.checked.map_or("never checked".to_owned(), |day| format!("checked on {}", date(day)));
        format!("{}, {}: {checked}", one_line(&entry.service), one_line(&entry.organization))
    });
    let (subject, many) = match entries {
        [entry] => (format!("Is this still right? {}", one_line(&entry.service)), "This service stands"),
        _ => (format!("Is this still right? {} services in the social map", entries.len()), "These services stand"),
    };
    Page {
        subject,
        blocks: vec![
            Block::Headline("Is this still right?".to_owned()),
            Block::Paragraph("Hello,".to_owned()),
            Block::Paragraph(format!(
                "{many} in the social map with your address, and nobody has checked for more than a year."
            )),
            Block::List(lines.collect()),
            Block::Link {
                words: format!(
                    "Still right? Confirm it here, with one click on a button. The link works until {}.",
                    date(until)
                ),
                url: url.to_owned(),
            },
            Block::Paragraph("Has something changed? Answer this mail and say what; we will mend it.".to_owned()),
            Block::Paragraph("So that families find services that are really there. Thank you!".to_owned()),
        ],
    }
}
