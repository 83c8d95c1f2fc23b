/** SQL for what an index names: the accounts of a flag, a group, a range of moments or a search. */

import type { Search } from '../../users/search-text.ts'
import type { Row } from '../rows/row.ts'
import { groupOf, type Put } from '../rows/user-list-texts.ts'
import type { ListSource } from '../transactions/user-list-statements.ts'
import { type Connection, firstOf, rowsOf } from './connection.ts'
import { storable } from './users.ts'

export type Value = string | number | readonly unknown[]
type Text = (put: Put<Value>) => string
type Range = Extract<ListSource, { by: 'dateJoined' | 'lastLogin' }>

/** What lists are ordered and filtered by: in `users`, and beside the searched texts (search-keys.ts). */
export const keyColumns = 'login, date_joined, last_login, is_active, is_staff, is_superuser, email_verified'

interface Named {
  /** Selects `id`, of so many at most. */
  readonly ids: Text
  /** Selects `id` and the key columns. */
  readonly keys: Text
}

/** `haveKeys`: whether the keys are beside all searched texts. `inRange`: `FROM users u` of a range of moments. */
export function createSources(
  on: Connection,
  haveKeys: () => Promise<boolean>,
  inRange: (put: Put<Value>, range: Range) => string,
) {
  const fromOf = async (source: ListSource, most: number): Promise<Text | undefined> => {
    if (source.by === 'group') return put => byGroup(put(storable(source.name)))
    if (source.by === 'factors') return () => byFactor
    if ('search' in source) {
      const grams = await chooseGrams(on, source.search, most)
      return grams && (put => bySearch(put(grams), source.search.needles.map(put)))
    }
    return 'filters' in source ? put => inRange(put, source) : () => `FROM users WHERE ${flags[source.by]}`
  }
  /** `undefined`: it names more than `most`, as is known beforehand. One more is selected, which tells that there are. */
  return async (source: ListSource, most: number): Promise<Named | undefined> => {
    const isBySearch = source.by === 'search'
    const from = await fromOf(source, most)
    if (from === undefined) return undefined
    const id = isBySearch || source.by === 'group' || source.by === 'factors' ? 'user_id' : 'id'
    const select = (columns: string, put: Put<Value>) => `SELECT ${columns} ${from(put)} LIMIT ${most + 1}`
    const isKeyed = await haveKeys()
    const hasKeys = id === 'id' || (isBySearch && isKeyed)
    return {
      ids: put => select(id, put),
      keys: put =>
        hasKeys ? select(`${id} AS id, ${keyColumns}`, put) : lookUp(isKeyed, `ARRAY (${select(id, put)})`),
    }
  }
}

/** Looked up by their ids first: a limit must not tempt the planner to read all accounts in the order of the list. */
export function lookUp(isKeyed: boolean, ids: string): string {
  return isKeyed
    ? `SELECT user_id AS id, ${keyColumns} FROM user_search WHERE user_id = ANY (${ids}) OFFSET 0`
    : `SELECT id, ${keyColumns} FROM users WHERE id = ANY (${ids}) OFFSET 0`
}

/** Each has a partial index. */
const flags = {
  superuser: 'is_superuser',
  staff: 'is_staff',
  active: 'is_active',
  inactive: 'NOT is_active',
  proven: 'email_verified',
  unproven: 'NOT email_verified',
} as const

function byGroup(name: string): string {
  return `FROM group_members WHERE group_id = (${groupOf(name)})`
}

/** The index alone is read. */
const byFactor = 'FROM (SELECT DISTINCT user_id FROM factors) AS enrolled'

/** The index names candidates by the grams that are met rarely in a sample, and the text decides. */
function bySearch(grams: string, needles: readonly string[]): string {
  const all = needles.map(needle => `strpos(text, ${needle}) > 0`).join(' AND ')
  return `FROM user_search WHERE latchkey_grams(text) @> ${grams}::text[] AND ${all}`
}

/** The grams to ask the index for. `undefined`: it knows far more than `most`. */
async function chooseGrams(on: Connection, { needles, grams }: Search, most: number) {
  const sample = await rowsOf(on.query(rarest, [grams, needles]))
  const [first] = sample
  if (first !== undefined && (await isFrequent(on, first, most))) return undefined
  const rare = sample.filter(({ hits }) => Number(hits) === 0)
  return (rare.length > 0 ? rare : sample).map(({ gram }) => String(gram))
}

/**
 * By the statistics of the server: to be told by the index that a tenth of all accounts match took longer than the whole
 * page. Of the accounts with its rarest gram as many match as in the sample, of which a few are asked for.
 */
async function isFrequent(on: Connection, { gram, hits, whole }: Row, most: number): Promise<boolean> {
  if (Number(whole) < fewMatching) return false
  const row = await firstOf(on.query(frequency, [gram]))
  return (Number(row?.accounts ?? 0) * Number(whole)) / Number(hits) > most * 2
}

/** Of the sample. */
const fewMatching = 10

const frequency = `
  SELECT tables.reltuples * known.share AS accounts
  FROM pg_class tables, pg_stats stats,
    unnest(stats.most_common_elems::text::text[], stats.most_common_elem_freqs) AS known (gram, share)
  WHERE tables.oid = 'user_search'::regclass AND stats.schemaname = current_schema()
    AND stats.tablename = 'user_search_grams' AND known.gram = $1`

const sampled = 500
const mostAsked = 3

/**
 * A list of accounts for a gram that most of them have is long, and all lists are looked into: twelve of them took 30 ms
 * among a million accounts, where the rarest alone takes one or two. `whole`: how many have every needle.
 */
const rarest = `
  SELECT gram, count(*) FILTER (WHERE strpos(text, gram) > 0) AS hits, count(*) FILTER (WHERE is_whole) AS whole
  FROM unnest($1::text[]) AS gram LEFT JOIN (
    SELECT text, (SELECT bool_and(strpos(text, needle) > 0) FROM unnest($2::text[]) AS needle) AS is_whole
    FROM user_search LIMIT ${sampled}
  ) AS sampled ON true
  GROUP BY gram ORDER BY hits, gram LIMIT ${mostAsked}`
