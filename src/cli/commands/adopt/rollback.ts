/** `latchkey adopt rollback`: Django becomes the one that writes users again. */
import { type RolledBack, rollBack } from '../../../features/adoption/flows/roll-back.ts'
import type { Command } from '../../command.ts'
import type { Ui } from '../../ui.ts'
import { adoptionOptions, configHelp, urlHelp, withAdoption } from './open-adoption.ts'
import { count } from './report.ts'

export const adoptRollbackCommand: Command = {
  name: 'adopt rollback',
  summary: 'Put Django in charge of the accounts again.',
  operands: ['[URL]'],
  options: { ...adoptionOptions, yes: { type: 'boolean' } },
  help: [
    urlHelp,
    ['--yes', 'also where users lose a password that Django does not have'],
    configHelp,
    ['--json', 'the result, as JSON'],
  ],
  async run(surroundings, values) {
    return await withAdoption(surroundings, values, async ({ ui, parts }) => {
      const rolled = await rollBack(parts, { isConfirmed: values.yes === true })
      ui.progress(undefined)
      if (values.json === true)
        ui.json({ result: rolled.kind, phase: rolled.state.phase, lost_passwords: rolled.lostPasswords })
      else tell(ui, rolled)
      return 0
    })
  },
}

function tell(ui: Ui, { kind, lostPasswords }: RolledBack): void {
  ui.say(kind === 'already' ? 'Django is in charge already.' : 'Django is in charge again.')
  if (lostPasswords > 0) ui.hint(`${count(lostPasswords)} users have to ask for a new password there.`)
  ui.hint([
    'At the proxy: send the paths of authentication to Django again.',
    'Latchkey stays the same only while it follows: latchkey adopt django URL --follow',
  ])
}
