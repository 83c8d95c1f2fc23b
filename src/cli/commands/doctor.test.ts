import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPlace, runCommand } from '../../../test/cli/in-process.ts'

test('doctor finds no fault with a migrated database and the default settings, and advises a second factor for operators', async t => {
  const { folder, env } = openPlace(t)
  const SECRET_KEY = '4f9d1c7a2be86053d1e94c7ab3f25086cc0d9e417f3b8a62'
  const place = { folder, env: { ...env, SECRET_KEY, LATCHKEY_THROTTLING: 'on' } }
  await runCommand('latchkey migrate', place)
  const { code, stdout, stderr } = await runCommand('latchkey doctor --json', place)
  assert.deepEqual([code, stderr], [0, ''])
  const findings: readonly { readonly what: string }[] = JSON.parse(stdout).findings
  // Which file system the tests run on is not the subject.
  assert.deepEqual(
    findings.map(({ what }) => what).filter(what => !what.startsWith('The file is ')),
    ['The password of an operator alone opens the admin API and the console.'],
  )
})
