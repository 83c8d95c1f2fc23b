/**
 * Whether the tables are as the migrations make them. The migrations run once more, in a schema that is rolled back, and
 * what the catalog says of both is compared. Additions are the application's, and are left alone.
 */
import { createHash } from 'node:crypto'
import { DatabaseOpenError, type UserIds } from '../errors.ts'
import { type Connection, firstOf, rowsOf } from './connection.ts'
import type { Database } from './database.ts'
import { sqlStateOf } from './faults.ts'
import { migrations } from './schema.ts'
import { changeTypes, readUserIds } from './user-ids.ts'

/** By name, with its definition. */
type Objects = ReadonlyMap<string, string>

/** Of a schema at the latest migration. `undefined`: the user may make no schema to compare with. */
export async function findDrift(database: Database): Promise<readonly string[] | undefined> {
  return await database.lend(async lent => {
    const ids = await readUserIds(lent)
    const found = await listObjects(lent)
    await lent.exec('BEGIN')
    try {
      await lent.exec(`CREATE SCHEMA ${scratch}; SET LOCAL search_path = ${scratch}`)
      await lent.exec(wantedSchema(ids))
      return compare(await listObjects(lent), found)
    } catch (error) {
      if (sqlStateOf(error) === '42501') return undefined
      throw error
    } finally {
      await lent.exec('ROLLBACK')
    }
  })
}

const scratch = 'latchkey_as_migrated'

/** All migrations, as one text. The last statement of a step may have no semicolon. */
export function wantedSchema(ids: UserIds): string {
  const steps = migrations.map(({ sql }) => sql).join(';\n')
  return ids === 'integer' ? steps : `${steps}\n${changeTypes(ids)}`
}

/**
 * Throws DatabaseOpenError. What was compared is remembered by its digest, so that a start costs one query unless the
 * catalog has changed. `isFresh`: this start has made every table.
 */
export async function requireNoDrift(database: Database, isFresh: boolean): Promise<void> {
  const digest = digestOf(await listObjects(database))
  const known = await firstOf(database.query("SELECT value FROM facts WHERE name = 'schema_digest'"))
  if (known?.value === digest) return
  const drift = isFresh ? [] : await findDrift(database)
  if (drift === undefined) return
  if (drift.length > 0) throw new DatabaseOpenError(describeDrift(drift), driftFix)
  await database.query(
    `INSERT INTO facts (name, value) VALUES ('schema_digest', $1)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [digest],
  )
}

export const driftFix = 'Undo the changes that were made by hand.'

export function describeDrift(drift: readonly string[]): string {
  const more = drift.length > mostNamed ? `, and ${drift.length - mostNamed} more` : ''
  return `The schema differs from the migrations: ${drift.slice(0, mostNamed).join(', ')}${more}.`
}

const mostNamed = 10

function digestOf(objects: Objects): string {
  return createHash('sha256')
    .update(JSON.stringify([...objects]))
    .digest('base64url')
}

function compare(wanted: Objects, found: Objects): readonly string[] {
  return [...wanted].flatMap(([name, made]) => {
    const other = found.get(name)
    if (other === undefined) return [`${name} is missing`]
    return other === made ? [] : [`${name} is different`]
  })
}

/** Of the current schema. */
async function listObjects(on: Connection): Promise<Objects> {
  const rows = await rowsOf(on.query(objects))
  return new Map(rows.map(({ name, made }) => [String(name), String(made)]))
}

// A dump that is restored has other parentheses in the conditions of triggers: (a OR b) OR c becomes a OR b OR c.
const objects = `
  WITH place AS (SELECT oid, quote_ident(nspname) || '.' AS prefix FROM pg_namespace WHERE nspname = current_schema()),
  tables AS (SELECT c.oid, relname FROM pg_class c, place WHERE relnamespace = place.oid AND relkind IN ('r', 'p')),
  found (name, made) AS (
    SELECT format('the column %s.%s', relname, attname),
      concat_ws(' ', format_type(atttypid, atttypmod), attnotnull, attidentity, collname, pg_get_expr(adbin, adrelid))
    FROM tables
    JOIN pg_attribute a ON a.attrelid = tables.oid AND attnum > 0 AND NOT attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = tables.oid AND adnum = attnum
    LEFT JOIN pg_collation ON pg_collation.oid = attcollation
    UNION ALL
    SELECT format('the constraint %s of %s', conname, relname), pg_get_constraintdef(k.oid)
    FROM pg_constraint k JOIN tables ON tables.oid = conrelid WHERE contype <> 'n'
    UNION ALL
    SELECT format('the index %s', indexrelid::regclass), pg_get_indexdef(indexrelid) || ' ' || indisvalid
    FROM pg_index JOIN tables ON tables.oid = indrelid
    UNION ALL
    SELECT format('the trigger %s of %s', tgname, relname), translate(pg_get_triggerdef(t.oid), '()', '') || ' ' || tgenabled::text
    FROM pg_trigger t JOIN tables ON tables.oid = tgrelid WHERE NOT tgisinternal
    UNION ALL
    SELECT format('the function %s', proname), prosrc FROM pg_proc, place WHERE pronamespace = place.oid)
  SELECT replace(name, prefix, '') AS name, replace(made, prefix, '') AS made FROM found, place ORDER BY name`
