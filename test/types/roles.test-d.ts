/** Words of roles are those that were declared. Checked by `tsc`, never run. */
import { type Auth, createAuth, defineConfig, definePolicy, hasRole, isAuthenticated, type Principal } from 'latchkey'

declare const auth: Auth
declare const principal: Principal

const permissions = ['blog.add_post', 'blog.change_post'] as const

export const typed = defineConfig({
  permissions,
  roles: { editor: ['blog.*'], author: ['blog.add_post', 'auth.view_user'] },
})
export const inPlace = defineConfig({ permissions: ['blog.add_post'], roles: { author: ['blog.add_post'] } })
export const undeclared = defineConfig({ roles: { author: ['blog.add_post'] } })
// @ts-expect-error a word that permissions does not have
export const misspelt = defineConfig({ permissions, roles: { editor: ['blog.add_pots'] } })
// @ts-expect-error an app without permissions
export const otherApp = defineConfig({ permissions, roles: { editor: ['shop.*'] } })
// @ts-expect-error a role that is no list
export const noList = defineConfig({ permissions, roles: { editor: 'blog.add_post' } })

const policy = definePolicy({ permissions, roles: { author: ['blog.add_post'], editor: ['blog.*'] } })
export const settings = defineConfig({ ...policy.settings, rolesClaim: 'roles' })
export const started = createAuth({ ...policy.settings, database: 'sqlite::memory:', secretKey: 'x' })

policy.hasPermission('blog.add_post')
policy.hasPermission('auth.view_user')
policy.hasRole('editor')
// @ts-expect-error a permission that was not declared
policy.hasPermission('blog.delete_post')
// @ts-expect-error a role that the policy does not have
policy.hasRole('owner')
// @ts-expect-error a role with another word
definePolicy({ permissions, roles: { owner: ['blog.delete_post'] } })

// Without roles there is no role to ask for.
const bare = definePolicy({ permissions })
bare.hasPermission('blog.change_post')
// @ts-expect-error no roles
bare.hasRole('editor')

auth.guard({ permissions: [isAuthenticated, hasRole('editor')] })
principal.roles() satisfies Promise<readonly string[]>
principal.hasRole('editor') satisfies Promise<boolean>
