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
const siblings = ['sessions', 'users', 'passwords', 'permissions', 'throttles', 'api-keys', 'social', 'mfa', 'mail']
const core = [...words, ...siblings]
const everything = [
  ...core,
  'ports/defaults',
  'events',
  'system',
  'flows',
  'http',
  'resources',
  'adapters',
  'stores',
  'mailers',
  'auth',
]

/** Parts that know each other's shapes and never call each other; flows combine them. */
const sibling: ImportRule = { from: words, typesFrom: siblings }

export const importRules: Readonly<Record<string, ImportRule>> = {
  kernel: { from: [] },
  problems: { from: ['kernel'] },
  // The functions of a configuration file are given users.
  settings: { from: ['kernel', 'problems'], typesFrom: ['users', 'ports'] },
  ports: { from: ground },
  'ports/defaults': { from: [...ground, 'ports'], packages: ['*'], isAmbient: true },
  // Who hears of what happened: listeners joined, audit rows of refusals.
  events: { from: [...ground, 'ports'] },
  keys: { from: [...ground, 'ports'] },
  tokens: { from: [...ground, 'ports', 'keys'] },
  ...Object.fromEntries(siblings.map(name => [name, sibling])),
  social: { ...sibling, packages: ['openid-client'] },
  system: { from: [], typesFrom: [...core, 'resources'] },
  flows: { from: core, typesFrom: ['system'] },
  http: { from: [...core, 'flows', 'resources'], typesFrom: ['system'], packages: ['zod'] },
  // What a resource is and what its list parameters mean; http puts it on the wire.
  resources: { from: core, typesFrom: ['system', 'http'], packages: ['zod'] },
  adapters: { from: [...ground, 'ports', 'http'], typesFrom: [...core, 'system', 'auth'], packages: ['*'] },
  stores: {
    from: ground,
    typesFrom: [...core, 'resources'],
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
