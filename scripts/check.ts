/** `npm run check [-- --no-tests]`: everything that must hold before a change is done, as sentences. */
import './node-version.ts'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { painter } from '../src/cli/ui.ts'
import { findCommandFaults, findCommentFaults, findDocumentFaults } from './check-documents.ts'
import { findImportFaults } from './check-imports.ts'
import { findFiles, readFiles, root, runTool, type ToolResult } from './files.ts'
import { joinedPackages } from './joined-packages.ts'
import { findOldPages, writtenPages } from './written-pages.ts'

interface Step {
  readonly says: string
  readonly run: () => ToolResult
}

const sizeRules = ['--only=style/noExcessiveLinesPerFile', '--only=complexity/noExcessiveLinesPerFunction']

const steps: readonly Step[] = [
  { says: 'types hold: tsc finds nothing', run: () => runTool('tsc', ['-p', '.']) },
  { says: 'types hold in the pages, too', run: () => runTool('tsc', ['-p', 'web']) },
  { says: 'imports point one way', run: checkImports },
  {
    says: 'no file is longer than 350 lines, no function longer than 60',
    run: () => runTool('biome', ['lint', ...sizeRules, '.']),
  },
  {
    says: 'format and lint are clean',
    run: () => runTool('biome', ['check', '--error-on-warnings', '.']),
  },
  { says: 'documents and comments name files that exist', run: checkDocuments },
  { says: 'written pages say what their tables say', run: checkWrittenPages },
]
const tests: Step = { says: 'fast tests pass', run: runFastTests }

const paint = painter(process.stdout, process.env)
const chosen = process.argv.includes('--no-tests') ? steps : [...steps, tests]
const failed = chosen.map(runStep).filter(isGood => !isGood).length
if (failed > 0) {
  console.log(`${failed} of ${chosen.length} failed.`)
  process.exitCode = 1
}

function runStep({ says, run }: Step): boolean {
  const started = performance.now()
  const { isGood, output } = run()
  const duration = `${((performance.now() - started) / 1000).toFixed(1)} s`
  console.log(`${isGood ? paint('green', '✓') : paint('red', '✗')} ${says} ${paint('dim', `(${duration})`)}`)
  if (!isGood) console.log(indent(output))
  return isGood
}

function checkImports(): ToolResult {
  const text = readFileSync(join(root, 'package.json'), 'utf8')
  const declared: Readonly<Record<string, Readonly<Record<string, string>> | undefined>> = JSON.parse(text)
  const installed = Object.keys({
    ...declared.dependencies,
    ...declared.optionalDependencies,
    ...declared.peerDependencies,
    ...declared.imports,
  })
  return report(findImportFaults(readFiles(['src/**/*.ts']), [...installed, ...joinedPackages]))
}

function checkDocuments(): ToolResult {
  const documents = readFiles(['*.md', '{docs,test,data,bench,examples,web}/**/*.md'])
  const sources = readFiles(['{src,test,scripts,examples,bench,web}/**/*.{ts,tsx}'])
  const files = findFiles(['*', '.ci/*', '{src,test,scripts,docs,data,deploy,bench,examples,web}/**/*'])
  return report([
    ...findDocumentFaults(documents, files),
    ...findCommandFaults(documents),
    ...findCommentFaults(sources, files),
  ])
}

function checkWrittenPages(): ToolResult {
  const read = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined)
  return report(findOldPages(writtenPages(), read))
}

/** The one step of more than seconds: it shows its own progress. */
function runFastTests(): ToolResult {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/run-tests.ts')], { cwd: root, stdio: 'inherit' })
  return { isGood: status === 0, output: '`npm test -- PART-OF-A-PATH` runs some of them.' }
}

function report(faults: readonly string[]): ToolResult {
  return { isGood: faults.length === 0, output: faults.join('\n') }
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^(?=.)/gm, '    ')
}
