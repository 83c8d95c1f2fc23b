/**
 * Latchkey in a NestJS app, on Express and on Fastify: a module that serves the endpoints, a decorator that guards controllers
 * and handlers, and decorators for the caller. Decorators are applied by hand here: the package is compiled without them.
 */
import '../kernel/require-node24.ts'

import {
  type CanActivate,
  createParamDecorator,
  type DynamicModule,
  type ExecutionContext,
  HttpException,
  Inject,
  Injectable,
  Module,
  type NestModule,
  type OnApplicationShutdown,
  UseGuards,
} from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import type { Auth } from '../auth.ts'
import type { GuardRule } from '../http/authorize/guard.ts'
import type { Principal } from '../users/principal.ts'
import type { User } from '../users/user.ts'
import { latchkey } from './express.ts'
import { type AuthSource, openAuth } from './next/lazy-auth.ts'
import { findPrincipal, principalOf } from './principals.ts'
import { createGuard } from './refusal.ts'

export type { AuthSource } from './next/lazy-auth.ts'
export { findPrincipal, principalOf } from './principals.ts'

/** The provider with the Auth: `constructor(@Inject(latchkeyAuth) private readonly auth: Auth)`. */
export const latchkeyAuth: unique symbol = Symbol('latchkey auth')

/** What the module is told beside the Auth. */
export interface LatchkeyModuleOptions {
  /** Where the endpoints are mounted: `/v1`. A global prefix of Nest moves your controllers and not these. Default: the root. */
  readonly path?: string
  /**
   * `after-middleware` (the default): what the application has added with `app.use` comes first, and Nest's body parsers: a broken
   * JSON body is refused by them, in Nest's words. `before-parsers`: the endpoints get each request as it came, before both.
   */
  readonly position?: 'after-middleware' | 'before-parsers'
  /** Whether the Auth is closed when the application is (`app.close()`, shutdown hooks). Default: true. */
  readonly closes?: boolean
}

const moduleOptions = Symbol('latchkey module options')

/**
 * ```ts
 * @Module({ imports: [LatchkeyModule.forRoot(() => createAuth({ secretKey: process.env.SECRET_KEY, database: 'sqlite:app.sqlite3' }))] })
 * export class AppModule {}
 * ```
 *
 * Global: every module can guard, and inject the Auth. Nest waits until it is open.
 */
export class LatchkeyModule implements NestModule, OnApplicationShutdown {
  readonly #host: HttpAdapterHost
  readonly #auth: Auth
  readonly #options: LatchkeyModuleOptions

  constructor(host: HttpAdapterHost, auth: Auth, options: LatchkeyModuleOptions) {
    this.#host = host
    this.#auth = auth
    this.#options = options
    // Nest makes its modules before it adds the body parsers.
    if (options.position === 'before-parsers') this.#mount()
  }

  /** An Auth, a promise of one, or what opens one. */
  static forRoot(source: AuthSource, options: LatchkeyModuleOptions = {}): DynamicModule {
    return {
      module: LatchkeyModule,
      global: true,
      providers: [
        { provide: latchkeyAuth, useFactory: async () => await openAuth(source) },
        { provide: moduleOptions, useValue: options },
      ],
      exports: [latchkeyAuth],
    }
  }

  /** Nest calls it before it adds the controllers, whose 404 would come first. */
  configure(): void {
    if (this.#options.position !== 'before-parsers') this.#mount()
  }

  #mount(): void {
    const { path = '' } = this.#options
    const { httpAdapter } = this.#host
    if (path === '' || path === '/') httpAdapter.use(latchkey(this.#auth))
    else httpAdapter.use(path, latchkey(this.#auth))
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.#options.closes !== false) await this.#auth.close()
  }
}

Module({})(LatchkeyModule)
inject(LatchkeyModule, [HttpAdapterHost, latchkeyAuth, moduleOptions])

/**
 * Guards a controller or a handler: `@Allow({ permissions: [isAuthenticated] })`. A refusal is Nest's `HttpException` with SimpleJWT's
 * body and our stable code as `errorCode`, so that exception filters see it; its headers are on the response already.
 */
export function Allow(rule: GuardRule): ClassDecorator & MethodDecorator {
  class RuleGuard implements CanActivate {
    readonly #guard: ReturnType<typeof createGuard>

    constructor(auth: Auth) {
      this.#guard = createGuard(auth, rule)
    }

    async canActivate(context: ExecutionContext): Promise<boolean> {
      const http = context.switchToHttp()
      const refusal = await this.#guard(http.getRequest(), http.getResponse())
      if (refusal === undefined) return true
      throw new HttpException(refusal.body, refusal.status, { errorCode: refusal.code })
    }
  }
  Injectable()(RuleGuard)
  inject(RuleGuard, [latchkeyAuth])
  return UseGuards(RuleGuard)
}

/** The caller that a guard admitted: `mine(@Caller() caller: Principal)`. Throws for an anonymous one: see `FindCaller`. */
export const Caller: () => ParameterDecorator = createParamDecorator(
  (_: undefined, context: ExecutionContext): Principal => principalOf(context.switchToHttp().getRequest()),
)

/** The same, and `undefined` for an anonymous request, where the guard allows those. */
export const FindCaller: () => ParameterDecorator = createParamDecorator(
  (_: undefined, context: ExecutionContext): Principal | undefined =>
    findPrincipal(context.switchToHttp().getRequest()),
)

/** The caller's row: `profile(@CurrentUser() user: User)`. Read once for each request. */
export const CurrentUser: () => ParameterDecorator = createParamDecorator(
  async (_: undefined, context: ExecutionContext): Promise<User> =>
    await principalOf(context.switchToHttp().getRequest()).user(),
)

/** What Nest gives to the constructor, by position: what `@Inject` would say. */
function inject(target: object, tokens: readonly Parameters<typeof Inject>[0][]): void {
  for (const [index, token] of tokens.entries()) Inject(token)(target, undefined, index)
}
