/**
 * Reads and writes the files of a project. What cannot be read or written is refused with its name and a way out, before
 * the first file is changed: no project is left half done.
 */
import { constants, lstatSync, readFileSync } from 'node:fs'
import { access, chmod, chown, mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { FileFault } from '../transfer/read-text.ts'

export interface WrittenFile {
  /** In the folder of the project. */
  readonly path: string
  readonly text: string
  /** For its owner's eyes. */
  readonly isSecret?: true
}

/** The text; `undefined` where there is no such file. Throws FileFault. */
export function readText(folder: string, path: string): string | undefined {
  try {
    return readFileSync(join(folder, path), 'utf8')
  } catch (error) {
    if (!isMissing(error)) throw faultOf(error, path, 'read')
    if (isLink(join(folder, path))) throw deadLink(path)
    return undefined
  }
}

/** Writes all of them, or none. Throws FileFault. */
export async function writeFiles(folder: string, files: readonly WrittenFile[]): Promise<void> {
  for (const { path } of files) await checkPlace(folder, path)
  const undo: (() => Promise<unknown>)[] = []
  try {
    // What takes space is written beside the files first; then each takes its name.
    const staged: Staged[] = []
    for (const file of files) staged.push(await stage(folder, file, undo))
    for (const each of staged) await takeName(each, undo)
  } catch (error) {
    for (const step of undo.toReversed()) await step().catch(() => {})
    throw error
  }
}

interface Staged {
  readonly path: string
  readonly from: string
  readonly to: string
  /** What is there now. */
  readonly before: Buffer | undefined
}

type Undo = (() => Promise<unknown>)[]

async function stage(folder: string, { path, text, isSecret }: WrittenFile, undo: Undo): Promise<Staged> {
  const place = join(folder, path)
  try {
    const found = await stat(place).catch(() => undefined)
    // The file behind a link, so that the link stays one.
    const to = found === undefined ? place : await realpath(place)
    const first = await mkdir(dirname(to), { recursive: true })
    if (first !== undefined) undo.push(() => rm(first, { recursive: true }))
    const from = join(dirname(to), `.${basename(to)}.latchkey-${process.pid}`)
    undo.push(() => rm(from, { force: true }))
    await writeFile(from, text, { mode: isSecret === true ? 0o600 : 0o666, flag: 'wx' })
    if (found === undefined) return { path, from, to, before: undefined }
    await keepOwner(from, found)
    return { path, from, to, before: await readFile(to) }
  } catch (error) {
    throw faultOf(error, path, 'written')
  }
}

async function takeName({ path, from, to, before }: Staged, undo: Undo): Promise<void> {
  try {
    await rename(from, to)
    undo.push(() => (before === undefined ? rm(to) : writeFile(to, before)))
  } catch (error) {
    throw faultOf(error, path, 'written')
  }
}

async function keepOwner(
  path: string,
  { mode, uid, gid }: { readonly mode: number; readonly uid: number; readonly gid: number },
) {
  await chmod(path, mode)
  // As root in the project of someone else. Another user cannot give files away, and need not.
  await chown(path, uid, gid).catch(() => {})
}

/** Refuses what is known to fail, before anything is written. */
async function checkPlace(folder: string, path: string): Promise<void> {
  const place = join(folder, path)
  const found = await asked(path, stat(place)).catch(error => (isMissing(error) ? undefined : Promise.reject(error)))
  if (found === undefined && isLink(place)) throw deadLink(path)
  if (found?.isDirectory()) throw isFolder(path)
  // A device, such as /dev/null behind a link, must not be replaced.
  if (found?.isFile() === false) throw new FileFault(`${path} is no ordinary file.`, 'Delete it, then run this again.')
  const places = found === undefined ? [await nearestFolder(folder, path)] : [place, dirname(await realpath(place))]
  for (const each of places) await asked(relative(folder, each) || '.', access(each, constants.W_OK))
}

async function asked<T>(path: string, question: Promise<T>): Promise<T> {
  return await question.catch(error => Promise.reject(faultOf(error, path, 'written')))
}

/** The folder in which the missing ones of the path are made. */
async function nearestFolder(folder: string, path: string): Promise<string> {
  for (let at = dirname(path); ; at = dirname(at)) {
    const found = await stat(join(folder, at)).catch(() => undefined)
    if (found?.isDirectory()) return join(folder, at)
    if (found !== undefined)
      throw new FileFault(`${at} is a file, and has to be a folder.`, `Move it away, then run this again.`)
    if (isLink(join(folder, at))) throw deadLink(at)
    if (at === '.') return folder
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

function deadLink(path: string): FileFault {
  return new FileFault(
    `${path} is a link to nothing.`,
    'Delete the link, or make what it leads to; then run this again.',
  )
}

function isFolder(path: string): FileFault {
  return new FileFault(`${path} is a folder, and has to be a file.`, 'Move it away, then run this again.')
}

/** An error of the file system in words; others, and what is a fault already, as they are. */
export function faultOf(error: unknown, path: string, done: 'read' | 'written'): unknown {
  const code = codeOf(error)
  if (code === 'EISDIR') return isFolder(path)
  const [why, fix] = reasons[code ?? ''] ?? []
  return why === undefined || fix === undefined ? error : new FileFault(`${path} cannot be ${done}: ${why}.`, fix)
}

const retry = 'then run this again.'
const reasons: Readonly<Record<string, readonly [why: string, fix: string]>> = {
  EACCES: ['permission is denied', `Run this as its owner, or give yourself the right; ${retry}`],
  EPERM: ['permission is denied', `Run this as its owner, or give yourself the right; ${retry}`],
  EROFS: ['the file system is read-only', `Work on a copy that can be written.`],
  ENOSPC: ['there is no space left', `Make room, ${retry}`],
  EDQUOT: ['there is no space left for you', `Make room, ${retry}`],
  EEXIST: ['what an earlier run left is in its way', `Delete the files that end in .latchkey-NUMBER, ${retry}`],
  ELOOP: ['its links lead in a circle', `Delete the link, ${retry}`],
  EBUSY: ['it is in use', `End what uses it, ${retry}`],
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}

/** Also where a part of the path is a file. */
function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR'
}
