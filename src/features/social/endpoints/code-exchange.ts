/** Exchanges the code from the end of a sign-in for a token pair, for pages that keep tokens themselves. */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Endpoint, ResumedCall } from '../../../http/endpoints/endpoint.ts'
import { pairOutput } from '../../../http/endpoints/rows/outputs.ts'
import type { Answer } from '../../../http/request/message.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import type { System } from '../../../system.ts'
import { pairBody } from '../../../tokens/token-pair.ts'
import { exchangeCode } from '../flows/sign-in-code.ts'
import { startSocialSession } from '../flows/sign-in-session.ts'

const input = z.object({ code: charField({ maxLength: 4096 }), code_verifier: charField({ maxLength: 128 }) })

export const createdPairOutput = pairOutput.extend({
  created: z.boolean().describe('Whether this sign-in created the account.'),
})

export const codeExchangeEndpoint: Endpoint = {
  name: 'Social Token',
  description:
    'Accepts the code from the end of a sign-in that began with `mode=code`. It is valid once, for one minute.',
  urlName: 'social_token',
  paths: ['/api/auth/social/token/'],
  authentication: 'none',
  permissions: [allowAny],
  methods: {
    POST: defineMethod({
      summary: 'Exchange a code for a token pair.',
      input,
      output: { body: createdPairOutput },
      fails: ['invalid', 'social_code_invalid', 'no_active_account', 'mfa_required', 'mfa_enrolment_required'],
      async handle(system, call) {
        const { code, code_verifier: verifier } = call.input
        const { proven, created } = await exchangeCode(system, { code, verifier })
        return await enterWithPair(system, { proven, state: { created } })
      },
      resume: enterWithPair,
    }),
  },
}

/** The answer of all rows that end a sign-in with a provider in a pair. */
export async function enterWithPair(
  system: System,
  { proven, state: { created } }: Pick<ResumedCall, 'proven' | 'state'>,
): Promise<Answer> {
  return { status: 200, body: { ...pairBody(await startSocialSession(system, proven)), created } }
}
