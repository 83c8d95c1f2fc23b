/** New recovery codes. */
import { z } from 'zod'
import { confirmOwner } from '../../../flows/reauthenticate.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import { type Endpoint, requirePrincipal } from '../../../http/endpoints/endpoint.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import type { Settings } from '../../../settings/settings.ts'
import { makeRecoveryCodes } from '../flows/manage-factors.ts'
import { ownerFields } from './require-owner.ts'

export function recoveryCodesEndpoint(settings: Settings): Endpoint {
  return {
    name: 'Recovery Codes',
    description: 'Codes for the day on which every other factor is lost. Each works once.',
    urlName: 'mfa_recovery_codes',
    paths: ['/api/auth/mfa/recovery-codes/'],
    authentication: 'any',
    permissions: [isAuthenticated],
    methods: {
      POST: defineMethod({
        summary: 'Make ten new recovery codes. They are shown once, and the old ones stop working.',
        input: z.object(ownerFields(settings)),
        hashesPassword: 'confirmation',
        countsAsChange: true,
        output: { status: 201, body: z.object({ recovery_codes: z.array(z.string()) }) },
        fails: [
          'not_authenticated',
          'invalid',
          'recent_login_required',
          'reauthentication_required',
          'not_found',
          'throttled',
          'overloaded',
        ],
        async handle(system, call) {
          const principal = requirePrincipal(call)
          await confirmOwner(system, principal, call.input.current_password)
          return { status: 201, body: { recovery_codes: await makeRecoveryCodes(system, await principal.user()) } }
        },
      }),
    },
  }
}
