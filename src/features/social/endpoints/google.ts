/** Tutorial 4's GoogleAuthView: exchanges a Google token for a pair. Also accepts ID tokens, without a request to Google. */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { readMember } from '../../../fields/read-member.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import { loginByGoogle } from '../flows/login-by-google.ts'
import { createdPairOutput, enterWithPair } from './code-exchange.ts'

const input = z.object({
  token: charField({ helpText: 'An access token or ID token from Google, issued for your client id.' }),
})

export const googleEndpoint: Endpoint = {
  name: 'Google Auth',
  description: 'Logs in with a Google token.',
  urlName: 'social_google_token',
  paths: ['/api/auth/google/'],
  authentication: 'none',
  permissions: [allowAny],
  methods: {
    POST: {
      summary: 'Exchange a Google token for a token pair.',
      input,
      readsItself: true,
      hashesPassword: 'login',
      output: { body: createdPairOutput },
      fails: [
        'invalid_google_token',
        'social_email_unverified',
        'social_email_taken',
        'no_active_account',
        'mfa_required',
        'mfa_enrolment_required',
        'provider_unavailable',
        'throttled',
      ],
      async handle(system, call) {
        const member = readMember(await call.body(), 'token')
        const token = member.kind === 'text' ? member.text : ''
        const { proven, created } = await loginByGoogle(system, token)
        return await enterWithPair(system, { proven, state: { created } })
      },
      resume: enterWithPair,
    },
  },
}
