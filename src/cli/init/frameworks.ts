/** The frameworks that `latchkey init` knows: how one is recognized, and the lines that mount Latchkey in it. */

export type FrameworkName = 'fastify' | 'express' | 'hono' | 'nest' | 'next'

export interface Framework {
  readonly title: string
  /** By this package it is recognized. */
  readonly dependency: string
  /** The entry point of Latchkey for it. */
  readonly entryPoint: string
  /** Makes the application: ends with the parenthesis that opens the call, and has the name in its first group. */
  readonly made?: RegExp
  /** Mounts Latchkey in an application of this name. `auth` is a promise in CommonJS, which knows no await outside functions. */
  readonly mount: (app: string, isCommonJs: boolean) => readonly string[]
  /** What is imported of that entry point: `latchkey`, unless it says otherwise. */
  readonly imported?: string
  /** Where no statement is added: the whole text with Latchkey in it. `undefined`: it is written in another way. */
  readonly edit?: (text: string) => string | undefined
  /** Written behind the call that makes the application where more calls are chained to it. */
  readonly chained?: string
  /** For the guard of a route, shown at the end. */
  readonly guard: string
}

const variable = String.raw`(?:const|let|var)\s+(\w+)(?:\s*:[^=\n]+)?\s*=\s*(?:await\s+)?`

export const frameworks: Readonly<Record<FrameworkName, Framework>> = {
  fastify: {
    title: 'Fastify',
    dependency: 'fastify',
    entryPoint: 'latchkey/fastify',
    made: new RegExp(`${variable}(?:fastify|Fastify)(?:<[^>]*>)?\\(`),
    mount: (app, isCommonJs) =>
      isCommonJs
        ? [`${app}.register(async scope => { await scope.register(latchkey(await auth)) })`]
        : [`${app}.register(latchkey(auth))`],
    guard: "app.get('/mine', { preHandler: guarded(auth, { permissions: [isAuthenticated] }) }, handler)",
  },
  express: {
    title: 'Express',
    dependency: 'express',
    entryPoint: 'latchkey/express',
    made: new RegExp(`${variable}express\\(`),
    mount: (app, isCommonJs) =>
      isCommonJs
        ? [
            'const mounted = auth.then(ready => latchkey(ready))',
            `${app}.use((request, response, next) => mounted.then(handle => handle(request, response, next)).catch(next))`,
          ]
        : [`${app}.use(latchkey(auth))`],
    guard: "app.get('/mine', guarded(auth, { permissions: [isAuthenticated] }), handler)",
  },
  hono: {
    title: 'Hono',
    dependency: 'hono',
    entryPoint: 'latchkey/hono',
    made: new RegExp(`${variable}new Hono(?:<[^(]*>)?\\(`),
    mount: (app, isCommonJs) =>
      isCommonJs
        ? [
            'const mounted = auth.then(ready => latchkey(ready))',
            `${app}.use(async (c, next) => (await mounted)(c, next))`,
          ]
        : [`${app}.use(latchkey(auth))`],
    chained: '.use(latchkey(auth))',
    guard: "app.get('/mine', guarded(auth, { permissions: [isAuthenticated] }), handler)",
  },
  nest: {
    title: 'NestJS',
    dependency: '@nestjs/core',
    entryPoint: 'latchkey/nest',
    imported: 'LatchkeyModule',
    made: /\bexport class (AppModule)\b/,
    mount: () => ['@Module({ imports: [LatchkeyModule.forRoot(auth)] })'],
    edit: addToModule,
    guard: '@Allow({ permissions: [isAuthenticated] }), of latchkey/nest',
  },
  next: {
    title: 'Next',
    dependency: 'next',
    entryPoint: 'latchkey/next',
    mount: () => [],
    guard: 'export const GET = guarded(auth, { permissions: [isAuthenticated] }, handler)',
  },
}

/** `@Module({ imports: [...] })` of the class AppModule. */
function addToModule(text: string): string | undefined {
  const [decorator] = /@Module\(\s*\{(?=[\s\S]*\bclass AppModule\b)/.exec(text) ?? []
  if (decorator === undefined) return undefined
  const at = text.lastIndexOf(decorator, text.indexOf('class AppModule')) + decorator.length
  const end = text.indexOf('class AppModule')
  const list = /\bimports:\s*\[/.exec(text.slice(at, end))
  if (list !== null) {
    const inside = at + list.index + list[0].length
    const isEmpty = /^\s*\]/.test(text.slice(inside))
    return `${text.slice(0, inside)}LatchkeyModule.forRoot(auth)${isEmpty ? '' : ', '}${text.slice(inside)}`
  }
  const isLast = /^\s*\}/.test(text.slice(at))
  return `${text.slice(0, at)} imports: [LatchkeyModule.forRoot(auth)]${isLast ? ' ' : ','}${text.slice(at)}`
}

export function isFrameworkName(name: string): name is FrameworkName {
  return Object.hasOwn(frameworks, name)
}
