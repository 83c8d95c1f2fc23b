/** The pages that no hand edits: where each lies and what belongs there. */
import type { SourceFile } from './check-imports.ts'
import { apiReference } from './reference/api.ts'
import { commandsReference } from './reference/commands.ts'
import { endpointsReference } from './reference/endpoints.ts'
import { eventsReference } from './reference/events.ts'
import { referenceIndex } from './reference/overview.ts'
import { problemsReference } from './reference/problems.ts'
import { settingsReference } from './settings-reference.ts'

export function writtenPages(): readonly SourceFile[] {
  return [
    { path: 'docs/reference/README.md', text: referenceIndex() },
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
