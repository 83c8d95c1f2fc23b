/** The rows of an application, from a module that exports them. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ApplicationExports } from '../server/config/config-file.ts'
import { messageOf } from '../server/config/message-of.ts'

/** A text: why there is none. */
export async function loadApplication(cwd: string, named: string): Promise<ApplicationExports | string> {
  try {
    const { endpoints, resources }: ApplicationExports = await import(pathToFileURL(resolve(cwd, named)).href)
    if (endpoints === undefined && resources === undefined) return `${named} exports neither endpoints nor resources.`
    return { endpoints, resources }
  } catch (error) {
    return `${named} cannot be loaded: ${messageOf(error)}`
  }
}
