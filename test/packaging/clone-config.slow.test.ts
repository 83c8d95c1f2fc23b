/** In a clone nothing is built: a configuration file beside package.json must find `latchkey` all the same. */
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

test('the configuration that README shows is the one that is tried here', () => {
  assert.ok(textOf('README.md').includes(textOf(config).split('*/\n')[1] ?? 'nothing'))
})

for (const script of ['start', 'latchkey']) {
  test(`npm's script "${script}" runs the sources, also where a file imports the package by its name`, t => {
    const { scripts } = JSON.parse(textOf('package.json'))
    const [, main = ''] = /^exec node (.* src\/cli\/main\.ts)/.exec(scripts[script]) ?? []
    const asked = [...main.split(' '), 'doctor', '--json', '--config', config]
    const env = { PATH: process.env.PATH, SECRET_KEY: secretKey, DATABASE_URL: `sqlite:${temporaryFolder(t)}/none` }
    const { findings } = JSON.parse(execFileSync(process.execPath, asked, { cwd: root, env, encoding: 'utf8' }))
    assert.deepEqual(
      findings.filter(({ check }: { check: string }) => check === 'configuration'),
      [],
    )
    // Where something is built, that would have been found without it.
    assert.ok(main.startsWith('--conditions=latchkey-source '))
  })
}

const secretKey = 'A0-packaging-secret/9wQz3KJr7mVx5LhYt2BnEcGd8PsUf6Ri1oTb4'
