/** The way into a session by a mail, which is the same for tokens and for cookies. */
import { laterOf } from './outcome.ts'
import { readJson, type Sent } from './send.ts'
import type { Entered, Session } from './session.ts'
import type { SessionPaths } from './wire.ts'

interface Parts {
  readonly paths: SessionPaths
  readonly post: (path: string, body: object) => Promise<Sent>
  readonly enter: (sent: Sent) => Promise<Entered>
}

export function createMailEntries({
  paths,
  post,
  enter,
}: Parts): Pick<Session, 'requestMailLogin' | 'confirmMailLogin'> {
  // In memory alone: it is good for minutes.
  let asked: string | undefined
  return {
    async requestMailLogin(email) {
      const sent = await post(paths.mailLogin, { email })
      if (sent.kind === 'later') return sent
      const { response } = sent
      if (response.status >= 500) return laterOf(response)
      const body = await readJson(response)
      if (!response.ok) return { kind: 'refused', status: response.status, body }
      asked = typeof body.login_token === 'string' ? body.login_token : undefined
      return { kind: 'mail_requested', ...(asked !== undefined && { loginToken: asked }) }
    },
    confirmMailLogin: async ({ loginToken = asked, ...shown }) =>
      await enter(await post(paths.mailLoginConfirm, { ...shown, login_token: loginToken })),
  }
}
