/** Logins by mail in tests: what the browser keeps, and what the mail says. */
import type { MailAuth } from './mail-auth.ts'
import { tokenIn } from './mailbox.ts'
import type { Reply, TestRequest } from './test-client.ts'

/** The mail's half of a login by mail. */
export interface LoginMail {
  /** Empty where the mail has none, as `token`. */
  readonly code: string
  readonly token: string
  readonly text: string
}

/** Of the newest mail to log in with. Throws when there is none. */
export function lastLoginMail({ mailbox }: Pick<MailAuth, 'mailbox'>, to: string): LoginMail {
  const mail = mailbox.to(to).findLast(({ subject }) => subject.startsWith('Log in to'))
  if (mail === undefined) throw new Error(`no mail to log in with was sent to ${to}`)
  return { code: /^\d{8}$/m.exec(mail.text)?.[0] ?? '', token: tokenIn(mail) ?? '', text: mail.text }
}

/** Asks for a mail, lets it arrive, and returns the browser's half. */
export async function askForLoginMail(auth: MailAuth, email: string, request: TestRequest = {}): Promise<string> {
  const reply = await auth.request('POST', '/api/auth/login/mail/', { json: { email }, ...request })
  if (reply.status !== 200) throw new Error(`expected 200, got ${reply.status}: ${reply.text}`)
  await auth.deliverMail()
  return reply.json.login_token
}

/** Shows one half or both. */
export function confirmLoginMail(
  auth: Pick<MailAuth, 'request'>,
  json: Readonly<Record<string, unknown>>,
  request: TestRequest = {},
): Promise<Reply> {
  return auth.request('POST', '/api/auth/login/mail/confirm/', { json, ...request })
}

/** Asks for a mail, and logs in with its code. */
export async function logInByMail(auth: MailAuth, email: string): Promise<Reply> {
  const token = await askForLoginMail(auth, email)
  return await confirmLoginMail(auth, { login_token: token, code: lastLoginMail(auth, email).code })
}
