/**
 * An authenticator app: its secret, its QR code, the code that confirms it, its removal. In the middle of a sign-in that
 * waits for an enrolment the confirmation ends it: the answer is that of the row that was asked for tokens.
 */
import { renderSVG } from 'uqr'
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { confirmOwner } from '../../../flows/reauthenticate.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import { type Endpoint, requirePrincipal } from '../../../http/endpoints/endpoint.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import { beginTotp, confirmTotp, findWaitingTotp } from '../flows/enrol-totp.ts'
import { removeFactor } from '../flows/manage-factors.ts'
import { answerConfirmed, confirmedOutput } from './confirmed-session.ts'
import { endEnrolment, type Rows } from './end-enrolment.ts'
import { enrolling, findEnrolment } from './enrolment-authentication.ts'
import { ownerFields, requireNoFactor, requireOwner } from './require-owner.ts'
import { isEnrolled } from './shown-factors.ts'

const changes = ['not_authenticated', 'mfa_token_not_valid', 'csrf_failed'] as const

export function totpEndpoint(settings: Settings): Endpoint {
  const input = z.object({
    name: charField({ required: false, allowBlank: true, maxLength: 100, helpText: 'Your word for it.' }),
    ...ownerFields(settings),
  })
  return {
    name: 'Authenticator App',
    description: 'The authenticator app of your account (RFC 6238).',
    urlName: 'mfa_totp',
    paths: ['/api/auth/mfa/totp/'],
    authentication: enrolling(settings),
    permissions: [isAuthenticated],
    methods: {
      POST: defineMethod({
        summary: 'Begin to add an authenticator app: it counts once a code confirms it.',
        input,
        hashesPassword: 'confirmation',
        countsAsChange: true,
        output: {
          status: 201,
          body: z.object({
            id: z.string(),
            secret: z.string().describe('Base32, to type where no camera is.'),
            otpauth_url: z.string().describe('What the QR code at `qr.svg` beside it says.'),
          }),
        },
        fails: [
          ...changes,
          'invalid',
          'recent_login_required',
          'reauthentication_required',
          'factor_exists',
          'throttled',
          'overloaded',
        ],
        async handle(system, call) {
          const user = await requireOwner(system, call, call.input)
          const begun = await beginTotp(system, user, call.input.name ?? '')
          return { status: 201, body: { id: begun.id, secret: begun.secret, otpauth_url: begun.otpauthUrl } }
        },
      }),
      DELETE: defineMethod({
        summary: 'Remove the authenticator app.',
        input: z.object(ownerFields(settings)),
        hashesPassword: 'confirmation',
        countsAsChange: true,
        output: { status: 204 },
        fails: [
          ...changes,
          'invalid',
          'recent_login_required',
          'reauthentication_required',
          'not_found',
          'factor_needed',
          'throttled',
          'overloaded',
        ],
        async handle(system, call) {
          const principal = requirePrincipal(call)
          await confirmOwner(system, principal, call.input.current_password)
          const user = await principal.user()
          const all = await system.factors.listOf(user.id)
          const app = all.find(each => each.kind === 'totp' && isEnrolled(each))
          if (app === undefined) throw problem('not_found', { reason: 'factor' })
          await removeFactor(system, user, app.id)
          return { status: 204 }
        },
      }),
    },
  }
}

export function totpQrEndpoint(settings: Settings): Endpoint {
  return {
    name: 'Authenticator App Code',
    description: 'The QR code of an authenticator app that waits for its first code.',
    urlName: 'mfa_totp_qr',
    paths: ['/api/auth/mfa/totp/qr.svg'],
    authentication: enrolling(settings),
    permissions: [isAuthenticated],
    methods: {
      GET: {
        summary: 'Show the QR code.',
        output: { type: 'image/svg+xml' },
        fails: ['not_authenticated', 'mfa_token_not_valid', 'csrf_failed', 'not_found'],
        async handle(system, call) {
          const waiting = await findWaitingTotp(system, await requirePrincipal(call).user())
          if (waiting === undefined) throw problem('not_found', { reason: 'factor' })
          const bytes = Buffer.from(renderSVG(waiting.otpauthUrl, { border: 2 }))
          return { status: 200, content: { type: 'image/svg+xml', bytes }, headers: { 'Cache-Control': 'no-store' } }
        },
      },
    },
  }
}

export function totpConfirmEndpoint(settings: Settings, rows: Rows): Endpoint {
  return {
    name: 'Authenticator App Confirmation',
    description: 'The first code of an authenticator app.',
    urlName: 'mfa_totp_confirm',
    paths: ['/api/auth/mfa/totp/confirm/'],
    authentication: enrolling(settings),
    permissions: [isAuthenticated],
    methods: {
      POST: defineMethod({
        summary: 'Confirm an authenticator app by its code. The first factor comes with recovery codes.',
        input: z.object({ code: charField({ maxLength: 20, helpText: 'The six digits that the app shows.' }) }),
        countsAsChange: true,
        output: { body: confirmedOutput },
        fails: [...changes, 'invalid', 'mfa_code_not_valid', 'throttled'],
        async handle(system, call) {
          const principal = requirePrincipal(call)
          const user = await principal.user()
          const signIn = await findEnrolment(system, call.incoming)
          if (signIn !== undefined) await requireNoFactor(system, user)
          await confirmTotp(system, user, call.input.code, principal.sid)
          if (signIn !== undefined) return await endEnrolment(system, call, rows, { signIn, factor: 'totp' })
          return await answerConfirmed(system, call, 'totp', { status: 200, body: {} })
        },
      }),
    },
  }
}
