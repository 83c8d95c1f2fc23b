import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import type { Bench } from '../harness/bench.ts'
import { root } from './programs.ts'

/** A program of `bench/` as JavaScript, its packages beside it: to erase its types takes Node 30 ms of each start. */
export async function eraseTypes(bench: Bench, path: string): Promise<string> {
  const bundle = await rolldown({ input: join(root, 'bench', path), external: /^[^./]/, platform: 'node' })
  const { output } = await bundle.generate({ format: 'es' })
  await bundle.close()
  const folder = bench.folder()
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const file = join(folder, 'program.mjs')
  writeFileSync(file, output[0].code)
  return file
}
