/** CWE-770 on a real server with its own defaults, at the real cost of a hash. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createApi, password } from '../faults/api.ts'
import { startServer } from '../faults/server-process.ts'

const send = (url: string, path: string, from: string, json: Readonly<Record<string, string>>) =>
  fetch(`${url}/api/auth/${path}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
    body: JSON.stringify(json),
  }).then(async reply => {
    await reply.arrayBuffer()
    return reply.status
  })

for (const rate of ['20/h', 'none']) {
  test(`320 registrations at once from one address leave others their logins (registrationRate ${rate})`, async t => {
    const env = { LATCHKEY_THROTTLING: 'on', LATCHKEY_TRUSTED_PROXIES: '127.0.0.1' }
    const server = await startServer(t, temporaryFolder(t), {
      ...env,
      ...(rate === 'none' ? { LATCHKEY_REGISTRATION_RATE: '100000/h' } : {}),
    })
    await createApi(server.url).register('alice@example.com', password)
    const flood = Array.from({ length: 320 }, (_, index) =>
      send(server.url, 'register', '203.0.113.1', {
        email: `bot${index}@example.com`,
        password,
        password_confirm: password,
      }),
    )
    const statuses: number[] = []
    for (let round = 0; round < 3; round += 1) {
      statuses.push(await send(server.url, 'login', '198.51.100.7', { email: 'alice@example.com', password }))
    }
    assert.deepEqual(statuses, [200, 200, 200])
    const refused = (await Promise.all(flood)).filter(status => status !== 201)
    assert.ok(rate === 'none' || refused.length === 300, String(refused.length))
  })
}
