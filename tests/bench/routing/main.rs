//! A report, never a timed test: how right the answers are, in process, part by part.
//!
//! `cargo bench --bench routing -- [MAP QUESTIONS.jsonl]… [--failures] [--parts] [--lexicon=FOLDER]`; without arguments
//! every set and half of `tests/routing`. `--failures` prints every failure with its reasons, `--parts`
//! the table of what each part of routing brings, alone and together; `--lexicon` reads the files of the lexicon from a
//! folder instead of the program.

mod parts;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use netsterk::domain::ids::Id;
use netsterk::domain::language::Language;
use netsterk::domain::moment::Moment;
use netsterk::domain::routing::question::Years;
use netsterk::domain::routing::score::{self, Answer, Failure, Labelled, Tally};
use netsterk::domain::routing::suggest::{Suggested, Weighed};
use netsterk::domain::routing::{Learnt, Lexicon, Question, offer, suggest};
use netsterk::domain::socialmap::facts::{self, Rows};
use netsterk::domain::socialmap::{Candidate, Package};
use netsterk::search::{Cut, Index};

use crate::parts::Parts;

/// The sets of the project: map and questions.
const SETS: [[&str; 2]; 14] = [
    ["src/demo/map", "tests/routing/development.jsonl"],
    ["src/demo/map", "tests/routing/held_out.jsonl"],
    ["tests/routing/gent/map", "tests/routing/gent/development.jsonl"],
    ["tests/routing/gent/map", "tests/routing/gent/held_out.jsonl"],
    ["tests/routing/limburg/map", "tests/routing/limburg/development.jsonl"],
    ["tests/routing/limburg/map", "tests/routing/limburg/held_out.jsonl"],
    ["tests/routing/kortrijk/map", "tests/routing/kortrijk/development.jsonl"],
    ["tests/routing/kortrijk/map", "tests/routing/kortrijk/held_out.jsonl"],
    ["tests/routing/antwerpen/map", "tests/routing/antwerpen/development.jsonl"],
    ["tests/routing/antwerpen/map", "tests/routing/antwerpen/held_out.jsonl"],
    ["tests/routing/kust/map", "tests/routing/kust/development.jsonl"],
    ["tests/routing/kust/map", "tests/routing/kust/held_out.jsonl"],
    ["tests/routing/leuven/map", "tests/routing/leuven/development.jsonl"],
    ["tests/routing/leuven/map", "tests/routing/leuven/held_out.jsonl"],
];

/// A map, ready for asking.
struct Map {
    lexicon: Arc<Lexicon>,
    services: Vec<Candidate>,
    index: Index,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let says = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let mut paths: Vec<&str> = arguments.iter().map(String::as_str).filter(|path| !path.starts_with("--")).collect();
    if paths.is_empty() {
        paths.extend(SETS.iter().flatten());
    }
    let folder = arguments.iter().find_map(|argument| argument.strip_prefix("--lexicon="));
    let lexicon = lexicon(folder);
    for pair in paths.chunks_exact(2) {
        let map = Map::load(Path::new(pair[0]), lexicon.clone());
        let text = std::fs::read_to_string(pair[1]).expect("the questions");
        let questions = score::read(&text).expect("questions, one JSON object a line");
        println!("\n{} questions of {} on {} services", questions.len(), pair[1], map.services.len());
        if says("--map") {
            map.print();
        }
        if says("--parts") {
            table(Path::new(pair[0]), folder, &questions);
        } else {
            let tally = measure(&map, &questions, Parts::ALL, says("--failures"));
            for (name, some, all) in tally.rows() {
                println!("{name:<40}{some:>5} of {all:>4}  {:>5.1} %", percent(some, all));
            }
        }
    }
}

/// The lexicon of the program, or one that is being worked on.
fn lexicon(folder: Option<&str>) -> Arc<Lexicon> {
    match folder {
        Some(folder) => lexicon_of(Path::new(folder), Parts::ALL),
        None => Lexicon::built_in().expect("the lexicon"),
    }
}

/// The lexicon in the files of a folder, as far as it takes part.
fn lexicon_of(folder: &Path, parts: Parts) -> Arc<Lexicon> {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect(name);
    let needs = read("needs.json");
    let codes: Vec<serde_json::Value> = serde_json::from_str(&needs).expect("needs.json");
    let files: Vec<(String, String)> = codes
        .iter()
        .filter_map(|need| need["code"].as_str())
        .map(|code| (code.to_owned(), read(&format!("wording/{code}.txt"))))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(code, text)| (code.as_str(), text.as_str())).collect();
    let classes = read("classes.txt");
    let examples = if parts.examples { read("examples.txt") } else { String::new() };
    let kinds = if parts.kinds { read("kinds.txt") } else { String::new() };
    let lexicon = Lexicon::parse(&needs, &files, &classes).and_then(|lexicon| {
        let file = std::fs::read(folder.join("learnt.bin")).ok().and_then(|file| Learnt::open(file.into()));
        let learnt = match file.filter(|learnt| learnt.of() == lexicon.learns_of(&examples)) {
            Some(learnt) => learnt,
            None => Learnt::open(lexicon.learn(&examples)?.into()).expect("what was just learnt"),
        };
        lexicon.knowing(learnt).with_kinds(&kinds, &classes)
    });
    lexicon.map(Arc::new).unwrap_or_else(|fault| panic!("{fault}"))
}

fn percent(some: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { 100.0 * some as f64 / all as f64 }
}

fn table(map: &Path, folder: Option<&str>, questions: &[Labelled]) {
    println!("| parts | first | first three | nothing fits | false alarms | ineligible |\n|---|---|---|---|---|---|");
    for (name, parts) in Parts::TABLE {
        let map = Map::load(map, lexicon_of(Path::new(folder.unwrap_or("src/domain/routing")), *parts));
        let tally = measure(&map, questions, *parts, false);
        let share = |some, all| format!("{:.0} %", percent(some, all));
        println!(
            "| {name} | {} | {} | {} | {} | {} |",
            share(tally.first, tally.answerable),
            share(tally.in_three, tally.answerable),
            share(tally.gaps_said, tally.gaps),
            share(tally.false_alarms, tally.answerable),
            tally.ineligible,
        );
    }
}

fn measure(map: &Map, questions: &[Labelled], parts: Parts, failures: bool) -> Tally {
    let mut tally = Tally::default();
    let services = parts.services(&map.services);
    for question in questions {
        let asked = parts.asked(question_of(question));
        let scores = if parts.text { map.index.scores(&asked.text).expect("scores") } else { HashMap::new() };
        let found = suggest(&asked, &services, &scores, &map.lexicon);
        let answer = answer_of(&found);
        let wrong = tally.count(question, &answer);
        if failures && !wrong.is_empty() {
            explain(map, question, &found, &wrong);
        }
    }
    tally
}

fn question_of(labelled: &Labelled) -> Question {
    let years = match (labelled.pupil_age, labelled.school_stage) {
        (Some(age), _) => Some(Years::Age(age)),
        (None, Some(stage)) => Some(Years::Stage(stage.into())),
        (None, None) => None,
    };
    let at = "2026-11-22T09:00:00Z".parse::<Moment>().expect("a moment");
    Question {
        children: years.into_iter().collect(),
        postcode: labelled.postcode.as_deref().and_then(|code| code.parse().ok()),
        languages: labelled.languages.clone(),
        ..Question::new(&labelled.question, at)
    }
}

fn answer_of(found: &Suggested<'_>) -> Answer {
    let ids = |list: &[Weighed<'_>]| list.iter().map(|weighed| weighed.service.id.clone()).collect();
    Answer {
        ranked: ids(&found.items),
        excluded: ids(&found.excluded),
        no_confident_match: found.no_confident_match,
        needs: found.needs.iter().map(|need| need.code.clone()).collect(),
    }
}

fn explain(map: &Map, question: &Labelled, found: &Suggested<'_>, wrong: &[Failure]) {
    let name = |id: &Id| map.services.iter().find(|service| service.id == *id).map_or("?", |service| &service.name);
    let names = |ids: &[Id]| ids.iter().map(name).collect::<Vec<_>>().join("; ");
    println!("\n{} {:?} {:?} age {:?} {:?}", question.id, question.tags, wrong, question.pupil_age, question.postcode);
    println!("  {}", question.question);
    println!("  wanted: {} | needs {:?}", names(&question.gold), question.needs);
    for need in &found.needs {
        println!("  read: {} because {:?}", need.code, need.because);
    }
    let line = |weighed: &Weighed<'_>| {
        let reasons: Vec<String> = weighed
            .reasons
            .iter()
            .filter(|reason| reason.points != 0.0)
            .map(|reason| format!("{} {:+.2}", reason.criterion, reason.points))
            .collect();
        format!("{:.2} {} ({})", weighed.score, weighed.service.name, reasons.join(", "))
    };
    for weighed in found.items.iter().take(4) {
        let mark = if question.gold.contains(&weighed.service.id) { "*" } else { " " };
        println!("  {mark} {}", line(weighed));
    }
    for weighed in found.excluded.iter().take(2) {
        println!("  - {} — {}", line(weighed), weighed.reasons[0].text.get(Language::Dutch));
    }
}

impl Map {
    fn load(folder: &Path, lexicon: Arc<Lexicon>) -> Self {
        let files: BTreeMap<String, Vec<u8>> = std::fs::read_dir(folder)
            .expect("the folder of a map")
            .map(|entry| entry.expect("an entry").path())
            .map(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                (name, std::fs::read(&path).expect("a file"))
            })
            .collect();
        let package = Package::read(&files).unwrap_or_else(|faults| panic!("{}", faults[0]));
        let rows = Rows { of: package.rows.into_iter().collect(), ..Rows::default() };
        let mut entries = facts::entries(&rows);
        entries.sort_by(|a, b| (&a.candidate.name, &a.candidate.id).cmp(&(&b.candidate.name, &b.candidate.id)));
        for entry in &mut entries {
            entry.candidate.needs = offer::needs(&lexicon, &entry.candidate, &entry.wording);
        }
        let mut index = Index::begin().expect("an index");
        for entry in &entries {
            index.put(&entry.candidate.id, &Cut::of(&entry.wording)).expect("words");
        }
        let index = index.finish().expect("an index");
        Self { lexicon, services: entries.into_iter().map(|entry| entry.candidate).collect(), index }
    }

    /// What was read from each service.
    fn print(&self) {
        for service in &self.services {
            let needs: Vec<String> = service
                .needs
                .iter()
                .map(|met| {
                    format!(
                        "{} {:.2} {}",
                        met.code,
                        met.strength,
                        met.topics
                            .iter()
                            .map(|(topic, strength)| format!("{topic}={strength:.1}"))
                            .collect::<Vec<_>>()
                            .join("+")
                    )
                })
                .collect();
            println!("{:<50} {}", service.name, needs.join(", "));
        }
    }
}
