/** `latchkey adopt django URL`: copies a Django's accounts, and follows them. */
import type { Command } from '../../command.ts'
import { copyDjango } from './copy.ts'
import { adoptionOptions, configHelp, urlHelp, withAdoption } from './open-adoption.ts'

export const adoptDjangoCommand: Command = {
  name: 'adopt django',
  summary: 'Copy the accounts, groups and spent tokens of a Django, and follow what changes there.',
  operands: ['[URL]'],
  options: { ...adoptionOptions, follow: { type: 'boolean' } },
  help: [
    urlHelp,
    ['--follow', 'go on after the copy: changes come over every second until Latchkey is in charge'],
    configHelp,
    ['--json', 'the result, as JSON; with --follow a line for each round that found something'],
  ],
  async run(surroundings, values) {
    return await withAdoption(surroundings, values, scene => copyDjango(scene, { follows: values.follow === true }), {
      creates: true,
    })
  },
}
