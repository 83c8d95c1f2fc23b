/** "Multiple token types": a token for one purpose. Known and unknown addresses get the same response (enumeration). */
import {
  allowAny,
  defineEndpoint,
  defineToken,
  type Endpoint,
  emailField,
  mintToken,
  readFields,
  requireValid,
  type SqliteStore,
} from 'latchkey'
import { z } from 'zod'

export const emailVerificationToken = defineToken({
  name: 'EmailVerificationToken',
  type: 'email_verification',
  lifetime: '24h',
})

export const passwordResetToken = defineToken({ name: 'PasswordResetToken', type: 'password_reset', lifetime: '1h' })

const input = z.object({ email: emailField() })

export type Send = (to: string, url: string) => void | Promise<void>

/** `send` mails the link. Several accounts may share an address: each gets its own link. */
export function sendVerification(store: SqliteStore, send: Send): Endpoint {
  return defineEndpoint({
    path: '/api/email-verification/send/',
    permissions: [allowAny],
    input,
    async POST(call, system) {
      const { email } = requireValid(readFields(input, await call.body()))
      const db = await store.kysely<{ users: { id: number; email: string } }>()
      const users = await db.selectFrom('users').select('id').where('email', '=', email).execute()
      for (const { id } of users) {
        const { text } = mintToken(system, emailVerificationToken, { userId: id })
        await send(email, `http://example.com/verify/${text}`)
      }
      return { status: 200, body: { message: 'Verification email sent' } }
    },
  })
}
