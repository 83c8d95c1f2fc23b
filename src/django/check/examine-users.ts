/** Findings about users: ids, names, hashes, columns. */
import type { DjangoSettings } from '../django-settings.ts'
import type { DjangoProject } from '../project.ts'
import { type CheckFinding, count, finding, some } from './finding.ts'
import type { CheckFacts } from './gather-facts.ts'
import type { CheckedLogins } from './logins.ts'

export function examineUsers(
  project: DjangoProject,
  facts: CheckFacts,
  settings: DjangoSettings | undefined,
  logins: CheckedLogins,
  isInactiveSaid: boolean,
): CheckFinding[] {
  return [
    ...examineTable(project, facts),
    ...examineIds(project, facts),
    ...examineNames(project, facts, logins),
    ...examineHashes(facts),
    ...examineColumns(project, facts),
    ...(isInactiveSaid && project.users.inactiveWhen.length === 0 ? [] : examineSoftDeletion(project, facts)),
    ...examineGuesses(project, settings),
  ]
}

const columnNames = { username: 'username', email: 'email' } as const

function examineTable({ users }: DjangoProject, { users: { users: number } }: CheckFacts): CheckFinding[] {
  const kind = { integer: 'numbers', uuid: 'UUIDs', hex: 'UUIDs', text: 'texts' }[users.idForm]
  const columns = Object.entries(users.columns).map(([member, column]) =>
    member === column ? column : `${member} from ${column}`,
  )
  const children =
    users.children.length === 0
      ? ''
      : ` Children of it (${users.children.join(', ')}) stay as they are: the row of the parent suffices.`
  return [
    finding(
      'carried',
      'users',
      `${count(number, 'user')} of ${users.table.name}; ids are ${kind}; people log in with ${columnNames[users.loginMember]}.`,
    ),
    finding('carried', 'user_columns', `Columns: ${columns.join(', ')}.${children}`),
  ]
}

function examineIds(
  { users }: DjangoProject,
  { users: { tooLarge, tooLargeCount }, counter }: CheckFacts,
): CheckFinding[] {
  if (users.idForm === 'text') {
    return [
      finding(
        'blocker',
        'user_ids',
        `The key ${users.idColumn} is a text, and accounts here have numbers or UUIDs.`,
        'Give the users of the project a key that is a number or a UUID first.',
      ),
    ]
  }
  if (users.idForm !== 'integer') return []
  if (tooLargeCount > 0) {
    return [
      finding(
        'blocker',
        'user_ids_too_large',
        `${count(tooLargeCount, 'id is', 'ids are')} above 2^53 - 1, which no JSON number holds: ${some(tooLarge, tooLargeCount)}. Later ids are larger still.`,
        'Delete such users or give them other ids, and set the counter back to the highest id that is left; or leave them behind: --leave-out ID.',
      ),
    ]
  }
  if (counter !== undefined && BigInt(counter) > BigInt(Number.MAX_SAFE_INTEGER)) {
    return [
      finding(
        'blocker',
        'user_id_counter',
        `The counter of ${users.table.name} is at ${counter}, above 2^53 - 1: the next user gets a larger id.`,
        `Set it back to the highest id that is left, such as on SQLite: UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM ${users.table.name}) WHERE name = '${users.table.name}'`,
      ),
    ]
  }
  return counter === undefined
    ? []
    : [
        finding(
          'carried',
          'user_id_counter',
          `Ids go on above ${counter}, the last that Django gave: no deleted user's id is given again.`,
        ),
      ]
}

function examineNames(
  { users }: DjangoProject,
  { users: { twins, formTwins, nameless, namelessCount }, collation }: CheckFacts,
  { settings, why, isCertain }: CheckedLogins,
): CheckFinding[] {
  const login = columnNames[users.loginMember]
  const folds = login === 'username' ? settings.usernameCase === 'fold' : settings.emailCase === 'fold'
  const shown = (groups: readonly (readonly string[])[]) =>
    some(
      groups.map(ids => `(${ids.slice(0, 5).join(', ')})`),
      groups.length,
    )
  const [example = 'ID'] = twins[0]?.slice(1) ?? formTwins[0]?.slice(1) ?? []
  const found: CheckFinding[] = []
  if (twins.length > 0) {
    const apart = folds ? ` To keep them apart: --${login}-case exact.` : ''
    found.push(
      finding(
        'blocker',
        'login_twins',
        `${count(twins.length, 'login name')} would be of several accounts; ids: ${shown(twins)}. Names are compared ${folds ? 'without regard to case and Unicode form' : 'by Unicode form'} here, ${why}.`,
        `Give one of each another name, here alone: --rename ${example}=NAME.${apart}`,
      ),
    )
  }
  if (formTwins.length > 0) {
    found.push(
      finding(
        'warning',
        'login_lookalikes',
        `${count(formTwins.length, 'login name')} of several accounts look the same and differ in case or Unicode form alone; ids: ${shown(formTwins)}.`,
        `They stay apart with usernameForm: 'exact', as in Django; under 'nfkc' they would be one. To part them for good: --rename ${example}=NAME.`,
      ),
    )
  }
  if (namelessCount > 0) {
    found.push(
      finding(
        'blocker',
        'login_missing',
        `${count(namelessCount, 'user has', 'users have')} no ${login} to log in with; ids: ${some(nameless, namelessCount)}.`,
        `Give them one at Django or here (--rename ID=NAME), or leave them behind: --leave-out ID.`,
      ),
    )
  }
  if (!isCertain) {
    found.push(
      finding(
        'unknown',
        'login_case',
        "Whether Django takes names in another case (allauth's backend does) is not known.",
        'Give --settings django.json, or say it: --username-case fold.',
      ),
    )
  } else if (folds) {
    found.push(finding('carried', 'login_case', `Names in another case log in, ${why}: ${login}Case is 'fold'.`))
  }
  if (collation?.endsWith('_ci') === true) {
    found.push(
      finding(
        'warning',
        'login_collation',
        `Django's database compares names by ${collation}: there 'jose' logs 'josé' in, and trailing blanks do not matter. Here accents and blanks count.`,
        'Nothing has to be done: who types the name as it is stored logs in.',
      ),
    )
  }
  return found
}

function examineHashes({ users: { hashes, unusable } }: CheckFacts): CheckFinding[] {
  const formats = [...hashes].map(([format, { users, unreadable }]) => [format, users - unreadable] as const)
  const good = formats
    .filter(([, users]) => users > 0)
    .map(([format, users]) => `${format} ${users.toLocaleString('en')}`)
  const found = [
    finding(
      'carried',
      'password_hashes',
      `Password hashes: ${good.join(', ') || 'none'}${unusable === 0 ? '' : `; ${count(unusable, 'account')} without a usable password`}.`,
    ),
  ]
  const foreign = [...hashes].filter(([, { unreadable }]) => unreadable > 0)
  if (foreign.length > 0) {
    const number = foreign.reduce((sum, [, { unreadable }]) => sum + unreadable, 0)
    const shown = foreign.map(
      ([format, { unreadable, ids }]) => `${format} ${unreadable.toLocaleString('en')} (ids ${some(ids, unreadable)})`,
    )
    found.push(
      finding(
        'not-carried',
        'password_hashes_foreign',
        `${count(number, 'stored hash matches', 'stored hashes match')} no password here: ${shown.join(', ')}.`,
        'They come over as they are. Their users choose a password by mail, or an operator sets one: `latchkey users set-password`.',
      ),
    )
  }
  return found
}

function examineColumns({ users }: DjangoProject, { profiles }: CheckFacts): CheckFinding[] {
  const fields = users.fields.map(
    ({ name, column, type }) => `${name}${name === column ? '' : ` from ${column}`} (${type})`,
  )
  const needed = users.table.columns.filter(
    ({ name, isNullable, hasDefault }) =>
      !isNullable && !hasDefault && users.notCarried.some(({ column }) => column === name),
  )
  return [
    ...(fields.length === 0
      ? []
      : [finding('carried', 'user_fields', `Own columns, as fields of users: ${fields.join(', ')}.`)]),
    ...users.notCarried.map(({ column, why }) =>
      finding(
        'not-carried',
        'user_column',
        `The column ${users.table.name}.${column}: ${why}.`,
        `It stays in Django's table, under the same id.`,
      ),
    ),
    ...[...profiles].map(([table, rows]) =>
      finding(
        'not-carried',
        'profile',
        `The table ${table} (${count(rows, 'row')}), with one row for a user.`,
        'It stays with the application, under the same id.',
      ),
    ),
    ...(needed.length === 0
      ? []
      : [
          finding(
            'warning',
            'columns_needed',
            `Django's table wants a value in ${needed.map(({ name }) => name).join(', ')}. Accounts that are made here after the switch get an empty one there.`,
            'Look whether an empty value is right for the application, or give the column a default.',
          ),
        ]),
    finding(
      'warning',
      'signals',
      'No signal of Django (post_save, user_logged_in) fires for what is written here.',
      'What hangs on signals listens to the events of Latchkey instead.',
    ),
  ]
}

function examineSoftDeletion({ users }: DjangoProject, { softDeleted }: CheckFacts): CheckFinding[] {
  return [...softDeleted].flatMap(([column, number]) => {
    if (users.inactiveWhen.includes(column)) {
      return [finding('carried', 'soft_deletion', `${count(number, 'user')} with ${column} set come over as inactive.`)]
    }
    if (number === 0) return []
    return [
      finding(
        'blocker',
        'soft_deletion',
        `${count(number, 'user has', 'users have')} a value in ${column}, which looks like a soft deletion: they could log in here.`,
        `Say that they are inactive: --inactive-when ${column}. If they may log in: --inactive-when none.`,
      ),
    ]
  })
}

function examineGuesses({ users }: DjangoProject, settings: DjangoSettings | undefined): CheckFinding[] {
  if (settings !== undefined || users.guessed.length === 0) return []
  return [
    finding(
      'unknown',
      'columns_guessed',
      `Guessed from names: ${users.guessed.join('; ')}.`,
      'Give --settings django.json, or say it: --map email=mail_addr, --login email.',
    ),
  ]
}
