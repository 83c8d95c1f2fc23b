/** "Multiple token types": a token that does one thing. Known and unknown addresses get the same answer. */
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

/** `send` brings the link to the address. Several accounts may share one: each gets its own. */
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
