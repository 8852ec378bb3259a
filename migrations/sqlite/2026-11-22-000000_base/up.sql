-- The first schema. Ids are UUID text, enums text with a CHECK, JSON text, times UTC cut to milliseconds.
-- No column outside `identities` holds a name, phone number, mail address or street of a family or an asker.

-- ── The house ────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE clients (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    party TEXT NOT NULL CHECK (party IN ('team', 'partner', 'alert_point')),
    organization_id TEXT,
    scopes TEXT NOT NULL,
    secret_hash TEXT,
    public_keys TEXT,
    created_at TIMESTAMP NOT NULL,
    disabled_at TIMESTAMP,
    CHECK ((party = 'partner') = (organization_id IS NOT NULL))
);

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('intake_worker', 'coordinator', 'data_protection_officer', 'administrator')),
    password_hash TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    disabled_at TIMESTAMP
);

CREATE TABLE signing_keys (
    id TEXT NOT NULL PRIMARY KEY,
    public_key TEXT NOT NULL,
    sealed_private_key BLOB NOT NULL,
    created_at TIMESTAMP NOT NULL,
    active_from TIMESTAMP NOT NULL,
    retires_at TIMESTAMP
);

CREATE TABLE spent_assertions (
    client_id TEXT NOT NULL,
    jti TEXT NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    PRIMARY KEY (client_id, jti)
);

CREATE TABLE idempotency_keys (
    principal_id TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    answer TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (principal_id, key)
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);

CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    notice TEXT NOT NULL,
    about TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'gave_up', 'dropped')),
    attempts INTEGER NOT NULL,
    next_attempt_at TIMESTAMP NOT NULL,
    leased_until TIMESTAMP,
    leased_by TEXT,
    last_error TEXT,
    created_at TIMESTAMP NOT NULL,
    settled_at TIMESTAMP
);
CREATE INDEX outbox_due ON outbox (state, next_attempt_at);
CREATE INDEX outbox_about ON outbox (about);
CREATE INDEX outbox_created ON outbox (created_at, id);
CREATE INDEX outbox_settled ON outbox (state, settled_at);

CREATE TABLE events (
    id TEXT NOT NULL PRIMARY KEY,
    position BIGINT UNIQUE,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    at TIMESTAMP NOT NULL,
    dataref TEXT NOT NULL,
    data TEXT NOT NULL,
    organization_id TEXT,
    for_alert_point BOOLEAN NOT NULL
);
CREATE INDEX events_organization ON events (organization_id, position);
CREATE INDEX events_alert_point ON events (for_alert_point, position);
CREATE INDEX events_kind ON events (kind, position);
CREATE INDEX events_unnumbered ON events (id) WHERE position IS NULL;

CREATE TABLE counters (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('events', 0);

CREATE TABLE access_log (
    id TEXT NOT NULL PRIMARY KEY,
    at TIMESTAMP NOT NULL,
    actor TEXT NOT NULL,
    organization_id TEXT,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    purpose TEXT NOT NULL
);
CREATE INDEX access_log_at ON access_log (at, id);
CREATE INDEX access_log_subject ON access_log (subject_id, id);
CREATE INDEX access_log_actor ON access_log (actor, id);

-- ── The social map: HSDS 3.0, and what is ours on top ────────────────────────────────────────────────────────────────

-- Every row: `fields` are its cells as they count here, JSON; `directory` is the source that it came from (`own`: written
-- here); `imported` its cells as that directory last sent them, so that its next change can be told from ours.
CREATE TABLE organizations (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    fields TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    directory TEXT NOT NULL,
    imported TEXT
);

CREATE TABLE services (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'inactive', 'defunct', 'temporarily closed')),
    fields TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    directory TEXT NOT NULL,
    imported TEXT,
    -- What the counter of the map stood at when something that the service shows last changed.
    revision BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX services_organization ON services (organization_id);
CREATE INDEX services_revision ON services (revision);

-- What the program read of a service, kept so that the next start need not read it again.
CREATE TABLE map_readings (
    service_id TEXT NOT NULL PRIMARY KEY REFERENCES services (id) ON DELETE CASCADE,
    -- Which program read it, at which revision of the service.
    stamp TEXT NOT NULL,
    reading TEXT NOT NULL
);

-- The other nineteen objects, row by row as they came: nothing is lost, and what routing needs is read from here.
CREATE TABLE map_rows (
    object TEXT NOT NULL,
    id TEXT NOT NULL,
    -- Whom it hangs on, drawn from the cells; of an attribute the service that it is attached to.
    organization_id TEXT,
    service_id TEXT,
    location_id TEXT,
    service_at_location_id TEXT,
    -- The one row that it hangs on directly: a phone of a contact hangs on the contact, an attribute on what it is about.
    parent_id TEXT,
    fields TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    directory TEXT NOT NULL,
    imported TEXT,
    PRIMARY KEY (object, id)
);
CREATE INDEX map_rows_service ON map_rows (service_id) WHERE service_id IS NOT NULL;
CREATE INDEX map_rows_organization ON map_rows (organization_id) WHERE organization_id IS NOT NULL;
CREATE INDEX map_rows_location ON map_rows (location_id) WHERE location_id IS NOT NULL;
CREATE INDEX map_rows_service_at_location ON map_rows (service_at_location_id) WHERE service_at_location_id IS NOT NULL;
CREATE INDEX map_rows_parent ON map_rows (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE capacities (
    service_id TEXT NOT NULL PRIMARY KEY REFERENCES services (id),
    state TEXT NOT NULL CHECK (state IN ('open', 'waiting_list', 'full')),
    places INTEGER CHECK (places >= 0),
    waiting_weeks INTEGER CHECK (waiting_weeks >= 0),
    updated_at TIMESTAMP NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE agreements (
    organization_id TEXT NOT NULL PRIMARY KEY REFERENCES organizations (id),
    reference TEXT NOT NULL,
    signed_on DATE NOT NULL,
    valid_until DATE,
    data_protection_contact TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    version INTEGER NOT NULL
);

CREATE TABLE schools (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    stage TEXT CHECK (stage IN ('nursery', 'primary', 'secondary')),
    postcode TEXT
);

-- ── The social map, as it is changed here ────────────────────────────────────────────────────────────────────────────

-- One line for every field that was changed here, of the entry's own row or of one that hangs on it. Written once; not
-- guarded as the timeline is, because a contact person may ask to be forgotten.
CREATE TABLE map_changes (
    id TEXT NOT NULL PRIMARY KEY,
    at TIMESTAMP NOT NULL,
    entry_kind TEXT NOT NULL CHECK (entry_kind IN ('service', 'organization', 'location')),
    entry_id TEXT NOT NULL,
    object TEXT NOT NULL,
    row_id TEXT NOT NULL,
    field TEXT NOT NULL,
    previous TEXT NOT NULL,
    replacement TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('create', 'update', 'retire', 'confirm', 'merge', 'undo')),
    actor TEXT NOT NULL,
    organization_id TEXT,
    because TEXT,
    -- Leads to a person: for the team and for the organisation itself.
    internal BOOLEAN NOT NULL
);
CREATE INDEX map_changes_entry ON map_changes (entry_id, id);
CREATE INDEX map_changes_row ON map_changes (row_id, id);

-- Rows that were taken out here, as their directory had last sent them: so that the same row does not come back.
CREATE TABLE map_removed (
    object TEXT NOT NULL,
    id TEXT NOT NULL,
    directory TEXT NOT NULL,
    imported TEXT,
    removed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (object, id)
);

-- Organisations and locations that are kept because others point at them, and not offered any more.
CREATE TABLE map_retired (
    object TEXT NOT NULL CHECK (object IN ('organization', 'location')),
    id TEXT NOT NULL,
    retired_by TEXT NOT NULL,
    retired_at TIMESTAMP NOT NULL,
    PRIMARY KEY (object, id)
);

CREATE TABLE map_proposals (
    id TEXT NOT NULL PRIMARY KEY,
    entry_kind TEXT NOT NULL CHECK (entry_kind IN ('service', 'organization', 'location')),
    entry_id TEXT NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    changes TEXT NOT NULL,
    base TEXT NOT NULL,
    message TEXT,
    state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'refused', 'withdrawn')),
    reason TEXT,
    proposed_by TEXT NOT NULL,
    proposed_at TIMESTAMP NOT NULL,
    decided_by TEXT,
    decided_at TIMESTAMP,
    version INTEGER NOT NULL
);
CREATE INDEX map_proposals_proposed ON map_proposals (proposed_at, id);
CREATE INDEX map_proposals_organization ON map_proposals (organization_id, proposed_at, id);

-- What a merge moved stands in `moves`, JSON, so that undoing puts back just that.
CREATE TABLE map_merges (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('service', 'organization')),
    entry_id TEXT NOT NULL,
    into_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    moves TEXT NOT NULL,
    merged_by TEXT NOT NULL,
    merged_at TIMESTAMP NOT NULL,
    undone_by TEXT,
    undone_at TIMESTAMP
);
CREATE UNIQUE INDEX map_merges_standing ON map_merges (entry_id) WHERE undone_at IS NULL;
CREATE INDEX map_merges_into ON map_merges (into_id);
CREATE INDEX map_merges_merged ON map_merges (merged_at, id);

-- Pairs that a person has looked at and that are not one; the lower id stands first.
CREATE TABLE map_distinct (
    one TEXT NOT NULL,
    other TEXT NOT NULL,
    reason TEXT,
    said_by TEXT NOT NULL,
    said_at TIMESTAMP NOT NULL,
    PRIMARY KEY (one, other)
);

-- One row per month: the promise that its mails were put in the outbox together, once.
CREATE TABLE freshness_runs (
    month TEXT NOT NULL PRIMARY KEY,
    at TIMESTAMP NOT NULL
);

-- One row per assurer and month. Of the link only the hash is kept; it is for these services and until this day.
CREATE TABLE freshness_mails (
    id TEXT NOT NULL PRIMARY KEY,
    assurer TEXT NOT NULL,
    month TEXT NOT NULL,
    services TEXT NOT NULL,
    link TEXT NOT NULL UNIQUE,
    made_on DATE NOT NULL,
    valid_until DATE NOT NULL,
    outbox_id TEXT NOT NULL
);
CREATE UNIQUE INDEX freshness_mails_month ON freshness_mails (assurer, month);

-- ── Families ─────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE families (
    id TEXT NOT NULL PRIMARY KEY,
    reference_number BIGINT NOT NULL UNIQUE,
    language TEXT,
    postcode TEXT,
    likeness TEXT UNIQUE,
    merged_into TEXT REFERENCES families (id),
    created_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    version INTEGER NOT NULL
);
CREATE INDEX families_merged_into ON families (merged_into);

CREATE TABLE family_members (
    id TEXT NOT NULL PRIMARY KEY,
    family_id TEXT NOT NULL REFERENCES families (id),
    role TEXT NOT NULL CHECK (role IN ('parent', 'guardian', 'child', 'other')),
    school_id TEXT
);
CREATE INDEX family_members_family ON family_members (family_id);

-- The one place where persons are: sealed under a key that is not in the database.
CREATE TABLE identities (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('household', 'member', 'asker')),
    family_id TEXT REFERENCES families (id),
    owner_id TEXT NOT NULL UNIQUE,
    sealed BLOB NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX identities_family ON identities (family_id);

-- Keyed tokens: a person can be found by an exact value, and by nothing else.
CREATE TABLE identity_tokens (
    identity_id TEXT NOT NULL REFERENCES identities (id),
    kind TEXT NOT NULL CHECK (kind IN ('phone', 'email', 'birth_date', 'surname', 'street')),
    token TEXT NOT NULL,
    family_id TEXT NOT NULL REFERENCES families (id),
    PRIMARY KEY (identity_id, kind, token)
);
CREATE INDEX identity_tokens_token ON identity_tokens (kind, token);
CREATE INDEX identity_tokens_family ON identity_tokens (family_id);

CREATE TABLE merges (
    id TEXT NOT NULL PRIMARY KEY,
    family_id TEXT NOT NULL REFERENCES families (id),
    into_id TEXT NOT NULL REFERENCES families (id),
    reason TEXT NOT NULL,
    merged_by TEXT NOT NULL,
    merged_at TIMESTAMP NOT NULL,
    undone_by TEXT,
    undone_at TIMESTAMP
);
CREATE INDEX merges_family ON merges (family_id);

CREATE TABLE consents (
    id TEXT NOT NULL PRIMARY KEY,
    family_id TEXT NOT NULL REFERENCES families (id),
    given_by TEXT NOT NULL CHECK (given_by IN ('parent', 'guardian', 'pupil')),
    form TEXT NOT NULL CHECK (form IN ('oral', 'written', 'mail')),
    recipient_organization_id TEXT NOT NULL REFERENCES organizations (id),
    categories TEXT NOT NULL,
    purpose TEXT,
    given_at TIMESTAMP NOT NULL,
    valid_until DATE,
    recorded_by TEXT NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    withdrawn_by TEXT,
    withdrawn_at TIMESTAMP,
    version INTEGER NOT NULL
);
CREATE INDEX consents_family ON consents (family_id, recipient_organization_id);

-- ── Needs ────────────────────────────────────────────────────────────────────────────────────────────────────────────

-- Needs that coordinators added to those of the program, or named anew. Nothing is taken away: a retired code stays
-- readable.
CREATE TABLE need_codes (
    code TEXT NOT NULL PRIMARY KEY,
    label_nl TEXT NOT NULL,
    label_en TEXT NOT NULL,
    description_nl TEXT NOT NULL,
    description_en TEXT NOT NULL,
    retired BOOLEAN NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    version INTEGER NOT NULL
);

-- Phrases that coordinators added to the wording of a need, beside those of the program. What was taken away stays here.
CREATE TABLE need_phrases (
    id TEXT NOT NULL PRIMARY KEY,
    need TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('nl', 'en')),
    phrase TEXT NOT NULL,
    folded TEXT NOT NULL,
    weight TEXT NOT NULL CHECK (weight IN ('light', 'plain', 'strong')),
    added_by TEXT NOT NULL,
    added_at TIMESTAMP NOT NULL,
    removed_by TEXT,
    removed_at TIMESTAMP,
    version INTEGER NOT NULL
);
CREATE UNIQUE INDEX need_phrases_counting ON need_phrases (need, language, folded) WHERE removed_at IS NULL;

-- ── Casework ─────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE cases (
    id TEXT NOT NULL PRIMARY KEY,
    docket BIGINT NOT NULL UNIQUE,
    number TEXT NOT NULL UNIQUE,
    channel TEXT NOT NULL CHECK (channel IN ('phone', 'mail', 'desk', 'web', 'api')),
    question TEXT NOT NULL,
    search_text TEXT NOT NULL,
    language TEXT,
    postcode TEXT,
    urgency TEXT NOT NULL CHECK (urgency IN ('routine', 'soon', 'urgent')),
    school_id TEXT,
    asker_role TEXT,
    children TEXT NOT NULL,
    proposed_needs TEXT NOT NULL,
    reading TEXT NOT NULL DEFAULT '{}',
    struck TEXT NOT NULL DEFAULT '{}',
    status TEXT NOT NULL CHECK (status IN ('new', 'in_progress', 'bridging', 'aftercare', 'closed')),
    outcome TEXT CHECK (outcome IN ('advice_given', 'bridged', 'family_declined', 'no_offer_found', 'out_of_scope', 'duplicate')),
    owner_id TEXT REFERENCES users (id),
    family_id TEXT REFERENCES families (id),
    opened_by TEXT NOT NULL,
    opened_at TIMESTAMP NOT NULL,
    due_at TIMESTAMP,
    closed_at TIMESTAMP,
    version INTEGER NOT NULL
);
CREATE INDEX cases_opened ON cases (opened_at, id);
-- With what lists are also narrowed to, so that they are counted without reading the cases.
CREATE INDEX cases_status ON cases (status, opened_at, id, channel, urgency);
CREATE INDEX cases_due ON cases (status, due_at);
CREATE INDEX cases_owner ON cases (owner_id, opened_at, id);
CREATE INDEX cases_school ON cases (school_id, opened_at, id);
CREATE INDEX cases_family ON cases (family_id);

CREATE TABLE case_needs (
    case_id TEXT NOT NULL REFERENCES cases (id),
    need TEXT NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (case_id, need)
);
CREATE INDEX case_needs_need ON case_needs (need, case_id);

CREATE TABLE notes (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    text TEXT NOT NULL,
    written_by TEXT NOT NULL,
    written_at TIMESTAMP NOT NULL
);
CREATE INDEX notes_case ON notes (case_id);

CREATE TABLE handovers (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    family_id TEXT REFERENCES families (id),
    service_id TEXT NOT NULL REFERENCES services (id),
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    status TEXT NOT NULL CHECK (status IN ('draft', 'held', 'offered', 'acknowledged', 'accepted', 'intro_planned', 'introduced',
        'taken_over', 'on_hold', 'completed', 'rejected', 'failed', 'withdrawn', 'entered_in_error')),
    held_from TEXT,
    warm BOOLEAN NOT NULL,
    cold_reason TEXT,
    accompaniment TEXT NOT NULL CHECK (accompaniment IN ('none', 'netsterk', 'brugfiguur', 'school', 'clb')),
    message TEXT,
    override_reason TEXT,
    consent_id TEXT REFERENCES consents (id),
    frozen_consent TEXT,
    review_on DATE,
    contact TEXT,
    introduction TEXT,
    attended TEXT,
    introductions INTEGER NOT NULL,
    no_shows INTEGER NOT NULL,
    outcome TEXT CHECK (outcome IN ('support_started', 'support_completed', 'referred_on', 'not_needed_anymore')),
    activity TEXT,
    reason_code TEXT,
    reason TEXT,
    ended_by TEXT CHECK (ended_by IN ('source', 'partner', 'family', 'system')),
    created_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    offered_at TIMESTAMP,
    accepted_at TIMESTAMP,
    changed_at TIMESTAMP NOT NULL,
    version INTEGER NOT NULL
);
CREATE INDEX handovers_created ON handovers (created_at, id);
CREATE INDEX handovers_organization ON handovers (organization_id, created_at, id);
CREATE INDEX handovers_status ON handovers (status, created_at, id);
CREATE INDEX handovers_service ON handovers (service_id, created_at, id);
CREATE INDEX handovers_case ON handovers (case_id);
CREATE INDEX handovers_family ON handovers (family_id);

-- What handovers to a service came to in the past year, counted by the worker: a copy that can be thrown away.
CREATE TABLE service_rates (
    service_id TEXT NOT NULL PRIMARY KEY REFERENCES services (id),
    decided INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    median_hours INTEGER,
    ended INTEGER NOT NULL,
    helped INTEGER NOT NULL,
    counted_at TIMESTAMP NOT NULL
);
CREATE INDEX handovers_offered ON handovers (offered_at);

-- Append-only: what happened to a case or a handover, by whom, in codes and ids. Triggers below refuse any change.
CREATE TABLE timeline (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL,
    handover_id TEXT,
    at TIMESTAMP NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    actor_role TEXT NOT NULL CHECK (actor_role IN ('source', 'partner', 'family', 'system')),
    from_state TEXT,
    to_state TEXT,
    reason_code TEXT,
    data TEXT NOT NULL,
    version INTEGER NOT NULL
);
CREATE INDEX timeline_case ON timeline (case_id, id);
CREATE INDEX timeline_handover ON timeline (handover_id, id);

-- Reasons in words, apart from the timeline: people write names in them, and what is written here can be erased.
CREATE TABLE timeline_reasons (
    entry_id TEXT NOT NULL PRIMARY KEY REFERENCES timeline (id),
    text TEXT NOT NULL
);

-- Questions that nothing on the map fits: need, place and age band ('' where not known), never the words. One row for each
-- thing that a case asks, however often its suggestions are read; `resolved_at` when something fits after all.
CREATE TABLE gaps (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    need TEXT NOT NULL,
    municipality TEXT NOT NULL,
    age_band TEXT NOT NULL,
    noted_at TIMESTAMP NOT NULL,
    confirmed_at TIMESTAMP,
    resolved_at TIMESTAMP,
    UNIQUE (case_id, need, municipality, age_band)
);
CREATE INDEX gaps_noted ON gaps (noted_at);

-- What was proposed when a route was chosen, and what the worker chose: ids and scores, in the order in which they stood.
CREATE TABLE choices (
    handover_id TEXT NOT NULL PRIMARY KEY REFERENCES handovers (id),
    case_id TEXT NOT NULL REFERENCES cases (id),
    service_id TEXT NOT NULL,
    chosen_at TIMESTAMP NOT NULL,
    need TEXT NOT NULL,
    -- Place among the proposals, from 1; nothing where it was not proposed.
    place INTEGER,
    excluded BOOLEAN NOT NULL,
    reason_code TEXT,
    proposed TEXT NOT NULL
);
CREATE INDEX choices_chosen ON choices (chosen_at);
CREATE INDEX choices_case ON choices (case_id);

-- ── Target ───────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE targets (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    goal INTEGER NOT NULL CHECK (goal > 0),
    unit TEXT NOT NULL CHECK (unit IN ('family')),
    counts TEXT NOT NULL CHECK (counts IN ('offered', 'introduced', 'taken_over', 'completed')),
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    created_at TIMESTAMP NOT NULL,
    version INTEGER NOT NULL,
    UNIQUE (period_start, period_end, counts)
);

-- The ledger of the count: one line when a family first comes this far in a handover (or its case is first linked to it).
CREATE TABLE milestones (
    id TEXT NOT NULL PRIMARY KEY,
    family_id TEXT NOT NULL REFERENCES families (id),
    case_id TEXT NOT NULL REFERENCES cases (id),
    handover_id TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('reached', 'offered', 'introduced', 'taken_over', 'completed', 'voided')),
    children INTEGER NOT NULL,
    at TIMESTAMP NOT NULL
);
CREATE INDEX milestones_at ON milestones (at);
CREATE INDEX milestones_handover ON milestones (handover_id);
CREATE INDEX milestones_case ON milestones (case_id);

CREATE TABLE subscriptions (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('nl', 'en')),
    target_id TEXT NOT NULL REFERENCES targets (id),
    unsubscribe_token TEXT NOT NULL UNIQUE,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    version INTEGER NOT NULL
);
-- An address has one subscription at a time; it is kept in lower case.
CREATE UNIQUE INDEX subscriptions_running ON subscriptions (email) WHERE ended_at IS NULL;

-- One row per subscription and ISO week: the promise that a weekly mail is never sent twice. It outlives the message.
CREATE TABLE weekly_mails (
    subscription_id TEXT NOT NULL REFERENCES subscriptions (id),
    week TEXT NOT NULL,
    outbox_id TEXT NOT NULL,
    PRIMARY KEY (subscription_id, week)
);

-- ── The alert point ──────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE signals (
    id TEXT NOT NULL PRIMARY KEY,
    school_id TEXT NOT NULL,
    pupil_ref TEXT NOT NULL,
    school_year INTEGER NOT NULL,
    rule TEXT NOT NULL,
    rule_version TEXT NOT NULL,
    as_of DATE NOT NULL,
    evidence TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'confirmed', 'dismissed', 'expired')),
    reason TEXT,
    decided_by TEXT,
    decided_at TIMESTAMP,
    reported_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    version INTEGER NOT NULL,
    UNIQUE (school_id, pupil_ref, school_year, rule)
);
CREATE INDEX signals_created ON signals (created_at, id);
CREATE INDEX signals_state ON signals (state, created_at, id);

CREATE TABLE alerts (
    id TEXT NOT NULL PRIMARY KEY,
    signal_id TEXT NOT NULL UNIQUE REFERENCES signals (id),
    school_id TEXT NOT NULL,
    pupil_ref TEXT NOT NULL,
    rule TEXT NOT NULL,
    rule_version TEXT NOT NULL,
    evidence TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('raised', 'acknowledged', 'in_treatment', 'closed', 'withdrawn')),
    reason TEXT,
    raised_by TEXT NOT NULL,
    raised_at TIMESTAMP NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    version INTEGER NOT NULL
);
CREATE INDEX alerts_raised ON alerts (raised_at, id);
CREATE INDEX alerts_state ON alerts (state, raised_at, id);

-- ── What differs between the databases: append-only guards and full text ─────────────────────────────────────────────

CREATE TRIGGER timeline_no_update BEFORE UPDATE ON timeline BEGIN SELECT RAISE(ABORT, 'timeline is append-only'); END;
CREATE TRIGGER timeline_no_delete BEFORE DELETE ON timeline BEGIN SELECT RAISE(ABORT, 'timeline is append-only'); END;
CREATE TRIGGER access_log_no_update BEFORE UPDATE ON access_log BEGIN SELECT RAISE(ABORT, 'access_log is append-only'); END;
CREATE TRIGGER access_log_no_delete BEFORE DELETE ON access_log BEGIN SELECT RAISE(ABORT, 'access_log is append-only'); END;

CREATE VIRTUAL TABLE cases_fts USING fts5 (search_text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');
CREATE TRIGGER cases_fts_insert AFTER INSERT ON cases BEGIN
    INSERT INTO cases_fts (rowid, search_text) VALUES (new.docket, new.search_text);
END;
CREATE TRIGGER cases_fts_update AFTER UPDATE OF search_text ON cases BEGIN
    DELETE FROM cases_fts WHERE rowid = old.docket;
    INSERT INTO cases_fts (rowid, search_text) VALUES (new.docket, new.search_text);
END;
