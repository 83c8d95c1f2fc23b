/** The pages that no hand edits: where each lies and what belongs there. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SourceFile } from './check-imports.ts'
import { root } from './files.ts'
import { apiReference } from './reference/api.ts'
import { commandsReference } from './reference/commands.ts'
import { endpointsReference } from './reference/endpoints.ts'
import { eventsReference } from './reference/events.ts'
import { llmsText } from './reference/llms.ts'
import { referenceIndex } from './reference/overview.ts'
import { problemsReference } from './reference/problems.ts'
import { settingsReference } from './settings-reference.ts'

export function writtenPages(): readonly SourceFile[] {
  const index = referenceIndex()
  const read = (path: string) =>
    path === 'reference/README.md' ? index : readFileSync(join(root, 'docs', path), 'utf8')
  return [
    { path: 'docs/llms.txt', text: llmsText(read) },
    { path: 'docs/reference/README.md', text: index },
    { path: 'docs/reference/commands.md', text: commandsReference() },
    { path: 'docs/reference/endpoints.md', text: endpointsReference() },
    { path: 'docs/reference/events.md', text: eventsReference() },
    { path: 'docs/reference/problems.md', text: problemsReference() },
    { path: 'docs/reference/settings.md', text: settingsReference() },
    ...apiReference(),
  ]
}

/** One sentence for each page that is not what its table says. `read` gives `undefined` where there is no file. */
export function findOldPages(pages: readonly SourceFile[], read: (path: string) => string | undefined): string[] {
  const old = pages.filter(({ path, text }) => read(path) !== text)
  return old.map(({ path }) => `${path} is not what its table says: run \`npm run docs\``)
}
