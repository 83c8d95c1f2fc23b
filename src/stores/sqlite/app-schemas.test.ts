import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { storeSettings } from '../../testing/sqlite-store.ts'
import { addUser } from '../../testing/store-contract/opened-store.ts'
import { openSqliteStore } from './store.ts'

/** How a rule of a table of the application ends a write that breaks it. */
const endings = fc.constantFrom('ABORT', 'FAIL', 'ROLLBACK')

/** A schema with a key, a check, a unique value and a trigger, each of which may end the whole transaction. */
const schemas = fc.record({
  key: fc.constantFrom('', 'DEFERRABLE INITIALLY DEFERRED', 'ON DELETE CASCADE', 'ON DELETE RESTRICT'),
  check: endings,
  unique: endings,
  trigger: endings,
})

/** A write of one caller: some break a rule, some do by what others do in the same turn. */
const writes = fc.oneof(
  fc.record({ kind: fc.constant('parent' as const), id: fc.nat(4) }),
  fc.record({ kind: fc.constant('orphan' as const), id: fc.nat(4) }),
  fc.record({ kind: fc.constant('child' as const), id: fc.nat(4), n: fc.nat(9) }),
  fc.record({ kind: fc.constant('user' as const) }),
)
type Write = typeof writes extends fc.Arbitrary<infer W> ? W : never

const schemaOf = ({ key, check, unique, trigger }: Record<'key' | 'check' | 'unique' | 'trigger', string>) => `
  CREATE TABLE parents (id INTEGER PRIMARY KEY ON CONFLICT ${unique}) STRICT;
  CREATE TABLE children (
    mark INTEGER NOT NULL UNIQUE,
    parent INTEGER NOT NULL REFERENCES parents (id) ${key},
    n INTEGER NOT NULL CONSTRAINT small CHECK (n < 8)
  ) STRICT;
  CREATE TRIGGER unlucky AFTER INSERT ON children WHEN NEW.n = 7 BEGIN SELECT raise(${trigger}, 'unlucky'); END;
  CREATE TRIGGER once AFTER INSERT ON children WHEN NEW.n = 6
  BEGIN INSERT OR ${check} INTO parents VALUES (0); END;
  INSERT INTO parents VALUES (0), (1), (2);`

async function run(schema: Parameters<typeof schemaOf>[0], asked: readonly Write[]) {
  const store = openSqliteStore(':memory:', storeSettings, {
    migrations: [{ number: 1, name: 'rules', sql: schemaOf(schema) }],
  })
  try {
    const db = await store.kysely<Record<string, never>>()
    const outcomes = await Promise.allSettled(
      asked.map((write, mark) => {
        if (write.kind === 'user') return addUser(store, `user-${mark}@example.com`)
        if (write.kind === 'parent') return sql`INSERT INTO parents VALUES (${write.id})`.execute(db)
        if (write.kind === 'orphan') return sql`DELETE FROM parents WHERE id = ${write.id}`.execute(db)
        return sql`INSERT INTO children (mark, parent, n) VALUES (${mark}, ${write.id}, ${write.n})`.execute(db)
      }),
    )
    const values = (text: string) => store.database.prepare(text).all()
    return {
      outcomes,
      isTrue: (mark: number) => outcomes[mark]?.status === 'fulfilled',
      marks: new Set(values('SELECT mark FROM children').map(row => Number(row.mark))),
      emails: new Set(values('SELECT email FROM users').map(row => String(row.email))),
      broken: values('PRAGMA foreign_key_check'),
    }
  } finally {
    await store.close()
  }
}

test('whatever an application has in its schema, every caller hears what the file has, and users are let in', async () => {
  await fc.assert(
    fc.asyncProperty(schemas, fc.array(writes, { minLength: 1, maxLength: 24 }), async (schema, asked) => {
      const { outcomes, isTrue, marks, emails, broken } = await run(schema, asked)
      assert.deepEqual(broken, [])
      for (const [mark, { kind }] of asked.entries()) {
        if (kind === 'user') assert.ok(isTrue(mark) && emails.has(`user-${mark}@example.com`))
        // A deleted parent may have taken the child with it, but nothing is there that was refused.
        if (kind === 'child' && !isTrue(mark)) assert.ok(!marks.has(mark))
        if (kind === 'child' && isTrue(mark) && schema.key !== 'ON DELETE CASCADE') assert.ok(marks.has(mark))
      }
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') assert.equal(outcome.reason.name, 'ConstraintError')
      }
    }),
    { numRuns: 150 },
  )
})
