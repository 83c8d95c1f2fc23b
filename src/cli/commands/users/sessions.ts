/** `latchkey users sessions` and `end-sessions`: where an account is logged in, and the end of that. */

import { showSession } from '../../../features/admin/sessions.ts'
import { endUserSession, endUserSessions } from '../../../flows/admin/end-user-sessions.ts'
import type { User } from '../../../users/user.ts'
import { type AccountScene, configHelp, nameOf, userHelp, withAccount } from '../../accounts.ts'
import { quoteForShell } from '../../banner.ts'
import { minuteOf, shorten } from '../../cells.ts'
import type { Command, ExitCode } from '../../command.ts'
import { fillPage, pageHelp, pageOf, pageOptions, withCursor } from '../../page-options.ts'

type Shown = ReturnType<typeof showSession>

export const usersSessionsCommand: Command = {
  name: 'users sessions',
  summary: 'List the sessions of an account, the last used first.',
  operands: ['USER'],
  options: {
    config: { type: 'string' },
    live: { type: 'boolean' },
    ended: { type: 'boolean' },
    ...pageOptions,
    json: { type: 'boolean' },
  },
  help: [
    userHelp,
    ['--live, --ended', 'only those that go on, or that are over'],
    ...pageHelp,
    configHelp,
    ['--json', '{"next", "results"}, with sessions as GET /api/admin/users/{id}/sessions/ has them'],
  ],
  async run(surroundings, values) {
    const { ui } = surroundings
    const page =
      values.live === true && values.ended === true ? '--live and --ended exclude each other.' : pageOf(values)
    if (typeof page === 'string') {
      ui.failure(page, 'See: latchkey users sessions --help')
      return 2
    }
    const state = values.live === true ? 'live' : values.ended === true ? 'ended' : undefined
    return await withCursor(ui, () =>
      withAccount(surroundings, values, async ({ auth }, user) => {
        const { sessions, clock } = auth.system
        const now = clock.now()
        const { rows, next } = await fillPage(page, async asked => {
          const found = await sessions.listOf(user.id, { now, state, ...asked })
          return { rows: found.sessions, next: found.next }
        })
        const results = rows.map(session => showSession(session, now))
        if (values.json === true) ui.json({ next: next ?? null, results })
        else if (results.length === 0) ui.say('There are no sessions.')
        else ui.table(['session', 'state', 'began', 'last used', 'by', 'address', 'device'], results.map(rowOf))
        if (next !== undefined && values.json !== true) ui.hint(`There are more: --after ${next}`)
        return 0
      }),
    )
  },
}

function rowOf(session: Shown): readonly string[] {
  const { id, started_at, last_used_at, authenticated_by, address, user_agent } = session
  const times = [started_at, last_used_at].map(minuteOf)
  return [id, stateOf(session), ...times, authenticated_by, address, shorten(user_agent)]
}

function stateOf({ is_live, ended_at, end_reason }: Shown): string {
  if (is_live) return 'live'
  return ended_at === null ? 'expired' : `ended: ${end_reason ?? 'unknown'}`
}

export const usersEndSessionsCommand: Command = {
  name: 'users end-sessions',
  summary: 'End one session of an account, or all of them. Its tokens are refused at once.',
  operands: ['USER', '[SESSION]'],
  options: { config: { type: 'string' }, all: { type: 'boolean' }, json: { type: 'boolean' } },
  help: [
    userHelp,
    ['SESSION', 'the id of one session: see `latchkey users sessions`'],
    ['--all', 'every session, and tokens that have none'],
    configHelp,
    ['--json', '{"ended"}: how many ended'],
  ],
  async run(surroundings, values) {
    if ((values.SESSION === undefined) === (values.all !== true)) {
      surroundings.ui.failure('Name one SESSION, or all of them with --all.', 'See: latchkey users sessions USER')
      return 2
    }
    return await withAccount(surroundings, values, (scene, user) =>
      values.all === true ? endAll(scene, user) : endOne(scene, user, String(values.SESSION)),
    )
  },
}

async function endOne({ ui, auth, actor, values }: AccountScene, user: User, sid: string): Promise<ExitCode> {
  const outcome = await endUserSession(auth.system, actor, user.id, sid)
  if (outcome === 'gone') {
    ui.failure(
      `${nameOf(user)} has no session "${shorten(sid, 40)}".`,
      `See: latchkey users sessions ${quoteForShell(nameOf(user))}`,
    )
    return 1
  }
  if (values.json === true) ui.json({ ended: outcome === 'ended' ? 1 : 0 })
  else ui.say(outcome === 'ended' ? `The session of ${nameOf(user)} has ended.` : 'It had ended before.')
  return 0
}

async function endAll({ ui, auth, actor, values }: AccountScene, user: User): Promise<ExitCode> {
  const ended = await endUserSessions(auth.system, actor, user.id)
  if (ended === 'gone') {
    ui.failure(`${nameOf(user)} has been deleted meanwhile.`)
    return 1
  }
  if (values.json === true) ui.json({ ended })
  else ui.say(`${ended} session${ended === 1 ? '' : 's'} of ${nameOf(user)} ended.`)
  return 0
}
