/** The sessions of all accounts. */
import { z } from 'zod'
import { choiceField } from '../../../fields/choice-field.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { answerPage, pageOf, pageOutput, pageQuery } from '../../../http/response/cursor-pages.ts'
import { hasPermission } from '../../../permissions/has-model-permissions.ts'
import type { Settings } from '../../../settings/settings.ts'
import { adminAccess } from '../access.ts'
import { sessionOutput, showSession } from '../sessions.ts'

const listQuery = z.object({ state: choiceField({ choices: ['live', 'ended'], required: false }), ...pageQuery })

export function sessionsEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.view_session')),
    name: 'Admin Session List',
    description: 'The sessions of all accounts.',
    urlName: 'admin_sessions',
    paths: ['/api/admin/sessions/'],
    methods: {
      GET: defineMethod({
        summary: 'List sessions, those of the last days first.',
        query: listQuery,
        output: pageOutput(sessionOutput),
        fails: ['not_authenticated', 'permission_denied', 'invalid', 'invalid_cursor'],
        async handle({ sessions, clock }, { query, incoming }) {
          const now = clock.now()
          const page = await sessions.list({ now, state: query.state, ...pageOf(query) })
          return answerPage(
            incoming,
            page,
            page.sessions.map(session => showSession(session, now)),
          )
        },
      }),
    },
  }
}
