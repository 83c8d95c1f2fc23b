/** What `latchkey init` writes in a project: each file whole, and why. Nothing is written here. */
import { dirname, join, relative } from 'node:path'
import { type Framework, frameworks } from './frameworks.ts'
import { hasDependency, type Project, type Source } from './project.ts'
import { addImports, findMade, hasName, type Way, wayOf } from './source-text.ts'
import { authText, configText, nextFiles, serverConfigText, serverManifest } from './templates.ts'

export interface PlannedFile {
  readonly path: string
  readonly text: string
  /** For the reader of the list. */
  readonly what: string
  /** It has a secret: for its owner's eyes. */
  readonly isSecret?: true
}

export interface Plan {
  readonly files: readonly PlannedFile[]
  /** What is left to do by hand, with the lines for it. */
  readonly left: readonly string[]
}

export interface PlanOptions {
  readonly version: string
  readonly secret: string
  /** The text of a file of the project, if there is one. */
  readonly read: (path: string) => string | undefined
}

export function planInit(project: Project, options: PlanOptions): Plan {
  const framework = project.framework === undefined ? undefined : frameworks[project.framework]
  const parts = [
    planManifest(project, options),
    planEnv(project, options),
    planIgnored(options),
    framework === undefined ? planConfig(project, options, '.') : planLibrary(project, framework, options),
  ]
  const files = parts.flatMap(part => part.files)
  const left = parts.flatMap(part => part.left)
  const inItsWay = (file: PlannedFile) => ({
    ...file,
    text: withLineEndsOf(options.read(file.path) ?? '', file.text),
  })
  return { files: files.map(inItsWay), left }
}

const nothing: Plan = { files: [], left: [] }
const write = (file: PlannedFile): Plan => ({ files: [file], left: [] })

/** Its order and its indentation stay. */
function planManifest(project: Project, { version }: PlanOptions): Plan {
  const { folder, manifest, framework, sources } = project
  const path = 'package.json'
  if (manifest === undefined) {
    return write({ path, text: serverManifest(folder, version), what: 'a project with Latchkey as its server' })
  }
  const values = structuredClone(manifest.values) as Record<string, Record<string, string> | undefined>
  if (!hasDependency(manifest, 'latchkey'))
    values.dependencies = sorted({ ...values.dependencies, latchkey: `^${version}` })
  const isBelow = framework !== undefined && framework !== 'next' && sources === 'src'
  const scripts = scriptsOf(framework !== undefined, isBelow ? `src/${configName(project)}` : undefined)
  const missing = Object.entries(scripts).filter(([name]) => values.scripts?.[name] === undefined)
  if (missing.length > 0) values.scripts = { ...values.scripts, ...Object.fromEntries(missing) }
  const indent = /^([ \t]+)"/m.exec(manifest.text)?.[1] ?? '  '
  const text = `${JSON.stringify(values, null, indent)}\n`
  return text.trim() === manifest.text.replaceAll('\r\n', '\n').trim()
    ? nothing
    : write({ path, text, what: 'the dependency, and a script for commands' })
}

/** A configuration below `src/` is named once, here. */
function scriptsOf(isLibrary: boolean, config: string | undefined): Readonly<Record<string, string>> {
  if (!isLibrary) return { dev: 'latchkey dev', start: 'latchkey serve' }
  return config === undefined ? {} : { latchkey: `latchkey --config ${config}` }
}

/** Node loads an ES module in any project by this name. */
function configName(project: Project): string {
  const isTyped = project.isTypeScript || project.manifest === undefined
  return `latchkey.config.${isTyped ? 'ts' : project.isCommonJs ? 'mjs' : 'js'}`
}

function sorted(packages: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Next reads .env.local by itself; everything else `.env`, by a line of the configuration. */
function planEnv({ framework }: Project, { secret, read }: PlanOptions): Plan {
  const path = framework === 'next' ? '.env.local' : '.env'
  const before = read(path)
  if (before !== undefined && /^\s*(?:export\s+)?SECRET_KEY(?:_FILE)?\s*=/m.test(before)) return nothing
  const start = before === undefined || before === '' ? '' : `${before.replace(/\n*$/, '')}\n`
  const text = `${start}# Signs the tokens. Another one for each installation; never in version control.\nSECRET_KEY=${secret}\n`
  return write({ path, text, what: 'a secret of your own', isSecret: true })
}

function planIgnored({ read }: PlanOptions): Plan {
  const path = '.gitignore'
  const before = read(path) ?? ''
  const lines = before.split('\n').map(line => line.trim())
  const isThere = (name: string) =>
    lines.some(line => line === name || line === `/${name}` || (line === '.env*' && name.startsWith('.env')))
  const missing = ['.env', '.env.local', '.latchkey/', '*.sqlite3*'].filter(name => !isThere(name))
  if (missing.length === 0) return nothing
  const start = before === '' || before.endsWith('\n') ? before : `${before}\n`
  return write({
    path,
    text: `${start}${missing.join('\n')}\n`,
    what: 'secret and database stay out of version control',
  })
}

function planConfig(project: Project, { read }: PlanOptions, folder: string): Plan {
  const names = ['ts', 'mts', 'js', 'mjs', 'json'].map(ending => join(folder, `latchkey.config.${ending}`))
  if (names.some(name => read(name) !== undefined)) return nothing
  const path = join(folder, configName(project))
  const way = wayOfProject(project)
  const text = project.framework === undefined ? serverConfigText(way) : configText(way, folder !== '.')
  return write({ path, text, what: 'the settings' })
}

function planLibrary(project: Project, framework: Framework, options: PlanOptions): Plan {
  if (project.framework === 'next') return planNext(project, options)
  const folder = project.sources
  const config = planConfig(project, options, folder)
  const path = join(folder, project.isTypeScript ? 'auth.ts' : 'auth.js')
  const existing = options.read(path)
  const way = wayOfProject(project)
  const text = authText(project, way)
  const auth: Plan =
    existing === undefined
      ? write({ path, text, what: 'accounts and tokens, for your code to import' })
      : existing.includes('latchkey')
        ? nothing
        : {
            files: [],
            left: [`${path} is something else already: put this into a file of your own.`, ...text.trim().split('\n')],
          }
  const mounted = planMount(project, framework)
  return { files: [...config.files, ...auth.files, ...mounted.files], left: [...auth.left, ...mounted.left] }
}

/** Changes the one file that makes the application. Where there are none, or several, the lines are told instead. */
function planMount(project: Project, framework: Framework): Plan {
  const [entry, ...others] = project.entries
  const taken = entry === undefined ? undefined : namesOf(project, framework).find(name => hasName(entry.text, name))
  const isOnly = entry !== undefined && others.length === 0
  const here = isOnly ? changed(project, framework, entry, taken) : undefined
  if (here === 'mounted') return nothing
  if (here !== undefined) return write(here)
  const why =
    entry === undefined
      ? `No file was found that makes the ${framework.title} application: add these lines where it is made.`
      : others.length > 0
        ? `Several files make a ${framework.title} application (${project.entries.map(({ path }) => path).join(', ')}): add these lines to yours.`
        : taken === undefined
          ? `${entry.path} makes the application in another way than expected: add these lines there.`
          : `${entry.path} has the name ${taken} already: add these lines there, with a name of your own for one of the two.`
  const way = wayOf(entry?.text ?? '')
  const lines = [...importLines(project, framework, '.', way), ...framework.mount('app', project.isCommonJs)]
  return { files: [], left: [why, ...lines] }
}

/** What the lines bring into the file. */
function namesOf({ isCommonJs }: Project, { imported = 'latchkey' }: Framework): readonly string[] {
  return [imported, 'auth', ...(isCommonJs ? ['mounted'] : [])]
}

function changed(
  project: Project,
  framework: Framework,
  { path, text }: Source,
  taken: string | undefined,
): PlannedFile | 'mounted' | undefined {
  if (/['"]latchkey\//.test(text)) return 'mounted'
  if (taken !== undefined) return undefined
  const way = wayOf(text)
  const mounted = framework.edit === undefined ? withStatement(project, framework, text, way) : framework.edit(text)
  if (mounted === undefined) return undefined
  const imports = importLines(project, framework, pathBetween(path, project.sources), way, text)
  return { path, text: addImports(mounted, imports), what: 'Latchkey is mounted' }
}

function withStatement(project: Project, framework: Framework, text: string, way: Way): string | undefined {
  const made = framework.made === undefined ? undefined : findMade(text, framework.made)
  if (made === undefined) return undefined
  const isChained = framework.chained !== undefined && made.end > made.callEnd + 1
  const at = isChained ? made.callEnd : made.end
  const lines = framework.mount(made.name, project.isCommonJs).map(line => `\n${made.indent}${line}${way.semicolon}`)
  const added = isChained ? (framework.chained ?? '') : lines.join('')
  return `${text.slice(0, at)}${added}${text.slice(at)}`
}

/** From the folder of a file to another, as an import names it. */
function pathBetween(file: string, folder: string): string {
  const path = relative(dirname(file), folder).replaceAll('\\', '/')
  return path.startsWith('..') ? path : `./${path}`.replace(/\/$/, '')
}

function withLineEndsOf(before: string, text: string): string {
  return before.includes('\r\n') ? text.replaceAll(/\r?\n/g, '\r\n') : text
}

/** `require` where the file itself uses it. */
function importLines(
  project: Project,
  framework: Framework,
  folder: string,
  { quote, semicolon }: Way,
  text = '',
): readonly string[] {
  const q = (name: string) => `${quote}${name}${quote}`
  const auth = `${folder}/auth${project.isCommonJs && !project.isTypeScript ? '' : project.importEnding}`
  const requires = project.isCommonJs && !project.isTypeScript && !/^import\b/m.test(text)
  const line = (names: string, from: string) =>
    requires ? `const ${names} = require(${q(from)})${semicolon}` : `import ${names} from ${q(from)}${semicolon}`
  return [line(`{ ${framework.imported ?? 'latchkey'} }`, framework.entryPoint), line('{ auth }', auth)]
}

function wayOfProject({ entries }: Project): Way {
  const [first] = entries
  return first === undefined ? { quote: "'", semicolon: '' } : wayOf(first.text)
}

function planNext(project: Project, options: PlanOptions): Plan {
  const files: PlannedFile[] = []
  const left: string[] = []
  for (const { path, text, what } of nextFiles(project)) {
    const before = options.read(path)
    if (before === undefined) files.push({ path, text, what })
    else if (before.includes('latchkey')) continue
    else left.push(`${path} is something else already: it should have this.`, ...text.trim().split('\n'))
  }
  const config = planNextConfig(project, options)
  return { files: [...files, ...config.files], left: [...left, ...config.left] }
}

/** `withLatchkey` around what is exported. */
function planNextConfig({ isTypeScript }: Project, { read }: PlanOptions): Plan {
  const path = ['next.config.ts', 'next.config.mjs', 'next.config.js'].find(name => read(name) !== undefined)
  const line = "import { withLatchkey } from 'latchkey/next'"
  if (path === undefined) {
    const own = isTypeScript ? 'next.config.ts' : 'next.config.mjs'
    return write({
      path: own,
      text: `${line}\n\nexport default withLatchkey({})\n`,
      what: 'paths end with a slash, as Django’s',
    })
  }
  const before = read(path) ?? ''
  if (before.includes('withLatchkey')) return nothing
  const wrapped = before.replace(/^export default (\w+)(;?)\s*$/m, 'export default withLatchkey($1)$2')
  if (wrapped === before)
    return { files: [], left: [`${path}: wrap what it exports.`, line, 'export default withLatchkey(nextConfig)'] }
  const { quote, semicolon } = wayOf(before)
  const text = addImports(`${wrapped.trimEnd()}\n`, [
    `import { withLatchkey } from ${quote}latchkey/next${quote}${semicolon}`,
  ])
  return write({ path, text, what: 'paths end with a slash, as Django’s' })
}
