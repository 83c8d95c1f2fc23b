/** The sessions of one account: where it is logged in, and their end. */
import { z } from 'zod'
import { endUserSession, endUserSessions } from '../../../flows/admin/end-user-sessions.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { answerPage, pageOf, pageOutput, pageQuery } from '../../../http/response/cursor-pages.ts'
import { hasModelPermissions, hasPermission } from '../../../permissions/has-model-permissions.ts'
import { problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import { adminAccess } from '../access.ts'
import { accountOf, changeableAccount } from '../operator.ts'
import { sessionOutput, showSession } from '../sessions.ts'

const listQuery = z.object(pageQuery)
const fails = ['not_authenticated', 'permission_denied', 'beyond_own_rights', 'not_found'] as const

export function userSessionsEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasModelPermissions('latchkey', 'session', { reading: true })),
    name: 'Admin User Sessions',
    description: 'The sessions of an account, ended ones too, for as long as they are kept.',
    urlName: 'admin_user_sessions',
    paths: ['/api/admin/users/{id}/sessions/'],
    methods: {
      GET: defineMethod({
        summary: 'List the sessions of an account, the last used first.',
        query: listQuery,
        output: pageOutput(sessionOutput),
        fails: ['not_authenticated', 'permission_denied', 'not_found', 'invalid', 'invalid_cursor'],
        async handle(system, call) {
          const now = system.clock.now()
          const user = await accountOf(system, call)
          const page = await system.sessions.listOf(user.id, { now, ...pageOf(call.query) })
          return answerPage(
            call.incoming,
            page,
            page.sessions.map(session => showSession(session, now)),
          )
        },
      }),
      DELETE: {
        summary: 'End every session of an account, on every node.',
        output: { status: 200, body: z.object({ ended: z.int() }) },
        fails,
        async handle(system, call) {
          const { user, actor } = await changeableAccount(system, call)
          const ended = await endUserSessions(system, actor, user.id)
          if (ended === 'gone') throw problem('not_found', { reason: 'user' })
          return { status: 200, body: { ended } }
        },
      },
    },
  }
}

export function userSessionEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.delete_session')),
    name: 'Admin User Session',
    description: 'One session of an account.',
    urlName: 'admin_user_session',
    paths: ['/api/admin/users/{id}/sessions/{sid}/'],
    methods: {
      DELETE: {
        summary: 'End one session of an account.',
        output: { status: 204 },
        fails,
        async handle(system, call) {
          const { user, actor } = await changeableAccount(system, call)
          const outcome = await endUserSession(system, actor, user.id, call.params.sid ?? '')
          if (outcome === 'gone') throw problem('not_found', { reason: 'session' })
          return { status: 204 }
        },
      },
    },
  }
}
