/** The SMTP mailer with a real server: delivery, temporary failures (retry) and permanent ones. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSmtpMailer } from '../../src/mailers/smtp.ts'
import type { MailMessage } from '../../src/ports/mailer.ts'
import { startSmtpPeer, unusedPort } from './smtp-peer.ts'

const message: MailMessage = {
  id: '1.2@example.com',
  from: 'Example <no-reply@example.com>',
  to: 'alice@example.com',
  subject: 'Grüße aus 東京',
  text: 'Hällo\n.\nend\n',
  html: '<p>Hällo</p>\n',
}

test('a message arrives with its subject, both bodies and one recipient', async t => {
  const peer = await startSmtpPeer(t)
  const mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${peer.port}`, tls: undefined })
  t.after(mailer.close)
  assert.deepEqual(await mailer.send(message), { outcome: 'delivered' })
  const [{ parsed, from, recipients } = {}] = await peer.wait(1)
  assert.deepEqual([from, recipients], ['no-reply@example.com', ['alice@example.com']])
  assert.deepEqual([parsed?.subject, parsed?.text, parsed?.html], [message.subject, message.text, message.html])
  assert.equal(parsed?.messageId, '<1.2@example.com>')
  assert.equal(parsed?.headers.get('auto-submitted'), 'auto-generated')
})

test('an address with a comma never adds a second recipient (header injection)', async t => {
  const asked: string[] = []
  const peer = await startSmtpPeer(t, {
    options: {
      onRcptTo: ({ address }, _session, done) => {
        asked.push(address)
        done()
      },
    },
  })
  const mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${peer.port}`, tls: undefined })
  t.after(mailer.close)
  // This server does not support quoted local parts, others do. Either way there is no other recipient.
  await mailer.send({ ...message, to: '"bob@evil.example,alice"@example.com' })
  assert.deepEqual(
    [...asked, ...peer.received.flatMap(({ recipients }) => recipients)].filter(each => !each.endsWith('@example.com')),
    [],
  )
  assert.equal((await mailer.send(message)).outcome, 'delivered')
  assert.equal(asked.at(-1), 'alice@example.com')
})

test('credentials in the URL are used, and wrong ones mean a retry', async t => {
  const peer = await startSmtpPeer(t, {
    options: {
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        username === 'us er' && password === 'p@ss' ? done(null, { user: 1 }) : done(new Error('no')),
    },
  })
  const right = createSmtpMailer({ url: `smtp://us%20er:p%40ss@127.0.0.1:${peer.port}`, tls: undefined })
  const wrong = createSmtpMailer({ url: `smtp://u:p@127.0.0.1:${peer.port}`, tls: undefined })
  t.after(() => [right, wrong].forEach(mailer => void mailer.close()))
  assert.equal((await right.send(message)).outcome, 'delivered')
  assert.deepEqual(await wrong.send(message), { outcome: 'retry', reason: 'EAUTH AUTH 535' })
})

const refusal = (responseCode: number) => Object.assign(new Error('no'), { responseCode })

test('an unknown mailbox is refused permanently, a full one is retried', async t => {
  const codes: Readonly<Record<string, number>> = { 'none@example.com': 550, 'full@example.com': 452 }
  const peer = await startSmtpPeer(t, {
    options: { onRcptTo: ({ address }, _session, done) => done(refusal(codes[address] ?? 550)) },
  })
  const mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${peer.port}`, tls: undefined })
  t.after(mailer.close)
  assert.equal((await mailer.send({ ...message, to: 'none@example.com' })).outcome, 'refused')
  assert.equal((await mailer.send({ ...message, to: 'full@example.com' })).outcome, 'retry')
})

test('a refused sender is a configuration error, and is retried', async t => {
  const peer = await startSmtpPeer(t, { options: { onMailFrom: (_a, _s, done) => done(refusal(553)) } })
  const mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${peer.port}`, tls: undefined })
  t.after(mailer.close)
  assert.equal((await mailer.send(message)).outcome, 'retry')
})

test('an unreachable mail server is retried', async t => {
  const mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${await unusedPort()}`, tls: undefined })
  t.after(mailer.close)
  assert.equal((await mailer.send(message)).outcome, 'retry')
})

test('TLS is used if offered; the certificate is verified only if TLS is required', async t => {
  const secured: boolean[] = []
  const peer = await startSmtpPeer(t, {
    options: {
      disabledCommands: [],
      onMailFrom: (_address, { secure }, done) => {
        secured.push(secure)
        done()
      },
    },
  })
  const url = `smtp://127.0.0.1:${peer.port}`
  const [offered, required] = [createSmtpMailer({ url, tls: undefined }), createSmtpMailer({ url, tls: 'required' })]
  t.after(() => [offered, required].forEach(mailer => void mailer.close()))
  assert.equal((await required.send(message)).outcome, 'retry')
  assert.deepEqual(secured, [])
  assert.equal((await offered.send(message)).outcome, 'delivered')
  assert.deepEqual(secured, [true])
})

test('if TLS is required, a server without it gets neither password nor mail (STARTTLS stripping)', async t => {
  let seen = ''
  const peer = await startSmtpPeer(t, {
    options: {
      allowInsecureAuth: true,
      onAuth: ({ password }, _session, done) => {
        seen = String(password)
        done(null, { user: 1 })
      },
    },
  })
  const mailer = createSmtpMailer({ url: `smtp://u:secret@127.0.0.1:${peer.port}`, tls: 'required' })
  t.after(mailer.close)
  assert.equal((await mailer.send(message)).outcome, 'retry')
  assert.deepEqual([seen, peer.received.length], ['', 0])
})
