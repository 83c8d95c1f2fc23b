/** `latchkey adopt django URL`: says what a move would do, copies a Django's accounts, and follows them. */
import type { Command } from '../../command.ts'
import { checkHelp, checkOptions, isCheck, runCheck } from './check.ts'
import { copyDjango } from './copy.ts'
import { djangoHelp, djangoOptions, readDjangoOptions } from './django-options.ts'
import { adoptionOptions, configHelp, explaining, urlHelp, withAdoption } from './open-adoption.ts'

export const adoptDjangoCommand: Command = {
  name: 'adopt django',
  summary: 'Check a Django, copy its accounts, groups and spent tokens, and follow what changes there.',
  operands: ['[URL]'],
  options: { ...adoptionOptions, ...checkOptions, ...djangoOptions, follow: { type: 'boolean' } },
  help: [
    urlHelp,
    ...checkHelp,
    ['--follow', 'go on after the copy: changes come over every second until Latchkey is in charge'],
    ...djangoHelp,
    configHelp,
    ['--json', 'the result, as JSON; with --follow a line for each round that found something'],
  ],
  async run(surroundings, values) {
    const url = typeof values.URL === 'string' ? values.URL : surroundings.env.LATCHKEY_DJANGO_DATABASE_URL
    if (isCheck(values)) return await explaining(surroundings, values, () => runCheck(surroundings, values, url))
    const reading = readDjangoOptions(values, surroundings.cwd)
    const follows = values.follow === true
    return await withAdoption(surroundings, values, scene => copyDjango(scene, { follows, reading }), {
      creates: true,
      reading,
    })
  },
}
