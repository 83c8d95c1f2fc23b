/** Tokens that no server has seen: those of the site with new ids, signed with its key. */
import { createHmac, randomBytes } from 'node:crypto'
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { secret } from '../targets/settings.ts'
import type { Site } from '../targets/site.ts'

/** Of the sessions of the site in their order, so often as it takes. */
export function writeNewTokens(path: string, { tokens, people }: Pick<Site, 'tokens' | 'people'>, count: number): void {
  const [header = '', payload = ''] = readFileSync(tokens, 'utf8').split('\n', 1)[0]?.split('.') ?? []
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const file = openSync(path, 'w')
  let lines = ''
  for (let index = 0; index < count; index += 1) {
    const person = people[index % people.length]
    const about = { ...claims, jti: randomBytes(16).toString('hex'), user_id: String(person?.userId), sid: person?.sid }
    const signed = `${header}.${Buffer.from(JSON.stringify(about)).toString('base64url')}`
    lines += `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}\n`
    if (index % 1000 === 999 || index === count - 1) {
      writeSync(file, lines)
      lines = ''
    }
  }
  closeSync(file)
}
