/** Two tabs with one storage or one cookie jar, and another user who signs in while a request is under way. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { listen } from '../../../test/attacks/listening.ts'
import { testPassword } from '../../testing/test-client.ts'
import { type Client, type ClientOptions, createClient, type Pair, type RequestOutcome } from '../index.ts'
import { becomePage } from './tabs.ts'

becomePage()

const alice = { email: 'alice@example.com', password: testPassword }
const bob = { email: 'bob@example.com', password: testPassword }
const profile = '/api/auth/profile/'
const change = {
  method: 'PATCH',
  headers: { 'Content-Type': 'application/json' },
  body: '{"first_name":"written by Alice"}',
}
const replaced = { kind: 'signed_out', signedInAs: 'another_user' }

type Mode = 'tokens' | 'cookies'
type Hook = (path: string, headers: Headers) => Promise<Response | undefined>

/** Two tabs of one browser. Hooks run in the first tab: before a request leaves, and when its answer is there. */
async function twoTabs(t: TestContext, mode: Mode, more: ClientOptions = {}, host = '127.0.0.1') {
  const auth = await listen(t)
  await auth.register(alice.email)
  await auth.register(bob.email)
  const hooks: { before?: Hook; after?: Hook } = {}
  const sent: string[] = []
  const jar = new Map<string, string>()
  const browse: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers)
    if (init?.credentials === 'include') headers.set('Cookie', [...jar].map(pair => pair.join('=')).join('; '))
    const answer = await fetch(input, { ...init, headers })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      jar.set(name, value)
    }
    return answer
  }
  const watched: typeof fetch = async (input, init) => {
    const path = new URL(String(input)).pathname
    sent.push(`${init?.method ?? 'GET'} ${path}`)
    const prepared = await hooks.before?.(path, new Headers(init?.headers))
    const answer = prepared ?? (await browse(input, init))
    return (await hooks.after?.(path, new Headers(init?.headers))) ?? answer
  }
  let shared: Pair | undefined
  const storage = {
    load: () => shared,
    save: (pair: Pair | undefined) => {
      shared = pair
    },
  }
  const opened: Client[] = []
  const open = (fetched: typeof fetch, at = '127.0.0.1') => {
    const options = { url: `http://${at}:${auth.port}`, mode, fetch: fetched, clock: auth.clock, ...more }
    const client = createClient(mode === 'tokens' ? { ...options, storage } : options)
    if (at === '127.0.0.1') opened.push(client)
    return client
  }
  // Clients of another address do not hear of each other, as tabs of an old browser.
  const [tab, other] = [open(watched), open(browse, host)]
  await tab.login(alice)
  sent.length = 0
  const takeOver = async (by = other) => {
    delete hooks.before
    delete hooks.after
    await by.logout()
    const listening = mode === 'tokens' || (by === other && host !== '127.0.0.1') ? [] : opened
    const heard = listening.filter(each => each !== by).map(signsIn)
    assert.equal((await by.login(bob)).kind, 'signed_in')
    await Promise.all(heard)
  }
  const names = () => auth.store.database.prepare('SELECT first_name FROM users ORDER BY id').all()
  const assertUnchanged = () => assert.doesNotMatch(JSON.stringify(names()), /Alice/)
  return { auth, tab, other, open: () => open(watched), hooks, sent, takeOver, assertUnchanged, storage, names }
}

function signsIn(client: Client): Promise<void> {
  return new Promise(resolve => {
    client.onChange(state => state === 'signed_in' && resolve())
  })
}

async function outcomeOf(pending: Promise<RequestOutcome>) {
  const { response: _, ...rest } = { response: undefined, ...(await pending) }
  return rest
}

const expire = ({ auth }: Awaited<ReturnType<typeof twoTabs>>) => auth.clock.advance(15 * 60_000)

for (const mode of ['tokens', 'cookies'] as const) {
  for (const where of ['this tab', 'another tab', 'another tab that says nothing'] as const) {
    const host = where === 'another tab that says nothing' ? 'localhost' : '127.0.0.1'
    test(`${mode}: after a sign-in in ${where} before the 401 arrives, nothing is sent again (confused deputy)`, async t => {
      const tabs = await twoTabs(t, mode, {}, host)
      tabs.hooks.after = async path => {
        if (path !== profile) return undefined
        await tabs.takeOver(where === 'this tab' ? tabs.tab : tabs.other)
        return new Response(null, { status: 401 })
      }
      tabs.hooks.before = async path => (path === profile ? new Response(null, { status: 401 }) : undefined)
      const outcome = await outcomeOf(tabs.tab.request(profile, change))
      assert.deepEqual(outcome, replaced)
      assert.equal(tabs.sent.filter(each => each === `PATCH ${profile}`).length, 1)
      tabs.assertUnchanged()
    })

    // Not possible: a logout by tokens waits for the refresh of its own tab.
    if (mode === 'tokens' && where === 'this tab') continue
    test(`${mode}: after a sign-in in ${where} during the refresh, nothing is sent (confused deputy)`, async t => {
      const tabs = await twoTabs(t, mode, {}, host)
      expire(tabs)
      tabs.hooks.after = async path => {
        if (path.includes('refresh')) await tabs.takeOver(where === 'this tab' ? tabs.tab : tabs.other)
        return undefined
      }
      const outcome = await outcomeOf(tabs.tab.request(profile, change))
      assert.deepEqual(outcome, replaced)
      tabs.assertUnchanged()
    })
  }

  test(`${mode}: after a sign-in while the lock is waited for, nothing is sent (confused deputy)`, async t => {
    const held = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    const locks = {
      async request(_name: string, _options: object, run: (lock: unknown) => Promise<void>) {
        asked.resolve()
        await held.promise
        await run({})
      },
    }
    const tabs = await twoTabs(t, mode, { locks })
    expire(tabs)
    const pending = tabs.tab.request(profile, change)
    await asked.promise
    await tabs.takeOver()
    held.resolve()
    const outcome = await outcomeOf(pending)
    assert.deepEqual(outcome, replaced)
    tabs.assertUnchanged()
  })

  test(`${mode}: when the same user signs in again in another tab, the request is sent again`, async t => {
    const tabs = await twoTabs(t, mode)
    expire(tabs)
    tabs.hooks.after = async path => {
      if (!path.includes('refresh')) return undefined
      await tabs.other.login(alice)
      return undefined
    }
    assert.equal((await tabs.tab.request(profile, change)).kind, 'answer')
    assert.match(JSON.stringify(tabs.names()), /written by Alice/)
  })

  test(`${mode}: a sign-in that is noticed is reported, and the next request is the new user's`, async t => {
    const tabs = await twoTabs(t, mode, {}, 'localhost')
    const states: string[] = []
    tabs.tab.onChange((state, { cause }) => states.push(`${state} ${cause}`))
    await tabs.takeOver()
    expire(tabs)
    if (mode === 'tokens') assert.equal((await tabs.tab.request(profile)).kind, 'answer')
    else assert.equal((await tabs.tab.request(profile)).kind, 'signed_out')
    assert.deepEqual(states, ['signed_in renewal'])
    assert.match(await (await tabs.tab.fetch(profile)).text(), /bob@/)
  })
}

test('tokens: a refresh that ends after a sign-in does not overwrite its tokens', async t => {
  const tabs = await twoTabs(t, 'tokens')
  expire(tabs)
  tabs.hooks.after = async path => {
    if (!path.includes('refresh')) return undefined
    const pair = { access: 'late', refresh: 'late' }
    const body = new ReadableStream({
      async pull(controller) {
        await tabs.takeOver()
        controller.enqueue(Buffer.from(JSON.stringify(pair)))
        controller.close()
      },
    })
    return new Response(body)
  }
  assert.deepEqual(await outcomeOf(tabs.tab.request(profile, change)), replaced)
  assert.match(await (await tabs.tab.fetch(profile)).text(), /bob@/)
})

test('tokens that name no user: the sign-in is compared, across tabs and their refreshes', async t => {
  const tabs = await twoTabs(t, 'tokens')
  const answers = [
    new Response('{"user":{},"access":"a1","refresh":"r1"}'),
    new Response(null, { status: 401 }),
    new Response('{"access":"a2","refresh":"r2"}'),
    new Response('mine'),
    new Response(null, { status: 401 }),
  ]
  tabs.hooks.before = async () => answers.shift()
  await tabs.tab.login(alice)
  assert.equal(await (await tabs.tab.fetch(profile, change)).text(), 'mine')
  tabs.hooks.after = async () => {
    tabs.storage.save({ ...tabs.storage.load(), access: 'b1', refresh: 's1', signIn: 's1' })
    return undefined
  }
  const outcome = await outcomeOf(tabs.tab.request(profile, change))
  assert.deepEqual(outcome, replaced)
})

test('cookies: a page that was just loaded asks who is signed in before its first change', async t => {
  const tabs = await twoTabs(t, 'cookies')
  const loaded = tabs.open()
  expire(tabs)
  tabs.hooks.after = async path => {
    if (path === profile) await tabs.takeOver()
    return undefined
  }
  tabs.hooks.before = async path => (path === profile ? new Response(null, { status: 401 }) : undefined)
  const outcome = await outcomeOf(loaded.request(profile, change))
  assert.deepEqual(outcome, replaced)
  tabs.assertUnchanged()
  const anonymous = tabs.open()
  await tabs.other.logout()
  assert.equal((await anonymous.request('/api/auth/password/reset/', { method: 'POST' })).kind, 'answer')
})

test('cookies: what is read by a page that was just loaded is sent again after a refresh', async t => {
  const tabs = await twoTabs(t, 'cookies')
  expire(tabs)
  assert.match(await (await tabs.open().fetch(profile)).text(), /alice@/)
})

test("a request that names one user is refused with another user's cookies, on every origin", async t => {
  const auth = await listen(t, { corsAllowedOrigins: ['https://app.example.com'], corsAllowCredentials: true })
  const { access, id } = { id: 1, ...(await auth.register(alice.email)) }
  const ask = (headers: Record<string, string>, method = 'GET') =>
    fetch(`http://127.0.0.1:${auth.port}${profile}`, { method, headers })
  const cookie = `access_token=${access}`
  assert.equal((await ask({ cookie, 'latchkey-user': String(id) })).status, 200)
  for (const other of ['2', '', '1, 1', '01']) {
    const refused = await ask({ cookie, 'latchkey-user': other })
    assert.deepEqual([refused.status, refused.headers.get('latchkey-user')], [412, '1'], other)
    assert.deepEqual(await refused.json(), { detail: 'Another user is signed in.' })
  }
  const preflight = await ask(
    {
      origin: 'https://app.example.com',
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'content-type,latchkey-user',
    },
    'OPTIONS',
  )
  assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /latchkey-user/)
})
