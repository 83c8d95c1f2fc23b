/** A password for an account: typed twice on a terminal, or one line of standard input with `--stdin`. */
import { text } from 'node:stream/consumers'
import { countCodePoints } from '../kernel/python-text.ts'
import { type PasswordOwner, validatePassword } from '../passwords/policy.ts'
import type { AccountScene } from './accounts.ts'
import { CancelledError, createPrompter } from './prompter.ts'
import { askPassword } from './superuser-questions.ts'

/** `undefined`: there is no password, and the reason was printed. */
export async function readNewPassword(scene: AccountScene, owner: PasswordOwner): Promise<string | undefined> {
  if (scene.values.stdin === true) return checked(scene, owner, (await text(scene.input)).replace(/\r?\n$/, ''))
  if (scene.input.isTTY !== true) {
    scene.ui.failure(
      'There is no terminal to ask for a password.',
      'Pass it with --stdin: echo ... | latchkey ... --stdin',
    )
    return undefined
  }
  return await ask(scene, owner)
}

function checked({ ui, auth }: AccountScene, owner: PasswordOwner, password: string): string | undefined {
  const { passwordPolicy, settings } = auth.system
  const faults = [...validatePassword(passwordPolicy, password, owner)]
  if (password === '') faults.unshift("Blank passwords aren't allowed.")
  if (countCodePoints(password) > settings.maximumPasswordLength) faults.push('This password is too long.')
  for (const fault of faults) ui.failure(fault)
  return faults.length === 0 ? password : undefined
}

async function ask(
  { ui, auth, input, output, values }: AccountScene,
  owner: PasswordOwner,
): Promise<string | undefined> {
  const { users, passwordPolicy: policy } = auth.system
  const action = values.USER === undefined ? 'create user' : 'set it'
  const prompter = createPrompter(input, output)
  try {
    return await askPassword({ ui, prompter, users, policy, systemUser: undefined, action }, owner)
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error
    output.write('\n')
    ui.failure(error.message)
    return undefined
  } finally {
    prompter.close()
  }
}
