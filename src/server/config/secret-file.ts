/**
 * The secret of an installation without a configured one: generated once, stored in `.latchkey/secret-key`, readable by
 * its owner only. Anyone who can read the file can sign tokens, so a file that others can read is refused, not silently
 * repaired: they may have read it already.
 */
import { randomBytes } from 'node:crypto'
import { link, mkdir, open, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Secret } from '../../kernel/secret.ts'
import type { ConfigurationFault } from '../../settings/configuration-error.ts'
import { messageOf } from './message-of.ts'

export type SecretFileReading =
  | { readonly ok: true; readonly secret: Secret }
  | { readonly ok: false; readonly fault: ConfigurationFault }

/** Reads the secret in this folder; creates the folder and the secret when they are missing. */
export async function readOrCreateSecretFile(folder: string): Promise<SecretFileReading> {
  const path = join(folder, 'secret-key')
  try {
    const found = await readSecret(path)
    if (found !== undefined) return check(path, found)
    await createSecret(folder, path)
    return check(path, (await readSecret(path)) ?? { text: '', mode: 0 })
  } catch (error) {
    return refuse(path, `cannot be used: ${messageOf(error)}`, `make ${folder} writable, or set SECRET_KEY`)
  }
}

/** Reads the secret in this folder and creates nothing; `undefined` if there is none. */
export async function readSecretFile(folder: string): Promise<SecretFileReading | undefined> {
  const path = join(folder, 'secret-key')
  try {
    const found = await readSecret(path)
    return found === undefined ? undefined : check(path, found)
  } catch (error) {
    return refuse(path, `cannot be used: ${messageOf(error)}`, 'make it readable, or set SECRET_KEY')
  }
}

interface Found {
  readonly text: string
  readonly mode: number
}

/** Text and mode of one open file, so that the file cannot be swapped between the two calls (TOCTOU). */
async function readSecret(path: string): Promise<Found | undefined> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  })
  if (file === undefined) return undefined
  try {
    return { mode: (await file.stat()).mode, text: (await file.readFile('utf8')).trim() }
  } finally {
    await file.close()
  }
}

/**
 * Written to a temporary file and then linked: the link fails when another server was first, and no process ever reads
 * half a secret.
 */
async function createSecret(folder: string, path: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' }).catch(unlessItExists)
  const draft = `${path}.${randomBytes(8).toString('hex')}`
  await writeDurably(draft, `${randomBytes(64).toString('base64url')}\n`)
  try {
    await link(draft, path).catch(unlessItExists)
  } finally {
    await unlink(draft)
  }
  await syncFolder(folder)
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A new file name is durable only after its folder is synced. Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

function check(path: string, { text, mode }: Found): SecretFileReading {
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    return refuse(path, 'can be read or changed by other users of this machine', `chmod 600 ${path}`)
  }
  if (Buffer.byteLength(text) < 32) {
    return refuse(
      path,
      text === '' ? 'is empty' : 'is shorter than 32 bytes',
      'delete it: the next start generates a new one',
    )
  }
  return { ok: true, secret: new Secret(text) }
}

function refuse(path: string, what: string, fix: string): SecretFileReading {
  return { ok: false, fault: { setting: 'SECRET_KEY', source: path, what, fix } }
}

function unlessItExists(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw error
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
