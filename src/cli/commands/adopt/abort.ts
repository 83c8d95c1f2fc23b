/** `latchkey adopt abort`: gives a copy up before the switch. */
import { abortAdoption } from '../../../features/adoption/flows/abort-adoption.ts'
import { systemClock } from '../../../ports/defaults/clock.ts'
import type { Command } from '../../command.ts'
import { adoptionOptions, configHelp, withAdoptionStore } from './open-adoption.ts'
import { count } from './report.ts'

export const adoptAbortCommand: Command = {
  name: 'adopt abort',
  summary: 'Give up a copy before the switch. Copied accounts stay here.',
  options: adoptionOptions,
  help: [configHelp, ['--json', 'the result, as JSON']],
  async run(surroundings, values) {
    const { ui } = surroundings
    return await withAdoptionStore(surroundings, values, async store => {
      const { kind, place, users } = await abortAdoption({ store: store.adoption, clock: systemClock })
      if (values.json === true) ui.json({ result: kind, place: place ?? null, users })
      else if (kind === 'nothing') ui.say('Nothing to do: no Django was copied into this database.')
      else {
        ui.say(`The copy of ${place} was given up.`)
        ui.hint(`${count(users)} accounts stay here, and are Latchkey's from now on.`)
      }
      return 0
    })
  },
}
