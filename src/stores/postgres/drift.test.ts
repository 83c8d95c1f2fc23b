/** The start refuses tables that are not as the migrations make them, and shows what differs; so does the doctor. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openPlace, runCommand } from '../../../test/cli/in-process.ts'
import { beforeSearchKeys } from '../../testing/older-postgres.ts'
import { createTestSchema, openTestPostgres, whyNoPostgres } from '../../testing/postgres-store.ts'
import { DatabaseOpenError } from '../errors.ts'

const skip = await whyNoPostgres()

async function doctor(t: TestContext, url: string) {
  const place = openPlace(t)
  const { stdout } = await runCommand('latchkey doctor --json', { ...place, env: { ...place.env, DATABASE_URL: url } })
  const { findings } = JSON.parse(stdout) as { findings: readonly { check: string; level: string; what: string }[] }
  return findings.filter(({ check }) => check === 'database' || check === 'clock')
}

const changes: Readonly<Record<string, string>> = {
  'ALTER TABLE users DROP COLUMN tokens_not_before': 'the column users.tokens_not_before is missing',
  'ALTER TABLE users DROP COLUMN first_name CASCADE':
    'the column users.first_name is missing, the trigger users_search_update of users is missing',
  'ALTER TABLE users ALTER COLUMN is_active DROP NOT NULL': 'the column users.is_active is different',
  'ALTER TABLE sessions ALTER COLUMN end_reason TYPE varchar(10)': 'the column sessions.end_reason is different',
  'ALTER TABLE users DROP CONSTRAINT users_login_key':
    'the constraint users_login_key of users is missing, the index users_login_key is missing',
  'DROP INDEX sessions_by_user': 'the index sessions_by_user is missing',
  'DROP TRIGGER audit_never_changes ON audit': 'the trigger audit_never_changes of audit is missing',
  'ALTER TABLE audit DISABLE TRIGGER audit_is_kept': 'the trigger audit_is_kept of audit is different',
  'CREATE OR REPLACE FUNCTION latchkey_audit_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$':
    'the function latchkey_audit_never_changes is different',
}

for (const ids of ['integer', 'uuid'] as const) {
  test(`with ids of the kind ${ids}, a schema as it was migrated is found so`, { skip }, async t => {
    const url = await createTestSchema(t)
    await openTestPostgres(t, { userIds: ids }, { url })
    await openTestPostgres(t, { userIds: ids }, { url })
    assert.deepEqual(await doctor(t, url), [])
  })
}

/** A database as it was before the step, by taking it back. */
const beforeFactors = `
  ${beforeSearchKeys};
  ALTER TABLE user_groups DROP COLUMN is_role;
  DROP TABLE organization_invitations, organization_members, organizations;
  DROP TABLE factors, recovery_codes, factor_accounts, factor_attempts, trusted_devices;
  DELETE FROM latchkey_migrations WHERE number >= 4;
  DELETE FROM facts WHERE name = 'schema_digest'`

for (const ids of ['integer', 'uuid'] as const) {
  test(`with ids of the kind ${ids}, the tables of second factors come to older databases as to new ones`, {
    skip,
  }, async t => {
    const url = await createTestSchema(t)
    const store = await openTestPostgres(t, { userIds: ids }, { url })
    await store.pool.query(beforeFactors)
    const { migrated } = await openTestPostgres(t, { userIds: ids }, { url })
    assert.equal(migrated[0]?.number, 4)
    assert.deepEqual(await doctor(t, url), [])
  })
}

test('a schema that was changed by hand stops the start, and the difference is shown', { skip }, async t => {
  for (const [change, shown] of Object.entries(changes)) {
    const url = await createTestSchema(t)
    const store = await openTestPostgres(t, {}, { url })
    await store.pool.query(change)
    await assert.rejects(openTestPostgres(t, {}, { url }), (error: unknown) => {
      assert.ok(error instanceof DatabaseOpenError, change)
      assert.equal(error.what, `The schema differs from the migrations: ${shown}.`)
      return true
    })
    const [finding] = await doctor(t, url)
    assert.deepEqual([finding?.level, finding?.what], ['fault', `The schema differs from the migrations: ${shown}.`])
  }
})

test("an application's tables, columns, indexes and triggers are no difference", { skip }, async t => {
  const url = await createTestSchema(t)
  const columns = [{ name: 'plan', type: 'text', isNullable: true }] as const
  const store = await openTestPostgres(t, { userFields: { columns } as never }, { url })
  await store.pool.query(`
    CREATE TABLE books (id bigint PRIMARY KEY, owner bigint REFERENCES users (id));
    CREATE UNIQUE INDEX users_by_plan ON users (own_plan);
    CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
    CREATE TRIGGER noted BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION noted();
  `)
  await openTestPostgres(t, { userFields: { columns } as never }, { url })
  assert.deepEqual(await doctor(t, url), [])
})

test('a scratch schema is never left, nor seen by another start', { skip }, async t => {
  const url = await createTestSchema(t)
  const store = await openTestPostgres(t, {}, { url })
  await store.pool.query('CREATE INDEX own ON users (email)')
  await Promise.all([1, 2, 3, 4].map(() => openTestPostgres(t, {}, { url })))
  const { rows } = await store.pool.query("SELECT FROM pg_namespace WHERE nspname = 'latchkey_as_migrated'")
  assert.equal(rows.length, 0)
})
