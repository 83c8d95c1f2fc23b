/** The settings of organizations. */
import type { SettingRow } from '../../settings/row.ts'
import type { SettingRule } from '../../settings/rule.ts'
import { defaultRoles, readRoles, readRolesText } from './read-roles.ts'
import type { OrganizationRoles } from './rights.ts'

const rate = /^[1-9]\d{0,5}\/[smhd][a-z]*$/

const rows = {
  organizations: {
    kind: 'choice',
    default: 'off',
    choices: ['off', 'on'],
    doc: 'Whether accounts have organizations, with members, roles and invitations. Off, none of their endpoints is served.',
  },
  organizationRoles: {
    kind: 'custom',
    read: readRoles,
    readText: readRolesText,
    default: defaultRoles,
    doc: 'The roles of members and their rights: `{ admin: ["members.invite", "project.edit"], member: [] }`; as JSON in the environment. Owners have all rights, and so has a role with `*`.',
  },
  organizationHeader: {
    kind: 'text',
    default: 'X-Organization',
    pattern: /^[A-Za-z][A-Za-z0-9-]*$/,
    example: 'X-Organization',
    doc: 'The header that names the organization of a request, by its slug or id, where the path does not.',
  },
  organizationCreation: {
    kind: 'choice',
    default: 'all',
    choices: ['all', 'staff'],
    doc: 'Who may create an organization: every account, or staff.',
  },
  organizationLimit: {
    kind: 'integer',
    default: 20,
    min: 1,
    max: 10_000,
    unit: 'organizations',
    doc: 'How many organizations one account may own.',
  },
  organizationMemberLimit: {
    kind: 'integer',
    default: 1000,
    min: 2,
    max: 100_000,
    unit: 'members',
    doc: 'How many members one organization may have.',
  },
  invitationLimit: {
    kind: 'integer',
    default: 100,
    min: 1,
    max: 10_000,
    unit: 'invitations',
    doc: 'How many invitations of one organization may wait.',
  },
  invitationLifetime: {
    kind: 'duration',
    default: '7d',
    min: 3600,
    max: 7_776_000,
    doc: 'How long an invitation can be accepted.',
  },
  invitationRate: {
    kind: 'text',
    default: '100/day',
    pattern: rate,
    example: '100/day',
    doc: 'How many invitations a member may send, and an organization too. One address gets at most `mailRate` of them.',
  },
  invitationPath: {
    kind: 'text',
    default: undefined,
    optional: true,
    pattern: /^\/[^\s#]*$/,
    example: '/invitation',
    doc: 'The page of the application that receives the token of an invitation; the built-in page unless set, or `/invitation` where that is not served.',
  },
} as const satisfies Readonly<Record<string, SettingRow>>

const rules: readonly SettingRule[] = [
  {
    at: 'organizationHeader',
    reads: ['organizationHeader', 'apiKeyHeader'],
    isBroken: s =>
      ['authorization', 'cookie', s.apiKeyHeader.toLowerCase()].includes(s.organizationHeader.toLowerCase()),
    what: 'is the name of a header that carries credentials',
    fix: "choose another one, such as 'X-Organization'",
  },
]

export const organizationSettings = { title: 'Organizations', rows, rules }

export type OrganizationRows = typeof rows

declare module '../../settings/settings.ts' {
  interface SettingRows extends OrganizationRows {}

  interface CustomSettings {
    readonly organizationRoles: { readonly given: OrganizationRoles; readonly resolved: OrganizationRoles }
  }
}
