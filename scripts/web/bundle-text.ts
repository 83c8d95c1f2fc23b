/** A program of a page as a bundler gives it to browsers: minified, with all that it loads, and nothing that it does not use. */
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { root } from '../files.ts'

export interface BundleOptions {
  /** Packages that are not brought along. */
  readonly external?: RegExp
  /** Packages that are elsewhere, by their names. */
  readonly alias?: Readonly<Record<string, string>>
}

export async function bundleText(text: string, { external = /^$/, alias = {} }: BundleOptions = {}): Promise<string> {
  const entry = join(root, 'entry.ts')
  const bundle = await rolldown({
    input: entry,
    plugins: [{ name: 'text', load: id => (id === entry ? text : null), resolveId: id => (id === entry ? id : null) }],
    external,
    platform: 'browser',
    resolve: { alias: { ...alias }, conditionNames: ['latchkey-source', 'browser', 'import', 'default'] },
    transform: { target: 'es2022', define: { 'process.env.NODE_ENV': '"development"' } },
  })
  const { output } = await bundle.generate({ format: 'es', minify: true })
  await bundle.close()
  return output.map(each => (each.type === 'chunk' ? each.code : '')).join('')
}
