/** "Multiple token types": a token for one purpose. Known and unknown addresses get the same response (enumeration). */
import {
  AuthError,
  allowAny,
  defineEndpoint,
  defineToken,
  type Endpoint,
  emailField,
  mintToken,
  requestData,
  type SqliteStore,
} from 'latchkey'
import { isFalsy } from './is-falsy.ts'

export const emailVerificationToken = defineToken({
  name: 'EmailVerificationToken',
  type: 'email_verification',
  lifetime: '24h',
})

export const passwordResetToken = defineToken({ name: 'PasswordResetToken', type: 'password_reset', lifetime: '1h' })

/** Without an address, and with a blank one: the view asks `if not email`. */
const missing = { email: ['This field is required.'] }

const address = emailField()

export type Send = (to: string, url: string) => void | Promise<void>

/** `send` mails the link. Several accounts may share an address: each gets its own link. */
export function sendVerification(store: SqliteStore, send: Send): Endpoint {
  return defineEndpoint({
    path: '/api/email-verification/send/',
    permissions: [allowAny],
    // A view without a serializer: it has an answer of its own to a missing address.
    async POST(call, system) {
      const { email: given } = await requestData(call)
      if (isFalsy(given)) throw new AuthError('invalid', { body: missing })
      const { data: email, error } = address.safeParse(given)
      if (email === undefined) return { status: 400, body: { email: error?.issues.map(({ message }) => message) } }
      const db = await store.kysely<{ users: { id: number; email: string } }>()
      const users = await db.selectFrom('users').select('id').where('email', '=', email).execute()
      for (const { id } of users) {
        const { text } = await mintToken(system, emailVerificationToken, { userId: id })
        await send(email, `http://example.com/verify/${text}`)
      }
      return { status: 200, body: { message: 'Verification email sent' } }
    },
  })
}
