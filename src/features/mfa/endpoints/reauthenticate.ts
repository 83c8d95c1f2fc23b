/** Steps up within a session (RFC 9470): a new pair of it, whose claims say when and how its user was last there. */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import { type Endpoint, requirePrincipal } from '../../../http/endpoints/endpoint.ts'
import { pairCookies, userHeaders } from '../../../http/endpoints/rows/cookie/pair-cookies.ts'
import { messageOutput, pairOutput } from '../../../http/endpoints/rows/outputs.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { invalidFields } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import { pairBody } from '../../../tokens/token-pair.ts'
import { type ShownAgain, stepUp } from '../flows/step-up.ts'
import { readShown, shownFields } from './verify.ts'

const fails = [
  'not_authenticated',
  'invalid',
  'mfa_code_not_valid',
  'mfa_locked',
  'passkey_not_valid',
  'recent_login_required',
  'reauthentication_required',
  'token_not_valid',
  'throttled',
  'overloaded',
] as const

function inputOf({ trimPasswords, maximumPasswordLength }: Settings) {
  const password = charField({
    required: false,
    trim: trimPasswords,
    maxLength: maximumPasswordLength,
    writeOnly: true,
    helpText: 'Enough where the account has no second factor.',
  })
  return z.object({ password, ...shownFields })
}

type Input = z.infer<ReturnType<typeof inputOf>>

/** One member shows it. */
function readAgain({ password, ...shown }: Input): ShownAgain {
  if (password === undefined) return readShown(shown)
  if (Object.values(shown).some(each => each !== undefined))
    throw invalidFields({ non_field_errors: ['Give one of password, code, recovery_code and credential.'] })
  return { kind: 'password', password }
}

export function reauthenticateEndpoint(settings: Settings): Endpoint {
  return {
    name: 'Reauthenticate',
    description: 'Proves again who is there. The tokens before are replaced, as by a refresh.',
    urlName: 'reauthenticate',
    paths: ['/api/auth/reauthenticate/'],
    authentication: 'header',
    permissions: [isAuthenticated],
    methods: {
      POST: defineMethod({
        summary: 'Prove again who you are, and get a new pair of the same session.',
        input: inputOf(settings),
        hashesPassword: 'confirmation',
        output: { body: pairOutput },
        fails,
        async handle(system, call) {
          const { tokens } = await stepUp(system, requirePrincipal(call), readAgain(call.input))
          return { status: 200, body: pairBody(tokens) }
        },
      }),
    },
  }
}

export function cookieReauthenticateEndpoint(settings: Settings): Endpoint {
  return {
    name: 'Cookie Reauthenticate',
    description: 'Proves again who is there, with new cookies of the same session.',
    urlName: 'cookie_reauthenticate',
    paths: ['/api/auth/cookie/reauthenticate/'],
    usesCookies: true,
    authentication: 'cookie_first',
    permissions: [isAuthenticated],
    methods: {
      POST: defineMethod({
        summary: 'Prove again who you are, and get new cookies of the same session.',
        input: inputOf(settings),
        hashesPassword: 'confirmation',
        output: { body: messageOutput, namesUser: true },
        fails: [...fails, 'csrf_failed'],
        async handle(system, call) {
          const { tokens, user } = await stepUp(system, requirePrincipal(call), readAgain(call.input))
          return {
            status: 200,
            body: { message: 'Confirmed' },
            headers: userHeaders(user),
            cookies: pairCookies(tokens, system.settings, call.incoming),
          }
        },
      }),
    },
  }
}
