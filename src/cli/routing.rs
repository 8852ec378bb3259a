//! `netsterk routing`: how right the answers of a running server are (`score`), what the program learnt of words
//! (`words`), and learning it anew (`learn`).
//!
//! The questions are one JSON object a line (`domain::routing::score`); ids of services are those of the map on the
//! server. Exit code 1 when the server cannot be asked; a low score is no failure of the program.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_STANDARD as BASE64;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::Failed;
use crate::demo::credentials::Credentials;
use crate::domain::routing::Lexicon;
use crate::domain::routing::lexicon::Telling;
use crate::domain::routing::score::{self, Answer, ByTag, Labelled, Tally};

/// How many services are asked for.
const SHOWN: usize = 10;

/// What to do with routing.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Ask a running server labelled questions, and print how right it is.
    Score(Arguments),
    /// Learn of the phrases in this program and of example questions. For whoever changes the wording: takes a minute,
    /// and the program is to be built anew after it.
    Learn(Lesson),
    /// Print what the words of a text speak for, each by itself and two by two, as it was learnt.
    Words {
        /// The text.
        text: String,
    },
}

/// Flags of `routing learn`.
#[derive(Debug, Args)]
pub struct Lesson {
    /// Where `examples.txt` is, and where `learnt.bin` is written.
    #[arg(default_value = "src/domain/routing")]
    folder: PathBuf,
}

/// Flags of `routing score`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Questions, one JSON object a line.
    #[arg(long, value_name = "FILE")]
    questions: PathBuf,
    /// Address of the server, over the one in the credentials.
    #[arg(long)]
    url: Option<String>,
    /// A credentials file as `netsterk demo --credentials` writes it; the first client that may read the map is used.
    #[arg(long, value_name = "FILE")]
    token_from: Option<PathBuf>,
    /// An access token.
    #[arg(long, conflicts_with = "token_from")]
    token: Option<String>,
    /// Print every failure with its reasons.
    #[arg(long)]
    failures: bool,
    /// Write the answers, one JSON object a line, for another scorer.
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
}

/// Runs the subcommand.
///
/// # Errors
/// [`Failed`] when the questions cannot be read or the server cannot be asked.
pub fn run(command: &Command) -> Result<(), Failed> {
    match command {
        Command::Score(arguments) => score(arguments),
        Command::Learn(lesson) => learn(&lesson.folder),
        Command::Words { text } => words(text),
    }
}

fn words(text: &str) -> Result<(), Failed> {
    let lexicon = Lexicon::built_in().map_err(|fault| Failed(fault.to_string()))?;
    for Telling { words, mut needs } in lexicon.learnt_of(text) {
        needs.sort_by(|a, b| (b.1 + b.2).total_cmp(&(a.1 + a.2)));
        let most =
            needs.iter().take(SHOWN).map(|(need, evidence, margin)| format!("{need} {evidence:.2} {margin:+.2}"));
        println!("{words}: {}", most.collect::<Vec<_>>().join(", "));
    }
    println!("\nneed, evidence (how much rarer in what is said of other needs), margin (how it sets the need apart)");
    Ok(())
}

fn learn(folder: &Path) -> Result<(), Failed> {
    let file = |name: &str| folder.join(name);
    let failed = |name: &str, error: std::io::Error| Failed(format!("{}: {error}", file(name).display()));
    let examples = std::fs::read_to_string(file("examples.txt")).map_err(|error| failed("examples.txt", error))?;
    let bare = Lexicon::bare().map_err(|fault| Failed(fault.to_string()))?;
    let learnt = bare.learn(&examples).map_err(|fault| Failed(fault.to_string()))?;
    std::fs::write(file("learnt.bin"), &learnt).map_err(|error| failed("learnt.bin", error))?;
    println!("{}: {} bytes", file("learnt.bin").display(), learnt.len());
    Ok(())
}

fn score(arguments: &Arguments) -> Result<(), Failed> {
    let text = std::fs::read_to_string(&arguments.questions)
        .map_err(|error| Failed(format!("{}: {error}", arguments.questions.display())))?;
    let questions = score::read(&text)
        .map_err(|(line, error)| Failed(format!("{}, line {line}: {error}", arguments.questions.display())))?;
    let server = Server::reach(arguments)?;
    let (mut tally, mut by_tag, mut lines) = (Tally::default(), ByTag::default(), String::new());
    for question in &questions {
        let shown = server.ask(question)?;
        let answer = answer_of(&shown);
        let wrong = tally.count(question, &answer);
        by_tag.count(question, &answer);
        if arguments.failures && !wrong.is_empty() {
            explain(question, &shown, &format!("{wrong:?}"));
        }
        let line = json!({
            "id": question.id, "ranked": answer.ranked, "excluded": answer.excluded,
            "noConfidentMatch": answer.no_confident_match,
        });
        lines.push_str(&format!("{line}\n"));
    }
    if let Some(file) = &arguments.answers {
        std::fs::write(file, lines).map_err(|error| Failed(format!("{}: {error}", file.display())))?;
    }
    print(&tally, &by_tag);
    Ok(())
}

/// A running server, and the right to ask it.
struct Server {
    agent: ureq::Agent,
    url: String,
    token: String,
}

impl Server {
    fn reach(arguments: &Arguments) -> Result<Self, Failed> {
        let agent = ureq::Agent::new_with_defaults();
        let credentials = match &arguments.token_from {
            Some(file) => Credentials::read(file).map_err(Failed::because)?,
            None => None,
        };
        let url = arguments
            .url
            .clone()
            .or_else(|| credentials.as_ref().map(|known| known.base_url.clone()))
            .ok_or_else(|| Failed("where is the server? Give --url or --token-from".to_owned()))?;
        let url = url.trim_end_matches('/').to_owned();
        if let Some(token) = arguments.token.clone() {
            return Ok(Self { agent, url, token });
        }
        let clients = credentials.into_iter().flat_map(|known| known.clients);
        let may = |scopes: &str| scopes.split(' ').any(|scope| scope == "map:read" || scope == "cases:read");
        let client = clients
            .into_iter()
            .find(|client| client.organization_id.is_none() && may(&client.scopes))
            .ok_or_else(|| Failed("no client that may ask: give --token, or --token-from with a client".to_owned()))?;
        let pair = BASE64.encode(format!("{}:{}", client.client_id, client.client_secret));
        let mut answer = agent
            .post(format!("{url}/oauth/token"))
            .header("Authorization", format!("Basic {pair}"))
            .send_form([("grant_type", "client_credentials")])
            .map_err(Failed::because)?;
        let answer: Value = answer.body_mut().read_json().map_err(Failed::because)?;
        let token = answer["access_token"].as_str().ok_or_else(|| Failed("the server gave no token".to_owned()))?;
        Ok(Self { agent, url, token: token.to_owned() })
    }

    fn ask(&self, question: &Labelled) -> Result<Value, Failed> {
        let stage = question.school_stage.map(|stage| stage.to_string());
        let mut body = json!({ "question": question.question, "limit": SHOWN });
        for (field, value) in [
            ("pupilAge", json!(question.pupil_age)),
            ("schoolStage", json!(stage)),
            ("postcode", json!(question.postcode)),
            ("languages", json!(question.languages)),
        ] {
            if !value.is_null() {
                body[field] = value;
            }
        }
        let mut answer = self
            .agent
            .post(format!("{}/v1/suggestions", self.url))
            .header("Authorization", format!("Bearer {}", self.token))
            .send_json(&body)
            .map_err(|error| Failed(format!("{}: {error}", question.id)))?;
        answer.body_mut().read_json().map_err(|error| Failed(format!("{}: {error}", question.id)))
    }
}

fn answer_of(shown: &Value) -> Answer {
    let ids = |list: &Value| {
        let items = list.as_array().into_iter().flatten();
        items.filter_map(|item| item["service"]["id"].as_str().map(str::to_owned)).collect()
    };
    let needs = shown["needs"].as_array().into_iter().flatten();
    Answer {
        ranked: ids(&shown["items"]),
        excluded: ids(&shown["excluded"]),
        no_confident_match: shown["noConfidentMatch"] == true,
        needs: needs.filter_map(|need| need["code"].as_str().map(str::to_owned)).collect(),
    }
}

fn explain(question: &Labelled, shown: &Value, wrong: &str) {
    println!("\n{} {wrong} age {:?}, {:?}", question.id, question.pupil_age, question.postcode);
    println!("  {}", question.question);
    for need in shown["needs"].as_array().into_iter().flatten() {
        println!("  read: {} because {}", need["code"], need["because"]);
    }
    let items = shown["items"].as_array().into_iter().flatten().take(4);
    let excluded = shown["excluded"].as_array().into_iter().flatten().take(2);
    for (sign, item) in items.map(|item| (" ", item)).chain(excluded.map(|item| ("-", item))) {
        let right = question.gold.iter().any(|id| item["service"]["id"] == id.as_str());
        let reasons = item["reasons"].as_array().into_iter().flatten();
        let reasons: Vec<&str> = reasons.filter_map(|reason| reason["text"].as_str()).collect();
        println!("  {} {} — {}", if right { "*" } else { sign }, item["service"]["name"], reasons.join("; "));
    }
}

fn print(tally: &Tally, by_tag: &ByTag) {
    println!("\n{:<40}{:>7}{:>7}", "", "number", "share");
    for (name, some, all) in tally.rows().into_iter().filter(|(_, _, all)| *all > 0) {
        println!("{name:<40}{:>7}{:>5} %", format!("{some}/{all}"), some * 100 / all);
    }
    println!("\n{:<16}{:>10}{:>10}{:>14}", "kind", "first", "in three", "nothing fits");
    for (tag, tally) in &by_tag.0 {
        let of = |some: usize, all: usize| format!("{some}/{all}");
        let (first, in_three) = (of(tally.first, tally.answerable), of(tally.in_three, tally.answerable));
        println!("{tag:<16}{first:>10}{in_three:>10}{:>14}", of(tally.gaps_said, tally.gaps));
    }
}
