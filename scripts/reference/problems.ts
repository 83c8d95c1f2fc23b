/** The page of problems: every error code that can be on the wire, from src/problems.ts and its guide. */
import { type ProblemCode, problemTable } from '../../src/problems.ts'
import { code, linkTo, table, writtenFrom } from './markdown.ts'
import { type ProblemGuide, problemGroups, problemGuide } from './problem-guide.ts'

const intro = `# Error codes

${writtenFrom('src/problems.ts')}

Every error response has a stable code: in the member \`code\` of the body where SimpleJWT has one, otherwise in the
header \`Latchkey-Code\`. Compare codes, not messages. The reason behind a code stays on the server: look it up with the
\`Latchkey-Trace\` header of the response and \`latchkey explain TRACE-ID\`. With [\`problemDocsUrl\`](settings.md#problemdocsurl)
every refusal links to its entry here, wherever you publish this page.
`

export function problemsReference(): string {
  const all = (Object.keys(problemTable) as ProblemCode[]).map(name => [
    linkTo(name),
    String(problemTable[name].status),
    problemGuide[name].happened,
  ])
  const overview = table(['code', 'status', 'what happened'], all)
  return `${[intro, overview, ...problemGroups.map(group)].join('\n')}`
}

function group([title, guide]: (typeof problemGroups)[number]): string {
  const entries = Object.entries(guide) as [ProblemCode, ProblemGuide][]
  return `\n## ${title}\n\n${entries.map(([name, about]) => entry(name, about)).join('\n')}`
}

function entry(name: ProblemCode, { happened, cause, help }: ProblemGuide): string {
  const { status, title } = problemTable[name]
  return `### ${name}\n
Status ${status}, ${code(title)}\n
- **What happened:** ${happened}
- **Likely cause:** ${cause}
- **What helps:** ${help}
`
}
