import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Config } from '../../../settings/settings.ts'
import { actingAs } from '../../../testing/acting-as.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { testPassword } from '../../../testing/test-client.ts'

/** The endpoints that the apps draw forms from. */
const described = [
  '/api/auth/profile/',
  '/api/auth/password/change/',
  '/api/auth/account/delete/',
  '/api/auth/api-keys/',
  '/api/admin/users/',
]

interface Described {
  readonly actions?: Readonly<Record<string, Readonly<Record<string, FieldInfo>>>>
}

interface FieldInfo {
  readonly read_only: boolean
  readonly label?: string
  readonly help_text?: string
}

async function knownTexts(): Promise<ReadonlySet<string>> {
  const { english } = await import(new URL('../../../../web/shared/words.ts', import.meta.url).href)
  return new Set(Object.values(english.fields as Readonly<Record<string, string>>))
}

for (const [says, config] of [
  ['where people log in by address', {}],
  ['where people log in by user name', { accounts: 'username' }],
] as const satisfies readonly (readonly [string, Config])[]) {
  test(`every label and help text of our forms is one that the apps translate, ${says}`, async t => {
    const auth = await createTestAuth(config)
    t.after(() => auth.close())
    const { pair } = await actingAs(auth, {
      username: 'root',
      password: testPassword,
      isStaff: true,
      isSuperuser: true,
    })
    const known = await knownTexts()
    const missing = new Set<string>()
    for (const path of described) {
      const reply = await auth.request('OPTIONS', path, { token: pair.access })
      assert.equal(reply.status, 200, path)
      const { actions = {} } = reply.json as Described
      const fields = Object.values(actions).flatMap(each => Object.values(each))
      assert.ok(fields.length > 0, path)
      for (const { read_only: isReadOnly, label, help_text: help } of fields) {
        if (isReadOnly) continue
        for (const text of [label, help]) if (text !== undefined && !known.has(text)) missing.add(`${path} ${text}`)
      }
    }
    assert.deepEqual([...missing], [])
  })
}
