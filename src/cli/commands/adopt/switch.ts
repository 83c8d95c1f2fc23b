/** `latchkey adopt switch`: Latchkey becomes the one that writes users. */
import { type Switched, switchAuthority } from '../../../features/adoption/flows/switch-authority.ts'
import type { Command } from '../../command.ts'
import type { Ui } from '../../ui.ts'
import { adoptionOptions, configHelp, urlHelp, withAdoption } from './open-adoption.ts'
import { count } from './report.ts'

export const adoptSwitchCommand: Command = {
  name: 'adopt switch',
  summary: 'Put Latchkey in charge of the accounts, while a follower runs.',
  operands: ['[URL]'],
  options: { ...adoptionOptions, 'rollback-ready': { type: 'boolean' } },
  help: [
    urlHelp,
    ['--rollback-ready', 'tell Django new passwords in its own format, so that a way back loses none'],
    configHelp,
    ['--json', 'the result, as JSON'],
  ],
  async run(surroundings, values) {
    const asJson = values.json === true
    return await withAdoption(surroundings, values, async ({ ui, parts }) => {
      if (!asJson) ui.hint(before)
      const switched = await switchAuthority(parts, { isRollbackReady: values['rollback-ready'] === true })
      ui.progress(undefined)
      if (asJson) ui.json(shown(switched))
      else tell(ui, switched)
      return switched.changedLate.length === 0 ? 0 : 1
    })
  },
}

/** Two registrars with one key give one id to two people, and each opens the other's account. */
const before = [
  'The proxy has to send what writes accounts to Latchkey by now: registration, passwords, profiles. Until the switch is',
  'done it answers 409 there. With two places that register, one id would belong to two people.',
]

const after = [
  'At the proxy: send all paths of authentication to Latchkey now (login, refresh, logout, registration, passwords).',
  'The rest stays at Django, which verifies the same tokens. Do not register accounts or change them there any more.',
  'A running server tells Django what happens here. See: latchkey adopt status',
]

function shown({ kind, state, stopMs, spentLate, newcomersLate, changedLate }: Switched) {
  return {
    result: kind,
    phase: state.phase,
    stop_ms: stopMs,
    spent_late: spentLate,
    newcomers_late: newcomersLate,
    changed_late: changedLate,
  }
}

function tell(ui: Ui, { kind, stopMs, spentLate, newcomersLate, changedLate }: Switched): void {
  ui.say(
    kind === 'already'
      ? 'Latchkey was in charge already; spent tokens were read once more.'
      : `Latchkey is in charge. Accounts could not be written for ${count(stopMs)} ms.`,
  )
  if (spentLate > 0)
    ui.hint(`${count(spentLate)} tokens were spent at Django in the seconds after it, and are known here.`)
  if (newcomersLate > 0) ui.hint(`${count(newcomersLate)} accounts registered at Django in that moment, and came over.`)
  ui.hint(after)
  if (changedLate.length === 0) return
  ui.failure(
    `Django changed accounts after the switch: id ${changedLate.slice(0, 20).join(', ')}. These changes are not here.`,
    'Something still writes accounts there. Send it to Latchkey, and make these changes again here.',
  )
}
