/** Signs in with a passkey alone: it asks for the person's finger or PIN, so it is two factors in one. */
import { z } from 'zod'
import { accountModel } from '../../../accounts/choose-model.ts'
import { charField } from '../../../fields/char-field.ts'
import { objectField } from '../../../fields/object-field.ts'
import { completeLogin } from '../../../flows/login.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { pairCookies, userHeaders } from '../../../http/endpoints/rows/cookie/pair-cookies.ts'
import { loginOutput, messageWithUser } from '../../../http/endpoints/rows/outputs.ts'
import type { Incoming } from '../../../http/request/message.ts'
import { factorCookie } from '../../../http/response/factor-cookie.ts'
import { rememberClaims, rememberShape } from '../../../http/response/session-cookies.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import { pairBody } from '../../../tokens/token-pair.ts'
import { beginPasskeyLogin, passByPasskey } from '../flows/passkey-login.ts'
import { openUnlessOver } from './waiting-sign-in.ts'

const fails = ['invalid', 'passkey_not_valid', 'no_active_account', 'throttled'] as const

/** For a page that signs in, one that shows a second factor, and one that steps up: one challenge fits them all. */
export const passkeyLoginOptionsEndpoint: Endpoint = {
  name: 'Passkey Login Options',
  description:
    'What a browser needs to use a passkey. With the `mfa_token` of a sign-in, or with a session, it names its passkeys.',
  urlName: 'passkey_login_options',
  paths: ['/api/auth/passkeys/login/options/'],
  usesCookies: true,
  authentication: 'any',
  invalidCredentials: 'ignore',
  permissions: [allowAny],
  methods: {
    POST: defineMethod({
      summary: 'Get options for `navigator.credentials.get()`.',
      input: z.object({ mfa_token: charField({ required: false, maxLength: 16_384 }) }),
      output: { body: z.looseObject({ challenge: z.string() }) },
      fails: ['invalid', 'mfa_token_not_valid', 'csrf_failed', 'throttled'],
      async handle(system, { input, incoming, principal }) {
        const token = input.mfa_token ?? (await findWaitingCookie(system, incoming))
        return { status: 200, body: await beginPasskeyLogin(system, { token, userId: principal?.id }) }
      },
    }),
  },
}

/** A cookie that is left from a sign-in that is over, or that waits for an enrolment, says nothing of passkeys. */
async function findWaitingCookie(system: System, incoming: Incoming): Promise<string | undefined> {
  const cookie = factorCookie.read(incoming, system.settings)
  const signIn = cookie === undefined ? undefined : await openUnlessOver(system, 'factor', cookie)
  return signIn === undefined ? undefined : cookie
}

export function passkeyLoginEndpoint(settings: Settings): Endpoint {
  const model = accountModel(settings)
  return {
    name: 'Passkey Login',
    description: 'Exchanges a passkey for a token pair.',
    urlName: 'passkey_login',
    paths: ['/api/auth/passkeys/login/'],
    authentication: 'none',
    permissions: [allowAny],
    methods: {
      POST: defineMethod({
        summary: 'Sign in with a passkey.',
        input: z.object({ credential: objectField() }),
        output: { body: loginOutput(model) },
        fails,
        async handle(system, call) {
          const { user, tokens } = await completeLogin(system, await passByPasskey(system, call.input.credential))
          return { status: 200, body: { ...pairBody(tokens), user: model.briefBody(user) } }
        },
      }),
    },
  }
}

export function cookiePasskeyLoginEndpoint(settings: Settings): Endpoint {
  const model = accountModel(settings)
  return {
    name: 'Cookie Passkey Login',
    description: 'Exchanges a passkey for cookies.',
    urlName: 'cookie_passkey_login',
    paths: ['/api/auth/cookie/passkeys/login/'],
    usesCookies: true,
    authentication: 'header',
    permissions: [allowAny],
    methods: {
      POST: defineMethod({
        summary: 'Sign in by cookies with a passkey.',
        input: z.object({ credential: objectField(), ...rememberShape }),
        output: { body: messageWithUser(model), namesUser: true },
        fails: [...fails, 'csrf_failed'],
        async handle(system, call) {
          const claims = rememberClaims(await call.body())
          const proven = await passByPasskey(system, call.input.credential)
          const { user, tokens } = await completeLogin(system, proven, () => claims)
          return {
            status: 200,
            body: { message: 'Login successful', user: model.profileBody(user) },
            headers: userHeaders(user),
            cookies: pairCookies(tokens, system.settings, call.incoming),
          }
        },
      }),
    },
  }
}
