/** Permissions and roles by their types: a word that was not declared does not compile. */
import type { AdminPermission } from '../kernel/admin-permissions.ts'
import { hasPermission } from './has-model-permissions.ts'
import { hasRole } from './has-role.ts'
import type { PrincipalPermission } from './permission.ts'

/** `blog.*`: every permission of the app `blog`. */
export type AppPermissions<Name extends string> = Name extends `${infer App}.${string}` ? `${App}.*` : never

/** What a role may be given: a declared permission, one of the admin API, or all of an app. */
export type RolePermission<Name extends string> = Name | AdminPermission | AppPermissions<Name | AdminPermission>

/** The permissions of an application, and its roles. */
export interface PolicyDefinition<Name extends string, RoleName extends string> {
  /** Every permission that the application asks for: `blog.add_post`. */
  readonly permissions: readonly Name[]
  readonly roles?: { readonly [Role in RoleName]: readonly NoInfer<RolePermission<Name>>[] }
}

/** The settings of a policy, and the guards that take its words alone. */
export interface Policy<Name extends string, RoleName extends string> {
  /** For `defineConfig({ ...policy.settings })` or `createAuth({ ...policy.settings })`. */
  readonly settings: {
    readonly permissions: readonly Name[]
    /** Absent where the policy was given none: `{}` would take away the roles that another process has. */
    readonly roles?: { readonly [Role in RoleName]: readonly RolePermission<Name>[] }
  }
  hasPermission(name: Name | AdminPermission): PrincipalPermission
  hasRole(name: RoleName): PrincipalPermission
}

/**
 * ```ts
 * export const policy = definePolicy({
 *   permissions: ['blog.add_post', 'blog.change_post'],
 *   roles: { author: ['blog.add_post'], editor: ['blog.*'] },
 * })
 * policy.hasPermission('blog.add_post')
 * policy.hasRole('editor')
 * ```
 *
 * It checks types alone; the settings check the words when they are read.
 */
export function definePolicy<const Name extends string, const RoleName extends string = never>({
  permissions,
  roles,
}: PolicyDefinition<Name, RoleName>): Policy<Name, RoleName> {
  const settings = { permissions, ...(roles !== undefined && { roles }) }
  return Object.freeze({ settings: Object.freeze(settings), hasPermission, hasRole })
}
