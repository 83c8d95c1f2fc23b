/** The types of a configuration with fields and resources of its own. That they compile is tested in test/packaging. */
import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { clientTypesApplication } from '../../../test/cli/client-types-application.ts'
import { openPlace, runCommand } from '../../../test/cli/in-process.ts'

async function print(t: TestContext, application: string, options = '', file = 'latchkey.config.mjs') {
  const place = openPlace(t)
  writeFileSync(join(place.folder, file), application)
  const ran = await runCommand(`latchkey client-types ${options}`, place)
  assert.equal(existsSync(join(place.folder, 'data.sqlite3')), false, 'the real database is not touched')
  return ran
}

test('the fields of users, resources and endpoints are in the types, each row with what it takes and answers', async t => {
  const { code, stdout } = await print(t, clientTypesApplication)
  assert.equal(code, 0)
  assert.match(
    stdout,
    /export interface UserFields \{ readonly phone_number: string \| null; readonly is_premium: boolean \| null \}/,
  )
  const rows = new Map([...stdout.matchAll(/^ {2}readonly "([^"]+)": (.*)$/gm)].map(([, name, type]) => [name, type]))
  assert.equal(
    rows.get('GET /api/notes/{id}/'),
    '{ readonly params: { readonly id: string | number }; readonly answer: { readonly id: number; readonly text: string; readonly owner: number | null } }',
  )
  assert.match(rows.get('POST /api/notes/') ?? '', /readonly body: \{ readonly text: string \}/)
  assert.match(rows.get('POST /api/auth/register/') ?? '', /readonly phone_number\?: string \| undefined/)
  assert.doesNotMatch(rows.get('POST /api/auth/register/')?.split('readonly answer')[0] ?? '', /is_premium/)
  assert.equal(rows.get('DELETE /api/notes/{id}/')?.endsWith('readonly answer: undefined }'), true)
  assert.equal(rows.get('GET /api/report/'), '{ readonly answer: unknown }')
  assert.match(rows.get('GET /api/admin/users/') ?? '', /readonly query\?: \{ readonly search\?: string/)
  assert.equal(rows.has('GET /docs/'), false, 'pages are not called')
})

test('the claims of a definition and of roles are in the types; any may be absent from a token', async t => {
  const { stdout } = await print(t, clientTypesApplication)
  assert.match(
    stdout,
    /export interface Claims \{ readonly team\?: string \| undefined; readonly level\?: number \| undefined; readonly roles\?: readonly \("editor" \| "author"\)\[\] \| undefined \}/,
  )
  const plain = await print(t, 'export default { tokenClaims: user => ({ team: user.email }) }')
  assert.match(plain.stdout, /export interface Claims \{\}/)
})

test('the claims of one token endpoint are in the types by its row, beside those of all tokens, and count before them', async t => {
  const { stdout } = await print(t, clientTypesApplication)
  const [, rows = ''] = stdout.match(/^export interface RowClaims \{\n(.*?)^\}$/ms) ?? []
  assert.equal(
    rows,
    '  readonly "POST /api/desk-token/": { readonly team?: string | undefined; readonly level?: "low" | "high" | undefined; ' +
      'readonly desk?: number | undefined; readonly roles?: readonly ("editor" | "author")[] | undefined }\n',
    'a plain function does not say what it returns',
  )
  assert.match((await print(t, 'export default {}')).stdout, /^export interface RowClaims \{\n\}$/m)
})

test('the rows may be in a module of their own', async t => {
  const { stdout } = await print(t, clientTypesApplication, '--app rows.mjs', 'rows.mjs')
  assert.match(stdout, /"POST \/api\/notes\/"/)
  const { code, stderr } = await print(t, 'export const nothing = 1', '--app rows.mjs', 'rows.mjs')
  assert.equal(code, 2)
  assert.match(stderr, /rows\.mjs exports neither endpoints nor resources/)
})

test('what an application writes as a summary does not end the comment', async t => {
  const { stdout } = await print(t, clientTypesApplication)
  assert.match(stdout, /\/\*\* Reports \* \/ all\. \*\//)
})
