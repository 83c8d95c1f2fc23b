/** What a request costs as there is more of everything: each axis in its sizes, which take turns in every round. */
import type { Bench } from '../harness/bench.ts'
import { medianOf } from '../harness/statistics.ts'
import type { Axis } from './axes.ts'

export interface GrownAxis {
  readonly title: string
  readonly sizes: readonly number[]
  /** By what was asked for: microseconds of a processor, one for each size. */
  readonly series: Readonly<Record<string, readonly number[]>>
}

export async function measureAxis(bench: Bench, { title, sizes, prepare }: Axis): Promise<GrownAxis> {
  const all = []
  for (const size of sizes) {
    bench.say(`making ${size.toLocaleString('en')} ${title}`)
    all.push(await prepare(bench, size))
  }
  const names = all[0]?.map(({ name }) => name) ?? []
  const found = new Map(names.map(name => [name, sizes.map((): number[] => [])]))
  for (let round = 0; round < bench.rounds; round += 1) {
    for (const [place, turns] of all.entries()) {
      for (const { name, run } of turns) {
        bench.say(`${sizes[place]?.toLocaleString('en')} ${title}, round ${round + 1} of ${bench.rounds}`)
        const { cpu = Number.NaN } = await run(round)
        found.get(name)?.[place]?.push(cpu)
      }
    }
  }
  const series = [...found].map(([name, places]) => [name, places.map(medianOf)] as const)
  return { title, sizes, series: Object.fromEntries(series) }
}
