import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asTyped, programName } from './program-name.ts'

const source = '/srv/clone/src/cli/main.ts'
const bin = '/srv/shop/node_modules/.bin/latchkey'
const clone = { npm_package_name: 'latchkey', npm_command: 'run-script', npm_config_user_agent: 'npm/11.0.0 node/v24' }
const line = 'exec node --conditions=latchkey-source scripts/with-node24.mjs src/cli/main.ts'

const starts = [
  ['npm run latchkey --', source, { ...clone, npm_lifecycle_event: 'latchkey', npm_lifecycle_script: line }],
  ['npm run latchkey --', source, { ...clone, npm_lifecycle_event: 'start', npm_lifecycle_script: `${line} serve` }],
  ['node src/cli/main.ts', source, { ...clone, npm_lifecycle_event: 'test', npm_lifecycle_script: 'node test.ts' }],
  ['node src/cli/main.ts', source, {}],
  ['npx latchkey', bin, {}],
  ['npx latchkey', bin, { npm_command: 'exec', npm_lifecycle_event: 'npx', npm_lifecycle_script: 'latchkey users' }],
  ['npx latchkey', '/root/.npm/_npx/1f/node_modules/.bin/latchkey', { npm_command: 'exec' }],
  ['npx latchkey', bin, { npm_lifecycle_event: 'start', npm_lifecycle_script: 'latchkey serve' }],
  ['npm run auth --', bin, { npm_lifecycle_event: 'auth', npm_lifecycle_script: 'latchkey' }],
  [
    'pnpm exec latchkey',
    '/srv/shop/node_modules/latchkey/dist/cli/main.js',
    { npm_config_user_agent: 'pnpm/10 npm/?' },
  ],
  ['yarn latchkey', bin, { npm_config_user_agent: 'yarn/1.22.22 npm/? node/v24' }],
  ['latchkey', '/usr/local/bin/latchkey', {}],
  ['node /app/dist/cli/main.js', '/app/dist/cli/main.js', {}],
  ["node '/my apps/main.js'", '/my apps/main.js', {}],
] as const

for (const [expected, script, env] of starts) {
  const how = 'npm_lifecycle_event' in env ? `by ${env.npm_lifecycle_event}` : 'by its path'
  test(`a command that was started from ${script} ${how} is typed as ${expected}`, () => {
    assert.equal(programName({ env, script, cwd: '/srv/clone' }), expected)
  })
}

test('a fix names the command as it is typed, and leaves paths alone', () => {
  const typed = (text: string) => asTyped(text, 'npm run latchkey --')
  assert.equal(typed('See: latchkey users list'), 'See: npm run latchkey -- users list')
  assert.equal(
    typed('such as `npx latchkey keys generate` prints'),
    'such as `npm run latchkey -- keys generate` prints',
  )
  assert.equal(typed('rm /srv/latchkey -r and ./latchkey serve'), 'rm /srv/latchkey -r and ./latchkey serve')
})
