/** A password for an account: typed twice on a terminal, or one line of standard input with `--stdin`. */
import { buffer } from 'node:stream/consumers'
import { countCodePoints } from '../kernel/python-text.ts'
import { isBlankPassword, type PasswordForm } from '../passwords/form.ts'
import { type PasswordOwner, validatePassword } from '../passwords/policy.ts'
import type { AccountScene } from './accounts.ts'
import { CancelledError, createPrompter } from './prompter.ts'
import { askPassword } from './superuser-questions.ts'

/** `undefined`: there is no password, and the reason was printed. */
export async function readNewPassword(scene: AccountScene, owner: PasswordOwner): Promise<string | undefined> {
  if (scene.values.stdin === true) return await readLine(scene, owner)
  if (scene.input.isTTY !== true) {
    scene.ui.failure(
      'There is no terminal to ask for a password.',
      'Pass it with --stdin: latchkey ... --stdin < password.txt',
    )
    return undefined
  }
  return await ask(scene, owner)
}

/** A pipe of PowerShell begins with a byte order mark, and ends its lines as Windows does: neither is of the password. */
async function readLine(scene: AccountScene, owner: PasswordOwner): Promise<string | undefined> {
  const bytes = await buffer(scene.input)
  const decoded = decode(bytes)
  if (decoded === undefined) {
    scene.ui.failure(
      'The password on standard input is not UTF-8 text.',
      'In PowerShell, set $OutputEncoding = [Text.Encoding]::UTF8 first.',
    )
    return undefined
  }
  return checkGivenPassword(scene, owner, decoded.replace(/^\ufeff/, '').replace(/\r?\n$/, ''))
}

/** `undefined` for UTF-16, with or without its mark, and for anything else that is not UTF-8. */
function decode(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** A password that no one can be asked about again has to fit the policy. `undefined`: it does not, which was printed. */
export function checkGivenPassword(
  { ui, auth }: AccountScene,
  owner: PasswordOwner,
  password: string,
): string | undefined {
  const { passwordPolicy, settings } = auth.system
  const faults = [...validatePassword(passwordPolicy, password, owner)]
  if (isBlank(settings, password)) faults.unshift("Blank passwords aren't allowed.")
  if (countCodePoints(password) > settings.maximumPasswordLength) faults.push('This password is too long.')
  for (const fault of faults) ui.failure(fault)
  return faults.length === 0 ? password : undefined
}

function isBlank({ passwordForm }: { readonly passwordForm: PasswordForm }, password: string): boolean {
  return passwordForm === 'exact' ? password === '' : isBlankPassword(password)
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
