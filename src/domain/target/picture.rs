//! The picture of the progress: one geometry, drawn as SVG for the screen here and as PNG for mail elsewhere.
//!
//! Coordinates are fractions of the drawing area, from left to right and from bottom to top.

use std::fmt::Write;

use chrono::NaiveDate;

use super::forecast::Forecast;
use super::ledger::Period;
use super::suppress::shown;
use super::weeks::Week;

/// A point; (0, 0) is bottom left, (1, 1) top right.
pub type Point = (f64, f64);

/// What is to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    /// The count so far, one point a week.
    pub line: Vec<Point>,
    /// Height of the goal.
    pub goal: f64,
    /// Today, and the lower, expected and upper end of the forecast at the right edge.
    pub forecast: Option<(Point, [f64; 3])>,
    /// The number at the top edge.
    pub top: u32,
    /// Months that begin in the period: where, and which (1 to 12).
    pub months: Vec<(f64, u32)>,
}

/// Lays out the progress. `forecast` is absent for a reader who may not see the count; then the line is, too. For readers
/// outside the team the line skips the weeks whose count they may not see.
#[must_use]
pub fn plot(
    weeks: &[Week],
    period: Period,
    as_of: NaiveDate,
    goal: u32,
    forecast: Option<Forecast>,
    inside_team: bool,
) -> Plot {
    let last = as_of.clamp(period.start, period.end);
    let span = days(period.start, period.end).max(1.0);
    let x = |date: NaiveDate| (days(period.start, date) / span).clamp(0.0, 1.0);
    let highest = weeks.last().map_or(0, |week| week.cumulative).max(goal).max(forecast.map_or(0, |it| it.expected));
    let top = round_up(highest.saturating_add(highest / 10));
    let y = |number: u32| (f64::from(number) / f64::from(top)).min(1.0);
    let mut line = vec![(0.0, 0.0)];
    let past = weeks.iter().filter(|week| week.week.monday() <= last);
    for week in past.filter(|week| shown(week.cumulative, inside_team).is_some()) {
        line.push((x(week.week.sunday().min(last)), y(week.cumulative)));
    }
    let tip = line.last().copied().unwrap_or_default();
    let months = period.start.iter_days().take_while(|date| *date <= period.end);
    let months = months.filter(|date| date.format("%d").to_string() == "01");
    Plot {
        goal: y(goal),
        forecast: forecast.map(|it| (tip, [y(it.low), y(it.expected), y(it.high)])),
        line: if forecast.is_some() { line } else { Vec::new() },
        top,
        months: months.map(|date| (x(date), chrono::Datelike::month(&date))).collect(),
    }
}

fn days(from: NaiveDate, to: NaiveDate) -> f64 {
    f64::from(i32::try_from((to - from).num_days()).unwrap_or(i32::MAX))
}

/// A top edge that divides well by four.
fn round_up(number: u32) -> u32 {
    let step = if number <= 40 { 4 } else { 40 };
    number.max(1).div_ceil(step).saturating_mul(step)
}

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 400.0;
const LEFT: f64 = 56.0;
const TOP: f64 = 24.0;
const INNER_WIDTH: f64 = 640.0;
const INNER_HEIGHT: f64 = 320.0;
const MONTHS: [&str; 12] = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];

fn left(x: f64) -> f64 {
    LEFT + x * INNER_WIDTH
}

fn down(y: f64) -> f64 {
    TOP + (1.0 - y) * INNER_HEIGHT
}

/// Draws the plot as one SVG document with a title and a description for those who do not see it.
#[must_use]
pub fn svg(plot: &Plot, title: &str, description: &str) -> String {
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" lang=\"nl-BE\" \
         aria-labelledby=\"title desc\" font-family=\"system-ui, sans-serif\" font-size=\"13\">\n\
         <title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/>\n",
        escaped(title),
        escaped(description)
    );
    axes(&mut out, plot);
    if let Some(((x, y), [low, expected, high])) = plot.forecast {
        let (x, y, right) = (left(x), down(y), left(1.0));
        let _ = writeln!(
            out,
            "<polygon points=\"{x:.1},{y:.1} {right:.1},{:.1} {right:.1},{:.1}\" fill=\"#9ec5c1\" fill-opacity=\"0.5\"/>\n\
             <line x1=\"{x:.1}\" y1=\"{y:.1}\" x2=\"{right:.1}\" y2=\"{:.1}\" stroke=\"#0b5c5a\" stroke-width=\"2\" \
             stroke-dasharray=\"6 5\"/>",
            down(high),
            down(low),
            down(expected)
        );
    }
    let goal = down(plot.goal);
    let _ = writeln!(
        out,
        "<line x1=\"{LEFT}\" y1=\"{goal:.1}\" x2=\"{:.1}\" y2=\"{goal:.1}\" stroke=\"#b3541e\" stroke-width=\"2\"/>\n\
         <text x=\"{:.1}\" y=\"{:.1}\" fill=\"#8a3d12\">doel</text>",
        left(1.0),
        LEFT + 6.0,
        goal - 6.0
    );
    let points: Vec<String> = plot.line.iter().map(|(x, y)| format!("{:.1},{:.1}", left(*x), down(*y))).collect();
    let _ = writeln!(
        out,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"#0b5c5a\" stroke-width=\"3\" stroke-linejoin=\"round\"/>\n</svg>",
        points.join(" ")
    );
    out
}

fn axes(out: &mut String, plot: &Plot) {
    for quarter in 0..=4_u32 {
        let y = down(f64::from(quarter) / 4.0);
        let _ = writeln!(
            out,
            "<line x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{:.1}\" y2=\"{y:.1}\" stroke=\"#d9dedd\"/>\n\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#3b4644\">{}</text>",
            left(1.0),
            LEFT - 8.0,
            y + 4.0,
            plot.top / 4 * quarter
        );
    }
    for (x, month) in &plot.months {
        let name = usize::try_from(*month).ok().and_then(|month| MONTHS.get(month.wrapping_sub(1))).unwrap_or(&"");
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"#3b4644\">{name}</text>",
            left(*x),
            TOP + INNER_HEIGHT + 20.0
        );
    }
    let _ = writeln!(
        out,
        "<text x=\"{LEFT}\" y=\"{:.1}\" fill=\"#3b4644\">gezinnen; gestippeld: de verwachting, met in de band 8 kansen op 10</text>",
        HEIGHT - 12.0
    );
}

/// Text as it may stand in a document: no mark-up, no control characters.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other if other.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{plot, svg};
    use crate::domain::target::{Milestone, MilestoneKind, Period, Stage, outlook, tally, weeks};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap_or_default()
    }

    const YEAR: [&str; 2] = ["2026-09-01", "2027-08-31"];

    /// One family a day.
    fn daily(days: std::ops::Range<i64>) -> (Vec<Milestone>, Period) {
        let period = Period { start: day(YEAR[0]), end: day(YEAR[1]) };
        let lines = days.map(|number| Milestone {
            family_id: format!("f{number}"),
            case_id: format!("c{number}"),
            handover_id: Some(format!("h{number}")),
            kind: MilestoneKind::Introduced,
            children: 1,
            at: crate::domain::calendar::brussels(
                period.start + chrono::Duration::days(number),
                chrono::NaiveTime::default(),
            ),
        });
        (lines.collect(), period)
    }

    #[test]
    fn readers_outside_the_team_see_no_week_of_less_than_five() {
        let (lines, period) = daily(2..60);
        let as_of = day("2026-11-22");
        let tally = tally(&lines, &[], period, Stage::Introduced, as_of);
        let weeks = weeks(&tally, period, as_of, crate::domain::target::expected_of);
        let points = |inside| plot(&weeks, period, as_of, 300, Some(outlook(&weeks, 300).forecast), inside).line.len();
        assert_eq!(weeks[0].cumulative, 4);
        assert_eq!(points(true) - points(false), 1);
    }

    #[test]
    fn a_picture_in_november() {
        let (lines, period) = daily(0..60);
        let as_of = day("2026-11-22");
        let tally = tally(&lines, &[], period, Stage::Introduced, as_of);
        let weeks = weeks(&tally, period, as_of, crate::domain::target::expected_of);
        let plot = plot(&weeks, period, as_of, 300, Some(outlook(&weeks, 300).forecast), true);
        insta::assert_snapshot!(svg(&plot, "300 gezinnen <2026>", "60 gezinnen \u{2028} & meer"));
    }

    #[test]
    fn without_a_count_no_line_is_drawn() {
        let period = Period { start: day("2026-09-01"), end: day("2027-08-31") };
        let tally = crate::domain::target::Tally::default();
        let weeks = weeks(&tally, period, day("2026-11-22"), |_| 1.0);
        let plot = plot(&weeks, period, day("2026-11-22"), 300, None, true);
        assert!(plot.line.is_empty() && plot.forecast.is_none());
    }
}
