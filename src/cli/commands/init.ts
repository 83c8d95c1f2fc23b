/** `latchkey init`: Latchkey in the project of this folder, or a new one in an empty folder. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { generateSecret } from '../../keys/generate.ts'
import { systemRandom } from '../../ports/defaults/random.ts'
import type { Command, Surroundings } from '../command.ts'
import { type FrameworkName, frameworks, isFrameworkName } from '../init/frameworks.ts'
import { type Plan, type PlannedFile, planInit } from '../init/plan.ts'
import { type Project, readProject } from '../init/project.ts'
import { readText, writeFiles } from '../init/project-files.ts'
import { findWorkspaceApps, listApps } from '../init/workspace.ts'
import { FileFault } from '../transfer/read-text.ts'
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
    try {
      const asked = framework as FrameworkName | undefined
      const place = await findPlace(cwd, asked)
      if (typeof place !== 'string') {
        ui.failure(place.what, place.fix)
        return 1
      }
      const folder = join(cwd, place)
      const project = await readProject(folder, asked)
      const read = (name: string) => readText(folder, name)
      const plan = planInit(project, { version: readVersion(), secret: generateSecret(systemRandom), read })
      const isNew = new Set(plan.files.filter(file => !existsSync(join(folder, file.path))))
      if (isDry !== true) await writeFiles(folder, plan.files)
      const done: Done = { project, plan, isNew, place, isDry: isDry === true }
      if (json) ui.json(describe(done))
      else tell({ ui, program }, done)
      return 0
    } catch (error) {
      if (!(error instanceof FileFault)) throw error
      ui.failure(error.message, error.fix)
      return 1
    }
  },
}

interface Done {
  readonly project: Project
  readonly plan: Plan
  readonly isNew: ReadonlySet<PlannedFile>
  /** The folder of the project, as seen from where the command was typed. */
  readonly place: string
  readonly isDry: boolean
}

/** This folder; in the root of a workspace that of its one application. Several are for the reader to choose from. */
async function findPlace(cwd: string, asked: FrameworkName | undefined) {
  const { framework } = await readProject(cwd)
  const all = framework === undefined ? await findWorkspaceApps(cwd) : undefined
  if (all === undefined) return '.'
  const apps = asked === undefined ? all : all.filter(app => app.framework === asked)
  const [only, ...others] = apps
  if (only !== undefined && others.length === 0) return only.path
  const names = asked === undefined ? Object.values(frameworks) : [frameworks[asked]]
  return only === undefined
    ? {
        what: `This is a workspace, and none of its packages has ${names.map(({ title }) => title).join(', ')}.`,
        fix: 'Run this in the folder of the package that is to have it.',
      }
    : {
        what: `This is a workspace with several applications: ${listApps(apps)}.`,
        fix: 'Run this in the folder of the one that is to have it.',
      }
}

function describe({ project, plan: { files, left }, isNew, place }: Done): object {
  return {
    framework: project.framework ?? null,
    files: files.map(file => ({ path: join(place, file.path), done: isNew.has(file) ? 'made' : 'changed' })),
    left,
  }
}

function tell(
  { ui, program }: Pick<Surroundings, 'ui' | 'program'>,
  { project, plan, isNew, place, isDry }: Done,
): void {
  const { files, left } = plan
  const framework = project.framework === undefined ? undefined : frameworks[project.framework]
  ui.say(
    framework === undefined
      ? 'The ready-made server: no framework was found.'
      : `${framework.title}${place === '.' ? '' : `, in ${place}`}.`,
  )
  if (files.length === 0) ui.say('Everything is here already.')
  else
    ui.table(
      ['FILE', isDry ? 'WOULD BE' : 'WAS', 'WHAT'],
      files.map(file => [join(place, file.path), isNew.has(file) ? 'made' : 'changed', file.what]),
    )
  if (isDry)
    for (const { path, text, isSecret } of files)
      if (isSecret !== true) ui.say(['', `== ${join(place, path)}`, ...text.trimEnd().split('\n')])
  if (left.length > 0) ui.hint(['', 'Left to do:', ...left])
  if (files.length > 0 && !isDry) ui.hint(['', ...nextSteps(project, program, place === '.' ? '' : `cd ${place} && `)])
}

function nextSteps({ framework, sources }: Project, program: string, inPlace: string): readonly string[] {
  if (framework === undefined) return ['Next: npm install, then npm run dev.']
  const commands =
    framework !== 'next' && sources === 'src' ? 'npm run latchkey -- createsuperuser' : `${program} createsuperuser`
  return [
    'Next: npm install, then start your app: POST /api/auth/register/ answers.',
    `A guarded route: ${frameworks[framework].guard}`,
    `An administrator: ${inPlace}${commands}`,
  ]
}
