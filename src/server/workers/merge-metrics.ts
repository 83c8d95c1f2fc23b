/** The metrics of several workers as one text: a scrape reaches one of them, and is answered for all. */

/** What is not the sum of the workers': ages, the start of the process, and what each has read of the one database. */
const largest = /_age_seconds$|_webhooks_waiting$|_webhooks_kept_failed$/
const first = /_start_time_seconds$/

/** `texts` in Prometheus' text format 0.0.4, all of one version. Samples of one name and labels become one. */
export function mergeMetrics(texts: readonly string[]): string {
  const heads = new Map<string, string[]>()
  const samples = new Map<string, Map<string, number>>()
  let family = ''
  for (const line of texts.flatMap(text => text.split('\n'))) {
    const [, kind, name = ''] = /^# (HELP|TYPE) (\S+)/.exec(line) ?? []
    if (kind !== undefined) {
      family = name
      const known = heads.get(family) ?? []
      if (!known.includes(line)) heads.set(family, [...known, line])
    } else if (line !== '') addSample(samples, family, line)
  }
  return [...heads].map(([name, lines]) => [...lines, ...render(samples.get(name))].join('\n').concat('\n')).join('')
}

function addSample(samples: Map<string, Map<string, number>>, family: string, line: string): void {
  const end = line.lastIndexOf(' ')
  const [series, value] = [line.slice(0, end), toNumber(line.slice(end + 1))]
  const found = samples.get(family) ?? new Map<string, number>()
  samples.set(family, found)
  const before = found.get(series)
  found.set(series, before === undefined ? value : join(family, before, value))
}

function join(family: string, before: number, value: number): number {
  if (largest.test(family)) return Math.max(before, value)
  return first.test(family) ? Math.min(before, value) : before + value
}

function render(found: ReadonlyMap<string, number> = new Map()): readonly string[] {
  return [...found].map(([series, value]) => `${series} ${toText(value)}`)
}

function toNumber(text: string): number {
  return text === '+Inf' ? Number.POSITIVE_INFINITY : Number(text)
}

function toText(value: number): string {
  return value === Number.POSITIVE_INFINITY ? '+Inf' : String(value)
}
