/** A real SMTP server for tests: it accepts and parses mails, and can be told to refuse them. */
import { type AddressInfo, createServer } from 'node:net'
import type { TestContext } from 'node:test'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface ReceivedMail {
  readonly parsed: ParsedMail
  /** The recipients in the envelope, which decide; headers do not. */
  readonly from: string
  readonly recipients: readonly string[]
  readonly raw: string
}

export interface SmtpPeer {
  readonly port: number
  readonly received: readonly ReceivedMail[]
  /** Resolves once `count` mails have arrived. */
  wait(count: number): Promise<readonly ReceivedMail[]>
}

export interface PeerOptions {
  readonly port?: number
  readonly options?: SMTPServerOptions
}

export async function startSmtpPeer(t: Pick<TestContext, 'after'>, peer: PeerOptions = {}): Promise<SmtpPeer> {
  const received: ReceivedMail[] = []
  let arrived = () => {}
  const server = new SMTPServer({
    authOptional: true,
    closeTimeout: 50,
    disabledCommands: ['STARTTLS'],
    async onData(stream, session, done) {
      const raw = Buffer.concat(await Array.fromAsync(stream)).toString()
      const { mailFrom, rcptTo } = session.envelope
      const from = mailFrom === false ? '' : mailFrom.address
      received.push({ parsed: await simpleParser(raw), from, recipients: rcptTo.map(({ address }) => address), raw })
      done()
      arrived()
    },
    ...peer.options,
  })
  server.on('error', () => {})
  await new Promise<void>(resolve => server.listen(peer.port ?? 0, '127.0.0.1', resolve))
  // A mailer may keep a connection open for its next mail; closing does not wait for it.
  t.after(() => void server.close(() => {}))
  const wait = (count: number) =>
    new Promise<readonly ReceivedMail[]>(resolve => {
      arrived = () => void (received.length >= count && resolve(received))
      arrived()
    })
  return { port: (server.server.address() as AddressInfo).port, received, wait }
}

/** A port on which no server listens yet. */
export async function unusedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

/** The token in the link of a mail. */
export function linkTokenOf({ parsed }: ReceivedMail): string {
  const token = /[?#]token=([\w.-]+)/.exec(parsed.text ?? '')?.[1]
  if (token === undefined) throw new Error(`no link in: ${parsed.text}`)
  return token
}
