/** `latchkey webhooks listen` beside a server: what it prints, and that it ends by Ctrl-C. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { run, secretKey, start } from './command-line.ts'
import { startServer } from './server-process.ts'

const secret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'

async function until(say: () => string, form: RegExp): Promise<RegExpExecArray> {
  for (;;) {
    const found = form.exec(say())
    if (found !== null) return found
    await wait(50)
  }
}

/** As any sender of Standard Webhooks signs. */
async function postSigned(url: string, event: object): Promise<Response> {
  const body = JSON.stringify(event)
  const now = new Date()
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': `${Math.floor(now.getTime() / 1000)}`,
    'webhook-signature': new Webhook(secret).sign('msg_1', now, body),
  }
  return await fetch(url, { method: 'POST', body, headers })
}

test('the receiver shows a delivery that it did not take, and the same one when it comes again', {
  timeout: 60_000,
}, async t => {
  const folder = temporaryFolder(t)
  const listening = start(['webhooks', 'listen', '--port', '0', '--secret', secret, '--fail', '1'], { folder })
  t.after(() => void listening.child.kill('SIGKILL'))
  const [, url = ''] = await until(listening.stderr, /(http:\/\/localhost:\d+\/)/)
  assert.ok(!listening.stderr().includes(secret))
  const webhooks = JSON.stringify({ test: { url, secret, events: ['user.created'] } })
  const env = { SECRET_KEY: secretKey, LATCHKEY_WEBHOOKS: webhooks }
  await startServer(t, folder, env)
  const tested = await run(['webhooks', 'test', 'test'], { folder, env })
  assert.equal(tested.code, 0)
  await until(listening.stdout, /^ok .*\n/m)
  const lines = listening.stdout().trimEnd().split('\n')
  const forms = lines.map(line => /^(\w+) +\S+ {2}(\S+) +(msg_\w+) {2}(\{.*\})$/.exec(line) ?? assert.fail(line))
  assert.deepEqual(
    forms.map(([, verdict, type]) => [verdict, type]),
    [
      ['again', 'webhook.test'],
      ['ok', 'webhook.test'],
    ],
  )
  assert.equal(forms[0]?.[3], forms[1]?.[3])
  assert.match(forms[0]?.[4] ?? '', /"actor":"cli"/)
  const forged = await fetch(url, { method: 'POST', body: '{}' })
  assert.deepEqual([forged.status, await forged.text()], [400, 'missing_headers'])
  assert.equal(
    (await postSigned(url, { type: 'user.teleported', timestamp: '2026-01-15T12:00:00Z', data: {} })).status,
    204,
  )
  await until(listening.stdout, /^refused unknown_event$/m)
  assert.equal((await fetch(url)).status, 405)
  await until(listening.stdout, /^refused missing_headers$/m)
  listening.child.kill('SIGINT')
  assert.equal((await listening.ended).code, 0)
})

test('without a secret it makes one, and prints the lines of the configuration', { timeout: 60_000 }, async t => {
  const listening = start(['webhooks', 'listen', '--port', '0'], { folder: temporaryFolder(t) })
  t.after(() => void listening.child.kill('SIGKILL'))
  await until(listening.stderr, /secret: 'whsec_[A-Za-z0-9+/]{43}='/)
  listening.child.kill('SIGTERM')
  assert.equal((await listening.ended).code, 0)
})

test('a port that is taken is refused in a sentence', { timeout: 60_000 }, async t => {
  const folder = temporaryFolder(t)
  const first = start(['webhooks', 'listen', '--port', '0'], { folder })
  t.after(() => void first.child.kill('SIGKILL'))
  const [, port = ''] = await until(first.stderr, /localhost:(\d+)/)
  const second = await run(['webhooks', 'listen', '--port', port], { folder })
  assert.deepEqual([second.code, second.stdout], [1, ''])
  assert.match(second.stderr, /Port \d+ cannot be listened at: EADDRINUSE/)
})
