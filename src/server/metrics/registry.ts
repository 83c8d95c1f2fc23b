/**
 * Counters, gauges and histograms in Prometheus' text format 0.0.4. Small on purpose: labels come only from Latchkey's
 * tables, so nothing has to expire and a client cannot add series (cardinality).
 */

export type Labels = Readonly<Record<string, string>>

export interface Counter {
  add(labels?: Labels, by?: number): void
}

export interface Histogram {
  observe(value: number, labels?: Labels): void
}

export interface Registry {
  counter(name: string, help: string): Counter
  /** Read at each scrape; several values are told apart by labels. */
  gauge(name: string, help: string, read: () => number | readonly (readonly [Labels, number])[]): void
  /** A counter whose value is kept elsewhere. */
  total(name: string, help: string, read: () => number): void
  /** `bounds`: upper ends of the buckets, ascending. */
  histogram(name: string, help: string, bounds: readonly number[]): Histogram
  render(): string
}

type Sample = readonly [suffix: string, labels: Labels, value: number]

export function createRegistry(): Registry {
  const families: { readonly head: string; readonly name: string; readonly read: () => readonly Sample[] }[] = []
  const add = (name: string, help: string, type: string, read: () => readonly Sample[]) => {
    families.push({ head: `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`, name, read })
  }

  return {
    counter(name, help) {
      const series = new Map<string, { labels: Labels; value: number }>()
      add(name, help, 'counter', () => [...series.values()].map(({ labels, value }) => ['', labels, value]))
      return {
        add(labels = {}, by = 1) {
          const found = findSeries(series, labels, () => ({ labels, value: 0 }))
          found.value += by
        },
      }
    },
    gauge(name, help, read) {
      add(name, help, 'gauge', () => {
        const found = read()
        return typeof found === 'number' ? [['', {}, found]] : found.map(([labels, value]) => ['', labels, value])
      })
    },
    total: (name, help, read) => add(name, help, 'counter', () => [['', {}, read()]]),
    histogram(name, help, bounds) {
      const series = new Map<string, Buckets>()
      add(name, help, 'histogram', () => [...series.values()].flatMap(buckets => samplesOf(buckets, bounds)))
      return {
        observe(value, labels = {}) {
          const make = () => ({ labels, counts: bounds.map(() => 0), count: 0, sum: 0 })
          record(findSeries(series, labels, make), bounds, value)
        },
      }
    },
    render: () => families.map(({ head, name, read }) => head + read().map(renderSample(name)).join('')).join(''),
  }
}

interface Buckets {
  readonly labels: Labels
  readonly counts: number[]
  count: number
  sum: number
}

function findSeries<T>(series: Map<string, T>, labels: Labels, make: () => T): T {
  const key = keyOf(labels)
  const found = series.get(key)
  if (found !== undefined) return found
  const made = make()
  series.set(key, made)
  return made
}

/** One family has the same names each time: each request looks for a series, and JSON of its labels took 1 us. */
function keyOf(labels: Labels): string {
  let key = ''
  for (const name of Object.keys(labels)) key += `${labels[name]}\n`
  return key
}

function record(buckets: Buckets, bounds: readonly number[], value: number): void {
  const index = bounds.findIndex(bound => value <= bound)
  if (index >= 0) buckets.counts[index] = (buckets.counts[index] ?? 0) + 1
  buckets.count += 1
  buckets.sum += value
}

/** Buckets are cumulative: each counts the values up to its bound. */
function samplesOf({ labels, counts, count, sum }: Buckets, bounds: readonly number[]): readonly Sample[] {
  let below = 0
  const buckets = bounds.map((bound, index): Sample => {
    below += counts[index] ?? 0
    return ['_bucket', { ...labels, le: String(bound) }, below]
  })
  return [...buckets, ['_bucket', { ...labels, le: '+Inf' }, count], ['_sum', labels, sum], ['_count', labels, count]]
}

function renderSample(name: string) {
  return ([suffix, labels, value]: Sample): string => {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escapeLabel(text)}"`)
    return `${name}${suffix}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${renderNumber(value)}\n`
  }
}

function renderNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (Number.isFinite(value)) return String(value)
  return value > 0 ? '+Inf' : '-Inf'
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}
