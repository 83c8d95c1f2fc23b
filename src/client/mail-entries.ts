/** The way into a session by a mail, which is the same for tokens and for cookies. */
import { readAnswer, type Sent } from './send.ts'
import type { Entered, Session } from './session.ts'
import type { SessionPaths } from './wire.ts'

interface Parts {
  readonly paths: SessionPaths
  readonly post: (path: string, body: object) => Promise<Sent>
  readonly submit: (path: string, body: object) => Promise<Entered>
}

export function createMailEntries({
  paths,
  post,
  submit,
}: Parts): Pick<Session, 'requestMailLogin' | 'confirmMailLogin'> {
  // In memory alone: it is good for minutes.
  let asked: string | undefined
  return {
    async requestMailLogin(email) {
      const read = await readAnswer(await post(paths.mailLogin, { email }))
      if (read.kind !== 'answered') return read
      const { login_token: token } = read.body
      asked = typeof token === 'string' ? token : undefined
      return { kind: 'mail_requested', ...(asked !== undefined && { loginToken: asked }) }
    },
    confirmMailLogin: ({ loginToken = asked, ...shown }) =>
      submit(paths.mailLoginConfirm, { ...shown, login_token: loginToken }),
  }
}
