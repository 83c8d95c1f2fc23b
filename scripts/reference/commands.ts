/** The page of commands, from the table of the command line. */
import type { Command } from '../../src/cli/command.ts'
import { commands } from '../../src/cli/every-command.ts'
import { code, linkTo, table, writtenFrom } from './markdown.ts'

const intro = `# Commands

${writtenFrom('src/cli/every-command.ts')}

Run a command as \`npx latchkey COMMAND\` where the package is installed, or as \`npm run latchkey -- COMMAND\` in a clone.
Every command shows its options with \`--help\`, and every group its commands: \`latchkey users --help\`.
\`latchkey --version\` prints the version.

The exit code is 0 when the command did its work, 1 when it could not, and 2 when it was written wrongly.
When the reader of its output has gone away (\`| head -1\`) it is 141, as for other programs.
`

export function commandsReference(): string {
  const rows = commands.map(({ name, summary }) => [linkTo(`latchkey ${name}`), summary])
  return [intro, table(['command', 'what it does'], rows), '', ...commands.map(entry)].join('\n')
}

function entry({ name, summary, operands = [], options, help }: Command): string {
  const hasOptions = Object.keys(options).length > 0
  const usage = [`latchkey ${name}`, ...operands, ...(hasOptions ? ['[options]'] : [])].join(' ')
  const rows = help.map(([option, meaning]) => [code(option), meaning])
  const shown = rows.length === 0 ? '' : `\n${table(['operand or option', 'meaning'], rows)}\n`
  return `## latchkey ${name}\n\n${summary}\n\n\`\`\`text\n${usage}\n\`\`\`\n${shown}`
}
