/** `latchkey groups ...`: groups of accounts, and the permissions that their members have. */
import type { Auth } from '../../auth.ts'
import {
  addGroupMember,
  createGroup,
  deleteGroup,
  grantGroupPermission,
  removeGroupMember,
  revokeGroupPermission,
} from '../../flows/admin/manage-groups.ts'
import { isPermissionName } from '../../kernel/permission-name.ts'
import type { GroupGrantOutcome } from '../../users/group-store.ts'
import { configHelp, nameOf, userHelp, type Values, withAccount, withAccounts } from '../accounts.ts'
import type { Command, ExitCode } from '../command.ts'
import { knownPermissions, sayGroups, sayPermissions, sayUnknown } from '../known-names.ts'
import type { Ui } from '../ui.ts'

const options = { config: { type: 'string' }, json: { type: 'boolean' } } as const
const groupHelp = ['GROUP', 'the name of the group'] as const
const permissionHelp = ['PERMISSION', 'app_label.codename, such as shop.add_product'] as const
const longestName = 150

export const groupsListCommand: Command = {
  name: 'groups list',
  summary: 'List the groups with their permissions and the number of their members.',
  options,
  help: [configHelp, ['--json', 'the groups, as JSON']],
  run: (surroundings, values) =>
    withAccounts(surroundings, values, async ({ ui, auth }) => {
      const all = await auth.system.groups.list()
      if (values.json) ui.json(all)
      else if (all.length === 0) ui.say('There are no groups.')
      else {
        const hasRoles = all.some(({ isRole }) => isRole)
        const rows = all.map(({ name, members, permissions, isRole }) => [
          name,
          ...(hasRoles ? [isRole ? 'yes' : ''] : []),
          String(members),
          permissions.join(', '),
        ])
        ui.table(['group', ...(hasRoles ? ['role'] : []), 'members', 'permissions'], rows)
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
    withAccounts(
      surroundings,
      values,
      async ({ ui, auth, actor }) => {
        const name = String(values.GROUP)
        if (name.trim() === '' || name.length > longestName)
          return refuse(ui, `A group has a name of 1 to ${longestName} characters.`)
        if ((await createGroup(auth.system, actor, name)) === 'duplicate')
          return refuse(ui, `There is a group "${name}" already.`)
        return done(ui, values, `Created the group ${name}.`)
      },
      { creates: true },
    ),
}

export const groupsDeleteCommand: Command = {
  name: 'groups delete',
  summary: 'Delete a group. Its members stay.',
  operands: ['GROUP'],
  options,
  help: [groupHelp, configHelp],
  run: (surroundings, values) =>
    withAccounts(surroundings, values, async ({ ui, auth, actor }) => {
      const name = String(values.GROUP)
      const outcome = await deleteGroup(auth.system, actor, name)
      if (outcome === 'gone') return await refuseGroup(ui, auth, name)
      if (outcome === 'managed') return refuseRole(ui, name)
      return done(ui, values, `Deleted the group ${name}.`)
    }),
}

export const groupsAddCommand = memberCommand('add', 'Add an account to a group.', 'is in', addGroupMember)
export const groupsRemoveCommand = memberCommand(
  'remove',
  'Remove an account from a group.',
  'is not in',
  removeGroupMember,
)
export const groupsGrantCommand = permissionCommand('grant', 'Give the members of a group a permission.', 'have')
export const groupsRevokeCommand = permissionCommand('revoke', 'Take a permission from a group.', 'do not have')

function memberCommand(word: string, summary: string, says: string, change: typeof addGroupMember): Command {
  return {
    name: `groups ${word}`,
    summary,
    operands: ['GROUP', 'USER'],
    options,
    help: [groupHelp, userHelp, configHelp],
    run: (surroundings, values) =>
      withAccount(surroundings, values, async ({ ui, auth, actor }, user) => {
        const name = String(values.GROUP)
        const outcome = await change(auth.system, actor, name, user.id)
        return await report(ui, auth, values, outcome, `${nameOf(user)} ${says} ${name}.`)
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
      withAccounts(surroundings, values, async ({ ui, auth, actor }) => {
        const [name, permission] = [String(values.GROUP), String(values.PERMISSION)]
        const known = await knownPermissions(auth.system.groups, auth.system.settings)
        if (!isPermissionName(permission)) {
          const what = `"${permission}" is not of the form app_label.codename.`
          return refuse(ui, what, sayPermissions(permission, known))
        }
        const change = word === 'grant' ? grantGroupPermission : revokeGroupPermission
        const outcome = await change(auth.system, actor, name, permission)
        const code = await report(ui, auth, values, outcome, `Members of ${name} ${says} ${permission}.`)
        if (code === 0 && !values.json) for (const line of sayUnknown(permission, known)) ui.hint(line)
        return code
      }),
  }
}

/** What is so already is as good as done. */
async function report(ui: Ui, auth: Auth, values: Values, outcome: GroupGrantOutcome, says: string): Promise<ExitCode> {
  if (outcome === 'unknown_group') return await refuseGroup(ui, auth, String(values.GROUP))
  if (outcome === 'managed') return refuseRole(ui, String(values.GROUP))
  if (outcome === 'unknown_user') return refuse(ui, 'The account has been deleted meanwhile.')
  return done(ui, values, says)
}

function done(ui: Ui, { json }: Values, says: string): ExitCode {
  if (json) ui.json({ done: true })
  else ui.say(says)
  return 0
}

function refuseRole(ui: Ui, name: string): ExitCode {
  return refuse(
    ui,
    `"${name}" is a role: the configuration decides what it may.`,
    'Change `roles` in the settings, then: latchkey roles sync',
  )
}

async function refuseGroup(ui: Ui, { system }: Auth, name: string): Promise<ExitCode> {
  return refuse(ui, `There is no group "${name}".`, await sayGroups(system.groups, name))
}

function refuse(ui: Ui, what: string, fix = 'See: latchkey groups list'): ExitCode {
  ui.failure(what, fix)
  return 1
}
