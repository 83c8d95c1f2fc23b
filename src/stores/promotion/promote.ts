/**
 * Copies the database of a file of SQLite into PostgreSQL beside the servers that use it, and moves. One commit decides
 * which of the two is live, and it is in the file: until then servers go on there, whatever happens to this process; from
 * then on no process can write to it.
 */
import { parseDatabaseUrl, placeOfDatabase } from '../database-url.ts'
import { DatabaseOpenError, PromotionError } from '../errors.ts'
import { addressOf, type PostgresAddress } from '../postgres/address.ts'
import { openingDatabase } from '../postgres/explain-open.ts'
import { listTargetTables } from '../postgres/promotion/catalog.ts'
import { rehearseTables } from '../postgres/promotion/rehearse.ts'
import { type CopyState, openTarget, type Target, whileAlone } from '../postgres/promotion/target.ts'
import { prepareSchema } from '../postgres/store.ts'
import { formatDigest } from '../rows/promoted-table.ts'
import type { PromotionFact } from '../sqlite/promotion/moved.ts'
import { isSourceCurrent, openSource, type Source } from '../sqlite/promotion/source.ts'
import type { AppSchema, StoreSettings } from '../store-settings.ts'
import { requireFit } from './check.ts'
import { copyTables, type Parts, type Report } from './copy.ts'
import { makePlan, type NotCopied, type Plan } from './plan.ts'
import { type Rehearsal, rehearse } from './rehearse.ts'
import { compareAll, move } from './switch.ts'

export interface Promoting {
  /** DATABASE_URL, which names a file of SQLite. */
  readonly databaseUrl: string
  readonly target: string
  /** The base of a relative path. */
  readonly folder: string
  readonly settings: StoreSettings
  readonly schema: AppSchema
  /** Tables, and columns as `table.column`, that may be left behind. */
  readonly leaves: readonly string[]
  readonly report: Report
  /** In ms, from any start. */
  readonly elapsed: () => number
  /** For a copy that begins: no other has had it. */
  readonly newId: () => string
}

export interface Promoted {
  readonly source: string
  readonly target: string
  readonly tables: readonly { readonly name: string; readonly rows: number; readonly checksum: string }[]
  readonly notCopied: readonly NotCopied[]
  /** For how many ms writers waited; absent where an earlier run had moved. */
  readonly stopMs?: number
}

/** Throws PromotionError, DatabaseOpenError, DatabaseUrlError. What was copied by then stays, and the next run goes on. */
export async function promote(promoting: Promoting): Promise<Promoted> {
  return await withBoth(promoting, false, async (both, names) => {
    const { source, target } = both
    return await whileAlone(target, async () => {
      const fact = source.promotion
      const state = target.isMigrated ? await target.readState() : undefined
      if (fact?.phase === 'moved') return await finish(both, names, fact, state)
      const plan = await preparePlan(promoting, both, state)
      const begun = await begin(both, plan, { to: names.target, id: promoting.newId() }, state)
      const parts: Parts = { source, target, plan, report: promoting.report, elapsed: promoting.elapsed }
      return { ...names, ...(await run(parts, begun)), notCopied: plan.notCopied }
    })
  })
}

/** Checks everything and reads every row, and writes nothing on either side. */
export async function rehearsePromotion(promoting: Promoting): Promise<Rehearsal & { source: string; target: string }> {
  return await withBoth(promoting, true, async ({ source, target, address }, names) => {
    const state = target.isMigrated ? await target.readState() : undefined
    await requireFit({ source, target, to: names.target, state }, promoting.settings)
    const tables = target.isMigrated
      ? await listTargetTables(target.database)
      : await rehearseTables(target.database, address.schema, promoting.settings, promoting.schema)
    const plan = makePlan(source.tables, tables)
    if (target.isMigrated && state === undefined) await requireEmpty(target, plan)
    return { ...names, ...(await rehearse(source, plan, promoting.leaves, promoting.report)) }
  })
}

/** Takes the triggers out of the file. Throws PromotionError once it has moved. */
export function abortPromotion({ databaseUrl, folder }: Pick<Promoting, 'databaseUrl' | 'folder'>): string | undefined {
  const { source } = openFile(databaseUrl, folder, false)
  try {
    const fact = source.promotion
    if (fact?.phase === 'moved') {
      throw new PromotionError(
        `The database has moved to ${fact.to}, and what was written since is there alone.`,
        '`latchkey restore` of a copy of this file goes back to the moment of the move, and ends every session.',
      )
    }
    source.forget()
    return fact?.to
  } finally {
    source.close()
  }
}

interface Both {
  readonly source: Source
  readonly target: Target
  readonly address: PostgresAddress
}

async function withBoth<T>(
  { databaseUrl, target: url, folder }: Promoting,
  readOnly: boolean,
  work: (both: Both, names: { readonly source: string; readonly target: string }) => Promise<T>,
): Promise<T> {
  const location = parseDatabaseUrl(url, folder)
  if (location.dialect === 'sqlite') {
    throw new PromotionError('The target is no database of PostgreSQL.', 'Write postgres://user@host/database.')
  }
  const { source, path } = openFile(databaseUrl, folder, readOnly)
  try {
    const address = addressOf(location.url)
    const target = await openTarget(address)
    try {
      const names = { source: path, target: placeOfDatabase(location) }
      return await openingDatabase(address, () => work({ source, target, address }, names))
    } finally {
      await target.close()
    }
  } finally {
    source.close()
  }
}

function openFile(databaseUrl: string, folder: string, readOnly: boolean): { source: Source; path: string } {
  const location = parseDatabaseUrl(databaseUrl, folder)
  if (location.dialect === 'postgres') {
    throw new PromotionError(
      'DATABASE_URL names a database of PostgreSQL already.',
      'Set it to the file that is to move.',
    )
  }
  const { path } = location
  const source = openSource(path, readOnly)
  if (source === undefined) {
    throw new DatabaseOpenError(`There is no database at ${path}.`, 'Check DATABASE_URL.')
  }
  if (!isSourceCurrent(path)) {
    source.close()
    throw new PromotionError(`${path} is not at the schema of this version.`, 'Run: latchkey migrate')
  }
  return { source, path }
}

async function preparePlan(promoting: Promoting, both: Both, state: CopyState | undefined): Promise<Plan> {
  const { source, target, address } = both
  const to = placeOfDatabase(parseDatabaseUrl(promoting.target, promoting.folder))
  await requireFit({ source, target, to, state }, promoting.settings)
  if (state === undefined) await prepareSchema(target.database, address, promoting.settings, promoting.schema)
  const plan = makePlan(source.tables, await listTargetTables(target.database))
  const left = plan.notCopied.filter(({ name }) => !promoting.leaves.includes(name))
  if (left.length > 0) {
    throw new PromotionError(
      left.map(({ name, reason }) => `${name} would not be copied: ${reason}.`),
      `To leave it behind: ${left.map(({ name }) => `--leave ${name}`).join(' ')}`,
    )
  }
  if (state === undefined) await requireEmpty(target, plan)
  return plan
}

async function requireEmpty(target: Target, plan: Plan): Promise<void> {
  const filled = await target.listFilled(plan.tables)
  if (filled.length === 0) return
  throw new PromotionError(
    `The target has rows already, in ${filled.join(', ')}.`,
    'Name an empty database, or a schema of its own: ?schema=latchkey',
  )
}

/** First in the file: from here on every change is noted. */
async function begin(
  { source, target }: Both,
  plan: Plan,
  { to, id }: { readonly to: string; readonly id: string },
  found: CopyState | undefined,
): Promise<{ readonly fact: PromotionFact; readonly state: CopyState }> {
  const fact = source.begin(plan.tables, to, id)
  if (found !== undefined) return { fact, state: found }
  const state: CopyState = { id: fact.id, phase: 'copying', position: 0, copied: {}, switchedOff: plan.triggers }
  await target.begin(state, plan.tables)
  return { fact, state }
}

async function run(parts: Parts, begun: { readonly fact: PromotionFact; readonly state: CopyState }) {
  const copied = await copyTables(parts, begun.state)
  const compared = await compareAll(parts, copied.state, copied.snapshot)
  const { state, sums, stopMs } = await move(parts, begun.fact, compared)
  await tellTarget(parts, state)
  const tables = [...sums].map(([name, { target }]) => ({ name, rows: target.rows, checksum: formatDigest(target) }))
  return { tables, stopMs: Math.round(stopMs) }
}

const mostTries = 5

/** The move stands, whatever happens here. */
async function tellTarget({ target, plan, report }: Parts, state: CopyState): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await target.goLive(state, plan.tables)
    } catch (cause) {
      // The answer may have been lost, and not the words.
      const found = await target.readState().catch(() => undefined)
      if (found?.phase === 'live') return
      if (tries === mostTries) {
        const what = 'The database has moved, and the target could not be told: servers do not start there yet.'
        throw new PromotionError(what, 'Run the same command again.', { cause })
      }
      report.remark('The target does not answer: it is asked again.')
      await new Promise(resolve => setTimeout(resolve, tries * 200))
    }
  }
}

/** An earlier run moved, and may have been stopped before it could say so on the other side. */
async function finish(
  { source, target }: Both,
  names: { readonly source: string; readonly target: string },
  fact: PromotionFact,
  state: CopyState | undefined,
): Promise<Promoted> {
  if (state?.id !== fact.id) {
    throw new PromotionError(
      `This database has moved to ${fact.to}.`,
      `Set DATABASE_URL to ${fact.to}, with user and password.`,
    )
  }
  const { tables } = makePlan(source.tables, await listTargetTables(target.database))
  if (state.phase !== 'live') await target.goLive(state, tables)
  return { ...names, tables: [], notCopied: [] }
}
