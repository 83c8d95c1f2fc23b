/** Reads the words after a command: its options and operands. What is wrong with them is named, without their values. */
import { parseArgs } from 'node:util'
import { nearestName } from '../settings/nearest-name.ts'
import type { Command } from './command.ts'

export type Values = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

export type Reading =
  | { readonly kind: 'read'; readonly values: Values }
  | { readonly kind: 'wrong'; readonly what: string; readonly fix: string | undefined }

type Read = ReturnType<typeof parse>
type OptionToken = Extract<Read['tokens'][number], { readonly kind: 'option' }>

export function readOptions(command: Command, words: readonly string[]): Reading {
  const read = parse(command, words)
  const seen = new Set<string>()
  for (const token of read.tokens) {
    const fault = token.kind === 'option' ? optionFault(command, token, seen) : undefined
    if (fault !== undefined) return fault
  }
  return operandFault(command, read.positionals) ?? { kind: 'read', values: valuesOf(command, read) }
}

/** Not strict, because node:util's errors name neither the nearest option nor, in one case, the option itself. */
function parse({ options, operands = [] }: Command, words: readonly string[]) {
  const args = words.map(word => (operands.length > 0 && isDashedId(options, word) ? `${shield}${word}` : word))
  const read = parseArgs({ args, options, allowPositionals: true, strict: false, tokens: true })
  return { ...read, positionals: read.positionals.map(word => word.replace(shield, '')) }
}

/** One id of a session in sixty begins with a dash, and is copied from a list. */
function isDashedId(options: Command['options'], word: string): boolean {
  return /^-[\w-]{21}$/.test(word) && !Object.hasOwn(options, word.slice(2).split('=')[0] ?? '')
}

/** No argument of a process has such a character. */
const shield = '\0'

function optionFault({ options, operands }: Command, token: OptionToken, seen: Set<string>): Reading | undefined {
  const { name, rawName, value, inlineValue } = token
  const option = Object.hasOwn(options, name) ? options[name] : undefined
  if (option === undefined)
    return wrong(`Unknown option '${rawName}'.`, meantOption(options, rawName) ?? asWord(operands))
  if (option.type === 'boolean') {
    return value === undefined ? undefined : wrong(`Option '${rawName}' takes no value.`)
  }
  if (seen.has(name) && option.multiple !== true) return wrong(`Option '${rawName}' is given twice.`)
  seen.add(name)
  if (value === undefined) return wrong(`Option '${rawName}' needs a value.`)
  const isNextOption = inlineValue === false && /^-./.test(value)
  return isNextOption ? wrong(`Option '${rawName}' needs a value.`, withDash(rawName)) : undefined
}

function meantOption(options: Command['options'], rawName: string): string | undefined {
  const near = nearestName(rawName.replace(/^-+/, ''), Object.keys(options))
  return near === undefined ? undefined : `Did you mean '--${near}'?`
}

/** An id may begin with a dash. */
function asWord(operands: Command['operands'] = []): string | undefined {
  return operands.length === 0 ? undefined : 'Write -- before a word that begins with a dash and is no option.'
}

function withDash(rawName: string): string | undefined {
  return rawName.startsWith('--') ? `Write ${rawName}=VALUE if the value begins with a dash.` : undefined
}

function operandFault({ operands = [] }: Command, given: readonly string[]): Reading | undefined {
  const extra = given[operands.length]
  if (extra !== undefined) return wrong(`Unexpected argument '${extra}'.`)
  const missing = operands.filter((operand, at) => !operand.startsWith('[') && (given[at] ?? '') === '')
  if (missing.length === 0) return undefined
  return wrong(`${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} needed.`)
}

function valuesOf({ operands = [] }: Command, { values, positionals }: Read): Values {
  const named = Object.fromEntries(operands.map((operand, at) => [operand.replaceAll(/[[\]]/g, ''), positionals[at]]))
  return { ...values, ...named } as Values
}

function wrong(what: string, fix?: string): Reading {
  return { kind: 'wrong', what, fix }
}
