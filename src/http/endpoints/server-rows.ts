/**
 * The rows that only the ready-made server serves: by these names the settings move them and switch them off, like any
 * other. They are known to every application, because one configuration may serve both.
 */
import type { Settings } from '../../settings/settings.ts'
import type { NamedRow } from './arrange-endpoints.ts'

const start = { name: 'Start', urlName: 'start_page', paths: ['/'] }
const probes = [
  { name: 'Alive', urlName: 'livez', paths: ['/livez'] },
  { name: 'Ready', urlName: 'readyz', paths: ['/readyz'] },
]
const metrics = { name: 'Metrics', urlName: 'metrics', paths: ['/metrics'] }

/** Those that these settings serve. */
export function serverRows(settings: Pick<Settings, 'metrics'>): readonly NamedRow[] {
  return [start, ...probes, ...(settings.metrics === 'off' ? [] : [metrics])]
}
