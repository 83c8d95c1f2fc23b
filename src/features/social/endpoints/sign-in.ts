/** Begins a sign-in: by a link that the browser follows, or, to link an account, by a URL that the page asks for. */
import { z } from 'zod'
import { currentPasswordField } from '../../../accounts/current-password-field.ts'
import { booleanField } from '../../../fields/boolean-field.ts'
import { charField } from '../../../fields/char-field.ts'
import { choiceField } from '../../../fields/choice-field.ts'
import { readFields, requireValid } from '../../../fields/read-fields.ts'
import { confirmOwner } from '../../../flows/reauthenticate.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import { type Endpoint, requirePrincipal } from '../../../http/endpoints/endpoint.ts'
import type { Incoming } from '../../../http/request/message.ts'
import { allowAny, isAuthenticated } from '../../../permissions/built-in.ts'
import { invalidFields, problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import { type BegunSignIn, beginSignIn } from '../flows/begin-sign-in.ts'
import { pendingSeconds, type SignInResult } from '../flows/pending-sign-in.ts'
import type { SignInWishes } from '../provider.ts'
import { readSocialCookie, writeSocialCookie } from '../social-cookie.ts'

const prompts = ['login', 'consent', 'select_account'] as const

/** For documents: `next` may not be repeated, and the others have messages of their own. */
const signInQuery = z.object({
  next: charField({
    required: false,
    helpText: 'Where to send the browser afterwards: one of socialRedirects, or a page of the account or the console.',
  }),
  mode: choiceField({ required: false, choices: ['cookie', 'code'], helpText: 'How the page gets the tokens.' }),
  code_challenge: charField({
    required: false,
    helpText: 'With `mode=code`: the SHA-256 of the verifier, in base64url.',
  }),
  remember: booleanField({
    required: false,
    helpText: 'With cookies: false for those that the browser drops when it closes.',
  }),
  login_hint: charField({ required: false, helpText: 'Whom the provider should ask for.' }),
  prompt: choiceField({ required: false, choices: prompts, helpText: 'What the provider should ask for.' }),
})

export function signInEndpoint(provider: string): Endpoint {
  return {
    name: 'Social Sign In',
    description: `Signs in with ${provider}: a link for browsers. Takes \`next\`, \`remember\`, \`login_hint\`, \`prompt\`, and \`mode=code\` with a \`code_challenge\`.`,
    urlName: 'social_login',
    pathValues: { provider },
    paths: [`/api/auth/social/${provider}/`],
    authentication: 'none',
    permissions: [allowAny],
    hasHead: false,
    methods: {
      GET: {
        summary: 'Go to the provider.',
        query: signInQuery,
        readsItself: true,
        output: { status: 302 },
        fails: ['invalid', 'social_redirect_not_allowed', 'provider_unavailable'],
        async handle(system, { incoming }) {
          const query = new URLSearchParams(incoming.query)
          const result = readResult(query)
          const { basePath } = incoming
          const kept = readSocialCookie(incoming, provider, system.settings)
          const request = { provider, next: readNext(query), result, kept, basePath, wishes: readWishes(query) }
          const begun = await beginSignIn(system, request)
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
    urlName: 'social_link',
    pathValues: { provider },
    paths: [`/api/auth/social/${provider}/link/`],
    usesCookies: true,
    authentication: 'any',
    permissions: [isAuthenticated],
    methods: {
      POST: defineMethod({
        summary: 'Begin to link an account.',
        input,
        hashesPassword: 'confirmation',
        output: { body: z.object({ location: z.string() }) },
        fails: [
          'not_authenticated',
          'invalid',
          'recent_login_required',
          'reauthentication_required',
          'social_redirect_not_allowed',
          'provider_unavailable',
          'throttled',
        ],
        async handle(system, call) {
          const { current_password: password, next } = call.input
          const principal = requirePrincipal(call)
          const { id: userId, sid } = principal
          // A link is another way to log in: a stolen token, or an unattended browser, must not be enough to create one.
          await confirmOwner(system, principal, password)
          const { basePath } = call.incoming
          const result = { kind: 'link', userId, sid } as const
          const kept = readSocialCookie(call.incoming, provider, system.settings)
          const begun = await beginSignIn(system, { provider, next, result, kept, basePath })
          const cookies = [keep(provider, begun, system.settings)]
          return { status: 200, body: { location: begun.location }, cookies }
        },
      }),
    },
  }
}

function keep(provider: string, { sealed }: BegunSignIn, settings: Settings): string {
  return writeSocialCookie(provider, { value: sealed, maxAge: pendingSeconds }, settings)
}

const challenge = /^[A-Za-z0-9_-]{43}$/

function readResult(query: URLSearchParams): SignInResult {
  const mode = query.get('mode') ?? 'cookie'
  const remember = readRemember(query)
  if (mode === 'cookie') return { kind: 'cookies', ...(!remember && { remember }) }
  if (mode !== 'code') throw invalidFields({ mode: [`"${mode.slice(0, 20)}" is not a valid choice.`] })
  // The page keeps the tokens itself, so that it alone can forget them.
  if (!remember) throw invalidFields({ remember: ['Only cookies can end with the browser: not with mode=code.'] })
  const text = query.get('code_challenge') ?? ''
  if (!challenge.test(text))
    throw invalidFields({ code_challenge: ['Enter the SHA-256 of the verifier, in base64url.'] })
  return { kind: 'code', challenge: text }
}

function readRemember(query: URLSearchParams): boolean {
  const [given, ...others] = query.getAll('remember')
  if (given === undefined) return true
  const field = z.object({ remember: booleanField({ required: false }) })
  const data = { remember: others.length === 0 ? given : others }
  return requireValid(readFields(field, { data, isForm: false })).remember !== false
}

/** What a page may ask of the provider: neither opens anything, so a forged link does no harm. */
function readWishes(query: URLSearchParams): SignInWishes {
  const [prompt, loginHint] = [query.get('prompt'), query.get('login_hint')]
  if (prompt !== null && !prompts.some(each => each === prompt)) {
    throw invalidFields({ prompt: [`"${prompt.slice(0, 20)}" is not a valid choice.`] })
  }
  if (loginHint !== null && !/^[^\p{C}]{1,254}$/u.test(loginHint)) {
    throw invalidFields({ login_hint: ['Enter an address or a name of at most 254 characters.'] })
  }
  return { ...(prompt !== null && { prompt }), ...(loginHint !== null && { loginHint }) }
}

/** With two of them, one could be checked and the other followed (parameter pollution, open redirect). */
function readNext(query: URLSearchParams): Incoming['query'] | undefined {
  const [next, ...others] = query.getAll('next')
  if (others.length > 0) throw problem('social_redirect_not_allowed', { reason: 'next_twice' })
  return next
}
