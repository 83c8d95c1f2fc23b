/** What can be granted: the permissions of the admin API, of the application's resources, and those that the settings declare. */
import { adminPermissions, modelPermission } from '../../kernel/admin-permissions.ts'

export type ModelVerb = 'view' | 'add' | 'change' | 'delete'
export type OfVerbs<T> = Readonly<Record<ModelVerb, T>>

/** Those of a model: `shop.view_product` of `shop.product`, and so on. */
export function permissionsOf(model: string): OfVerbs<string> {
  const named = (verb: ModelVerb) => modelPermission(model, verb)
  return { view: named('view'), add: named('add'), change: named('change'), delete: named('delete') }
}

/** Also what the rows of the application's resources ask for, and what the settings declare. */
export function grantablePermissions(
  resources: readonly { readonly model: string }[],
  declared: readonly string[] = [],
): readonly string[] {
  return [...adminPermissions, ...declared, ...resources.flatMap(({ model }) => Object.values(permissionsOf(model)))]
}
