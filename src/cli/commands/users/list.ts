/** `latchkey users list`: the accounts, in the order of their ids. */
import type { User } from '../../../users/user.ts'
import { accountJson } from '../../account-members.ts'
import { configHelp } from '../../accounts.ts'
import type { Command } from '../../command.ts'
import { loadCommandSettings, withStore } from '../../load.ts'

const mostAtOnce = 1000

export const usersListCommand: Command = {
  name: 'users list',
  summary: 'List the accounts.',
  options: {
    config: { type: 'string' },
    search: { type: 'string' },
    limit: { type: 'string' },
    offset: { type: 'string' },
    json: { type: 'boolean' },
  },
  help: [
    ['--search TEXT', 'only accounts whose address or user name contains the text'],
    ['--limit NUMBER', `at most this many: 100 by default, up to ${mostAtOnce}`],
    ['--offset NUMBER', 'skip this many'],
    configHelp,
    ['--json', 'the accounts, as JSON'],
  ],
  async run(surroundings, values) {
    const { ui } = surroundings
    const [limit, offset] = [countOf(values.limit, 100), countOf(values.offset, 0)]
    if (limit === undefined || offset === undefined || limit > mostAtOnce) {
      ui.failure(
        `--limit must be a number up to ${mostAtOnce}, and --offset a number.`,
        'See: latchkey users list --help',
      )
      return 2
    }
    const search = typeof values.search === 'string' ? values.search : undefined
    const settings = await loadCommandSettings(surroundings, values)
    const found = await withStore(surroundings, settings, ({ directory }) => directory.list({ search, limit, offset }))
    if (values.json) ui.json(found.map(accountJson))
    else if (found.length === 0) ui.say('There are no accounts.')
    else ui.table(['id', 'username', 'email', 'flags', 'joined', 'last login'], found.map(rowOf))
    if (!values.json && found.length === limit) ui.hint(`There may be more: --offset ${offset + limit}`)
    return 0
  },
}

function rowOf(user: User): readonly string[] {
  const flags = [user.isActive ? '' : 'inactive', user.isStaff ? 'staff' : '', user.isSuperuser ? 'superuser' : '']
  const said = flags.filter(flag => flag !== '').join(' ')
  return [String(user.id), user.username, user.email, said, day(user.dateJoined), day(user.lastLogin ?? 'never')]
}

function day(instant: string): string {
  return instant.slice(0, 10)
}

function countOf(value: string | boolean | undefined, otherwise: number): number | undefined {
  if (value === undefined) return otherwise
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : undefined
}
