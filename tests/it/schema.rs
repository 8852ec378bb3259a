//! Both migrations end in the same schema: read from what each database says about itself, compared line by line.
//!
//! Left out: full text, which each database does its own way, and the table in which migrations note that they ran.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::Text;
use netsterk::store::error::StoreError;

use crate::harness::{Backend, World};

/// One fact about a table.
#[derive(QueryableByName)]
struct Fact {
    #[diesel(sql_type = Text)]
    place: String,
    #[diesel(sql_type = Text)]
    line: String,
}

const SQLITE: &str = r#"
    WITH tables AS (SELECT name, sql FROM sqlite_master WHERE type = 'table')
    SELECT t.name AS place, 'column ' || c.name || ' ' || lower(c.type) || iif(c."notnull", ' not null', '') AS line
    FROM tables t, pragma_table_info(t.name) c
    UNION ALL
    SELECT t.name, 'PRIMARY KEY (' || (SELECT group_concat(name, ', ') FROM
        (SELECT name FROM pragma_table_info(t.name) WHERE pk > 0 ORDER BY pk)) || ')'
    FROM tables t WHERE EXISTS (SELECT 1 FROM pragma_table_info(t.name) WHERE pk > 0)
    UNION ALL
    SELECT t.name, iif(i."unique", 'UNIQUE ', 'index ' || i.name || ' ') || '(' || (SELECT group_concat(name, ', ') FROM
        (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) || ')' || iif(i.partial, (SELECT
        substr(sql, instr(sql, ' WHERE ')) FROM sqlite_master WHERE name = i.name), '')
    FROM tables t, pragma_index_list(t.name) i WHERE i.origin <> 'pk'
    UNION ALL
    SELECT t.name, 'FOREIGN KEY (' || group_concat(f."from", ', ') || ') REFERENCES ' || f."table" || '(' ||
        group_concat(f."to", ', ') || ')' || iif(f.on_delete = 'NO ACTION', '', ' ON DELETE ' || f.on_delete)
    FROM tables t, pragma_foreign_key_list(t.name) f GROUP BY t.name, f.id, f."table", f.on_delete
    UNION ALL
    SELECT t.name, 'definition ' || t.sql FROM tables t
    UNION ALL
    SELECT DISTINCT tbl_name, 'append-only' FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%append-only%'
"#;

const POSTGRES: &str = r#"
    WITH tables AS (SELECT oid, relname::text AS name FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace)
    SELECT t.name AS place, 'column ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) ||
        CASE WHEN a.attnotnull THEN ' not null' ELSE '' END AS line
    FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid WHERE a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT t.name, pg_get_constraintdef(c.oid) FROM tables t JOIN pg_constraint c ON c.conrelid = t.oid
    UNION ALL
    SELECT t.name, CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE 'index ' || x.relname || ' ' END || '(' ||
        (SELECT string_agg(pg_get_indexdef(i.indexrelid, k, true), ', ' ORDER BY k)
            FROM generate_series(1, i.indnkeyatts) k) || ')' || coalesce(' WHERE ' || pg_get_expr(i.indpred, i.indrelid), '')
    FROM tables t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class x ON x.oid = i.indexrelid
    WHERE NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u'))
    UNION ALL
    SELECT t.name, 'append-only' FROM tables t JOIN pg_trigger g ON g.tgrelid = t.oid
    WHERE g.tgfoid = 'refuse_change'::regproc
"#;

#[test]
fn both_migrations_end_in_the_same_schema() {
    between(|sqlite, postgres| assert_eq!(differences(sqlite, postgres), ""));
}

#[test]
fn a_difference_of_schemas_is_told() {
    between(|sqlite, postgres| {
        change(sqlite, &["CREATE INDEX extra ON notes (written_by)", "ALTER TABLE notes ADD COLUMN tone TEXT"]);
        change(
            postgres,
            &[
                "ALTER TABLE merges ALTER COLUMN reason DROP NOT NULL",
                "ALTER TABLE targets DROP CONSTRAINT targets_goal_check",
                "ALTER TABLE cases DROP CONSTRAINT cases_urgency_check",
                "ALTER TABLE cases DROP CONSTRAINT cases_owner_id_fkey",
            ],
        );
        let told = "only on SQLite: cases: FOREIGN KEY (owner_id) REFERENCES users(id)\n\
                    only on SQLite: cases: check routine, soon, urgent \n\
                    only on SQLite: merges: column reason text not null\n\
                    only on SQLite: notes: column tone text\n\
                    only on SQLite: notes: index extra (written_by)\n\
                    only on SQLite: targets: check  0\n\
                    only on PostgreSQL: merges: column reason text\n";
        assert_eq!(differences(sqlite, postgres), told);
    });
}

/// Runs a test between two worlds, unless there is no PostgreSQL.
fn between(test: impl FnOnce(&World, &World)) {
    let Some(postgres) = World::new(Backend::Postgres) else { return };
    let sqlite = World::new(Backend::Sqlite).unwrap();
    test(&sqlite, &postgres);
    sqlite.finish();
    postgres.finish();
}

fn change(world: &World, statements: &[&str]) {
    let change = |conn: &mut _| {
        statements.iter().try_for_each(|one| diesel::sql_query(*one).execute(conn).map(drop).map_err(StoreError::from))
    };
    world.app.ctx.db.write(change).unwrap();
}

fn differences(sqlite: &World, postgres: &World) -> String {
    let (one, other) = (facts(sqlite, SQLITE), facts(postgres, POSTGRES));
    assert!(one.len() > 400, "only {} facts were read", one.len());
    let only = |mine: &BTreeSet<String>, theirs: &BTreeSet<String>, name: &str| {
        mine.difference(theirs).map(|line| format!("only on {name}: {line}\n")).collect::<String>()
    };
    only(&one, &other, "SQLite") + &only(&other, &one, "PostgreSQL")
}

fn facts(world: &World, query: &str) -> BTreeSet<String> {
    let read = |conn: &mut _| diesel::sql_query(query).load::<Fact>(conn).map_err(StoreError::from);
    let facts = world.app.ctx.db.read(read).unwrap();
    let ours = facts.into_iter().filter(|fact| !is_left_out(fact));
    ours.flat_map(|fact| in_one_tongue(&fact.line).into_iter().map(move |line| format!("{}: {line}", fact.place)))
        .collect()
}

fn is_left_out(fact: &Fact) -> bool {
    fact.place.starts_with("cases_fts")
        || fact.line.starts_with("index cases_fts")
        || fact.place.starts_with("__diesel")
}

/// The words of both databases, made the same. A check is told by the words that it allows.
fn in_one_tongue(line: &str) -> Vec<String> {
    if let Some(definition) = line.strip_prefix("definition ") {
        return checks(definition).into_iter().map(|check| allowed(&check)).collect();
    }
    if line.starts_with("CHECK") {
        return vec![allowed(line)];
    }
    let line = line.replace('"', "").replace("timestamp without time zone", "timestamp").replace("bytea", "blob");
    let (head, condition) = line.split_once(" WHERE ").unwrap_or((&line, ""));
    let condition = condition.trim_matches(['(', ')']);
    vec![if condition.is_empty() { head.to_owned() } else { format!("{head} where {condition}") }]
}

/// Every `CHECK (…)` of a table as SQLite keeps it: the text in which it was made.
fn checks(definition: &str) -> Vec<String> {
    let starts = definition.match_indices("CHECK (").map(|(place, _)| &definition[place + "CHECK ".len()..]);
    let end = |text: &str| {
        let mut depth = 0;
        text.find(|letter| {
            depth += match letter {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth == 0
        })
    };
    starts.map(|text| text[..end(text).unwrap_or(text.len())].to_owned()).collect()
}

/// The texts and numbers in a check, in order.
fn allowed(check: &str) -> String {
    let texts: Vec<&str> = check.split('\'').skip(1).step_by(2).collect();
    let numbers: Vec<&str> =
        check.split(|letter: char| !letter.is_ascii_digit()).filter(|text| !text.is_empty()).collect();
    format!("check {} {}", texts.join(", "), if texts.is_empty() { numbers.join(", ") } else { String::new() })
}
