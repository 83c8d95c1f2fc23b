/** DjangoModelPermissions: the permission that each method needs for a model. */
import { isSafe } from './built-in.ts'
import { definePermission, type KnownCaller } from './define-permission.ts'
import type { PrincipalPermission } from './permission.ts'

const verbs = { POST: 'add', PUT: 'change', PATCH: 'change', DELETE: 'delete' } as const

/**
 * `hasModelPermissions('shop', 'product')`: POST needs `shop.add_product`, PUT and PATCH `shop.change_product`, DELETE
 * `shop.delete_product`. Reading needs only a login, or `shop.view_product` with `{ reading: true }`.
 */
export function hasModelPermissions(
  app: string,
  model: string,
  { reading = false }: { readonly reading?: boolean } = {},
): PrincipalPermission {
  const allows = async ({ principal, method }: KnownCaller) => {
    if (isSafe({ method })) return !reading || (await principal.hasPermission(`${app}.view_${model}`))
    const verb = Object.hasOwn(verbs, method) ? verbs[method as keyof typeof verbs] : undefined
    return verb !== undefined && (await principal.hasPermission(`${app}.${verb}_${model}`))
  }
  const asked = [...new Set(Object.values(verbs)), ...(reading ? ['view'] : [])]
  return definePermission(`HasModelPermissions(${app}.${model})`, allows, {
    requiresPrincipal: true,
    permissionNames: asked.map(verb => `${app}.${verb}_${model}`),
  })
}

/** Requires one permission by its name, for every method. */
export function hasPermission(permission: string): PrincipalPermission {
  return definePermission(
    `HasPermission(${permission})`,
    async ({ principal }) => await principal.hasPermission(permission),
    { requiresPrincipal: true, permissionNames: [permission] },
  )
}
