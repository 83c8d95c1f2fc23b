/** `latchkey adopt finish`: Django's database is not asked any more. */
import { finishAdoption } from '../../../features/adoption/flows/finish-adoption.ts'
import type { Command } from '../../command.ts'
import { adoptionOptions, configHelp, urlHelp, withAdoption } from './open-adoption.ts'

export const adoptFinishCommand: Command = {
  name: 'adopt finish',
  summary: "End it, once no refresh token of Django's can be valid.",
  operands: ['[URL]'],
  options: adoptionOptions,
  help: [urlHelp, configHelp, ['--json', 'the result, as JSON']],
  async run(surroundings, values) {
    return await withAdoption(surroundings, values, async ({ ui, parts }) => {
      const { kind, state } = await finishAdoption(parts)
      if (values.json === true) ui.json({ result: kind, phase: state.phase })
      else {
        ui.say(kind === 'already' ? 'It is finished already.' : "Finished: Django's database is not asked any more.")
        ui.hint(
          'LATCHKEY_DJANGO_DATABASE_URL, and a key that only Django signed with, can be taken out of the configuration.',
        )
      }
      return 0
    })
  },
}
