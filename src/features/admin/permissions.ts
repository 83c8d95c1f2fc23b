/** The permissions that the admin API asks for: Django's own, so that adopted groups keep working, and ours. */
const asked = {
  'auth.user': ['view', 'add', 'change', 'delete'],
  'auth.group': ['view', 'add', 'change', 'delete'],
  'latchkey.session': ['view', 'delete'],
  'latchkey.apikey': ['view', 'delete'],
  'latchkey.outbox': ['view', 'change', 'delete'],
  'latchkey.audit': ['view'],
  'latchkey.settings': ['view'],
} as const

export const adminPermissions: readonly string[] = Object.entries(asked).flatMap(([place, verbs]) => {
  const [app, model] = place.split('.')
  return verbs.map(verb => `${app}.${verb}_${model}`)
})
