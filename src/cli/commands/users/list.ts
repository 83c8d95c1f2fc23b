/** `latchkey users list`: the accounts that match, page by page. */
import { AuthError } from '../../../problems.ts'
import type { UserDirectory } from '../../../users/directory.ts'
import type { User } from '../../../users/user.ts'
import { mostCounted, type UserPage, type UserQuery } from '../../../users/user-list.ts'
import { accountJson } from '../../account-members.ts'
import { configHelp } from '../../accounts.ts'
import type { Command } from '../../command.ts'
import { loadCommand, withStore } from '../../load.ts'
import type { Ui } from '../../ui.ts'
import { listQueryOf, mostAtOnce, orders } from './list-query.ts'

export const usersListCommand: Command = {
  name: 'users list',
  summary: 'List the accounts.',
  options: {
    config: { type: 'string' },
    search: { type: 'string' },
    active: { type: 'boolean' },
    inactive: { type: 'boolean' },
    staff: { type: 'boolean' },
    superuser: { type: 'boolean' },
    mfa: { type: 'boolean' },
    'no-mfa': { type: 'boolean' },
    verified: { type: 'boolean' },
    unverified: { type: 'boolean' },
    group: { type: 'string' },
    'joined-after': { type: 'string' },
    'joined-before': { type: 'string' },
    'last-login-after': { type: 'string' },
    'last-login-before': { type: 'string' },
    'never-logged-in': { type: 'boolean' },
    order: { type: 'string' },
    descending: { type: 'boolean' },
    limit: { type: 'string' },
    after: { type: 'string' },
    count: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: [
    ['--search TEXT', 'words that the address, the user name or a name has: one or two letters must begin a word'],
    ['--active, --inactive', 'only those who can, or cannot, log in'],
    ['--staff, --superuser', 'only those with the flag'],
    ['--mfa, --no-mfa', 'only those with a second factor, or without one'],
    ['--verified, --unverified', 'only those whose address is proven, or is not'],
    ['--group NAME', 'only members of the group'],
    [
      '--joined-after DATE',
      'only those who joined then or later: 2026-11-28, or with a time in UTC; likewise --joined-before',
    ],
    ['--last-login-before DATE', 'only those whose last login was before; likewise --last-login-after'],
    ['--never-logged-in', 'only those who never did'],
    ['--order NAME', `${orders.join(', ')} (default: id); --descending turns it round`],
    ['--limit NUMBER', `at most this many: 100 by default, up to ${mostAtOnce}`],
    ['--after CURSOR', 'the next page: the cursor that this one ends with'],
    ['--count', `how many match, up to ${mostCounted}`],
    configHelp,
    ['--json', '{"next", "results"}, and "count" with --count'],
  ],
  async run(surroundings, values) {
    const { ui } = surroundings
    const query = listQueryOf(values)
    if (typeof query === 'string') {
      ui.failure(query, 'See: latchkey users list --help')
      return 2
    }
    const configuration = await loadCommand(surroundings, values)
    try {
      const page = await withStore(surroundings, values, configuration, ({ directory }) => fill(directory, query))
      if (values.json === true) ui.json(pageJson(page))
      else tell(ui, page)
      return 0
    } catch (error) {
      if (!(error instanceof AuthError) || error.code !== 'invalid_cursor') throw error
      ui.failure('--after is not a cursor of this list.', 'Take it from a page in the same --order.')
      return 2
    }
  },
}

/** A page that ends at its bound of rows goes on, until it is full. */
async function fill(directory: Pick<UserDirectory, 'list'>, query: UserQuery): Promise<UserPage> {
  const first = await directory.list(query)
  const users = [...first.users]
  let { next } = first
  while (next !== undefined && users.length < query.limit) {
    const { countUpTo: _, ...rest } = query
    const page = await directory.list({ ...rest, cursor: next, limit: query.limit - users.length })
    users.push(...page.users)
    next = page.next
  }
  return { ...first, users, next }
}

function pageJson({ users, next, count }: UserPage) {
  const counted = count && { count: count.value, count_is_exact: count.isExact }
  return { ...counted, next: next ?? null, results: users.map(accountJson) }
}

function tell(ui: Ui, { users, next, count }: UserPage): void {
  if (users.length === 0) ui.say('There are no accounts.')
  else ui.table(['id', 'username', 'email', 'flags', 'joined', 'last login'], users.map(rowOf))
  if (count !== undefined) ui.say(`${count.value}${count.isExact ? '' : ' or more'} in all.`)
  if (next !== undefined) ui.hint(`There are more: --after ${next}`)
}

function rowOf(user: User): readonly string[] {
  const flags = [user.isActive ? '' : 'inactive', user.isStaff ? 'staff' : '', user.isSuperuser ? 'superuser' : '']
  const said = flags.filter(flag => flag !== '').join(' ')
  return [String(user.id), user.username, user.email, said, day(user.dateJoined), day(user.lastLogin ?? 'never')]
}

function day(instant: string): string {
  return instant.slice(0, 10)
}
