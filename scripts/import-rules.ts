/**
 * Who may import whom, as a table that stands in the order of the house: a row names only rows above it, so no arrow
 * runs back up, types included, and no two zones know each other. A zone is a folder of `src/`, a feature, or a lone
 * file; it sees itself and what its row names.
 */
export interface ImportRule {
  /** Zones that it may load. */
  readonly from: readonly string[]
  /** Zones of which it may see types alone. */
  readonly typesFrom?: readonly string[]
  /** Lone files that it may load beside that, each for the reason that its comment gives. */
  readonly files?: readonly string[]
  /** Packages that it may load; `*` is any that package.json names as a dependency. Node's own are free, but SQLite. */
  readonly packages?: readonly string[]
  /** Whether the clock, randomness, the environment and the console are its business. */
  readonly isAmbient?: true
  /** Whether it may add its own parts to types below it (`declare module`). */
  readonly extends?: true
}

/** Calls that change accounts, groups or sessions for an operator, by whatever name the part has there. */
export const operatorCalls =
  /\bdirectory\??\.(?:set\w+|delete|endSessions|import|change|openPasswordLink)\b|\bgroups\??\.(?:syncRoles|create|delete|addMember|removeMember|grant|revoke|grantUser|revokeUser|set\w+|update)\b|\boutbox\??\.(?:retry|drop)\b|\bsessions\??\.endEvery\b|\bfactors\??\.removeAll\b|\bsigningKeys\??\.(?:store\.)?(?:advance|retire)\b|\borganizationDirectory\??\.(?:set\w+|update|delete|addMember|removeMember)\b|\b(?:directory|groups)\[/g

/** Where these calls are made, and where they are carried out. */
export function isOperatorFlow(path: string): boolean {
  return /^src\/(?:flows|features\/[^/]+\/flows)\/admin\/|^src\/stores\/|^src\/testing\/store-contract\//.test(path)
}

/**
 * Zones in which types close no circle either: what is derived from a table is not what the table is made of. Elsewhere
 * two types of one noun may name each other.
 */
export const zonesWithoutTypeCircles: readonly string[] = ['settings']

const ground = ['kernel', 'problems.ts']
const words = [...ground, 'ports', 'keys', 'tokens']
const nouns = ['mail', 'users', 'sessions', 'passwords', 'permissions', 'throttles']
const core = [...words, ...nouns, 'settings', 'fields', 'accounts', 'webhooks']
const features = [
  'features/adoption',
  'features/api-keys',
  'features/mfa',
  'features/organizations',
  'features/resources',
  'features/revocation-feed',
  'features/social',
  'features/sockets',
  'features/webhooks',
]
const composed = [
  ...core,
  'redis',
  'flows',
  'http',
  'events',
  ...features,
  'features/admin',
  'features/export',
  'features/services',
  'features/pages',
  'ports/defaults',
  'mailers',
  'stores',
  'django',
]
const house = [...composed, 'system.ts', 'store.ts', 'settings.ts', 'auth', 'auth.ts', 'adapters']

/** A feature sees the house below it and no other feature. */
const feature: ImportRule = {
  from: [...core, 'flows', 'http'],
  typesFrom: ['system.ts', 'store.ts'],
  packages: ['zod', 'openid-client'],
  extends: true,
}

/** A dialect holds SQL, its driver and its migrations, and sees no other. */
const dialect: ImportRule = {
  from: [...ground, 'stores/transactions', 'stores/rows', 'stores/tables'],
  typesFrom: [...core, ...features, 'store.ts'],
  files: [
    // What crosses the boundary of any store.
    'stores/errors.ts',
    'stores/store-settings.ts',
    // Counting an attempt is of the dialect, so the decision is its to ask for.
    'throttles/login-delay.ts',
  ],
}

export const importRules: Readonly<Record<string, ImportRule>> = {
  kernel: { from: [] },
  'problems.ts': { from: ['kernel'] },
  ports: { from: ground },
  'ports/defaults': { from: [...ground, 'ports'], packages: ['*'], isAmbient: true },
  // Who hears of what happened: listeners joined, audit rows of refusals.
  events: { from: [...ground, 'ports'] },
  keys: { from: [...ground, 'ports'] },
  tokens: { from: [...ground, 'ports', 'keys'] },
  // What goes over the wire to receivers: events, and what they are signed with. It runs on every platform.
  webhooks: { from: [], files: ['ports/defaults/clock.ts'] },
  'webhooks.ts': { from: ['webhooks'] },

  // The nouns. Below each other where one needs the other's words: a user can be written to, a permission is a user's.
  mail: { from: words },
  users: { from: words, typesFrom: ['mail'] },
  sessions: { from: words, typesFrom: ['users'] },
  passwords: { from: words },
  permissions: { from: words, typesFrom: ['users'] },
  throttles: { from: words, typesFrom: ['users'] },

  // Beside the noun of which it keeps the counters: all that knows the driver.
  redis: { from: ground, typesFrom: ['ports', 'throttles'], packages: ['ioredis'] },

  // The functions of a configuration file are given users.
  settings: { from: ground, typesFrom: ['ports', ...nouns] },
  'system.ts': { from: [], typesFrom: [...words, ...nouns, 'settings'] },
  'store.ts': { from: [], typesFrom: [...words, ...nouns] },
  // What a field is has no knowledge of requests.
  fields: { from: [...words, 'users'], packages: ['zod'] },
  accounts: { from: [...words, ...nouns, 'fields'], typesFrom: ['settings', 'system.ts'], packages: ['zod'] },
  flows: { from: [...words, ...nouns, 'settings'], typesFrom: ['accounts', 'system.ts'] },
  http: { from: [...core, 'flows'], typesFrom: ['system.ts'], packages: ['zod'] },
  ...Object.fromEntries(features.map(name => [name, feature])),
  // The QR code of an authenticator app.
  'features/mfa': { ...feature, packages: ['zod', 'uqr'] },
  // Operators see what every other feature keeps of an account, and the rows of the application.
  'features/admin': {
    ...feature,
    from: [
      ...core,
      'flows',
      'http',
      'features/api-keys',
      'features/mfa',
      'features/organizations',
      'features/resources',
      'features/social',
      'features/webhooks',
    ],
  },
  // What features keep of an account, for its owner.
  'features/export': {
    ...feature,
    from: [...core, 'flows', 'http', 'features/api-keys', 'features/mfa', 'features/organizations', 'features/social'],
  },
  // An API key is a token, too, where a service asks about one.
  'features/services': { ...feature, from: [...core, 'flows', 'http', 'features/api-keys'] },
  // The login page has the names of providers, and goes on with a second factor; invitations lead to a page.
  'features/pages': {
    ...feature,
    from: [...core, 'flows', 'http', 'features/mfa', 'features/organizations', 'features/social'],
    // The files that browsers load: package.json, `imports`.
    packages: ['zod', '#web'],
  },
  // The settings of the core and of the features, in one list.
  'settings.ts': { from: ['settings', ...features, 'features/services'], typesFrom: ['permissions'] },

  // Policy: no SQL and no driver. Of the nouns it calls the decisions that have to be taken inside a transaction.
  'stores/transactions': {
    from: ground,
    typesFrom: [...core, ...features, 'store.ts'],
    files: [
      'features/adoption/adopted-user.ts',
      'features/adoption/rehash.ts',
      'features/adoption/state.ts',
      'features/adoption/store.ts',
      'features/organizations/owner-role.ts',
      'features/webhooks/deliveries-of.ts',
      'features/webhooks/endpoint-pause.ts',
      'keys/managed-key.ts',
      'ports/audit.ts',
      'sessions/revocation.ts',
      'sessions/rotation.ts',
      'sessions/token-status.ts',
      'throttles/login-delay.ts',
      'users/email.ts',
      'users/list-cursor.ts',
      'users/login-key.ts',
      'users/search-text.ts',
      'users/unusable-password.ts',
      'users/user-list.ts',
    ],
  },
  // What is the same for all dialects: rows as objects, login keys and the steps of an application's schema.
  'stores/rows': {
    from: ground,
    typesFrom: [...core, ...features, 'stores/transactions'],
    files: ['stores/errors.ts', 'stores/store-settings.ts', 'users/user-fields.ts', 'users/login-key.ts'],
  },
  // Tables of an application, in the words of a dialect.
  'stores/tables': {
    from: ground,
    typesFrom: [...core, ...features, 'stores/rows', 'stores/transactions'],
    files: [
      'stores/transactions/constraint-error.ts',
      'stores/transactions/change-table.ts',
      'stores/transactions/table-statements.ts',
    ],
    packages: ['kysely'],
  },
  'stores/sqlite': { ...dialect, packages: ['kysely', 'node:sqlite'] },
  'stores/postgres': { ...dialect, packages: ['kysely', 'pg'] },
  // A file of SQLite is copied into PostgreSQL: the one place that sees both.
  'stores/promotion': {
    from: [...ground, 'stores/rows', 'stores/sqlite', 'stores/postgres'],
    files: ['stores/errors.ts', 'stores/store-settings.ts', 'stores/database-url.ts'],
  },
  // Opening and copying by DATABASE_URL: the only way from server and command line to a dialect.
  stores: {
    from: [...ground, 'stores/sqlite', 'stores/postgres'],
    typesFrom: ['users', 'stores/transactions', 'store.ts'],
  },
  mailers: { from: ground, typesFrom: ['ports'], packages: ['*'] },
  // Django's database, which is read and written where a project moves in: it knows no table of ours.
  django: {
    from: ground,
    typesFrom: ['users', 'features/adoption'],
    files: ['features/adoption/django-database.ts', 'users/login-key.ts'],
    packages: ['pg', 'mysql2', 'node:sqlite', 'zod'],
  },
  // What createAuth is given, read and checked.
  auth: { from: [...composed, 'settings.ts'], typesFrom: ['system.ts', 'store.ts'] },
  'auth.ts': { from: [...composed, 'auth'], typesFrom: ['system.ts', 'store.ts'] },
  adapters: {
    from: [...ground, 'ports', 'http', 'features/sockets'],
    typesFrom: [...core, 'system.ts', 'auth.ts'],
    packages: ['*'],
  },

  // It runs in browsers: no schema, no package but React in the entry point for it, nothing of Node.
  client: { from: ['kernel'], typesFrom: ['ports'], files: ['ports/defaults/clock.ts'], packages: ['react'] },
  // The verifier runs inside other people's services: no store, no flow, no package.
  verify: { from: [...words, 'sessions', 'ports/defaults'] },
  // The verifier on WebCrypto: nothing of Node, which test/packaging/browser-entry-points.slow.test.ts watches.
  'verify/web': { from: [...words, 'ports/defaults', 'verify'] },
  // Of a framework types alone: nothing of it is loaded.
  'verify/guards': { from: [...ground, 'verify'], packages: ['hono'] },
  'verify.ts': { from: [...words, 'ports/defaults', 'verify'] },
  'index.ts': { from: [...house, 'stores/sqlite', 'stores/postgres'] },
  // Node's HTTP server serves: no framework.
  server: { from: house, packages: ['zod'], isAmbient: true },
  cli: { from: [...house, 'stores/promotion', 'server'], packages: ['*'], isAmbient: true },
  testing: { from: [...house, 'server', 'stores/sqlite', 'stores/postgres', 'stores/promotion'], packages: ['*'] },
}
