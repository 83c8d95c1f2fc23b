/** Begins a sign-in: by a link that the browser follows, or, to link an account, by a URL that the page asks for. */
import { z } from 'zod'
import { currentPasswordField } from '../../../accounts/current-password-field.ts'
import { charField } from '../../../fields/char-field.ts'
import { readFields, requireValid } from '../../../fields/read-fields.ts'
import { confirmOwner } from '../../../flows/reauthenticate.ts'
import { type Endpoint, requirePrincipal } from '../../../http/endpoints/endpoint.ts'
import type { Incoming } from '../../../http/request/message.ts'
import { allowAny, isAuthenticated } from '../../../permissions/built-in.ts'
import { invalidFields, problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import { type BegunSignIn, beginSignIn } from '../flows/begin-sign-in.ts'
import { pendingSeconds, type SignInResult } from '../flows/pending-sign-in.ts'
import { writeSocialCookie } from '../social-cookie.ts'

export function signInEndpoint(provider: string): Endpoint {
  return {
    name: 'Social Sign In',
    description: `Signs in with ${provider}: a link for browsers. Takes \`next\`, and \`mode=code\` with a \`code_challenge\`.`,
    paths: [`/api/auth/social/${provider}/`],
    authentication: 'none',
    permissions: [allowAny],
    hasHead: false,
    methods: {
      GET: {
        summary: 'Go to the provider.',
        output: { status: 302 },
        fails: ['invalid', 'social_redirect_not_allowed', 'provider_unavailable'],
        async handle(system, { incoming }) {
          const query = new URLSearchParams(incoming.query)
          const result = readResult(query)
          const begun = await beginSignIn(system, { provider, next: readNext(query), result })
          const headers = { Location: begun.location }
          return { status: 302, headers, cookies: [keep(provider, begun, system.settings)] }
        },
      },
    },
  }
}

export function linkEndpoint(provider: string, settings: Settings): Endpoint {
  const input = z.object({
    current_password: currentPasswordField(settings),
    next: charField({ required: false, maxLength: 2000 }),
  })
  return {
    name: 'Social Link',
    description: `Links an account of ${provider} to yours. Returns the URL to send the browser to.`,
    paths: [`/api/auth/social/${provider}/link/`],
    usesCookies: true,
    authentication: 'any',
    permissions: [isAuthenticated],
    methods: {
      POST: {
        summary: 'Begin to link an account.',
        input,
        hashesPassword: 'confirmation',
        output: { body: z.object({ location: z.string() }) },
        fails: [
          'not_authenticated',
          'invalid',
          'recent_login_required',
          'social_redirect_not_allowed',
          'provider_unavailable',
          'throttled',
        ],
        async handle(system, call) {
          const { current_password: password, next } = requireValid(readFields(input, await call.body()))
          const principal = requirePrincipal(call)
          const { id: userId, sid } = principal
          // A link is another way to log in: a stolen token, or an unattended browser, must not be enough to create one.
          await confirmOwner(system, principal, password)
          const begun = await beginSignIn(system, { provider, next, result: { kind: 'link', userId, sid } })
          const cookies = [keep(provider, begun, system.settings)]
          return { status: 200, body: { location: begun.location }, cookies }
        },
      },
    },
  }
}

function keep(provider: string, { sealed }: BegunSignIn, settings: Settings): string {
  return writeSocialCookie(provider, { value: sealed, maxAge: pendingSeconds }, settings)
}

const challenge = /^[A-Za-z0-9_-]{43}$/

function readResult(query: URLSearchParams): SignInResult {
  const mode = query.get('mode') ?? 'cookie'
  if (mode === 'cookie') return { kind: 'cookies' }
  if (mode !== 'code') throw invalidFields({ mode: [`"${mode.slice(0, 20)}" is not a valid choice.`] })
  const text = query.get('code_challenge') ?? ''
  if (!challenge.test(text))
    throw invalidFields({ code_challenge: ['Enter the SHA-256 of the verifier, in base64url.'] })
  return { kind: 'code', challenge: text }
}

/** With two of them, one could be checked and the other followed (parameter pollution, open redirect). */
function readNext(query: URLSearchParams): Incoming['query'] | undefined {
  const [next, ...others] = query.getAll('next')
  if (others.length > 0) throw problem('social_redirect_not_allowed', { reason: 'next_twice' })
  return next
}
