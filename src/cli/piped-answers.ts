/**
 * Answers on a standard input that is no terminal: a pipe, a file, a here-document. The lines answer the questions that a
 * terminal would be asked, in their order. An input that stays silent is taken for none, so that no script hangs.
 */

import type { PasswordOwner } from '../passwords/policy.ts'
import { systemTimer } from '../ports/defaults/timer.ts'
import type { AccountScene } from './accounts.ts'
import { checkGivenPassword } from './new-password.ts'
import type { SuperuserField } from './superuser-fields.ts'
import { check } from './superuser-questions.ts'

const patienceMs = 5000

/** All lines, or none when nothing arrives in time. What has begun is read to its end. */
export async function readPipedLines(input: NodeJS.ReadStream, patience = patienceMs): Promise<readonly string[]> {
  const chunks: string[] = []
  input.setEncoding('utf8')
  await new Promise<void>((resolve, reject) => {
    const stop = systemTimer.after(patience, () => {
      input.pause()
      resolve()
    })
    input.on('data', (chunk: string) => {
      stop()
      chunks.push(chunk)
    })
    input.once('error', reject)
    input.once('end', () => {
      stop()
      resolve()
    })
  })
  const text = chunks.join('')
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/)
}

export interface PipedAnswers {
  readonly fields: Readonly<Record<string, string>>
  /** The lines after those of the fields: the password, perhaps twice. */
  readonly rest: readonly string[]
}

/** The value of each field: as given, else the next line. `undefined`: a value is wrong, and the message was printed. */
export async function answerFields(
  { ui, auth }: AccountScene,
  fields: readonly SuperuserField[],
  given: (field: SuperuserField) => string | undefined,
  lines: readonly string[],
): Promise<PipedAnswers | undefined> {
  const { users } = auth.system
  const found: Record<string, string> = {}
  // One line alone is the password, and what may be blank stays blank, as with --noinput.
  const open = fields.filter(field => given(field) === undefined)
  const asksAll = lines.length > open.filter(({ allowsBlank }) => !allowsBlank).length + 1
  const rest = [...lines]
  for (const field of fields) {
    const isAnswered = open.includes(field) && (asksAll || !field.allowsBlank)
    const value = given(field) ?? (isAnswered ? (rest.shift() ?? '').trim() : '')
    const faults = await check({ users }, field, value)
    for (const fault of faults) ui.failure(fault, `Pass it with --${field.name}, or as a line of the input.`)
    if (faults.length > 0) return undefined
    found[field.name] = value
  }
  return { fields: found, rest }
}

/** `undefined`: there is no password that will do, and the message was printed. */
export function answerPassword(scene: AccountScene, owner: PasswordOwner, rest: readonly string[]): string | undefined {
  const [password = '', again = password, ...more] = rest
  if (more.length > 0) scene.ui.failure('The input has more lines than there are questions.')
  else if (password !== again) scene.ui.failure("Your passwords didn't match.")
  else return checkGivenPassword(scene, owner, password)
  return undefined
}
