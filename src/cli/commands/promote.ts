/** `latchkey promote postgres://...`: moves the database from SQLite to PostgreSQL, while the server runs. */
import { randomUUID } from 'node:crypto'
import { systemClock } from '../../ports/defaults/clock.ts'
import type { Report } from '../../stores/promotion/copy.ts'
import {
  abortPromotion,
  type Promoted,
  type Promoting,
  promote,
  rehearsePromotion,
} from '../../stores/promotion/promote.ts'
import type { Rehearsal } from '../../stores/promotion/rehearse.ts'
import { configHelp } from '../accounts.ts'
import type { Command, ExitCode } from '../command.ts'
import { loadCommand } from '../load.ts'
import type { Ui } from '../ui.ts'

export const promoteCommand: Command = {
  name: 'promote',
  summary: 'Move the database from SQLite to PostgreSQL, while the server runs.',
  operands: ['[TARGET]'],
  options: {
    config: { type: 'string' },
    'dry-run': { type: 'boolean' },
    leave: { type: 'string', multiple: true },
    abort: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: [
    ['--dry-run', 'check everything and read every row, and write nothing on either side'],
    ['--leave NAME', 'leave a table of yours behind, or a column (table.column); can be repeated'],
    ['--abort', 'give up a copy that has begun; the file is as before'],
    configHelp,
    ['--json', 'the result, as JSON'],
  ],
  async run(surroundings, values) {
    const { ui, cwd } = surroundings
    const { settings, migrations } = await loadCommand(surroundings, values)
    const asJson = values.json === true
    if (values.abort === true) return abort(ui, settings.databaseUrl, cwd, asJson)
    if (typeof values.TARGET !== 'string') {
      ui.failure('The target is missing.', 'Write: latchkey promote postgres://user@host/database')
      return 2
    }
    const promoting: Promoting = {
      databaseUrl: settings.databaseUrl,
      target: values.TARGET,
      folder: cwd,
      settings,
      schema: { migrations },
      leaves: (values.leave as readonly string[] | undefined) ?? [],
      report: reportTo(ui),
      newId: randomUUID,
      elapsed: systemClock.elapsed ?? systemClock.now,
    }
    if (values['dry-run'] === true) return sayRehearsal(ui, await rehearsePromotion(promoting), asJson)
    return sayPromoted(ui, await promote(promoting), asJson)
  },
}

function abort(ui: Ui, databaseUrl: string, folder: string, asJson: boolean): ExitCode {
  const to = abortPromotion({ databaseUrl, folder })
  if (asJson) ui.json({ aborted: to ?? null })
  else ui.say(to === undefined ? 'Nothing to do: no copy has begun.' : `The copy to ${to} was given up.`)
  if (to !== undefined) ui.hint('What was copied is still there: drop it before you copy into it again.')
  return 0
}

function reportTo(ui: Ui): Report {
  return {
    copying: (table, rows, of) => ui.progress(`${table}: ${count(rows)} of ${count(of)} rows`),
    copied(table, rows, milliseconds) {
      ui.progress(undefined)
      const rate = milliseconds < 100 ? '' : `, ${count(Math.round((rows / milliseconds) * 1000))} a second`
      ui.hint(`${table}: ${count(rows)} rows${rate}`)
    },
    comparing: table => ui.progress(`${table}: comparing both sides`),
    remark(text) {
      ui.progress(undefined)
      ui.hint(text)
    },
  }
}

function count(rows: number): string {
  return rows.toLocaleString('en')
}

function sayPromoted(ui: Ui, promoted: Promoted, asJson: boolean): ExitCode {
  const { source, target, tables, notCopied, stopMs } = promoted
  ui.progress(undefined)
  if (asJson) {
    ui.json({ source, target, tables, notCopied, stopMs: stopMs ?? null })
    return 0
  }
  if (tables.length > 0) {
    ui.table(
      ['table', 'rows', 'checksum'],
      tables.map(({ name, rows, checksum }) => [name, String(rows), checksum]),
    )
  }
  ui.say(
    stopMs === undefined
      ? `The database is ${target}.`
      : `The database is ${target}. Both sides were the same; writers waited ${stopMs} ms.`,
  )
  ui.hint([
    `Now set DATABASE_URL to ${target}, with user and password, for every server, and start them again.`,
    `${source} takes no writes any more: servers that still use it answer 503.`,
  ])
  return 0
}

function sayRehearsal(ui: Ui, rehearsal: Rehearsal & { source: string; target: string }, asJson: boolean): ExitCode {
  const { tables, notCopied, faults, moreFaults, estimatedSeconds, target } = rehearsal
  ui.progress(undefined)
  const isFit = notCopied.length === 0 && faults.length === 0
  if (asJson) {
    ui.json(rehearsal)
    return isFit ? 0 : 1
  }
  ui.table(
    ['table', 'rows'],
    tables.map(({ name, rows }) => [name, String(rows)]),
  )
  if (isFit) {
    ui.say(
      `Nothing stands in the way. The copy to ${target} takes about ${estimatedSeconds} seconds beside the server.`,
    )
    return 0
  }
  const more = moreFaults === 0 ? [] : [`and ${moreFaults} values more.`]
  const left = notCopied.map(({ name, reason }) => `${name} would not be copied: ${reason}.`)
  ui.failure([...left, ...faults, ...more], 'Correct the rows; what may stay behind is named with --leave.')
  return 1
}
