/** History: who did what to whom, from where; the rows of one request, and of one session. */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { datetimeField } from '../../../fields/datetime-field.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { answerPage, pageOf, pageOutput, pageQuery } from '../../../http/response/cursor-pages.ts'
import { isTraceId, readTraceparent } from '../../../kernel/trace-context.ts'
import { parseUserId } from '../../../kernel/user-id.ts'
import { hasPermission } from '../../../permissions/has-model-permissions.ts'
import { problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import { adminAccess } from '../access.ts'
import { historyOutput, showHistory } from '../history.ts'
import { sessionOutput, showSession } from '../sessions.ts'

const text = charField({ required: false, maxLength: 200 })
const moment = datetimeField({ required: false })

const listQuery = z.object({
  user: charField({ required: false, maxLength: 40, helpText: 'The id of the account that it happened to.' }),
  actor: charField({ required: false, maxLength: 200, helpText: 'The id of an account, or `cli:root`.' }),
  event: text,
  code: text,
  address: text,
  trace: text,
  sid: text,
  subject: charField({ required: false, maxLength: 200, helpText: '`group:7`, `api_key:ID`.' }),
  since: moment,
  before: moment,
  ...pageQuery,
})

export function auditEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.view_audit')),
    name: 'Admin Audit',
    description: 'What happened, the newest first.',
    urlName: 'admin_audit',
    paths: ['/api/admin/audit/'],
    methods: {
      GET: defineMethod({
        summary: 'List the rows of the audit table.',
        query: listQuery,
        output: pageOutput(historyOutput),
        fails: ['not_authenticated', 'permission_denied', 'invalid', 'invalid_cursor'],
        async handle(system, { query, incoming }) {
          const { since, before, user, cursor: _, page_size: __, ...filters } = query
          const page = await system.audit.list({
            ...filters,
            // A text that is no id names no account.
            ...(user === undefined ? {} : { user: parseUserId(user) ?? '' }),
            ...(since === undefined ? {} : { since: Date.parse(since) }),
            ...(before === undefined ? {} : { before: Date.parse(before) }),
            ...pageOf(query),
          })
          return answerPage(incoming, page, await showHistory(system, page.entries))
        },
      }),
    },
  }
}

export function explainEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.view_audit')),
    name: 'Admin Explain',
    description: 'Why a request was answered as it was.',
    urlName: 'admin_explain',
    paths: ['/api/admin/explain/{trace}/'],
    methods: {
      GET: {
        summary: 'Show the rows of one request, by the value of its Latchkey-Trace header, and those of its session.',
        output: {
          body: z.object({ trace: z.string(), request: z.array(historyOutput), session: z.array(historyOutput) }),
        },
        fails: ['not_authenticated', 'permission_denied', 'not_found'],
        async handle(system, { params }) {
          const given = params.trace ?? ''
          const trace = isTraceId(given) ? given : readTraceparent(given)
          const request = trace === undefined ? [] : await system.audit.findByTrace(trace)
          if (trace === undefined || request.length === 0) throw problem('not_found', { reason: 'trace' })
          const sid = request.find(entry => entry.sid !== undefined)?.sid
          const known = sid === undefined ? [] : await system.audit.findBySession(sid)
          const session = known.filter(({ traceId }) => traceId !== trace)
          const shown = { request: await showHistory(system, request), session: await showHistory(system, session) }
          return { status: 200, body: { trace, ...shown } }
        },
      },
    },
  }
}

export function timelineEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.view_session')),
    name: 'Admin Session Timeline',
    description: 'The life of one session.',
    urlName: 'admin_session_timeline',
    paths: ['/api/admin/sessions/{sid}/timeline/'],
    methods: {
      GET: {
        summary: 'Show a session and what happened to it, the oldest first.',
        output: { body: z.object({ session: sessionOutput.nullable(), events: z.array(historyOutput) }) },
        fails: ['not_authenticated', 'permission_denied', 'not_found'],
        async handle(system, { params }) {
          const sid = params.sid ?? ''
          const session = await system.sessions.find(sid)
          const entries = await system.audit.findBySession(sid)
          if (session === undefined && entries.length === 0) throw problem('not_found', { reason: 'session' })
          const shown = session === undefined ? null : showSession(session, system.clock.now())
          return { status: 200, body: { session: shown, events: await showHistory(system, entries) } }
        },
      },
    },
  }
}
