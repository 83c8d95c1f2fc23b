/** `latchkey roles ...`: the roles of the configuration, and whether the groups of the database are in step with them. */
import { syncRoles } from '../../flows/admin/sync-roles.ts'
import { rolesOf } from '../../settings/roles-of.ts'
import type { RoleChange } from '../../users/group-store.ts'
import { type AccountScene, configHelp, withAccounts } from '../accounts.ts'
import type { Command, ExitCode } from '../command.ts'
import type { Ui } from '../ui.ts'

const noRoles = 'The settings have no roles.'
const howToHave = "Write roles: { editor: ['blog.add_post'] } in the configuration."

export const rolesListCommand: Command = {
  name: 'roles list',
  summary: 'List the roles with their permissions and the number of their members.',
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [configHelp, ['--json', 'the roles, as JSON']],
  run: (surroundings, values) =>
    withAccounts(surroundings, values, async ({ ui, auth }) => {
      const { groups, settings } = auth.system
      const wanted = rolesOf(settings)
      const roles = wanted ?? []
      const members = new Map((await groups.list()).map(group => [group.name, group.isRole ? group.members : 0]))
      // Settings that say nothing of roles differ from none.
      const changes = wanted === undefined ? [] : await groups.planRoles(wanted)
      const differing = new Map(changes.map(({ role, outcome }) => [role, outcome]))
      const listed = roles.map(({ name, permissions }) => {
        const state = differing.get(name)
        return { name, permissions, members: members.get(name) ?? 0, isInStep: state === undefined }
      })
      if (values.json) ui.json(listed)
      else if (listed.length === 0) ui.hint(`${noRoles} ${howToHave}`)
      else {
        const rows = listed.map(({ name, members: count, permissions, isInStep }) => [
          name,
          String(count),
          isInStep ? 'yes' : 'no',
          permissions.join(', '),
        ])
        ui.table(['role', 'members', 'in step', 'permissions'], rows)
      }
      if (!values.json && differing.size > 0) ui.hint('What differs: latchkey roles sync --dry-run')
      return 0
    }),
}

export const rolesSyncCommand: Command = {
  name: 'roles sync',
  summary: 'Bring the groups of the database in step with the roles of the configuration.',
  options: { config: { type: 'string' }, json: { type: 'boolean' }, 'dry-run': { type: 'boolean' } },
  help: [
    ['--dry-run', 'only say what would change; the exit code is 1 if anything would'],
    configHelp,
    ['--json', 'the changes, as JSON'],
  ],
  run: (surroundings, values) =>
    withAccounts(surroundings, values, scene => sync(scene, values['dry-run'] === true), {
      creates: values['dry-run'] !== true,
    }),
}

async function sync({ ui, auth, actor, values }: AccountScene, isDry: boolean): Promise<ExitCode> {
  const { system } = auth
  const roles = rolesOf(system.settings)
  if (roles === undefined) {
    ui.failure(noRoles, `${howToHave} roles: {} takes away the last ones.`)
    return 1
  }
  const changes = isDry ? await system.groups.planRoles(roles) : await syncRoles(system, actor, roles)
  if (values.json) ui.json({ changed: !isDry, changes })
  else if (changes.length === 0) ui.say('Nothing to do: the groups are in step with the roles.')
  else showChanges(ui, changes)
  if (!values.json && isDry && changes.length > 0) ui.hint('Nothing was changed. To do it: latchkey roles sync')
  return isDry && changes.length > 0 ? 1 : 0
}

const words = {
  created: 'new',
  adopted: 'was a group of operators',
  changed: 'changed',
  released: 'not a role any more',
} as const satisfies Record<RoleChange['outcome'], string>

/** A line for each permission, as a diff has it. */
function showChanges(ui: Ui, changes: readonly RoleChange[]): void {
  const rows = changes.flatMap(({ role, outcome, granted, revoked, members }) => {
    const lines = [...granted.map(each => `+ ${each}`), ...revoked.map(each => `- ${each}`)]
    const [first = '', ...others] = lines
    return [[role, words[outcome], String(members), first], ...others.map(each => ['', '', '', each])]
  })
  ui.table(['role', 'change', 'members', 'permissions'], rows)
}
