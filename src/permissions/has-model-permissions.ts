/** DjangoModelPermissions: what a group may do with a model, by the method of the request. */
import { isSafe } from './built-in.ts'
import { definePermission } from './define-permission.ts'
import type { Permission } from './permission.ts'

const deeds = { POST: 'add', PUT: 'change', PATCH: 'change', DELETE: 'delete' } as const

/**
 * `hasModelPermissions('shop', 'product')`: POST needs `shop.add_product`, PUT and PATCH `shop.change_product`, DELETE
 * `shop.delete_product`; whoever is logged in may look. With `{ reading: true }` that needs `shop.view_product`.
 */
export function hasModelPermissions(
  app: string,
  model: string,
  { reading = false }: { readonly reading?: boolean } = {},
): Permission {
  return definePermission(`HasModelPermissions(${app}.${model})`, async ({ principal, method }) => {
    if (principal === undefined) return false
    if (isSafe({ method })) return !reading || (await principal.may(`${app}.view_${model}`))
    const deed = Object.hasOwn(deeds, method) ? deeds[method as keyof typeof deeds] : undefined
    return deed !== undefined && (await principal.may(`${app}.${deed}_${model}`))
  })
}

/** One permission by its name, whatever the method. */
export function hasPermission(permission: string): Permission {
  return definePermission(
    `HasPermission(${permission})`,
    async ({ principal }) => principal !== undefined && (await principal.may(permission)),
  )
}
