/**
 * Lists and ends the caller's sessions. An id is the `sid` claim of the session's tokens: knowing one gives no access,
 * and another user's id gets the same 404 as an unknown one.
 */
import { z } from 'zod'
import { booleanField } from '../../../fields/boolean-field.ts'
import { endSessionById, endSessions, listSessions } from '../../../flows/manage-sessions.ts'
import { instantOf } from '../../../kernel/instant.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { problem } from '../../../problems.ts'
import type { Session } from '../../../sessions/session.ts'
import { clearSentCookies } from '../../response/cookies.ts'
import { defineMethod } from '../define-method.ts'
import { type Endpoint, requirePrincipal } from '../endpoint.ts'

const sessionOutput = z.object({
  id: z.string(),
  started_at: z.iso.datetime(),
  last_used_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  authenticated_by: z.string(),
  address: z.string(),
  user_agent: z.string(),
  current: z.boolean().describe('Whether this request belongs to it.'),
})

const endInput = z.object({
  api_keys: booleanField({ required: false, helpText: 'Whether your API keys are revoked, too.' }),
})

function credentialsOf({ api_keys: withApiKeys }: z.infer<typeof endInput>): 'sessions' | 'sessions_and_api_keys' {
  return withApiKeys === true ? 'sessions_and_api_keys' : 'sessions'
}

const guarded = { authentication: 'any', permissions: [isAuthenticated] } as const

export const sessionListEndpoint: Endpoint = {
  ...guarded,
  name: 'Session List',
  description: 'The sessions of the account: where it is logged in.',
  urlName: 'session_list',
  paths: ['/api/auth/sessions/'],
  methods: {
    GET: {
      summary: 'List your sessions, the last used first.',
      output: { body: z.array(sessionOutput) },
      fails: ['not_authenticated'],
      async handle(system, call) {
        const principal = requirePrincipal(call)
        const sessions = await listSessions(system, principal)
        return { status: 200, body: sessions.map(session => sessionBody(session, principal.sid)) }
      },
    },
    DELETE: defineMethod({
      summary: 'End all your sessions, this one included.',
      input: endInput,
      output: { status: 204 },
      fails: ['not_authenticated', 'invalid'],
      async handle(system, call) {
        await endSessions(system, requirePrincipal(call), 'all', credentialsOf(call.input))
        return { status: 204, cookies: clearSentCookies(call.incoming, system.settings) }
      },
    }),
  },
}

export const otherSessionsEndpoint: Endpoint = {
  ...guarded,
  name: 'Other Sessions',
  description: 'The sessions of the account, except the current one.',
  urlName: 'session_others',
  paths: ['/api/auth/sessions/others/'],
  methods: {
    DELETE: defineMethod({
      summary: 'End all your sessions except this one.',
      input: endInput,
      output: { status: 204 },
      fails: ['not_authenticated', 'invalid'],
      async handle(system, call) {
        await endSessions(system, requirePrincipal(call), 'others', credentialsOf(call.input))
        return { status: 204 }
      },
    }),
  },
}

export const sessionEndpoint: Endpoint = {
  ...guarded,
  name: 'Session',
  description: 'One session of the account.',
  urlName: 'session_detail',
  paths: ['/api/auth/sessions/{id}/'],
  methods: {
    DELETE: {
      summary: 'End one of your sessions.',
      output: { status: 204 },
      fails: ['not_authenticated', 'not_found'],
      async handle(system, call) {
        const principal = requirePrincipal(call)
        const { id = '' } = call.params
        const outcome = await endSessionById(system, principal, id)
        if (outcome === 'unknown') throw problem('not_found', { reason: 'session' })
        const isOwn = id === principal.sid
        return { status: 204, cookies: isOwn ? clearSentCookies(call.incoming, system.settings) : [] }
      },
    },
  },
}

function sessionBody(session: Session, current: string | undefined) {
  return {
    id: session.id,
    started_at: instantOf(new Date(session.startedAt)),
    last_used_at: instantOf(new Date(session.lastUsedAt)),
    expires_at: instantOf(new Date(session.expiresAt)),
    authenticated_by: session.factors.join(' '),
    address: session.address,
    user_agent: session.userAgent,
    current: session.id === current,
  }
}
