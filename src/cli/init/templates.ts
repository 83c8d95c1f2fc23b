/** The texts of the files that `latchkey init` makes. Those for Next are the ones of its guide. */
import { basename, join } from 'node:path'
import type { Project } from './project.ts'
import type { Way } from './source-text.ts'

/** Of a folder that had none: the server is the project. */
export function serverManifest(folder: string, version: string): string {
  const name =
    basename(folder)
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, '-')
      .replaceAll(/^-+|-+$/g, '') || 'accounts'
  const values = {
    name: name === 'latchkey' ? 'accounts' : name,
    private: true,
    type: 'module',
    scripts: { dev: 'latchkey dev', start: 'latchkey serve' },
    dependencies: { latchkey: `^${version}` },
    engines: { node: '>=24' },
  }
  return `${JSON.stringify(values, null, 2)}\n`
}

/** Of the server, which reads `.env` by itself. */
export function serverConfigText({ quote: q, semicolon: s }: Way): string {
  return `import { defineConfig } from ${q}latchkey${q}${s}

// A misspelt name is refused with the right one; npx latchkey settings lists them all.
export default defineConfig({
  database: ${q}sqlite:latchkey.sqlite3${q},
})${s}
`
}

/**
 * One configuration for the application and for the command line. Paths of a configuration begin at its folder, those of the
 * application where it is started: below `src/` the whole path is named.
 */
export function configText({ quote: q, semicolon: s }: Way, isBelow: boolean): string {
  const imports = isBelow ? `\nimport { resolve } from ${q}node:path${q}${s}` : ''
  const database = isBelow ? `\`sqlite:\${resolve(${q}latchkey.sqlite3${q})}\`` : `${q}sqlite:latchkey.sqlite3${q}`
  return `import { existsSync } from ${q}node:fs${q}${s}${imports}
import { defineConfig } from ${q}latchkey${q}${s}

if (existsSync(${q}.env${q})) process.loadEnvFile()${s}

// A misspelt name is refused with the right one; npx latchkey settings lists them all.
export default defineConfig({
  secretKey: process.env.SECRET_KEY,
  database: process.env.DATABASE_URL ?? ${database},
})${s}
`
}

export function authText(project: Project, way: Way): string {
  const { isCommonJs, isTypeScript, importEnding } = project
  const { quote: q, semicolon: s } = way
  const isNest = project.framework === 'nest'
  if (isCommonJs && !isTypeScript) {
    return `const { createAuth } = require(${q}latchkey${q})${s}

// A promise: CommonJS has no await outside functions.
exports.auth = import(${q}./latchkey.config.mjs${q}).then(({ default: config }) => createAuth(config))${s}
`
  }
  const imports = [
    `import { createAuth } from ${q}latchkey${q}${s}`,
    `import config from ${q}./latchkey.config${importEnding}${q}${s}`,
  ]
  const made = isNest
    ? ['// A promise: the module waits for it.', `export const auth = createAuth(config)${s}`]
    : isCommonJs
      ? ['// A promise: CommonJS has no await outside functions.', `export const auth = createAuth(config)${s}`]
      : [`export const auth = await createAuth(config)${s}`]
  return [...imports, '', ...made, ''].join('\n')
}

export interface NextFile {
  readonly path: string
  readonly text: string
  readonly what: string
}

const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'

export function nextFiles(project: Project): readonly NextFile[] {
  const root = project.sources === 'src' ? 'src' : ''
  const ts = project.isTypeScript ? 'ts' : 'js'
  const route = (folder: string) => ({
    path: join(root, 'app', folder, `route.${ts}`),
    text: `import { toNextHandlers } from 'latchkey/next'\nimport { auth } from '../../../lib/auth'\n\nexport const { ${methods} } = toNextHandlers(auth)\n`,
    what: folder.startsWith('api')
      ? 'the endpoints'
      : folder.startsWith('account')
        ? 'the account pages'
        : 'the console',
  })
  return [
    {
      path: join(root, 'lib', `auth.${ts}`),
      text: `import { createAuth } from 'latchkey'
import { lazyAuth } from 'latchkey/next'

export const auth = lazyAuth('app', () =>
  createAuth({ secretKey: process.env.SECRET_KEY, database: 'sqlite:app.sqlite3' }),
)
`,
      what: 'accounts and tokens, for your code to import',
    },
    route('api/[...path]'),
    route('account/[[...path]]'),
    route('console/[[...path]]'),
  ]
}
