//! The walls of the house, as a test: who may import whom, what may be named where, how long a file may grow.
//!
//! It reads the text of `src/**/*.rs` (comments and strings left out), so test modules inside `src` obey too. A new
//! layer needs a row in [`ARROWS`]; whatever has no row is refused. The parser is tested at the foot of the file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Who may import whom: (layer, the layers that it may name beside itself and [`FOR_ALL`]).
const ARROWS: &[(&str, &[&str])] = &[
    ("lib", &[]),
    ("main", &["app", "cli"]),
    ("app", &["*"]),
    ("cli", &["app", "demo", "usecases", "domain"]),
    ("demo", &["app", "usecases", "domain"]),
    ("web", &["usecases", "domain"]),
    ("worker", &["usecases", "domain"]),
    ("usecases", &["store", "search", "credentials", "domain"]),
    ("store", &["domain"]),
    ("search", &["domain"]),
    ("credentials", &["domain"]),
    ("mail", &["domain"]),
    ("webhook", &["domain"]),
    ("domain", &[]),
    ("config", &[]),
    ("telemetry", &[]),
];

/// Importable by every layer except by each other and by the rules.
const FOR_ALL: &[&str] = &["config", "telemetry"];

/// The files of `store` that are not a noun: every noun of the layer may stand on them.
const STORE_SHARED: &[&str] = &["conn", "db", "dialect", "error", "migrate", "page", "reach", "schema", "types"];

/// What may be named only in some places: (words, where, why).
const ROOMS: &[(&str, &[&str], &str)] = &[
    ("diesel", &["src/store/"], "queries live in the store"),
    ("actix_web", &["src/web/", "src/app"], "HTTP lives in web"),
    ("tantivy", &["src/search/"], "full text lives in search"),
    ("lettre", &["src/mail/"], "letters live in mail"),
    ("std::env", &["src/config"], "only the configuration reads the environment"),
    ("Utc::now", &["src/app", "src/telemetry"], "the clock is injected"),
    ("Local::now", &["src/app", "src/telemetry"], "the clock is injected"),
    ("SystemTime::now", &["src/app", "src/telemetry"], "the clock is injected"),
    ("Instant::now", &["src/app", "src/telemetry"], "the clock is injected"),
];

/// Lines a file may have. `schema.rs` is one list, the tables as Diesel prints them.
const LONGEST: usize = 400;
const LISTS: &[&str] = &["src/store/schema.rs"];

#[test]
fn only_the_drawn_arrows() {
    let files = sources("src");
    let nouns = Nouns::of(&files);
    let faults: Vec<String> = files.iter().flat_map(|file| arrows_refused(file, &nouns)).collect();
    assert!(faults.is_empty(), "arrows that are not drawn:\n{}", faults.join("\n"));
}

#[test]
fn each_thing_in_its_room() {
    let faults: Vec<String> = sources("src").iter().flat_map(rooms_refused).collect();
    assert!(faults.is_empty(), "named outside its room:\n{}", faults.join("\n"));
}

#[test]
fn no_file_too_long() {
    let long: Vec<String> = ["src", "tests"]
        .iter()
        .flat_map(|folder| sources(folder))
        .filter(|file| file.lines > LONGEST && !LISTS.contains(&file.path.as_str()))
        .map(|file| format!("{}: {} lines", file.path, file.lines))
        .collect();
    assert!(long.is_empty(), "more than {LONGEST} lines; is each still one concept?\n{}", long.join("\n"));
}

/// One source file: its path with `/`, its module path, its text without comments and strings.
struct Source {
    path: String,
    module: Vec<String>,
    text: String,
    lines: usize,
}

impl Source {
    fn new(path: &str, raw: &str) -> Self {
        let inside = path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
        let module = inside.split('/').map(str::to_owned).collect();
        Self { path: path.to_owned(), module, text: code_only(raw), lines: raw.lines().count() }
    }

    fn layer(&self) -> &str {
        self.module.first().map_or("", String::as_str)
    }
}

/// The names that a file may not take from its sibling: the folders of `usecases`, the files of `store`; and the
/// macros that stand at the root of the crate.
struct Nouns {
    usecases: BTreeSet<String>,
    store: BTreeSet<String>,
    macros: BTreeSet<String>,
}

impl Nouns {
    fn of(files: &[Source]) -> Self {
        let under = |layer: &str, depth: usize| {
            let inside = files.iter().filter(|file| file.layer() == layer && file.module.len() >= depth);
            inside.map(|file| file.module[1].clone()).collect::<BTreeSet<_>>()
        };
        let mut store = under("store", 2);
        store.retain(|name| !STORE_SHARED.contains(&name.as_str()));
        let macros = files.iter().flat_map(|file| words_after(&file.text, "macro_rules!")).collect();
        Self { usecases: under("usecases", 3), store, macros }
    }

    fn siblings(&self, layer: &str) -> Option<&BTreeSet<String>> {
        match layer {
            "usecases" => Some(&self.usecases),
            "store" => Some(&self.store),
            _ => None,
        }
    }
}

fn arrows_refused(file: &Source, nouns: &Nouns) -> Vec<String> {
    let from = file.layer();
    let Some((_, allowed)) = ARROWS.iter().find(|(layer, _)| *layer == from) else {
        return vec![format!("{}: layer '{from}' has no row in ARROWS", file.path)];
    };
    let mut faults = BTreeSet::new();
    for path in paths(file) {
        let to = path[0].as_str();
        let drawn = to == from || allowed.contains(&to) || allowed == &["*"];
        let for_all = FOR_ALL.contains(&to) && !FOR_ALL.contains(&from) && from != "domain";
        if !(drawn || for_all || nouns.macros.contains(to)) {
            faults.insert(format!("{}: {from} → {to} ({})", file.path, path.join("::")));
        }
        let (Some(mine), Some(other)) = (file.module.get(1), path.get(1)) else { continue };
        let sibling = nouns.siblings(from).is_some_and(|set| set.contains(mine) && set.contains(other));
        if to == from && mine != other && sibling {
            faults.insert(format!("{}: {from}::{mine} → its sibling {from}::{other}", file.path));
        }
    }
    faults.into_iter().collect()
}

fn rooms_refused(file: &Source) -> Vec<String> {
    let outside = ROOMS.iter().filter(|(words, rooms, _)| {
        !rooms.iter().any(|room| file.path.starts_with(room)) && positions(&file.text, words).next().is_some()
    });
    outside.map(|(words, _, why)| format!("{}: {words} ({why})", file.path)).collect()
}

/// Every path into the crate that a file names, from the root on: `crate::a::b`, the leaves of `crate::{a, b::c}`,
/// `netsterk::a` (as the binary says it), `super::super::a` from where the file stands.
fn paths(file: &Source) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for root in ["crate::", "netsterk::"] {
        for at in positions(&file.text, root) {
            tree(&file.text[at + root.len()..], &[], &mut found);
        }
    }
    for at in positions(&file.text, "super::") {
        if file.text[..at].ends_with("super::") {
            continue;
        }
        let mut rest = &file.text[at..];
        let mut base = file.module.clone();
        while let Some(after) = rest.strip_prefix("super::") {
            base.pop();
            rest = after;
        }
        tree(rest, &base, &mut found);
    }
    found.retain(|path| path.len() > 1 || path.first().is_some_and(|first| first != "*" && !first.is_empty()));
    found
}

/// Reads one use-tree or inline path and answers what stands behind it.
fn tree<'a>(text: &'a str, base: &[String], found: &mut Vec<Vec<String>>) -> &'a str {
    let mut path = base.to_vec();
    let mut rest = text.trim_start();
    loop {
        if let Some(mut inner) = rest.strip_prefix('{') {
            while !inner.trim_start().starts_with('}') && !inner.trim_start().is_empty() {
                inner = tree(inner, &path, found);
                inner = inner.find([',', '}']).map_or("", |end| inner[end..].trim_start_matches(','));
            }
            return inner.trim_start().trim_start_matches('}');
        }
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        if end > 0 {
            path.push(rest[..end].to_owned());
        }
        rest = &rest[end..];
        match rest.trim_start().strip_prefix("::") {
            Some(after) if end > 0 => rest = after.trim_start(),
            _ => break,
        }
    }
    if path.len() > base.len() {
        found.push(path);
    }
    rest
}

/// Where `words` begin in `text`, as whole words.
fn positions<'a>(text: &'a str, words: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(words).map(|(at, _)| at).filter(move |&at| {
        let open = words.ends_with(':');
        !text[..at].ends_with(part) && (open || !text[at + words.len()..].starts_with(part))
    })
}

fn words_after(text: &str, marker: &str) -> Vec<String> {
    let named = |at: usize| text[at + marker.len()..].split_whitespace().next().map(str::to_owned);
    text.match_indices(marker).filter_map(|(at, _)| named(at)).collect()
}

/// The text with comments and the contents of strings blanked out.
fn code_only(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(first) = rest.chars().next() {
        let skipped = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => quoted(rest),
            'r' if !out.ends_with(|c: char| c.is_alphanumeric() || c == '_') => raw_quoted(rest),
            '\'' => rest.char_indices().nth(2).filter(|(_, c)| *c == '\'').map_or(0, |(at, _)| at + 1),
            _ => 0,
        };
        let taken = if skipped == 0 { first.len_utf8() } else { skipped };
        if skipped == 0 {
            out.push(first)
        } else {
            out.push(' ')
        }
        rest = &rest[taken..];
    }
    out
}

fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn raw_quoted(text: &str) -> usize {
    let hashes = text[1..].bytes().take_while(|b| *b == b'#').count();
    let open = 1 + hashes;
    if !text[open..].starts_with('"') {
        return 0;
    }
    let close = format!("\"{}", "#".repeat(hashes));
    text[open + 1..].find(&close).map_or(text.len(), |end| open + 1 + end + close.len())
}

fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open: Vec<PathBuf> = vec![root.join(folder)];
    let mut files = Vec::new();
    while let Some(next) = open.pop() {
        if next.is_dir() {
            let entries = std::fs::read_dir(&next).expect("a readable folder");
            open.extend(entries.map(|entry| entry.expect("a readable entry").path()));
        } else if next.extension().is_some_and(|extension| extension == "rs") {
            let raw = std::fs::read_to_string(&next).expect("a readable file");
            let path = next.strip_prefix(root).expect("a path under the root").to_string_lossy().replace('\\', "/");
            files.push(Source::new(&path, &raw));
        }
    }
    files
}

// The test of the test: each wall, with somebody walking through it.

fn refused(path: &str, raw: &str) -> Vec<String> {
    let house = [
        Source::new("src/usecases/case/open.rs", ""),
        Source::new("src/usecases/family/find.rs", ""),
        Source::new("src/usecases/ctx.rs", ""),
        Source::new("src/store/case.rs", ""),
        Source::new("src/store/family.rs", ""),
        Source::new("src/store/conn.rs", ""),
        Source::new("src/domain/codes.rs", "macro_rules! codes { () => {} }"),
    ];
    let file = Source::new(path, raw);
    let mut faults = arrows_refused(&file, &Nouns::of(&house));
    faults.extend(rooms_refused(&file));
    faults
}

#[test]
fn forbidden_arrows_are_caught() {
    let caught = [
        ("src/web/api/case.rs", "use crate::store::case;"),
        ("src/web/api/case.rs", "use crate::{\n    usecases::case::open,\n    store::{conn::Conn, db},\n};"),
        ("src/web/api/case.rs", "fn f() { crate::store::case::find(1) }"),
        ("src/web/api/case.rs", "use super::super::super::store::case;"),
        ("src/worker/outbox.rs", "use crate::mail::compose;"),
        ("src/store/case.rs", "use crate::usecases::ctx::Ctx;"),
        ("src/domain/access.rs", "use crate::config::Config;"),
        ("src/domain/access.rs", "fn f() -> crate::store::conn::Conn { todo!() }"),
        ("src/config/mod.rs", "use crate::telemetry;"),
        ("src/main.rs", "fn main() { netsterk::store::db::open() }"),
        ("src/usecases/case/open.rs", "use crate::usecases::family::find;"),
        ("src/usecases/case/open.rs", "use super::super::family::find;"),
        ("src/usecases/case/open.rs", "use crate::usecases::{ctx::Ctx, family};"),
        ("src/store/case.rs", "use super::family;"),
        ("src/garage/car.rs", "fn f() {}"),
        ("src/usecases/case/open.rs", "use diesel::prelude::*;"),
        ("src/web/desk.rs", "fn f() { let at = chrono::Utc::now(); }"),
        ("src/cli/serve.rs", "let home = std::env::var(\"HOME\");"),
    ];
    for (path, raw) in caught {
        assert!(!refused(path, raw).is_empty(), "{path}: {raw}");
    }
}

#[test]
fn drawn_arrows_comments_and_strings_pass() {
    let passing = [
        ("src/web/api/case.rs", "use crate::{config::Config, usecases::case::{self, open}};"),
        ("src/usecases/case/open.rs", "use crate::usecases::{ctx::Ctx, case::view};\nuse super::view::CaseView;"),
        ("src/store/case.rs", "use super::{conn::Conn, schema::cases};\nuse diesel::prelude::*;"),
        ("src/domain/access.rs", "crate::codes! { Role { A = \"a\" } }\nmod tests { use super::*; }"),
        (
            "src/web/mod.rs",
            "// crate::store::case\n/* std::env */ const A: &str = \"crate::store\"; const B: char = '\"';",
        ),
        ("src/web/mod.rs", "const A: &str = r#\"use diesel::\"quoted\" \"#; fn f<'a>(x: &'a str) {}"),
        ("src/app.rs", "fn now() { chrono::Utc::now(); crate::mail::f(); crate::store::g(); }"),
        ("src/main.rs", "fn main() { netsterk::cli::run() }"),
    ];
    for (path, raw) in passing {
        assert_eq!(refused(path, raw), Vec::<String>::new(), "{path}: {raw}");
    }
}
