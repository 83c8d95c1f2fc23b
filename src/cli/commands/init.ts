/** `latchkey init`: Latchkey in the project of this folder, or a new one in an empty folder. */
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { generateSecret } from '../../keys/generate.ts'
import { systemRandom } from '../../ports/defaults/random.ts'
import type { Command, Surroundings } from '../command.ts'
import { type FrameworkName, frameworks, isFrameworkName } from '../init/frameworks.ts'
import { type Plan, type PlannedFile, planInit } from '../init/plan.ts'
import { type Project, readProject } from '../init/project.ts'
import { readVersion } from '../version.ts'

export const initCommand: Command = {
  name: 'init',
  summary: 'Put Latchkey into the project of this folder, or begin one.',
  options: { framework: { type: 'string' }, 'dry-run': { type: 'boolean' }, json: { type: 'boolean' } },
  help: [
    ['--framework NAME', `${Object.keys(frameworks).join(', ')}; otherwise the one of package.json`],
    ['--dry-run', 'print the files and write none'],
    ['--json', 'one JSON document: framework, files, and what is left to do'],
  ],
  async run({ ui, cwd, program }, { framework, 'dry-run': isDry = false, json }) {
    if (framework !== undefined && !isFrameworkName(String(framework))) {
      ui.failure(`There is no framework "${framework}".`, `Choose one of ${Object.keys(frameworks).join(', ')}.`)
      return 2
    }
    const project = await read(cwd, framework)
    if (typeof project === 'string') {
      ui.failure(`package.json cannot be read: ${project}.`, 'Correct it, then run this again.')
      return 1
    }
    const path = (name: string) => join(cwd, name)
    const readFile = (name: string) => (existsSync(path(name)) ? readFileSync(path(name), 'utf8') : undefined)
    const plan = planInit(project, { version: readVersion(), secret: generateSecret(systemRandom), read: readFile })
    const isNew = new Set(plan.files.filter(file => !existsSync(path(file.path))))
    if (isDry !== true) for (const file of plan.files) await write(path(file.path), file)
    if (json) ui.json(describe(project, plan, isNew))
    else tell({ ui, program }, project, plan, isNew, isDry === true)
    return 0
  },
}

async function read(cwd: string, framework: unknown): Promise<Project | string> {
  try {
    return await readProject(cwd, framework as FrameworkName | undefined)
  } catch (error) {
    if (error instanceof SyntaxError) return error.message
    throw error
  }
}

async function write(path: string, { text, isSecret }: PlannedFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text, isSecret === true ? { mode: 0o600 } : {})
}

function describe(project: Project, { files, left }: Plan, isNew: ReadonlySet<PlannedFile>): object {
  return {
    framework: project.framework ?? null,
    files: files.map(file => ({ path: file.path, done: isNew.has(file) ? 'made' : 'changed' })),
    left,
  }
}

function tell(
  { ui, program }: Pick<Surroundings, 'ui' | 'program'>,
  project: Project,
  { files, left }: Plan,
  isNew: ReadonlySet<PlannedFile>,
  isDry: boolean,
): void {
  const framework = project.framework === undefined ? undefined : frameworks[project.framework]
  ui.say(framework === undefined ? 'The ready-made server: no framework was found.' : `${framework.title}.`)
  if (files.length === 0) ui.say('Everything is here already.')
  else
    ui.table(
      ['FILE', isDry ? 'WOULD BE' : 'WAS', 'WHAT'],
      files.map(file => [file.path, isNew.has(file) ? 'made' : 'changed', file.what]),
    )
  if (isDry)
    for (const { path, text, isSecret } of files)
      if (isSecret !== true) ui.say(['', `== ${path}`, ...text.trimEnd().split('\n')])
  if (left.length > 0) ui.hint(['', 'Left to do:', ...left])
  if (files.length > 0 && !isDry) ui.hint(['', ...nextSteps(project, program)])
}

function nextSteps({ framework, sources }: Project, program: string): readonly string[] {
  if (framework === undefined) return ['Next: npm install, then npm run dev.']
  const commands =
    framework !== 'next' && sources === 'src' ? 'npm run latchkey -- createsuperuser' : `${program} createsuperuser`
  return [
    'Next: npm install, then start your app: POST /api/auth/register/ answers.',
    `A guarded route: ${frameworks[framework].guard}`,
    `An administrator: ${commands}`,
  ]
}
