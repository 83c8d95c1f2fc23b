/** `latchkey adopt django URL --check`, `--write` and `--print-settings-command`: reads Django's database and writes nothing there. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { checkDjango, type DjangoCheck } from '../../../django/check/check-django.ts'
import type { FindingLevel } from '../../../django/check/finding.ts'
import { configText } from '../../../django/config/config-text.ts'
import { type OpenedDjango, openDjango } from '../../../django/open-django.ts'
import { settingsCommand } from '../../../django/settings-command.ts'
import { readStoredHash } from '../../../passwords/hashers/formats.ts'
import { loadArgon2 } from '../../../ports/defaults/argon2.ts'
import { createBcrypt } from '../../../ports/defaults/bcrypt.ts'
import { systemClock } from '../../../ports/defaults/clock.ts'
import type { ExitCode, Surroundings } from '../../command.ts'
import { asTyped } from '../../program-name.ts'
import type { Values } from '../../read-options.ts'
import { painter, printable } from '../../ui.ts'
import { type DjangoReading, readDjangoOptions } from './django-options.ts'

/** For parseArgs. */
export const checkOptions = {
  check: { type: 'boolean' },
  write: { type: 'string' },
  'print-settings-command': { type: 'boolean' },
} as const

export const checkHelp = [
  ['--check', 'say what is carried, what is not and what stands in the way, and write nothing'],
  [
    '--write FILE',
    'with --settings: write a configuration, such as latchkey.config.ts, that goes on as the project does',
  ],
  ['--print-settings-command', 'the line that prints the settings of a project'],
] as const

/** Whether one of these is asked for: they need no configuration and no database of Latchkey. */
export function isCheck(values: Values): boolean {
  return values.check === true || values.write !== undefined || values['print-settings-command'] === true
}

/** 1 if something stands in the way. `url`: of the operand or the environment. */
export async function runCheck(surroundings: Surroundings, values: Values, url: string | undefined): Promise<ExitCode> {
  const { ui, cwd } = surroundings
  if (values['print-settings-command'] === true) {
    ui.say(settingsCommand)
    ui.hint('Run it in the folder of manage.py, with the settings of production. It prints no key.')
    return 0
  }
  if (url === undefined) {
    ui.failure(
      "The address of Django's database is missing.",
      'Set LATCHKEY_DJANGO_DATABASE_URL=postgres://user@host/database, or write the address behind the command.',
    )
    return 2
  }
  const reading = readDjangoOptions(values, cwd)
  const django = await openDjango(url, { folder: cwd, settings: reading.settings, map: reading.map })
  try {
    const check = await examine(surroundings, django, reading)
    if (values.json === true) ui.json(documentOf(check, django))
    else say(surroundings, check)
    if (typeof values.write === 'string') writeConfiguration(surroundings, values.write, { check, django, reading })
    return check.findings.some(({ level }) => level === 'blocker') ? 1 : 0
  } finally {
    await django.close()
  }
}

/** Writes nothing. */
export async function examine(
  { ui }: Surroundings,
  { context }: OpenedDjango,
  { settings, choices, isInactiveSaid }: DjangoReading,
): Promise<DjangoCheck> {
  const primitives = { argon2: await loadArgon2(), bcrypt: createBcrypt() }
  const check = await checkDjango(context, {
    settings,
    choices,
    isInactiveSaid,
    canVerify: stored => readStoredHash(stored, primitives) !== undefined,
    now: Math.floor(systemClock.now() / 1000),
    progress: users => ui.progress(`users: ${users.toLocaleString('en')}`),
  })
  ui.progress(undefined)
  return check
}

function documentOf({ place, findings }: DjangoCheck, { mapping }: OpenedDjango) {
  return { place, fit: !findings.some(({ level }) => level === 'blocker'), findings, mapping }
}

const headings: Readonly<Record<FindingLevel, string>> = {
  blocker: 'IN THE WAY',
  missing: 'MISSING',
  unknown: 'UNKNOWN',
  warning: 'TO KNOW',
  'not-carried': 'STAYS BEHIND',
  carried: 'COMES OVER',
}

const width = 110
const indent = 14

function say({ ui, output, env, program }: Surroundings, { place, findings }: DjangoCheck): void {
  const paint = painter(output, env)
  const lines = findings.flatMap(({ level, what, fix }, index) => {
    const isFirst = findings[index - 1]?.level !== level
    const heading = isFirst ? headings[level].padEnd(indent) : ' '.repeat(indent)
    const body = wrap(printable(what))
    const advice = fix === undefined ? [] : wrapAdvice(asTyped(fix, program))
    const [first = '', ...rest] = [...body, ...advice]
    return [
      ...(isFirst && index > 0 ? [''] : []),
      `${heading}${first}`,
      ...rest.map(line => `${' '.repeat(indent)}${line}`),
    ]
  })
  const text = lines.map(line => paintHeading(line, paint)).join('\n')
  // Painted here, so what is not ours was made printable above.
  output.write(`${text}\n\n`)
  const blockers = findings.filter(({ level }) => level === 'blocker').length
  ui.say(
    blockers === 0
      ? `Nothing stands in the way of moving in from ${place}.`
      : `${blockers} ${blockers === 1 ? 'thing stands' : 'things stand'} in the way of moving in from ${place}.`,
  )
}

function paintHeading(line: string, paint: ReturnType<typeof painter>): string {
  const heading = line.slice(0, indent)
  if (heading.trim() === '') return line.trimStart().startsWith('-> ') ? paint('dim', line) : line
  const colour = heading.startsWith(headings.blocker) ? 'red' : heading.startsWith(headings.carried) ? 'green' : 'bold'
  return `${paint(colour, heading)}${line.slice(indent)}`
}

function wrap(text: string): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length + 1 > width - indent) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

/** What is to be typed stays in one line, so that it can be copied. */
function wrapAdvice(fix: string): string[] {
  const isCommand = /(?:manage\.py|sqlite3 |UPDATE |GRANT |INSTALLED_APPS)/.test(fix)
  const lines = fix.split('\n').flatMap(line => (isCommand ? [printable(line)] : wrap(printable(line))))
  return lines.map((line, index) => `${index === 0 ? '-> ' : '   '}${line.trimStart()}`)
}

interface Written {
  readonly check: DjangoCheck
  readonly django: OpenedDjango
  readonly reading: DjangoReading
}

function writeConfiguration({ ui, cwd }: Surroundings, file: string, { check, django, reading }: Written): void {
  const text = configText({
    project: django.project,
    settings: reading.settings,
    logins: check.logins.settings,
    providers: check.facts.socialAccounts.map(({ provider }) => provider),
  })
  try {
    writeFileSync(resolve(cwd, file), text, { flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    ui.failure(`${file} is there already, and was left as it is.`, 'Name another file, or move it away.')
    return
  }
  ui.hint(`Wrote ${file}. Look through it, and set LATCHKEY_SIGNING_KEY and LATCHKEY_DJANGO_DATABASE_URL.`)
}
