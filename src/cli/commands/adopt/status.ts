/** `latchkey adopt status`: the phase, the lag, what Django has not heard yet, and what comes next. */
import { type AdoptionStatus, adoptionStatus } from '../../../features/adoption/flows/adoption-status.ts'
import { systemClock } from '../../../ports/defaults/clock.ts'
import type { Command } from '../../command.ts'
import type { Ui } from '../../ui.ts'
import { adoptionOptions, configHelp, withAdoptionStore } from './open-adoption.ts'
import { count } from './report.ts'

export const adoptStatusCommand: Command = {
  name: 'adopt status',
  summary: 'Show how far moving in from Django has come, and what to do next.',
  options: adoptionOptions,
  help: [configHelp, ['--json', 'the same, as JSON; times in ISO 8601']],
  async run(surroundings, values) {
    const { ui } = surroundings
    return await withAdoptionStore(surroundings, values, async store => {
      const status = await adoptionStatus({ store: store.adoption, clock: systemClock })
      if (values.json === true) ui.json(shown(status))
      else tell(ui, status)
      return 0
    })
  },
}

function shown(status: AdoptionStatus) {
  const { state, users, backlog, lagMs, worker } = status
  return {
    phase: state?.phase ?? null,
    place: state?.place ?? null,
    since: isoOf(state?.since),
    users,
    lag_ms: lagMs ?? null,
    followed_at: isoOf(state?.followedAt),
    worker: worker ?? null,
    backlog: { count: backlog.count, oldest_at: isoOf(backlog.oldestAt) },
    rollback_ready: state?.isRollbackReady ?? false,
    foreign_tokens_until: isoOf(state?.foreignTokensUntil),
    next: nextOf(status),
  }
}

function tell(ui: Ui, status: AdoptionStatus): void {
  const { state, users, backlog, lagMs, worker } = status
  if (state === undefined) {
    ui.say('Nothing was begun.')
    ui.hint(nextOf(status))
    return
  }
  const rows = [
    ['phase', state.phase],
    ['since', momentOf(state.since)],
    ['django', state.place],
    ['accounts here', count(users)],
    ...(lagMs === undefined ? [] : [['lag', secondsOf(lagMs)]]),
    ...(state.followedAt === undefined ? [] : [['last followed', momentOf(state.followedAt)]]),
    ['at work', worker ?? 'none'],
    ['Django has to hear', backlogOf(backlog)],
    ...(state.phase === 'switched' ? [['ready for a way back', state.isRollbackReady === true ? 'yes' : 'no']] : []),
    ...(state.foreignTokensUntil === undefined ? [] : [["Django's tokens until", momentOf(state.foreignTokensUntil)]]),
  ]
  ui.table(['adoption', ''], rows)
  ui.hint(nextOf(status))
}

function nextOf({ state, worker, backlog, lagMs }: AdoptionStatus): string {
  switch (state?.phase) {
    case undefined:
      return 'Next: latchkey adopt django URL --check'
    case 'copying':
      return worker === undefined
        ? 'The copy was stopped. It goes on with: latchkey adopt django URL'
        : 'The copy is under way.'
    case 'following':
      if (worker === undefined) return 'No follower runs. Next: latchkey adopt django URL --follow'
      return lagMs !== undefined && lagMs < 2000 ? 'Next: latchkey adopt switch' : 'The follower catches up.'
    case 'switching':
      return worker === undefined
        ? 'The switch was stopped. It goes on with: latchkey adopt switch'
        : 'The switch is under way.'
    case 'switched':
      return backlog.count === 0
        ? "Latchkey is in charge. Next, once no token of Django's is left: latchkey adopt finish. The way back: latchkey adopt rollback"
        : 'Latchkey is in charge. A running server tells Django what is left.'
    case 'finished':
      return 'Done: Django is not asked any more.'
  }
}

function backlogOf({ count: number, oldestAt }: AdoptionStatus['backlog']): string {
  return oldestAt === undefined ? 'nothing' : `${count(number)} changes, the oldest of ${momentOf(oldestAt)}`
}

function secondsOf(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

function momentOf(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}

function isoOf(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : new Date(milliseconds).toISOString()
}
