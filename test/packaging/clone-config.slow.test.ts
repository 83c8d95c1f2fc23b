/** A clone is not built, but a configuration file beside package.json must still be able to import `latchkey`. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const config = 'test/packaging/readme.config.ts'

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

test('the configuration in README.md is the one tested here', () => {
  assert.ok(textOf('README.md').includes(textOf(config).split('*/\n')[1] ?? 'nothing'))
})

for (const script of ['start', 'latchkey']) {
  test(`the npm script "${script}" runs the sources, even if a file imports the package by name`, t => {
    const { scripts } = JSON.parse(textOf('package.json'))
    const [, main = ''] = /^exec node (.* src\/cli\/main\.ts)/.exec(scripts[script]) ?? []
    const asked = [...main.split(' '), 'doctor', '--json', '--config', config]
    const env = { PATH: process.env.PATH, SECRET_KEY: secretKey, DATABASE_URL: `sqlite:${temporaryFolder(t)}/none` }
    const { findings } = JSON.parse(execFileSync(process.execPath, asked, { cwd: root, env, encoding: 'utf8' }))
    assert.deepEqual(
      findings.filter(({ check }: { check: string }) => check === 'configuration'),
      [],
    )
    // If there is a build, it would have been found in any case.
    assert.ok(main.startsWith('--conditions=latchkey-source '))
  })
}

const secretKey = 'A0-packaging-secret/9wQz3KJr7mVx5LhYt2BnEcGd8PsUf6Ri1oTb4'
