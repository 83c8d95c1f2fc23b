/**
 * `docs/llms.txt` for programs that read documentation (llmstxt.org): a title, a summary, and every page with a sentence about it. Made from
 * the indexes that people read, so a guide that is listed there is listed here.
 */
import { posix } from 'node:path'

/** Pages of documentation by their paths in `docs/`. */
export type ReadPage = (path: string) => string

const link = /\[([^\]]+)\]\(([^)\s]+)\)/g

export function llmsText(read: ReadPage): string {
  const sections = [
    ['Guides', linesOf(read, 'guides/README.md')],
    ['Reference', linesOf(read, 'reference/README.md', 'last')],
    ['Moving from other systems', linesOf(read, 'migrate/README.md')],
    ['Examples', linesOf(read, '../examples/README.md', 'last')],
    ['Optional', [...compat, ...linesOf(read, 'decisions/README.md')]],
  ] as const
  return `# Latchkey

> ${summary}

Everything is TypeScript on Node 24 or later; \`latchkey/verify\` and \`latchkey/client\` run on Node 20, too. Paths, bodies, messages, status codes and
claims are those of SimpleJWT. Every refusal has a stable code, in the member \`code\` or in the header \`Latchkey-Code\`; the error reference has
a heading for each.

${sections.map(([title, lines]) => `## ${title}\n\n${lines.join('\n')}\n`).join('\n')}`
}

const summary =
  'Login, JWTs and sessions for TypeScript, with the API of Django REST Framework and SimpleJWT: a server, a library for ' +
  'Fastify, Express, NestJS, Hono and Next, a verifier for other services, and a client for browsers.'

const compat = [
  '- [Compatibility with SimpleJWT](compat.md): What differs by default, and which setting brings SimpleJWT’s behaviour back.',
  '- [A tour of the code](tour.md): Which file does what, for people who change Latchkey.',
]

/** One line for each page that the first table of the index links to; `sentence`: which column says what the page is about. */
function linesOf(read: ReadPage, index: string, sentence: 'first' | 'last' = 'first'): string[] {
  const [table = ''] = /(?:^\|.*\n)+/m.exec(read(index)) ?? []
  return table.split('\n').flatMap(row => {
    const cells = row.split('|').slice(1, -1)
    const [linked, said] = sentence === 'last' ? [cells.at(0), cells.at(-1)] : [cells.at(-1), cells.at(0)]
    return [...(linked ?? '').matchAll(link)].map(([, title = '', target = '']) => {
      return `- [${title}](${posix.join(posix.dirname(index), target)})${about(said ?? '')}`
    })
  })
}

/** The cell as a sentence. A number, as decisions have it, says nothing. */
function about(cell: string): string {
  const text = cell.replaceAll(link, '$1').trim()
  if (/^\d+$/.test(text)) return ''
  return `: ${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
}
