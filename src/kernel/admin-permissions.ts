/**
 * The permissions that the admin API asks for: Django's own, so that adopted groups keep working, and ours. The settings
 * know them too: a role may have them without declaring them.
 */
const asked = {
  'auth.user': ['view', 'add', 'change', 'delete', 'export'],
  'auth.group': ['view', 'add', 'change', 'delete'],
  'latchkey.session': ['view', 'delete'],
  'latchkey.apikey': ['view', 'delete'],
  'latchkey.organization': ['view', 'change', 'delete'],
  'latchkey.outbox': ['view', 'change', 'delete'],
  'latchkey.webhook': ['view', 'change'],
  'latchkey.audit': ['view'],
  'latchkey.settings': ['view'],
  'latchkey.key': ['change'],
} as const

type Asked = typeof asked
type OfModel<Model extends keyof Asked> = Model extends `${infer App}.${infer Name}`
  ? `${App}.${Asked[Model][number]}_${Name}`
  : never

/** One of them: `auth.view_user`. */
export type AdminPermission = { readonly [Model in keyof Asked]: OfModel<Model> }[keyof Asked]

export const adminPermissions: readonly AdminPermission[] = Object.entries(asked).flatMap(([model, verbs]) =>
  verbs.map(verb => modelPermission(model, verb) as AdminPermission),
)

/** Django's name of what may be done with a model: `view` and `shop.product` are `shop.view_product`. */
export function modelPermission(model: string, verb: string): string {
  const [app, name] = model.split('.')
  return `${app}.${verb}_${name}`
}
