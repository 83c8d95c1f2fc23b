/** Reads the options of `audit list`. Accounts and groups are named as people name them, and their rows hold ids. */
import { parseUserId, type UserId } from '../../../kernel/user-id.ts'
import type { AuditFilters, AuditQuery } from '../../../ports/audit.ts'
import type { Store } from '../../../store.ts'
import { momentFault, readMoment } from '../../read-moment.ts'

type Given = Readonly<Record<string, string | boolean | readonly string[] | undefined>>
export type Names = Pick<Store, 'users' | 'groups'>

/** More than one page of the store: it is read page by page. */
export const mostRows = 100_000

/** What can be said without a database. A sentence where they cannot be read. */
export function auditQueryOf(given: Given): AuditQuery | string {
  const limit = limitOf(given.limit)
  if (limit === undefined) return `--limit must be a number from 1 to ${mostRows}.`
  const subjects = ['group', 'api-key', 'subject'].filter(name => given[name] !== undefined)
  if (subjects.length > 1) return `${subjects.map(name => `--${name}`).join(' and ')} exclude each other.`
  if (given.csv === true && given.json === true) return '--csv and --json exclude each other.'
  const key = textOf(given['api-key'])
  const moments: { since?: number; before?: number } = {}
  for (const name of ['since', 'before'] as const) {
    const text = textOf(given[name])
    if (text === undefined) continue
    const moment = readMoment(text)
    if (moment === undefined) return momentFault(name)
    moments[name] = moment.getTime()
  }
  return {
    event: textOf(given.event),
    code: textOf(given.code),
    address: textOf(given.address),
    trace: textOf(given.trace),
    sid: textOf(given.session),
    subject: key === undefined ? textOf(given.subject) : `api_key:${key}`,
    ...moments,
    cursor: textOf(given.after),
    limit,
  }
}

/** What has to be looked up. A sentence where there is no such account or group. */
export async function lookUpNames(names: Names, given: Given): Promise<AuditFilters | string> {
  const [user, actor, group] = [textOf(given.user), textOf(given.actor), textOf(given.group)]
  const userId = user === undefined ? undefined : await findUserId(names, user)
  if (user !== undefined && userId === undefined) return `There is no account "${user}".`
  const found = group === undefined ? undefined : (await names.groups.list()).find(({ name }) => name === group)
  if (group !== undefined && found === undefined) return `There is no group "${group}".`
  return {
    ...(userId === undefined ? {} : { user: userId }),
    ...(actor === undefined ? {} : { actor: String((await findUserId(names, actor)) ?? actor) }),
    ...(found === undefined ? {} : { subject: `group:${found.id}` }),
  }
}

/** By login name or by id. An account that was deleted has its history still. */
async function findUserId({ users }: Names, named: string): Promise<UserId | undefined> {
  if (named.startsWith('id:')) return parseUserId(named.slice(3))
  return (await users.findByLogin(named))?.id ?? parseUserId(named)
}

function limitOf(value: unknown): number | undefined {
  if (value === undefined) return 100
  const limit = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : 0
  return limit >= 1 && limit <= mostRows ? limit : undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
