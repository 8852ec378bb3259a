//! The tables as both databases have them. Written from the migrations; `store::parity` holds it against them.

#![expect(missing_docs, reason = "diesel writes items without docs")]

diesel::table! {
    clients (id) {
        id -> Text,
        client_id -> Text,
        name -> Text,
        party -> Text,
        organization_id -> Nullable<Text>,
        scopes -> Text,
        secret_hash -> Nullable<Text>,
        public_keys -> Nullable<Text>,
        created_at -> Timestamp,
        disabled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    users (id) {
        id -> Text,
        email -> Text,
        name -> Text,
        role -> Text,
        password_hash -> Text,
        created_at -> Timestamp,
        disabled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    signing_keys (id) {
        id -> Text,
        public_key -> Text,
        sealed_private_key -> Binary,
        created_at -> Timestamp,
        active_from -> Timestamp,
        retires_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    spent_assertions (client_id, jti) {
        client_id -> Text,
        jti -> Text,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    idempotency_keys (principal_id, key) {
        principal_id -> Text,
        key -> Text,
        fingerprint -> Text,
        answer -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    outbox (id) {
        id -> Text,
        notice -> Text,
        about -> Text,
        state -> Text,
        attempts -> Integer,
        next_attempt_at -> Timestamp,
        leased_until -> Nullable<Timestamp>,
        leased_by -> Nullable<Text>,
        last_error -> Nullable<Text>,
        created_at -> Timestamp,
        settled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    events (id) {
        id -> Text,
        position -> Nullable<BigInt>,
        kind -> Text,
        subject -> Text,
        sequence -> BigInt,
        at -> Timestamp,
        dataref -> Text,
        data -> Text,
        organization_id -> Nullable<Text>,
        for_alert_point -> Bool,
    }
}

diesel::table! {
    counters (name) {
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    access_log (id) {
        id -> Text,
        at -> Timestamp,
        actor -> Text,
        organization_id -> Nullable<Text>,
        action -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        purpose -> Text,
    }
}

diesel::table! {
    organizations (id) {
        id -> Text,
        name -> Text,
        fields -> Text,
        version -> Integer,
        directory -> Text,
        imported -> Nullable<Text>,
    }
}

diesel::table! {
    services (id) {
        id -> Text,
        organization_id -> Text,
        name -> Text,
        status -> Text,
        fields -> Text,
        version -> Integer,
        directory -> Text,
        imported -> Nullable<Text>,
        revision -> BigInt,
    }
}

diesel::table! {
    map_rows (object, id) {
        object -> Text,
        id -> Text,
        organization_id -> Nullable<Text>,
        service_id -> Nullable<Text>,
        location_id -> Nullable<Text>,
        service_at_location_id -> Nullable<Text>,
        parent_id -> Nullable<Text>,
        fields -> Text,
        version -> Integer,
        directory -> Text,
        imported -> Nullable<Text>,
    }
}

diesel::table! {
    map_readings (service_id) {
        service_id -> Text,
        stamp -> Text,
        reading -> Text,
    }
}

diesel::table! {
    capacities (service_id) {
        service_id -> Text,
        state -> Text,
        places -> Nullable<Integer>,
        waiting_weeks -> Nullable<Integer>,
        updated_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    agreements (organization_id) {
        organization_id -> Text,
        reference -> Text,
        signed_on -> Date,
        valid_until -> Nullable<Date>,
        data_protection_contact -> Text,
        recorded_by -> Text,
        recorded_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    schools (id) {
        id -> Text,
        name -> Text,
        stage -> Nullable<Text>,
        postcode -> Nullable<Text>,
    }
}

diesel::table! {
    map_changes (id) {
        id -> Text,
        at -> Timestamp,
        entry_kind -> Text,
        entry_id -> Text,
        object -> Text,
        row_id -> Text,
        field -> Text,
        previous -> Text,
        replacement -> Text,
        action -> Text,
        actor -> Text,
        organization_id -> Nullable<Text>,
        because -> Nullable<Text>,
        internal -> Bool,
    }
}

diesel::table! {
    map_removed (object, id) {
        object -> Text,
        id -> Text,
        directory -> Text,
        imported -> Nullable<Text>,
        removed_at -> Timestamp,
    }
}

diesel::table! {
    map_retired (object, id) {
        object -> Text,
        id -> Text,
        retired_by -> Text,
        retired_at -> Timestamp,
    }
}

diesel::table! {
    map_proposals (id) {
        id -> Text,
        entry_kind -> Text,
        entry_id -> Text,
        organization_id -> Text,
        changes -> Text,
        base -> Text,
        message -> Nullable<Text>,
        state -> Text,
        reason -> Nullable<Text>,
        proposed_by -> Text,
        proposed_at -> Timestamp,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        version -> Integer,
    }
}

diesel::table! {
    map_merges (id) {
        id -> Text,
        kind -> Text,
        entry_id -> Text,
        into_id -> Text,
        reason -> Text,
        moves -> Text,
        merged_by -> Text,
        merged_at -> Timestamp,
        undone_by -> Nullable<Text>,
        undone_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    map_distinct (one, other) {
        one -> Text,
        other -> Text,
        reason -> Nullable<Text>,
        said_by -> Text,
        said_at -> Timestamp,
    }
}

diesel::table! {
    freshness_runs (month) {
        month -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    freshness_mails (id) {
        id -> Text,
        assurer -> Text,
        month -> Text,
        services -> Text,
        link -> Text,
        made_on -> Date,
        valid_until -> Date,
        outbox_id -> Text,
    }
}

diesel::table! {
    families (id) {
        id -> Text,
        reference_number -> BigInt,
        language -> Nullable<Text>,
        postcode -> Nullable<Text>,
        likeness -> Nullable<Text>,
        merged_into -> Nullable<Text>,
        created_by -> Text,
        created_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    family_members (id) {
        id -> Text,
        family_id -> Text,
        role -> Text,
        school_id -> Nullable<Text>,
    }
}

diesel::table! {
    identities (id) {
        id -> Text,
        kind -> Text,
        family_id -> Nullable<Text>,
        owner_id -> Text,
        sealed -> Binary,
        created_at -> Timestamp,
    }
}

diesel::table! {
    identity_tokens (identity_id, kind, token) {
        identity_id -> Text,
        kind -> Text,
        token -> Text,
        family_id -> Text,
    }
}

diesel::table! {
    merges (id) {
        id -> Text,
        family_id -> Text,
        into_id -> Text,
        reason -> Text,
        merged_by -> Text,
        merged_at -> Timestamp,
        undone_by -> Nullable<Text>,
        undone_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    consents (id) {
        id -> Text,
        family_id -> Text,
        given_by -> Text,
        form -> Text,
        recipient_organization_id -> Text,
        categories -> Text,
        purpose -> Nullable<Text>,
        given_at -> Timestamp,
        valid_until -> Nullable<Date>,
        recorded_by -> Text,
        recorded_at -> Timestamp,
        withdrawn_by -> Nullable<Text>,
        withdrawn_at -> Nullable<Timestamp>,
        version -> Integer,
    }
}

diesel::table! {
    cases (id) {
        id -> Text,
        docket -> BigInt,
        number -> Text,
        channel -> Text,
        question -> Text,
        search_text -> Text,
        language -> Nullable<Text>,
        postcode -> Nullable<Text>,
        urgency -> Text,
        school_id -> Nullable<Text>,
        asker_role -> Nullable<Text>,
        children -> Text,
        proposed_needs -> Text,
        reading -> Text,
        struck -> Text,
        status -> Text,
        outcome -> Nullable<Text>,
        owner_id -> Nullable<Text>,
        family_id -> Nullable<Text>,
        opened_by -> Text,
        opened_at -> Timestamp,
        due_at -> Nullable<Timestamp>,
        closed_at -> Nullable<Timestamp>,
        version -> Integer,
    }
}

diesel::table! {
    case_needs (case_id, need) {
        case_id -> Text,
        need -> Text,
        place -> Integer,
    }
}

diesel::table! {
    notes (id) {
        id -> Text,
        case_id -> Text,
        text -> Text,
        written_by -> Text,
        written_at -> Timestamp,
    }
}

diesel::table! {
    handovers (id) {
        id -> Text,
        case_id -> Text,
        family_id -> Nullable<Text>,
        service_id -> Text,
        organization_id -> Text,
        status -> Text,
        held_from -> Nullable<Text>,
        warm -> Bool,
        cold_reason -> Nullable<Text>,
        accompaniment -> Text,
        message -> Nullable<Text>,
        override_reason -> Nullable<Text>,
        consent_id -> Nullable<Text>,
        frozen_consent -> Nullable<Text>,
        review_on -> Nullable<Date>,
        contact -> Nullable<Text>,
        introduction -> Nullable<Text>,
        attended -> Nullable<Text>,
        introductions -> Integer,
        no_shows -> Integer,
        outcome -> Nullable<Text>,
        activity -> Nullable<Text>,
        reason_code -> Nullable<Text>,
        reason -> Nullable<Text>,
        ended_by -> Nullable<Text>,
        created_by -> Text,
        created_at -> Timestamp,
        offered_at -> Nullable<Timestamp>,
        accepted_at -> Nullable<Timestamp>,
        changed_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    timeline_reasons (entry_id) {
        entry_id -> Text,
        text -> Text,
    }
}

diesel::table! {
    timeline (id) {
        id -> Text,
        case_id -> Text,
        handover_id -> Nullable<Text>,
        at -> Timestamp,
        kind -> Text,
        actor -> Text,
        actor_role -> Text,
        from_state -> Nullable<Text>,
        to_state -> Nullable<Text>,
        reason_code -> Nullable<Text>,
        data -> Text,
        version -> Integer,
    }
}

diesel::table! {
    need_codes (code) {
        code -> Text,
        label_nl -> Text,
        label_en -> Text,
        description_nl -> Text,
        description_en -> Text,
        retired -> Bool,
        changed_by -> Text,
        changed_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    need_phrases (id) {
        id -> Text,
        need -> Text,
        language -> Text,
        phrase -> Text,
        folded -> Text,
        weight -> Text,
        added_by -> Text,
        added_at -> Timestamp,
        removed_by -> Nullable<Text>,
        removed_at -> Nullable<Timestamp>,
        version -> Integer,
    }
}

diesel::table! {
    service_rates (service_id) {
        service_id -> Text,
        decided -> Integer,
        accepted -> Integer,
        median_hours -> Nullable<Integer>,
        ended -> Integer,
        helped -> Integer,
        counted_at -> Timestamp,
    }
}

diesel::table! {
    gaps (id) {
        id -> Text,
        case_id -> Text,
        need -> Text,
        municipality -> Text,
        age_band -> Text,
        noted_at -> Timestamp,
        confirmed_at -> Nullable<Timestamp>,
        resolved_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    choices (handover_id) {
        handover_id -> Text,
        case_id -> Text,
        service_id -> Text,
        chosen_at -> Timestamp,
        need -> Text,
        place -> Nullable<Integer>,
        excluded -> Bool,
        reason_code -> Nullable<Text>,
        proposed -> Text,
    }
}

diesel::table! {
    targets (id) {
        id -> Text,
        name -> Text,
        goal -> Integer,
        unit -> Text,
        counts -> Text,
        period_start -> Date,
        period_end -> Date,
        created_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    milestones (id) {
        id -> Text,
        family_id -> Text,
        case_id -> Text,
        handover_id -> Nullable<Text>,
        kind -> Text,
        children -> Integer,
        at -> Timestamp,
    }
}

diesel::table! {
    subscriptions (id) {
        id -> Text,
        email -> Text,
        language -> Text,
        target_id -> Text,
        unsubscribe_token -> Text,
        created_by -> Text,
        created_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        version -> Integer,
    }
}

diesel::table! {
    weekly_mails (subscription_id, week) {
        subscription_id -> Text,
        week -> Text,
        outbox_id -> Text,
    }
}

diesel::table! {
    signals (id) {
        id -> Text,
        school_id -> Text,
        pupil_ref -> Text,
        school_year -> Integer,
        rule -> Text,
        rule_version -> Text,
        as_of -> Date,
        evidence -> Text,
        state -> Text,
        reason -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        reported_by -> Text,
        created_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    alerts (id) {
        id -> Text,
        signal_id -> Text,
        school_id -> Text,
        pupil_ref -> Text,
        rule -> Text,
        rule_version -> Text,
        evidence -> Text,
        state -> Text,
        reason -> Nullable<Text>,
        raised_by -> Text,
        raised_at -> Timestamp,
        changed_at -> Timestamp,
        version -> Integer,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    clients,
    users,
    signing_keys,
    spent_assertions,
    idempotency_keys,
    outbox,
    events,
    counters,
    access_log,
    organizations,
    services,
    map_rows,
    map_readings,
    capacities,
    agreements,
    schools,
    map_changes,
    map_removed,
    map_retired,
    map_proposals,
    map_merges,
    map_distinct,
    freshness_runs,
    freshness_mails,
    families,
    family_members,
    identities,
    identity_tokens,
    merges,
    consents,
    cases,
    case_needs,
    notes,
    handovers,
    timeline,
    timeline_reasons,
    need_codes,
    need_phrases,
    service_rates,
    gaps,
    choices,
    targets,
    milestones,
    subscriptions,
    weekly_mails,
    signals,
    alerts,
);
