/** Shows the second factor of a sign-in that waits for it, and answers as the row that was asked for tokens. */
import { z } from 'zod'
import { booleanField } from '../../../fields/boolean-field.ts'
import { charField } from '../../../fields/char-field.ts'
import { objectField } from '../../../fields/object-field.ts'
import { refuseFactorToken } from '../../../flows/factor-token.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import type { Answer, Incoming } from '../../../http/request/message.ts'
import { factorCookie } from '../../../http/response/factor-cookie.ts'
import type { UserId } from '../../../kernel/user-id.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import { invalidFields } from '../../../problems.ts'
import type { System } from '../../../system.ts'
import { finishSignIn, type ShownSecond } from '../flows/finish-sign-in.ts'
import { trustDevice } from '../flows/trust-device.ts'
import { signInPurpose } from '../purpose.ts'
import { trustedDeviceCookie } from './device-cookie.ts'
import { type Rows, resume } from './end-enrolment.ts'

/** The members that show a factor: one of them. */
export const shownFields = {
  code: charField({ required: false, maxLength: 20, helpText: 'The six digits of an authenticator app.' }),
  recovery_code: charField({ required: false, maxLength: 40, helpText: 'One of your recovery codes.' }),
  credential: objectField({ required: false, helpText: 'What `navigator.credentials.get()` gave, as JSON.' }),
}

interface Shown {
  readonly code?: string | undefined
  readonly recovery_code?: string | undefined
  readonly credential?: Readonly<Record<string, unknown>> | undefined
}

export function verifyEndpoint(rows: Rows): Endpoint {
  return {
    name: 'Second Factor',
    description:
      'Goes on with a sign-in that was answered with `mfa_required`, and answers as the endpoint that was asked for tokens.',
    urlName: 'mfa_verify',
    paths: ['/api/auth/mfa/verify/'],
    usesCookies: true,
    authentication: 'none',
    permissions: [allowAny],
    methods: {
      POST: defineMethod({
        summary: 'Show a second factor, and get the tokens.',
        input: z.object({
          mfa_token: charField({
            required: false,
            maxLength: 16_384,
            helpText: 'Of the refusal; a sign-in by cookies has it in a cookie.',
          }),
          ...shownFields,
          trust_device: booleanField({
            required: false,
            helpText: 'Whether this browser may skip the second factor from now on.',
          }),
        }),
        output: { body: z.looseObject({}).describe('That of the endpoint that was asked for tokens.'), redirects: 303 },
        fails: [
          'invalid',
          'csrf_failed',
          'mfa_token_not_valid',
          'mfa_code_not_valid',
          'mfa_locked',
          'passkey_not_valid',
          'no_active_account',
          'throttled',
        ],
        async handle(system, call) {
          const { mfa_token: given, trust_device: trusts, ...shown } = call.input
          return await verifySignIn(system, call.incoming, rows, { token: given, shown: readShown(shown), trusts })
        },
      }),
    },
  }
}

interface Verification {
  readonly token: string | undefined
  readonly shown: ShownSecond
  readonly trusts: boolean | undefined
}

/** Of the row and of the page. */
export async function verifySignIn(
  system: System,
  incoming: Incoming,
  rows: Rows,
  { token = factorCookie.read(incoming, system.settings), shown, trusts }: Verification,
): Promise<Answer> {
  if (token === undefined) throw refuseFactorToken('no_token')
  const finished = await finishSignIn(system, token, shown)
  const answer = await resume(system, { incoming }, rows, finished)
  if (trusts !== true) return answer
  return { ...answer, cookies: [...(answer.cookies ?? []), ...(await trust(system, finished.proven.user.id))] }
}

async function trust(system: System, userId: UserId): Promise<readonly string[]> {
  const text = await trustDevice(system, userId)
  return text === undefined ? [] : [trustedDeviceCookie.write(text, system.settings)]
}

/** Throws `invalid` unless exactly one is there. */
export function readShown({ code, recovery_code: recovery, credential }: Shown): ShownSecond {
  const all: readonly ShownSecond[] = [
    ...(code === undefined ? [] : [{ kind: 'code' as const, code }]),
    ...(recovery === undefined ? [] : [{ kind: 'recovery_code' as const, code: recovery }]),
    ...(credential === undefined ? [] : [{ kind: 'passkey' as const, credential, purpose: signInPurpose }]),
  ]
  const [shown, ...others] = all
  if (shown === undefined || others.length > 0)
    throw invalidFields({ non_field_errors: ['Give one of code, recovery_code and credential.'] })
  return shown
}
