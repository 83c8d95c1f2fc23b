/** Passwords: which are accepted, and how they are hashed. */
import type { SettingRow } from '../row.ts'
import type { SettingRule } from '../rule.ts'

const rows = {
  trimPasswords: {
    kind: 'boolean',
    default: false,
    compat: true,
    doc: 'Whether whitespace around a password is removed, as DRF does in most fields.',
  },
  registrationPasswordRules: {
    kind: 'choice',
    default: 'django',
    choices: ['django', 'length'],
    doc: "How registration with a user name validates a password: with Django's validators, or, as in tutorial 3, by its length alone.",
  },
  passwordSimilarity: {
    kind: 'boolean',
    default: true,
    compat: false,
    doc: "Whether a new password may not resemble the user's name and address; DRF's serializers do not check this.",
  },
  minimumPasswordLength: {
    kind: 'integer',
    default: 8,
    min: 1,
    max: 64,
    unit: 'characters',
    doc: 'The shortest password that is accepted.',
  },
  maximumPasswordLength: {
    kind: 'integer',
    default: 4096,
    min: 64,
    max: 65_536,
    unit: 'characters',
    doc: 'The longest password that is accepted; passwords are never truncated.',
  },
  passwordHasher: {
    kind: 'choice',
    default: 'argon2',
    choices: ['argon2', 'pbkdf2_sha256', 'pbkdf2_sha1', 'bcrypt_sha256', 'scrypt'],
    doc: "The algorithm for new password hashes, by Django's names. All other formats are still verified, and replaced at the next login.",
  },
  pbkdf2Iterations: {
    kind: 'integer',
    default: 1_000_000,
    min: 1,
    max: 10_000_000,
    doc: "Iterations of a pbkdf2 hash; the default is Django 5.2's.",
  },
  bcryptRounds: {
    kind: 'integer',
    default: 12,
    min: 4,
    max: 15,
    doc: 'The cost of a bcrypt_sha256 hash: each step doubles it.',
  },
  scryptCost: {
    kind: 'integer',
    default: 16_384,
    min: 2,
    max: 1_048_576,
    doc: 'The cost (N) of a scrypt hash, a power of two; its block size is 8.',
  },
  scryptParallelism: {
    kind: 'integer',
    default: 5,
    min: 1,
    max: 64,
    doc: 'Lanes (p) of a scrypt hash: 5 as in Django 5.1 and later, 1 before.',
  },
  passwordMemory: {
    kind: 'integer',
    default: 19_456,
    min: 8,
    max: 1_048_576,
    unit: 'KiB',
    doc: 'Memory of one argon2id hash.',
  },
  passwordIterations: {
    kind: 'integer',
    default: 2,
    min: 1,
    max: 64,
    doc: 'Passes of one argon2id hash.',
  },
  passwordParallelism: {
    kind: 'integer',
    default: 1,
    min: 1,
    max: 64,
    unit: 'lanes',
    doc: 'Lanes of one argon2id hash.',
  },
  passwordConcurrency: {
    kind: 'integer',
    default: undefined,
    optional: true,
    min: 1,
    max: 1024,
    unit: 'hashes',
    doc: 'How many hashes are computed at once; the number of CPU cores unless set.',
  },
  passwordQueue: {
    kind: 'integer',
    default: 256,
    min: 0,
    max: 1_000_000,
    unit: 'hashes',
    doc: 'How many hashes may wait; beyond that the server answers 503.',
  },
} as const satisfies Record<string, SettingRow>

const rules: readonly SettingRule[] = [
  {
    at: 'minimumPasswordLength',
    reads: ['minimumPasswordLength', 'maximumPasswordLength'],
    isBroken: s => s.minimumPasswordLength > s.maximumPasswordLength,
    what: 'is more than maximumPasswordLength, so no password fits',
    fix: 'lower it',
  },
  {
    at: 'passwordMemory',
    reads: ['passwordMemory', 'passwordParallelism'],
    isBroken: s => s.passwordMemory < 8 * s.passwordParallelism,
    what: 'is less than 8 KiB a lane (RFC 9106 section 3.1)',
    fix: 'raise it, or lower passwordParallelism',
  },
  {
    at: 'passwordMemory',
    reads: ['passwordMemory', 'passwordIterations'],
    isBroken: s => s.passwordMemory * s.passwordIterations > 4_194_304,
    what: 'times passwordIterations is more than 4 GiB a login; a stored hash of that cost is refused as an attack',
    fix: 'lower one of them',
  },
  {
    at: 'scryptCost',
    reads: ['scryptCost', 'scryptParallelism'],
    isBroken: s => !Number.isInteger(Math.log2(s.scryptCost)) || s.scryptCost * s.scryptParallelism > 1_048_576,
    what: 'is not a power of two, or is more than 1048576 divided by scryptParallelism',
    fix: 'use 16384 or 32768',
  },
]

export const passwordsSettings = { title: 'Passwords', rows, rules }
