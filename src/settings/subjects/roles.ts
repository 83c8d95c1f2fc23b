/** Which permissions there are, and the roles that have them. */
import { readRoles, readRolesText } from '../read-roles.ts'
import type { SettingRow } from '../row.ts'

export const rolesRows = {
  permissions: {
    kind: 'list',
    default: undefined,
    optional: true,
    allowsEmpty: true,
    pattern: /^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/i,
    example: "app_label.codename, such as 'blog.add_post'",
    doc: 'Every permission that your application asks for, in the form `app_label.codename`. With it, a role, an endpoint or a guard that names another one is an error at the start. Those of the admin API are known without it.',
  },
  roles: {
    kind: 'custom',
    read: readRoles,
    readText: readRolesText,
    default: undefined,
    optional: true,
    example: "{ editor: ['blog.add_post', 'blog.change_post'] }",
    doc: 'Roles, each with its permissions; `blog.*` is every declared one of the app `blog`. Each is a group, which is brought in step at the start. The environment takes JSON. `{}` takes the last roles away; without the setting groups are left as they are.',
  },
  rolesAtStart: {
    kind: 'choice',
    default: 'sync',
    choices: ['sync', 'check', 'off'],
    doc: 'Whether a start changes the groups of roles to what `roles` says, refuses to start where they differ (`latchkey roles sync` changes them), or does not look.',
  },
  rolesClaim: {
    kind: 'text',
    default: undefined,
    optional: true,
    doc: 'The claim in which tokens carry the names of the roles of their user, such as `roles`: as they were when the token was made. Each refresh renews it.',
  },
} as const satisfies Record<string, SettingRow>
