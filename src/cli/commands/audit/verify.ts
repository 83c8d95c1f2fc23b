/** `latchkey audit verify`: makes the chain of the audit rows anew, and names the first row that does not fit. */
import type { AuditCheck, AuditFault, AuditPlace, AuditProgress } from '../../../ports/audit.ts'
import { configHelp } from '../../accounts.ts'
import type { Command, ExitCode } from '../../command.ts'
import { loadCommand, withStore } from '../../load.ts'
import type { Ui } from '../../ui.ts'

export const auditVerifyCommand: Command = {
  name: 'audit verify',
  summary: 'Check that no audit row was changed, taken out or put in.',
  options: { config: { type: 'string' }, since: { type: 'string' }, json: { type: 'boolean' } },
  help: [
    ['--since PLACE:DIGEST', 'as an earlier check printed it: that row must still be in the chain'],
    configHelp,
    ['--json', '{"checked", "first", "last", "since", "fault"}'],
  ],
  async run(surroundings, values) {
    const { ui } = surroundings
    const since = values.since === undefined ? undefined : readPlace(String(values.since))
    if (since === 'wrong') {
      ui.failure('--since must be PLACE:DIGEST.', 'Take it from the last line of an earlier `latchkey audit verify`.')
      return 2
    }
    const configuration = await loadCommand(surroundings, values)
    const check = await withStore(surroundings, values, configuration, ({ audit }) =>
      audit.verify(since, showProgress(ui)),
    )
    ui.progress(undefined)
    if (values.json === true) ui.json(toJson(check))
    return tell(ui, check, since, values.json === true)
  },
}

function readPlace(text: string): AuditPlace | 'wrong' {
  const [, place, digest = ''] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/i.exec(text) ?? []
  return place === undefined ? 'wrong' : { place: Number(place), digest: digest.toLowerCase() }
}

const progressEveryMs = 100

function showProgress(ui: Ui): (progress: AuditProgress) => void {
  let shownAt = performance.now()
  return ({ sealed, checked }) => {
    const now = performance.now()
    if (now - shownAt < progressEveryMs) return
    shownAt = now
    ui.progress(checked === 0 ? `${sealed} rows sealed` : `${checked} rows checked`)
  }
}

function tell(ui: Ui, check: AuditCheck, since: AuditPlace | undefined, isBrief: boolean): ExitCode {
  const { checked, first, last, fault } = check
  if (fault !== undefined) {
    const fits = last === undefined ? 'No row before it fits.' : `The last row that fits: ${placeText(last)}`
    ui.failure(sayFault(fault, since), fits)
    return 1
  }
  if (check.since === 'gone') {
    const aged = `The row at place ${since?.place} is not there: it was deleted by its age, as the database has it.`
    ui.failure(aged, `Check more often than rows are deleted. The rest fits: ${last ? placeText(last) : 'no row'}`)
    return 1
  }
  if (isBrief) return 0
  if (first === undefined) ui.say('There are no rows to check.')
  else ui.say(`${checked} row${checked === 1 ? '' : 's'} fit, from place ${first.place} to ${last?.place}.`)
  if (last !== undefined) ui.say(`Keep this elsewhere, for --since: ${placeText(last)}`)
  return 0
}

function sayFault({ id, place, what }: AuditFault, since: AuditPlace | undefined): string {
  const row = id === undefined ? `The row at place ${place}` : `The row ${id} at place ${place}`
  switch (what) {
    case 'missing':
      return `${row} is missing.`
    case 'added':
      return `${row} was added: none was sealed there.`
    case 'changed':
      return since?.place === place
        ? `${row} is not the one of --since: it was changed, or the chain was written anew.`
        : `${row} was changed, or one was put in before it.`
  }
}

function placeText({ place, digest }: AuditPlace): string {
  return `${place}:${digest}`
}

function toJson({ checked, first, last, since, fault }: AuditCheck) {
  const about = fault && { id: fault.id ?? null, place: fault.place, what: fault.what }
  return { checked, first: first ?? null, last: last ?? null, since: since ?? null, fault: about ?? null }
}
