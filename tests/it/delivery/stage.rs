//! A world on which letters leave: rows as other use cases leave them, a mailbox in memory, a worker that the test drives.

use std::sync::Arc;
use std::time::Duration;

use diesel::prelude::*;
use netsterk::app::App;
use netsterk::domain::access::{Party, Principal, Scope};
use netsterk::domain::notice::Notice;
use netsterk::domain::page::Page;
use netsterk::mail::Memory;
use netsterk::store::error::StoreError;
use netsterk::usecases::outbox::view::OutboxView;
use netsterk::usecases::subscription::{Subscribe, subscribe};
use netsterk::worker::Worker;

use crate::harness::World;

pub struct Stage<'w> {
    pub world: &'w World,
    pub app: &'w App,
    pub post: Memory,
}

impl<'w> Stage<'w> {
    /// Friday 20 November 2026, noon in Brussels; the target of the school year is there.
    pub fn on(world: &'w World) -> Self {
        world.arranged_by_hand();
        let stage = Self { world, app: &world.app, post: Memory::default() };
        stage.set("2026-11-20T11:00:00Z");
        netsterk::usecases::target::ensure(&stage.app.ctx).unwrap();
        stage
    }

    pub fn set(&self, now: &str) {
        self.world.clock.turn_to(now);
    }

    pub fn pass(&self, seconds: i64) {
        self.world.clock.advance(chrono::Duration::seconds(seconds));
    }

    /// A worker that puts letters in memory.
    pub fn worker(&self) -> Worker {
        Worker::new(self.app.ctx.clone(), self.app.scribe(), Arc::new(self.post.clone()))
    }

    /// A worker that speaks SMTP and has little patience.
    pub fn smtp_worker(&self, url: &str) -> Worker {
        self.world.smtp_worker(url, Duration::from_millis(400))
    }

    pub fn team(&self) -> Principal {
        Principal {
            id: "00000000-0000-7000-8000-000000000001".to_owned(),
            client_id: "team".to_owned(),
            party: Party::Team,
            scopes: Scope::ALL.iter().copied().collect(),
        }
    }

    pub fn subscribe(&self, email: &str) -> String {
        let language = netsterk::domain::language::Language::Dutch;
        let command = Subscribe { email: email.to_owned(), language, target_id: None };
        let made = subscribe(&self.app.ctx, &self.team(), &command, None);
        made.unwrap().id
    }

    pub fn outbox(&self) -> Vec<OutboxView> {
        let page = Page { limit: 200, after: None };
        let listed = netsterk::usecases::outbox::list(&self.app.ctx, &self.team(), None, &page);
        listed.unwrap().0.items
    }

    pub fn target_id(&self) -> String {
        let all = netsterk::usecases::target::list(&self.app.ctx, &self.team());
        all.unwrap()[0].id.clone()
    }

    /// Runs SQL statements, each in the dialect that both databases share.
    pub fn sql(&self, statements: &[String]) {
        let done: Result<(), StoreError> = self.app.ctx.db.write(|conn| {
            for statement in statements {
                diesel::sql_query(statement.as_str()).execute(conn)?;
            }
            Ok(())
        });
        done.unwrap();
    }

    /// A partner with a service, a family with a consent, and a case with an offered handover `h1`, waiting in the outbox.
    pub fn offered(&self, service: &str) {
        let at = "2026-11-20 10:00:00";
        let service = service.replace('\'', "''");
        self.sql(&[
            "INSERT INTO organizations (id, name, fields, version, directory) VALUES ('o1', 'CAW', '{}', 1, 'own')".to_owned(),
            "INSERT INTO organizations (id, name, fields, version, directory) VALUES ('o2', 'Ander', '{}', 1, 'own')".to_owned(),
            format!("INSERT INTO services (id, organization_id, name, status, fields, version, directory, revision) \
                VALUES \
                ('s1', 'o1', '{service}', 'active', '{{\"email\": \"aanmelding@caw.example\"}}', 1, 'own', 1)"),
            format!("INSERT INTO agreements (organization_id, reference, signed_on, data_protection_contact, recorded_by, \
                recorded_at, version) VALUES ('o1', 'P-1', '2026-01-01', 'dpo@caw.example', 'team', '{at}', 1)"),
            self.family("f1", 1),
            format!("INSERT INTO consents (id, family_id, given_by, form, recipient_organization_id, categories, given_at, \
                recorded_by, recorded_at, version) VALUES ('k1', 'f1', 'parent', 'oral', 'o1', '[]', '{at}', 'team', '{at}', 1)"),
            self.case("c1", 1, "f1"),
            self.handover("h1", "c1", "f1", "offered"),
            "UPDATE handovers SET consent_id = 'k1' WHERE id = 'h1'".to_owned(),
        ]);
        let ctx = &self.app.ctx;
        let notice = Notice::HandoverOffered { handover_id: "h1".to_owned() };
        let now = ctx.now();
        let done: Result<(), StoreError> =
            ctx.db.write(|conn| netsterk::store::outbox::enqueue(conn, &ctx.id(now), &notice, "h1", now));
        done.unwrap();
    }

    pub fn family(&self, id: &str, number: u32) -> String {
        format!(
            "INSERT INTO families (id, reference_number, created_by, created_at, version) VALUES \
            ('{id}', {number}, 'team', '2026-09-01 08:00:00', 1)"
        )
    }

    pub fn case(&self, id: &str, number: u32, family: &str) -> String {
        format!(
            "INSERT INTO cases (id, docket, number, channel, question, search_text, urgency, children, proposed_needs, \
            status, family_id, opened_by, opened_at, version) VALUES ('{id}', {number}, '26-{number:04}', 'phone', 'vraag', \
            'vraag', 'routine', '[]', '[]', 'bridging', '{family}', 'team', '2026-09-02 08:00:00', 1)"
        )
    }

    pub fn handover(&self, id: &str, case: &str, family: &str, status: &str) -> String {
        format!(
            "INSERT INTO handovers (id, case_id, family_id, service_id, organization_id, status, warm, accompaniment, \
            introductions, no_shows, created_by, created_at, offered_at, changed_at, version) VALUES ('{id}', '{case}', \
            '{family}', 's1', 'o1', '{status}', true, 'none', 0, 0, 'team', '2026-11-20 10:00:00', '2026-11-20 10:00:00', \
            '2026-11-20 10:00:00', 1)"
        )
    }

    /// One line in the ledger, and the same in the history.
    pub fn milestone(&self, id: &str, family: &str, case: &str, handover: &str, state: &str, at: &str) -> [String; 2] {
        let kind = if state == "entered_in_error" { "voided" } else { state };
        [
            format!(
                "INSERT INTO milestones (id, family_id, case_id, handover_id, kind, children, at) VALUES \
                ('{id}', '{family}', '{case}', '{handover}', '{kind}', 1, '{at}')"
            ),
            format!(
                "INSERT INTO timeline (id, case_id, handover_id, at, kind, actor, actor_role, from_state, to_state, data, \
                version) VALUES ('{id}', '{case}', '{handover}', '{at}', 'handover.transition', 'team', 'source', 'draft', \
                '{state}', '{{}}', 1)"
            ),
        ]
    }
}
