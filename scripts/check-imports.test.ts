import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findImportFaults } from './check-imports.ts'
import { importRules } from './import-rules.ts'

function faultsOf(files: Readonly<Record<string, string>>): string[] {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }))
  return findImportFaults(sources, ['zod', '@node-rs/argon2'])
}

const caught: Readonly<Record<string, readonly [path: string, text: string, fault: RegExp]>> = {
  'kernel that looks up': ['src/kernel/a.ts', "import { b } from '../ports/b.ts'", /kernel may not see ports/],
  'kernel that sees problems': [
    'src/kernel/a.ts',
    "import type { b } from '../problems.ts'",
    /may not see problems.ts, which stands above/,
  ],
  'tokens that call sessions': ['src/tokens/a.ts', "import type { b } from '../sessions/b.ts'", /may not see sessions/],
  'a noun that calls a noun': ['src/sessions/a.ts', "import { b } from '../users/b.ts'", /only types/],
  'a noun that loads a type': ['src/sessions/a.ts', "import { type B } from '../users/b.ts'", /only types/],
  'a re-export across': ['src/sessions/a.ts', "export * from '../users/b.ts'", /only types/],
  'a type of a noun above': [
    'src/users/a.ts',
    "import type { B } from '../sessions/b.ts'",
    /may not see sessions, which stands above/,
  ],
  'a feature that knows another': [
    'src/features/social/a.ts',
    "import type { B } from '../api-keys/b.ts'",
    /features\/social may not see features\/api-keys/,
  ],
  'a core that knows a feature': [
    'src/http/a.ts',
    "import type { B } from '../features/social/b.ts'",
    /may not see features/,
  ],
  'a core that adds to the system': ['src/users/a.ts', "declare module '../system.ts' {}", /only features add parts/],
  'an import of several lines': [
    'src/sessions/a.ts',
    "import {\n  b,\n  c,\n} from '../users/b.ts'",
    /a\.ts:4 .*only types/,
  ],
  'an import for its effect': ['src/users/a.ts', "import '../flows/login.ts'", /may not see flows/],
  'a dynamic import': ['src/users/a.ts', "const x = await import('../flows/login.ts')", /may not see flows/],
  'an import inside a template': [
    'src/users/a.ts',
    "const x = `${await import('../flows/b.ts')}`",
    /may not see flows/,
  ],
  'a store that calls a flow': ['src/stores/sqlite/a.ts', "import { b } from '../../flows/b.ts'", /may not see flows/],
  'a store that calls sessions': ['src/stores/sqlite/a.ts', "import { b } from '../../sessions/b.ts'", /only types/],
  'a transaction that knows a dialect': [
    'src/stores/transactions/a.ts',
    "import { b } from '../sqlite/b.ts'",
    /may not see stores\/sqlite/,
  ],
  'a transaction that knows a driver': [
    'src/stores/transactions/a.ts',
    "import { DatabaseSync } from 'node:sqlite'",
    /'node:sqlite', which is not for this folder/,
  ],
  'a command that knows a dialect': [
    'src/cli/a.ts',
    "import { b } from '../stores/sqlite/b.ts'",
    /may not see stores\/sqlite/,
  ],
  'an adapter that calls a flow': ['src/adapters/a.ts', "import { b } from '../flows/b.ts'", /may not see flows/],
  'a flow that knows HTTP': ['src/flows/a.ts', "import { b } from '../http/b.ts'", /may not see http/],
  'keys that take the real clock': [
    'src/keys/a.ts',
    "import { c } from '../ports/defaults/clock.ts'",
    /ports\/defaults/,
  ],
  'the verifier with a store': [
    'src/verify.ts',
    "import { s } from './stores/sqlite/store.ts'",
    /verify\.ts may not see stores/,
  ],
  'a folder without a rule': ['src/helpers/a.ts', '', /no zone/],
  'a builtin without node:': ['src/keys/a.ts', "import { sign } from 'crypto'", /write 'node:crypto'/],
  'a package in the wrong folder': ['src/keys/a.ts', "import { z } from 'zod'", /'zod', which is not for this folder/],
  'an undeclared package': ['src/server/a.ts', "import x from 'left-pad/deep.js'", /'left-pad', which package\.json/],
  'a scoped package': ['src/keys/a.ts', "import x from '@node-rs/argon2/sub'", /the package '@node-rs\/argon2'/],
  'an import without its ending': ['src/keys/a.ts', "import { b } from './b'", /write its ending/],
  'an import from the tests': ['src/keys/a.ts', "import { b } from '../../test/b.ts'", /outside src/],
  'Date.now': ['src/flows/a.ts', 'const now = Date.now()', /the clock/],
  'a call of Date': ['src/flows/a.ts', 'const now = Date()', /the clock/],
  'new Date()': ['src/flows/a.ts', 'const now = new Date( )', /the clock/],
  'a date after a pattern': [
    'src/flows/a.ts',
    "const a = text.replace(/['\"]/g, '')\nnew Date()",
    /a\.ts:2 uses the clock/,
  ],
  'a date inside a template': ['src/flows/a.ts', 'const a = `at ${{ now: Date.now() }.now} o`', /the clock/],
  'Math.random': ['src/flows/a.ts', 'Math.random()', /randomness/],
  randomBytes: ['src/keys/a.ts', "import { randomBytes } from 'node:crypto'", /randomness/],
  'process.env': ['src/auth.ts', 'const { A } = process.env', /the environment/],
  console: ['src/http/a.ts', "console.log('x')", /the console/],
  'a command that sets flags': [
    'src/cli/a.ts',
    'await store.directory.setFlags(1, {}, 0)',
    /calls 'directory\.setFlags': call the action of flows\/admin/,
  ],
  'an endpoint that adds a member': ['src/http/a.ts', "system.groups.addMember('a', 1, 0)", /'groups\.addMember'/],
  'a verb that is chosen by name': ['src/cli/a.ts', "groups[verb]('a', 0)", /'groups\['/],
  'an owner’s flow that deletes for an operator': [
    'src/flows/a.ts',
    'await directory.delete(1, 0)',
    /directory\.delete/,
  ],
}

for (const [name, [path, text, fault]] of Object.entries(caught)) {
  test(`${name} is caught`, () => {
    const faults = faultsOf({ [path]: text })
    assert.equal(faults.length, 1, faults.join('\n'))
    assert.match(faults[0] ?? '', fault)
  })
}

const allowed: Readonly<Record<string, readonly [path: string, text: string]>> = {
  'a type of a noun below': ['src/sessions/a.ts', "import type { B } from '../users/b.ts'"],
  'a type of several lines': ['src/sessions/a.ts', "export type {\n  B,\n} from '../users/b.ts'"],
  'a feature that adds its parts': ['src/features/social/a.ts', "declare module '../../system.ts' {}"],
  'a comment that mentions an import': ['src/users/a.ts', "// import { b } from '../flows/b.ts'\n/* Date.now() */"],
  'a text that mentions an import': ['src/users/a.ts', 'const a = "import { b } from \'../flows/b.ts\'"'],
  'a template that mentions the clock': ['src/users/a.ts', 'const a = `Date.now() ${1} Date.now()`'],
  'a conversion of a date': ['src/users/a.ts', 'const a = new Date(milliseconds)'],
  'a division beside a quote': ['src/users/a.ts', "const a = b / c + 'Date.now()'.length / 2"],
  'a builtin with node:': ['src/keys/a.ts', "import { sign } from 'node:crypto'"],
  'the clock in the server': ['src/server/a.ts', 'Date.now(); console.log(process.env)'],
  'the clock in the defaults': ['src/ports/defaults/a.ts', 'Date.now()'],
  'anything in a test': ['src/keys/a.test.ts', "import { b } from '../flows/b.ts'\nDate.now()"],
  'zod in http': ['src/http/a.ts', "import * as z from 'zod'"],
  'a flow in http': ['src/http/a.ts', "import { login } from '../flows/login.ts'"],
  'a pure decision in a transaction': [
    'src/stores/transactions/a.ts',
    "import { d } from '../../sessions/rotation.ts'",
  ],
  "an operator's action": ['src/flows/admin/a.ts', 'await directory.setFlags(1, {}, 0)'],
  "a feature's action of an operator": ['src/features/social/flows/admin/a.ts', 'await groups.create(name, 0)'],
  'a list of accounts and grants': ['src/http/a.ts', 'directory.list(query); groups.grantsOf(1)'],
  'the driver in its dialect': ['src/stores/sqlite/a.ts', "import { DatabaseSync } from 'node:sqlite'"],
}

for (const [name, [path, text]] of Object.entries(allowed)) {
  test(`${name} is fine`, () => assert.deepEqual(faultsOf({ [path]: text }), []))
}

test('files that load each other in a circle are caught once', () => {
  const faults = faultsOf({
    'src/keys/a.ts': "import { b } from './b.ts'",
    'src/keys/b.ts': "import { c } from './c.ts'",
    'src/keys/c.ts': "import { a } from './a.ts'",
  })
  assert.deepEqual(faults, [
    'src/keys/a.ts:1 loads itself: src/keys/a.ts -> src/keys/b.ts -> src/keys/c.ts -> src/keys/a.ts',
  ])
})

test('types close no circle', () => {
  const faults = faultsOf({
    'src/keys/a.ts': "import { b } from './b.ts'",
    'src/keys/b.ts': "import type { a } from './a.ts'",
  })
  assert.deepEqual(faults, [])
})

test('types close a circle in the zones that allow none', () => {
  const circle = {
    'a.ts': "import type { B } from './subjects/b.ts'",
    'subjects/b.ts': "import { type C } from '../c.ts'",
    'c.ts': "export type { A } from './a.ts'",
  }
  const inZone = (zone: string) =>
    Object.fromEntries(Object.entries(circle).map(([path, text]) => [`src/${zone}/${path}`, text]))
  assert.deepEqual(faultsOf(inZone('settings')), [
    'src/settings/a.ts:1 sees itself: src/settings/a.ts -> src/settings/subjects/b.ts -> src/settings/c.ts -> src/settings/a.ts',
  ])
  assert.deepEqual(faultsOf(inZone('keys')), [])
})

test('a row names only rows above it', () => {
  const order = Object.keys(importRules)
  for (const [zone, { from, typesFrom = [] }] of Object.entries(importRules)) {
    const above = order.slice(0, order.indexOf(zone))
    const others = [...from, ...typesFrom].filter(name => !above.includes(name))
    assert.deepEqual(others, [], `${zone} names rows that do not stand above it`)
  }
})
