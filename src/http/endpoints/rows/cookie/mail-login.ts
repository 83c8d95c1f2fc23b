/** The login by mail with cookies: the half of the browser that asked is in a cookie, too, and in no body. */
import { z } from 'zod'
import { accountModel } from '../../../../accounts/choose-model.ts'
import type { ParsedBody } from '../../../../fields/parsed-body.ts'
import { readFields, requireValid } from '../../../../fields/read-fields.ts'
import { confirmMailLogin } from '../../../../flows/confirm-mail-login.ts'
import type { Entry } from '../../../../flows/factor-token.ts'
import type { MailLoginRequest } from '../../../../flows/mail-login-request.ts'
import type { Proven } from '../../../../flows/pass-gate.ts'
import { requestMailLogin } from '../../../../flows/request-mail-login.ts'
import { allowAny } from '../../../../permissions/built-in.ts'
import type { Settings } from '../../../../settings/settings.ts'
import type { System } from '../../../../system.ts'
import type { Answer, Incoming } from '../../../request/message.ts'
import { keepingTheTurn } from '../../../response/factor-cookie.ts'
import { mailLoginCookie } from '../../../response/mail-login-cookie.ts'
import { rememberClaims, rememberShape } from '../../../response/session-cookies.ts'
import { defineMethod } from '../../define-method.ts'
import type { Endpoint, ResumedCall } from '../../endpoint.ts'
import { mailIsOnItsWay, mailLoginAddress, mailLoginFails, mailProofShape, readMailProof } from '../mail-login-parts.ts'
import { messageOutput, messageWithUser } from '../outputs.ts'
import { enterByCookies, refusingAsTutorial } from './login.ts'

export const cookieMailLoginEndpoint: Endpoint = {
  name: 'Cookie Mail Login',
  description: 'Sends a mail to log in with by cookies, and leaves a cookie without which the mail is of no use.',
  urlName: 'cookie_mail_login',
  paths: ['/api/auth/cookie/login/mail/'],
  usesCookies: true,
  authentication: 'header',
  permissions: [allowAny],
  methods: {
    POST: defineMethod({
      summary: 'Ask for a mail to log in with by cookies.',
      input: mailLoginAddress,
      output: { body: messageOutput },
      fails: ['invalid', 'csrf_failed', 'throttled'],
      async handle(system, call) {
        const token = await requestMailLogin(system, call.input.email)
        return {
          status: 200,
          body: { message: mailIsOnItsWay },
          cookies: [mailLoginCookie.write(token, system.settings)],
        }
      },
    }),
  },
}

const proofInput = z.object(mailProofShape)

export function cookieMailLoginConfirmEndpoint(settings: Settings): Endpoint {
  const model = accountModel(settings)
  const row = 'cookie_mail_login_confirm'
  const enter = async (system: System, resumed: ResumedCall): Promise<Answer> =>
    endingTheWait(system, await enterByCookies(model, system, resumed))
  return {
    name: 'Cookie Mail Login Confirm',
    description: 'Takes the code of the mail, or the token of its link, and answers as the login by cookies does.',
    urlName: row,
    paths: ['/api/auth/cookie/login/mail/confirm/'],
    usesCookies: true,
    authentication: 'header',
    permissions: [allowAny],
    methods: {
      POST: {
        summary: 'Exchange what a mail said for cookies.',
        input: proofInput.extend(rememberShape),
        readsItself: true,
        output: { body: messageWithUser(model), namesUser: true },
        fails: [...mailLoginFails, 'invalid_credentials', 'account_disabled', 'csrf_failed'],
        async handle(system, call) {
          const body = await call.body()
          const state = rememberClaims(body)
          const proven = await keepingTheTurn(system, () =>
            checkCookieMailLogin(system, call.incoming, body, () => ({ row, state })),
          )
          return await enter(system, { proven, state, incoming: call.incoming })
        },
        resume: enter,
      },
    },
  }
}

/** Of the endpoint and of the page. Throws what `confirmMailLogin` does, in the words of the login by cookies. */
export async function checkCookieMailLogin(
  system: System,
  incoming: Incoming,
  body: ParsedBody,
  entryOf: (request: MailLoginRequest) => Entry,
): Promise<Proven> {
  const proof = readMailProof(requireValid(readFields(proofInput, body)))
  const kept = mailLoginCookie.read(incoming, system.settings)
  return await refusingAsTutorial(system, () => confirmMailLogin(system, kept, proof, entryOf))
}

/** The request is spent, so its cookie goes. */
export function endingTheWait({ settings }: Pick<System, 'settings'>, answer: Answer): Answer {
  return { ...answer, cookies: [...(answer.cookies ?? []), mailLoginCookie.clear(settings)] }
}
