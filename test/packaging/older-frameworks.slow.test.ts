/** The first majors that the peer ranges promise: what is tested with the newest React and Nest runs again with React 18 and Nest 11. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { browserTest } from '../browser/browser.ts'
import { visitReactPage } from '../browser/react-page.ts'
import { root } from './packed.ts'

const nest = ['common', 'core', 'platform-express', 'platform-fastify'].map(name => `@nestjs/${name}@~11.0`)
const folder = mkdtempSync(join(tmpdir(), 'latchkey-older-'))
after(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, 'package.json'), '{"private":true}')
const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--silent', '--ignore-scripts']
const packages = ['react@18.0.0', 'react-dom@18.0.0', ...nest, 'rxjs@7', 'reflect-metadata@0.2']
execFileSync('npm', ['install', ...flags, ...packages], { cwd: folder, stdio: 'pipe' })

/** Who asks for React or Nest gets those of the folder, by `import` and by `require`. */
writeFileSync(
  join(folder, 'hook.mjs'),
  `import { createRequire, registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

const require = createRequire(import.meta.url)
let isInside = false
registerHooks({
  resolve(specifier, context, next) {
    if (isInside || !/^(?:@nestjs\\/|rxjs|reflect-metadata|react)/.test(specifier)) return next(specifier, context)
    if (!context.conditions.includes('require')) return next(specifier, { ...context, parentURL: import.meta.url })
    isInside = true
    try {
      return { url: pathToFileURL(require.resolve(specifier)).href, format: 'commonjs', shortCircuit: true }
    } finally {
      isInside = false
    }
  },
})
`,
)

function run(...words: string[]): string {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const all = ['--import', join(folder, 'hook.mjs'), '--conditions=latchkey-source', ...words]
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { cwd: root, env, encoding: 'utf8' })
  assert.equal(status, 0, stdout + stderr)
  return stdout
}

test('the hook leads to React 18.0 and Nest 11', () => {
  const code = `
    import { createRequire } from 'node:module'
    import { version } from 'react'
    import { version as required } from 'react-dom'
    import nest from '@nestjs/core/package.json' with { type: 'json' }
    console.log(version, required, nest.version)`
  assert.match(run('--input-type=module', '-e', code), /^18\.0\.0\S* 18\.0\.0\S* 11\.0\.\d+$/m)
})

for (const file of ['src/adapters/nest.test.ts', 'src/client/tests/react-on-a-server.test.ts']) {
  test(`${file} passes with them`, () => {
    assert.match(run('--test', file), /^. pass [1-9]\d*\n. fail 0$/m)
  })
}

browserTest('React 18: ten components show the user, by one refresh, and each tab signs out', async t => {
  const at = (name: string) => join(folder, 'node_modules', name)
  await visitReactPage(t, { react: at('react'), 'react-dom': at('react-dom') })
})
