/** The step that chains the audit rows and lists them by indexes: as in schema.ts, it never changes. */

/** All that a seal leaves as it is. */
const content = [
  'id',
  'at',
  'event',
  'user_id',
  'sid',
  'reason',
  'code',
  'address',
  'trace',
  'actor',
  'changes',
  'subject',
]

const dayMs = 86_400_000

export const auditSchema = `
      ALTER TABLE audit ADD COLUMN subject TEXT; -- what it was done to: group:7, api_key:ID
      ALTER TABLE audit ADD COLUMN place INTEGER; -- in the chain: see transactions/seal-audit.ts; absent: not sealed yet
      ALTER TABLE audit ADD COLUMN digest BLOB CHECK ((place IS NULL) = (digest IS NULL));

      CREATE UNIQUE INDEX audit_by_place ON audit (place) WHERE place IS NOT NULL;
      CREATE INDEX audit_unsealed ON audit (id) WHERE place IS NULL;
      -- Each filter of a list, in the order of the list.
      DROP INDEX audit_by_trace;
      DROP INDEX audit_by_session;
      CREATE INDEX audit_by_trace ON audit (trace, at) WHERE trace IS NOT NULL;
      CREATE INDEX audit_by_session ON audit (sid, at) WHERE sid IS NOT NULL;
      CREATE INDEX audit_by_user ON audit (user_id, at) WHERE user_id IS NOT NULL;
      CREATE INDEX audit_by_actor ON audit (actor, at) WHERE actor IS NOT NULL;
      CREATE INDEX audit_by_subject ON audit (subject, at) WHERE subject IS NOT NULL;
      CREATE INDEX audit_by_address ON audit (address, at) WHERE address IS NOT NULL;
      CREATE INDEX audit_by_code ON audit (code, at) WHERE code IS NOT NULL;
      CREATE INDEX audit_by_event ON audit (event, at);

      -- The one exception is the seal, once. OR REPLACE would delete the row that has the place.
      DROP TRIGGER audit_never_changes;
      CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
      WHEN OLD.place IS NOT NULL OR OLD.digest IS NOT NULL OR NEW.place IS NULL OR NEW.digest IS NULL
        OR EXISTS (SELECT 1 FROM audit WHERE place = NEW.place)
        OR ${content.map(name => `NEW.${name} IS NOT OLD.${name}`).join(' OR ')}
      BEGIN SELECT raise(ABORT, 'audit rows never change'); END;
      CREATE TRIGGER audit_is_sealed_later BEFORE INSERT ON audit
      WHEN NEW.place IS NOT NULL OR NEW.digest IS NOT NULL
      BEGIN SELECT raise(ABORT, 'audit rows are sealed after they were written'); END;

      -- A row of the future is from a clock that was wrong: retention lets it go with those around it.
      DROP TRIGGER audit_is_kept;
      CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
      WHEN OLD.at >= coalesce((SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'audit_kept_from'), 0)
        AND OLD.at <= CAST(strftime('%s', 'now') AS INTEGER) * 1000 + ${dayMs}
      BEGIN SELECT raise(ABORT, 'audit rows are kept'); END;
    `
