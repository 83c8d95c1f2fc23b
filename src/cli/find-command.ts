/** Finds the command that is meant by the words of a command line, or the nearest one when there is none. */
import { nearestName } from '../settings/nearest-name.ts'
import type { Command } from './command.ts'

export type Found =
  | { readonly kind: 'command'; readonly command: Command; readonly rest: readonly string[] }
  /** A group alone: `users`, or `users help`. */
  | { readonly kind: 'group'; readonly group: string; readonly rest: readonly string[]; readonly isForHelp: boolean }
  | { readonly kind: 'nothing'; readonly rest: readonly string[] }
  | { readonly kind: 'unknown'; readonly written: string; readonly meant: string | undefined }

/** Options may stand before the command and inside its name: `--config FILE users list`. They end up in `rest`. */
export function findCommand(commands: readonly Command[], words: readonly string[]): Found {
  const { names, before, after } = splitWords(commands, words)
  const [first, second] = names
  if (first === undefined) return { kind: 'nothing', rest: [...before, ...after] }
  const length = commands.some(({ name }) => name === first) ? 1 : 2
  const command = commands.find(({ name }) => name === names.slice(0, length).join(' '))
  if (command !== undefined) return { kind: 'command', command, rest: [...before, ...names.slice(length), ...after] }
  const isGroup = groupsOf(commands).includes(first)
  if (isGroup && (second === undefined || second === 'help')) {
    return { kind: 'group', group: first, rest: [...before, ...after], isForHelp: second === 'help' }
  }
  return { kind: 'unknown', written: describe(isGroup ? names : [first]), meant: suggest(commands, first, second) }
}

export function commandsOf(commands: readonly Command[], group: string): readonly Command[] {
  return commands.filter(({ name }) => name.startsWith(`${group} `))
}

function groupsOf(commands: readonly Command[]): string[] {
  return commands.flatMap(({ name }) => (name.includes(' ') ? [name.split(' ')[0] ?? ''] : []))
}

/** The name, which is the first words that are no options; the options before and inside it; the rest as it is. */
function splitWords(commands: readonly Command[], words: readonly string[]) {
  const takesValue = (word: string) =>
    commands.some(({ options }) => options[word.replace(/^--/, '')]?.type === 'string' && word.startsWith('--'))
  const isWhole = (word: string | undefined) => commands.some(({ name }) => name === word)
  const names: string[] = []
  const before: string[] = []
  let at = 0
  while (at < words.length && names.length < 2 && !isWhole(names[0])) {
    const word = words[at] ?? ''
    if (word === '--') break
    const isOption = /^-./.test(word)
    const length = isOption && takesValue(word) ? 2 : 1
    const part = isOption ? before : names
    part.push(...words.slice(at, at + length))
    at += length
  }
  return { names, before, after: words.slice(at) }
}

/** A word that is long may be a token or a key. */
function describe(words: readonly string[]): string {
  return words.map(word => (word.length > 40 ? `${word.slice(0, 10)}...` : word)).join(' ')
}

/** What Django's manage.py and other programs call a command. */
const otherNames: Readonly<Record<string, string>> = {
  runserver: 'serve',
  start: 'serve',
  check: 'doctor',
  diffsettings: 'settings',
  changepassword: 'users set-password',
  makemigrations: 'migrate',
  clearsessions: 'flushexpired',
  dumpdata: 'users export',
  loaddata: 'users import',
  version: '--version',
}

/** Words of other programs for a command of a group; the first that the group has is meant. */
const otherWords: Readonly<Record<string, readonly string[]>> = {
  add: ['create'],
  new: ['create'],
  ls: ['list'],
  get: ['show'],
  info: ['show'],
  remove: ['delete', 'revoke'],
  rm: ['delete', 'revoke'],
  delete: ['revoke'],
  update: ['change'],
  edit: ['change'],
  set: ['change'],
  password: ['set-password'],
  passwd: ['set-password'],
  disable: ['deactivate'],
  enable: ['activate'],
  check: ['verify'],
}

/** What was probably meant: a command, or `users --help` when only the group is clear. */
function suggest(commands: readonly Command[], first: string, second: string | undefined): string | undefined {
  if (Object.hasOwn(otherNames, first)) return otherNames[first]
  const names = commands.map(({ name }) => name)
  const group = groupsOf(commands).includes(first) ? first : nearestName(first, [...groupsOf(commands), ...names])
  if (group !== undefined && names.includes(group)) return group
  if (group !== undefined) return suggestIn(commandsOf(commands, group), group, second)
  if (second !== undefined && names.includes(`${second} ${first}`)) return `${second} ${first}`
  const [last, ...others] = names.filter(name => name.endsWith(` ${first}`))
  if (last !== undefined && others.length === 0) return last
  return nearestName(first, names) ?? names.find(name => first.length > 2 && name.startsWith(first.slice(0, 3)))
}

function suggestIn(commands: readonly Command[], group: string, word: string | undefined): string {
  const lasts = commands.map(({ name }) => name.slice(group.length + 1))
  const [only] = lasts.length === 1 ? lasts : []
  const others = word !== undefined && Object.hasOwn(otherWords, word) ? (otherWords[word] ?? []) : []
  const other = others.find(name => lasts.includes(name))
  const near = only ?? other ?? (word && (nearestName(word, lasts) ?? lasts.find(last => last.startsWith(word))))
  return near ? `${group} ${near}` : `${group} --help`
}
