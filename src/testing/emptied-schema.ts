/**
 * Schemas of PostgreSQL that are emptied and used again: a table that is made and dropped for each of many tests leaves so
 * much in the catalog that the whole server becomes slow.
 */
import { after, type TestContext } from 'node:test'
import { dropSchema, postgresTestUrl, runOnPostgres } from './postgres-store.ts'

const made: string[] = []
const free: string[] = []

// Of the file of tests: inside a test it would belong to that one.
after(async () => {
  for (const schema of made) await dropSchema(schema)
})

/** The address of a schema with nothing in it but, from the second use on, Latchkey's own empty tables. */
export async function takeEmptySchema(t: Pick<TestContext, 'after'>): Promise<string> {
  const schema = free.pop()
  const taken = schema ?? (await makeSchema())
  if (schema !== undefined) await runOnPostgres(emptying(schema))
  t.after(() => void free.push(taken))
  // The contract kills no server, so it need not wait for the disk.
  return `${postgresTestUrl}?schema=${taken}&options=-c%20synchronous_commit%3Doff`
}

async function makeSchema(): Promise<string> {
  const schema = `emptied_${process.pid}_${made.length}`
  made.push(schema)
  await dropSchema(schema)
  return schema
}

/** Rows and numbers go, and so do tables of an application. Triggers do not fire: audit rows are kept otherwise. */
export function emptying(schema: string): string {
  return `
    SET session_replication_role = replica;
    DO $$
    DECLARE found record;
    BEGIN
      FOR found IN SELECT relname FROM pg_class WHERE relnamespace = '${schema}'::regnamespace AND relkind = 'r' LOOP
        IF found.relname IN ('books', 'shelves', 'app_migrations') THEN
          EXECUTE format('DROP TABLE ${schema}.%I CASCADE', found.relname);
        ELSIF found.relname = 'facts' THEN
          -- Without it each start makes the whole schema once more, to compare.
          DELETE FROM ${schema}.facts WHERE name <> 'schema_digest';
        ELSIF found.relname <> 'latchkey_migrations' THEN
          EXECUTE format('DELETE FROM ${schema}.%I', found.relname);
        END IF;
      END LOOP;
      FOR found IN SELECT relname FROM pg_class WHERE relnamespace = '${schema}'::regnamespace AND relkind = 'S' LOOP
        PERFORM setval(format('${schema}.%I', found.relname)::regclass, 1, false);
      END LOOP;
    END $$`
}
