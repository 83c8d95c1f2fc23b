/** The permissions that the admin API asks for: Django's own, so that adopted groups keep working, and ours. */
const asked = {
  'auth.user': ['view', 'add', 'change', 'delete', 'export'],
  'auth.group': ['view', 'add', 'change', 'delete'],
  'latchkey.session': ['view', 'delete'],
  'latchkey.apikey': ['view', 'delete'],
  'latchkey.outbox': ['view', 'change', 'delete'],
  'latchkey.audit': ['view'],
  'latchkey.settings': ['view'],
} as const

export const adminPermissions: readonly string[] = Object.entries(asked).flatMap(([model, verbs]) =>
  verbs.map(verb => permissionOf(model, verb)),
)

export type ModelVerb = 'view' | 'add' | 'change' | 'delete'
export type OfVerbs<T> = Readonly<Record<ModelVerb, T>>

/** Those of a model: `shop.view_product` of `shop.product`, and so on. */
export function permissionsOf(model: string): OfVerbs<string> {
  const named = (verb: ModelVerb) => permissionOf(model, verb)
  return { view: named('view'), add: named('add'), change: named('change'), delete: named('delete') }
}

function permissionOf(model: string, verb: string): string {
  const [app, name] = model.split('.')
  return `${app}.${verb}_${name}`
}

/** What can be granted: also what the rows of the application's resources ask for. */
export function grantablePermissions(resources: readonly { readonly model: string }[]): readonly string[] {
  return [...adminPermissions, ...resources.flatMap(({ model }) => Object.values(permissionsOf(model)))]
}
