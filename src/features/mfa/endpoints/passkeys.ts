/** The caller's passkeys: one is added in two steps, as WebAuthn has it; named and removed in one. */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { objectField } from '../../../fields/object-field.ts'
import { readFields, requireValid } from '../../../fields/read-fields.ts'
import { confirmOwner } from '../../../flows/reauthenticate.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import { type Endpoint, requirePrincipal } from '../../../http/endpoints/endpoint.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import type { Settings } from '../../../settings/settings.ts'
import { addPasskey, beginPasskey } from '../flows/enrol-passkey.ts'
import { removeFactor, renamePasskey } from '../flows/manage-factors.ts'
import { answerConfirmed, confirmedOutput } from './confirmed-session.ts'
import { endEnrolment, type Rows } from './end-enrolment.ts'
import { enrolling, findEnrolment } from './enrolment-authentication.ts'
import { ownerFields, requireNoFactor, requireOwner } from './require-owner.ts'
import { factorOutput, showFactor } from './shown-factors.ts'

const name = charField({ maxLength: 100, helpText: 'Your word for it.' })
const begins = ['not_authenticated', 'mfa_token_not_valid', 'csrf_failed', 'invalid'] as const
const asks = ['recent_login_required', 'reauthentication_required', 'throttled', 'overloaded'] as const

export function passkeyOptionsEndpoint(settings: Settings): Endpoint {
  return {
    name: 'Passkey Options',
    description: 'What a browser needs to make a passkey.',
    urlName: 'mfa_passkey_options',
    paths: ['/api/auth/mfa/passkeys/options/'],
    authentication: enrolling(settings),
    permissions: [isAuthenticated],
    methods: {
      POST: defineMethod({
        summary: 'Begin to add a passkey: options for `navigator.credentials.create()`.',
        input: z.object(ownerFields(settings)),
        hashesPassword: 'confirmation',
        countsAsChange: true,
        output: { body: z.looseObject({ challenge: z.string() }) },
        fails: [...begins, ...asks],
        async handle(system, call) {
          return { status: 200, body: await beginPasskey(system, await requireOwner(system, call, call.input)) }
        },
      }),
    },
  }
}

export function passkeysEndpoint(settings: Settings, rows: Rows): Endpoint {
  return {
    name: 'Passkeys',
    description: 'The passkeys of your account.',
    urlName: 'mfa_passkeys',
    paths: ['/api/auth/mfa/passkeys/'],
    authentication: enrolling(settings),
    permissions: [isAuthenticated],
    methods: {
      POST: defineMethod({
        summary: 'Add the passkey that the browser made. The first factor comes with recovery codes.',
        input: z.object({ credential: objectField(), name }),
        countsAsChange: true,
        output: { status: 201, body: factorOutput.extend(confirmedOutput.shape) },
        fails: [...begins, 'passkey_not_valid', 'factor_limit', 'throttled'],
        async handle(system, call) {
          const principal = requirePrincipal(call)
          const user = await principal.user()
          const signIn = await findEnrolment(system, call.incoming)
          if (signIn !== undefined) await requireNoFactor(system, user)
          const factor = await addPasskey(system, user, { ...call.input, sid: principal.sid })
          const shown = factor.isBackedUp ? 'passkey:swk' : 'passkey:hwk'
          if (signIn !== undefined) return await endEnrolment(system, call, rows, { signIn, factor: shown })
          return await answerConfirmed(system, call, shown, { status: 201, body: showFactor(factor) })
        },
      }),
    },
  }
}

export function passkeyEndpoint(settings: Settings): Endpoint {
  return {
    name: 'Passkey',
    description: 'One of your passkeys.',
    urlName: 'mfa_passkey',
    paths: ['/api/auth/mfa/passkeys/{id}/'],
    authentication: 'any',
    permissions: [isAuthenticated],
    methods: {
      PATCH: {
        summary: 'Give it another name.',
        input: z.object({ name }),
        readsItself: true,
        countsAsChange: true,
        output: { status: 204 },
        fails: ['not_authenticated', 'invalid', 'not_found', 'throttled'],
        async handle(system, call) {
          const input = requireValid(readFields(z.object({ name }), await call.body()))
          await renamePasskey(system, await requirePrincipal(call).user(), call.params.id ?? '', input.name)
          return { status: 204 }
        },
      },
      DELETE: defineMethod({
        summary: 'Remove it.',
        input: z.object(ownerFields(settings)),
        hashesPassword: 'confirmation',
        countsAsChange: true,
        output: { status: 204 },
        fails: ['not_authenticated', 'invalid', 'not_found', 'factor_needed', ...asks],
        async handle(system, call) {
          const principal = requirePrincipal(call)
          await confirmOwner(system, principal, call.input.current_password)
          await removeFactor(system, await principal.user(), call.params.id ?? '')
          return { status: 204 }
        },
      }),
    },
  }
}
