import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openPlace, runCommand } from '../../test/cli/in-process.ts'

const index = JSON.stringify(new URL('../index.ts', import.meta.url).href)
const config = `
import { z } from ${JSON.stringify(import.meta.resolve('zod'))}
import { charField, defineUserFields, integerField, readOnlyField } from ${index}

export default {
  userFields: defineUserFields(z.object({
    credits: integerField({ required: false }),
    level: integerField({ required: false, allowNull: true }),
    motto: charField({ required: false, allowBlank: true }),
    code: charField({ required: false }),
    plan: readOnlyField('string'),
  })),
}
`

async function begin(t: TestContext, accounts: 'email' | 'username', variant: Readonly<Record<string, string>> = {}) {
  const place = openPlace(t)
  writeFileSync(join(place.folder, 'latchkey.config.ts'), config)
  const run = (line: string) =>
    runCommand(line, { ...place, env: { ...place.env, LATCHKEY_ACCOUNTS: accounts, ...variant } })
  for (const name of ['alice', 'bob']) {
    const line = `latchkey users create --username ${name} --email ${name}@example.com --set credits=3 --unusable`
    assert.equal((await run(line)).code, 0)
  }
  return run
}

type Variant = Readonly<Record<string, string>>
const variants: Readonly<Record<string, Variant>> = {
  'accounts by address': {},
  'accounts by name': { LATCHKEY_ACCOUNTS: 'username' },
  'userIdField email': { LATCHKEY_USER_ID_FIELD: 'email' },
  'compat simplejwt': { LATCHKEY_COMPAT: 'simplejwt' },
}

for (const [what, variant] of Object.entries(variants)) {
  test(`an operator's change is all or nothing: a taken login leaves the flags and fields (${what})`, async t => {
    const run = await begin(t, variant.LATCHKEY_ACCOUNTS === 'username' ? 'username' : 'email', variant)
    const taken = variant.LATCHKEY_ACCOUNTS === 'username' ? '--username bob' : '--email bob@example.com'
    const show = async () => JSON.parse((await run('latchkey users show 1 --json')).stdout)
    const before = await show()
    const refused = await run(`latchkey users change 1 ${taken} --first_name Al --set credits=7 --staff yes`)
    assert.deepEqual([refused.code, /is already taken/.test(refused.stderr)], [1, true])
    assert.deepEqual(await show(), before)
    assert.equal((await run('latchkey users change 1 --email al@example.org --staff yes --superuser yes')).code, 0)
    const { email, is_staff, is_superuser } = await show()
    assert.deepEqual([email, is_staff, is_superuser], ['al@example.org', true, true])
  })

  test(`--set NAME= clears: null, or blank text, or it is refused (${what})`, async t => {
    const run = await begin(t, variant.LATCHKEY_ACCOUNTS === 'username' ? 'username' : 'email', variant)
    const show = async () => JSON.parse((await run('latchkey users show 1 --json')).stdout)
    assert.equal(
      (await run('latchkey users change 1 --set level=2 --set motto=yes --set code=a --set plan=gold')).code,
      0,
    )
    assert.equal((await run('latchkey users change 1 --set level= --set motto= --set plan=')).code, 0)
    const { level, motto, plan } = await show()
    assert.deepEqual([level, motto, plan], [null, '', ''])
    for (const name of ['credits', 'code']) {
      const { code, stderr } = await run(`latchkey users change 1 --set ${name}= --staff yes`)
      assert.equal(code, 1, name)
      assert.match(stderr, new RegExp(`${name}: (A valid integer is required|This field may not be blank)\\.`))
    }
    const { code, credits, is_staff } = await show()
    assert.deepEqual([code, credits, is_staff], ['a', 3, false])
  })

  test(`--set of what is no user field is refused by name, with the way there is (${what})`, async t => {
    const run = await begin(t, variant.LATCHKEY_ACCOUNTS === 'username' ? 'username' : 'email', variant)
    const ways = {
      id: /id is read-only/,
      date_joined: /date_joined is read-only/,
      last_login: /last_login is read-only/,
      email: /Write --email\./,
      is_staff: /Write --staff yes/,
      is_active: /users deactivate/,
      password: /users set-password/,
    }
    for (const [name, way] of Object.entries(ways)) {
      const { code, stderr } = await run(`latchkey users change 1 --set ${name}=1`)
      assert.equal(code, 1, name)
      assert.match(stderr, new RegExp(`${name} is no user field`))
      assert.match(stderr, way)
    }
  })
}

for (const accounts of ['email', 'username'] as const) {
  test(`an operator changes address, names and own fields of an account (${accounts})`, async t => {
    const run = await begin(t, accounts)
    const line = 'latchkey users change 1 --email al@example.org --username al --first_name Al --set credits=7 --json'
    assert.equal((await run(line)).stderr, '')
    const { email, username, first_name, credits } = JSON.parse((await run('latchkey users show 1 --json')).stdout)
    assert.deepEqual([email, username, first_name, credits], ['al@example.org', 'al', 'Al', 7])
  })

  test(`a wrong value, an unknown field and a taken login are refused (${accounts})`, async t => {
    const run = await begin(t, accounts)
    const refusals = [
      ['--set credits=many', /credits: A valid integer is required\./],
      ['--email nonsense', /email: Enter a valid email address\./],
      ['--set credit=7', /Did you mean credits\? Your user fields: credits, level, motto, code, plan\./],
      [`--${accounts} ${accounts === 'email' ? 'bob@example.com' : 'bob'}`, /is already taken\./],
    ] as const
    for (const [options, message] of refusals) {
      const { code, stderr } = await run(`latchkey users change 1 ${options}`)
      assert.equal(code, 1, options)
      assert.match(stderr, message)
    }
    const { email, credits } = JSON.parse((await run('latchkey users show 1 --json')).stdout)
    assert.deepEqual([email, credits], ['alice@example.com', 3])
  })

  test(`a change to what is so already says so (${accounts})`, async t => {
    const run = await begin(t, accounts)
    const { code, stdout } = await run('latchkey users change 1 --email alice@example.com --set credits=3 --staff no')
    assert.deepEqual([code, stdout.includes('is so already')], [0, true])
  })
}

test('`users show` leaves a field that is null blank, and names a login that never was', async t => {
  const run = await begin(t, 'email')
  const { stdout } = await run('latchkey users show 1')
  assert.match(stdout, /^last_login +never$/m)
  assert.match(stdout, /^level *$/m)
})

test('where there is no database, the advice names the configuration that was named', async t => {
  const place = openPlace(t)
  writeFileSync(join(place.folder, 'latchkey.config.ts'), 'export default {}')
  const { stderr } = await runCommand('latchkey --config ./latchkey.config.ts users list', place)
  assert.match(stderr, /`latchkey --config \.\/latchkey\.config\.ts migrate` creates it\./)
})
