/** The SMTP mailer against a real server: what arrives, what is tried again, and what is refused for good. */
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

test('a message arrives with its subject, both its bodies and one recipient', async t => {
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

test('an address with a comma in it is never a second recipient', async t => {
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
  // This server has no quoted names, others do: what matters is that nobody else is named.
  await mailer.send({ ...message, to: '"bob@evil.example,alice"@example.com' })
  assert.deepEqual(
    [...asked, ...peer.received.flatMap(({ recipients }) => recipients)].filter(each => !each.endsWith('@example.com')),
    [],
  )
  assert.equal((await mailer.send(message)).outcome, 'delivered')
  assert.equal(asked.at(-1), 'alice@example.com')
})

test('credentials of the URL log in, and after wrong ones the mail is tried again later', async t => {
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

test('an unknown mailbox is refused for good, a full one is tried again', async t => {
  const codes: Readonly<Record<string, number>> = { 'none@example.com': 550, 'full@example.com': 452 }
  const peer = await startSmtpPeer(t, {
    options: { onRcptTo: ({ address }, _session, done) => done(refusal(codes[address] ?? 550)) },
  })
  const mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${peer.port}`, tls: undefined })
  t.after(mailer.close)
  assert.equal((await mailer.send({ ...message, to: 'none@example.com' })).outcome, 'refused')
  assert.equal((await mailer.send({ ...message, to: 'full@example.com' })).outcome, 'retry')
})

test('a sender that the server refuses is our mistake, and is tried again', async t => {
  const peer = await startSmtpPeer(t, { options: { onMailFrom: (_a, _s, done) => done(refusal(553)) } })
  const mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${peer.port}`, tls: undefined })
  t.after(mailer.close)
  assert.equal((await mailer.send(message)).outcome, 'retry')
})

test('a mail server that is away is tried again later', async t => {
  const mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${await unusedPort()}`, tls: undefined })
  t.after(mailer.close)
  assert.equal((await mailer.send(message)).outcome, 'retry')
})

test('TLS is used where it is offered; the certificate is verified only where TLS is required', async t => {
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

test('where TLS is required, a server that offers none gets neither password nor mail', async t => {
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
