/** The help pages: of all commands, of a group, of one command. Each shows a command as the reader can type it. */
import type { Command } from './command.ts'
import { alignTable } from './ui.ts'

/** All commands, or those of a group. */
export function listHelp(program: string, commands: readonly Command[], group?: string): readonly string[] {
  return [
    `Usage: ${program} ${group === undefined ? '' : `${group} `}COMMAND [options]`,
    '',
    ...listCommands(program, commands),
    '',
    `See the options of a command: ${program} ${group === undefined ? '' : `${group} `}COMMAND --help`,
    `For the configuration of another folder or file: ${program} --config PATH COMMAND`,
  ]
}

export function listCommands(program: string, commands: readonly Command[]): readonly string[] {
  return alignTable(
    commands.map(({ name, operands = [], summary }) => [`  ${[program, name, ...operands].join(' ')}`, summary]),
  )
}

export function commandHelp(program: string, { name, summary, help, operands = [] }: Command): readonly string[] {
  const rows = alignTable(help.map(([option, meaning]) => [`  ${option}`, meaning]))
  return [
    [`Usage: ${program} ${name}`, ...operands, ...(help.length === 0 ? [] : ['[options]'])].join(' '),
    '',
    summary,
    ...(rows.length ? ['', ...rows] : []),
  ]
}
