/**
 * SimpleJWT's blacklist: a row for the token, and one that says that it is spent. Rows that are there stay. Several nodes may
 * write the same at once, so all write in one order (deadlock). No token text is written.
 */
import type { SpentToken } from '../../features/adoption/adopted-user.ts'
import type { UserId } from '../../kernel/user-id.ts'
import { type DjangoConnection, placeholders, type SqlValue } from '../driver.ts'
import type { BlacklistMap, DjangoContext } from '../project.ts'
import { columnOf } from '../schema/tables.ts'
import { fillerOf } from './fill-columns.ts'
import { type MomentRules, momentOfSeconds, readNow, writeMoment, writeTokenMoment } from './moments.ts'
import { keyOf } from './user-key.ts'

const slice = 200
/** varchar(255): what is longer is no token of Django's. */
const longestId = 255

export async function spendTokens(context: DjangoContext, tokens: readonly SpentToken[]): Promise<void> {
  const { blacklist } = context.project
  const known = tokens.filter(({ jti }) => jti !== '' && jti.length <= longestId && !jti.includes('\0'))
  if (blacklist === undefined || known.length === 0) return
  const sorted = known.toSorted((one, other) => (one.jti < other.jti ? -1 : 1))
  await context.driver.transaction(async connection => {
    const now = await readNow(connection, context.driver.dialect)
    for (let from = 0; from < sorted.length; from += slice) {
      const some = sorted.slice(from, from + slice)
      await insertOutstanding(context, blacklist, connection, some)
      const jtis = some.map(({ jti }) => jti)
      await insertBlacklisted(context, blacklist, { connection, now, where: whereJti(context, jtis), values: jtis })
    }
  })
}

/** What Django lists as given to the user up to that moment, in ms, and has not expired. */
export async function spendTokensOfUser(context: DjangoContext, userId: UserId, issuedUpTo: number): Promise<void> {
  const { driver, project } = context
  const { blacklist, users } = project
  if (blacklist === undefined) return
  const { outstanding } = blacklist
  const user = outstanding.foreignKeys.find(({ toTable }) => toTable === users.table.name)?.column ?? 'user_id'
  const q = driver.quote
  await driver.transaction(async connection => {
    const now = await readNow(connection, driver.dialect)
    const moment = (name: string, at: string) => writeTokenMoment(rulesOf(context), columnOf(outstanding, name), at)
    // Whole seconds, as the `iat` of a token is, and as this house compares it.
    const before = moment('created_at', momentOfSeconds(Math.floor(issuedUpTo / 1000) + 1))
    const where = `o.${q(user)} = ? AND (o.created_at IS NULL OR o.created_at < ?) AND o.expires_at > ?`
    const values = [keyOf(users.idForm, userId), before, moment('expires_at', now)]
    await insertBlacklisted(context, blacklist, { connection, now, where, values })
  })
}

function rulesOf({ driver, project }: DjangoContext): MomentRules {
  return { dialect: driver.dialect, times: project.times }
}

async function insertOutstanding(
  context: DjangoContext,
  { outstanding }: BlacklistMap,
  connection: DjangoConnection,
  tokens: readonly SpentToken[],
): Promise<void> {
  const { driver } = context
  const others = outstanding.columns.filter(({ name }) => !['id', 'jti', 'token', 'expires_at'].includes(name))
  const filled = others.flatMap(column => {
    const filler = column.isNullable || column.hasDefault ? undefined : fillerOf(outstanding, column)
    return filler === undefined ? [] : [[column.name, filler] as const]
  })
  const columns = ['jti', 'token', 'expires_at', ...filled.map(([name]) => name)]
  const row = ({ jti, exp }: SpentToken): readonly SqlValue[] => [
    jti,
    '',
    writeTokenMoment(rulesOf(context), columnOf(outstanding, 'expires_at'), momentOfSeconds(exp)),
    ...filled.map(([, value]) => value),
  ]
  const rows = tokens.map(() => `(${placeholders(columns.length)})`).join(', ')
  const names = columns.map(driver.quote).join(', ')
  const sql = `INSERT INTO ${driver.quote(outstanding.name)} (${names}) VALUES ${rows} ${unlessThere(context, 'jti')}`
  await connection.run(sql, tokens.flatMap(row))
}

interface Blacklisting {
  readonly connection: DjangoConnection
  readonly now: string
  /** Of the outstanding tokens, which are called `o`. */
  readonly where: string
  readonly values: readonly SqlValue[]
}

async function insertBlacklisted(
  context: DjangoContext,
  { outstanding, blacklisted }: BlacklistMap,
  { connection, now, where, values }: Blacklisting,
): Promise<void> {
  const { driver } = context
  const at = columnOf(blacklisted, 'blacklisted_at')
  const moment = context.driver.dialect === 'postgres' ? `CAST(? AS ${at?.type ?? 'timestamp with time zone'})` : '?'
  const sql = `
    INSERT INTO ${driver.quote(blacklisted.name)} (token_id, blacklisted_at)
    SELECT o.id, ${moment} FROM ${driver.quote(outstanding.name)} o
    WHERE ${where} AND NOT EXISTS (SELECT 1 FROM ${driver.quote(blacklisted.name)} b WHERE b.token_id = o.id)
    ORDER BY o.jti ${unlessThere(context, 'token_id')}`
  await connection.run(sql, [writeMoment(rulesOf(context), at, now), ...values])
}

function whereJti({ driver }: DjangoContext, jtis: readonly string[]): string {
  return `o.${driver.quote('jti')} IN (${placeholders(jtis.length)})`
}

/** Another process may have been first. */
function unlessThere({ driver }: DjangoContext, unique: string): string {
  const name = driver.quote(unique)
  return driver.dialect === 'mysql' ? `ON DUPLICATE KEY UPDATE ${name} = ${name}` : `ON CONFLICT (${name}) DO NOTHING`
}
