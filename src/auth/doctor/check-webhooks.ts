/** Endpoints of webhooks that can be read on the way, and those that take nothing. */
import { isThisMachine } from '../../features/webhooks/addresses.ts'
import type { EndpointCounts } from '../../features/webhooks/webhook.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Store } from '../../store.ts'
import { type Finding, reporter } from './finding.ts'

const { advice, fault } = reporter('webhooks')

export function checkWebhooks({ webhooks }: Settings): readonly Finding[] {
  const plain = Object.entries(webhooks).filter(
    ([, { url }]) => url.startsWith('http:') && !isThisMachine(new URL(url).hostname),
  )
  return plain.map(([name]) =>
    advice(
      `What ${name} is told can be read on the way: its address is http.`,
      'Serve it over HTTPS, and leave out insecure.',
    ),
  )
}

/** After the first retries, so that a receiver that is deployed anew is no finding. */
const patienceMs = 3_600_000

/** Webhooks that wait for long, or were given up. */
export async function checkDeliveries(
  { webhooks }: Settings,
  { deliveries }: Pick<Store, 'deliveries'>,
  now: number,
): Promise<readonly Finding[]> {
  const names = Object.keys(webhooks)
  return names.length === 0 ? [] : checkCounts(await deliveries.count(names), now)
}

export function checkCounts(counts: readonly EndpointCounts[], now: number): readonly Finding[] {
  return counts.flatMap(({ endpoint, waiting, failed, oldestWaiting = now }) => {
    const list = `latchkey webhooks list --endpoint ${endpoint}`
    if (now - oldestWaiting > patienceMs) {
      const hours = counted(Math.floor((now - oldestWaiting) / 3_600_000), 'hour')
      const what =
        waiting === 1
          ? `One webhook has waited for ${endpoint} for ${hours}.`
          : `${waiting} webhooks wait for ${endpoint}, the oldest for ${hours}.`
      return [fault(what, `See why: ${list} --state waiting`)]
    }
    const again = `See why, then send them again: ${list} --state failed`
    return failed === 0 ? [] : [advice(whatOf(endpoint, failed), again)]
  })
}

function whatOf(endpoint: string, failed: number): string {
  return `${counted(failed, 'webhook')} for ${endpoint} ${failed === 1 ? 'was' : 'were'} given up.`
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
