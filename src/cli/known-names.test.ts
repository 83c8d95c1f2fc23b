import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openPlace, runCommand } from '../../test/cli/in-process.ts'

async function begin(t: TestContext, config?: string) {
  const place = openPlace(t)
  if (config !== undefined) writeFileSync(join(place.folder, 'latchkey.config.ts'), config)
  const run = (line: string) => runCommand(`latchkey ${line}`, place)
  assert.equal((await run('users create --email alice@example.com --unusable')).code, 0)
  return run
}

async function withGrants(t: TestContext) {
  const run = await begin(t)
  for (const name of ['editors', 'authors']) await run(`groups create ${name}`)
  await run('groups grant editors shop.add_product')
  await run('users grant 1 blog.add_post')
  return run
}

test('an unknown group is answered with the nearest and all groups, by every command that names one', async t => {
  const run = await withGrants(t)
  const lines = [
    'add edtors 1',
    'remove edtors 1',
    'grant edtors shop.add_product',
    'revoke edtors shop.x',
    'delete edtors',
  ]
  for (const line of lines) {
    const { code, stderr } = await run(`groups ${line}`)
    assert.equal(code, 1, line)
    assert.match(stderr, /There is no group "edtors"\.\n +Did you mean editors\? Groups: authors, editors\./, line)
  }
  assert.match((await run('groups add nothing-like-it 1')).stderr, /\n +Groups: authors, editors\./)
})

test('a text that is no permission is answered with the nearest and the known ones', async t => {
  const run = await withGrants(t)
  for (const line of ['users grant 1', 'users revoke 1', 'groups grant editors', 'groups revoke editors']) {
    const { code, stderr } = await run(`${line} shop-add_product`)
    assert.equal(code, 1, line)
    assert.match(stderr, /not of the form .*\n.*Known permissions: blog\.add_post, shop\.add_product\./, line)
  }
})

test('a new permission is granted, with the nearest known one as a hint; a known one is granted without', async t => {
  const run = await withGrants(t)
  for (const line of ['users grant 1', 'groups grant editors']) {
    const known = await run(`${line} shop.add_product`)
    assert.deepEqual([known.code, known.stderr.includes('Known')], [0, false], line)
  }
  const { code, stdout, stderr } = await run('users grant 1 shop.add_prodct')
  assert.deepEqual([code, stdout.includes('has shop.add_prodct')], [0, true])
  assert.match(stderr, /Did you mean shop\.add_product\? Known permissions: blog\.add_post, shop\.add_product\./)
  const far = await run('groups revoke editors totally.other')
  assert.deepEqual([far.code, /Did you mean/.test(far.stderr)], [0, false])
  assert.match(far.stderr, /Known permissions: /)
  assert.doesNotMatch((await run('users grant 1 shop.add_prduct --json')).stderr, /Known/)
})

test('what the default permissions of the configuration ask for is known before it is granted', async t => {
  const index = JSON.stringify(new URL('../index.ts', import.meta.url).href)
  const run = await begin(
    t,
    `import { anyOf, hasModelPermissions, hasPermission } from ${index}
export default { defaultPermissions: [anyOf(hasModelPermissions('shop', 'product'), hasPermission('shop.report'))] }
`,
  )
  const { stderr } = await run('users grant 1 shop.change_prodct')
  const all = 'shop.add_product, shop.change_product, shop.delete_product, shop.report'
  assert.match(stderr, new RegExp(`Did you mean shop\\.change_product\\? Known permissions: ${all}\\.`))
})
