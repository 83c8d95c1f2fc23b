/** The step that chains the audit rows and lists them by indexes: as in schema.ts, it never changes. */
export const auditSchema = `
      ALTER TABLE audit
        ADD COLUMN subject text, -- what it was done to: group:7, api_key:ID
        ADD COLUMN place bigint, -- in the chain: see transactions/seal-audit.ts; absent: not sealed yet
        ADD COLUMN digest bytea,
        ADD CONSTRAINT audit_is_sealed_whole CHECK ((place IS NULL) = (digest IS NULL));

      CREATE UNIQUE INDEX audit_by_place ON audit (place) WHERE place IS NOT NULL;
      CREATE INDEX audit_unsealed ON audit (id) WHERE place IS NULL;
      -- Each filter of a list, in the order of the list.
      DROP INDEX audit_by_trace, audit_by_session, audit_by_time;
      CREATE INDEX audit_by_trace ON audit (trace, at, id) WHERE trace IS NOT NULL;
      CREATE INDEX audit_by_session ON audit (sid, at, id) WHERE sid IS NOT NULL;
      CREATE INDEX audit_by_time ON audit (at, id);
      CREATE INDEX audit_by_user ON audit (user_id, at, id) WHERE user_id IS NOT NULL;
      CREATE INDEX audit_by_actor ON audit (actor, at, id) WHERE actor IS NOT NULL;
      CREATE INDEX audit_by_subject ON audit (subject, at, id) WHERE subject IS NOT NULL;
      CREATE INDEX audit_by_address ON audit (address, at, id) WHERE address IS NOT NULL;
      CREATE INDEX audit_by_code ON audit (code, at, id) WHERE code IS NOT NULL;
      CREATE INDEX audit_by_event ON audit (event, at, id);

      -- The one exception is the seal, once.
      CREATE FUNCTION latchkey_audit_is_sealed_once() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE bare record;
      BEGIN
        bare := NEW;
        bare.place := NULL;
        bare.digest := NULL;
        IF NEW.place IS NOT NULL AND bare *= OLD THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'audit rows never change';
      END $$;
      DROP TRIGGER audit_never_changes ON audit;
      CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
        FOR EACH ROW EXECUTE FUNCTION latchkey_audit_is_sealed_once();

      -- A row of the future is from a clock that was wrong: retention lets it go with those around it.
      CREATE OR REPLACE FUNCTION latchkey_audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.at >= coalesce((SELECT value::bigint FROM facts WHERE name = 'audit_kept_from'), 0)
          AND OLD.at <= extract(epoch FROM clock_timestamp()) * 1000 + 86400000 THEN
          RAISE EXCEPTION 'audit rows are kept';
        END IF;
        RETURN OLD;
      END $$;
    `
