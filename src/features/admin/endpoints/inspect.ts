/** What a token is, and what would become of it now: for the question "why is this refused?". */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { sayReason } from '../../../flows/event-words.ts'
import { inspectOwnToken, type TokenInspection } from '../../../flows/inspect-token.ts'
import type { SessionFacts } from '../../../flows/look-up-token.ts'
import type { WouldAnswer } from '../../../flows/would-answer.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { instantOf } from '../../../kernel/instant.ts'
import { hasPermission } from '../../../permissions/has-model-permissions.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import { adminAccess } from '../access.ts'
import { historyOutput, showHistory } from '../history.ts'

const moment = z.iso.datetime().nullable()
const text = z.string().nullable()

const output = z.object({
  is_ours: z.boolean().describe('Whether a key of this installation signed it. If not, nothing else in it is read.'),
  is_accepted: z.boolean().describe('Whether it would be accepted now, for what it is.'),
  reason: text.describe('Which step refuses it.'),
  says: text.describe('The same as a sentence.'),
  status: z.int().nullable().describe('What the API would answer, as code and detail are.'),
  code: text,
  detail: text,
  presented_as: text.describe('bearer, refresh, mail link or verify.'),
  kind: text.describe('What it says that it is: access, refresh.'),
  header: z.record(z.string(), z.unknown()).nullable(),
  claims: z.record(z.string(), z.unknown()).nullable(),
  issued_at: moment,
  expires_at: moment,
  id_state: text.describe('unspent, spent, revoked, current, forgiven, replaced; missing: it has no id.'),
  user: z.object({ state: z.string(), id: z.union([z.int(), z.string()]).nullable(), name: text }).nullable(),
  session: z
    .object({
      state: z.string(),
      id: text,
      started_at: moment,
      last_used_at: moment,
      expires_at: moment,
      ended_at: moment,
      end_reason: text,
    })
    .nullable(),
  events: z.array(historyOutput).describe('What happened to its session, the oldest first.'),
})

const longest = 16_384

const input = z.object({
  token: charField({
    maxLength: longest,
    writeOnly: true,
    helpText: 'Without "Bearer". It is neither kept nor logged.',
  }),
})

export function inspectEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.view_audit')),
    name: 'Admin Inspect',
    description: 'What is in a token, and whether it would be accepted.',
    urlName: 'admin_inspect',
    paths: ['/api/admin/inspect/'],
    methods: {
      POST: defineMethod({
        summary: 'Explain a token. Nothing is spent, counted or written, and the answer does not repeat it.',
        input,
        output: { status: 200, body: output },
        fails: ['not_authenticated', 'permission_denied', 'invalid'],
        async handle(system, call) {
          const inspected = await inspectOwnToken(system, call.input.token)
          return { status: 200, body: await showInspection(system, inspected) }
        },
      }),
    },
  }
}

/** Of a stranger's token nothing is shown: its claims would be taken for facts. */
const foreign = {
  is_ours: false,
  is_accepted: false,
  reason: null,
  says: null,
  status: null,
  code: null,
  detail: null,
  presented_as: null,
  kind: null,
  header: null,
  claims: null,
  issued_at: null,
  expires_at: null,
  id_state: null,
  user: null,
  session: null,
  events: [],
} as const

async function showInspection(system: System, inspected: TokenInspection) {
  if (!inspected.isOurs) return { ...foreign, reason: inspected.fault, says: say(inspected.fault) }
  const { kind, header, claims, found } = inspected
  const { user, session, id, answer } = found
  return {
    is_ours: true,
    ...showAnswer(answer),
    kind,
    header,
    claims,
    issued_at: secondsOf(claims.iat),
    expires_at: secondsOf(claims.exp),
    id_state: id,
    user: { state: user.state, id: user.id ?? null, name: user.login ?? null },
    session: showLife(session),
    events: await eventsOf(system, session),
  }
}

function showAnswer({ presentedAs, status, code, detail, reason }: WouldAnswer) {
  const why = status === 200 ? null : (reason ?? code ?? null)
  return {
    is_accepted: status === 200,
    reason: why,
    says: why === null ? null : say(why, code),
    status,
    code: code ?? null,
    detail: detail ?? null,
    presented_as: presentedAs,
  }
}

function say(reason: string, code?: string): string {
  return sayReason({ event: 'token.refused', at: 0, reason, ...(code === undefined ? {} : { code }) }) ?? reason
}

function showLife({ state, sid, startedAt, lastUsedAt, expiresAt, endedAt, endReason }: SessionFacts) {
  const at = (time: number | undefined) => (time === undefined ? null : instantOf(new Date(time)))
  return {
    state,
    id: sid ?? null,
    started_at: at(startedAt),
    last_used_at: at(lastUsedAt),
    expires_at: at(expiresAt),
    ended_at: at(endedAt),
    end_reason: endReason ?? null,
  }
}

async function eventsOf(system: System, { state, sid }: SessionFacts) {
  if (sid === undefined || state === 'foreign') return []
  return await showHistory(system, await system.audit.findBySession(sid))
}

/** A claim may be any number. */
function secondsOf(claim: unknown): string | null {
  if (typeof claim !== 'number' || !(claim >= 0 && claim < 253_402_300_800)) return null
  return instantOf(new Date(claim * 1000))
}
