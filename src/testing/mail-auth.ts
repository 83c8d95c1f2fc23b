/** An Auth whose mails arrive in a mailbox. */
import type { Config } from '../settings/settings.ts'
import { createMailbox, type Mailbox } from './mailbox.ts'
import { createTestAuth, type TestAuth, type TestParts } from './test-auth.ts'
import type { Reply } from './test-client.ts'

/** A test Auth and its mailbox. */
export interface MailAuth extends TestAuth {
  readonly mailbox: Mailbox
  /** Posts to an endpoint under /api/auth/, and waits until its mails have been sent. */
  post(path: string, json: unknown, token?: string): Promise<Reply>
}

/** A test Auth with a mailbox in place of a mail server. */
export async function createMailAuth(config: Config = {}, parts: TestParts = {}): Promise<MailAuth> {
  const mailbox = createMailbox()
  const auth = await createTestAuth({ ...mailbox.settings, ...config }, parts)
  return {
    ...auth,
    mailbox,
    async post(path, json, token) {
      const reply = await auth.request('POST', `/api/auth/${path}/`, { json, token })
      await auth.deliverMail()
      return reply
    },
  }
}
