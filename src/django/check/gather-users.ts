/** One pass over all users: names that would meet, hashes that no password matches, ids that are too large. */

import { accountKey, type LoginSettings } from '../../users/login-key.ts'
import type { DjangoConnection } from '../driver.ts'
import type { DjangoContext } from '../project.ts'
import { leftOutCondition } from '../read-users.ts'
import { fromUserId, idText, toText, toUserId } from '../values.ts'

export interface UserFacts {
  readonly users: number
  /** Of users who would have one login name here, two or more each. */
  readonly twins: readonly (readonly string[])[]
  /** Names that differ in Unicode form alone, where the settings keep them apart. */
  readonly formTwins: readonly (readonly string[])[]
  /** Users without anything to log in with. */
  readonly nameless: readonly string[]
  readonly namelessCount: number
  /** By the text before the first `$`. */
  readonly hashes: ReadonlyMap<string, HashFacts>
  readonly unusable: number
  readonly tooLarge: readonly string[]
  readonly tooLargeCount: number
}

export interface HashFacts {
  readonly users: number
  /** Those that no password matches, with the first ids. */
  readonly unreadable: number
  readonly ids: readonly string[]
}

export interface GatherOptions {
  readonly logins: LoginSettings
  /** Whether a password can match this stored hash. */
  readonly canVerify: (stored: string) => boolean
  readonly progress?: (done: number) => void
}

/** Ids at most that are named. */
const named = 20
const pageSize = 5000

export async function gatherUsers(
  context: DjangoContext,
  connection: DjangoConnection,
  options: GatherOptions,
): Promise<UserFacts> {
  const gathering = startGathering(options)
  for await (const page of pages(context, connection)) {
    for (const user of page) gathering.add(user)
    options.progress?.(gathering.users())
  }
  return gathering.facts()
}

interface CheckedUser {
  readonly id: string
  readonly isTooLarge: boolean
  readonly username: string
  readonly email: string
  readonly password: string
}

async function* pages({ driver, project }: DjangoContext, connection: DjangoConnection): AsyncGenerator<CheckedUser[]> {
  const { users, renamed, leftOut } = project
  const { quote } = driver
  const { username, email, password } = users.columns
  const column = (name: string | undefined) => (name === undefined ? "''" : quote(name))
  const id = quote(users.idColumn)
  const left = leftOutCondition({ driver, project })
  const select = `SELECT ${id} AS user_id, ${column(username)} AS username, ${column(email)} AS email, ${column(password)} AS password FROM ${quote(users.table.name)}`
  let after: unknown
  for (;;) {
    const conditions = [...(after === undefined ? [] : [`${id} > ?`]), ...left.conditions]
    const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
    const values = [...(after === undefined ? [] : [after as string | number | bigint]), ...left.values]
    const rows = await connection.all(`${select}${where} ORDER BY ${id} LIMIT ${pageSize}`, values)
    const read = rows.map(row => {
      const isTooLarge = typeof row.user_id === 'bigint'
      const shown =
        isTooLarge || users.idForm === 'text' ? idText(row.user_id) : String(toUserId(users.idForm, row.user_id))
      const name = renamed.get(shown)
      const logins = { username: toText(row.username), email: toText(row.email) }
      return {
        id: shown,
        isTooLarge,
        ...logins,
        ...(name === undefined ? {} : { [users.loginMember]: name }),
        password: toText(row.password),
      }
    })
    yield read.filter(({ id: each }) => !leftOut.has(each))
    const last = rows.at(-1)?.user_id
    if (rows.length < pageSize || last === undefined) return
    after = typeof last === 'string' && users.idForm !== 'text' ? fromUserId(users.idForm, last) : last
  }
}

function startGathering({ logins, canVerify }: GatherOptions) {
  let users = 0
  let unusable = 0
  let namelessCount = 0
  let tooLargeCount = 0
  const [nameless, tooLarge] = [[] as string[], [] as string[]]
  const keys = createMeetings()
  const forms = createMeetings()
  const hashes = new Map<string, { users: number; unreadable: number; ids: string[] }>()
  const addHash = (id: string, stored: string) => {
    if (stored.startsWith('!')) {
      unusable += 1
      return
    }
    const format = formatOf(stored)
    const facts = hashes.get(format) ?? { users: 0, unreadable: 0, ids: [] }
    hashes.set(format, facts)
    facts.users += 1
    if (canVerify(stored)) return
    facts.unreadable += 1
    if (facts.ids.length < named) facts.ids.push(id)
  }
  return {
    users: () => users,
    add(user: CheckedUser): void {
      users += 1
      if (user.isTooLarge && ++tooLargeCount <= named) tooLarge.push(user.id)
      const login = logins.accounts === 'email' ? user.email : user.username
      if (login === '') {
        namelessCount += 1
        if (nameless.length < named) nameless.push(user.id)
      } else {
        keys.add(accountKey(logins, user), user.id)
        forms.add(login.normalize('NFKC'), user.id)
      }
      addHash(user.id, user.password)
    },
    facts(): UserFacts {
      const twins = keys.found()
      const known = new Set(twins.flat())
      const formTwins = forms.found().filter(ids => !ids.every(id => known.has(id)))
      return { users, twins, formTwins, nameless, namelessCount, hashes, unusable, tooLarge, tooLargeCount }
    },
  }
}

/** What meets under one key, without keeping more than the first id of each. */
function createMeetings() {
  const first = new Map<string, string>()
  const met = new Map<string, string[]>()
  return {
    add(key: string, id: string): void {
      const other = first.get(key)
      if (other === undefined) first.set(key, id)
      else met.set(key, [...(met.get(key) ?? [other]), id])
    },
    found: (): string[][] => [...met.values()],
  }
}

/** As people name it: `pbkdf2_sha256`. */
function formatOf(stored: string): string {
  if (stored === '') return '(empty)'
  const at = stored.indexOf('$')
  if (at < 0) return /^[0-9a-f]{32}$/i.test(stored) ? 'unsalted_md5' : '(unknown)'
  const name = stored.slice(0, at)
  return /^[a-z0-9_]{1,40}$/.test(name) ? name : '(unknown)'
}
