/**
 * Who may import whom: the picture of ARCHITECTURE, as a table. A zone is a folder of `src/`, or one of its lone
 * files; it sees itself and what its row names.
 */
export interface ImportRule {
  /** Zones whose code it may load. */
  readonly from: readonly string[]
  /** Zones of which it may see types alone. */
  readonly typesFrom?: readonly string[]
  /** Lone files it may load beside that, each for the reason that its comment gives. */
  readonly files?: readonly string[]
  /** Packages it may load; `*` is any that package.json names as a dependency. Node's own are free. */
  readonly packages?: readonly string[]
  /** Whether the clock, randomness, the environment and the console are its business. */
  readonly isAmbient?: true
}

const ground = ['kernel', 'problems', 'settings']
const words = [...ground, 'ports', 'keys', 'tokens']
const siblings = ['sessions', 'users', 'passwords', 'permissions', 'throttles', 'mail']
const features = ['features/api-keys', 'features/resources', 'features/social', 'features/sockets']
const core = [...words, ...siblings]
const everything = [
  ...core,
  'ports/defaults',
  'events',
  'system',
  'flows',
  'fields',
  'accounts',
  'http',
  ...features,
  'adapters',
  'stores',
  'mailers',
  'auth',
]

/** Parts that know each other's shapes and never call each other; flows combine them. */
const sibling: ImportRule = { from: words, typesFrom: siblings }

const feature: ImportRule = {
  from: [...core, 'flows', 'fields', 'accounts', 'http'],
  typesFrom: ['system'],
  packages: ['zod', 'openid-client'],
}

export const importRules: Readonly<Record<string, ImportRule>> = {
  kernel: { from: [] },
  problems: { from: ['kernel'] },
  // The functions of a configuration file are given users.
  settings: { from: ['kernel', 'problems', 'features/social'], typesFrom: ['users', 'ports'] },
  ports: { from: ground },
  'ports/defaults': { from: [...ground, 'ports'], packages: ['*'], isAmbient: true },
  // Who hears of what happened: listeners joined, audit rows of refusals.
  events: { from: [...ground, 'ports'] },
  keys: { from: [...ground, 'ports'] },
  tokens: { from: [...ground, 'ports', 'keys'] },
  ...Object.fromEntries(siblings.map(name => [name, sibling])),
  system: { from: [], typesFrom: [...core, ...features] },
  flows: { from: core, typesFrom: ['system'] },
  fields: { from: core, typesFrom: ['http'], packages: ['zod'] },
  accounts: { from: [...core, 'fields', 'flows', 'features/resources'], typesFrom: ['system'], packages: ['zod'] },
  http: { from: [...core, 'flows', 'fields', 'accounts', ...features], typesFrom: ['system'], packages: ['zod'] },
  // A feature sees the house below it, and no other feature.
  ...Object.fromEntries(features.map(name => [name, feature])),
  adapters: {
    from: [...ground, 'ports', 'http', 'features/sockets'],
    typesFrom: [...core, 'system', 'auth'],
    packages: ['*'],
  },
  stores: {
    from: ground,
    typesFrom: [...core, ...features],
    // Pure decisions that have to be taken inside the transaction: there they are, and nobody writes them twice.
    files: ['sessions/rotation.ts', 'throttles/login-delay.ts', 'users/login-key.ts', 'users/user-fields.ts'],
    packages: ['*'],
  },
  mailers: { from: ground, typesFrom: ['ports'], packages: ['*'] },
  // It runs in browsers: no schema, no package, nothing of Node.
  client: { from: ['kernel'], typesFrom: [...core, 'http'], files: ['ports/defaults/clock.ts'] },
  auth: { from: everything },
  // The verifier runs inside other people's services: no store, no flow, no package.
  verify: { from: [...words, 'ports/defaults'] },
  index: { from: everything },
  server: { from: everything, packages: ['*'], isAmbient: true },
  cli: { from: [...everything, 'server'], packages: ['*'], isAmbient: true },
  testing: { from: [...everything, 'server'], packages: ['*'] },
}
