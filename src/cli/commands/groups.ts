/** `latchkey groups ...`: groups of accounts, and the permissions that their members have. */
import { systemClock } from '../../ports/defaults/clock.ts'
import type { GroupOutcome, GroupStore } from '../../users/group-store.ts'
import { isPermissionName } from '../../users/group-store.ts'
import { configHelp, findAccount, nameOf, userHelp, type Values } from '../accounts.ts'
import type { Command, ExitCode, Surroundings } from '../command.ts'
import { loadCommandSettings, withStore } from '../load.ts'
import { operatorOrigin } from '../operator.ts'
import type { Ui } from '../ui.ts'

const options = { config: { type: 'string' }, json: { type: 'boolean' } } as const
const groupHelp = ['GROUP', 'the name of the group'] as const
const permissionHelp = ['PERMISSION', 'a word of the form app_label.codename, such as shop.add_product'] as const
const longestName = 150

export const groupsListCommand: Command = {
  name: 'groups list',
  summary: 'List the groups, their permissions and how many members they have.',
  options,
  help: [configHelp, ['--json', 'the groups, as JSON']],
  run: (surroundings, values) =>
    withGroups(surroundings, values, async (groups, { ui }) => {
      const all = await groups.list()
      if (values.json) ui.json(all)
      else if (all.length === 0) ui.say('There are no groups.')
      else {
        const rows = all.map(({ name, members, permissions }) => [name, String(members), permissions.join(', ')])
        ui.table(['group', 'members', 'permissions'], rows)
      }
      return 0
    }),
}

export const groupsCreateCommand: Command = {
  name: 'groups create',
  summary: 'Create a group.',
  operands: ['GROUP'],
  options,
  help: [groupHelp, configHelp],
  run: (surroundings, values) =>
    withGroups(surroundings, values, async (groups, { ui }) => {
      const name = String(values.GROUP)
      if (name.trim() === '' || name.length > longestName)
        return refuse(ui, `A group has a name of 1 to ${longestName} characters.`)
      if ((await groups.create(name, systemClock.now(), operatorOrigin())) === 'duplicate')
        return refuse(ui, `There is a group "${name}" already.`)
      return done(ui, values, `Created the group ${name}.`)
    }),
}

export const groupsDeleteCommand: Command = {
  name: 'groups delete',
  summary: 'Delete a group; its members stay.',
  operands: ['GROUP'],
  options,
  help: [groupHelp, configHelp],
  run: (surroundings, values) =>
    withGroups(surroundings, values, async (groups, { ui }) => {
      const name = String(values.GROUP)
      if ((await groups.delete(name, systemClock.now(), operatorOrigin())) === 'gone')
        return refuse(ui, `There is no group "${name}".`)
      return done(ui, values, `Deleted the group ${name}.`)
    }),
}

export const groupsAddCommand = memberCommand('add', 'Put an account into a group.', 'is in', 'addMember')
export const groupsRemoveCommand = memberCommand(
  'remove',
  'Take an account out of a group.',
  'is not in',
  'removeMember',
)
export const groupsGrantCommand = permissionCommand('grant', 'Give the members of a group a permission.', 'have')
export const groupsRevokeCommand = permissionCommand('revoke', 'Take a permission from a group.', 'do not have')

function memberCommand(word: string, summary: string, says: string, verb: 'addMember' | 'removeMember'): Command {
  return {
    name: `groups ${word}`,
    summary,
    operands: ['GROUP', 'USER'],
    options,
    help: [groupHelp, userHelp, configHelp],
    run: (surroundings, values) =>
      withGroups(surroundings, values, async (groups, { ui, users }) => {
        const user = await findAccount(users, ui, String(values.USER))
        if (user === undefined) return 1
        const name = String(values.GROUP)
        const outcome = await groups[verb](name, user.id, systemClock.now(), operatorOrigin())
        return outcome === 'done' ? done(ui, values, `${nameOf(user)} ${says} ${name}.`) : unknown(ui, outcome, name)
      }),
  }
}

function permissionCommand(word: 'grant' | 'revoke', summary: string, says: string): Command {
  return {
    name: `groups ${word}`,
    summary,
    operands: ['GROUP', 'PERMISSION'],
    options,
    help: [groupHelp, permissionHelp, configHelp],
    run: (surroundings, values) =>
      withGroups(surroundings, values, async (groups, { ui }) => {
        const [name, permission] = [String(values.GROUP), String(values.PERMISSION)]
        if (!isPermissionName(permission)) return refuse(ui, `"${permission}" is not of the form app_label.codename.`)
        const outcome = await groups[word](name, permission, systemClock.now(), operatorOrigin())
        if (outcome !== 'done') return unknown(ui, outcome, name)
        return done(ui, values, `Members of ${name} ${says} ${permission}.`)
      }),
  }
}

type Scene = Surroundings & { readonly users: Parameters<typeof findAccount>[0] }

async function withGroups(
  surroundings: Surroundings,
  values: Values,
  use: (groups: GroupStore, scene: Scene) => Promise<ExitCode>,
): Promise<ExitCode> {
  const settings = await loadCommandSettings(surroundings, values)
  return await withStore(surroundings, settings, ({ groups, users }) => use(groups, { ...surroundings, users }))
}

function done(ui: Ui, { json }: Values, says: string): ExitCode {
  if (json) ui.json({ done: true })
  else ui.say(says)
  return 0
}

function refuse(ui: Ui, what: string): ExitCode {
  ui.failure(what, 'See: latchkey groups list')
  return 1
}

function unknown(ui: Ui, outcome: Exclude<GroupOutcome, 'done'>, name: string): ExitCode {
  return refuse(ui, outcome === 'unknown_group' ? `There is no group "${name}".` : 'The account was deleted meanwhile.')
}
