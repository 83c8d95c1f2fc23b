import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { formatMismatch, isFlaw, type ReplayOptions, type ReplayResult, replay } from './replayer.ts'
import { loadFixture, loadScenarios, type Scenario } from './scenario.ts'
import { signToken } from './tokens.ts'

const secret = 'a-key-for-the-replayers-own-tests-0123456789'
const scenario = {
  area: 'login',
  profile: 'main',
  steps: [
    {
      name: 'log in',
      request: { method: 'POST', path: '/login/', json: { email: 'alice@example.com', n: 1 }, jar: 'browser' },
      capture: { access: 'access', cookie: 'cookie:access_token' },
      expect: {
        status: 200,
        headers: {
          'content-type': 'application/json',
          allow: 'POST, OPTIONS',
          'set-cookie': [
            {
              name: 'access_token',
              value: '<jwt>',
              attributes: { httponly: true, 'max-age': '900', path: '/', samesite: 'Lax' },
              jwt: { header: { alg: 'HS256' }, payload: { user_id: '1', exp: '<int>', iat: '<int>' } },
            },
          ],
        },
        body_kind: 'json',
        body: { access: '<jwt>', user: { id: 1, since: '<datetime>', at: '{{base}}/me' } },
        jwt: {
          access: {
            header: { alg: 'HS256' },
            payload: { user_id: '1', exp: '<int>', iat: '<int>' },
            exp_minus_iat: 900,
          },
        },
      },
    },
    {
      name: 'use it',
      request: {
        method: 'PROPFIND',
        path: '/me/',
        headers: { Authorization: 'Bearer {{access}}', 'X-Name': 'é' },
        jar: 'browser',
      },
      expect: { status: 401, headers: { 'www-authenticate': 'Bearer' }, body_kind: 'empty' },
    },
  ],
} as const satisfies Scenario

interface Reply {
  status: number
  headers: Record<string, string>
  body: unknown
}

type Spoil = (reply: Reply, claims: Record<string, unknown>) => void

/** A server that answers the scenario above as recorded, except that `spoil` changes the answer to the login. */
async function replayAgainst(
  spoil: Spoil,
  options: Partial<ReplayOptions> = {},
): Promise<ReplayResult & { seen: Seen }> {
  const seen: Seen = {}
  const server = createServer((request, response) => {
    const reply = request.url === '/login/' ? answerLogin(request, spoil) : answerOther(request, seen)
    response.writeHead(reply.status, reply.headers)
    response.end(
      reply.body === undefined ? '' : typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const scenarios = [{ file: 'login.json', scenario }]
  try {
    return { ...(await replay({ baseUrl, profile: 'main', core: true, secret, scenarios, ...options })), seen }
  } finally {
    server.close()
  }
}

interface Seen {
  method?: string
  headers?: IncomingMessage['headers']
}

function answerLogin(request: IncomingMessage, spoil: Spoil): Reply {
  const claims = { user_id: '1', iat: 1_900_000_000, exp: 1_900_000_899, sid: 'extra' }
  const reply: Reply = {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', allow: 'OPTIONS, POST' },
    body: { user: { at: `http://${request.headers.host}/me`, since: '2026-01-02T03:04:05Z', id: 1 }, access: 'TOKEN' },
  }
  reply.headers['set-cookie'] = 'access_token=TOKEN; Path=/; Max-Age=900; HttpOnly; SameSite=lax'
  spoil(reply, claims)
  const token = signToken({ alg: 'HS256' }, claims, secret, 'HS256')
  const cookie = reply.headers['set-cookie']
  if (cookie !== undefined) reply.headers['set-cookie'] = cookie.replace('TOKEN', token)
  if (reply.body !== undefined) reply.body = JSON.stringify(reply.body).replace('TOKEN', token)
  return reply
}

function answerOther(request: IncomingMessage, seen: Seen): Reply {
  Object.assign(seen, { method: request.method, headers: request.headers })
  return { status: 401, headers: { 'www-authenticate': 'Bearer' }, body: undefined }
}

test('a server that answers as recorded matches every step', async () => {
  const { matched, total, mismatches } = await replayAgainst(() => {})
  assert.deepEqual({ matched, total, mismatches }, { matched: 2, total: 2, mismatches: [] })
})

test('captured values are sent in later steps, with any method, bytes and cookies', async () => {
  const { seen } = await replayAgainst(() => {})
  assert.equal(seen.method, 'PROPFIND')
  assert.match(seen.headers?.authorization ?? '', /^Bearer eyJ[^{]*$/)
  assert.match(seen.headers?.cookie ?? '', /^access_token=eyJ/)
  assert.equal(Buffer.from(String(seen.headers?.['x-name']), 'latin1').toString('utf8'), 'é')
})

const spoils: Readonly<Record<string, Spoil>> = {
  status: reply => {
    reply.status = 201
  },
  'body.access': reply => {
    reply.body = { user: (reply.body as { user: unknown }).user }
  },
  'body.extra': reply => {
    reply.body = { ...(reply.body as object), extra: null }
  },
  'body.user.id': reply => {
    const { user } = reply.body as { user: object }
    reply.body = { ...(reply.body as object), user: { ...user, id: '1' } }
  },
  'body.user.since': reply => {
    const { user } = reply.body as { user: object }
    reply.body = { ...(reply.body as object), user: { ...user, since: '2026-01-02' } }
  },
  'body.user.at': reply => {
    const { user } = reply.body as { user: object }
    reply.body = { ...(reply.body as object), user: { ...user, at: 'http://elsewhere/me' } }
  },
  'content-type': reply => {
    reply.headers['content-type'] = 'text/html'
  },
  allow: reply => {
    reply.headers.allow = 'POST'
  },
  'retry-after': reply => {
    reply.headers['retry-after'] = '5'
  },
  'set-cookie': reply => {
    delete reply.headers['set-cookie']
  },
  'set-cookie.access_token.httponly': reply => {
    reply.headers['set-cookie'] = 'access_token=TOKEN; Path=/; Max-Age=900; SameSite=Lax'
  },
  'set-cookie.access_token.path': reply => {
    reply.headers['set-cookie'] = 'access_token=TOKEN; Path=/api; Max-Age=900; HttpOnly; SameSite=Lax'
  },
  'jwt:access.payload.is_staff': (_, claims) => {
    claims.is_staff = true
  },
  'jwt:access.payload.user_id': (_, claims) => {
    claims.user_id = 1
  },
  'jwt:access.exp-iat': (_, claims) => {
    claims.exp = 1_900_003_600
  },
}

test('a different answer is reported with the place of the difference', async () => {
  for (const [at, spoil] of Object.entries(spoils)) {
    const { matched, total, mismatches } = await replayAgainst(spoil)
    const places = mismatches.flatMap(mismatch => mismatch.differences.map(difference => difference.at))
    assert.ok(places.includes(at), `${at} is not among ${places.join(', ')}`)
    assert.ok(matched < total)
  }
})

test('a body that is not JSON is reported, and so is a value that no step captured', async () => {
  const { mismatches } = await replayAgainst(reply => {
    reply.body = undefined
    reply.headers['content-length'] = '0'
  })
  assert.deepEqual(
    mismatches.map(({ name, differences }) => [name, differences.map(({ at }) => at)]),
    [
      ['log in', ['body']],
      ['use it', ['request']],
    ],
  )
})

test('a mismatch is formatted with its file and step', async () => {
  const { mismatches } = await replayAgainst(reply => {
    reply.status = 500
  })
  const [mismatch] = mismatches
  assert.ok(mismatch)
  assert.equal(
    formatMismatch(mismatch),
    'MISMATCH login.json #1 log in (POST /login/)\n    status: expected 200 got 500',
  )
})

test('with an unreachable server every step is a mismatch', async () => {
  const options = { baseUrl: 'http://127.0.0.1:1', profile: 'main', core: true, secret }
  const { matched, total, mismatches } = await replay({ ...options, scenarios: [{ file: 'x.json', scenario }] })
  assert.equal(matched, 0)
  assert.equal(mismatches.length, total)
})

test('setup steps are sent but not counted; core leaves out excluded tags and flaws', async () => {
  const [login, use] = scenario.steps
  const steps = [
    { ...login, setup: true },
    { ...use, tags: ['html'] },
    { ...use, tags: ['ref-500'] },
    { ...use, name: 'x: user_id true', expect: { ...use.expect, status: 200 } },
  ]
  const scenarios = [{ file: 'x.json', scenario: { ...scenario, steps } }]
  assert.equal((await replayAgainst(() => {}, { scenarios })).total, 0)
  assert.equal((await replayAgainst(() => {}, { scenarios, core: false })).total, 2)
})

test('the corpus is complete: each profile has its core steps, and flaws are found by name', () => {
  const counts = { main: 487, main_debug: 3, main_ratelimit: 6, variants: 781 }
  for (const [profile, count] of Object.entries(counts)) {
    const django = [
      'admin',
      'html',
      'options-metadata',
      'router-extras',
      'order-dependent',
      'sqlite-specific',
      'ref-500',
    ]
    const steps = loadScenarios(profile).flatMap(file => file.scenario.steps)
    const core = steps.filter(step => !(step.setup || isFlaw(step) || step.tags?.some(tag => django.includes(tag))))
    assert.equal(core.length, count, profile)
  }
  assert.ok(loadFixture().users.some(user => user.username === 'alice'))
  assert.deepEqual(
    loadScenarios('main', ['login']).map(({ file }) => file),
    ['login.json'],
  )
})
