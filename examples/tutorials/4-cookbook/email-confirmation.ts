/** The other half of "Multiple token types": the page behind the link posts its token here. */
import { allowAny, charField, defineEndpoint, type Endpoint, type SqliteStore, verifyToken } from 'latchkey'
import { z } from 'zod'
import { emailVerificationToken } from './email-verification.ts'
import type { ProfileRow } from './profiles.ts'

export function confirmVerification(store: SqliteStore): Endpoint {
  return defineEndpoint({
    path: '/api/email-verification/confirm/',
    permissions: [allowAny],
    input: z.object({ token: charField() }),
    async POST({ input }, system) {
      const { user_id } = await verifyToken(system, input.token, emailVerificationToken)
      const db = await store.kysely<{ profiles: ProfileRow }>()
      await db.updateTable('profiles').set({ email_verified: 1 }).where('user', '=', Number(user_id)).execute()
      return { status: 200, body: { message: 'Email verified' } }
    },
  })
}
