/** How long work of an adoption is told: one line of a terminal that is replaced, and a line for each round that found something. */
import type { AdoptionReport, FollowedRound } from '../../../features/adoption/parts.ts'
import type { Ui } from '../../ui.ts'

const progressEveryMs = 100
/** Where there is no terminal, a log has a line at least that often. */
const quietMs = 60_000

export function reportTo(ui: Ui, asJson: boolean): AdoptionReport {
  let shownAt = 0
  let saidAt = 0
  return {
    progress(what, done, of) {
      const now = performance.now()
      if (now - shownAt < progressEveryMs) return
      shownAt = now
      ui.progress(`${what}: ${count(done)}${of === undefined ? '' : ` of ${count(of)}`}`)
    },
    remark(text) {
      ui.progress(undefined)
      ui.hint(text)
    },
    followed(round) {
      const now = performance.now()
      const found = describeRound(round)
      if (asJson) {
        // One line each, as this goes on for days.
        if (found !== undefined || now - saidAt >= quietMs) ui.say(JSON.stringify(shownRound(round)))
      } else if (found !== undefined || now - saidAt >= quietMs) {
        ui.progress(undefined)
        ui.say(`${timeOf(round)}  lag ${lagOf(round)}${found === undefined ? '' : `  ${found}`}`)
      } else ui.progress(`${timeOf(round)}  lag ${lagOf(round)}`)
      if (found !== undefined || now - saidAt >= quietMs) saidAt = now
    },
  }
}

export function count(number: number): string {
  return number.toLocaleString('en')
}

/** How old what is here was when the round ended. */
function lagOf({ took }: FollowedRound): string {
  return `${(took / 1000).toFixed(1)} s`
}

function timeOf({ at }: FollowedRound): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}

function shownRound({ at, took, refused, ...counts }: FollowedRound) {
  return { at: new Date(at).toISOString(), lag_ms: took, ...counts, refused }
}

/** `undefined`: nothing was different. */
function describeRound({
  created,
  changed,
  deleted,
  groups,
  spent,
  ended,
  refused,
}: FollowedRound): string | undefined {
  const counts = [
    [created, 'created'],
    [changed, 'changed'],
    [deleted, 'deleted'],
    [groups, 'groups'],
    [spent, 'spent tokens'],
    [ended, 'sessions ended'],
  ] as const
  const found = counts.flatMap(([number, what]) => (number === 0 ? [] : [`${count(number)} ${what}`]))
  if (refused.length > 0)
    found.push(
      `not written: ${refused
        .slice(0, 20)
        .map(({ id, reason }) => `id ${id} (${reason})`)
        .join(', ')}`,
    )
  return found.length === 0 ? undefined : found.join(', ')
}
