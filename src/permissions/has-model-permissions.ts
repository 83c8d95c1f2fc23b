/** DjangoModelPermissions: the permission that each method needs for a model. */
import { isSafe } from './built-in.ts'
import { definePermission } from './define-permission.ts'
import type { Permission } from './permission.ts'

const verbs = { POST: 'add', PUT: 'change', PATCH: 'change', DELETE: 'delete' } as const

/**
 * `hasModelPermissions('shop', 'product')`: POST needs `shop.add_product`, PUT and PATCH `shop.change_product`, DELETE
 * `shop.delete_product`. Reading needs only a login, or `shop.view_product` with `{ reading: true }`.
 */
export function hasModelPermissions(
  app: string,
  model: string,
  { reading = false }: { readonly reading?: boolean } = {},
): Permission {
  return definePermission(`HasModelPermissions(${app}.${model})`, async ({ principal, method }) => {
    if (principal === undefined) return false
    if (isSafe({ method })) return !reading || (await principal.hasPermission(`${app}.view_${model}`))
    const verb = Object.hasOwn(verbs, method) ? verbs[method as keyof typeof verbs] : undefined
    return verb !== undefined && (await principal.hasPermission(`${app}.${verb}_${model}`))
  })
}

/** Requires one permission by its name, for every method. */
export function hasPermission(permission: string): Permission {
  return definePermission(
    `HasPermission(${permission})`,
    async ({ principal }) => principal !== undefined && (await principal.hasPermission(permission)),
  )
}
