/** `latchkey organizations ...`: what an operator, who is a member of nothing, sees and changes. */
import type { Auth } from '../../auth.ts'
import { showMember, showOrganization } from '../../features/organizations/endpoints/shown.ts'
import {
  deleteAnyOrganization,
  removeOrganizationMember,
  setMemberRole,
} from '../../features/organizations/flows/admin/manage-organizations.ts'
import type { Organization } from '../../features/organizations/organization.ts'
import { nearestName } from '../../settings/nearest-name.ts'
import type { User } from '../../users/user.ts'
import { type AccountScene, configHelp, nameOf, userHelp, type Values, withAccount, withAccounts } from '../accounts.ts'
import { minuteOf, shorten } from '../cells.ts'
import type { Command, ExitCode, Surroundings } from '../command.ts'
import { isConfirmed } from '../confirm.ts'
import { fillPage, pageHelp, pageOf, pageOptions, withCursor } from '../page-options.ts'
import type { Ui } from '../ui.ts'

const options = { config: { type: 'string' }, json: { type: 'boolean' } } as const
const organizationHelp = ['ORGANIZATION', 'its short name or id'] as const
const seeList = 'See: latchkey organizations list'

export const organizationsListCommand: Command = {
  name: 'organizations list',
  summary: 'List the organizations, the oldest first.',
  options: { ...options, search: { type: 'string' }, ...pageOptions },
  help: [
    ['--search TEXT', 'only those with this text in the name or the short name'],
    ...pageHelp,
    configHelp,
    ['--json', '{"next", "results"}, as GET /api/admin/organizations/ has them'],
  ],
  async run(surroundings, values) {
    const asked = pageOf(values)
    if (typeof asked === 'string') {
      surroundings.ui.failure(asked, 'See: latchkey organizations list --help')
      return 2
    }
    return await withCursor(surroundings.ui, () =>
      withOrganizations(surroundings, values, async ({ ui, auth }) => {
        const search = typeof values.search === 'string' && values.search !== '' ? { search: values.search } : {}
        const { rows, next } = await fillPage(asked, async query => {
          const page = await auth.system.organizationDirectory.list({ ...query, ...search })
          return { rows: page.organizations, next: page.next }
        })
        const results = rows.map(showOrganization)
        if (values.json === true) ui.json({ next: next ?? null, results })
        else if (results.length === 0) ui.say('There is no such organization.')
        else ui.table(['short name', 'name', 'created', 'id'], results.map(rowOf))
        if (next !== undefined && values.json !== true) ui.hint(`There are more: --after ${next}`)
        return 0
      }),
    )
  },
}

function rowOf({ slug, name, created_at, id }: ReturnType<typeof showOrganization>): readonly string[] {
  return [slug, shorten(name, 40), minuteOf(created_at), id]
}

export const organizationsMembersCommand: Command = {
  name: 'organizations members',
  summary: 'List the members of an organization, in the order in which they joined.',
  operands: ['ORGANIZATION'],
  options: { ...options, ...pageOptions },
  help: [organizationHelp, ...pageHelp, configHelp, ['--json', '{"next", "results"}']],
  async run(surroundings, values) {
    const asked = pageOf(values)
    if (typeof asked === 'string') {
      surroundings.ui.failure(asked, 'See: latchkey organizations members --help')
      return 2
    }
    return await withCursor(surroundings.ui, () =>
      withOrganization(surroundings, values, async ({ ui, auth }, { id }) => {
        const { rows, next } = await fillPage(asked, async query => {
          const page = await auth.system.organizations.listMembers(id, query)
          return { rows: page.members, next: page.next }
        })
        const results = rows.map(showMember)
        if (values.json === true) ui.json({ next: next ?? null, results })
        else {
          const cells = results.map(({ email, username, role, joined_at, is_active }) => [
            username || email,
            role,
            minuteOf(joined_at),
            is_active ? '' : 'inactive',
          ])
          ui.table(['member', 'role', 'joined', ''], cells)
        }
        if (next !== undefined && values.json !== true) ui.hint(`There are more: --after ${next}`)
        return 0
      }),
    )
  },
}

export const organizationsSetRoleCommand: Command = {
  name: 'organizations set-role',
  summary: 'Give a member of an organization another role. They are told by mail.',
  operands: ['ORGANIZATION', 'USER', 'ROLE'],
  options,
  help: [organizationHelp, userHelp, ['ROLE', 'one of `organizationRoles` in the settings'], configHelp],
  run: (surroundings, values) =>
    withMember(surroundings, values, async ({ ui, auth, actor }, organization, user) => {
      const role = String(values.ROLE)
      const roles = Object.keys(auth.system.settings.organizationRoles)
      if (!roles.includes(role)) {
        const meant = nearestName(role, roles)
        ui.failure(
          `There is no role "${role}" in the settings.`,
          meant === undefined ? `There are: ${roles.join(', ')}.` : `Write ${meant}.`,
        )
        return 1
      }
      const member = { organizationId: organization.id, userId: user.id }
      const outcome = await setMemberRole(auth.system, actor, member, role)
      return report(ui, values, outcome, `${nameOf(user)} is ${role} in ${organization.slug}.`)
    }),
}

export const organizationsRemoveCommand: Command = {
  name: 'organizations remove',
  summary: 'Remove a member from an organization, at once. They are told by mail.',
  operands: ['ORGANIZATION', 'USER'],
  options,
  help: [organizationHelp, userHelp, configHelp],
  run: (surroundings, values) =>
    withMember(surroundings, values, async ({ ui, auth, actor }, organization, user) => {
      const member = { organizationId: organization.id, userId: user.id }
      const outcome = await removeOrganizationMember(auth.system, actor, member)
      return report(ui, values, outcome, `${nameOf(user)} is no member of ${organization.slug} any more.`)
    }),
}

export const organizationsDeleteCommand: Command = {
  name: 'organizations delete',
  summary: 'Delete an organization, with its memberships and invitations. Accounts stay.',
  operands: ['ORGANIZATION'],
  options: { ...options, yes: { type: 'boolean' } },
  help: [organizationHelp, ['--yes', 'delete without asking'], configHelp],
  run: (surroundings, values) =>
    withOrganization(surroundings, values, async ({ ui, auth, actor }, { id, slug }) => {
      if (values.yes !== true && !(await isConfirmed(surroundings, `Delete the organization ${slug}?`))) return 1
      const outcome = await deleteAnyOrganization(auth.system, actor, id)
      if (outcome === 'in_use') {
        ui.failure(`Tables of the application refer to ${slug}.`, 'Delete those rows first.')
        return 1
      }
      return outcome === 'gone' ? refuseOrganization(ui, slug) : done(ui, values, `Deleted the organization ${slug}.`)
    }),
}

type Work = (scene: AccountScene, organization: Organization) => Promise<ExitCode>

function withOrganizations(
  surroundings: Surroundings,
  values: Values,
  work: (scene: AccountScene) => Promise<ExitCode>,
): Promise<ExitCode> {
  return withAccounts(surroundings, values, async scene => (areOn(scene) ? await work(scene) : 1))
}

function withOrganization(surroundings: Surroundings, values: Values, work: Work): Promise<ExitCode> {
  return withOrganizations(surroundings, values, async scene => {
    const organization = await find(scene.auth, values)
    return organization === undefined ? refuseOrganization(scene.ui, values.ORGANIZATION) : work(scene, organization)
  })
}

type MemberWork = (...given: [...Parameters<Work>, User]) => Promise<ExitCode>

function withMember(surroundings: Surroundings, values: Values, work: MemberWork): Promise<ExitCode> {
  return withAccount(surroundings, values, async (scene, user) => {
    if (!areOn(scene)) return 1
    const organization = await find(scene.auth, values)
    return organization === undefined
      ? refuseOrganization(scene.ui, values.ORGANIZATION)
      : work(scene, organization, user)
  })
}

async function find({ system }: Auth, { ORGANIZATION: key }: Values): Promise<Organization | undefined> {
  return await system.organizationDirectory.find(String(key))
}

function areOn({ auth, ui }: AccountScene): boolean {
  if (auth.system.settings.organizations === 'on') return true
  ui.failure('Organizations are off.', "Set organizations: 'on' in the configuration.")
  return false
}

function report(ui: Ui, values: Values, outcome: 'done' | 'unchanged' | 'gone' | 'last_owner', says: string): ExitCode {
  if (outcome === 'done' || outcome === 'unchanged') return done(ui, values, says)
  if (outcome === 'last_owner') ui.failure('This is the last owner.', 'Make another member owner first: set-role.')
  else ui.failure('The account is no member there.', 'See: latchkey organizations members ORGANIZATION')
  return 1
}

function done(ui: Ui, { json }: Values, says: string): ExitCode {
  if (json === true) ui.json({ done: true })
  else ui.say(says)
  return 0
}

function refuseOrganization(ui: Ui, key: unknown): ExitCode {
  ui.failure(`There is no organization "${shorten(String(key), 60)}".`, seeList)
  return 1
}
