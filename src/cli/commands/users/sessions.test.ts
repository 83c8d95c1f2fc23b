import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { inDatabase } from '../../../../test/cli/database.ts'
import { openPlace, runCommand } from '../../../../test/cli/in-process.ts'

async function begin(t: TestContext) {
  const place = openPlace(t)
  const run = (line: string) => runCommand(line, place)
  for (const name of ['alice', 'bob']) {
    const { code, stderr } = await run(
      `echo SecurePass123! | latchkey users create --email ${name}@example.com --stdin`,
    )
    assert.equal(code, 0, stderr)
  }
  const logIn = (name: string) =>
    inDatabase(place, async ({ request }) => {
      const json = { email: `${name}@example.com`, password: 'SecurePass123!' }
      const headers = { 'User-Agent': 'Lynx\u001b[31m/2.9' }
      return (await request('POST', '/api/auth/login/', { json, headers })).json.access as string
    })
  const list = async (words: string) => JSON.parse((await run(`latchkey users sessions ${words} --json`)).stdout)
  const status = (access: string) =>
    inDatabase(place, async ({ request }) => {
      const headers = { Authorization: `Bearer ${access}` }
      return (await request('GET', '/api/auth/profile/', { headers })).status
    })
  return { run, logIn, list, status }
}

test('of two sessions the named one ends, and neither the other nor that of another account', async t => {
  const { run, logIn, list, status } = await begin(t)
  const [first, second, bobs] = [await logIn('alice'), await logIn('alice'), await logIn('bob')]
  const { results } = await list('alice@example.com')
  assert.equal(results.length, 2)
  const { code, stdout } = await run(`latchkey users end-sessions alice@example.com ${results[1].id}`)
  assert.deepEqual([code, stdout], [0, 'The session of alice@example.com has ended.\n'])
  assert.deepEqual([await status(first), await status(second), await status(bobs)], [401, 200, 200])
  const again = await run(`latchkey users end-sessions alice@example.com ${results[1].id} --json`)
  assert.deepEqual([again.code, JSON.parse(again.stdout)], [0, { ended: 0 }])
  const [{ id: live }] = (await list('alice@example.com --live')).results
  assert.equal(live, results[0].id)
})

test('a session is not ended by the name of another account', async t => {
  const { run, logIn, list, status } = await begin(t)
  const access = await logIn('alice')
  const [{ id }] = (await list('alice@example.com')).results
  const { code, stderr } = await run(`latchkey users end-sessions bob@example.com ${id}`)
  assert.equal(code, 1)
  assert.match(stderr, /bob@example\.com has no session/)
  assert.equal(await status(access), 200)
})

test('a session whose id begins with a dash is taken for no option', async t => {
  const { run } = await begin(t)
  const { code, stderr } = await run('latchkey users end-sessions bob@example.com -cwblPsYZ9QGwYyq7fwWjQ')
  assert.equal(code, 1)
  assert.match(stderr, /bob@example\.com has no session/)
  const typo = await run('latchkey users end-sessions bob@example.com -a')
  assert.match(typo.stderr, /Unknown option '-a'/)
})

test('pages of sessions go on where the last one ended, with a filter too', async t => {
  const { run, logIn, list } = await begin(t)
  for (let count = 0; count < 3; count += 1) await logIn('alice')
  const all = (await list('1')).results.map(({ id }: { readonly id: string }) => id)
  await run(`latchkey users end-sessions 1 ${all[1]}`)
  const first = await list('1 --live --limit 1')
  const second = await list(`1 --live --limit 1 --after ${first.next}`)
  assert.deepEqual([first.results[0].id, second.results[0].id], [all[0], all[2]])
})

test('the name that a client gives itself moves no cursor of the terminal (terminal injection)', async t => {
  const { run, logIn } = await begin(t)
  await logIn('alice')
  const { stdout } = await run('latchkey users sessions 1')
  assert.match(stdout, /Lynx\\u\{1b\}/)
  assert.ok(!stdout.includes('\u001b'))
})
