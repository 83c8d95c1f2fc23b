import { cpus, release, totalmem, type } from 'node:os'

/** What figures depend upon, for people. No name of a host: pages are published. */
export function describeMachine(): string {
  const models = new Set(cpus().map(({ model }) => model.trim()))
  const memory = (totalmem() / 2 ** 30).toFixed(0)
  return `${cpus().length} cores (${[...models].join(', ')}), ${memory} GiB of memory, ${type()} ${release()}, Node ${process.versions.node}`
}
